"""Copies of a PostgreSQL database, through its own pg_dump and pg_restore."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import psycopg
from psycopg import sql
from sqlalchemy import URL, Connection, inspect, select, text

from matcher.errors import BackupFailed, BackupRefused
from matcher.store.backup_content import (
    EMPTIED,
    FACTS_LEFT_OUT,
    HIDDEN,
    UNSENT,
    Secrets,
    fields_to_hide,
    told,
)
from matcher.store.database import Database
from matcher.store.schema import METADATA

PART = "database.dump"
COPIED = ("facts", "outbox")
"""Tables that are written apart, without what opens something."""
VERSION_TABLE = "alembic_version"
DERIVED = frozenset({"facts", "tasks"})


def dump(
    database: Database, folder: Path, secrets: Secrets
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the manifest's facts and the parts of a copy, as the database is at one moment."""
    still = database.engine.execution_options(isolation_level="REPEATABLE READ")
    with still.connect() as connection:
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        facts = told(connection)
        for table in COPIED:
            _copy_out(connection, table, folder / f"{table}.copy", secrets)
        left_out = [f"--exclude-table-data={table}" for table in (*EMPTIED, *COPIED)]
        _run(
            "pg_dump",
            database.engine.url,
            [
                "--format=custom",
                "--compress=0",
                f"--snapshot={snapshot}",
                f"--exclude-table={VERSION_TABLE}",
                f"--file={folder / PART}",
                *left_out,
            ],
            BackupFailed,
        )
    return facts, (PART, *(f"{table}.copy" for table in COPIED))


def is_empty(database: Database) -> bool:
    """Whether there is no table, or no row but what an installation makes by itself."""
    names = set(inspect(database.engine).get_table_names())
    if names - set(METADATA.tables) - {VERSION_TABLE}:
        return False
    if names and VERSION_TABLE not in names:
        return False
    with database.engine.connect() as connection:
        return not any(
            connection.execute(select(METADATA.tables[name].c[0]).limit(1)).first()
            for name in (names & set(METADATA.tables)) - DERIVED
        )


def clear(database: Database) -> None:
    """Drop our tables, in one transaction."""
    names = [*METADATA.tables, VERSION_TABLE]
    listed = ", ".join(f'"{name}"' for name in names)
    with database.engine.begin() as connection:
        connection.execute(text(f"DROP TABLE IF EXISTS {listed} CASCADE"))


def load(database: Database, folder: Path) -> None:
    """Bring the tables of a dump into an empty database, in one transaction.

    The revision is not among them: until it is written, the application does not start on it.
    """
    _run(
        "pg_restore",
        database.engine.url,
        ["--single-transaction", "--exit-on-error", str(folder / PART)],
        BackupRefused,
    )


def fill(connection: Connection, folder: Path) -> None:
    """Bring in the rows that were written apart, within this transaction."""
    for table in COPIED:
        file = folder / f"{table}.copy"
        with file.open("rb") as opened:
            names = [sql.Identifier(each) for each in opened.readline().decode().split()]
            into = sql.SQL("COPY {} ({}) FROM STDIN").format(
                sql.Identifier(table), sql.SQL(", ").join(names)
            )
            with _driver(connection).cursor().copy(into) as copy:
                while chunk := opened.read(1 << 20):
                    copy.write(chunk)
    connection.execute(
        text(
            "SELECT setval(pg_get_serial_sequence('outbox', 'id'), greatest(max(id), 1))"
            " FROM outbox"
        )
    )


def _copy_out(connection: Connection, table: str, file: Path, secrets: Secrets) -> None:
    names = [each["name"] for each in inspect(connection).get_columns(table)]
    chosen = sql.SQL(", ").join(_column(name, secrets) for name in names)
    where: sql.Composable = sql.SQL("true")
    if table == "facts":
        where = sql.SQL(" AND ").join(
            sql.SQL("NOT starts_with(name, {})").format(each) for each in FACTS_LEFT_OUT
        )
    query = sql.SQL("COPY (SELECT {} FROM {} WHERE {}) TO STDOUT").format(
        chosen, sql.Identifier(table), where
    )
    with file.open("wb") as opened, _driver(connection).cursor().copy(query) as copy:
        opened.write(" ".join(names).encode() + b"\n")
        for chunk in copy:
            opened.write(chunk)


def _column(name: str, secrets: Secrets) -> sql.Composable:
    """Return what is copied of a column of an e-mail or a fact."""
    if name not in {"payload", "state"}:
        return sql.Identifier(name)
    hidden: sql.Composable = sql.Identifier(name)
    for field, kinds in fields_to_hide(secrets).items():
        value = (
            sql.SQL("'cancelled'")
            if name == "state"
            else sql.SQL("jsonb_set({}, {}, to_jsonb({}::text))").format(
                hidden, f"{{{field}}}", HIDDEN
            )
        )
        hidden = sql.SQL("CASE WHEN kind = ANY({}) AND state = ANY({}) THEN {} ELSE {} END").format(
            list(kinds), list(UNSENT), value, hidden
        )
    return hidden


def _driver(connection: Connection) -> "psycopg.Connection[Any]":
    return cast("psycopg.Connection[Any]", connection.connection.driver_connection)


def _run(
    program: str, url: URL, options: Sequence[str], kind: type[BackupFailed] | type[BackupRefused]
) -> None:
    """Run one of PostgreSQL's programs; the password goes through its environment only."""
    found = shutil.which(program)
    if found is None:
        raise kind(
            f"{program} is not installed here: install PostgreSQL's client of the server's version."
        )
    plain = url._replace(drivername="postgresql", password=None).render_as_string()
    ran = subprocess.run(  # noqa: S603 (our own words, and no shell)
        [found, "--no-owner", "--no-privileges", f"--dbname={plain}", *options],
        env=os.environ | {"PGPASSWORD": str(url.password or "")},
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        lines = ran.stderr.strip().splitlines() or [f"exit status {ran.returncode}"]
        raise kind(f"{program} failed: {lines[0]}")
