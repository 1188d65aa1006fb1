"""How likely a pair is to come about, from what the engine, the curator and both sides said."""

from collections import Counter
from dataclasses import dataclass, field

from matcher.domain.introduction import Side, Stage
from matcher.domain.match import Band
from matcher.domain.plan import Option, Pair
from matcher.ranking.acceptance import (
    Answers,
    Willingness,
    chance_of_success,
    interested,
    willingness,
)
from matcher.workflow.introduction_moves import NO, YES
from matcher.workflow.plan_facts import Facts, Listed, Past

_UNLISTED = Listed(None, Band.UNLIKELY, 0)
_ALL = 0
_CERTAIN = Willingness(1.0, is_assumed=False)


@dataclass(slots=True)
class Records:
    """How often each firm and each startup said yes and no so far; under 0, all of that side."""

    yes: Counter[tuple[Side, int]] = field(default_factory=Counter)
    no: Counter[tuple[Side, int]] = field(default_factory=Counter)

    def count(self, side: Side, subject_id: int, *, yes: bool) -> None:
        """Count an answer of a firm or a startup."""
        counted = self.yes if yes else self.no
        counted[side, subject_id] += 1
        counted[side, _ALL] += 1

    def willingness(self, side: Side, subject_id: int) -> Willingness:
        """Return how likely a firm or a startup is to say yes."""
        return willingness(self._answers(side, subject_id), self._answers(side, _ALL))

    def is_assumed(self) -> bool:
        """Whether there are too few answers so far to know how often the two sides say yes."""
        return any(self.willingness(side, _ALL).is_assumed for side in (Side.FIRM, Side.STARTUP))

    def _answers(self, side: Side, subject_id: int) -> Answers:
        return Answers(self.yes[side, subject_id], self.no[side, subject_id])


def records(known: Facts) -> Records:
    """Return what both sides answered so far; silence until the end is a no."""
    found = Records()
    for each in known.introductions:
        for side, subject_id, said in (
            (Side.FIRM, each.firm_id, each.firm_said),
            (Side.STARTUP, each.startup_id, each.startup_said),
        ):
            if said in {YES, NO} or _went_unanswered(each):
                found.count(side, subject_id, yes=said == YES)
    return found


def option(known: Facts, answered: Records, pair: Pair, *, is_kept: bool) -> Option:
    """Return a pair with its chance; the curator's part is certain where it was kept already."""
    listed = known.listed.get(pair, _UNLISTED)
    past = known.of_pair.get(pair)
    firm = answered.willingness(Side.FIRM, known.challenges[pair[0]].firm_id)
    if past is not None and past.firm_said == YES:
        firm = _CERTAIN
    startup = answered.willingness(Side.STARTUP, pair[1])
    if known.interests.get(pair):
        startup = interested(startup)
    found = chance_of_success(
        1.0 if is_kept else listed.chance, listed.band or Band.UNLIKELY, startup, firm
    )
    band = listed.band.value if listed.band and pair in known.listed else ""
    return Option(*pair, chance=found.chance, band=band, is_rough=found.is_rough)


def _went_unanswered(past: Past) -> bool:
    return past.stage is Stage.EXPIRED and past.was_proposed
