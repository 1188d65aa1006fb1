"""passerelle programmes: support programmes as dated, sourced rules; what they say of a case."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import click

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


@click.group(invoke_without_command=True)
@_JSON
@_LANGUAGE
@_TODAY
@click.pass_context
def programmes(
    context: click.Context, *, as_json_output: bool, language: str, today: datetime | None
) -> None:
    """List the programmes with their rules and sources, as they hold on a day."""
    if context.invoked_subcommand is not None:
        return
    from matcher.cli.programme_answers import programme_json, show_programme
    from matcher.domain.programme import in_force
    from matcher.programmes.reading import programmes as all_versions

    day = _day(today)
    held = in_force(all_versions(), day)
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
def check(
    *,
    case_file: Path,
    wanted: str | None,
    as_json_output: bool,
    language: str,
    today: datetime | None,
) -> None:
    """Say for each programme whether a case is eligible, on which rule and source, and the aid."""
    from matcher.cli.programme_answers import show_verdict, verdict_json
    from matcher.domain.programme_verdict import verdict_on
    from matcher.programmes.cases import read_case
    from matcher.programmes.choosing import chosen

    day = _day(today)
    case = read_case(case_file)
    verdicts = [verdict_on(each, case, day) for each in chosen(wanted, day)]
    if as_json_output:
        _print_json(
            {"today": day.isoformat(), "verdicts": [verdict_json(each) for each in verdicts]}
        )
        return
    for verdict in verdicts:
        show_verdict(language, verdict)


def _day(today: datetime | None) -> date:
    return (today or datetime.now(UTC)).date()


def _print_json(answer: object) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
