import pytest

from matcher.domain.startup import Status
from matcher.errors import UnknownFilter
from matcher.retrieval.facets import FacetBuilder
from matcher.retrieval.filters import Canonical, Filters, canonical_language, parse_filters
from tests.retrieval.builders import a_startup

PLAIN = Canonical(str.lower, lambda text: (text.lower(),), str.lower, canonical_language)


def passing(filters, *startups, canonical=PLAIN):
    builder = FacetBuilder(canonical)
    for startup in startups:
        builder.add(startup)
    mask = builder.finish().mask(filters, canonical)
    return [startup.id for startup, passes in zip(startups, mask, strict=True) if passes]


def test_a_field_given_twice_means_either_value():
    assert parse_filters(["sector=Agro", "sector=water"], canonical=PLAIN).sectors == {
        "agro",
        "water",
    }


def test_different_fields_are_read_apart():
    filters = parse_filters(
        ["sector=agro", "region = Souss", "language=Français", "trl>=4", "trl<=7", "status=paused"],
        canonical=PLAIN,
    )
    assert filters == Filters(
        frozenset({"agro"}), frozenset({"souss"}), frozenset({"fr"}), 4, 7, frozenset({"paused"})
    )


def test_without_a_status_only_active_startups_are_meant():
    assert parse_filters([]).statuses == {"active"}
    assert parse_filters(["status=any"]).statuses == {"active", "paused", "withdrawn"}


@pytest.mark.parametrize(
    ("expressions", "bounds"),
    [
        (["trl=6"], (6, 6)),
        (["trl≥6"], (6, None)),
        (["trl ≤ 3"], (None, 3)),
        (["trl>=4", "trl>=6"], (6, None)),
        (["TRL<=٧"], (None, 7)),
    ],
)
def test_trl_bounds_are_read_and_narrowed(expressions, bounds):
    filters = parse_filters(expressions, canonical=PLAIN)
    assert (filters.trl_min, filters.trl_max) == bounds


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "sector",
        "sector=",
        "colour=blue",
        "sector>=agro",
        "trl=0",
        "trl>=10",
        "trl>=6.5",
        "trl=high",
        "trl>6",
        "status=asleep",
        "=agro",
    ],
)
def test_what_is_not_a_filter_is_refused_with_the_filters_that_exist(expression):
    with pytest.raises(UnknownFilter, match=r"sector=|TRL is a whole number|paused"):
        parse_filters([expression], canonical=PLAIN)


def test_bounds_that_no_startup_can_meet_are_refused():
    with pytest.raises(UnknownFilter, match="at least 7 and at most 3"):
        parse_filters(["trl>=7", "trl<=3"])


def test_a_label_and_its_id_are_one_filter():
    assert parse_filters(["sector=Automobile"]) == parse_filters(["sector=automotive"])
    assert parse_filters(["region=Fès"]) == parse_filters(["region=ma-03"])


def test_startups_are_found_by_label_or_id_alike():
    by_label, by_id = (
        a_startup("a", sectors=("Automobile",)),
        a_startup("b", sectors=("automotive",)),
    )
    filters = Filters(sectors=frozenset({"Automotive"}))
    assert passing(filters, by_label, by_id, canonical=Canonical()) == ["a", "b"]


def test_values_of_a_field_are_alternatives_and_fields_must_all_hold():
    startups = (
        a_startup("a", sectors=("agro",), regions=("souss",)),
        a_startup("b", sectors=("water",), regions=("souss",)),
        a_startup("c", sectors=("water",), regions=("fes",)),
        a_startup("d", sectors=("textile",), regions=("souss",)),
    )
    filters = Filters(sectors=frozenset({"agro", "water"}), regions=frozenset({"souss"}))
    assert passing(filters, *startups) == ["a", "b"]


def test_what_a_startup_does_not_say_never_passes_a_filter_on_it():
    silent = a_startup("a")
    for expression in ("sector=agro", "region=souss", "language=fr", "trl>=1", "trl<=9"):
        assert passing(parse_filters([expression], canonical=PLAIN), silent) == []
    assert passing(Filters(), silent) == ["a"]


def test_trl_bounds_include_their_ends():
    startups = [a_startup(str(level), trl=level) for level in range(1, 10)]
    assert passing(Filters(trl_min=4, trl_max=6), *startups) == ["4", "5", "6"]


def test_status_decides_alone_for_startups_that_are_not_active():
    startups = (a_startup("a"), a_startup("p", status=Status.PAUSED))
    assert passing(Filters(), *startups) == ["a"]
    assert passing(Filters(statuses=frozenset({"paused"})), *startups) == ["p"]
    assert passing(Filters(statuses=frozenset()), *startups) == []


@pytest.mark.parametrize(
    ("given", "code"),
    [("FR", "fr"), ("fr-MA", "fr"), ("العربية", "ar"), ("English", "en"), ("es", "es")],
)
def test_languages_are_known_by_code_and_by_name(given, code):
    assert canonical_language(given) == code
