"""Versions of the ranker on disk: written whole, one of them named champion, any taken back.

Whoever changes something holds a lock on the folder, so that two processes never undo each other;
a reader needs none, since files and folders appear by one rename.
"""

import fcntl
import itertools
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeAlias

from matcher.errors import ModelRefused, UnknownModel, UnwritableOutput
from matcher.learning.ranker.heldout import compared, read_held_out
from matcher.learning.runs import prepare_folder, write_whole
from matcher.ranking.champion import CURRENT, NAME, Current, read_current
from matcher.ranking.model import RankerModel, read_model, write_model

LOCK_SECONDS = 10.0
COLD_START_NAME = "cold-start"

Make: TypeAlias = Callable[[str], tuple[RankerModel, Mapping[str, str]]]
"""From the name that a version gets: its model, and the texts beside model.json by file name."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What serves after a rollback, and the versions passed over, each with why."""

    current: Current
    passed_over: Mapping[str, str]


_UNFINISHED = ".writing-"
_PAUSE_SECONDS = 0.02


def versions(folder: Path) -> list[str]:
    """Return the versions there are, sound or not: numbered ones in order, then by name."""
    found = [path.parent.name for path in folder.glob("*/model.json")]
    return sorted((name for name in found if NAME.fullmatch(name)), key=_order)


def rows(folder: Path) -> list[dict[str, Any]]:
    """Return a row for each version: its held-out figure, and whether it serves.

    `problem` is "" when the version can be read; its nDCG@10 is None where none was kept. A
    champion that is gone has a row too, which says so.
    """
    serving = read_current(folder).champion
    names = set(versions(folder)) | ({serving} if serving is not None else set())
    return [
        _row(folder, name) | {"is_champion": name == serving} for name in sorted(names, key=_order)
    ]


def load(folder: Path, version: str) -> RankerModel:
    """Return one version; UnknownModel when there is none of that name, ModelRefused if broken."""
    _require(folder, version)
    return read_model(folder / version)


def write_version(folder: Path, make: Make, version: str | None = None) -> Path:
    """Write a new version with its card; return its folder, which appears whole or not at all.

    Its name is the one given, else the first free of r1, r2 and so on. A version is never
    overwritten: see `require_free`.
    """
    with _only_writer(folder):
        name = version or _next_name(folder)
        require_free(folder, name)
        for left in folder.glob(f"{_UNFINISHED}*"):  # by a writer that was killed
            shutil.rmtree(left)
        unfinished = Path(tempfile.mkdtemp(dir=folder, prefix=_UNFINISHED))
        unfinished.chmod(0o755)
        model, files = make(name)
        write_model(unfinished, model)
        for file, text in files.items():
            (unfinished / file).write_text(text, encoding="utf-8", newline="\n")
        for each in (*unfinished.iterdir(), unfinished):
            _flush(each)
        unfinished.rename(folder / name)
        _flush(folder)
    return folder / name


def require_free(folder: Path, version: str) -> None:
    """Raise ModelRefused when the name is taken, or is no name that a version can have."""
    if not NAME.fullmatch(version) or version in (COLD_START_NAME, CURRENT):
        raise ModelRefused(
            f"A version cannot be called {version!r}: use small letters, digits, '.', '-' and "
            f"'_', and neither {COLD_START_NAME} nor {CURRENT}."
        )
    if os.path.lexists(folder / version):
        raise ModelRefused(
            f"There is a version {version} already, and versions are never overwritten. Give "
            "another --version, or none."
        )
    if version in _named(folder):
        raise ModelRefused(
            f"{CURRENT} names a version {version}, which is gone: another of that name would serve "
            "in its place. Give another --version, or none."
        )


def promote(folder: Path, version: str, *, encoder: str, force: bool = False) -> Current:
    """Make a version the champion and return what serves now.

    The version must have been learned with the encoder in use, and must not be clearly worse than
    what serves, by the nDCG@10 of needs that neither had learned from (see `compared`), else
    ModelRefused; so it is when what serves is missing or broken. A version that was taken back may
    come back unmeasured. `force` skips all these questions.
    """
    learned_with = load(folder, version).encoder
    if learned_with != encoder and not force:
        raise ModelRefused(
            f"{version} {_of_another_encoder(learned_with, encoder)}, so it would not serve: the "
            "cold-start formula would. Train one with this encoder (passerelle model train); "
            "--force promotes it all the same."
        )
    with _only_writer(folder):
        now = read_current(folder) if not force else _current_or_none(folder)
        if now.champion == version:
            return now
        returns = version in now.taken_back
        if not force and not returns:
            _require_no_worse(folder, version, now.champion)
        before = (*now.previous, now.champion) if now.champion is not None else now.previous
        back = tuple(name for name in now.taken_back if returns and name != version)
        return _point(folder, Current(version, before, back))


