"""A startup's own profile: kept, never overwritten unseen, told to the engine when it must be."""

from dataclasses import replace

import pytest

from matcher.domain.startup import Status
from matcher.errors import InvalidForm, NotAllowed, NotFound, StalePage
from matcher.store.journal import JournalRow, TaskRow
from matcher.store.organisations import OrganisationRow
from matcher.store.startups import StartupRow
from matcher.workflow import capabilities, indexing, startups
from matcher.workflow.profile_gaps import gaps
from matcher.workflow.startup_limits import LONGEST_TEXT, MOST_CAPABILITIES
from tests.workflow.people import (
    a_firm_member,
    a_startup,
    a_startup_member,
    an_officer,
)

TEXT = "Nous traitons les eaux de rinçage sur site."


@pytest.fixture
def startup(session):
    return a_startup(session, TEXT)


@pytest.fixture
def member(session, startup):
    return a_startup_member(session, startup)


@pytest.fixture
def mine(acting, member):
    return acting(member)


def _saved(mine, **changes):
    view = startups.profile(mine)
    return startups.save_profile(mine, view.mark, replace(view.draft, **changes))


def _undone(view):
    return {gap.code for gap in gaps(view) if not gap.is_done}


@pytest.mark.parametrize("someone", [an_officer, a_firm_member])
def test_only_a_member_of_a_startup_has_a_profile(session, acting, someone):
    with pytest.raises(NotAllowed):
        startups.profile(acting(someone(session)))


def test_nobody_has_no_profile(worker):
    with pytest.raises(NotAllowed):
        startups.profile(worker)


def test_what_is_typed_is_kept_clean(mine, startup, session):
    _saved(
        mine,
        name="  Atelier\u200b  des Eaux ",
        tagline="L’eau, \n rendue",
        certifications=("ISO 9001", "", " ISO 9001 "),
        excluded_firms=("Firme A",),
        capacity=3,
        trl=7,
    )
    draft = startups.profile(mine).draft
    assert draft.name == "Atelier des Eaux"
    assert draft.tagline == "L’eau, rendue"
    assert draft.certifications == ("ISO 9001",)
    assert (draft.capacity, draft.trl) == (3, 7)
    assert session.get(OrganisationRow, startup.id).name_key == "atelier des eaux"


def test_confidential_firms_are_not_in_the_journal(mine, session):
    _saved(mine, excluded_firms=("Firme Très Secrète",), exclusive_with=("Autre Secret",))
    lines = session.query(JournalRow).filter_by(action="startup.edited").all()
    assert len(lines) == 1
    assert "Secr" not in str([(line.before, line.after) for line in lines])
    assert lines[0].after["fields"] == ["excluded_firms", "exclusive_with"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "n" * 121),
        ("website", "pas une adresse"),
        ("sectors", ("no_such_sector",)),
        ("regions", ("MA-99",)),
        ("languages", ("xx",)),
        ("firm_sizes", ("giant",)),
        ("home_region", "MA-99"),
        ("trl", 10),
        ("capacity", 0),
        ("min_budget_dh", -1),
        ("status", Status.WITHDRAWN),
        ("certifications", tuple(f"Norme {n}" for n in range(51))),
        ("excluded_firms", ("f" * 121,)),
        ("refused_sectors", ("agrofood",)),
        ("refused_regions", ("MA-06",)),
    ],
)
def test_a_field_that_cannot_be_kept_is_named(mine, field, value):
    with pytest.raises(InvalidForm) as refused:
        _saved(mine, **{field: value})
    assert list(refused.value.fields) == [field]
    assert getattr(startups.profile(mine).draft, field) != value


def test_codes_of_another_taxonomy_may_stay(session, acting):
    startup = a_startup(session, TEXT, regions=["Île-de-France"], sectors=["Génie des procédés"])
    mine = acting(a_startup_member(session, startup))
    _saved(mine, regions=("Île-de-France", "MA-01"))
    assert startups.profile(mine).draft.regions == ("Île-de-France", "MA-01")


