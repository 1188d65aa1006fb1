"""The process that EngineApart asks: one engine, one line, until the line is closed.

python -m matcher.engine_process FILE-DESCRIPTOR [--json]
"""

import gc
import logging
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from multiprocessing.connection import Connection
from typing import Any

from matcher.allocator import give_back
from matcher.domain.startup import Startup
from matcher.engine_apart import RAISED
from matcher.logs import log_to_stderr
from matcher.retrieval.right_of_way import RightOfWay
from matcher.serving import LiveEngine, engine_for
from matcher.settings import settings
from matcher.workflow.engine_gate import EngineAnswer

_log = logging.getLogger("passerelle.engine")

_GIVES_BACK_AFTER = 8
"""Answers: each leaves some megabytes of holes, which the C library would keep."""


def main(arguments: Sequence[str]) -> None:
    """Answer questions until whoever asks is gone."""
    left_alone()
    chosen = settings()
    log_to_stderr(as_json="--json" in arguments or chosen.log_format == "json")
    with Connection(int(arguments[0])) as line:
        answer(line, engine_for(chosen, builds=False), RightOfWay(chosen.var))


def left_alone() -> None:
    """Leave signals that end an application to who asks: this process ends with it."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)


def answer(line: Connection, engine: LiveEngine, way: RightOfWay) -> None:
    """Answer each question of a line with an engine, until the line is closed."""
    answers = _answers(engine, way)
    for turn in count(1):
        try:
            what, said, more = line.recv()
            line.send(_answer(answers[what], said, more))
        except (EOFError, OSError):
            return
        if turn % _GIVES_BACK_AFTER == 0:
            give_back()


def _answers(engine: LiveEngine, way: RightOfWay) -> Mapping[str, Callable[..., Any]]:
    """Return what can be asked, by the names that EngineApart uses."""
    is_settled = False

    def match(*said: Any, **more: Any) -> EngineAnswer:
        nonlocal is_settled
        with way.taken():
            found = engine.match(*said, **more)
        if not is_settled:
            # What is loaded now stays: looking through it for garbage delays later answers.
            gc.collect()
            gc.freeze()
            is_settled = True
        return found

    def refresh(startups: list[Startup], *, number: int) -> None:
        engine.refresh(lambda: startups, number=number)

    return {
        "match": match,
        "load": engine.load,
        "is_due": engine.is_due,
        "refresh": refresh,
        "vectors": engine.vectors,
        "purge": engine.purge,
        "check": lambda startups: engine.check(lambda: startups),
        "encoder_is_up": engine.encoder_is_up,
    }


def _answer(
    ask: Callable[..., Any], said: tuple[Any, ...], more: dict[str, Any]
) -> tuple[str, object]:
    """Return ("answer", it), or the name of an error; the words of those that people may read."""
    try:
        return "answer", ask(*said, **more)
    except tuple(RAISED.values()) as problem:
        return type(problem).__name__, str(problem)
    except Exception as problem:
        _log.exception("The engine could not answer.")
        return type(problem).__name__, ""


if __name__ == "__main__":
    main(sys.argv[1:])
