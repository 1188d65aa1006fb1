"""Finds what in a text tells who is meant, each with its place; an officer decides."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Final

from matcher.text.leaks.arabic_names import arabic_names
from matcher.text.leaks.contacts import contacts
from matcher.text.leaks.endless import between, endless, moved
from matcher.text.leaks.figures import figures
from matcher.text.leaks.findings import Finding, Kind, Trace
from matcher.text.leaks.identifiers import identifiers
from matcher.text.leaks.known_names import NOBODY, KnownNames
from matcher.text.leaks.new_names import new_names
from matcher.text.leaks.organisations import known
from matcher.text.leaks.people import people
from matcher.text.leaks.places import places
from matcher.text.leaks.rare_names import rare_names
from matcher.text.leaks.reading import Reading, read
from matcher.text.leaks.superlatives import superlatives

HIDDEN: Final = "[…]"
"""What stands in place of words that may not be read."""
CONTACTS: Final = frozenset({Kind.EMAIL, Kind.URL, Kind.PHONE})
EVERY_KIND: Final = frozenset(Kind)
_FINDERS: Final[tuple[tuple[frozenset[Kind], Callable[[Reading], Iterator[Trace]]], ...]] = (
    (CONTACTS, contacts),
    (frozenset({Kind.IDENTIFIER}), identifiers),
    (frozenset({Kind.ORGANISATION}), new_names),
    (frozenset({Kind.ORGANISATION}), arabic_names),
    (frozenset({Kind.PERSON}), people),
    (frozenset({Kind.SITE}), places),
    (frozenset({Kind.UNIQUE}), superlatives),
    (frozenset({Kind.FIGURE}), figures),
)
_ORDER: Final = {kind: place for place, kind in enumerate(Kind)}


def find(
    text: str, names: KnownNames = NOBODY, kinds: Collection[Kind] = EVERY_KIND
) -> tuple[Finding, ...]:
    """Return what tells who is meant, in the order of the text; no two findings overlap.

    Offsets are into the text as given. The languages need not be told: texts mix them.
    """
    found = list(endless(text)) if Kind.URL in kinds else []
    return _apart(text, [*found, *_in_parts(text, lambda part: _within(part, names, kinds))])


def known_only(text: str, names: KnownNames) -> tuple[Finding, ...]:
    """Return contacts, and these names: what is hidden even where an officer let words pass."""
    told = _in_parts(text, lambda part: [*contacts(part), *known(part, names)])
    return _apart(text, [*endless(text), *told])


def _in_parts(text: str, traces_of: Callable[[Reading], Iterable[Trace]]) -> Iterator[Finding]:
    """Yield what is found in the parts of a text that endless words part."""
    for begins, part in between(text):
        reading = read(part)
        for each in filter(None, map(reading.finding, traces_of(reading))):
            yield moved(each, begins)


def _within(reading: Reading, names: KnownNames, kinds: Collection[Kind]) -> list[Trace]:
    traces = [
        trace for found, finder in _FINDERS if found & set(kinds) for trace in finder(reading)
    ]
    if Kind.ORGANISATION in kinds:
        traces.extend(known(reading, names))
        traces.extend(_beside(rare_names(reading), traces))
    return traces


def hide(text: str, findings: Iterable[Finding]) -> str:
    """Return a text with «[…]» in place of each finding."""
    parts, rest = [], 0
    for each in findings:
        parts += [text[rest : each.start], HIDDEN]
        rest = each.end
    return "".join([*parts, text[rest:]])


def _apart(text: str, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings that do not overlap: those that do become one, of the telling kind."""
    joined: list[Finding] = []
    for each in sorted(findings, key=lambda one: (one.start, -one.end)):
        if joined and each.start < joined[-1].end:
            joined[-1] = _joined(text, joined[-1], each)
        else:
            joined.append(each)
    return tuple(joined)


def _beside(more: Iterable[Trace], traces: Sequence[Trace]) -> list[Trace]:
    """Return those of more traces where no other stands."""
    return [
        each
        for each in more
        if not any(each.start < one.end and one.start < each.end for one in traces)
    ]


def _joined(text: str, one: Finding, other: Finding) -> Finding:
    told = min(one, other, key=lambda each: (_ORDER[each.kind], each.reason != "known_name"))
    start, end = min(one.start, other.start), max(one.end, other.end)
    return Finding(told.kind, start, end, text[start:end], told.reason)
