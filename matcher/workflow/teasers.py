"""Teasers: the words that stand for an anonymous challenge, approved by an officer."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import lazyload

from matcher.domain.visibility import LIVE, TeaserState, Visibility
from matcher.errors import InvalidForm, NotPossible, StalePage, WorkflowError
from matcher.store.challenges import ChallengeRow
from matcher.store.organisations import OrganisationRow
from matcher.workflow import leak_guard, matching
from matcher.workflow.challenge_checks import teaser_names
from matcher.workflow.challenge_steps import tell_teaser
from matcher.workflow.challenges import SUBJECT, held, touch
from matcher.workflow.context import Context
from matcher.workflow.leak_guard import Checked

LONGEST_REASON = 1_000


@dataclass(frozen=True, slots=True)
class TeaserLine:
    """A teaser that waits, beside what it stands for, with what in it may tell who asks."""

    challenge_id: int
    version: int
    firm_name: str
    challenge_title: str
    problem: str
    title: str
    text: str
    since: datetime
    title_checked: Checked
    text_checked: Checked

    @property
    def has_findings(self) -> bool:
        """Whether the guard found something: an officer looks at it before approving."""
        return bool(self.title_checked.found or self.text_checked.found)


def waiting(context: Context) -> tuple[TeaserLine, ...]:
    """Return the teasers that wait for an officer, the longest waiting first."""
    context.staff()
    rows = context.session.execute(
        select(ChallengeRow, OrganisationRow)
        .join(OrganisationRow, OrganisationRow.id == ChallengeRow.firm_id)
        .options(lazyload("*"))
        .where(
            ChallengeRow.state.in_(LIVE),
            ChallengeRow.visibility == Visibility.ANONYMOUS,
            ChallengeRow.teaser_state == TeaserState.PENDING,
        )
        .order_by(ChallengeRow.updated_at, ChallengeRow.id)
    ).all()
    return tuple(_line(context, row, firm) for row, firm in rows)


def approve(
    context: Context, challenge_id: int, version: int, *, has_looked: bool = False, note: str = ""
) -> TeaserState:
    """Return the state of a teaser that startups may now read; suggestions follow.

    One in which the guard found something needs an officer who says that he has looked at each
    finding, and why it may stay. The journal keeps how many there were and of which kinds.
    """
    context.staff()
    row = _decided(context, challenge_id, version, TeaserState.APPROVED)
    if row is None:
        return TeaserState.APPROVED
    firm = context.session.get_one(OrganisationRow, row.firm_id)
    told = _checked(context, row, firm)
    words = note.strip()
    if any(each.found for each in told):
        _check_looked(words, has_looked=has_looked)
    _decide(context, row, TeaserState.APPROVED, words, leak_guard.counts(told))
    matching.ask(context, row.id)
    tell_teaser(context, row)
    return row.teaser_state


def refuse(context: Context, challenge_id: int, version: int, reason: str) -> TeaserState:
    """Return the state of a teaser that goes back to its firm, with the reason."""
    context.staff()
    words = reason.strip()
    if not words:
        raise InvalidForm(
            {"reason": WorkflowError("Say what the firm should change: it reads your words.")}
        )
    if len(words) > LONGEST_REASON:
        raise InvalidForm(
            {"reason": WorkflowError("Write at most %(count)s characters.", count=LONGEST_REASON)}
        )
    row = _decided(context, challenge_id, version, TeaserState.REFUSED)
    if row is None:
        return TeaserState.REFUSED
    _decide(context, row, TeaserState.REFUSED, words)
    tell_teaser(context, row, reason=words)
    return row.teaser_state


def _check_looked(note: str, *, has_looked: bool) -> None:
    problems: dict[str, WorkflowError] = {}
    if not has_looked:
        problems["looked"] = WorkflowError(
            "Look at each finding first, then tick that you have looked."
        )
    if not note:
        problems["note"] = WorkflowError("Say why the notice may be read as it is.")
    elif len(note) > LONGEST_REASON:
        problems["note"] = WorkflowError(
            "Write at most %(count)s characters.", count=LONGEST_REASON
        )
    if problems:
        raise InvalidForm(problems)


def _decided(
    context: Context, challenge_id: int, version: int, wanted: TeaserState
) -> ChallengeRow | None:
    """Return the row to decide on; None when the same was decided already."""
    row = held(context, challenge_id)
    if row.teaser_state is wanted:
        return None
    if row.version != version:
        raise StalePage(
            "This teaser changed since you opened the page. Nothing was decided: read it again."
        )
    if row.teaser_state is not TeaserState.PENDING or row.state not in LIVE:
        raise NotPossible("This teaser does not wait for a decision any more.")
    return row


def _decide(
    context: Context,
    row: ChallengeRow,
    to: TeaserState,
    reason: str,
    findings: dict[str, object] | None = None,
) -> None:
    row.teaser_state, row.teaser_reason = to, reason
    touch(context, row)
    context.write(
        f"teaser.{to.value}",
        SUBJECT,
        row.id,
        before={"teaser": TeaserState.PENDING.value},
        after={"teaser": to.value} | (findings or {}),
    )


def _checked(context: Context, row: ChallengeRow, firm: OrganisationRow) -> tuple[Checked, Checked]:
    """Return title and text of a teaser with each finding in its place."""
    names = leak_guard.names_for_staff(context, teaser_names(firm, row.site))
    return leak_guard.checked(row.teaser_title, names), leak_guard.checked(row.teaser_text, names)


def _line(context: Context, row: ChallengeRow, firm: OrganisationRow) -> TeaserLine:
    title, text = _checked(context, row, firm)
    return TeaserLine(
        challenge_id=row.id,
        version=row.version,
        firm_name=firm.name,
        challenge_title=row.title,
        problem=row.problem,
        title=row.teaser_title,
        text=row.teaser_text,
        since=row.updated_at,
        title_checked=title,
        text_checked=text,
    )
