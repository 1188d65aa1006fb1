"""Turns the installed weights of the embedded encoder into a folder that loads offline.

The folder appears whole or not at all: it is written beside its place, flushed to the disk, and
renamed once. A lock keeps two processes from converting at once; it dies with its process, so
whoever holds it may clear what a killed conversion left.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from matcher.errors import EncoderUnavailable
from matcher.retrieval.query_adapter import QueryAdapter
from matcher.retrieval.trained_layers import TrainedLayers

MANIFEST = "manifest.json"
RECIPE = 1
"""Raised when the conversion itself changes, so that folders of older recipes are rebuilt."""
_PARTIAL = ".partial-"
_WRITTEN = ("name", "package", "file", "sha256", "query_prompt", "passage_prompt")


@dataclass(frozen=True, slots=True)
class EncoderSource:
    """Where the embedded encoder's weights are installed and what they must be."""

    name: str
    package: str
    file: str
    sha256: str
    query_prompt: str
    passage_prompt: str
    trained: TrainedLayers | None = None
    """Layers trained for this project that take the place of the installed ones."""
    adapter: QueryAdapter | None = None
    """What needs are read with besides; no part of the converted folder."""

    @property
    def folder_name(self) -> str:
        """What the converted folder is called."""
        return self.trained.name if self.trained else self.name


def read_source(path: Path, *, trained: bool = False) -> EncoderSource:
    """Return what `models/embedding.toml` says, or raise EncoderUnavailable.

    With `trained`, what its tables `[trained]` and `[queries]` name is part of it, if they are
    there.
    """
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
        told = written.get("trained") if trained else None
        layers = TrainedLayers.described(told, path.parent) if told is not None else None
        asked = written.get("queries") if trained else None
        adapter = QueryAdapter.described(asked, path.parent) if asked is not None else None
        texts = {name: str(written[name]) for name in _WRITTEN}
    except OSError as problem:
        raise EncoderUnavailable(
            f"{path} cannot be read ({problem.strerror}). "
            "Set PASSERELLE_HOME to the folder that holds data/ and models/."
        ) from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as problem:
        raise EncoderUnavailable(
            f"{path} does not describe an encoder ({problem}). Restore the file."
        ) from problem
    if adapter and (layers is None or adapter.of != layers.name):
        raise EncoderUnavailable(
            f"{path}: [queries] changes the layers {adapter.of}, which [trained] does not name. "
            "Restore the file, or take the table [queries] out and train a reading of needs for "
            "these layers: passerelle encoder adapt."
        )
    return EncoderSource(**texts, trained=layers, adapter=adapter)


def encoder_folder(source: EncoderSource, var: Path) -> Path:
    """Return where the converted encoder belongs, whether it is there or not."""
    return var / "encoder" / source.folder_name


def converted_encoder(source: EncoderSource, var: Path, *, thorough: bool = False) -> Path:
    """Return the folder of the converted encoder under `var`, converting it when needed.

    The first call takes seconds and about 300 MB of disk. Later ones check file sizes only, or
    with `thorough` every byte; a folder that does not fit is built again. Raises
    EncoderUnavailable when the weights are missing or are not the expected ones, or when `var`
    cannot be written.
    """
    place = encoder_folder(source, var)

    def is_whole() -> bool:
        return _looks_whole(place, source) and not (thorough and damage(place, source))

    if is_whole():
        return place
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with _only_one_at_a_time(place.parent):
            _clear_remains(place.parent)
            if not is_whole():
                _convert(source, place)
    except OSError as problem:
        raise EncoderUnavailable(
            f"The encoder could not be written to {place} ({problem.strerror}). "
            "It needs about 300 MB; free some space or set PASSERELLE_VAR to another folder."
        ) from problem
    return place


def damage(place: Path, source: EncoderSource) -> list[str]:
    """Return what is wrong with a converted folder, a sentence a fault; empty when it is whole.

    Reads every file (a second or two). `converted_encoder(..., thorough=True)` mends it.
    """
    manifest = _manifest(place)
    if manifest is None:
        return [f"{place} is not a converted encoder"]
    faults = [] if _is_current(manifest, source) else [f"{place} was made by another version"]
    for name, expected in manifest["files"].items():
        try:
            found = _sha256(place / name)
        except OSError as problem:
            faults.append(f"{place / name} cannot be read: {problem.strerror}")
            continue
        if found != expected["sha256"]:
            faults.append(f"{place / name} has changed since it was written")
    return faults


