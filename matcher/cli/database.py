"""passerelle database: the shape of the database."""

import json
from datetime import UTC, datetime

import click


@click.group()
def database() -> None:
    """Look at the database, or bring it to the shape that this version needs."""


@database.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
def upgrade(*, as_json: bool) -> None:
    """Create the tables, or bring those of an earlier version up to date.

    Support bodies that data/support names and the database does not hold yet are added.
    """
    from matcher.settings import settings
    from matcher.store import migration
    from matcher.store.database import connect
    from matcher.workflow.support_bodies import add_new

    opened = connect(settings().database_url)
    try:
        migration.upgrade(opened)
        with opened.session() as session:
            added = add_new(session, datetime.now(UTC))
        revision = migration.newest()
        said = f"The database is at revision {revision}. Support bodies added: {added}."
        told = {"revision": revision, "support_bodies_added": added}
        click.echo(json.dumps(told) if as_json else said)
    finally:
        opened.close()


@database.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
def status(*, as_json: bool) -> None:
    """Say whether the database has the shape that this version needs; exit status 1 if not."""
    from matcher.settings import settings
    from matcher.store import migration
    from matcher.store.database import connect

    opened = connect(settings().database_url)
    try:
        migration.check_known(opened)
        current = migration.is_current(opened)
    finally:
        opened.close()
    said = "Up to date." if current else "Not up to date: run passerelle database upgrade."
    click.echo(json.dumps({"is_current": current}) if as_json else said)
    raise SystemExit(0 if current else 1)
