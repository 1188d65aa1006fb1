"""TREC run files: what each system answered, for any evaluation tool to read."""

import math
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from matcher.errors import UnreadableInput, UnwritableOutput
from matcher.learning.rankings import Run, in_order

_STEP = 1e-6


def write_runs(folder: Path, runs: Mapping[str, Run]) -> list[Path]:
    """Write one file `<system>.run` for each system into `folder`; return the paths.

    Each file appears whole or not at all. UnreadableInput when an id has white space, which the
    format cannot hold; nothing is written then.
    """
    files = {folder / f"{name}.run": "".join(trec_lines(name, run)) for name, run in runs.items()}
    prepare_folder(folder)
    for file, content in files.items():
        write_whole(file, content)
    return list(files)


def trec_lines(tag: str, run: Run) -> Iterator[str]:
    """Yield `query Q0 document rank score tag` lines, rank from 1.

    Scores fall strictly even when read in single precision, as trec_eval does: a score that
    ties with the one before, or nearly, is lowered by one millionth. Thus every tool sees the
    order that was measured here.
    """
    for query, ranking in run.items():
        ceiling = math.inf
        for place, (doc, found) in enumerate(in_order(ranking), start=1):
            score = min(found, ceiling)
            ceiling = score - max(abs(score) * _STEP, _STEP)
            yield f"{_one_word(query)} Q0 {_one_word(doc)} {place} {score:.12g} {tag}\n"


def prepare_folder(folder: Path) -> None:
    """Make the folder if need be; UnwritableOutput when it cannot be made or written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as problem:
        raise UnwritableOutput(
            f"Nothing can be written in {folder} ({problem.strerror}): name another place."
        ) from problem


def write_whole(file: Path, content: str) -> None:
    """Write the text so that a reader sees all of it or the old file."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".part-", suffix=file.suffix)
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        unfinished.chmod(0o644)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


def _one_word(identifier: str) -> str:
    if not identifier or identifier.split() != [identifier]:
        raise UnreadableInput(
            f"The id {identifier!r} is empty or has white space, which a TREC run file cannot "
            "hold: change the id, or evaluate without --run-dir."
        )
    return identifier
