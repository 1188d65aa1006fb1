"""Cases of Tatwir R&D et Innovation, in the calls of 2023 and of 2025 and since."""

from datetime import date

from tests.programmes.expected_case import (
    CALL_2023,
    CALL_2025,
    LEMATIN_2023,
    LEMATIN_2025,
    MDH,
    NO,
    NOUVELLISTE,
    NOW,
    UNKNOWN,
    YES,
    case,
)

FIRM = {
    "firm.turnover_dh": 25 * MDH,
    "firm.activity": "industry",
    "firm.legal_form": "sarl",
    "firm.moroccan_law": True,
    "firm.stage": "mature",
    "startup.startup_status": False,
}
PROJECT = FIRM | {"project.purpose": "product_development", "project.cost_dh": 5 * MDH}
PATENT = PROJECT | {"project.purpose": "patent_valorisation", "project.cost_dh": 1 * MDH}
PILOT = PROJECT | {"project.purpose": "pilot_industrialisation", "project.cost_dh": 10 * MDH}
SMALL = PROJECT | {"firm.turnover_dh": 8 * MDH}
SEED = SMALL | {"firm.stage": "seed", "firm.plan_years": 3, "firm.plan_turnover_dh": 12 * MDH}
VENTURE = PROJECT | {
    "firm.turnover_dh": 2 * MDH,
    "firm.activity": "services",
    "firm.sectors": ["digital"],
    "startup.startup_status": True,
    "project.leads_to_industry": True,
    "project.cost_dh": 1 * MDH,
}
P, B, I = "tatwir_rdi_projet", "tatwir_rdi_brevet", "tatwir_rdi_pilote"  # noqa: E741
RATES = "80 % up to 1 MDH (patents), 60 % up to 4 MDH (projects), 30 % up to 5 MDH (pilots)"
TURNOVER = "private-law Moroccan industrial firms with a turnover of 10 MDH or more"
PLAN = "or firms in seed stage with a plan of three years, one of which passes 10 MDH"

TATWIR_2023 = [
    case("projet", P, CALL_2023, PROJECT, YES, LEMATIN_2023, RATES, aid=3 * MDH),
    case(
        "projet, ceiling",
        *(P, CALL_2023, PROJECT | {"project.cost_dh": 10 * MDH}, YES, LEMATIN_2023, RATES),
        aid=4 * MDH,
    ),
    case(
        "projet, part of the ceiling used",
        *(P, CALL_2023, PROJECT | {"project.cost_dh": 10 * MDH}, YES, LEMATIN_2023, RATES),
        used=3_500_000,
        aid=500_000,
    ),
    case("brevet", B, CALL_2023, PATENT, YES, LEMATIN_2023, RATES, aid=800_000),
    case(
        "brevet, ceiling",
        *(B, CALL_2023, PATENT | {"project.cost_dh": 2 * MDH}, YES, LEMATIN_2023, RATES),
        aid=1 * MDH,
    ),
    case("pilote", I, CALL_2023, PILOT, YES, LEMATIN_2023, RATES, aid=3 * MDH),
    case(
        "pilote, ceiling",
        *(I, CALL_2023, PILOT | {"project.cost_dh": 20 * MDH}, YES, LEMATIN_2023, RATES),
        aid=5 * MDH,
    ),
    case(
        "turnover of 10 MDH to the dirham",
        *(P, CALL_2023, PROJECT | {"firm.turnover_dh": 10 * MDH}, YES, LEMATIN_2023, TURNOVER),
        aid=3 * MDH,
    ),
    case(
        "turnover in the band 10 to 75 MDH",
        *(
            P,
            CALL_2023,
            PROJECT | {"firm.turnover_dh": {"at_least": 10 * MDH, "at_most": 75 * MDH}},
        ),
        *(YES, LEMATIN_2023, TURNOVER),
        aid=3 * MDH,
    ),
    case(
        "turnover in the band 3 to 10 MDH",
        *(P, CALL_2023, PROJECT | {"firm.turnover_dh": {"at_least": 3 * MDH, "at_most": 10 * MDH}}),
        *(UNKNOWN, LEMATIN_2023, TURNOVER),
        rule="turnover",
        missing=("firm.turnover_dh",),
    ),
    case(
        "turnover too low, not a young firm",
        *(P, CALL_2023, SMALL, NO, LEMATIN_2023, TURNOVER),
        rule="turnover",
    ),
    case(
        "turnover not said",
        *(P, CALL_2023, PROJECT | {"firm.turnover_dh": None}, UNKNOWN, LEMATIN_2023, TURNOVER),
        rule="turnover",
        missing=("firm.turnover_dh",),
    ),
    case("seed, plan of three years", P, CALL_2023, SEED, YES, LEMATIN_2023, PLAN, aid=3 * MDH),
    case(
        "seed, plan of two years",
        *(P, CALL_2023, SEED | {"firm.plan_years": 2}, NO, LEMATIN_2023, PLAN),
        rule="turnover",
    ),
    case(
        "seed, plan without a year of 10 MDH",
        *(P, CALL_2023, SEED | {"firm.plan_turnover_dh": 9 * MDH}, NO, LEMATIN_2023, PLAN),
        rule="turnover",
    ),
    case(
        "public body",
        *(P, CALL_2023, PROJECT | {"firm.legal_form": "public_body"}, NO, LEMATIN_2023, TURNOVER),
        rule="private_law",
    ),
    case(
        "cooperative",
        *(P, CALL_2023, PROJECT | {"firm.legal_form": "cooperative"}),
        *(UNKNOWN, LEMATIN_2023, TURNOVER),
        rule="private_law",
        missing=("programme.detail",),
    ),
    case(
        "trade, not industry",
        *(P, CALL_2023, PROJECT | {"firm.activity": "commerce"}, NO, LEMATIN_2023, TURNOVER),
        rule="industrial",
    ),
    case(
        "a firm under another law",
        *(P, CALL_2023, PROJECT | {"firm.moroccan_law": False}, NO, LEMATIN_2023, TURNOVER),
        rule="moroccan",
    ),
    case(
        "a patent in the window of projects",
        *(P, CALL_2023, PATENT, NO, LEMATIN_2023, RATES),
        rule="window",
    ),
    case(
        "last day of the call",
        *(P, date(2023, 12, 15), PROJECT, YES, LEMATIN_2023, "until 15 December 2023"),
        aid=3 * MDH,
    ),
    case(
        "the day after the call",
        *(P, date(2023, 12, 16), PROJECT, UNKNOWN, LEMATIN_2023, "until 15 December 2023"),
        rule="call",
        missing=("programme.next_call",),
        aid=3 * MDH,
    ),
]

