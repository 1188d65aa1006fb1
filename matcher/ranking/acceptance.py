"""How likely an introduction is to succeed: the curator keeps the pair, and both sides say yes.

The three are taken as independent, and multiplied. Each side's willingness comes from its answers
so far, drawn towards the rate of all (a Beta prior), for most have answered rarely or never.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from matcher.domain.match import Band
from matcher.ranking.calibration import LIKELY, POSSIBLE

ASSUMED_RATE = 0.5
"""The share of yes before anybody has answered. It is an assumption, and no measure of ours."""
ASSUMED_ANSWERS = 4
"""The assumption weighs as much as so many answers."""
SHRINKAGE = 4
"""The rate of all weighs, for each single one, as much as so many answers of its own."""
ENOUGH = 30
"""From so many answers of all on, the rate is called measured."""
DOUBT_LEFT = 0.2
"""The share of the doubt that is left once a startup has said that it is interested."""
MIDDLES: Mapping[Band, float] = MappingProxyType(
    {
        Band.LIKELY: (LIKELY + 1.0) / 2,
        Band.POSSIBLE: (POSSIBLE + LIKELY) / 2,
        Band.UNLIKELY: POSSIBLE / 2,
    }
)
"""The chance that stands for a band where no chance was calibrated: the middle of the band."""


@dataclass(frozen=True, slots=True)
class Answers:
    """How often somebody said yes and no to introductions (an expired one is a no)."""

    yes: int = 0
    no: int = 0

    @property
    def count(self) -> int:
        """How many answers there are."""
        return self.yes + self.no


@dataclass(frozen=True, slots=True)
class Willingness:
    """How likely one side is to say yes; `is_assumed` until enough answers of all are there."""

    chance: float
    is_assumed: bool


@dataclass(frozen=True, slots=True)
class PairChance:
    """The chance that an introduction succeeds, and what it was multiplied from.

    `is_rough`: the curator's part is the middle of a band. `is_assumed`: at least one side's part
    rests on an assumption more than on answers.
    """

    chance: float
    kept: float
    startup: float
    firm: float
    is_rough: bool
    is_assumed: bool


def willingness(own: Answers, of_all: Answers) -> Willingness:
    """Return how likely one is to say yes, by its own answers and those of all on its side."""
    rate = (of_all.yes + ASSUMED_RATE * ASSUMED_ANSWERS) / (of_all.count + ASSUMED_ANSWERS)
    chance = (own.yes + SHRINKAGE * rate) / (own.count + SHRINKAGE)
    return Willingness(chance, is_assumed=of_all.count < ENOUGH)


def interested(side: Willingness) -> Willingness:
    """Return the willingness of a side that has already said that it is interested."""
    return Willingness(1.0 - DOUBT_LEFT * (1.0 - side.chance), side.is_assumed)


def chance_of_success(
    kept: float | None, band: Band, startup: Willingness, firm: Willingness
) -> PairChance:
    """Return the chance of a pair; `kept` is the calibrated chance that a curator keeps it."""
    share = MIDDLES[band] if kept is None else kept
    return PairChance(
        chance=share * startup.chance * firm.chance,
        kept=share,
        startup=startup.chance,
        firm=firm.chance,
        is_rough=kept is None,
        is_assumed=startup.is_assumed or firm.is_assumed,
    )
