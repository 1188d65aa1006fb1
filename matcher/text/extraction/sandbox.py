"""Reads a document in a process of its own, with little memory and time; few at a time."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Final

from matcher.errors import DocumentTooLarge, ReadersBusy, UnreadableDocument
from matcher.text.extraction.kinds import Kind
from matcher.text.extraction.limits import Limits

_ROOT: Final = Path(__file__).resolve().parents[3]
_PROGRAM: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]);"
    " from matcher.text.extraction.child import main; main(sys.argv[2])"
)
MOST_AT_A_TIME: Final = 2
"""Documents that are read at the same time; the next one waits for its turn."""
PATIENCE: Final = 3.0
"""Seconds that a document waits for its turn, so that the page behind it is answered soon."""
_TURNS: Final = threading.BoundedSemaphore(MOST_AT_A_TIME)
_COULD_NOT: Final = "save it again from the program that made it, or paste the text."


def extract_apart(
    data: bytes, *, kind: Kind, name: str, limits: Limits, needs_text: bool = True
) -> str:
    """Return the text that a separate process finds in the bytes.

    Without `needs_text`, a document of pictures alone is "".

    That process inherits no environment and no open file, gives way to all others, reaches no
    network, and is killed at the wall limit.

    Raises:
        UnreadableDocument: no text came out; says why.
        DocumentTooLarge: past one of the limits; says which.
        ReadersBusy: others are being read; nothing was wrong with this one.

    """
    asked = {"kind": kind, "name": name, "limits": asdict(limits), "needs_text": needs_text}
    order = json.dumps(asked)
    with _turn():
        try:
            # -I: nothing of the caller's environment or folder is imported.
            done = subprocess.run(  # noqa: S603 our own interpreter, our own module, no shell
                [sys.executable, "-I", "-c", _PROGRAM, str(_ROOT), order],
                input=data,
                capture_output=True,
                env={"LANG": "C.UTF-8"},
                timeout=limits.wall_seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise _too_slow(name) from error
    return _text_in(done, name)


@contextmanager
def _turn() -> Iterator[None]:
    if not _TURNS.acquire(timeout=PATIENCE):
        raise ReadersBusy("Other documents are being read. Send this one again in a minute.")
    try:
        yield
    finally:
        _TURNS.release()


def _text_in(done: "subprocess.CompletedProcess[bytes]", name: str) -> str:
    """Return the text that the process wrote, or raise what it says or how it ended."""
    if done.returncode in {-signal.SIGXCPU, -signal.SIGKILL}:
        raise _too_slow(name)
    if done.returncode != 0:
        raise UnreadableDocument(f"“{name}” could not be read: {_COULD_NOT}")
    answer = json.loads(done.stdout)
    if answer["error"] == "too_large":
        raise DocumentTooLarge(f"“{name}” {answer['reason']}")
    if answer["error"]:
        raise UnreadableDocument(f"“{name}” {answer['reason']}")
    text: str = answer["text"]
    return text


def _too_slow(name: str) -> DocumentTooLarge:
    return DocumentTooLarge(
        f"“{name}” takes too long to read: give a shorter document, or paste it."
    )
