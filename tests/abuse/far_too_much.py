"""What a field must refuse, and whether anything was stored of it.

`rehearsed` sends a form that changes nothing whatever it does, so that a form can be tried as it
should be before it is tried as it should not.
"""

import re
from contextlib import contextmanager

from sqlalchemy import inspect, text

from tests.abuse.filled_forms import FREE

LONG = "m" * 25_000
NUMBER = "9" * 40
DAY = "2027-13-45"
CODE = "no-such-choice"
ADDRESS = f"{LONG}@essai.invalid"


def values_of(form):
    """Return (field, a value that it may not have), for the fields of a form.

    Of fields that differ by a number only (the steps of a rule) the first stands for all.
    """
    kinds = {}
    for each in form.fields:
        known = kinds.setdefault(re.sub(r"\d+", "0", each.name), each)
        known.is_one_of |= each.is_one_of
    return [(each, wrong(each)) for each in kinds.values() if each.kind != "file"]


def wrong(field):
    """Return a value that the field may not have: too long, or outside its list or range."""
    if field.is_number:
        return NUMBER
    if field.is_one_of:
        return CODE
    return {"email": ADDRESS, "date": DAY}.get(field.kind, LONG)


def is_typed(field):
    """Whether a person fills it in or chooses from a list; others come with the page."""
    return field.is_one_of or field.kind in FREE | {"tel", "url", "password", "email", "date"}


def is_marked(page, field):
    """Whether the page says something wrong beside this field."""
    name = re.escape(field.name)
    marked = rf'name="{name}"[^>]*aria-invalid|id="(?:[a-z]+-)?{name}(?:-\d+)?-error"'
    return re.search(marked, page) is not None


@contextmanager
def rehearsed(house):
    """Let the requests of this block change nothing that stays."""
    database, opened = house.services.database, house.services.database.open

    def open_for_show(*, writes=True):
        session = opened(writes=writes)
        session.commit = session.flush
        return session

    database.open = open_for_show
    try:
        yield
    finally:
        del database.open


class Stored:
    """Everything that the database of a house holds."""

    def __init__(self, house):
        self.engine = house.services.database.engine
        self.raw = self.engine.raw_connection()
        self.tables = inspect(self.engine).get_table_names()
        self.known, self.mark = self.read(), self._mark()

    def _mark(self):
        return self.raw.cursor().execute("PRAGMA data_version").fetchone()[0]

    def read(self):
        with self.engine.connect() as connection:
            return {
                table: sorted(map(repr, connection.execute(text(f'SELECT * FROM "{table}"'))))
                for table in self.tables
            }

    def changed(self):
        """Return the tables that hold something else than when it was last asked."""
        if self._mark() == self.mark:
            return []
        now, before = self.read(), self.known
        self.known, self.mark = now, self._mark()
        return [table for table in self.tables if now[table] != before[table]]

    def holds(self, words):
        """Whether these words stand anywhere in the database."""
        return any(words in row for rows in self.known.values() for row in rows)

    def close(self):
        self.raw.close()
