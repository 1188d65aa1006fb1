"""passerelle backup: one file with all that must not be lost."""

import json
from pathlib import Path

import click


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
def backup(target: Path, *, as_json: bool) -> None:
    """Write the database as it is now to the new file TARGET; people may go on working.

    Links and settings are not in it, nor what is made again by itself: indexes and vectors.
    """
    from datetime import UTC, datetime

    from matcher.assembly_web import services_on
    from matcher.settings import settings
    from matcher.store.database import opened
    from matcher.workflow.backups import back_up

    chosen = settings()
    with opened(chosen.database_url) as database:
        made = back_up(services_on(chosen, database), target, datetime.now(UTC))
    if as_json:
        click.echo(json.dumps({"file": str(made.file), "bytes": made.bytes} | made.manifest))
        return
    ends = made.manifest["journal"]["sequence"]
    click.echo(f"{made.file}: {made.rows} rows, {made.bytes} bytes; the journal ends at {ends}.")
