"""A folder in BEIR layout: documents, queries and their judgements."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from matcher.errors import UnreadableInput
from matcher.intake.encodings import detect_encoding, open_text
from matcher.intake.jsonlines import json_lines, read_json_rows
from matcher.intake.limits import MEBIBYTE, IntakeLimits, check_file
from matcher.intake.report import RefusedRow, quoted, refuse_rows
from matcher.intake.rows import SourceRow
from matcher.intake.startups import corpus_of

EVALUATION_LIMITS: Final = IntakeLimits(
    file_bytes=8192 * MEBIBYTE, rows=20_000_000, cell_characters=10_000_000
)
_MANY: Final = 1_000

Document = tuple[str, str, Mapping[str, object]]
"""Title, text and metadata; each as the file gives it."""


@dataclass(frozen=True, slots=True)
class BeirSet:
    """Documents, queries and graded judgements, each by id, in file order.

    `qrels[query][document]` is the score (0 or more; 1 or more is relevant) and covers only given
    queries; `ignored_judgements` counts lines of qrels for queries that are not given.
    """

    documents: Mapping[str, Document]
    queries: Mapping[str, str]
    query_metadata: Mapping[str, Mapping[str, object]]
    qrels: Mapping[str, Mapping[str, float]]
    ignored_judgements: int = 0


@dataclass(slots=True)
class _Judgements:
    scores: dict[str, dict[str, float]] = field(default_factory=dict)
    refused: list[RefusedRow] = field(default_factory=list)
    ignored: int = 0


def read_beir(
    folder: Path | str,
    *,
    queries: Path | str | None = None,
    qrels: Path | str | None = None,
    limits: IntakeLimits = EVALUATION_LIMITS,
) -> BeirSet:
    """Return the set that a folder holds: corpus.jsonl (or CORPUS), queries.jsonl and qrels.

    The judgements are qrels.tsv or qrels/test.tsv, with a heading; `queries` and `qrels` name other
    files. Judgements for queries that are not given are counted and left out. Raises
    UnreadableInput for what is missing, and RefusedRows for lines that cannot be read, that repeat
    an id, that score below 0, or that judge a document outside the corpus.
    """
    root = Path(folder)
    if not root.is_dir():
        raise UnreadableInput(f"{root} is not a folder. Give a folder in BEIR layout.")
    asked, metadata = _read_queries(Path(queries) if queries else root / "queries.jsonl", limits)
    documents = _read_documents(corpus_of(root), limits)
    judged = _read_judgements(_qrels_of(root, qrels), asked, documents, limits)
    refuse_rows(judged.refused)
    return BeirSet(documents, asked, metadata, judged.scores, judged.ignored)


def _qrels_of(root: Path, given: Path | str | None) -> Path:
    if given is not None:
        return Path(given)
    nested = root / "qrels" / "test.tsv"
    return nested if nested.is_file() and not (root / "qrels.tsv").is_file() else root / "qrels.tsv"


def _read_documents(path: Path, limits: IntakeLimits) -> dict[str, Document]:
    documents: dict[str, Document] = {}
    refused: list[RefusedRow] = []
    for row, cells in _objects(path, limits, refused):
        title, text, metadata = cells.get("title") or "", cells.get("text"), cells.get("metadata")
        key = _key(row, cells, documents, refused)
        if not isinstance(text, str) or not isinstance(title, str):
            refused.append(_refusal(row, "text", "title and text are not both text"))
        elif key is not None:
            documents[key] = (title, text, metadata if isinstance(metadata, dict) else {})
    _finish(path, refused, documents, "document")
    return documents


def _read_queries(
    path: Path, limits: IntakeLimits
) -> tuple[dict[str, str], dict[str, Mapping[str, object]]]:
    queries: dict[str, str] = {}
    metadata: dict[str, Mapping[str, object]] = {}
    refused: list[RefusedRow] = []
    for row, cells in _objects(path, limits, refused):
        text, extra = cells.get("text"), cells.get("metadata")
        key = _key(row, cells, queries, refused)
        if not isinstance(text, str) or not text.strip():
            refused.append(_refusal(row, "text", "a query has no text"))
        elif key is not None:
            queries[key] = text
            metadata[key] = extra if isinstance(extra, dict) else {}
    _finish(path, refused, queries, "query")
    return queries, metadata


def _objects(
    path: Path, limits: IntakeLimits, refused: list[RefusedRow]
) -> Iterator[tuple[SourceRow, dict[str, object]]]:
    check_file(path, limits)
    for row in read_json_rows(path, limits).items:
        if isinstance(row, SourceRow):
            yield row, dict(row.values)
        elif len(refused) < _MANY:
            refused.append(row)


def _key(
    row: SourceRow, cells: dict[str, object], known: Mapping[str, object], refused: list[RefusedRow]
) -> str | None:
    value = cells.get("_id")
    key = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(key, str) or not key or key.split() != [key]:
        refused.append(_refusal(row, "_id", "the _id is missing, or holds white space"))
        return None
    if key in known:
        refused.append(_refusal(row, "_id", f"the _id {quoted(key)} is given twice"))
        return None
    return key


def _refusal(row: SourceRow, name: str, problem: str) -> RefusedRow:
    return RefusedRow(row.line, name, problem, 'Write {"_id": "…", "title": "…", "text": "…"}.')


def _finish(path: Path, refused: list[RefusedRow], found: Mapping[str, object], what: str) -> None:
    refuse_rows(refused)
    if not found:
        raise UnreadableInput(f"{path} holds no {what}. Write one JSON object a line.")


def _read_judgements(
    path: Path,
    queries: Mapping[str, str],
    documents: Mapping[str, Document],
    limits: IntakeLimits,
) -> _Judgements:
    check_file(path, limits)
    judged = _Judgements()
    with open_text(path, detect_encoding(path)) as stream:
        for number, line in enumerate(json_lines(stream, limits), start=1):
            cells = line.strip("\r\n").split("\t")
            if line.strip() and not (number == 1 and _score(cells[-1]) is None):
                _judge(number, cells, queries, documents, judged)
    if not judged.scores and not judged.refused:
        raise UnreadableInput(
            f"{path} judges none of the queries given ({judged.ignored:,} lines are for others). "
            "Check that queries and qrels belong together."
        )
    return judged


def _judge(
    number: int,
    cells: list[str],
    queries: Mapping[str, str],
    documents: Mapping[str, Document],
    judged: _Judgements,
) -> None:
    score = _score(cells[-1])
    if len(cells) != 3 or score is None or score < 0:
        problem = "it is not a query id, a document id and a score of 0 or more"
        _refuse(judged, number, "score", problem)
    elif cells[0] not in queries:
        judged.ignored += 1
    elif cells[1] not in documents:
        _refuse(judged, number, "corpus-id", f"no document has the id {quoted(cells[1])}")
    elif judged.scores.setdefault(cells[0], {}).setdefault(cells[1], score) != score:
        _refuse(judged, number, "score", f"{quoted(cells[1])} was scored otherwise before")


def _refuse(judged: _Judgements, number: int, name: str, problem: str) -> None:
    remedy = "Each line is query-id, corpus-id and score, separated by tabs."
    judged.refused.append(RefusedRow(number, name, problem, remedy))


def _score(cell: str) -> float | None:
    """Return a score, whole where it can be; None when the cell is no finite number."""
    try:
        number = float(cell)
    except ValueError:
        return None
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() else number
