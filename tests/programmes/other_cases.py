"""Cases of all other programmes."""

from datetime import date

from tests.programmes.expected_case import (
    CIR,
    FAC_2024,
    FAC_2025,
    INMARESP,
    INTILAK,
    JEI,
    LE360_STARTUP,
    LESECO,
    LIBE_IMTIAZ,
    LIBE_INNOV,
    MASCIR,
    MDH,
    NO,
    NOW,
    TANGER,
    UNKNOWN,
    VERTE,
    YES,
    case,
)
from tests.programmes.tatwir_cases import PROJECT

INDUSTRY = {"firm.activity": "industry", "firm.turnover_dh": 50 * MDH, "project.high_value": True}
STATUS = ("programme.status",)
YOUNG = {"startup.created_on": "2023-05-01", "startup.committee_opinion": True}
CLUSTER = {
    "firm.is_cluster": True,
    "firm.cluster_support_years": 0,
    "project.cost_dh": 3 * MDH,
}
NOT_CONFIRMED = "no source confirms that it still runs in 2026"

OTHERS = [
    case(
        "Tatwir Startup",
        *("tatwir_startup", NOW),
        {
            "startup.activity": "industry",
            "project.purpose": "equipment",
            "project.cost_dh": 5 * MDH,
        },
        *(UNKNOWN, LE360_STARTUP, "30 % of the investment up to 2 MDH; " + NOT_CONFIRMED),
        rule="status",
        missing=STATUS,
        aid=1_500_000,
    ),
    case(
        "Tatwir Startup, ceiling",
        *("tatwir_startup", NOW),
        {
            "startup.activity": "industry",
            "project.purpose": "equipment",
            "project.cost_dh": 9 * MDH,
        },
        *(UNKNOWN, LE360_STARTUP, "30 % of the investment up to 2 MDH; " + NOT_CONFIRMED),
        rule="status",
        missing=STATUS,
        aid=2 * MDH,
    ),
    case(
        "Tatwir Startup keeps no shop out while nobody knows whether it runs",
        *("tatwir_startup", NOW, {"startup.activity": "commerce"}),
        *(UNKNOWN, LE360_STARTUP, NOT_CONFIRMED),
        rule="status",
        missing=STATUS,
    ),
    case(
        "croissance verte, product innovation",
        *("tatwir_croissance_verte", NOW),
        INDUSTRY | {"project.purpose": "product_innovation", "project.cost_dh": 1 * MDH},
        *(UNKNOWN, VERTE, "50 % of studies, prototypes, tests, patents; " + NOT_CONFIRMED),
        rule="status",
        missing=STATUS,
        aid=500_000,
    ),
    case(
        "croissance verte, advice to a very small firm",
        *("tatwir_croissance_verte", NOW),
        INDUSTRY
        | {
            "firm.turnover_dh": 5 * MDH,
            "project.purpose": "advice",
            "project.cost_dh": 100_000,
        },
        *(UNKNOWN, VERTE, "90 % of advice for very small firms; " + NOT_CONFIRMED),
        rule="status",
        missing=STATUS,
        aid=90_000,
    ),
    case(
        "croissance verte, advice to an SME",
        *("tatwir_croissance_verte", NOW),
        INDUSTRY | {"project.purpose": "advice", "project.cost_dh": 100_000},
        *(UNKNOWN, VERTE, "80 % of advice for SMEs; " + NOT_CONFIRMED),
        rule="status",
        missing=STATUS,
        aid=80_000,
    ),
    case(
        "MASCIR, part of the firm's ceiling used",
        *("marocpme_mascir", NOW, INDUSTRY | {"project.cost_dh": 1 * MDH}),
        *(UNKNOWN, MASCIR, "500,000 DH a firm; " + NOT_CONFIRMED),
        rule="status",
        missing=STATUS,
        used=200_000,
        aid=300_000,
    ),
    case(
        "MASCIR, the firm's ceiling used up",
        *("marocpme_mascir", NOW, INDUSTRY | {"project.cost_dh": 1 * MDH}),
        *(UNKNOWN, MASCIR, "500,000 DH a firm; " + NOT_CONFIRMED),
        rule="status",
        missing=STATUS,
        used=500_000,
        aid=0,
    ),
    case(
        "Istitmar: neither its status nor its ceiling is confirmed",
        *("istitmar", NOW, {"firm.turnover_dh": 5 * MDH, "project.cost_dh": 2 * MDH}),
        *(UNKNOWN, TANGER, "turnover up to 10 MDH; " + NOT_CONFIRMED),
        rule="status",
        missing=STATUS,
        gap="unverified",
    ),
    case(
        "Imtiaz, ceiling",
        *("imtiaz", NOW),
        {
            "firm.turnover_dh": 50 * MDH,
            "project.own_funds_pct": 25,
            "project.cost_dh": 80 * MDH,
        },
        *(UNKNOWN, LIBE_IMTIAZ, "20 % of the investment up to 10 MDH; " + NOT_CONFIRMED),
        rule="status",
        missing=STATUS,
        aid=10 * MDH,
    ),
    case(
        "Imtiaz Technologie",
        *("imtiaz_technologie", NOW),
        {
            "firm.turnover_dh": 50 * MDH,
            "project.purpose": "technology_investment",
            "project.cost_dh": 1 * MDH,
        },
        *(UNKNOWN, TANGER, "30 %, no ceiling said; " + NOT_CONFIRMED),
        rule="status",
        missing=STATUS,
        aid=300_000,
    ),
    case(
        "Innov Invest",
        *("innov_invest", NOW),
        {
            "startup.stage": "seed",
            "startup.created_on": "2024-01-10",
            "project.innovative": True,
        },
        *(UNKNOWN, LIBE_INNOV, "startups in seed stage, below five years; " + NOT_CONFIRMED),
        rule="status",
        missing=STATUS,
    ),
    case(
        "MNF Angels",
        *("mnf_angels", NOW),
        {"project.growth_potential": True, "project.equity_sought_dh": 500_000},
        *(UNKNOWN, LESECO, "tickets of 100,000 to 1,000,000 DH; " + NOT_CONFIRMED),
        rule="status",
        missing=STATUS,
    ),
    case(
        "research tax credit",
        *("cir", NOW, PROJECT, NO, CIR, "the State preferred the direct grant"),
        rule="in_force",
    ),
    case("JEI", "jei", NOW, YOUNG, YES, JEI, "less than five years; the committee agrees"),
    case(
        "JEI, too old",
        *(
            "jei",
            NOW,
            YOUNG | {"startup.created_on": "2019-05-01"},
            NO,
            JEI,
            "less than five years",
        ),
        rule="age",
    ),
    case(
        "JEI, before the committee",
        *(
            "jei",
            NOW,
            YOUNG | {"startup.committee_opinion": None},
            UNKNOWN,
            JEI,
            "a committee judges",
        ),
        rule="committee",
        missing=("startup.committee_opinion",),
    ),
    case(
        "FAC, a new cluster in the call of 2024",
        *("fac", date(2024, 9, 1), CLUSTER, YES, FAC_2024, "until 25 October 2024"),
        used=500_000,
        aid=1_500_000,
    ),
    case(
        "FAC, a cluster in its third year of support",
        *("fac", date(2024, 9, 1), CLUSTER | {"firm.cluster_support_years": 3}, NO, FAC_2024),
        "new clusters, or labelled ones past eight years of support",
        rule="new_or_eight_years",
    ),
    case(
        "FAC, not a cluster",
        *("fac", date(2024, 9, 1), CLUSTER | {"firm.is_cluster": False}, NO, FAC_2024, "clusters"),
        rule="cluster",
    ),
    case(
        "FAC, no call known today",
        *("fac", NOW, CLUSTER, UNKNOWN, FAC_2025, "until 24 July 2025"),
        rule="call",
        missing=("programme.next_call",),
        aid=2 * MDH,
    ),
    case(
        "INMARESP",
        *("inmaresp", NOW, {"pair.countries": ["MA", "ES"], "pair.collaboration": "codev"}),
        *(UNKNOWN, INMARESP, "a Moroccan and a Spanish partner; " + NOT_CONFIRMED),
        rule="status",
        missing=STATUS,
    ),
    case(
        "Intilak and Tatwir of 2013",
        *("intilak_tatwir_2013", NOW, PROJECT, NO, INTILAK, "closed; not the Tatwir of today"),
        rule="in_force",
    ),
]
