"""Which words of one language stand for which of another, learned from needs told in three.

    python -m matcher.learning.translations

reads the needs of data/training, without those that are held out, and writes data/lexicon/*.tsv.
IBM Model 1 (Brown et al., "The mathematics of statistical machine translation", 1993) on the index
terms of each need, each term once; it takes half a minute.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain.taxonomy import LANGUAGES
from matcher.learning.splits import is_held_out
from matcher.settings import settings
from matcher.text.tokens import terms

ROUNDS = 8
NOTHING = 1e-4
"""How likely a term is to come from no term at all; takes what stands for nothing."""
DOUBT = 0.5
"""Added to a term's count, so that what was seen once is not certain."""
LEAST_SHARE, LEAST_COUNT = 0.15, 1.2
"""A translation stands for at least so much of a term, and was seen at least so often."""
MOST = 3
"""Translations kept of a term."""

Table = dict[str, list[tuple[str, float]]]


def translations(pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> Table:
    """Return term → its translations with their shares (0 to 1), best first.

    `pairs` are texts that say the same, as index terms of the one language and of the other.
    """
    ours, theirs = _numbered(first for first, _ in pairs), _numbered(other for _, other in pairs)
    key, place = _met(pairs, ours, theirs)
    if not len(key):
        return {}
    distinct, met = np.unique(key, return_inverse=True)
    owner = distinct // len(theirs)
    share = np.full(len(distinct), 1.0 / len(theirs))
    count: NDArray[Any] = np.zeros(len(distinct))
    for _ in range(ROUNDS):
        likely = share[met]
        explained = np.bincount(place, weights=likely)[place] + NOTHING
        count = np.bincount(met, weights=likely / explained, minlength=len(distinct))
        whole = np.bincount(owner, weights=count, minlength=len(ours))
        share = count / (whole[owner] + DOUBT)
    names, others = list(ours), list(theirs)
    table: Table = {}
    for at in np.flatnonzero((share >= LEAST_SHARE) & (count >= LEAST_COUNT)):
        found = (others[distinct[at] % len(theirs)], round(float(share[at]), 3))
        table.setdefault(names[owner[at]], []).append(found)
    return {
        term: sorted(found, key=lambda each: (-each[1], each[0]))[:MOST]
        for term, found in sorted(table.items())
    }


def _met(
    pairs: Sequence[tuple[Sequence[str], Sequence[str]]],
    ours: Mapping[str, int],
    theirs: Mapping[str, int],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return every meeting of a term with one of the other text.

    Two arrays (meetings,): a number for the two terms, and one for the place of the second term
    among all texts.
    """
    keys, places, before = [], [], 0
    for first, other in pairs:
        left = np.array(sorted({ours[term] for term in first}), dtype=np.int64)
        right = np.array(sorted({theirs[term] for term in other}), dtype=np.int64)
        keys.append(np.tile(left, len(right)) * len(theirs) + np.repeat(right, len(left)))
        places.append(np.repeat(np.arange(len(right)) + before, len(left)))
        before += len(right)
    nothing = np.empty(0, dtype=np.int64)
    return np.concatenate([nothing, *keys]), np.concatenate([nothing, *places])


def _numbered(texts: Iterator[Sequence[str]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for text in texts:
        for term in text:
            found.setdefault(term, len(found))
    return found


def write_tables(training: Path, folder: Path) -> dict[str, int]:
    """Write `<from>_<to>.tsv` for every two languages; return how many terms each has.

    Needs for sample startups that are held out are left out; all others teach, the blind ones too.
    """
    outside = {startup["id"] for startup in _rows(training / "startups.jsonl")}
    told = [
        need
        for need in _rows(training / "needs.jsonl")
        if need["startup_id"] in outside or not is_held_out(need["startup_id"])
    ]
    blind = training / "blind_needs.jsonl"
    told += _rows(blind) if blind.exists() else []
    texts = {name: [terms(need[name], name) for need in told] for name in LANGUAGES}
    sizes = {}
    for one, other in permutations(LANGUAGES, 2):
        table = translations(list(zip(texts[one], texts[other], strict=True)))
        lines = (f"{term}\t{found}\t{share}\n" for term in table for found, share in table[term])
        (folder / f"{one}_{other}.tsv").write_text("".join(lines), encoding="utf-8")
        sizes[f"{one}_{other}"] = len(table)
    return sizes


def _rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    DATA = settings().home / "data"
    for name, size in write_tables(DATA / "training", DATA / "lexicon").items():
        sys.stdout.write(f"{name}: {size} terms\n")
