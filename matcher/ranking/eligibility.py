"""Hard rules: who cannot be proposed, and why. Both sides may refuse."""

from matcher.domain.challenge import Facts
from matcher.domain.match import RefusalCode
from matcher.domain.startup import Startup, Terms
from matcher.intake.organisations import distinct_name, skeleton
from matcher.ranking import shared


def refusal(startup: Startup, facts: Facts) -> RefusalCode | None:
    """Return the first rule that excludes a startup, or None when it may be proposed.

    A rule speaks only when both sides said something: what a startup left out never excludes it.
    Who is not active is left out by the search itself, unless a filter asks for them. Agreements
    with other firms are confidential, so their rule comes last, and its code names nobody.
    """
    for broken, code in (
        (_is_too_early(startup, facts), RefusalCode.TRL_TOO_LOW),
        (_is_out_of_reach(startup, facts), RefusalCode.REGION_NOT_SERVED),
        (_has_no_common_language(startup, facts), RefusalCode.NO_COMMON_LANGUAGE),
        (_refuses_the_sector(startup.terms, facts), RefusalCode.SECTOR_REFUSED),
        (_refuses_the_region(startup.terms, facts), RefusalCode.REGION_REFUSED),
        (_refuses_the_size(startup.terms, facts), RefusalCode.FIRM_SIZE_NOT_TAKEN),
        (_is_paid_too_little(startup.terms, facts), RefusalCode.BUDGET_TOO_LOW),
        (_is_full(startup.terms), RefusalCode.CAPACITY_FULL),
        (_is_bound(startup.terms, facts), RefusalCode.NOT_AVAILABLE),
    ):
        if broken:
            return code
    return None


def _is_too_early(startup: Startup, facts: Facts) -> bool:
    return facts.trl_min is not None and startup.trl is not None and startup.trl < facts.trl_min


def _is_out_of_reach(startup: Startup, facts: Facts) -> bool:
    """Tell whether work on site is asked for in a region that the startup does not serve."""
    if not (facts.on_site and facts.region and startup.regions):
        return False
    return not shared.regions([facts.region]) & shared.regions(startup.regions)


def _has_no_common_language(startup: Startup, facts: Facts) -> bool:
    if not (facts.languages and startup.languages):
        return False
    return not shared.languages(facts.languages) & shared.languages(startup.languages)


def _refuses_the_sector(terms: Terms, facts: Facts) -> bool:
    """Tell whether any sector of the challenge is refused: nobody serves half a challenge."""
    if not (terms.refused_sectors and facts.sectors):
        return False
    return bool(shared.sectors(terms.refused_sectors) & shared.sectors(facts.sectors))


def _refuses_the_region(terms: Terms, facts: Facts) -> bool:
    if not (terms.refused_regions and facts.region):
        return False
    return bool(shared.regions(terms.refused_regions) & shared.regions([facts.region]))


def _refuses_the_size(terms: Terms, facts: Facts) -> bool:
    if facts.firm_size is None or not terms.firm_sizes:
        return False
    return facts.firm_size not in terms.firm_sizes


def _is_paid_too_little(terms: Terms, facts: Facts) -> bool:
    if facts.budget_dh is None or terms.min_budget_dh is None:
        return False
    return facts.budget_dh < terms.min_budget_dh


def _is_full(terms: Terms) -> bool:
    return terms.capacity is not None and terms.introductions_open >= terms.capacity


def _is_bound(terms: Terms, facts: Facts) -> bool:
    """Tell whether an agreement keeps the startup from working with the firm that asks.

    Names are compared as `distinct_name` and `skeleton` write them: spelling, legal forms and
    look-alike letters open no way round an agreement.
    """
    if not facts.firm or not (terms.exclusive_with or terms.excluded_firms):
        return False
    firm = _key(facts.firm)
    if terms.exclusive_with and firm not in map(_key, terms.exclusive_with):
        return True
    return firm in map(_key, terms.excluded_firms)


def _key(firm: str) -> str:
    return skeleton(distinct_name(firm))
