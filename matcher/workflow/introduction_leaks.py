"""What an officer's words to the sides may give away, looked at before they are sent."""

from collections.abc import Mapping

from matcher.domain.introduction import Side, Why, sides
from matcher.errors import InvalidForm, WorkflowError
from matcher.store.introductions import IntroductionRow
from matcher.workflow import leak_guard
from matcher.workflow.context import Context
from matcher.workflow.introduction_drafts import completed
from matcher.workflow.introduction_letters import firm_is_shown
from matcher.workflow.introduction_moves import (
    Parties,
    all_said_yes,
    asked_of,
    in_order,
    locked,
    parties,
)
from matcher.workflow.leak_guard import Checked
from matcher.workflow.naming import names_of, startup_label


def checked_words(context: Context, introduction_id: int, why: Why) -> Mapping[str, Checked]:
    """Return side → the words it would read, with each finding in its place; for officers.

    A side without words gets those that are drafted for it, as it would when they are sent.
    """
    context.staff()
    row = locked(context, introduction_id)
    who = parties(context, row)
    words = completed(context, who, why)
    told = in_order(sides(who.support is not None))
    return {side.value: _checked(context, row, who, side, words.for_side(side)) for side in told}


def checked_note(context: Context, introduction_id: int, note: str) -> Checked:
    """Return a note that would be passed on, with each finding in its place; for officers."""
    context.staff()
    row = locked(context, introduction_id)
    who = parties(context, row)
    readers = [each for each in in_order(asked_of(row)) if each.value != row.decline_side]
    read = [_checked(context, row, who, side, note) for side in readers]
    return next((each for each in read if each.found), Checked())


def look_at_words(context: Context, introduction_id: int, why: Why, *, has_looked: bool) -> None:
    """Keep in the journal that an officer looked; InvalidForm when there is something to look at.

    The journal gets how many findings there are and of which kinds, never their text.
    """
    found = tuple(checked_words(context, introduction_id, why).values())
    _look(context, introduction_id, found, has_looked=has_looked)


def look_at_note(context: Context, introduction_id: int, note: str, *, has_looked: bool) -> None:
    """Do the same for a note that is passed on."""
    found = (checked_note(context, introduction_id, note),)
    _look(context, introduction_id, found, has_looked=has_looked)


def _look(
    context: Context, introduction_id: int, told: tuple[Checked, ...], *, has_looked: bool
) -> None:
    if not any(each.found for each in told):
        return
    if not has_looked:
        raise InvalidForm(
            {"looked": WorkflowError("Look at each finding first, then tick that you have looked.")}
        )
    context.write(
        "introduction.findings_seen",
        "introduction",
        introduction_id,
        after=leak_guard.counts(told),
    )


def _checked(
    context: Context, row: IntroductionRow, who: Parties, side: Side, text: str
) -> Checked:
    if all_said_yes(row):
        return Checked()
    own = (*names_of(who.firm), *names_of(who.organisation))
    names = leak_guard.names_for_staff(context, own)
    return leak_guard.without(leak_guard.checked(text, names), _open_to(row, who, side))


def _open_to(row: IntroductionRow, who: Parties, side: Side) -> tuple[str, ...]:
    """Return the names that a side may read already: its own, and those that are shown."""
    firm, startup = names_of(who.firm), names_of(who.organisation)
    reads_firm = side is Side.FIRM or firm_is_shown(who.challenge)
    named = startup_label(who.startup, who.organisation, row.stage) is not None
    reads_startup = side is Side.STARTUP or (side is Side.FIRM and named)
    return (*(firm if reads_firm else ()), *(startup if reads_startup else ()))
