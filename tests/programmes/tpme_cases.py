"""Cases of the decree on very small, small and medium firms."""

from tests.programmes.expected_case import (
    AYMAZ,
    CIEL,
    LE360_TPME,
    MDH,
    MEDIAS24,
    NO,
    NOW,
    UNKNOWN,
    YES,
    case,
)

TPME = {
    "firm.turnover_dh": 20 * MDH,
    "firm.legal_form": "sarl",
    "firm.moroccan_law": True,
    "firm.public_shareholder": False,
    "firm.large_owner_pct": 0,
    "firm.created_on": "2015-03-01",
    "firm.innovative_startup": False,
    "project.cost_dh": 10 * MDH,
    "project.own_funds_pct": 20,
    "project.jobs_ratio": 2,
    "project.listed_branch": True,
}
C = "charte_tpme"
THIRTY = "the bonuses add up to 30 % of the investment at most"
BETWEEN = "a turnover of 1 MDH or more and below 200 MDH"
INVESTMENT = "an investment of 1 MDH or more and below 50 MDH"
OWNERS = "no public owner; no more than 25 % held by a company with more than 200 MDH of turnover"


def tpme(name, changes, answer, where, says, **more):
    return case(name, C, NOW, TPME | changes, answer, where, says, **more)


CHARTE = [
    tpme("tpme", {}, YES, MEDIAS24, THIRTY, aid=3 * MDH),
    tpme("tpme, a third used", {}, YES, MEDIAS24, THIRTY, used=1 * MDH, aid=2 * MDH),
    tpme("tpme, all used", {}, YES, MEDIAS24, THIRTY, used=4 * MDH, aid=0),
    tpme(
        "tpme, turnover below 1 MDH",
        *({"firm.turnover_dh": 500_000}, NO, LE360_TPME, BETWEEN),
        rule="turnover",
    ),
    tpme(
        "tpme, turnover below 1 MDH, but younger than three years",
        {"firm.turnover_dh": 500_000, "firm.created_on": "2025-01-15"},
        *(YES, AYMAZ, "no turnover asked of firms of less than three years"),
        aid=3 * MDH,
    ),
    tpme(
        "tpme, three years to the day",
        {"firm.turnover_dh": 500_000, "firm.created_on": "2023-11-22"},
        *(NO, AYMAZ, "no turnover asked of firms of less than three years"),
        rule="turnover",
    ),
    tpme(
        "tpme, turnover of 200 MDH",
        *({"firm.turnover_dh": 200 * MDH}, NO, CIEL, BETWEEN),
        rule="turnover",
    ),
    tpme(
        "tpme, investment of 900,000 DH",
        *({"project.cost_dh": 900_000}, NO, MEDIAS24, INVESTMENT),
        rule="investment",
    ),
    tpme(
        "tpme, investment of 1 MDH",
        *({"project.cost_dh": 1 * MDH}, YES, MEDIAS24, INVESTMENT),
        aid=300_000,
    ),
    tpme(
        "tpme, investment of 50 MDH",
        *({"project.cost_dh": 50 * MDH}, NO, MEDIAS24, INVESTMENT),
        rule="investment",
    ),
    tpme(
        "tpme, own funds of 5 %",
        *({"project.own_funds_pct": 5}, NO, AYMAZ, "own funds of 10 % at least"),
        rule="own_funds",
    ),
    tpme(
        "tpme, 1.4 jobs",
        *({"project.jobs_ratio": 1.4}, NO, MEDIAS24, "a ratio of stable jobs of 1.5 or more"),
        rule="jobs",
    ),
    tpme(
        "tpme, 1.5 jobs",
        *({"project.jobs_ratio": 1.5}, YES, MEDIAS24, "a ratio of stable jobs of 1.5 or more"),
        aid=3 * MDH,
    ),
    tpme(
        "tpme, public owner",
        *({"firm.public_shareholder": True}, NO, LE360_TPME, OWNERS),
        rule="no_public_shareholder",
    ),
    tpme(
        "tpme, 30 % held by a large company",
        *({"firm.large_owner_pct": 30}, NO, AYMAZ, OWNERS),
        rule="independent",
    ),
    tpme(
        "tpme, 25 % held by a large company",
        *({"firm.large_owner_pct": 25}, YES, AYMAZ, OWNERS),
        aid=3 * MDH,
    ),
    tpme(
        "tpme, sole trader",
        *({"firm.legal_form": "sole_trader"}, NO, CIEL, "a legal person of private law"),
        rule="private_law",
    ),
    tpme(
        "tpme, another law",
        *({"firm.moroccan_law": False}, NO, LE360_TPME, "under Moroccan law"),
        rule="moroccan",
    ),
    tpme(
        "tpme, a startup with a small investment",
        {"firm.innovative_startup": True, "project.cost_dh": 500_000},
        *(UNKNOWN, MEDIAS24, "relaxed conditions for startups, not said how far"),
        rule="investment",
        missing=("programme.detail",),
    ),
    tpme(
        "tpme, branch not said",
        {"project.listed_branch": None},
        *(UNKNOWN, CIEL, "the branches that are eligible are listed by region"),
        rule="listed_branch",
        missing=("project.listed_branch",),
    ),
]
