"""T27: up, down and up again with many rows, old code on the new tables, killed half-way."""

import ast
import hashlib
import os
import re
import signal
import time
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from matcher.assembly_web import require_current
from matcher.errors import DropRefused, OtherSchema
from matcher.store import migration
from matcher.store.chain_checking import check
from matcher.store.database import connect
from matcher.workflow.context import Services
from tests.abuse.killing import killed_after, seeded, told

LONG = pytest.mark.abuse_long
OLD = "0003"
"""The revision from which the newest one is reached, and to which it is taken back."""
ROWS = [1_500, pytest.param(100_000, marks=LONG)]
KILLS = [3, pytest.param(100, marks=LONG)]
MOST_SECONDS = 60
MOMENT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
VERSIONS = Path(migration.__file__).with_name("migrations") / "versions"


@pytest.fixture
def opened(database_url):
    with closing(connect(database_url)) as database:
        migration.upgrade(database, OLD)
        yield database


def tables_of(database):
    """Return the tables as they are now, each after those that it names."""
    found = sa.MetaData()
    found.reflect(database.engine)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def filled(database, tables, rows, *, first=1):
    """Write about so many rows in all, as many in each table; return how many."""
    each = -(-rows // len(tables))
    with database.engine.execution_options(writes=True).begin() as connection:
        for table in tables:
            values = [_row(table, number) for number in range(first, first + each)]
            connection.execute(table.insert(), values)
    return each * len(tables)


def _row(table, number):
    return {column.name: _value(column, number) for column in table.columns}


def _value(column, number):
    target = next((key.column.table.name for key in column.foreign_keys), None)
    if target == column.table.name:
        return None
    kind = column.type
    by_kind = (
        ((sa.JSON,), {"é": [number, "قيمة"]}),
        ((sa.Boolean,), number % 2 == 0),
        ((sa.DateTime,), MOMENT),
        ((sa.Date,), date(2026, 3, 2)),
        ((sa.Integer, sa.Numeric, sa.Float), number),
        ((sa.LargeBinary,), b"\0" * 8 + str(number).encode()),
    )
    if column.table.name == "journal" and isinstance(kind, sa.JSON):
        return {}  # the journal loses names and texts when it becomes a chain, by intention
    return next((value for kinds, value in by_kind if isinstance(kind, kinds)), f"é {number}")


def digests(database, tables):
    """Return table → the hash of all its rows, of the columns that these tables have."""
    found = {}
    with database.engine.connect() as connection:
        for table in tables:
            told = hashlib.sha256()
            for row in connection.execute(table.select().order_by(*table.primary_key.columns)):
                told.update(repr(tuple(row)).encode())
            found[table.name] = told.hexdigest()
    return found


@pytest.mark.parametrize("rows", ROWS)
def test_t27_up_down_and_up_again_loses_nothing(opened, rows):
    """Every table filled: the hash of what both versions have stays, and the journal is whole."""
    tables = tables_of(opened)
    assert filled(opened, tables, rows) >= rows
    before, began = digests(opened, tables), time.monotonic()
    migration.upgrade(opened)
    taken = time.monotonic() - began
    assert digests(opened, tables) == before
    migration.downgrade(opened, OLD, may_drop=True)
    assert digests(opened, tables) == before
    migration.upgrade(opened)
    assert digests(opened, tables) == before
    told(f"T27: {rows} rows up in {taken:.1f} s")
    assert taken < MOST_SECONDS
    with opened.engine.connect() as connection:
        assert check(connection).broken is None


def test_t27_old_code_can_write_to_the_new_tables(opened):
    """What the version before writes, without the new columns, is taken."""
    tables = tables_of(opened)
    filled(opened, tables, 200)
    migration.upgrade(opened)
    each = -(-200 // len(tables))
    filled(opened, tables, 200, first=each + 1)
    with opened.engine.connect() as connection:
        for table in tables:
            found = connection.scalar(sa.select(sa.func.count()).select_from(table))
            assert found == 2 * each, table.name


def test_t27_a_program_that_is_too_old_does_not_start_and_changes_nothing(opened):
    """A database that a later version made: refused by upgrade and start, left as it is."""
    migration.upgrade(opened)
    filled(opened, tables_of(opened), 100)
    with opened.engine.execution_options(writes=True).begin() as connection:
        connection.execute(sa.text("ALTER TABLE users ADD COLUMN later TEXT"))
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    before = digests(opened, tables_of(opened))
    with pytest.raises(OtherSchema, match="newer version"):
        migration.upgrade(opened)
    with pytest.raises(OtherSchema):
        require_current(Services(None, opened, None, None))
    assert digests(opened, tables_of(opened)) == before


def killed_at_statement(url, moment, tell):
    """Upgrade, and be killed before the nth statement: a real signal, at an exact place."""
    seen = 0

    def count(*_):
        nonlocal seen
        seen += 1
        if seen == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    with closing(connect(url)) as database:
        event.listen(database.engine, "before_cursor_execute", count)
        tell("begins")
        migration.upgrade(database)
        tell(f"ended {seen}")


@pytest.mark.parametrize("kills", KILLS)
def test_t27_a_killed_migration_is_undone_and_can_be_done_again(opened, kills):
    """SIGKILL at random statements: the old version, whole, or the new one; then it goes on."""
    tables, draw = tables_of(opened), seeded("T27")
    filled(opened, tables, 400)
    before = digests(opened, tables)
    url = opened.engine.url.render_as_string(hide_password=False)
    opened.close()
    said = killed_after(lambda tell: killed_at_statement(url, 0, tell), 0, lines=2)
    length, was_old = int(said[-1].split()[1]), 0
    for _ in range(kills):
        migration.downgrade(opened, OLD, may_drop=True)
        opened.close()
        moment = draw.randint(2, length)
        killed_after(lambda tell, at=moment: killed_at_statement(url, at, tell), 0, lines=2)
        with opened.engine.connect() as connection:
            revision = migration.revision_of(connection)
        assert revision in {OLD, migration.newest()}
        was_old += revision == OLD
        assert digests(opened, tables) == before
        if revision == OLD:
            assert {table.name for table in tables_of(opened)} == {each.name for each in tables}
        migration.upgrade(opened)
        assert migration.is_current(opened)
        assert digests(opened, tables) == before
    assert was_old == kills, "a statement of the migration was kept without the others"


def test_t27_nothing_is_dropped_without_being_allowed(opened):
    """Taking a filled database back is refused, with nothing changed, unless it may drop."""
    migration.upgrade(opened)
    tables = tables_of(opened)
    filled(opened, tables, 200)
    before = digests(opened, tables)
    for revision in (OLD, "base"):
        with pytest.raises(DropRefused, match="would lose data"):
            migration.downgrade(opened, revision)
    assert migration.is_current(opened)
    assert digests(opened, tables) == before


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM users", "drop table users", "ALTER TABLE users DROP COLUMN name"],
)
def test_t27_an_upgrade_that_empties_a_table_is_refused(opened, monkeypatch, statement):
    """A migration written carelessly one day: the upgrade itself refuses it."""
    filled(opened, tables_of(opened), 200)
    before = digests(opened, tables_of(opened))
    real = migration.command.upgrade

    def careless(config, revision):
        real(config, revision)
        config.attributes["connection"].execute(sa.text(statement))

    monkeypatch.setattr(migration.command, "upgrade", careless)
    with pytest.raises(DropRefused):
        migration.upgrade(opened)
    assert digests(opened, tables_of(opened)) == before


def test_t27_no_upgrade_is_written_that_drops():
    """Read every migration: what upgrade() calls drops, truncates and deletes nothing."""
    files = sorted(VERSIONS.glob("*.py"))
    assert len(files) >= 4
    for file in files:
        functions = {
            each.name: ast.unparse(each)
            for each in ast.parse(file.read_text(encoding="utf-8")).body
            if isinstance(each, ast.FunctionDef)
        }
        reached, waiting = set(), ["upgrade"]
        while waiting:
            name = waiting.pop()
            if name not in functions or name in reached:
                continue
            reached.add(name)
            waiting += re.findall(r"\b(_\w+)\(", functions[name])
            assert not re.search(r"drop_|truncate|\bdelete\b", functions[name], re.IGNORECASE), (
                file.name,
                name,
            )