def test_two_who_save_do_not_overwrite_each_other(mine, acting, session, startup):
    colleague = acting(a_startup_member(session, startup))
    seen = startups.profile(mine)
    startups.save_profile(colleague, seen.mark, replace(seen.draft, trl=8))
    with pytest.raises(StalePage):
        startups.save_profile(mine, seen.mark, replace(seen.draft, tagline="Autre"))
    assert startups.profile(mine).draft.trl == 8
    assert startups.profile(mine).draft.tagline == ""


def test_the_same_save_twice_is_one_save(mine, session):
    seen = startups.profile(mine)
    wanted = replace(seen.draft, trl=8)
    first = startups.save_profile(mine, seen.mark, wanted)
    assert startups.save_profile(mine, seen.mark, wanted) == first
    assert session.query(JournalRow).filter_by(action="startup.edited").count() == 1


def test_an_officer_who_renames_the_startup_is_not_overwritten(mine, session, startup):
    seen = startups.profile(mine)
    home = session.get(OrganisationRow, startup.id)
    home.name, home.version = "Nom corrigé", home.version + 1
    session.flush()
    with pytest.raises(StalePage):
        startups.save_profile(mine, seen.mark, replace(seen.draft, tagline="Autre"))


def test_a_withdrawn_startup_stays_withdrawn(session, acting):
    startup = a_startup(session, TEXT, status=Status.WITHDRAWN)
    mine = acting(a_startup_member(session, startup))
    _saved(mine, status=Status.ACTIVE, trl=4)
    assert startups.profile(mine).draft.status is Status.WITHDRAWN
    assert startups.profile(mine).draft.trl == 4


@pytest.mark.parametrize(
    ("changes", "is_indexed"),
    [
        ({"trl": 8}, True),
        ({"status": Status.PAUSED}, True),
        ({"regions": ("MA-01",)}, True),
        ({"excluded_firms": ("Firme A",)}, True),
        ({"capacity": 2}, True),
        ({"tagline": "Autre"}, False),
        ({"references": "Trois usines"}, False),
        ({"name_shown": True}, False),
        ({"city": "Fès"}, False),
    ],
)
def test_the_engine_is_told_of_what_it_reads(mine, session, startup, changes, is_indexed):
    version, number = startup.text_version, indexing.number(session)
    _saved(mine, **changes)
    assert session.get(StartupRow, startup.id).text_version == version + is_indexed
    assert indexing.number(session) == number + is_indexed
    names = {task.name for task in session.query(TaskRow)}
    assert ("refresh_index" in names) is is_indexed


def test_an_account_whose_startup_has_no_profile_yet_gets_one(session, acting):
    row = a_startup(session)
    member = a_startup_member(session, row)
    session.delete(row)
    session.flush()
    view = startups.profile(acting(member))
    assert view.capabilities == ()
    assert "capabilities" in _undone(view)


def test_a_capability_is_added_once(mine, session, startup):
    first = capabilities.add(mine, "Filtres", "Nous filtrons.")
    assert capabilities.add(mine, "Filtres", "Nous  filtrons.") == first
    assert [each.text for each in startups.profile(mine).capabilities] == [TEXT, "Nous filtrons."]
    assert session.get(StartupRow, startup.id).text_version == 2


@pytest.mark.parametrize(
    ("title", "text", "field"),
    [("", "", "text"), ("", "…", "text"), ("t" * 121, "Un.", "title"),
     ("", "a" * (LONGEST_TEXT + 1), "text")],
)  # fmt: skip
def test_a_capability_that_says_nothing_or_too_much_is_refused(mine, title, text, field):
    with pytest.raises(InvalidForm) as refused:
        capabilities.add(mine, title, text)
    assert list(refused.value.fields) == [field]


