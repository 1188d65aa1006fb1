"""The case of a firm, a startup, the two together and their project, from what is known of each.

What a reader may not read stays out of the case, so no verdict and no amount can tell of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from matcher.domain.programme import Case, CeilingBasis, Programme
from matcher.domain.programme_asking import ceiling_basis, is_for_startups, youngest_years
from matcher.domain.programme_facts import Fact, Range, Value
from matcher.domain.visibility import Collaboration
from matcher.store.challenges import ChallengeRow
from matcher.store.organisations import OrganisationRow
from matcher.store.startups import StartupRow
from matcher.workflow.aid_facts import CHALLENGE, ORGANISATION, said_of, used_of
from matcher.workflow.aid_fields import used_key
from matcher.workflow.context import Context
from matcher.workflow.organisation_facts import region_ids, sector_ids, sector_label

COLLABORATIONS = {
    Collaboration.PILOT: "pilot",
    Collaboration.PURCHASE: "supply",
    Collaboration.CO_DEVELOPMENT: "codev",
    Collaboration.LICENCE: "license",
    Collaboration.TESTING: "service",
}
"""What a challenge asks for → what programmes call it; ANY says nothing."""
_HIGHEST_TRL = 9


class Shown(StrEnum):
    """How much of a startup the reader may read.

    PROFILE: what a shortlist shows before names are exchanged (sectors, region, TRL). NAMED: what
    it said for programmes too, but its turnover. ALL: for the agency and the startup itself.
    """

    PROFILE = "profile"
    NAMED = "named"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A startup of a pair, and how much of it the reader may read."""

    startup: StartupRow
    organisation: OrganisationRow
    shown: Shown


Facts = dict[Fact, Value]


def pair_case(
    context: Context,
    challenge: ChallengeRow,
    candidate: Candidate | None,
    programmes: tuple[Programme, ...],
) -> Case:
    """Return the case of a challenge, with a startup where one is meant."""
    firm = context.session.get_one(OrganisationRow, challenge.firm_id)
    today = context.now.date()
    facts = _firm(context, firm, programmes, today)
    facts |= _project(context, challenge)
    if candidate is not None:
        facts |= _startup(context, candidate, programmes, today)
        facts |= _countries(facts, firm, candidate.organisation)
    of_firm = used_of(context, ORGANISATION, firm.id)
    of_project = used_of(context, CHALLENGE, challenge.id)
    return Case(facts, _used(programmes, of_firm, of_project, today))


def startup_case(
    context: Context,
    startup: StartupRow,
    organisation: OrganisationRow,
    programmes: tuple[Programme, ...],
) -> Case:
    """Return the case of a startup that asks alone, from its own facts only."""
    today = context.now.date()
    own = Candidate(startup, organisation, Shown.ALL)
    facts = _startup(context, own, programmes, today)
    said = said_of(context, ORGANISATION, organisation.id)
    facts |= {fact: v for fact, v in said.facts.items() if fact.value.startswith("project.")}
    used = used_of(context, ORGANISATION, organisation.id)
    return Case(facts, _used(programmes, used, used, today))


def alone(programmes: Iterable[Programme]) -> tuple[Programme, ...]:
    """Return the programmes for which a startup can ask alone."""
    return tuple(each for each in programmes if is_for_startups(each))


def _firm(
    context: Context, firm: OrganisationRow, programmes: tuple[Programme, ...], today: date
) -> Facts:
    facts: Facts = _sectors(Fact.FIRM_SECTORS, firm.sectors)
    facts |= _founded(Fact.FIRM_CREATED_ON, firm.founded, programmes, today)
    said = said_of(context, ORGANISATION, firm.id)
    return facts | {fact: v for fact, v in said.facts.items() if fact.value.startswith("firm.")}


def _startup(
    context: Context, candidate: Candidate, programmes: tuple[Programme, ...], today: date
) -> Facts:
    row, home = candidate.startup, candidate.organisation
    facts: Facts = _sectors(Fact.STARTUP_SECTORS, row.sectors)
    if row.trl is not None:
        facts[Fact.STARTUP_TRL] = Range(row.trl, row.trl)
    if candidate.shown is Shown.PROFILE:
        return facts
    facts |= _founded(Fact.STARTUP_CREATED_ON, home.founded, programmes, today)
    said = said_of(context, ORGANISATION, home.id)
    kept = {fact: v for fact, v in said.facts.items() if fact.value.startswith("startup.")}
    if candidate.shown is not Shown.ALL:
        kept.pop(Fact.STARTUP_TURNOVER, None)
    return facts | kept


def _project(context: Context, challenge: ChallengeRow) -> Facts:
    facts: Facts = {}
    kind = COLLABORATIONS.get(challenge.collaboration)
    if kind is not None:
        facts[Fact.PAIR_COLLABORATION] = (kind,)
    least, most = challenge.budget_min_dh, challenge.budget_max_dh
    if least is not None or most is not None:
        low = least or 0
        facts[Fact.PROJECT_COST] = Range(low, most if most is None else max(low, most))
    if challenge.trl_min is not None:
        facts[Fact.PROJECT_TRL] = Range(challenge.trl_min, _HIGHEST_TRL)
    said = said_of(context, CHALLENGE, challenge.id)
    parts = ("project.", "pair.")
    told = {fact: v for fact, v in said.facts.items() if fact.value.startswith(parts)}
    if kind is not None:
        told.pop(Fact.PAIR_COLLABORATION, None)
    return facts | told


def _countries(facts: Facts, firm: OrganisationRow, home: OrganisationRow) -> Facts:
    """Return the countries of both partners where their regions tell them and nobody said."""
    if Fact.PAIR_COUNTRIES in facts:
        return {}
    found = [region_ids([each.region]) if each.region else frozenset() for each in (firm, home)]
    codes = [{code[:2] for code in each if code[2:3] == "-"} for each in found]
    if not all(codes):
        return {}
    return {Fact.PAIR_COUNTRIES: tuple(sorted(codes[0] | codes[1]))}


def _sectors(fact: Fact, kept: list[str]) -> Facts:
    known = tuple(sorted(each for each in sector_ids(kept) if sector_label(each) != each))
    return {fact: known} if known else {}


def _founded(fact: Fact, year: int | None, programmes: tuple[Programme, ...], today: date) -> Facts:
    """Return the first day of a year, where every day of it gives the same answers.

    In the year in which somebody reaches an age that a rule asks for, the day itself is asked for.
    """
    if year is None or year > today.year:
        return {}
    ages = {age for each in programmes for age in youngest_years(each, fact)}
    return {} if today.year - year in ages else {fact: date(year, 1, 1)}


def _used(
    programmes: Iterable[Programme],
    of_organisation: dict[str, int],
    of_project: dict[str, int],
    today: date,
) -> dict[str, int]:
    """Return what was received of each programme, as its ceiling counts it."""
    found = {}
    for each in programmes:
        basis = ceiling_basis(each)
        if basis is None:
            continue
        told = of_project if basis is CeilingBasis.PROJECT else of_organisation
        amount = told.get(used_key(each.id, basis, today))
        if amount is not None:
            found[each.id] = amount
    return found
