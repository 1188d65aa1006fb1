"""One step of an introduction: checked against the table, clocked, kept and journalled."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select

from matcher.domain.introduction import (
    ASKED,
    CLOCKS,
    NAMED,
    OPEN,
    Side,
    Stage,
    next_stages,
    sides,
)
from matcher.domain.people import Role, User
from matcher.domain.permissions import speaks_for
from matcher.domain.support import SupportKind
from matcher.errors import NotFound, NotPossible, StalePage
from matcher.store.challenges import ChallengeRow
from matcher.store.introductions import IntroductionRow, MoveRow
from matcher.store.organisations import OrganisationRow
from matcher.store.startups import StartupRow
from matcher.store.support import SupportBodyRow
from matcher.workflow import indexing
from matcher.workflow.context import Context
from matcher.workflow.withheld import challenge_for, organisation_for, startup_for

YES, NO = "yes", "no"
SILENT, OUT = "silent", "out"
LEFT = frozenset({NO, SILENT, OUT})
"""What stands for a support body that does not take part: it declined, did not answer in time, or
was taken out by an officer. The firm and the startup go on without it."""
SEEN = "support_seen"
"""The reason of the step by which an officer took note that a support body left."""


@dataclass(frozen=True, slots=True)
class Step:
    """Where an introduction goes, and who or what took it there."""

    to: Stage
    side: str = ""
    reason: str = ""
    note: str = ""
    attachment_id: int | None = None


@dataclass(frozen=True, slots=True)
class Parties:
    """An introduction's challenge with its firm, and its startup with its organisation.

    `support` is the support body that was chosen, whether or not it takes part.
    """

    challenge: ChallengeRow
    firm: OrganisationRow
    startup: StartupRow
    organisation: OrganisationRow
    support: OrganisationRow | None = None
    support_kind: SupportKind | None = None

    def organisation_of(self, side: Side) -> OrganisationRow:
        """Return the organisation of a side."""
        if side is Side.SUPPORT:
            if self.support is None:
                raise LookupError("No support body was chosen for this introduction.")
            return self.support
        return self.firm if side is Side.FIRM else self.organisation


def locked(context: Context, introduction_id: int) -> IntroductionRow:
    """Return an introduction as it is now, held until the commit; NotFound when there is none."""
    row = context.session.scalar(
        select(IntroductionRow)
        .where(IntroductionRow.id == introduction_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise no_such()
    return row


def no_such() -> NotFound:
    """Return the error for an introduction that is not there, or not to be known of."""
    return NotFound("There is no such introduction.")


def check_version(row: IntroductionRow, version: int) -> None:
    """Raise StalePage when the page was loaded before the last step."""
    if row.version != version:
        raise StalePage(
            "This introduction changed since you opened the page. Nothing was overwritten: "
            "look at where it stands now, then decide."
        )


def said_yes(row: IntroductionRow) -> frozenset[Side]:
    """Return the sides that said yes."""
    said = {
        Side.FIRM: row.firm_said,
        Side.STARTUP: row.startup_said,
        Side.SUPPORT: row.support_said,
    }
    return frozenset(side for side, answer in said.items() if answer == YES)


def asked_of(row: IntroductionRow) -> frozenset[Side]:
    """Return the sides whose yes an introduction needs: three while a support body takes part."""
    return sides(row.support_id is not None and row.support_said not in LEFT)


def in_order(asked: frozenset[Side]) -> tuple[Side, ...]:
    """Return these sides: the firm, the startup, the support body."""
    return tuple(side for side in Side if side in asked)


def all_said_yes(row: IntroductionRow) -> bool:
    """Whether each side that is asked said yes."""
    return said_yes(row) >= asked_of(row)


def note_answer(context: Context, row: IntroductionRow, side: Side, answer: str) -> None:
    """Write what a side said on the row; an empty answer forgets an earlier one."""
    at = context.now if answer else None
    if side is Side.FIRM:
        row.firm_said, row.firm_said_at = answer, at
    elif side is Side.STARTUP:
        row.startup_said, row.startup_said_at = answer, at
    else:
        row.support_said, row.support_said_at = answer, at


def move(context: Context, row: IntroductionRow, step: Step) -> None:
    """Take a step; NotPossible when the table does not allow it."""
    before = row.stage
    if step.to not in next_stages(before, said_yes(row), asked_of(row)):
        raise NotPossible(
            "This step cannot be taken from where the introduction stands now. Nothing was changed."
        )
    row.stage = step.to
    keep_step(context, row, step, before)
    start_clock(context, row)
    if (before in OPEN) is not (step.to in OPEN):
        indexing.refresh_soon(context)
    context.write(
        f"introduction.{step.to.value}",
        "introduction",
        row.id,
        before={"stage": before.value},
        after={"stage": step.to.value, "side": step.side, "reason": step.reason},
    )


def keep_step(context: Context, row: IntroductionRow, step: Step, before: Stage) -> None:
    """Write the line of a step, and make older pages stale."""
    row.updated_at = context.now
    row.version += 1
    context.session.add(
        MoveRow(
            introduction_id=row.id,
            stage_before=before,
            stage_after=step.to,
            side=step.side,
            user_id=context.actor.id if context.actor else None,
            reason=step.reason,
            note=step.note,
            attachment_id=step.attachment_id,
            at=context.now,
        )
    )
    context.session.flush()


def start_clock(context: Context, row: IntroductionRow) -> None:
    """Set when the stage is reminded of and when it ends; nothing for one that does not wait."""
    clock = CLOCKS.get(row.stage)
    row.reminded_at = None
    row.waiting_since = context.now if clock else None
    row.remind_at = context.now + clock.remind_after if clock else None
    row.ends_at = context.now + clock.ends_after if clock else None


def parties(context: Context, row: IntroductionRow) -> Parties:
    """Return who and what an introduction is about."""
    session, person = context.session, context.actor
    homes = organisation_for(person)
    challenge = session.get_one(ChallengeRow, row.challenge_id, options=challenge_for(person))
    body = session.get(SupportBodyRow, row.support_id) if row.support_id is not None else None
    return Parties(
        challenge=challenge,
        firm=session.get_one(OrganisationRow, challenge.firm_id, options=homes),
        startup=session.get_one(StartupRow, row.startup_id, options=startup_for(person)),
        organisation=session.get_one(OrganisationRow, row.startup_id, options=homes),
        support=session.get_one(OrganisationRow, body.id, options=homes) if body else None,
        support_kind=body.kind if body else None,
    )


def side_of(user: User, who: Parties) -> Side | None:
    """Return the side that a person speaks for, or None."""
    if user.role is Role.FIRM and speaks_for(user, who.firm.id):
        return Side.FIRM
    if user.role is Role.STARTUP and speaks_for(user, who.organisation.id):
        return Side.STARTUP
    if who.support and user.role is Role.SUPPORT and speaks_for(user, who.support.id):
        return Side.SUPPORT
    return None


def is_known_to(context: Context, row: IntroductionRow, side: Side) -> bool:
    """Whether a side may know of an introduction: it was asked, or it was shown a shortlist."""
    return bool(
        context.session.scalar(select(exists().where(IntroductionRow.id == row.id, known_to(side))))
    )


def known_to(side: Side) -> ColumnElement[bool]:
    """Return the condition on introductions that a side may know of."""
    shown = {Stage.PROPOSED, Stage.RELEASED} if side is Side.FIRM else {Stage.PROPOSED}
    was_shown = exists().where(
        MoveRow.introduction_id == IntroductionRow.id, MoveRow.stage_after.in_(shown)
    )
    is_shown = IntroductionRow.stage.in_(shown | ASKED | NAMED)
    curated = IntroductionRow.stage.in_({Stage.SUGGESTED, Stage.KEPT})
    return and_(not_(curated), or_(is_shown, was_shown))
