"""passerelle doctor: what is installed, what is wrong, and how to mend it."""

import json

import click

from matcher.domain.health import Finding


@click.command()
@click.option("--json", "as_json_output", is_flag=True, help="Print JSON instead of text.")
def doctor(*, as_json_output: bool) -> None:
    """Say what is installed, what is wrong, and how to mend it.

    The exit code is 1 when something is wrong.
    """
    from matcher import health

    findings = health.examine()
    if as_json_output:
        click.echo(
            json.dumps([_row(finding) for finding in findings], indent=2, ensure_ascii=False)
        )
    else:
        for finding in findings:
            mark = "ok  " if finding.is_sound else "WRONG"
            click.echo(f"{mark:5} {finding.subject}: {finding.state}")
            if finding.remedy:
                click.echo(f"      → {finding.remedy}")
    if not all(finding.is_sound for finding in findings):
        raise click.exceptions.Exit(1)


def _row(finding: Finding) -> dict[str, object]:
    return {
        "subject": finding.subject,
        "ok": finding.is_sound,
        "state": finding.state,
        "remedy": finding.remedy,
    }
