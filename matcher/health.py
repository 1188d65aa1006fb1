"""Examines this installation: versions, data, encoder, ranker, indexes, disk."""

import platform
import shutil
from importlib import metadata

from matcher import assembly, reference
from matcher.configuration import unwritable
from matcher.domain.health import Finding
from matcher.errors import MatcherError
from matcher.ranking.champion import champion
from matcher.settings import settings

PACKAGES = ("torch", "sentence-transformers", "transformers", "faiss-cpu", "numpy", "scikit-learn")
LEAST_FREE_GB = 2.0
"""Below this much free disk, converting the encoder and saving an index may fail."""


def examine() -> list[Finding]:
    """Return every finding, in the order in which things depend on one another."""
    return [
        Finding("python", platform.python_version()),
        *map(_package, PACKAGES),
        _data(),
        _disk(),
        _encoder(),
        _ranker(),
        *_indexes(),
    ]


def _package(name: str) -> Finding:
    try:
        return Finding(name, metadata.version(name))
    except metadata.PackageNotFoundError:
        return Finding(name, "not installed", is_sound=False, remedy="run: make setup")


def _data() -> Finding:
    try:
        count = len(reference.sectors())
    except MatcherError as error:
        return Finding(
            "data", str(error), is_sound=False, remedy="restore data/ from the repository"
        )
    return Finding("data", f"{count} sectors, at {settings().home / 'data'}")


def _disk() -> Finding:
    folder = settings().var
    why = unwritable(folder)
    if why:
        remedy = "make the folder writable, or name another with PASSERELLE_VAR"
        return Finding("disk", f"{folder}: {why}", is_sound=False, remedy=remedy)
    free = shutil.disk_usage(folder).free / 1e9
    is_enough = free >= LEAST_FREE_GB
    remedy = "" if is_enough else "free some space, or name another folder with PASSERELLE_VAR"
    return Finding("disk", f"{free:.1f} GB free at {folder}", is_sound=is_enough, remedy=remedy)


def _encoder() -> Finding:
    try:
        encoder = assembly.embedder()
        encoder.check()
        vector = encoder.queries(["passerelle"])
    except (MatcherError, OSError) as error:
        remedy = "do what it says, or run: make setup, then passerelle demo"
        return Finding("encoder", str(error), is_sound=False, remedy=remedy)
    return Finding("encoder", f"{encoder.query_name}, {vector.shape[1]} dimensions")


def _ranker() -> Finding:
    """Say which ranker serves. The encoder's name is enough here: it is not loaded again."""
    try:
        found = champion(settings().home)
    except MatcherError as error:
        remedy = "run: passerelle model rollback, or promote another version with --force"
        return Finding("ranker", str(error), is_sound=False, remedy=remedy)
    if found is None:
        return Finding("ranker", "cold-start: no version was promoted")
    try:
        encoder = assembly.embedder().query_name
    except (MatcherError, OSError):
        encoder = found.encoder  # told by the line of the encoder
    if found.encoder == encoder:
        return Finding("ranker", found.version)
    return Finding(
        "ranker",
        f"cold-start: {found.version} was learned with another encoder ({found.encoder}); for "
        "chances, train one with this encoder: passerelle model train",
    )


def _indexes() -> list[Finding]:
    try:
        rows = assembly.verify_indexes(None)
    except OSError as error:
        remedy = "make the folder readable, or name another with PASSERELLE_VAR"
        return [Finding("index", str(error), is_sound=False, remedy=remedy)]
    if not rows:
        return [Finding("index", "none yet; passerelle demo or passerelle index build makes one")]
    return [_index(str(row["name"]), str(row["problem"])) for row in rows]


def _index(name: str, problem: str) -> Finding:
    if not problem:
        return Finding(f"index {name}", "sound")
    remedy = f"delete {assembly.indexes_folder() / name}; the next match builds it again"
    return Finding(f"index {name}", problem, is_sound=False, remedy=remedy)
