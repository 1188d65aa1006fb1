"""What a startup can do, one by one: added, edited, removed, put in another order."""

from collections.abc import Sequence
from uuid import uuid4

from matcher.errors import InvalidForm, NotFound, StalePage, WorkflowError
from matcher.store.startups import CapabilityRow, StartupRow
from matcher.workflow import leak_guard, startups
from matcher.workflow.capability_marks import capability_views, mark_of
from matcher.workflow.context import Context
from matcher.workflow.leak_guard import Checked
from matcher.workflow.naming import names_of
from matcher.workflow.startup_limits import (
    MOST_CAPABILITIES,
    check_capability,
    tidy_line,
    tidy_text,
)
from matcher.workflow.startup_views import CapabilityView


def capability(context: Context, capability_id: int) -> CapabilityView:
    """Return a capability of the person's startup; NotFound when it is none of theirs."""
    found = (each for each in startups.profile(context).capabilities if each.id == capability_id)
    view = next(found, None)
    if view is None:
        raise _no_such()
    return view


def checked_words(context: Context, text: str) -> Checked:
    """Return what the person's startup writes, with what may tell firms who it is in its place."""
    home = startups.home_of(context)
    return leak_guard.checked_for_writer(text, names_of(home))


def add(context: Context, title: str, text: str) -> int:
    """Return the id of a new capability, the last of the list; the same words are kept once."""
    return add_all(context, [(title, text)])[0]


def add_all(context: Context, told: Sequence[tuple[str, str]]) -> list[int]:
    """Return the ids of new capabilities, in order; InvalidForm when one cannot be kept."""
    row, home = startups.held(context)
    before = startups.indexed(row, home)
    kept = [_added(row, tidy_line(title), tidy_text(text)) for title, text in told]
    if len(row.capabilities) > MOST_CAPABILITIES:
        raise InvalidForm(
            {
                "title": WorkflowError(
                    "At most %(most)s capabilities fit. Remove or join some first.",
                    most=MOST_CAPABILITIES,
                )
            }
        )
    startups.tell_engine(context, row, home, before)
    for each in kept:
        context.write("capability.added", startups.SUBJECT, row.id, after={"capability": each.id})
    row.updated_at = context.now
    return [each.id for each in kept]


def edit(context: Context, capability_id: int, mark: str, title: str, text: str) -> str:
    """Return the new mark of a capability; StalePage when its words changed since the page."""
    row, home = startups.held(context)
    found = _own(row, capability_id)
    words = (tidy_line(title), tidy_text(text))
    check_capability(*words)
    if words == (found.title, found.text):
        return mark_of(found)
    if mark != mark_of(found):
        raise StalePage(
            "Somebody else changed this capability since you opened the page. Nothing was "
            "overwritten: compare the two, then save again."
        )
    before = startups.indexed(row, home)
    found.title, found.text = words
    row.updated_at = context.now
    context.write("capability.edited", startups.SUBJECT, row.id, after={"capability": found.id})
    startups.tell_engine(context, row, home, before)
    return mark_of(found)


def remove(context: Context, capability_id: int, mark: str) -> None:
    """Take a capability away; one that is gone already changes nothing."""
    row, home = startups.held(context)
    found = next((each for each in row.capabilities if each.id == capability_id), None)
    if found is None:
        return
    if mark != mark_of(found):
        raise StalePage(
            "Somebody else changed this capability since you opened the page. Nothing was "
            "removed: read it again, then decide."
        )
    before = startups.indexed(row, home)
    row.capabilities.remove(found)
    _number(row)
    row.updated_at = context.now
    context.write("capability.removed", startups.SUBJECT, row.id, before={"capability": found.id})
    startups.tell_engine(context, row, home, before)


def move(context: Context, capability_id: int, place: int) -> tuple[CapabilityView, ...]:
    """Return the capabilities with this one at a place, counted from 1."""
    row, home = startups.held(context)
    found = _own(row, capability_id)
    before = startups.indexed(row, home)
    others = [each for each in row.capabilities if each is not found]
    others.insert(min(max(place, 1), len(row.capabilities)) - 1, found)
    if [each.id for each in others] != [each.id for each in row.capabilities]:
        row.capabilities[:] = others
        _number(row)
        row.updated_at = context.now
        context.write("capability.moved", startups.SUBJECT, row.id, after={"capability": found.id})
        startups.tell_engine(context, row, home, before)
    return capability_views(row)


def _added(row: StartupRow, title: str, text: str) -> CapabilityRow:
    check_capability(title, text)
    for known in row.capabilities:
        if (known.title, known.text) == (title, text):
            return known
    new = CapabilityRow(
        key=f"{row.key}-{uuid4().hex[:12]}",
        position=len(row.capabilities) + 1,
        title=title,
        text=text,
    )
    row.capabilities.append(new)
    return new


def _number(row: StartupRow) -> None:
    for place, each in enumerate(row.capabilities, start=1):
        each.position = place


def _own(row: StartupRow, capability_id: int) -> CapabilityRow:
    for each in row.capabilities:
        if each.id == capability_id:
            return each
    raise _no_such()


def _no_such() -> NotFound:
    return NotFound("There is no such capability.")
