"""passerelle index: build, list and verify indexes."""

import json
from pathlib import Path

import click

_JSON = click.option("--json", "as_json_output", is_flag=True, help="Print JSON instead of text.")
_STARTUPS = click.option(
    "--startups",
    type=click.Path(exists=True, path_type=Path),
    help="The file or folder of startups; the samples when left out.",
)


@click.group()
def index() -> None:
    """Build, list and verify indexes. An index is derived: it can always be rebuilt."""


@index.command()
@_STARTUPS
@_JSON
def build(*, startups: Path | None, as_json_output: bool) -> None:
    """Index a file of startups, whether or not an index of it exists."""
    from matcher import assembly, reference
    from matcher.cli.progress import progress_bar, tell

    path = startups or reference.sample_startups_path()
    with progress_bar("Embedding the startups") as progress:
        built = assembly.build(path, progress=progress, tell=tell)
    row = {"name": assembly.index_folder(path).name, "startups": len(built)}
    _print(row, f"Index {row['name']}: {row['startups']} startups.", as_json_output=as_json_output)


@index.command()
@_JSON
def status(*, as_json_output: bool) -> None:
    """List the indexes on this machine, with their encoder and size."""
    from matcher import assembly

    rows = assembly.index_rows()
    lines = [
        row["problem"]
        or f"{row['name']}: {row['startups']} startups, {row['sentences']} sentences, "
        f"{row['megabytes']} MB, encoder {row['encoder']}, made {row['created']}"
        for row in rows
    ]
    nothing = "No index yet: passerelle index build makes one."
    _print(rows, "\n".join(map(str, lines)) or nothing, as_json_output=as_json_output)


@index.command()
@click.argument("name", required=False)
@_JSON
def verify(*, name: str | None, as_json_output: bool) -> None:
    """Check every file of an index (or of all) against its manifest.

    The exit code is 1 when one is broken.
    """
    from matcher import assembly

    rows = assembly.verify_indexes(name)
    lines = [f"{row['name']}: {row['problem'] or 'sound'}" for row in rows]
    _print(rows, "\n".join(lines) or "No index to verify.", as_json_output=as_json_output)
    if any(row["problem"] for row in rows):
        raise click.exceptions.Exit(1)


def _print(value: object, text: str, *, as_json_output: bool) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2) if as_json_output else text)
