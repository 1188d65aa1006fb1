"""passerelle match: one challenge against the startups of a file."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click


@click.command()
@click.option(
    "--startups",
    type=click.Path(exists=True, path_type=Path),
    help="CSV, XLSX, JSON Lines or BEIR folder of startups; the samples when left out.",
)
@click.option("--challenge", required=True, help="A file, or the words of the need themselves.")
@click.option(
    "--top", default=5, show_default=True, type=click.IntRange(1, 1000), help="How many startups."
)
@click.option(
    "--filter",
    "filters",
    multiple=True,
    metavar="FIELD=VALUE",
    help="Only startups that fit: sector=…, region=…, language=…, trl>=…, status=…; repeatable.",
)
@click.option(
    "--year",
    type=click.IntRange(1900, 2100),
    help="The year in which the challenge is asked, by which startups are young; else this year.",
)
@click.option("--json", "as_json_output", is_flag=True, help="Print JSON instead of text.")
def match(
    *,
    startups: Path | None,
    challenge: str,
    top: int,
    filters: tuple[str, ...],
    year: int | None,
    as_json_output: bool,
) -> None:
    """Match one challenge with startups, and say why for each.

    Repeat --filter with one field for any of its values, with several fields for all of them.
    """
    from rich.console import Console

    from matcher import assembly
    from matcher.cli.answers import as_json, show
    from matcher.cli.progress import progress_bar, tell

    wanted = assembly.filters_from(filters)
    asked = assembly.challenge_at(challenge, tell=tell)
    asked = replace(asked, facts=replace(asked.facts, asked_in=year or datetime.now(UTC).year))
    with progress_bar("Embedding the startups") as progress:
        matcher = assembly.matcher_for(startups, progress=progress, tell=tell)
    answer = matcher.match(asked, filters=wanted, top=top)
    if as_json_output:
        click.echo(json.dumps(as_json(asked, answer), ensure_ascii=False, indent=2))
    else:
        show(Console(), asked, answer)