def test_capabilities_have_an_end(mine):
    with pytest.raises(InvalidForm):
        capabilities.add_all(mine, [("", f"Texte {n}") for n in range(MOST_CAPABILITIES)])


def test_a_capability_changed_by_a_colleague_is_not_overwritten(mine):
    seen = startups.profile(mine).capabilities[0]
    mark = capabilities.edit(mine, seen.id, seen.mark, "Titre", TEXT)
    assert capabilities.edit(mine, seen.id, seen.mark, "Titre", TEXT) == mark
    with pytest.raises(StalePage):
        capabilities.edit(mine, seen.id, seen.mark, "Autre titre", TEXT)
    with pytest.raises(StalePage):
        capabilities.remove(mine, seen.id, seen.mark)
    capabilities.remove(mine, seen.id, mark)
    capabilities.remove(mine, seen.id, mark)
    assert startups.profile(mine).capabilities == ()


def test_capabilities_are_put_in_another_order(mine):
    for text in ("Deux", "Trois"):
        capabilities.add(mine, "", text)
    last = startups.profile(mine).capabilities[-1]
    for _ in range(2):
        moved = capabilities.move(mine, last.id, 1)
        assert [each.text for each in moved] == ["Trois", TEXT, "Deux"]
    assert [each.text for each in startups.profile(mine).capabilities] == ["Trois", TEXT, "Deux"]


def test_the_capability_of_another_startup_is_not_there(session, mine, acting):
    other = acting(a_startup_member(session, a_startup(session, "Autre texte.")))
    theirs = startups.profile(other).capabilities[0]
    with pytest.raises(NotFound):
        capabilities.capability(mine, theirs.id)
    with pytest.raises(NotFound):
        capabilities.edit(mine, theirs.id, theirs.mark, "", "Pris.")
    with pytest.raises(NotFound):
        capabilities.move(mine, theirs.id, 1)
    capabilities.remove(mine, theirs.id, theirs.mark)
    assert startups.profile(other).capabilities == (theirs,)


def test_what_is_missing_is_said(mine):
    assert _undone(startups.profile(mine)) == {
        "short_text", "figures", "references", "trl", "capacity",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "text", "quote"),
    [
        ("word_list", "capteur pompe vanne filtre osmose membrane ozone résine charbon", "capteur"),
        ("repeated_text", "Nous mesurons le débit en continu. " * 3, "Nous mesurons"),
        ("contact", "Écrivez-nous : bonjour@exemple.ma\nNous filtrons.", "Écrivez-nous"),
        ("contact", "Téléphone : +212 5 22 00 00 00", "Téléphone"),
    ],
)
def test_words_that_help_nobody_are_quoted(session, acting, code, text, quote):
    mine = acting(a_startup_member(session, a_startup(session, text)))
    found = next(gap for gap in gaps(startups.profile(mine)) if gap.code == code)
    assert not found.is_done
    assert found.quote.startswith(quote)
    assert found.capability_id == startups.profile(mine).capabilities[0].id


def test_hidden_characters_are_found(session, acting):
    mine = acting(a_startup_member(session, a_startup(session, "Nous fil\u200btrons les eaux.")))
    assert "hidden_text" in _undone(startups.profile(mine))


def test_a_whole_profile_misses_nothing(mine):
    text = (
        "Nous traitons jusqu’à 40 m³ par heure d’eaux de rinçage sur le site du client. "
        "Une membrane retient les huiles, puis un lit de charbon retient les colorants. "
        "L’installation tient dans un conteneur et se pose en deux semaines, sans arrêt. "
        "Nos clients réutilisent soixante pour cent de leur eau et suivent chaque cuve en ligne."
    )
    shown = startups.profile(mine).capabilities[0]
    capabilities.edit(mine, shown.id, shown.mark, "Eaux de rinçage", text)
    _saved(mine, references="Trois ateliers équipés.", trl=8, capacity=2)
    assert _undone(startups.profile(mine)) == set()