YEARS = "a plan of four years at least; startups with a project that can lead to industry"
TATWIR_2025 = [
    case(
        "2025: the opening of the call is not known",
        *(P, CALL_2025, PROJECT, UNKNOWN, LEMATIN_2025, "until 30 September 2025"),
        rule="call",
        missing=("programme.next_call",),
        aid=3 * MDH,
    ),
    case(
        "2025: turnover too low, no startup",
        *(P, CALL_2025, SMALL, NO, LEMATIN_2025, TURNOVER),
        rule="turnover",
    ),
    case(
        "2025: a plan of three years no longer does",
        *(P, CALL_2025, SEED, NO, LEMATIN_2025, YEARS),
        rule="turnover",
    ),
    case(
        "2025: a startup on its way to industry",
        *(P, CALL_2025, VENTURE, UNKNOWN, LEMATIN_2025, YEARS),
        rule="call",
        missing=("programme.next_call",),
        aid=600_000,
    ),
    case(
        "2025: a startup that leads to no industry",
        *(P, CALL_2025, VENTURE | {"project.leads_to_industry": False}, NO, LEMATIN_2025, YEARS),
        rule="turnover",
    ),
    case(
        "today: the next call is not verified",
        *(
            P,
            NOW,
            PROJECT,
            UNKNOWN,
            LEMATIN_2025,
            "recurring calls; the current deadline is not known",
        ),
        rule="call",
        missing=("programme.next_call",),
        aid=3 * MDH,
    ),
    case(
        "today: widened to startups, without detail",
        *(P, NOW, VENTURE | {"project.leads_to_industry": False}, UNKNOWN, NOUVELLISTE),
        "widened to startups and gaming",
        rule="turnover",
        missing=("programme.detail", "programme.next_call"),
    ),
    case(
        "today: widened to gaming, without detail",
        *(P, NOW, PROJECT | {"firm.activity": "services", "firm.sectors": ["gaming"]}, UNKNOWN),
        *(NOUVELLISTE, "widened to startups and gaming"),
        rule="industrial",
        missing=("programme.detail", "programme.next_call"),
    ),
    case(
        "past the review date",
        *(P, date(2027, 6, 1), PROJECT, UNKNOWN, LEMATIN_2025, "read on 22 November 2026"),
        rule="turnover",
        missing=("programme.review",),
    ),
]
