"""Hard rules: who cannot be proposed, and why."""

from matcher.domain.challenge import Facts
from matcher.domain.match import RefusalCode
from matcher.domain.startup import Startup
from matcher.ranking import shared


def refusal(startup: Startup, facts: Facts) -> RefusalCode | None:
    """Return the first rule that excludes a startup, or None when it may be proposed.

    A rule speaks only when both sides said something: what a startup left out never excludes it.
    Who is not active is left out by the search itself, unless a filter asks for them.
    """
    for broken, code in (
        (_is_too_early(startup, facts), RefusalCode.TRL_TOO_LOW),
        (_is_out_of_reach(startup, facts), RefusalCode.REGION_NOT_SERVED),
        (_has_no_common_language(startup, facts), RefusalCode.NO_COMMON_LANGUAGE),
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
