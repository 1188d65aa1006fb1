"""The life of an introduction, as a table of allowed moves, with the clock of each wait."""

import json
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Stage(StrEnum):
    """Where a startup stands for a challenge, from a suggestion to a contract."""

    SUGGESTED = "suggested"
    KEPT = "kept"
    RELEASED = "released"
    PROPOSED = "proposed"
    ACCEPTED_BY_ONE = "accepted_by_one"
    ACCEPTED = "accepted"
    MET = "met"
    NDA = "nda"
    PILOT = "pilot"
    CONTRACT = "contract"
    NO_FIT = "no_fit"
    DECLINED = "declined"
    EXPIRED = "expired"


_OUTCOMES = frozenset({Stage.MET, Stage.NDA, Stage.PILOT, Stage.CONTRACT, Stage.NO_FIT})

MOVES: dict[Stage, frozenset[Stage]] = {
    Stage.SUGGESTED: frozenset({Stage.KEPT}),
    Stage.KEPT: frozenset({Stage.SUGGESTED, Stage.RELEASED, Stage.PROPOSED}),
    Stage.RELEASED: frozenset({Stage.KEPT, Stage.PROPOSED, Stage.DECLINED, Stage.EXPIRED}),
    Stage.PROPOSED: frozenset({Stage.ACCEPTED_BY_ONE, Stage.DECLINED, Stage.EXPIRED}),
    Stage.ACCEPTED_BY_ONE: frozenset(
        {Stage.ACCEPTED, Stage.DECLINED, Stage.EXPIRED, Stage.PROPOSED}
    ),
    Stage.ACCEPTED: _OUTCOMES | {Stage.EXPIRED},
    Stage.MET: _OUTCOMES - {Stage.MET} | {Stage.EXPIRED},
    Stage.NDA: frozenset({Stage.PILOT, Stage.CONTRACT, Stage.NO_FIT, Stage.EXPIRED}),
    Stage.PILOT: frozenset({Stage.CONTRACT, Stage.NO_FIT, Stage.EXPIRED}),
    Stage.CONTRACT: frozenset(),
    Stage.NO_FIT: frozenset(),
    Stage.DECLINED: frozenset(),
    Stage.EXPIRED: _OUTCOMES | {Stage.PROPOSED},
}
"""From each stage, those that may follow.

An expired one is proposed anew when a side had not answered; when all had said yes, late news of
what came of it may still be recorded (`after_expiry` says which of the two). In a trio,
ACCEPTED_BY_ONE means that one said yes, or two; it goes back to PROPOSED only when the support body
that alone had said yes no longer takes part.
"""

OPEN = frozenset(
    {Stage.PROPOSED, Stage.ACCEPTED_BY_ONE, Stage.ACCEPTED, Stage.MET, Stage.NDA, Stage.PILOT}
)
"""The stages that take a place in both sides' capacity."""
NAMED = frozenset({Stage.ACCEPTED, Stage.MET, Stage.NDA, Stage.PILOT, Stage.CONTRACT, Stage.NO_FIT})
"""The stages in which each side knows the others' names and contacts (NO_FIT came after a yes)."""
OUTCOMES = _OUTCOMES
"""What an officer records after all said yes."""
PROVEN = frozenset({Stage.PILOT, Stage.CONTRACT})
"""The outcomes that need a proof or a note."""
ASKED = frozenset({Stage.PROPOSED, Stage.ACCEPTED_BY_ONE})
"""The stages in which a side is asked whether it wants to meet."""
ENDS = frozenset(stage for stage, after in MOVES.items() if not after)
"""The stages after which nothing follows."""
_COUNTED = frozenset({Stage.PROPOSED, Stage.ACCEPTED_BY_ONE, Stage.ACCEPTED})
_COUNTED_CODES = frozenset(_COUNTED) | {
    Stage.MET,
    Stage.NO_FIT,
    "expired_later",
    "other_awaited",
    "you_awaited",
    "you_awaited_last",
}
"""The standings whose sentences count who takes part; in a trio they are said otherwise."""


class Side(StrEnum):
    """One of those who are asked: two, or three when a support body takes part."""

    FIRM = "firm"
    STARTUP = "startup"
    SUPPORT = "support"


BOTH = frozenset({Side.FIRM, Side.STARTUP})
"""The two who are asked in every introduction."""
TRIO = frozenset(Side)


def sides(with_support: bool) -> frozenset[Side]:
    """Return the sides that are asked: two, or three."""
    return TRIO if with_support else BOTH


AGENCY = "agency"
"""Stands where a side would, when an officer ended an introduction."""


class DeclineReason(StrEnum):
    """Why a side says no; passed on politely to the other."""

    NO_TIME = "no_time"
    NOT_OUR_FIELD = "not_our_field"
    ALREADY_SOLVED = "already_solved"
    KNOWN_ALREADY = "known_already"
    TOO_EARLY = "too_early"
    BUDGET = "budget"
    CONDITIONS = "conditions"
    OTHER = "other"