def rollback(folder: Path, *, encoder: str) -> TakenBack:
    """Give the place back to the champion before, or to the cold-start formula; return what serves.

    Versions that are gone, broken, or learned with another encoder are passed over. UnknownModel
    when the formula serves already.
    """
    with _only_writer(folder):
        now = read_current(folder)
        if now.champion is None:
            raise UnknownModel(
                "No version was promoted: the cold-start formula serves, and nothing is before it."
            )
        left, passed = list(now.previous), dict[str, str]()
        while left and (why := _why_not(folder, left[-1], encoder)):
            passed[left.pop()] = why
        back = dict.fromkeys((*now.taken_back, now.champion, *passed))
        champion = left.pop() if left else None
        kept = tuple(name for name in back if name != champion)
        return TakenBack(_point(folder, Current(champion, tuple(left), kept)), passed)


def _row(folder: Path, version: str) -> dict[str, Any]:
    row: dict[str, Any] = {"version": version, "needs": None, "ndcg@10": None, "problem": ""}
    try:
        read_model(folder / version)
        figures = read_held_out(folder / version).version.values()
    except ModelRefused as problem:
        return row | {"problem": str(problem)}
    mean = round(sum(figures) / len(figures), 4) if figures else None
    return row | {"needs": len(figures), "ndcg@10": mean}


def _require_no_worse(folder: Path, version: str, champion: str | None) -> None:
    served = champion or COLD_START_NAME
    problem = _row(folder, champion)["problem"] if champion is not None else ""
    if problem:
        raise ModelRefused(
            f"{served}, the version that should serve, cannot be measured against: {problem} Take "
            f"it back with passerelle model rollback, or promote {version} with --force."
        )
    found = compared(
        read_held_out(folder / version),
        read_held_out(folder / champion) if champion is not None else None,
    )
    if found is None:
        raise ModelRefused(
            f"{version} and {served} were not measured on the same held-out needs, so nobody can "
            f"say which is better. See passerelle model compare {version} {served} FOLDER, on a "
            "folder that taught neither; then promote it with --force, if it is the better one."
        )
    difference, needs = found
    if difference.high < 0.0:
        raise ModelRefused(
            f"{version} is clearly worse than {served}: {difference.delta:+.3f} nDCG@10 "
            f"[{difference.low:+.3f}, {difference.high:+.3f}] on {needs} held-out needs. It was "
            "not promoted; --force promotes it all the same."
        )


def _point(folder: Path, current: Current) -> Current:
    write_whole(folder / CURRENT, json.dumps(asdict(current), indent=2) + "\n")
    _flush(folder)
    return current


def _current_or_none(folder: Path) -> Current:
    """Return what serves; nothing when current.json is broken, so that force mends it."""
    try:
        return read_current(folder)
    except ModelRefused:
        return Current()


def _require(folder: Path, version: str) -> None:
    if not NAME.fullmatch(version) or not (folder / version).is_dir():
        there = ", ".join(versions(folder)) or "none yet: passerelle model train makes one"
        raise UnknownModel(f"There is no version {version!r} of the ranker. There is: {there}.")


def _why_not(folder: Path, version: str, encoder: str) -> str:
    """Say why a version could not serve with this encoder, "" when it could."""
    try:
        learned_with = load(folder, version).encoder
    except (UnknownModel, ModelRefused) as problem:
        return str(problem)
    return "" if learned_with == encoder else f"It {_of_another_encoder(learned_with, encoder)}."


def _of_another_encoder(learned_with: str, encoder: str) -> str:
    return f"was learned with another encoder ({learned_with}) than the one in use ({encoder})"


def _next_name(folder: Path) -> str:
    named = _named(folder)
    numbered = (f"r{number}" for number in itertools.count(1))
    return next(
        name for name in numbered if name not in named and not os.path.lexists(folder / name)
    )


def _named(folder: Path) -> set[str | None]:
    """Return the names in current.json: whoever takes one of them would serve unasked."""
    now = _current_or_none(folder)
    return {now.champion, *now.previous, *now.taken_back}


def _order(name: str) -> tuple[bool, int, str]:
    digits = name[1:]
    is_numbered = name[:1] == "r" and digits.isascii() and digits.isdigit()
    return not is_numbered, int(digits) if is_numbered else 0, name


@contextmanager
def _only_writer(folder: Path) -> Iterator[None]:
    """Hold the lock of the folder, made when missing; it goes with the process."""
    prepare_folder(folder)
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        deadline = time.monotonic() + LOCK_SECONDS
        while not _locked(handle):
            if time.monotonic() >= deadline:
                raise UnwritableOutput(
                    f"Another process is changing {folder}. Wait until it is done and try again."
                )
            time.sleep(_PAUSE_SECONDS)
        yield
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
