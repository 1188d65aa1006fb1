"""An old verdict worked out anew, from the versions, the case and the day on which it rests."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from matcher.domain.programme import Case
from matcher.domain.programme_verdict import Verdict, verdict_on
from matcher.errors import NotFound
from matcher.programmes.cases import case_from
from matcher.store.programmes import VerdictOnAidRow
from matcher.workflow.aid_keeping import answer_data
from matcher.workflow.context import Context
from matcher.workflow.programme_versions import Kept, kept_version


class Outcome(StrEnum):
    """What came of working out an answer anew."""

    SAME = "same"
    DIFFERS = "differs"
    CHANGED = "changed"
    """The version is no longer what it was: somebody changed its file, or its row."""
    GONE = "gone"
    """The version is nowhere any more."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """One programme: what was said then, what is said now, and whether the version still is."""

    programme_id: str
    version: str
    outcome: Outcome
    stored: Mapping[str, Any]
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Replay:
    """An old verdict and the new one beside it."""

    verdict_id: int
    day: date
    made_at: datetime
    case: Case
    case_data: Mapping[str, Any]
    lines: tuple[Replayed, ...]

    @property
    def is_same(self) -> bool:
        """Whether every answer came out as it was."""
        return all(line.outcome is Outcome.SAME for line in self.lines)


def replay(context: Context, verdict_id: int) -> Replay:
    """Return an old verdict with what its versions say anew; NotFound when there is none.

    Nothing else is read than what was kept: not the clock, not what is known of the firm today.
    """
    context.staff()
    row = context.session.get(VerdictOnAidRow, verdict_id)
    if row is None:
        raise NotFound("There is no such verdict.")
    case = case_from(row.case, f"verdict {row.id}")
    answers = {each["programme"]: each for each in row.answers}
    lines = tuple(
        _line(context, (name, version, sha256), (case, row.day), answers.get(name, {}))
        for name, version, sha256 in row.programmes
    )
    return Replay(row.id, row.day, row.created_at, case, row.case, lines)


def _line(
    context: Context,
    named: tuple[str, str, str],
    asked: tuple[Case, date],
    stored: Mapping[str, Any],
) -> Replayed:
    name, version, sha256 = named
    try:
        kept = kept_version(context, name, version)
    except NotFound:
        return Replayed(name, version, Outcome.GONE, stored, None)
    verdict = verdict_on(kept.programme, *asked)
    return Replayed(name, version, _outcome(kept, sha256, stored, verdict), stored, verdict)


def _outcome(kept: Kept, sha256: str, stored: Mapping[str, Any], verdict: Verdict) -> Outcome:
    if kept.sha256 != sha256 or kept.is_changed:
        return Outcome.CHANGED
    now = answer_data(verdict)
    # An answer that an earlier release kept may have fewer fields; those that it has must agree.
    same = bool(stored) and all(now.get(field) == value for field, value in stored.items())
    return Outcome.SAME if same else Outcome.DIFFERS
