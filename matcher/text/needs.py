"""A need in free words, read into what is sought, its requirements and its facts.

A long need embedded whole drowns in its context (place, figures, deadline). Cue phrases tell the
sentences that ask for something from those that describe; only the first become requirements.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from matcher.domain.challenge import Challenge, Facts, Importance, Requirement
from matcher.text.aligned import AlignedText, align
from matcher.text.clauses import clauses
from matcher.text.cues import Cues, cues_for
from matcher.text.facts import facts_in, is_only_a_fact
from matcher.text.segments import Span, sentences

_POINT = re.compile(r"\s*(?:[-–•*]|\d{1,2}[.)])\s*")
MOST_REQUIREMENTS = 10
SHORT_NEED = 200
"""A text of at most this many characters without a cue is one requirement as it stands."""


@dataclass(frozen=True, slots=True)
class _Wish:
    span: Span
    importance: Importance


def complete(challenge: Challenge) -> Challenge:
    """Fill in what the form left empty: requirements, what is sought, and facts, from the text.

    Requirements given by the form are kept as they are. Every requirement read from the text is an
    exact substring of it, with offsets. Order follows the text; at most ten are kept.
    """
    wishes = _wishes(challenge.text, challenge.language)
    requirements = challenge.requirements or tuple(_requirements(challenge.text, wishes))
    return replace(
        challenge,
        requirements=requirements,
        sought=challenge.sought or _sought(challenge, wishes),
        facts=_merged(challenge.facts, facts_in(challenge.text)),
    )


def _wishes(text: str, language: str) -> list[_Wish]:
    cues = cues_for(language)
    found: list[_Wish] = []
    in_list = False
    for sentence in sentences(text):
        aligned = align(text[sentence.start : sentence.end])
        in_list = _opens_list(aligned, cues) or (in_list and _is_point(aligned))
        found.extend(
            _Wish(_moved(span, aligned, sentence.start), importance)
            for span, importance in _asked(aligned, cues, in_list=in_list)
        )
    return found


def _opens_list(aligned: AlignedText, cues: Cues) -> bool:
    """Tell whether a line such as "Our needs:" announces the points below it."""
    return aligned.text.rstrip().endswith(":") and any(
        cue.search(aligned.text) for cue in (cues.sought, cues.must, cues.nice)
    )


def _is_point(aligned: AlignedText) -> bool:
    return _POINT.match(aligned.text) is not None


def _moved(span: Span, aligned: AlignedText, offset: int) -> Span:
    """Turn a span of a folded sentence into one of the whole original text."""
    return Span(offset + aligned.origins[span.start], offset + aligned.origins[span.end])


def _asked(aligned: AlignedText, cues: Cues, *, in_list: bool) -> Iterator[tuple[Span, Importance]]:
    """Yield the clauses of one sentence that ask for something; the points of a list all do."""
    if cues.refused.search(aligned.text):
        return
    start = _opening(aligned, cues)
    point = _POINT.match(aligned.text) if in_list else None
    if start is None and point:
        start = point.end()
    if start is None:
        return
    for span in clauses(aligned, start, len(aligned.text), cues):
        words = aligned.text[span.start : span.end]
        if not (_is_logistics(words, cues) or is_only_a_fact(words)):
            yield span, Importance.NICE if cues.nice.search(words) else Importance.MUST


def _is_logistics(words: str, cues: Cues) -> bool:
    """Tell whether a clause opens with money, dates or trials, or wishes for them."""
    found = cues.nice.search(words)
    return bool(cues.logistics.search(words) if found else cues.logistics.match(words))


def _opening(aligned: AlignedText, cues: Cues) -> int | None:
    """Return where the asking part of a sentence starts, or None when it only describes."""
    sought = cues.sought.search(aligned.text)
    if sought:
        return sought.end()
    if cues.logistics.match(aligned.text) or cues.today.match(aligned.text):
        return None
    must = cues.must.search(aligned.text)
    if must:
        return must.end() if must.group().rstrip().endswith(":") else 0
    return 0 if cues.nice.search(aligned.text) else None


def _requirements(text: str, wishes: list[_Wish]) -> Iterator[Requirement]:
    kept = wishes[:MOST_REQUIREMENTS] or _fallback(text)
    for number, wish in enumerate(kept, start=1):
        words = text[wish.span.start : wish.span.end]
        yield Requirement(f"r{number}", words, wish.importance, wish.span.start, wish.span.end)


def _fallback(text: str) -> list[_Wish]:
    """Without any cue, the whole of a short text is asked for, or the opening of a long one."""
    spans = sentences(text)
    if not spans:
        return []
    whole = Span(spans[0].start, spans[-1].end)
    asked = [whole] if whole.end - whole.start <= SHORT_NEED else spans[:2]
    return [_Wish(span, Importance.MUST) for span in asked]


def _sought(challenge: Challenge, wishes: list[_Wish]) -> str:
    """Return the title and the musts, joined: the query that leaves the context out."""
    asked = [challenge.text[wish.span.start : wish.span.end] for wish in wishes]
    opening = challenge.title or _first_sentence(challenge.text)
    form = [requirement.text for requirement in challenge.requirements]
    return ". ".join(dict.fromkeys(part for part in (opening, *asked, *form) if part))


def _first_sentence(text: str) -> str:
    spans = sentences(text)
    return text[spans[0].start : spans[0].end] if spans else ""


def _merged(given: Facts, found: Facts) -> Facts:
    """Keep what the form says; take from the text what it left out."""
    return replace(
        given,
        region=given.region or found.region,
        trl_min=given.trl_min if given.trl_min is not None else found.trl_min,
        budget_dh=given.budget_dh if given.budget_dh is not None else found.budget_dh,
    )
