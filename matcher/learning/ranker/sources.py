"""Where examples come from: a judged folder, named, counted and fingerprinted."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from matcher.errors import TooFewVerdicts, UnreadableInput
from matcher.intake.beir import BeirSet
from matcher.intake.startups import corpus_of


@dataclass(frozen=True, slots=True)
class Source:
    """A judged folder: its name, what it holds, and the SHA-256 of its files."""

    name: str
    documents: int
    needs: int
    judgements: int
    fingerprint: str


def source_of(folder: Path, judged: BeirSet) -> Source:
    """Return what there is to say about a folder that was read."""
    return Source(
        folder.resolve().name,
        len(judged.documents),
        len(judged.qrels),
        sum(len(gains) for gains in judged.qrels.values()),
        fingerprint(folder),
    )


def fingerprint(folder: Path) -> str:
    """Return the SHA-256 over the names, sizes and bytes of corpus, queries and judgements."""
    nested = folder / "qrels" / "test.tsv"
    own = folder / "qrels.tsv"
    digest = hashlib.sha256()
    for file in (corpus_of(folder), folder / "queries.jsonl", own if own.is_file() else nested):
        content = file.read_bytes()
        digest.update(f"{file.name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def fingerprint_of_all(sources: Iterable[Source]) -> str:
    """Return one SHA-256 for several sources, in any order."""
    lines = sorted(f"{source.name} {source.fingerprint}\n" for source in sources)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def training_folders(given: Iterable[Path], home: Path) -> list[Path]:
    """Return the folders given, else every folder of judged needs below data/training/graded.

    TooFewVerdicts when there is none; UnreadableInput when two have the same name, since figures
    are told by name.
    """
    graded = home / "data" / "training" / "graded"
    found = list(given) or sorted(file.parent for file in graded.glob("*/queries.jsonl"))
    if not found:
        raise TooFewVerdicts(
            f"No judged needs were given, and there are none in {graded}. Give folders in BEIR "
            "layout: passerelle model train FOLDER."
        )
    names = [folder.resolve().name for folder in found]
    for name in names:
        if names.count(name) > 1:
            raise UnreadableInput(f"Two folders are called {name!r}: rename one of them.")
    return found
