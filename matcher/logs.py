"""Where logs go: the error stream, as text or as JSON lines. They name routes, never texts.

Our own lines hold codes, numbers and routes. Lines of libraries are written without their words,
which may quote what somebody typed, and errors without their messages: by kind and place alone.
"""

import json
import logging
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType

OURS = ("passerelle", "matcher")
"""Loggers whose words are ours; those of all others are left out."""
FRAMES = 12
"""How many places of an error are told, the last ones."""
_about: ContextVar[Mapping[str, object]] = ContextVar("passerelle.about", default={})  # noqa: B039 - never changed in place
_log = logging.getLogger("passerelle.error")


def tell_of(**facts: object) -> None:
    """Have every line of this thread say these things, such as the request, and no earlier ones."""
    _about.set(facts)


@contextmanager
def telling(**facts: object) -> Iterator[None]:
    """Have every line within say these things besides."""
    before = _about.set({**_about.get(), **facts})
    try:
        yield
    finally:
        _about.reset(before)


def told(record: logging.LogRecord) -> dict[str, object]:
    """Return what is written of a record, without what may be confidential."""
    line: dict[str, object] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "log": record.name,
        **_about.get(),
    }
    if record.name.partition(".")[0] in OURS:
        line |= _words(record)
    else:
        line["from"] = f"{record.module}:{record.lineno}"
    if isinstance(record.exc_info, tuple) and record.exc_info[1] is not None:
        line |= error_facts(record.exc_info[1])
    return line


def error_facts(problem: BaseException) -> dict[str, object]:
    """Return the kind of an error and where it came from; its message may quote a text."""
    frames = traceback.extract_tb(problem.__traceback__)[-FRAMES:]
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return {"error": type(problem).__name__, "trace": places}


class JsonLines(logging.Formatter):
    """Writes each record as one JSON object; what is JSON already becomes its fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return json.dumps(told(record), default=str)


class TextLines(logging.Formatter):
    """Writes the same as words: time, level, logger, what was said, then name=value."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = told(record)
        head = [str(line.pop(name)) for name in ("at", "level", "log")]
        said = [str(line.pop("message"))] if "message" in line else []
        facts = [f"{name}={json.dumps(value, default=str)}" for name, value in line.items()]
        return " ".join(" ".join((*head, *said, *facts)).splitlines())


def log_to_stderr(*, as_json: bool = False) -> None:
    """Send what is logged to the error stream, once; our access log included.

    So are warnings of libraries, and errors that end a thread or this process.
    """
    root = logging.getLogger()
    if not root.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines() if as_json else TextLines())
        root.addHandler(handler)
    logging.getLogger("passerelle").setLevel(logging.INFO)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    logging.captureWarnings(capture=True)
    threading.excepthook = _of_thread
    sys.excepthook = _of_process


def _words(record: logging.LogRecord) -> dict[str, object]:
    message = record.getMessage()
    try:
        said = json.loads(message)
    except ValueError:
        said = message
    return said if isinstance(said, dict) else {"message": message}


def _of_thread(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is not None:
        _note_end(ended.exc_value)


def _of_process(
    kind: type[BaseException], problem: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    _note_end(problem.with_traceback(trace))


def _note_end(problem: BaseException) -> None:
    _log.critical("Ended by an error.", exc_info=(type(problem), problem, problem.__traceback__))
