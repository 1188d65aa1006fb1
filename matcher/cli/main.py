"""The passerelle command: finds its verbs without importing anything heavy."""

import importlib
import sys
from typing import NoReturn

import click

from matcher.errors import MatcherError

VERBS = {
    "serve": "Run the application.",
    "demo": "Match three illustrative challenges (fr, ar, en) with the sample startups.",
    "match": "Match one challenge with the startups of a file.",
    "worker": "Do what is left after the commit: match, remind, send e-mails.",
    "config": "Check the settings, and tell all that is wrong with them.",
    "database": "Look at the database, or bring it to this version.",
    "backup": "Write all that must not be lost to one file.",
    "restore": "Bring a backup back into an empty database.",
    "journal": "Check that the journal is what was written; print its signed head.",
    "administrator": "Let the first administrator in.",
    "index": "Build, list and verify indexes.",
    "evaluate": "Measure ranking quality on a folder of judged queries.",
    "encoder": "Train the encoder's upper layers for this job.",
    "model": "Train a ranker, compare its versions, promote one, take it back.",
    "programmes": "List support programmes with their rules; check a case against them.",
    "doctor": "Say what is installed, what is wrong, and how to mend it.",
}
"""Verb → its one-line help, so that --help imports no verb."""


class LazyGroup(click.Group):
    """A group that imports a verb's module only when that verb runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order a newcomer meets them."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one verb, or None when there is no such verb."""
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(f"matcher.cli.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs from their one-line helps."""
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


@click.group(cls=LazyGroup)
@click.version_option(package_name="passerelle")
def passerelle() -> None:
    """Match industrial challenges with startups, and say why in words that can be checked."""


def main() -> None:
    """Run the command; an error that a person can mend is one sentence and exit code 2."""
    try:
        code = passerelle.main(standalone_mode=False)
    except MatcherError as error:
        _fail(str(error))
    except BrokenPipeError:
        sys.exit(141)
    except OSError as error:
        _fail(f"{error.strerror or error}: {error.filename or 'a file'}. See passerelle doctor.")
    except click.exceptions.Abort:
        _fail("Stopped.", code=130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    else:
        sys.exit(code if isinstance(code, int) else 0)


def _fail(message: str, code: int = 2) -> NoReturn:
    click.echo(f"Error: {message}", err=True)
    sys.exit(code)
