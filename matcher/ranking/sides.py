"""The startup's side of a match: how well a challenge suits what the startup has declared.

Nobody has counted yet what startups accept, so nothing here is learned: every step is stated, and
small (docs/decisions/0005). What would be refused outright is in `eligibility`.
"""

from collections.abc import Iterator

from matcher.domain.challenge import Facts
from matcher.domain.startup import Startup
from matcher.ranking import shared
from matcher.text.sectors import known

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
    )
    lean = STEP * sum(said)
    return max(-MOST, min(MOST, lean))


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
