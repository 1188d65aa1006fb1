"""The process that reads one file of startups or firms and compares it with the database.

    python -m matcher.import_process FILE-DESCRIPTOR [--json]

It gives way to all others: thousands of lines are read while people wait for their pages.
"""

import logging
import os
import sys
from collections.abc import Sequence
from contextlib import closing
from multiprocessing.connection import Connection

from matcher.errors import UnreadableInput
from matcher.logs import log_to_stderr
from matcher.settings import Settings, settings
from matcher.store.database import connect
from matcher.workflow import imports
from matcher.workflow.import_reading import read

_log = logging.getLogger("passerelle.web")
_NICE = 10


def main(arguments: Sequence[str]) -> None:
    """Answer the one question of the line."""
    os.nice(_NICE)
    chosen = settings()
    log_to_stderr(as_json="--json" in arguments or chosen.log_format == "json")
    with Connection(int(arguments[0])) as line:
        line.send(_answer(chosen, *line.recv()))


def _answer(chosen: Settings, kind: str, filename: str, content: bytes) -> tuple[str, object]:
    """Return ("answer", what the file would change), or the name of an error and its words."""
    try:
        sheet = read(kind, filename, content)
        with closing(connect(chosen.database_url)) as database:
            return "answer", imports.compared(database, sheet)
    except UnreadableInput as problem:
        return "UnreadableInput", str(problem)
    except Exception as problem:
        _log.exception("The file could not be compared.")
        return type(problem).__name__, ""


if __name__ == "__main__":
    main(sys.argv[1:])
