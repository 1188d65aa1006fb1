"""Introductions: what officers do with them, and the door to the rest of the room.

`keep`, `take_back`, `reorder` and `release` make the shortlist; `with_support` makes a trio;
`answer` and `firm_wants` are the sides'; `remind_due` and `expire_due` are the clock's.
"""

from sqlalchemy import select

from matcher.domain.introduction import (
    AGENCY,
    ASKED,
    NAMED,
    OUTCOMES,
    PROVEN,
    DeclineReason,
    Side,
    Stage,
    Why,
)
from matcher.errors import InvalidForm, NotFound, NotPossible, WorkflowError
from matcher.store.challenges import AttachmentRow
from matcher.store.introductions import IN_TIME, IntroductionRow
from matcher.workflow import introduction_letters as letters
from matcher.workflow import outbox
from matcher.workflow.context import Context
from matcher.workflow.introduction_answers import answer, checked_note, firm_wants
from matcher.workflow.introduction_clock import expire_due, remind_due
from matcher.workflow.introduction_drafts import completed, draft
from matcher.workflow.introduction_moves import (
    Parties,
    Step,
    all_said_yes,
    asked_of,
    check_version,
    in_order,
    keep_step,
    locked,
    move,
    note_answer,
    parties,
    said_yes,
)
from matcher.workflow.introduction_obstacles import obstacle
from matcher.workflow.introduction_officer import renewals
from matcher.workflow.introduction_proofs import SUBJECT
from matcher.workflow.introduction_shortlist import keep, release, reorder, take_back
from matcher.workflow.introduction_steps import FORWARDED, forwarded_note
from matcher.workflow.introduction_support import firm_knew, with_support
from matcher.workflow.introduction_support_left import see_leaving

__all__ = [
    "answer",
    "expire_due",
    "firm_wants",
    "forward_note",
    "keep",
    "propose",
    "record",
    "release",
    "remind_due",
    "renew",
    "reorder",
    "say_less_to_startups",
    "see_leaving",
    "take_back",
    "with_support",
    "withdraw",
    "withdraw_all",
]

LONGEST_WHY = 3_000
NO_OUTCOME = WorkflowError("Choose what came of it.")
FORCED = "forced"


def propose(
    context: Context, introduction_id: int, version: int, why: Why | str, *, force: str = ""
) -> Stage:
    """Return the stage after all sides are asked; a firm that said yes already is not asked again.

    One that said yes before the support body was chosen is: its yes was to two. `why` is one text
    for all sides, or one for each. `force` is the officer's note on why a startup that has no place
    left is proposed all the same. A side without words gets those that are drafted for it.
    """
    officer = context.staff()
    force = checked_note("force", force)
    row = locked(context, introduction_id)
    who = parties(context, row)
    words = completed(context, who, _checked_why(why))
    if row.stage in ASKED and row.why == words.packed():
        return row.stage
    check_version(row, version)
    if row.stage is Stage.EXPIRED:
        raise NotPossible("This introduction expired. Renew it to ask both sides again.")
    _check_free(context, row, who, force)
    row.why, row.officer_id = words.packed(), officer.id
    if not firm_knew(context, row):
        note_answer(context, row, Side.FIRM, "")
    _ask_all(context, row, who, force)
    return row.stage


def renew(context: Context, introduction_id: int, version: int, *, force: str = "") -> Stage:
    """Return the stage after an expired introduction is proposed once more; once only."""
    officer = context.staff()
    force = checked_note("force", force)
    row = locked(context, introduction_id)
    if row.stage in ASKED and renewals(context, row.id):
        return row.stage
    check_version(row, version)
    if row.stage is not Stage.EXPIRED or all_said_yes(row):
        raise NotPossible("Only an introduction that expired without an answer can be renewed.")
    if renewals(context, row.id):
        raise NotPossible("This introduction was renewed once already; it ends here.")
    who = parties(context, row)
    _check_free(context, row, who, force)
    for side in in_order(asked_of(row)):
        note_answer(context, row, side, "")
    row.why = completed(context, who, Why.unpacked(row.why)).packed()
    row.officer_id = officer.id
    _ask_all(context, row, who, force)
    return row.stage


def withdraw(context: Context, introduction_id: int, version: int, note: str = "") -> Stage:
    """Return the stage after an officer ended an introduction that not all sides accepted.

    One that is only on the firm's shortlist goes back to the curator; once the firm said yes, or a
    side was asked, it ends for good, and whoever was asked is told.
    """
    context.staff()
    words = checked_note("note", note)
    row = locked(context, introduction_id)
    if row.stage is Stage.DECLINED and row.decline_side == AGENCY:
        return row.stage
    check_version(row, version)
    if row.stage is Stage.RELEASED and not said_yes(row):
        move(context, row, Step(Stage.KEPT, side=AGENCY, note=words))
        return row.stage
    if row.stage not in {Stage.RELEASED, *ASKED}:
        raise NotPossible(
            "Only an introduction that not both sides accepted can be withdrawn. "
            "Record an outcome instead."
        )
    _end(context, row, words)
    return row.stage


def withdraw_all(context: Context, challenge_id: int, note: str = "") -> int:
    """Return how many introductions ended because their challenge was closed or withdrawn.

    No permission is asked for: whoever closes the challenge was allowed to.
    """
    ids = context.session.scalars(
        select(IntroductionRow.id).where(
            IntroductionRow.challenge_id == challenge_id,
            IntroductionRow.stage.in_({Stage.RELEASED, *ASKED}),
        )
    ).all()
    for introduction_id in ids:
        _end(context, locked(context, introduction_id), note)
    return len(ids)


