"""Overlap of taxonomy tags, as simple matchmakers do: no ranking by what the texts say."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matcher.errors import ReferenceUnreadable
from matcher.learning.rankings import (
    DEPTH,
    Documents,
    Queries,
    Ranking,
    Run,
    in_order,
    whole_text,
)

KINDS = {"sectors": "sector_terms", "technologies": "technology_terms", "regions": "region_terms"}
"""File of tags → file of further words for them; either may be missing, sectors.json may not."""

_WORD = re.compile(r"\w+")
_MARKS = re.compile("[\u0300-\u036f\u064b-\u065f\u0670]+")
_ARABIC_LETTERS = str.maketrans("أإآٱىة", "اااايه", "ـ")


@dataclass(frozen=True)
class Vocabulary:
    """The words that stand for tags."""

    tags: Mapping[tuple[str, ...], frozenset[str]]
    """Folded words of a label or synonym → the tags that it stands for."""
    longest: Mapping[str, int]
    """First word → most words of a label or synonym that begins with it."""


def rank(documents: Documents, queries: Queries, *, taxonomy: Path, depth: int = DEPTH) -> Run:
    """Rank by the Jaccard overlap of the tags of query and document.

    A text has a tag when one of its labels or synonyms, in any language, occurs in it as whole
    words (case, accents and Arabic letter variants aside). Documents that share no tag are not in
    the ranking; equal overlaps are in the order of document ids. `taxonomy` is the folder of
    sectors.json (and regions.json…); ReferenceUnreadable when it cannot be read.
    """
    vocabulary = read_vocabulary(taxonomy)
    tagged = {doc: tags(whole_text(*text), vocabulary) for doc, text in documents.items()}
    return {
        query: _overlaps(tags(text, vocabulary), tagged)[:depth] for query, text in queries.items()
    }


def tags(text: str, vocabulary: Vocabulary) -> frozenset[str]:
    """Return the tags whose label or synonym occurs in the text."""
    words = _folded_words(text)
    found: set[str] = set()
    for start, word in enumerate(words):
        for length in range(1, vocabulary.longest.get(word, 0) + 1):
            found |= vocabulary.tags.get(words[start : start + length], frozenset())
    return frozenset(found)


def read_vocabulary(taxonomy: Path) -> Vocabulary:
    """Read the labels and synonyms of the taxonomy folder; tags are "kind:id"."""
    names: dict[tuple[str, ...], frozenset[str]] = {}
    for kind, further in KINDS.items():
        rows = _read(taxonomy / f"{kind}.json", needed=kind == "sectors") or []
        terms = _read(taxonomy / f"{further}.json", needed=False) or {}
        for row in rows:
            tag = f"{kind}:{row['id']}"
            for name in (*_labels(row), *_strings(terms.get(row["id"]))):
                key = _folded_words(name)
                if key:
                    names[key] = names.get(key, frozenset()) | {tag}
    longest: dict[str, int] = {}
    for key in names:
        longest[key[0]] = max(len(key), longest.get(key[0], 0))
    return Vocabulary(names, longest)


def _overlaps(wanted: frozenset[str], tagged: Mapping[str, frozenset[str]]) -> Ranking:
    return in_order(
        (doc, len(wanted & owned) / len(wanted | owned))
        for doc, owned in tagged.items()
        if not wanted.isdisjoint(owned)
    )


def _labels(row: Mapping[str, Any]) -> Iterator[str]:
    for field, value in row.items():
        if field.startswith("label_") or field == "synonyms":
            yield from _strings(value)


def _strings(value: object) -> Iterable[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        return [text for item in value for text in _strings(item)]
    return []


def _read(file: Path, *, needed: bool) -> Any:
    if not needed and not file.exists():
        return None
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise ReferenceUnreadable(
            f"{file} cannot be read as JSON ({problem}), so the tags baseline has no tags; "
            "restore the file, or leave tags out of --systems."
        ) from problem


def _folded_words(text: str) -> tuple[str, ...]:
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_ARABIC_LETTERS))
    return tuple(_WORD.findall(_MARKS.sub("", decomposed)))
