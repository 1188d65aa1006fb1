"""What a startup would refuse excludes it; silence on either side never does."""

import pytest

from matcher.domain.challenge import Facts, FirmSize
from matcher.domain.match import RefusalCode
from matcher.domain.startup import Terms
from matcher.ranking.eligibility import refusal
from matcher.wording.engine import REFUSALS
from tests.builders import a_startup


@pytest.mark.parametrize(
    ("terms", "facts", "expected"),
    [
        ({"refused_sectors": ("Textile",)}, Facts(sectors=("textile",)), "sector_refused"),
        (
            {"refused_sectors": ("textile",)},
            Facts(sectors=("agrofood", "قطاع النسيج")),
            "sector_refused",
        ),
        ({"refused_sectors": ("textile",)}, Facts(sectors=("agrofood",)), None),
        ({"refused_sectors": ("textile",)}, Facts(), None),
        ({"refused_regions": ("MA-06",)}, Facts(region="Casablanca"), "region_refused"),
        ({"refused_regions": ("MA-12",)}, Facts(region="Casablanca"), None),
        ({"refused_regions": ("MA-06",)}, Facts(), None),
        (
            {"firm_sizes": (FirmSize.SMALL,)},
            Facts(firm_size=FirmSize.LARGE),
            "firm_size_not_taken",
        ),
        ({"firm_sizes": (FirmSize.SMALL,)}, Facts(firm_size=FirmSize.SMALL), None),
        ({"firm_sizes": (FirmSize.SMALL,)}, Facts(), None),
        ({}, Facts(firm_size=FirmSize.LARGE), None),
        ({"min_budget_dh": 100_000}, Facts(budget_dh=99_999), "budget_too_low"),
        ({"min_budget_dh": 100_000}, Facts(budget_dh=100_000), None),
        ({"min_budget_dh": 100_000}, Facts(), None),
        ({"capacity": 2, "introductions_open": 2}, Facts(), "capacity_full"),
        ({"capacity": 0}, Facts(), "capacity_full"),
        ({"capacity": 2, "introductions_open": 1}, Facts(), None),
        ({"introductions_open": 9}, Facts(), None),
        ({"excluded_firms": ("ATLAS S.A.R.L.",)}, Facts(firm="Société Atlas"), "not_available"),
        ({"excluded_firms": ("Atlas",)}, Facts(firm="Аtlas"), "not_available"),  # Cyrillic А
        ({"excluded_firms": ("firm-12",)}, Facts(firm="firm-12"), "not_available"),
        ({"excluded_firms": ("Atlas",)}, Facts(firm="Rif"), None),
        ({"excluded_firms": ("Atlas",)}, Facts(), None),
        ({"exclusive_with": ("Rif",)}, Facts(firm="Atlas"), "not_available"),
        ({"exclusive_with": ("Rif",)}, Facts(firm="RIF SA"), None),
        ({"exclusive_with": ("Rif",)}, Facts(), None),
    ],
)
def test_a_startup_may_refuse_too(terms, facts, expected):
    assert refusal(a_startup(terms=Terms(**terms)), facts) == expected


def test_an_agreement_is_named_only_where_nothing_else_excludes():
    bound = Terms(excluded_firms=("Atlas",), min_budget_dh=10)
    assert refusal(a_startup(terms=bound), Facts(firm="Atlas", budget_dh=5)) == "budget_too_low"


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_no_wording_tells_of_an_agreement(language):
    words = REFUSALS[language][RefusalCode.NOT_AVAILABLE].casefold()
    assert not any(hint in words for hint in ("exclusi", "concurren", "accord", "حصر", "competit"))


def test_confidential_firms_are_not_printed_with_a_startup():
    shown = repr(a_startup(terms=Terms(exclusive_with=("Rif",), excluded_firms=("Atlas",))))
    assert "Rif" not in shown
    assert "Atlas" not in shown
