"""Files of startups and firms are read in a process of their own, one at a time."""

from collections.abc import Callable
from threading import BoundedSemaphore

from matcher.apart import Apart
from matcher.errors import ReadersBusy, UnreadableInput
from matcher.workflow.imports import Examined

PATIENCE = 120.0
"""Seconds after which a process that says nothing is ended."""
TURN = 5.0
"""Seconds that a file waits for its turn."""
_ONE = BoundedSemaphore()


def examiner(
    *, as_json: bool = False, module: str = "matcher.import_process", patience: float = PATIENCE
) -> Callable[[str, str, bytes], Examined]:
    """Return what reads a file of a kind and a name, and compares it with the database.

    It raises UnreadableInput when the file cannot be read as a whole or takes too long, and
    ReadersBusy while another one is being read.
    """

    def examine(kind: str, filename: str, content: bytes) -> Examined:
        if not _ONE.acquire(timeout=TURN):
            raise ReadersBusy("Other documents are being read. Send this one again in a minute.")
        try:
            apart = Apart.started(module, as_json=as_json)
            try:
                asked = kind, filename, content
                raised: dict[str, type[Exception]] = {"UnreadableInput": UnreadableInput}
                found: Examined = apart.ask(asked, patience=patience, raised=raised)
            except TimeoutError as problem:
                raise UnreadableInput(
                    "the file takes too long to read. Send it in parts."
                ) from problem
            finally:
                apart.end()
        finally:
            _ONE.release()
        return found

    return examine