def end_all_of_startup(context: Context, startup_id: int) -> int:
    """Return how many introductions ended because their startup was deleted; as in withdraw_all."""
    ids = context.session.scalars(
        select(IntroductionRow.id).where(
            IntroductionRow.startup_id == startup_id,
            IntroductionRow.stage.in_({Stage.RELEASED, *ASKED}),
        )
    ).all()
    for introduction_id in ids:
        _end(context, locked(context, introduction_id), "")
    return len(ids)


def say_less_to_startups(context: Context, challenge_id: int) -> int:
    """Return how many startups are told anew why they should meet, from what they still may read.

    So are the support bodies of trios. Call it when startups may read less of a challenge than
    before. What all sides accepted stays as it was said.
    """
    rows = context.session.scalars(
        select(IntroductionRow)
        .where(
            IntroductionRow.challenge_id == challenge_id,
            IntroductionRow.why != "",
            IntroductionRow.stage.not_in(NAMED),
        )
        .order_by(*IN_TIME)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    told = [row for row in rows if not all_said_yes(row)]
    for row in told:
        who = parties(context, row)
        drafted = draft(context, who)
        words = Why(Why.unpacked(row.why).firm, drafted.startup, drafted.support)
        row.why = words.packed()
        letters.ask_in_other_words(context, row, who)
    return len(told)


def record(
    context: Context,
    introduction_id: int,
    version: int,
    to: Stage,
    note: str = "",
    attachment_id: int | None = None,
) -> Stage:
    """Return the stage after an officer recorded what came of an introduction.

    A pilot and a contract need a proof (a file that was handed in for it) or a note.
    """
    context.staff()
    words = checked_note("note", note)
    row = locked(context, introduction_id)
    if to not in OUTCOMES:
        raise NotPossible("This is not an outcome that can be recorded.")
    if row.stage is to:
        return row.stage
    check_version(row, version)
    _check_outcome(context, row, to, words, attachment_id)
    move(context, row, Step(to, side=AGENCY, note=words, attachment_id=attachment_id))
    return row.stage


def forward_note(context: Context, introduction_id: int, version: int, note: str) -> None:
    """Pass on what a side wrote when it declined, in words that the officer may edit."""
    context.staff()
    words = checked_note("forwarded", note)
    row = locked(context, introduction_id)
    if forwarded_note(context, row) is not None:
        return
    check_version(row, version)
    if row.stage is not Stage.DECLINED or row.decline_side == AGENCY or not words:
        raise NotPossible("There is no note to pass on.")
    others = in_order(asked_of(row) - {Side(row.decline_side)})
    step = Step(Stage.DECLINED, side=AGENCY, reason=FORWARDED, note=words)
    keep_step(context, row, step, Stage.DECLINED)
    to = [each.value for each in others]
    context.write("introduction.note_forwarded", "introduction", row.id, after={"to": to})
    for other in others:
        letters.tell_declined(context, row, parties(context, row), other, words)


def _ask_all(context: Context, row: IntroductionRow, who: Parties, force: str) -> None:
    step = Step(Stage.PROPOSED, side=AGENCY, reason=FORCED if force else "", note=force)
    wanted = Side.FIRM in said_yes(row)
    move(context, row, step)
    if wanted:
        move(context, row, Step(Stage.ACCEPTED_BY_ONE, side=Side.FIRM))
    for side in in_order(asked_of(row) - said_yes(row)):
        letters.ask(context, row, who, side)


def _end(context: Context, row: IntroductionRow, note: str) -> None:
    asked = row.stage in ASKED
    who = parties(context, row)
    outbox.withdraw(context, f"introduction:{row.id}")
    move(
        context,
        row,
        Step(Stage.DECLINED, side=AGENCY, reason=DeclineReason.OTHER, note=note.strip()),
    )
    row.decline_side, row.decline_reason = AGENCY, DeclineReason.OTHER.value
    for side in in_order(asked_of(row)) if asked else (Side.FIRM,):
        if not _speaks_for(context, who, side):
            letters.tell_declined(context, row, who, side)


def _speaks_for(context: Context, who: Parties, side: Side) -> bool:
    """Whether the person who ends it is of this side, and so need not be told."""
    actor = context.actor
    return actor is not None and actor.organisation_id == who.organisation_of(side).id


def _check_free(context: Context, row: IntroductionRow, who: Parties, force: str) -> None:
    problem = obstacle(context, row, who, forced=bool(force))
    if problem is not None:
        raise problem


def _checked_why(why: Why | str) -> Why:
    words = why if isinstance(why, Why) else Why(why, why, why)
    words = Why(words.firm.strip(), words.startup.strip(), words.support.strip())
    problems: dict[str, WorkflowError] = {}
    for side in Side:
        if len(words.for_side(side)) > LONGEST_WHY:
            problems[f"why_{side}"] = WorkflowError(
                "Write at most %(count)s characters.", count=LONGEST_WHY
            )
    if problems:
        raise InvalidForm(problems)
    return words


def _check_outcome(
    context: Context, row: IntroductionRow, to: Stage, note: str, attachment_id: int | None
) -> None:
    if row.stage not in NAMED and not all_said_yes(row):
        raise NotPossible("Both sides must accept before an outcome can be recorded.")
    if to in PROVEN and not note and attachment_id is None:
        raise InvalidForm(
            {"note": WorkflowError("Add a proof or a note: a pilot and a contract need one.")}
        )
    if attachment_id is not None:
        proof = context.session.get(AttachmentRow, attachment_id)
        if proof is None or (proof.subject_kind, proof.subject_id) != (SUBJECT, row.id):
            raise NotFound("There is no such file for this introduction.")
