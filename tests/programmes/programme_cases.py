"""Programme cases written from the sources: what each source says, and what must follow from it.

`where` is the address (or the press reference) that must stand among the sources of the rules on
which the answer rests. `says` is what it says, in our words.
"""

from dataclasses import dataclass
from datetime import date

from matcher.domain.programme_verdict import Answer

YES, NO, UNKNOWN = Answer.ELIGIBLE, Answer.NOT_ELIGIBLE, Answer.CANNOT_SAY

LEMATIN_2023 = (
    "https://lematin.ma/express/2023/"
    "tatwir-rd-innovation-entreprises-industrielles-vos-candidatures/385637/amp"
)
LEMATIN_2025 = (
    "https://lematin.ma/economie/"
    "innovation-industrielle-comment-beneficier-du-soutien-de-letat/260399"
)
NOUVELLISTE = "press: Le Nouvelliste Maroc, 4 nov. 2025, Journée nationale de l’industrie"
MEDIAS24 = (
    "https://medias24.com/2025/04/11/soutien-aux-tpme-un-plafond-de-30-de-linvestissement-primable/"
)
LE360_TPME = (
    "https://fr.le360.ma/economie/entree-en-vigueur-dun-dispositif-novateur-pour-les-tpme-"
    "un-levier-strategique-a-fort-impact_FRGKMGUQFVHEXA2DCFIB2WJ4Z4/"
)
AYMAZ = "https://www.aymazadvisoryfirm.com/articles"
CIEL = (
    "https://www.cielmaroc.ma/actualites/modalites-dapplication-du-decret-n-2-25-342-"
    "publication-des-quatre-arretes-relatifs-au-dispositif-de-soutien-destine-aux-tpme"
)
LE360_STARTUP = "https://fr.le360.ma/economie/nouvel-appui-pour-les-startups-industrielles-233615"
VERTE = (
    "https://www.lavieeco.com/economie/"
    "decarbonation-les-tpme-industrielles-beneficient-desormais-dune-offre-globale/"
)
MASCIR = "press: Challenge, convention Maroc PME–MASCIR, 31 août 2022"
TANGER = "https://investangier.com/incitations-de-letat-et-accompagnement-des-au-tpe-pme/"
LIBE_IMTIAZ = (
    "https://www.libe.ma/"
    "56-entreprises-beneficiaires-du-programme-Istitmar-Croissance-depuis-2015_a92938.html"
)
LIBE_INNOV = "http://www.libe.ma/Lancement-effectif-du-Fonds-Innov-Invest_a91760.html"
LESECO = "press: Les ECO, 22 déc. 2016, passerelle Maroc PME"
CIR = (
    "https://medias24.com/2023/01/18/"
    "innovation-pourquoi-la-subvention-directe-a-ete-preferee-au-credit-dimpot/"
)
JEI = "https://aizconsulting.ma/elementor-9233"
FAC_2024 = (
    "https://www.infomediaire.net/"
    "clusters-industriels-et-technologiques-un-nouvel-appel-a-projets-lance/"
)
FAC_2025 = "https://www.biladi.ma/appel-a-projets-2025-letat-parie-sur-les-clusters-industriels"
INMARESP = "https://fr.readkong.com/page/maroc-espagne-innovation-programme-inmaresp-2021-7339354"
INTILAK = "https://aujourdhui.ma/?p=153872"

MDH = 1_000_000
NOW, CALL_2023, CALL_2025 = date(2026, 11, 22), date(2023, 6, 1), date(2025, 6, 1)


@dataclass(frozen=True)
class Expected:
    """One case: a programme, a day, the facts (by dotted name), and what must come out."""

    name: str
    programme: str
    today: date
    facts: dict
    answer: Answer
    where: str
    says: str
    rule: str = ""
    missing: tuple[str, ...] = ()
    used: int | None = 0
    aid: int | None = None
    gap: str | None = None


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


case = Expected

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

CASES = [*TATWIR_2023, *TATWIR_2025, *CHARTE, *OTHERS]
