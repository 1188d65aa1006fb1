"""What the sides say: yes, or no with a reason."""

from sqlalchemy import select

from matcher.domain.introduction import ASKED, NAMED, DeclineReason, Side, Stage, Why
from matcher.domain.visibility import Visibility
from matcher.errors import InvalidForm, NotPossible, WorkflowError
from matcher.store.introductions import IntroductionRow, MoveRow
from matcher.workflow import introduction_letters as letters
from matcher.workflow import use_limits
from matcher.workflow.context import Context
from matcher.workflow.introduction_drafts import completed
from matcher.workflow.introduction_moves import (
    NO,
    SEEN,
    YES,
    Parties,
    Step,
    asked_of,
    check_version,
    in_order,
    is_known_to,
    keep_step,
    locked,
    move,
    no_such,
    note_answer,
    parties,
    said_yes,
    side_of,
    start_clock,
)
from matcher.workflow.introduction_obstacles import obstacle
from matcher.workflow.introduction_support import leave

LONGEST_NOTE = 2_000


def firm_wants(context: Context, introduction_id: int, version: int) -> Stage:
    """Return the stage after the firm's yes to a startup of its shortlist; the others are asked.

    When something is in the way that only officers may know of, or the challenge is sealed, the
    yes is kept and an officer goes on from there.
    """
    return answer(context, introduction_id, version, yes=True)


def answer(
    context: Context,
    introduction_id: int,
    version: int,
    *,
    yes: bool,
    reason: str = "",
    note: str = "",
) -> Stage:
    """Return the stage after the answer of the side that the person speaks for.

    The same answer sent twice changes nothing. Answers of other sides in between do not make the
    page stale; anything else does. A no needs a reason of `DeclineReason`; a support body's no
    does not end the introduction, which the two others go on with.
    """
    row = locked(context, introduction_id)
    who = parties(context, row)
    side = _side(context, row, who)
    if _is_said_already(row, side, yes=yes):
        return row.stage
    _check_turn(context, row, side, version)
    if yes:
        _accept(context, row, who, side)
    else:
        _decline(context, row, who, side, _checked(reason, note))
    return row.stage


def _side(context: Context, row: IntroductionRow, who: Parties) -> Side:
    side = side_of(context.person(), who)
    if side is None or not is_known_to(context, row, side):
        raise no_such()
    return side


def _is_said_already(row: IntroductionRow, side: Side, *, yes: bool) -> bool:
    if yes:
        return side in said_yes(row) and row.stage not in {Stage.DECLINED, Stage.EXPIRED}
    if side is Side.SUPPORT and row.support_said == NO:
        return True
    return row.stage is Stage.DECLINED and row.decline_side == side


def _check_turn(context: Context, row: IntroductionRow, side: Side, version: int) -> None:
    if side not in asked_of(row):
        raise NotPossible("This proposal is over: no answer is awaited any more.")
    if not _only_others_answered(context, row, side, version):
        check_version(row, version)
    if row.stage in ASKED or (row.stage is Stage.RELEASED and side is Side.FIRM):
        return
    if row.stage in NAMED:
        raise NotPossible(
            "Both sides have accepted already. Tell your officer if something changed."
        )
    raise NotPossible("This proposal is over: no answer is awaited any more.")


def _only_others_answered(context: Context, row: IntroductionRow, side: Side, version: int) -> bool:
    """Whether all steps since the page was loaded are other sides' yes: one, or two in a trio."""
    others = asked_of(row) - {side}
    steps = row.version - version
    if not 0 < steps <= len(others) or row.stage is not Stage.ACCEPTED_BY_ONE:
        return False
    last = context.session.execute(
        select(MoveRow.side, MoveRow.stage_after)
        .where(MoveRow.introduction_id == row.id, MoveRow.reason != SEEN)
        .order_by(MoveRow.id.desc())
        .limit(steps)
    )
    return all(who in others and after is row.stage for who, after in last)


def _accept(context: Context, row: IntroductionRow, who: Parties, side: Side) -> None:
    if row.stage is Stage.RELEASED:
        _want(context, row, who)
        return
    everyone = said_yes(row) | {side} >= asked_of(row)
    step = Step(Stage.ACCEPTED if everyone else Stage.ACCEPTED_BY_ONE, side=side, reason=YES)
    if step.to is row.stage:
        _second_yes(context, row, step)
    else:
        move(context, row, step)
    note_answer(context, row, side, YES)
    if everyone:
        letters.exchange_contacts(context, row, who)


def _second_yes(context: Context, row: IntroductionRow, step: Step) -> None:
    """Keep the second of three; the third has the time that was given to all."""
    keep_step(context, row, step, row.stage)
    context.write(
        "introduction.accepted_by_one",
        "introduction",
        row.id,
        before={"stage": row.stage.value},
        after={"stage": row.stage.value, "side": step.side, "reason": step.reason},
    )


def _want(context: Context, row: IntroductionRow, who: Parties) -> None:
    """Keep the firm's yes, and ask the others at once unless an officer must look first."""
    use_limits.check(context, use_limits.WISHES)
    note_answer(context, row, Side.FIRM, YES)
    sealed = who.challenge.visibility is Visibility.SEALED
    if sealed or obstacle(context, row, who) is not None:
        keep_step(context, row, Step(Stage.RELEASED, side=Side.FIRM, reason=YES), Stage.RELEASED)
        start_clock(context, row)
        context.write(
            "introduction.wanted", "introduction", row.id, after={"stage": row.stage.value}
        )
        return
    row.why = completed(context, who, Why.unpacked(row.why)).packed()
    move(context, row, Step(Stage.PROPOSED, side=Side.FIRM))
    move(context, row, Step(Stage.ACCEPTED_BY_ONE, side=Side.FIRM, reason=YES))
    for side in in_order(asked_of(row) - {Side.FIRM}):
        letters.ask(context, row, who, side)


def _decline(
    context: Context, row: IntroductionRow, who: Parties, side: Side, said: tuple[str, str]
) -> None:
    others_were_asked = row.stage in ASKED
    reason, note = said
    if side is Side.SUPPORT:
        leave(context, row, who, NO, reason, note)
        return
    move(context, row, Step(Stage.DECLINED, side=side, reason=reason, note=note))
    note_answer(context, row, side, NO)
    row.decline_side, row.decline_reason, row.decline_note = side.value, reason, note
    if others_were_asked:
        for other in in_order(asked_of(row) - {side}):
            letters.tell_declined(context, row, who, other)


def checked_note(field: str, note: str) -> str:
    """Return a note without blanks around it; InvalidForm names its field when it is too long."""
    words = note.strip()
    if len(words) > LONGEST_NOTE:
        raise InvalidForm(
            {field: WorkflowError("Write at most %(count)s characters.", count=LONGEST_NOTE)}
        )
    return words


def _checked(reason: str, note: str) -> tuple[str, str]:
    problems: dict[str, WorkflowError] = {}
    if reason not in set(DeclineReason):
        problems["reason"] = WorkflowError("Choose a reason: the other side waits for one.")
    try:
        words = checked_note("note", note)
    except InvalidForm as refused:
        problems |= refused.fields
    if problems:
        raise InvalidForm(problems)
    return reason, words
