"""The startup's side of a match: how well a challenge suits what the startup has declared.

Nobody has counted yet what startups accept, so nothing here is learned: every step is stated, and
small (docs/decisions/0005). What would be refused outright is in `eligibility`.
"""

import math
from collections.abc import Iterator

from matcher.domain.challenge import Facts
from matcher.domain.startup import Startup
from matcher.ranking import shared
from matcher.text.sectors import known

NEUTRAL = 0.5
"""The startup's side when nothing is known of it: it changes nothing."""
STEP = 0.4
"""What one declaration that suits fully is worth, in log-odds: odds of 1 become odds of 1.5."""
MOST = 1.0
"""The most that all declarations together are worth, in log-odds either way."""
MANY_SECTORS = 5
"""A startup that declares more sectors than this has said nothing by declaring one of them."""
_TRL_AHEAD = 3


def startup_lean(startup: Startup, facts: Facts) -> float:
    """Return the feature `startup_side`: log-odds from -MOST to MOST, 0 when nothing was said.

    Declarations add up; one that is missing, on either side, adds exactly 0. Agreements with other
    firms are not read here: no order may tell of them.
    """
    said = (
        *_sectors(startup, facts),
        *_region(startup, facts),
        *_maturity(startup, facts),
        *_capacity(startup),
        *_budget(startup, facts),
    )
    lean = STEP * sum(said)
    return max(-MOST, min(MOST, lean))


def startup_side(startup: Startup, facts: Facts) -> float:
    """Return how well a challenge suits a startup, 0 to 1; NEUTRAL when nothing was said."""
    return 1.0 / (1.0 + math.exp(-startup_lean(startup, facts)))


def fused(firm_side: float, startup_side: float) -> float:
    """Join two chances, each 0 to 1, into the chance that both sides want the match.

    The cross-ratio uninorm: odds are multiplied, log-odds added. NEUTRAL on either side leaves the
    other as it is; a 0 is a veto, even against a 1.
    """
    if startup_side == NEUTRAL:
        return firm_side
    both, neither = firm_side * startup_side, (1.0 - firm_side) * (1.0 - startup_side)
    return both / (both + neither) if both else 0.0


def _sectors(startup: Startup, facts: Facts) -> Iterator[float]:
    """Yield 1 for a sector in common, -1 for none, where both sides name sectors that are known.

    Words outside the taxonomy may name the same thing in two ways, so they never speak against.
    """
    wanted, served = shared.sectors(facts.sectors), shared.sectors(startup.sectors)
    if wanted & served:
        yield 1.0 if len(served) <= MANY_SECTORS else 0.0
    elif known(wanted) and known(served):
        yield -1.0


def _region(startup: Startup, facts: Facts) -> Iterator[float]:
    """Yield 1 where the region is served. Another region says nothing when nobody has to travel."""
    if shared.regions([facts.region]) & shared.regions(startup.regions):
        yield 1.0


def _maturity(startup: Startup, facts: Facts) -> Iterator[float]:
    """Yield 0 at the TRL that is asked for, up to 1 when it is three levels ahead."""
    if facts.trl_min is not None and startup.trl is not None:
        yield max(-1.0, min(1.0, (startup.trl - facts.trl_min) / _TRL_AHEAD))


def _capacity(startup: Startup) -> Iterator[float]:
    """Yield 0 when half of the places or more are free, down to -1 when none is.

    A number that a startup writes itself must not lift it.
    """
    terms = startup.terms
    if terms.capacity is not None:
        free = max(0, terms.capacity - terms.introductions_open)
        yield min(0.0, 2.0 * free / terms.capacity - 1.0) if terms.capacity else -1.0


def _budget(startup: Startup, facts: Facts) -> Iterator[float]:
    """Yield 0 from the lowest budget that the startup takes on, down to -1 below it."""
    least = startup.terms.min_budget_dh
    if least and facts.budget_dh is not None:
        yield max(-1.0, min(0.0, facts.budget_dh / least - 1.0))
