"""The support body of a trio: chosen by an officer, asked like the two others, free to stay out.

A trio needs three yes. A support body that declines, does not answer in time or is taken out ends
nothing: the firm's and the startup's answers hold, they are told, and they go on as two.
"""

from sqlalchemy import select

from matcher.domain.introduction import AGENCY, ASKED, DeclineReason, Side, Stage
from matcher.domain.people import OrganisationKind
from matcher.errors import NotFound, NotPossible
from matcher.store.introductions import IN_TIME, IntroductionRow, MoveRow
from matcher.store.organisations import OrganisationRow
from matcher.store.support import SupportBodyRow
from matcher.workflow import introduction_letters as letters
from matcher.workflow.context import Context
from matcher.workflow.introduction_moves import (
    LEFT,
    NO,
    OUT,
    Parties,
    Step,
    all_said_yes,
    asked_of,
    check_version,
    keep_step,
    locked,
    move,
    note_answer,
    parties,
    said_yes,
)
from matcher.workflow.introduction_obstacles import unreadable

CHOSEN, RELEASED = "support_chosen", "support_released"
_PREFIX = "support_"
_BEFORE = frozenset({Stage.KEPT, Stage.RELEASED})
_AFTER = ASKED | {Stage.EXPIRED}


def with_support(
    context: Context, introduction_id: int, version: int, support_id: int | None
) -> Stage:
    """Return the stage after an officer chose the support body of a trio, or took it out (None).

    It is chosen before the introduction is proposed. It may be taken out later too, as long as not
    all accepted: the firm and the startup then go on as two, and are told.
    """
    context.staff()
    row = locked(context, introduction_id)
    who = parties(context, row)
    if support_id == row.support_id and row.support_said not in LEFT:
        return row.stage
    if support_id is None and Side.SUPPORT not in asked_of(row):
        return row.stage
    check_version(row, version)
    if support_id is None and row.stage in _AFTER and not all_said_yes(row):
        leave(context, row, who, OUT)
        return row.stage
    if row.stage not in _BEFORE:
        raise NotPossible(
            "A support body is chosen before the introduction is proposed; it can be taken out "
            "until all have accepted."
        )
    _choose(context, row, who, support_id)
    return row.stage


def leave(
    context: Context,
    row: IntroductionRow,
    who: Parties,
    said: str,
    reason: str = "",
    note: str = "",
) -> None:
    """Go on as two, without the support body, and tell the two who were asked.

    `said` is NO, SILENT or OUT. When the two had said yes already, this brings them together.
    """
    letters.stop_asking_support(context, row)
    note_answer(context, row, Side.SUPPORT, said)
    side = {NO: Side.SUPPORT.value, OUT: AGENCY}.get(said, "")
    step = Step(row.stage, side=side, reason=reason or f"{_PREFIX}{said}", note=note)
    keep_step(context, row, step, row.stage)
    context.write(
        "introduction.without_support",
        "introduction",
        row.id,
        before={"support": row.support_id},
        after={"said": said, "reason": reason},
    )
    if row.stage not in ASKED:
        return
    for told in (Side.FIRM, Side.STARTUP):
        letters.tell_without_support(context, row, who, told)
    if all_said_yes(row):
        move(context, row, Step(Stage.ACCEPTED))
        letters.exchange_contacts(context, row, who)
    elif row.stage is Stage.ACCEPTED_BY_ONE and not said_yes(row):
        move(context, row, Step(Stage.PROPOSED))


def leave_everywhere(context: Context, support_id: int) -> list[int]:
    """Return the introductions that go on as two because a support body was disabled."""
    waiting = context.session.scalars(
        select(IntroductionRow.id)
        .where(
            IntroductionRow.support_id == support_id,
            IntroductionRow.support_said.not_in(LEFT),
            IntroductionRow.stage.in_(_BEFORE | ASKED),
        )
        .order_by(*IN_TIME)
    ).all()
    for introduction_id in waiting:
        row = locked(context, introduction_id)
        with_support(context, introduction_id, row.version, None)
    return list(waiting)


def firm_knew(context: Context, row: IntroductionRow) -> bool:
    """Whether the firm's yes was said knowing of the support body, or there is none."""
    if Side.SUPPORT not in asked_of(row) or row.firm_said_at is None:
        return True
    chosen = context.session.scalar(
        select(MoveRow.at)
        .where(MoveRow.introduction_id == row.id, MoveRow.reason == CHOSEN)
        .order_by(MoveRow.id.desc())
        .limit(1)
    )
    return chosen is None or chosen < row.firm_said_at


def step_code(step: MoveRow) -> str:
    """Return the code of a step that concerns the support body only; empty for any other."""
    if step.stage_after is not step.stage_before:
        return ""
    if step.reason.startswith(_PREFIX):
        return step.reason.removeprefix(_PREFIX)
    declined = step.side == Side.SUPPORT and step.reason in set(DeclineReason)
    return NO if declined else ""


def declined_with(context: Context, row: IntroductionRow) -> tuple[str, str]:
    """Return the reason and the note of the support body's no; empty when it said none."""
    if row.support_said != NO:
        return "", ""
    found = context.session.execute(
        select(MoveRow.reason, MoveRow.note)
        .where(
            MoveRow.introduction_id == row.id,
            MoveRow.side == Side.SUPPORT,
            MoveRow.reason.in_(set(DeclineReason)),
        )
        .order_by(MoveRow.id.desc())
        .limit(1)
    ).first()
    return (found.reason, found.note) if found else ("", "")


def _choose(context: Context, row: IntroductionRow, who: Parties, support_id: int | None) -> None:
    if support_id is not None:
        _check(context, who, support_id)
    before, row.support_id = row.support_id, support_id
    note_answer(context, row, Side.SUPPORT, "")
    step = Step(row.stage, side=AGENCY, reason=RELEASED if support_id is None else CHOSEN)
    keep_step(context, row, step, row.stage)
    context.write(
        "introduction.support_chosen",
        "introduction",
        row.id,
        before={"support": before},
        after={"support": support_id},
    )


def _check(context: Context, who: Parties, support_id: int) -> None:
    home = context.session.get(OrganisationRow, support_id)
    body = context.session.get(SupportBodyRow, support_id)
    if home is None or body is None or home.kind is not OrganisationKind.SUPPORT:
        raise NotFound("There is no such support body.")
    if not home.is_active:
        raise NotPossible("This support body is disabled: it cannot be proposed.")
    problem = unreadable(who.challenge)
    if problem is not None:
        raise problem
