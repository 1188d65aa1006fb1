"""A frozen index as files: written once, checked and memory-mapped when opened."""

import os
from dataclasses import fields
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from matcher.errors import SnapshotRefused
from matcher.retrieval.centring import Centring
from matcher.retrieval.digest import text_version
from matcher.retrieval.embedding import Embedder
from matcher.retrieval.facets import FIELDS, Facets, Postings
from matcher.retrieval.files import read_array, read_facts, write_array, write_facts
from matcher.retrieval.lexicon import Lexicon
from matcher.retrieval.manifest import JOURNAL, Manifest, read_manifest, refused, write_manifest
from matcher.retrieval.records import Records
from matcher.retrieval.rows import Columns, Rows
from matcher.retrieval.segment import Base, Segment
from matcher.retrieval.vectors import load_index
from matcher.retrieval.vocabulary import Vocabulary

_VOCABULARY = "vocabulary.json"
_SENTENCES = "sentences.npy"
_LINES = "startups.npy"
_VALUES = "values.json"


def write_snapshot(folder: Path, base: Base, *, encoder: str, created: str) -> None:
    """Write an index into an empty folder; the manifest comes last."""
    segment, rows = base.segment, base.segment.rows
    for name, arrays in _groups(base).items():
        _write_group(folder / f"{name}.npz", arrays)
    write_array(folder / _LINES, rows.records.lines)
    write_facts(folder / _VALUES, {name: rows.facets.postings[name].values for name in FIELDS})
    write_array(folder / _SENTENCES, segment.sentence_vectors)
    segment.vectors.save(folder / "vectors")
    (folder / "words").mkdir()
    base.lexicon.save(folder / "words")
    base.vocabulary.save(folder / _VOCABULARY)
    (folder / JOURNAL).touch()
    write_manifest(folder, _manifest(base, encoder, created))


def read_snapshot(
    folder: Path, embedder: Embedder, *, verify: bool = True
) -> tuple[Base, Manifest]:
    """Open a snapshot that `write_snapshot` wrote, and return it with what it says of itself.

    Raises:
        SnapshotRefused: it is damaged, or was made with another encoder, dimension or text rules.

    """
    manifest = read_manifest(folder, verify=verify)
    _check_origin(folder, manifest, embedder)
    try:
        base = _read(folder, manifest)
    except SnapshotRefused as error:
        raise refused(folder, str(error).rstrip(".")) from error
    except (OSError, ValueError, KeyError, IndexError, TypeError, BadZipFile) as error:
        raise refused(folder, f"its files cannot be read ({error!r})") from error
    _check_counts(folder, manifest, base)
    return base, manifest


def _manifest(base: Base, encoder: str, created: str) -> Manifest:
    rows = base.segment.rows
    return Manifest(
        encoder=encoder,
        dimension=base.dimension,
        startups=len(rows),
        capabilities=rows.capabilities,
        passages=rows.passages,
        sentences=rows.sentences,
        mean_terms=base.mean_terms,
        text_version=text_version(),
        created=created,
    )


def _check_origin(folder: Path, manifest: Manifest, embedder: Embedder) -> None:
    if manifest.encoder != embedder.name:
        raise refused(
            folder,
            f"it was made with the encoder {manifest.encoder}, and {embedder.name} is in use",
        )
    if manifest.dimension != embedder.dimension:
        raise refused(
            folder,
            f"its vectors have {manifest.dimension} numbers, and the encoder's have "
            f"{embedder.dimension}",
        )
    if manifest.text_version != text_version():
        raise refused(folder, "it was made with other rules for sentences and words")


def _check_counts(folder: Path, manifest: Manifest, base: Base) -> None:
    """Compare what was read with what the manifest says."""
    rows, segment = base.segment.rows, base.segment
    found = {
        "startups": (len(rows), manifest.startups),
        "capabilities": (rows.capabilities, manifest.capabilities),
        "passages": (rows.passages, manifest.passages),
        "sentences": (rows.sentences, manifest.sentences),
        "vectors": (len(segment.vectors), manifest.passages),
        "numbers in a vector": (segment.vectors.dimension, manifest.dimension),
        "sentence vectors": (len(segment.sentence_vectors), manifest.sentences),
        "indexed texts": (len(base.lexicon), manifest.capabilities),
        "statuses": (len(rows.facets.status), manifest.startups),
    }
    for name, (here, said) in found.items():
        if here != said:
            raise refused(folder, f"it holds {here} {name} where its manifest says {said}")
    if segment.sentence_vectors.shape != (manifest.sentences, manifest.dimension):
        raise refused(folder, "its sentence vectors are of another dimension")


def _groups(base: Base) -> dict[str, dict[str, NDArray[Any]]]:
    """Return the small arrays of an index, by file and name."""
    rows = base.segment.rows
    facets: dict[str, NDArray[Any]] = {"status": rows.facets.status, "trl": rows.facets.trl}
    for name in FIELDS:
        facets[f"{name}_ptr"] = rows.facets.postings[name].ptr
        facets[f"{name}_positions"] = rows.facets.postings[name].positions
    records = {name: getattr(rows.records, name) for name in _names(Records) if name != "lines"}
    return {
        "records": records,
        "columns": {name: getattr(rows.columns, name) for name in _names(Columns)},
        "facets": facets,
        "centring": dict(base.centring.to_arrays()),
        "measures": {"covariance": base.covariance},
    }


def _names(kind: type[Records | Columns]) -> list[str]:
    return [each.name for each in fields(kind)]


def _read(folder: Path, manifest: Manifest) -> Base:
    lexicon = Lexicon.load(folder / "words")
    lines = _mapped(folder / _LINES)
    segment = Segment(
        Rows(
            Records(lines=lines, **_group(folder / "records.npz")),
            _facets(folder),
            Columns(**_group(folder / "columns.npz")),
        ),
        load_index(folder / "vectors"),
        _mapped(folder / _SENTENCES),
        lexicon,
    )
    return Base(
        segment,
        lexicon,
        Vocabulary.load(folder / _VOCABULARY),
        Centring.from_arrays(_group(folder / "centring.npz")),
        _group(folder / "measures.npz")["covariance"],
        manifest.mean_terms,
    )


def _facets(folder: Path) -> Facets:
    values = read_facts(folder / _VALUES, dict.fromkeys(FIELDS, list))
    arrays = _group(folder / "facets.npz")
    postings = {
        name: Postings(tuple(values[name]), arrays[f"{name}_ptr"], arrays[f"{name}_positions"])
        for name in FIELDS
    }
    return Facets(arrays["status"], arrays["trl"], postings)


def _write_group(path: Path, arrays: dict[str, NDArray[Any]]) -> None:
    """Write small arrays into one file and wait until the disk has it."""
    with path.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)
        file.flush()
        os.fsync(file.fileno())


def _group(path: Path) -> dict[str, NDArray[Any]]:
    """Read the arrays of one file into memory."""
    with np.load(path) as archive:
        return {name: archive[name] for name in archive.files}


def _mapped(path: Path) -> NDArray[Any]:
    """Return a memory-mapped array, as a plain one: the class memmap is slow to slice."""
    return np.asarray(read_array(path, mapped=True))
