"""passerelle programmes: support programmes as dated, sourced rules; what they say of a case."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from matcher.domain.programme import Programme

_JSON = click.option("--json", "as_json_output", is_flag=True, help="Print JSON instead of text.")
_LANGUAGE = click.option(
    "--language",
    type=click.Choice(["fr", "ar", "en"]),
    default="fr",
    show_default=True,
    help="The language of the text.",
)
_TODAY = click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day to answer for, such as 2026-11-22; this day when left out.",
)
_DATABASE = click.option(
    "--database",
    "with_database",
    is_flag=True,
    help="Count the versions that officers published in the application too.",
)


@click.group(invoke_without_command=True)
@_JSON
@_LANGUAGE
@_TODAY
@_DATABASE
@click.pass_context
def programmes(
    context: click.Context,
    *,
    as_json_output: bool,
    language: str,
    today: datetime | None,
    with_database: bool,
) -> None:
    """List the programmes with their rules and sources, as they hold on a day."""
    if context.invoked_subcommand is not None:
        return
    from matcher.cli.programme_answers import show_programme
    from matcher.domain.programme import in_force
    from matcher.programmes.answers import programme_json

    day = _day(today)
    held = in_force(_versions(with_database=with_database), day)
    if as_json_output:
        _print_json({"today": day.isoformat(), "programmes": [programme_json(p) for p in held]})
        return
    for programme in held:
        show_programme(language, programme)


@programmes.command()
@click.option(
    "--case",
    "case_file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A JSON file that describes a firm, a startup and their project.",
)
@click.option(
    "--programme",
    "wanted",
    metavar="ID[@VERSION]",
    help="One programme only; with @VERSION that version, to replay an old verdict.",
)
@_JSON
@_LANGUAGE
@_TODAY
@_DATABASE
def check(
    *,
    case_file: Path,
    wanted: str | None,
    as_json_output: bool,
    language: str,
    today: datetime | None,
    with_database: bool,
) -> None:
    """Say for each programme whether a case is eligible, on which rule and source, and the aid."""
    from matcher.cli.programme_answers import show_verdict
    from matcher.domain.programme_verdict import verdict_on
    from matcher.programmes.answers import verdict_json
    from matcher.programmes.cases import read_case
    from matcher.programmes.choosing import chosen

    day = _day(today)
    versions = _versions(with_database=with_database)
    case = read_case(case_file, {each.id for each in versions})
    verdicts = [verdict_on(each, case, day) for each in chosen(wanted, day, versions)]
    if as_json_output:
        _print_json(
            {"today": day.isoformat(), "verdicts": [verdict_json(each) for each in verdicts]}
        )
        return
    for verdict in verdicts:
        show_verdict(language, verdict)


def _versions(*, with_database: bool) -> "tuple[Programme, ...]":
    from matcher.programmes.reading import programmes as of_files

    if not with_database:
        return of_files()
    from matcher.errors import InvalidSetting
    from matcher.settings import settings
    from matcher.store import migration
    from matcher.store.database import connect
    from matcher.workflow.programme_versions import versions_in

    opened = connect(settings().database_url)
    try:
        if not migration.is_current(opened):
            raise InvalidSetting("The database is not up to date: run passerelle database upgrade.")
        with opened.session() as session:
            return tuple(each.programme for each in versions_in(session))
    finally:
        opened.close()


def _day(today: datetime | None) -> date:
    return (today or datetime.now(UTC)).date()


def _print_json(answer: object) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
