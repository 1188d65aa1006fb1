"""The facts that programmes ask about, each with the kind of value that it takes."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Range:
    """A number that is known exactly (`low` = `high`) or within a band; `high` None has no end."""

    low: int | float
    high: int | float | None

    def __post_init__(self) -> None:
        if self.low < 0 or (self.high is not None and self.high < self.low):
            raise ValueError("a band runs from 0 or more up to a higher number")

    @property
    def exact(self) -> int | float | None:
        """The number itself, or None when only a band is known."""
        return self.low if self.low == self.high else None


Value = Range | tuple[str, ...] | bool | date


class FactKind(StrEnum):
    """What a fact's value is; ASKED facts are about the programme itself and stand in no case."""

    NUMBER = "number"
    CODES = "codes"
    YES_NO = "yes_no"
    DATE = "date"
    ASKED = "asked"

    def takes(self, value: Value) -> bool:
        """Tell whether a value is of this kind."""
        match self:
            case FactKind.NUMBER:
                return isinstance(value, Range)
            case FactKind.CODES:
                return isinstance(value, tuple) and bool(value)
            case FactKind.YES_NO:
                return isinstance(value, bool)
            case FactKind.DATE:
                return isinstance(value, date)
        return False


class Fact(StrEnum):
    """What a programme may ask of the firm, startup, pair or project, or of its operator."""

    FIRM_TURNOVER = "firm.turnover_dh"
    FIRM_HEADCOUNT = "firm.headcount"
    FIRM_ACTIVITY = "firm.activity"
    FIRM_SECTORS = "firm.sectors"
    FIRM_LEGAL_FORM = "firm.legal_form"
    FIRM_MOROCCAN_LAW = "firm.moroccan_law"
    FIRM_PUBLIC_SHAREHOLDER = "firm.public_shareholder"
    FIRM_LARGE_OWNER_PCT = "firm.large_owner_pct"
    FIRM_CREATED_ON = "firm.created_on"
    FIRM_STAGE = "firm.stage"
    FIRM_PLAN_YEARS = "firm.plan_years"
    FIRM_PLAN_TURNOVER = "firm.plan_turnover_dh"
    FIRM_INNOVATIVE_STARTUP = "firm.innovative_startup"
    FIRM_IS_CLUSTER = "firm.is_cluster"
    FIRM_CLUSTER_SUPPORT_YEARS = "firm.cluster_support_years"
    STARTUP_STATUS = "startup.startup_status"
    STARTUP_ACTIVITY = "startup.activity"
    STARTUP_SECTORS = "startup.sectors"
    STARTUP_LEGAL_FORM = "startup.legal_form"
    STARTUP_STAGE = "startup.stage"
    STARTUP_CREATED_ON = "startup.created_on"
    STARTUP_TURNOVER = "startup.turnover_dh"
    STARTUP_TRL = "startup.trl"
    STARTUP_COMMITTEE = "startup.committee_opinion"
    PAIR_COLLABORATION = "pair.collaboration"
    PAIR_COUNTRIES = "pair.countries"
    PROJECT_PURPOSE = "project.purpose"
    PROJECT_COST = "project.cost_dh"
    PROJECT_EQUITY_SOUGHT = "project.equity_sought_dh"
    PROJECT_TRL = "project.trl"
    PROJECT_OWN_FUNDS_PCT = "project.own_funds_pct"
    PROJECT_JOBS_RATIO = "project.jobs_ratio"
    PROJECT_LISTED_BRANCH = "project.listed_branch"
    PROJECT_BONUS_PROVINCE = "project.bonus_province"
    PROJECT_PRIORITY_ACTIVITY = "project.priority_activity"
    PROJECT_LEADS_TO_INDUSTRY = "project.leads_to_industry"
    PROJECT_HIGH_VALUE = "project.high_value"
    PROJECT_INNOVATIVE = "project.innovative"
    PROJECT_GROWTH_POTENTIAL = "project.growth_potential"
    USED = "used_dh"
    PROGRAMME_STATUS = "programme.status"
    PROGRAMME_NEXT_CALL = "programme.next_call"
    PROGRAMME_DETAIL = "programme.detail"
    PROGRAMME_REVIEW = "programme.review"
    PROGRAMME_AMOUNT = "programme.amount"

    @property
    def kind(self) -> FactKind:
        """What its value is."""
        return _KINDS[self]


def _kind(fact: Fact) -> FactKind:
    name = fact.value.rpartition(".")[2]
    if fact.value.startswith("programme.") or fact is Fact.USED:
        return FactKind.ASKED
    if name.endswith(("_dh", "_pct", "_years", "_ratio")) or name in {"headcount", "trl"}:
        return FactKind.NUMBER
    if name == "created_on":
        return FactKind.DATE
    return FactKind.CODES if name in _CODED else FactKind.YES_NO


_CODED = frozenset(
    {
        *("activity", "sectors", "legal_form", "stage"),
        *("collaboration", "countries", "purpose"),
    }
)
_KINDS = MappingProxyType({fact: _kind(fact) for fact in Fact})

_ACTIVITIES = frozenset({"industry", "high_value_services", "services", "commerce", "other"})
_LEGAL_FORMS = frozenset(
    {
        *("sarl", "sarl_au", "sa", "sas", "snc", "scs", "sca"),
        *("cooperative", "sole_trader", "association", "public_body"),
    }
)
_STAGES = frozenset({"idea", "seed", "early", "growth", "mature"})
_PURPOSES = frozenset(
    {
        *("patent_valorisation", "product_development", "process_development"),
        *("pilot_industrialisation", "equipment", "working_capital", "product_innovation"),
        *("advice", "technical_assistance", "growth_investment", "technology_investment"),
        "other",
    }
)
_COLLABORATIONS = frozenset(
    {"pilot", "supply", "codev", "license", "service", "jv", "investment", "distribution"}
)

CODES = MappingProxyType(
    {
        Fact.FIRM_ACTIVITY: _ACTIVITIES,
        Fact.STARTUP_ACTIVITY: _ACTIVITIES,
        Fact.FIRM_LEGAL_FORM: _LEGAL_FORMS,
        Fact.STARTUP_LEGAL_FORM: _LEGAL_FORMS,
        Fact.FIRM_STAGE: _STAGES,
        Fact.STARTUP_STAGE: _STAGES,
        Fact.PROJECT_PURPOSE: _PURPOSES,
        Fact.PAIR_COLLABORATION: _COLLABORATIONS,
    }
)
"""Fact → the codes that it takes; sectors are those of the taxonomy, countries have two letters."""
