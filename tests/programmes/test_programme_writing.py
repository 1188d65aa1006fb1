"""What a form or a text holds of a programme is that very programme: nothing is lost on the way."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher.domain.programme import (
    About,
    AidTerms,
    AnyOf,
    Between,
    Bonus,
    BonusStep,
    Call,
    CeilingBasis,
    Holds,
    InCall,
    NotInForce,
    OneOf,
    Programme,
    Rule,
    Source,
    Unverified,
    YoungerThan,
)
from matcher.domain.programme_facts import CODES, Fact, FactKind
from matcher.errors import ReferenceUnreadable
from matcher.programmes.documents import document_of, mistakes_in, programme_in
from matcher.programmes.editing import EditedPart, part_fields, parts_of, place_of, with_part
from matcher.programmes.fields import Misfit
from matcher.programmes.reading import BONUSES, programmes
from matcher.programmes.toml import toml_of
from matcher.programmes.writing import as_toml, data_of, digest, read_one

ALL = programmes()
NAMES = [f"{each.id}@{each.version}" for each in ALL]


def through_forms(document):
    """Return a document after each of its parts went through its form."""
    for part in EditedPart:
        count = 1 if part is EditedPart.HEAD else len(parts_of(document, part))
        for number in range(count):
            fields = part_fields(document, part, number)
            document = with_part(document, part, number, fields)
    return document


@pytest.mark.parametrize("programme", ALL, ids=NAMES)
def test_a_shipped_programme_goes_through_text_and_forms_unchanged(programme):
    assert read_one(as_toml(programme), "text") == programme
    document = document_of(as_toml(programme))
    assert mistakes_in(document) == ()
    back = through_forms(document)
    assert programme_in(back) == programme
    assert read_one(toml_of(back), "form") == programme
    assert digest(programme_in(back)) == digest(programme)


words = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs")), min_size=1, max_size=20
)
days = st.dates(date(2000, 1, 1), date(2040, 12, 31))
facts = {kind: [each for each in Fact if each.kind is kind] for kind in FactKind}
coded = [fact for fact in CODES if fact.kind is FactKind.CODES]
numbers = st.one_of(st.integers(0, 10**12), st.integers(0, 10**6).map(lambda n: n / 8))


@st.composite
def one_of(draw):
    fact = draw(st.sampled_from(coded))
    codes = draw(st.permutations(sorted(CODES[fact])))
    cut = draw(st.integers(1, len(codes)))
    return OneOf(fact, tuple(codes[:cut]), tuple(codes[cut : cut + 2]))


@st.composite
def between(draw):
    low, high = sorted((draw(numbers), draw(numbers)))
    ends = draw(st.sampled_from(({"at_least"}, {"at_least", "at_most"}, {"below"}, {"at_most"})))
    said = {"at_least": low, "at_most": high, "below": high}
    fact = draw(st.sampled_from(facts[FactKind.NUMBER]))
    return Between(fact, **{name: said[name] for name in ends})


def call(first, second, *, is_told):
    low, high = sorted((first, second))
    return Call(high, low if is_told else None)


calls = st.lists(st.builds(call, days, days, is_told=st.booleans()), min_size=1, max_size=3)
conditions = st.one_of(
    between(),
    one_of(),
    st.builds(Holds, st.sampled_from(facts[FactKind.YES_NO]), st.booleans()),
    st.builds(YoungerThan, st.sampled_from(facts[FactKind.DATE]), st.integers(1, 40)),
    st.builds(InCall, calls.map(tuple), st.booleans()),
    st.builds(Unverified, st.sampled_from(About)),
    st.just(NotInForce()),
)
several = st.lists(conditions, min_size=1, max_size=3).map(tuple)
alternatives = st.builds(AnyOf, st.lists(several, min_size=2, max_size=3).map(tuple))
steps = st.builds(BonusStep, several, st.none() | st.integers(20, 100), st.none())
lower_steps = st.builds(BonusStep, several, st.integers(20, 100), st.integers(1, 19))


@st.composite
def made(draw):
    sources = [
        Source(f"source-{number}", draw(words), draw(words), draw(days)) for number in range(3)
    ]
    cited = st.lists(st.sampled_from(sources), min_size=1, max_size=3, unique=True).map(tuple)
    dated = {
        "sources": cited,
        "as_of": st.sampled_from(("2024", "2025-11", "2025-11-04")),
        "review_by": days,
    }
    rules = draw(st.lists(st.one_of(conditions, alternatives), min_size=1, max_size=4))
    bonus = st.builds(
        Bonus,
        st.sampled_from(BONUSES),
        st.lists(steps | lower_steps, min_size=1, max_size=2).map(tuple),
        cited,
    )
    terms = st.builds(
        AidTerms,
        id=words,
        rate_pct=st.integers(1, 100),
        ceiling_dh=st.none() | st.integers(1, 10**9),
        ceiling_per=st.sampled_from(CeilingBasis),
        when=st.lists(conditions, max_size=2).map(tuple),
        is_rate_a_maximum=st.just(value=True),
        is_repayable=st.booleans(),
        is_unverified=st.booleans(),
        bonuses=st.lists(bonus, max_size=2, unique_by=lambda each: each.id).map(tuple),
        **dated,
    )
    return Programme(
        id="made_up",
        version=draw(words),
        valid_from=draw(days),
        name=draw(words),
        operator=draw(words),
        instrument=draw(words),
        note=draw(st.just("") | words),
        rules=tuple(
            draw(st.builds(Rule, id=st.just(f"rule {number}"), test=st.just(test), **dated))
            for number, test in enumerate(rules)
        ),
        aid=tuple(draw(st.lists(terms, max_size=2))),
    )


@settings(deadline=None, max_examples=80, suppress_health_check=list(HealthCheck))
@given(made())
def test_any_programme_goes_through_text_and_forms_unchanged(programme):
    assert read_one(as_toml(programme), "text") == programme
    assert programme_in(through_forms(document_of(as_toml(programme)))) == programme


def test_what_a_text_says_counts_for_its_digest_not_how_it_is_laid_out():
    programme = ALL[0]
    laid_out = "# A remark.\n" + as_toml(programme).replace(" = ", "   =   ")
    assert digest(read_one(laid_out, "text")) == digest(programme)
    changed = read_one(as_toml(programme).replace("2027-05-22", "2027-05-23"), "text")
    assert digest(changed) != digest(programme)


def test_every_mistake_is_told_at_once_each_with_its_place():
    document = data_of(next(each for each in ALL if each.id == "charte_tpme"))
    document["rules"][0]["kind"] = "beyond"
    document["rules"][4]["alternatives"][0][0]["at_least"] = "ten"
    document["programmes"][0]["aid"][0]["rate_pct"] = 130
    document["sources"]["aymaz"]["read_on"] = "soon"
    document["review_by"] = "later"
    found = {each.path: each for each in mistakes_in(document)}
    assert set(found) == {
        ("review_by",),
        ("sources", "aymaz", "read_on"),
        ("rules", 0, "kind"),
        ("rules", 4, "alternatives", 0, 0, "at_least"),
        ("programmes", 0, "aid", 0),
    }
    place = place_of(document, ("rules", 4, "alternatives", 0, 0, "at_least"))
    assert place == (EditedPart.RULE, 4, "alternatives-0-0-at_least")
    assert document["rules"][0]["kind"] == "beyond", "the check changed what it looked at"


@pytest.mark.parametrize(
    "text",
    [
        "version =",
        "version = '1'",
        "[[programmes]]\n[[programmes]]",
        "rules = 3\n[[programmes]]\nid = 'a'",
        "[sources]\na = 3\n[[programmes]]\nid = 'a'",
        "[[programmes]]\nid = 'a'\naid = [1]",
    ],
)
def test_what_is_no_text_of_one_programme_is_refused(text):
    with pytest.raises(Misfit):
        document_of(text)


def test_a_text_of_two_programmes_is_no_version():
    two = next(each for each in ALL if each.id == "fac")
    text = (
        as_toml(two) + '\n[[programmes]]\nid = "b"\nname = "b"\noperator = "b"\ninstrument = "b"\n'
    )
    with pytest.raises(ReferenceUnreadable, match="holds 2"):
        read_one(text, "text")


def test_numbers_are_taken_as_people_type_them():
    document = data_of(next(each for each in ALL if each.id == "marocpme_mascir"))
    typed = {
        "id": ["size"],
        "kind": ["between"],
        "fact": ["firm.turnover_dh"],
        "at_least": ["1 000\u202f000"],
        "at_most": ["٢٠٠٠٠٠٠٠٠"],
        "sources": ["investangier"],
    }
    (_, rule) = parts_of(with_part(document, EditedPart.RULE, 2, typed), EditedPart.RULE)[2]
    assert (rule["at_least"], rule["at_most"]) == (1_000_000, 200_000_000)
    wrong = with_part(document, EditedPart.RULE, 2, {**typed, "at_least": ["a lot"]})
    assert [each.path for each in mistakes_in(wrong)] == [("rules", 2, "at_least")]
