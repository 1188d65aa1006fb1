"""passerelle config: whether the settings are sound, before anything is started."""

import json

import click

from matcher.domain.health import Finding


@click.group()
def config() -> None:
    """Look at the settings of this environment."""


@config.command()
@click.option("--demo", is_flag=True, help="Ask only what the demo needs.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
def check(*, demo: bool, as_json: bool) -> None:
    """Tell everything that is wrong with the settings; exit status 1 when something is.

    serve and worker ask the same before they start. No secret is ever printed.
    """
    from matcher import configuration

    found = configuration.examine(demo=demo)
    if as_json:
        click.echo(json.dumps([_row(each) for each in found], indent=2, ensure_ascii=False))
    elif found:
        click.echo("\n".join(configuration.sentences(found)))
    else:
        click.echo("The settings are sound.")
    raise SystemExit(1 if found else 0)


def _row(fault: Finding) -> dict[str, str]:
    return {"setting": fault.subject, "fault": fault.state, "remedy": fault.remedy}
