"""What the journal of a test says, for tests that each kind of event is written."""

from sqlalchemy import select

from matcher.domain.journal import KEYS, is_code
from matcher.store.journal import JournalRow


def lines(session):
    """Return all lines, the oldest first; none may hold a name or a text."""
    session.flush()
    found = session.scalars(select(JournalRow).order_by(JournalRow.id)).all()
    for row in found:
        for values in (row.before, row.after):
            assert set(values) <= KEYS
            assert is_code(values), (row.action, values)
    return found


def events(session):
    """Return what was done to which kind of thing, in order."""
    return [(row.action, row.subject_kind) for row in lines(session)]


def actions(session):
    """Return what was done, in order."""
    return [row.action for row in lines(session)]


def last(session):
    """Return the last line: what was done, by whom, to what."""
    row = lines(session)[-1]
    return (row.action, row.user_id, row.subject_kind, row.subject_id)
