"""The startup's side: small, stated, and silent where nothing was said."""

import pytest

from matcher.domain.challenge import Facts, FirmSize
from matcher.domain.startup import Terms
from matcher.ranking.sides import MOST, STEP, startup_lean
from tests.builders import a_startup

FULL_FACTS = Facts(
    sectors=("textile",), region="MA-06", trl_min=6, budget_dh=200_000, firm_size=FirmSize.SMALL
)


def lean(facts=FULL_FACTS, **fields):
    return startup_lean(a_startup(**fields), facts)


def test_a_startup_that_said_nothing_is_left_exactly_where_it_was():
    assert lean() == 0.0


def test_a_challenge_that_says_nothing_moves_nobody():
    said = {"sectors": ("textile",), "regions": ("Bretagne",), "trl": 9}
    assert lean(Facts(), terms=Terms(min_budget_dh=5), **said) == 0.0


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"sectors": ("Textile",)}, 1),
        ({"sectors": ("agrofood",)}, -1),
        ({"sectors": ("Génie des procédés",)}, 0),
        ({"regions": ("Casablanca",)}, 1),
        ({"regions": ("MA-12",)}, 0),
        ({"regions": ("Bretagne",)}, 0),
        ({"trl": 6}, 0),
        ({"trl": 9}, 1),
        ({"sectors": ("textile", "water", "energy", "agrofood", "health", "mining")}, 0),
        ({"terms": Terms(capacity=4)}, 0),
        ({"terms": Terms(capacity=4, introductions_open=2)}, 0),
        ({"terms": Terms(capacity=4, introductions_open=3)}, -0.5),
        ({"terms": Terms(capacity=4, introductions_open=4)}, -1),
        ({"terms": Terms(capacity=0)}, -1),
        ({"terms": Terms(min_budget_dh=1)}, 0),
    ],
)
def test_each_declaration_leans_by_at_most_one_step(fields, expected):
    assert lean(**fields) == pytest.approx(STEP * expected)


def test_declarations_add_up_to_a_bound():
    everything = lean(
        sectors=("textile",), regions=("MA-06",), trl=9, terms=Terms(capacity=1, min_budget_dh=1)
    )
    assert everything == MOST


def test_no_order_tells_of_an_agreement():
    bound = Terms(exclusive_with=("Rif",), excluded_firms=("Atlas",))
    assert lean(Facts(firm="Atlas"), terms=bound) == 0.0