class RejectReason(StrEnum):
    """Why a curator does not keep a match; what the ranker learns from."""

    OFF_TOPIC = "off_topic"
    REQUIREMENT_MISSED = "requirement_missed"
    NOT_MATURE = "not_mature"
    NOT_AVAILABLE = "not_available"
    CONFLICT = "conflict"
    UNSURE_TEXT = "unsure_text"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Clock:
    """How long a stage waits: one reminder, then an end."""

    remind_after: timedelta
    ends_after: timedelta


def _days(remind: int, end: int) -> Clock:
    return Clock(timedelta(days=remind), timedelta(days=end))


CLOCKS: dict[Stage, Clock] = {
    Stage.RELEASED: _days(7, 21),
    Stage.PROPOSED: _days(5, 14),
    Stage.ACCEPTED_BY_ONE: _days(5, 14),
    Stage.ACCEPTED: _days(14, 60),
    Stage.MET: _days(30, 120),
    Stage.NDA: _days(45, 180),
    Stage.PILOT: _days(90, 365),
}
"""The clock of each stage in which somebody is waited for."""


def may_move(stage: Stage, to: Stage) -> bool:
    """Whether an introduction may go from one stage to another."""
    return to in MOVES[stage]


def after_expiry(said_yes: frozenset[Side], asked: frozenset[Side] = BOTH) -> frozenset[Stage]:
    """Return what may follow an expired introduction: late news, or a new proposal."""
    return OUTCOMES if said_yes >= asked else frozenset({Stage.PROPOSED})


def next_stages(
    stage: Stage, said_yes: frozenset[Side], asked: frozenset[Side] = BOTH
) -> frozenset[Stage]:
    """Return the stages that may follow, knowing who is asked and who said yes."""
    if stage is Stage.EXPIRED:
        return after_expiry(said_yes, asked)
    if stage is Stage.ACCEPTED_BY_ONE and said_yes:
        return MOVES[stage] - {Stage.PROPOSED}
    return MOVES[stage]


def waits_for(
    stage: Stage, answered: frozenset[Side], asked: frozenset[Side] = BOTH
) -> frozenset[Side]:
    """Return the sides whose answer is awaited; empty when an officer's note is."""
    if stage is Stage.RELEASED:
        return frozenset({Side.FIRM}) - answered
    if stage in ASKED:
        return asked - answered
    return frozenset()


def stage_code(stage: Stage, asked: frozenset[Side] = BOTH) -> str:
    """Return the code of a stage's short name, which counts those who are asked."""
    return f"trio_{stage.value}" if stage in _COUNTED and asked == TRIO else stage.value


def standing(
    stage: Stage,
    viewer: Side | None,
    said_yes: frozenset[Side],
    ended_by: str = "",
    asked: frozenset[Side] = BOTH,
) -> str:
    """Return the code of the sentence that tells a side, or an officer (None), where it stands."""
    if viewer is Side.SUPPORT and viewer not in asked:
        return "not_taking_part"
    if stage is Stage.DECLINED:
        return _ending(viewer, ended_by)
    code = _under_way(stage, viewer, said_yes, asked)
    return f"trio_{code}" if asked == TRIO and code in _COUNTED_CODES else code


def _under_way(
    stage: Stage, viewer: Side | None, said_yes: frozenset[Side], asked: frozenset[Side]
) -> str:
    if stage is Stage.EXPIRED:
        return "expired_later" if said_yes >= asked else "expired"
    if stage is Stage.RELEASED:
        return "released_wanted" if Side.FIRM in said_yes else "released"
    if viewer is None or stage not in ASKED:
        return stage.value
    if viewer in said_yes:
        return "others_awaited" if len(asked - said_yes) > 1 else "other_awaited"
    if asked - said_yes == {viewer}:
        return "you_awaited_last"
    return "you_awaited_too" if said_yes else "you_awaited"


def _ending(viewer: Side | None, ended_by: str) -> str:
    if ended_by == AGENCY:
        return "withdrawn"
    if viewer is None:
        return f"declined_by_{ended_by}"
    return "declined_by_us" if ended_by == viewer else "declined_by_them"


@dataclass(frozen=True, slots=True)
class Why:
    """The officer's short words on why they should meet: for each side.

    Each is written from what that side may read, in its language.
    """

    firm: str = ""
    startup: str = ""
    support: str = ""

    def for_side(self, side: Side) -> str:
        """Return the words for a side."""
        return {Side.FIRM: self.firm, Side.STARTUP: self.startup}.get(side, self.support)

    def packed(self) -> str:
        """Return all as one text; `unpacked` gives them back."""
        words = {"firm": self.firm, "startup": self.startup}
        if self.support:
            words["support"] = self.support
        return json.dumps(words, ensure_ascii=False)

    @classmethod
    def unpacked(cls, text: str) -> "Why":
        """Return the words that `packed` wrote; none for an empty text."""
        if not text:
            return cls()
        read = json.loads(text)
        return cls(read["firm"], read["startup"], read.get("support", ""))
