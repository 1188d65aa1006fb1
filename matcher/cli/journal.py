"""passerelle journal: whether what was written down is still what was written."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from matcher.workflow.journal_checking import Verified


@click.group()
def journal() -> None:
    """Print the head of the journal, or check the journal from its first row."""


@journal.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
def head(*, as_json: bool) -> None:
    """Print where the journal ends now, signed: keep it where nobody of this machine can edit."""
    from datetime import UTC, datetime

    from matcher.settings import settings
    from matcher.store.chain import end
    from matcher.store.database import opened
    from matcher.workflow import journal_heads

    chosen = settings()
    with opened(chosen.database_url) as database, database.session(writes=False) as session:
        last = end(session.connection())
    found = journal_heads.signed(chosen, last, datetime.now(UTC))
    if as_json:
        click.echo(found.text())
        return
    for name, value in found.told().items():
        click.echo(f"{name}: {value}")


@journal.command()
@click.option(
    "--head",
    "heads",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A head that was kept elsewhere; may be repeated.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
def verify(heads: tuple[Path, ...], *, as_json: bool) -> None:
    """Check every row and every kept head; exit status 1 names the first broken row."""
    from matcher.settings import settings
    from matcher.store.database import opened
    from matcher.workflow.journal_checking import verify as verified

    chosen = settings()
    with opened(chosen.database_url) as database:
        found = verified(chosen, database, heads)
    click.echo(json.dumps(_told(found)) if as_json else found.sentence)
    raise SystemExit(0 if found.broken is None else 1)


def _told(found: "Verified") -> dict[str, object]:
    broken = found.broken
    return {
        "is_whole": broken is None,
        "rows": found.rows,
        "end": {"sequence": found.end.sequence, "hash": found.end.hash},
        "heads": found.heads,
        "broken": broken
        and {
            "kind": broken.kind.value,
            "sequence": broken.sequence,
            "id": broken.id,
            "at": broken.at and broken.at.isoformat(),
            "action": broken.action,
        },
    }