def _convert(source: EncoderSource, place: Path) -> None:
    from matcher.retrieval import e5s1
    from matcher.retrieval.encoder_files import write_encoder_files

    model = e5s1.read(_verified_weights(source))
    partial = Path(tempfile.mkdtemp(prefix=f"{_PARTIAL}{source.folder_name}-", dir=place.parent))
    prompts = {
        "query": source.query_prompt,
        "passage": source.passage_prompt,
        "document": source.passage_prompt,
    }
    try:
        write_encoder_files(model, prompts, partial, source.trained)
        _write_manifest(partial, source)
        _flush(partial)
        if place.exists():
            place.rename(place.parent / f"{_PARTIAL}{source.folder_name}-broken-{os.getpid()}")
        partial.rename(place)
        _flush_folder(place.parent)
    finally:
        _clear_remains(place.parent)


def _verified_weights(source: EncoderSource) -> bytes:
    """Return the installed weights; no code of their package is run."""
    found = importlib.util.find_spec(source.package)
    folders = found.submodule_search_locations if found else None
    if not folders:
        raise EncoderUnavailable(
            f"The package {source.package}, which carries the encoder's weights, is not installed."
            " Run `make setup`, or set PASSERELLE_ENCODER to another encoder."
        )
    path = Path(folders[0]) / source.file
    try:
        weights = path.read_bytes()
    except OSError as problem:
        raise EncoderUnavailable(
            f"The encoder's weights cannot be read from {path} ({problem.strerror}). "
            f"Install {source.package} again."
        ) from problem
    if hashlib.sha256(weights).hexdigest() != source.sha256:
        raise EncoderUnavailable(
            f"{path} is not the file that models/embedding.toml expects (its checksum differs). "
            f"Install the version of {source.package} named in pyproject.toml."
        )
    return weights


def _manifest(place: Path) -> dict[str, dict[str, dict[str, object]]] | None:
    try:
        manifest = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    is_one = isinstance(manifest, dict) and isinstance(manifest.get("files"), dict)
    return manifest if is_one else None


def _is_current(manifest: dict[str, dict[str, dict[str, object]]], source: EncoderSource) -> bool:
    return manifest.get("made_from") == _made_from(source)


def _looks_whole(place: Path, source: EncoderSource) -> bool:
    manifest = _manifest(place)
    if manifest is None or not _is_current(manifest, source):
        return False
    try:
        return all(
            (place / name).stat().st_size == entry["size"]
            for name, entry in manifest["files"].items()
        )
    except OSError:
        return False


def _made_from(source: EncoderSource) -> dict[str, object]:
    prompts = [source.query_prompt, source.passage_prompt]
    made_from: dict[str, object] = {"sha256": source.sha256, "recipe": RECIPE, "prompts": prompts}
    if source.trained:
        made_from["trained"] = [source.trained.sha256, source.trained.lowercase]
    return made_from


def _write_manifest(folder: Path, source: EncoderSource) -> None:
    files = {
        path.relative_to(folder).as_posix(): {
            "size": path.stat().st_size,
            "sha256": _sha256(path),
        }
        for path in _files(folder)
    }
    manifest = {"made_from": _made_from(source), "files": files}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _sha256(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _flush(folder: Path) -> None:
    """Make every file readable by all and sure to be on the disk."""
    for path in _files(folder):
        path.chmod(0o644)
        with path.open("rb") as opened:
            os.fsync(opened.fileno())
    for path in [folder, *(path for path in folder.rglob("*") if path.is_dir())]:
        path.chmod(0o755)
        _flush_folder(path)


def _flush_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _clear_remains(parent: Path) -> None:
    for remains in parent.glob(f"{_PARTIAL}*"):
        shutil.rmtree(remains)


@contextmanager
def _only_one_at_a_time(parent: Path) -> Iterator[None]:
    """Wait for, then hold, the lock of a folder; the system frees it when the process ends."""
    import fcntl

    with (parent / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
