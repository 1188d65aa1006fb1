"""The judged sets that quality is measured on, and the part of each that nothing was tuned on."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from matcher.intake.beir import BeirSet, read_beir
from matcher.intake.startups import corpus_of
from matcher.learning.splits import Part, parts_of

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ROOT / "data" / "judgements"
SHIPPED_PREFIX = "shipped/"
MAROC = ("maroc_fr", "maroc_ar", "maroc_en")
"""The job itself; what ships is the whole set."""


@dataclass(frozen=True)
class JudgedSet:
    """A set by its name: the folder, and the queries of the test part, in file order."""

    name: str
    folder: Path
    asked: tuple[str, ...]
    of: int
    """Queries in all."""

    @property
    def corpus(self) -> Path:
        """The file of its documents; sets that share it have the same one."""
        return corpus_of(self.folder).resolve()

    def read(self) -> BeirSet:
        """Return the documents, and the queries and judgements of the test part."""
        with self.test_part() as (queries, qrels):
            return read_beir(self.folder, queries=queries, qrels=qrels)

    @contextmanager
    def test_part(self) -> Iterator[tuple[Path, Path]]:
        """Write the test part's queries and judgements into a scratch folder while in use."""
        wanted = set(self.asked)
        with TemporaryDirectory() as scratch:
            queries, qrels = Path(scratch) / "queries.jsonl", Path(scratch) / "qrels.tsv"
            _keep(self.folder / "queries.jsonl", queries, lambda line: _id(line) in wanted)
            _keep(
                self.folder / "qrels.tsv",
                qrels,
                lambda line: line.partition("\t")[0] in wanted | {"query-id"},
            )
            yield queries, qrels


def judged_sets() -> dict[str, JudgedSet]:
    """Return the sets that ship, then those of the folder PASSERELLE_JUDGED, by name.

    The shipped slices are the first queries of their sets in the very order in which sets are cut,
    so all of them are of the test part.
    """
    found = {
        f"{SHIPPED_PREFIX}{folder.name}": _all_of(f"{SHIPPED_PREFIX}{folder.name}", folder)
        for folder in _folders(SHIPPED)
    }
    given = os.environ.get("PASSERELLE_JUDGED")
    if given:
        folders = {folder.name: folder for folder in _folders(Path(given))}
        found |= {name: _test_part_of(name, folders) for name in folders}
    return found


def named(sets: Mapping[str, JudgedSet], name: str) -> JudgedSet | None:
    """Return a set by its name, or the one that ships in its place, or None."""
    return sets.get(name) or sets.get(f"{SHIPPED_PREFIX}{name}")


def _test_part_of(name: str, folders: Mapping[str, Path]) -> JudgedSet:
    def ids_of(each: str) -> list[str]:
        return _ids(folders[each]) if each in folders else []

    parts = parts_of(name, ids_of)
    asked = tuple(each for each in ids_of(name) if parts[each] is Part.TEST)
    return JudgedSet(name, folders[name], asked, len(parts))


def _all_of(name: str, folder: Path) -> JudgedSet:
    ids = _ids(folder)
    return JudgedSet(name, folder, tuple(ids), len(ids))


def _folders(root: Path) -> list[Path]:
    return sorted(path.parent for path in root.glob("*/queries.jsonl"))


def _ids(folder: Path) -> list[str]:
    lines = (folder / "queries.jsonl").read_text(encoding="utf-8").split("\n")
    return [_id(line) for line in lines if line.strip()]


def _id(line: str) -> str:
    return str(json.loads(line)["_id"])


def _keep(source: Path, target: Path, wanted: Callable[[str], bool]) -> None:
    lines = source.read_text(encoding="utf-8").split("\n")
    kept = [line for line in lines if line.strip() and wanted(line)]
    target.write_text("\n".join(kept) + "\n", encoding="utf-8")
