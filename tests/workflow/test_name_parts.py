"""A name of several words is hidden by its distinctive words too, not by common ones."""

import pytest

from matcher.store.organisations import OrganisationRow
from matcher.text.normalise import fold
from matcher.workflow.name_parts import distinct_parts
from matcher.workflow.naming import HIDDEN, names_of, redact


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("MAGPIE POLYMERS", ("magpie",)),
        ("Élhytec Systèmes SARL", ("elhytec",)),
        ("Tazmamart Casablanca Énergie", ("tazmamart",)),
        ("Green Energy Systems", ()),
        ("Magpie", ()),
        ("Agro Tech Maroc", ()),
        ("Startup 21", ()),
        ("الشركة الناشئة الأولى", ()),
        ("شركة زرهونيت للطاقة", ("زرهونيت",)),
    ],
)
def test_the_distinctive_words_of_a_name(name, parts):
    assert tuple(fold(each) for each in distinct_parts(name)) == tuple(map(fold, parts))


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("MAGPIE POLYMERS", "Les filtres Magpie durent.", "Les filtres {} durent."),
        ("MAGPIE POLYMERS", "magpie's beads; MAGPIE, magpies", "{}'s beads; {}, magpies"),
        ("Élhytec Systèmes", "Nos stations Elhytec.", "Nos stations {}."),
        ("Élhytec Systèmes", "Nos systèmes sont sûrs.", "Nos systèmes sont sûrs."),
        ("شركة زرهونيت للطاقة", "تصنع زرهونيت الألواح للطاقة", "تصنع {} الألواح للطاقة"),
    ],
)  # fmt: skip
def test_a_text_is_shown_without_them(name, text, shown):
    row = OrganisationRow(name=name, website="")
    assert redact(text, names_of(row)) == shown.format(*[HIDDEN] * shown.count("{}"))
