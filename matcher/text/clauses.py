"""A sentence cut into the separate things that it asks for."""

import re
from itertools import pairwise

from matcher.text.aligned import AlignedText
from matcher.text.cues import Cues
from matcher.text.facts import is_only_a_place
from matcher.text.segments import Span

_POINT = re.compile(r"[;؛•\n]|(?:^|\s)[-–*](?=\s)")
_BREAK = re.compile(r"[,،](?=\s)")
_ALTERNATIVE = re.compile(r"(?:ou|or|او)\s")
_CONJUNCTION = re.compile(r"(?:et|and|mais|but|puis|then|و)\s+")
_WORD = re.compile(r"[^\W_]+")
_EDGES = " \t\r\n.,;:،؛…!?؟-–•*"
SHORTEST = 3
"""A clause of fewer words than this says too little alone and joins its neighbour."""


def clauses(aligned: AlignedText, start: int, end: int, cues: Cues) -> list[Span]:
    """Cut folded[start:end] into clauses; spans are offsets into the folded text, edges trimmed.

    A clause of fewer words than SHORTEST joins its neighbour, and an alternative ("or …") the
    clause before it; but the points of a list stay apart, however short. What only says where
    ("for our plant in Fez") is no clause.
    """
    edges = [start, *(found.end() for found in _POINT.finditer(aligned.text, start, end)), end]
    found = []
    for low, high in pairwise(edges):
        found += _within_point(aligned, low, high, cues)
    return found


def _within_point(aligned: AlignedText, start: int, end: int, cues: Cues) -> list[Span]:
    cuts = sorted(
        {start, end}
        | {match.start() for match in _BREAK.finditer(aligned.text, start, end)}
        | {match.start() for match in cues.joints.finditer(aligned.text, start, end)}
    )
    spans = [trimmed(aligned, low, high) for low, high in pairwise(cuts)]
    told = [span for span in spans if span and not is_only_a_place(aligned.text[slice(*span)])]
    joined = _joined(aligned, told)
    return [Span(low, high) for low, high in joined]


def trimmed(aligned: AlignedText, start: int, end: int) -> tuple[int, int] | None:
    """Return folded[start:end] without punctuation at its edges, or None when nothing is left."""
    while start < end and aligned.text[start] in _EDGES:
        start += 1
    opening = _CONJUNCTION.match(aligned.text, start, end)
    start = opening.end() if opening else start
    while end > start and aligned.text[end - 1] in _EDGES:
        end -= 1
    return (start, end) if _WORD.search(aligned.text, start, end) else None


def _joined(aligned: AlignedText, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for low, high in spans:
        if joined and (
            _is_short(aligned, low, high)
            or _is_short(aligned, *joined[-1])
            or _ALTERNATIVE.match(aligned.text, low, high)
        ):
            joined[-1] = (joined[-1][0], high)
        else:
            joined.append((low, high))
    return joined


def _is_short(aligned: AlignedText, low: int, high: int) -> bool:
    return len(_WORD.findall(aligned.text, low, high)) < SHORTEST
