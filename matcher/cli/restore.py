"""passerelle restore: a backup brought back into an empty database."""

import json
from pathlib import Path

import click


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--replace", is_flag=True, help="Replace the database that is there; it is kept aside."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
def restore(file: Path, *, replace: bool, as_json: bool) -> None:
    """Bring the backup FILE back; checksums, counts and journal are verified first.

    Stop passerelle serve and passerelle worker before.
    """
    from datetime import UTC, datetime

    from matcher.assembly_web import services_on
    from matcher.settings import settings
    from matcher.workflow.restoring import restore as restored

    done = restored(settings(), services_on, file, datetime.now(UTC), replace=replace)
    if as_json:
        told = {
            "rows": done.rows,
            "made_at": done.manifest["made_at"],
            "erased_again": done.erased_again,
            "aside": done.aside and str(done.aside),
        }
        click.echo(json.dumps(told))
        return
    click.echo(f"Restored {done.rows} rows as they were on {done.manifest['made_at']}.")
    click.echo(f"Deletions done again: {done.erased_again}.")
    if done.aside is not None:
        click.echo(f"What was there before is kept in {done.aside}.")
