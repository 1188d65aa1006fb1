"""Long text into passages and sentences, each with its offsets."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

MAX_SENTENCE: Final = 400
"""Characters after which a run of text without a full stop is split all the same."""
WRAPPED_LINE: Final = 50
"""Characters from which a line that stops in mid-sentence is taken for a wrapped line."""


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_NEVER_LAST: Final = _words("m mm mme mmes mlle mr mrs ms dr pr prof ste st e.g i.e cf ex p.ex vs")
_BEFORE_NUMBER: Final = _words("no nos n p pp art fig figs tab eq éq vol chap sec réf ref")
_RARELY_LAST: Final = _words(
    """al approx max min env resp inc ltd co corp dept dépt tél tel av bd apt qte qté temp nb hab
    ca c.-à-d c.à.d n.b s.a s.a.r.l u.s jan janv févr fév avr juil sept oct nov déc ed éd incl excl
    etc p sté éts ets spéc hyp"""
)
_SHORTENED_WORD: Final = re.compile(r"[^\W\d_]{1,4}[bcdfghjklmnpqrtvwz]", re.IGNORECASE)

_LINE_END: Final = re.compile(r"[\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029]\s*")
_BULLET: Final = re.compile(r"(?<=\s)[•▪◦●‣■➢➤✓✔►](?=\s)")
# Each begins where a run of stops begins, so that long runs of dots are read once.
_STOP: Final = re.compile(
    r"(?:(?<![.!?؟。۔…])[.!?؟。۔…]++|[؛;](?=\s))(?:[\"'”»’)\]]|\s»)*+(?=\s|\Z)"
    r"|(?<![؟۔。])[؟۔。]++[\"'”»’)\]]*+(?=\S)"
)
_LAST_WORD: Final = re.compile(r"[^\s(\[«\"“']*\Z")
_NEXT_SIGN: Final = re.compile(r"\s*[\"'“«(\[]*(\S?)")
_ENUMERATOR: Final = re.compile(r"\s*[(\[]?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,4})")
_SOFT_BREAKS: Final = (re.compile(r"[;:؛](?=\s)"), re.compile(r"[,،](?=\s)"), re.compile(r"\s"))


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text: characters `start` (included) to `end` (excluded) of the original."""

    start: int
    end: int


def sentences(text: str) -> list[Span]:
    """Return the sentences of a text, in order, trimmed, without overlap.

    Every character that is not white space is in exactly one of them. Line ends and bullets end a
    sentence, unless a long line plainly goes on in the next; abbreviations (M., p. ex., Fig.),
    initials, enumerators and decimals do not. What runs on for more than `MAX_SENTENCE` characters
    is split at a semicolon, a comma or a space.
    """
    found: list[Span] = []
    for line in _pieces(text, Span(0, len(text)), _line_ends(text)):
        for item in _pieces(text, line, (b.start() for b in _within(_BULLET, text, line))):
            for sentence in _pieces(text, item, _sentence_ends(text, item)):
                found.extend(_shortened(text, sentence))
    return found


def passages(text: str, *, max_tokens: int, count_tokens: Callable[[str], int]) -> list[Span]:
    """Return the fewest runs of whole sentences, greedily, of at most `max_tokens` each.

    Spans obey the same rules as `sentences`. A sentence that is too long alone is halved at a
    space until it fits; a single character always stands, whatever it counts.

    Raises:
        ValueError: `max_tokens` is below 1.

    """
    if max_tokens < 1:
        raise ValueError(f"max_tokens is {max_tokens}: a passage holds at least one token")

    def fits(span: Span) -> bool:
        return count_tokens(text[span.start : span.end]) <= max_tokens

    whole = _trimmed(text, 0, len(text))
    if whole is None:
        return []
    if fits(whole):
        return [whole]
    packed: list[Span] = []
    for sentence in sentences(text):
        for piece in _halved(text, sentence, fits):
            longer = Span(packed[-1].start, piece.end) if packed else piece
            if packed and fits(longer):
                packed[-1] = longer
            else:
                packed.append(piece)
    return packed


def _pieces(text: str, span: Span, cuts: Iterable[int]) -> Iterator[Span]:
    """Cut a span at the given places, which rise; drop what is only white space."""
    start = span.start
    for cut in (*cuts, span.end):
        piece = _trimmed(text, start, cut)
        if piece is not None:
            yield piece
        start = cut


def _trimmed(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    kept = len(piece.strip())
    return Span(start + left, start + left + kept) if kept else None


def _within(pattern: re.Pattern[str], text: str, span: Span) -> Iterator[re.Match[str]]:
    return pattern.finditer(text, span.start, span.end)


def _line_ends(text: str) -> Iterator[int]:
    line_start = 0
    for gap in _LINE_END.finditer(text):
        line = text[line_start : gap.start()].rstrip()
        is_wrapped = (
            len(line) >= WRAPPED_LINE
            and gap.group().count("\n") < 2
            and line[-1] not in ".!?:;؟؛…"
            and text[gap.end() : gap.end() + 1].islower()
        )
        if not is_wrapped:
            yield gap.end()
        line_start = gap.end()


def _sentence_ends(text: str, span: Span) -> Iterator[int]:
    start = span.start
    for stop in _within(_STOP, text, span):
        if stop.group() != "." or _ends_sentence(text, start, stop.start(), span.end):
            yield stop.end()
            start = stop.end()


def _ends_sentence(text: str, start: int, dot: int, end: int) -> bool:
    """Tell whether the full stop at `dot` ends the sentence that began at `start`."""
    # Enumerators and abbreviations are short: looking no further back keeps this linear.
    before = text[max(start, dot - 12) : dot]
    if dot - start <= 12 and _ENUMERATOR.fullmatch(before):
        return False
    last = _LAST_WORD.search(before)
    word = last.group() if last else ""
    following = _NEXT_SIGN.match(text, dot + 1, end)
    return not _is_abbreviation(word, following.group(1) if following else "")


def _is_abbreviation(word: str, following: str) -> bool:
    lowered = word.lower()
    if lowered in _NEVER_LAST or (len(word) == 1 and word.isupper()):
        return following != ""
    if lowered in _BEFORE_NUMBER and following.isdigit():
        return True
    if following == "" or following.isupper() or not following.isalnum():
        return False
    if lowered in _RARELY_LAST:
        return True
    return following.islower() and _SHORTENED_WORD.fullmatch(word) is not None


def _shortened(text: str, span: Span) -> Iterator[Span]:
    while span.end - span.start > MAX_SENTENCE:
        cut = _best_cut(text, span.start, span.start + MAX_SENTENCE)
        head, tail = _trimmed(text, span.start, cut), _trimmed(text, cut, span.end)
        if head is not None:
            yield head
        if tail is None:
            return
        span = tail
    yield span


def _best_cut(text: str, start: int, limit: int) -> int:
    """Return where to cut before `limit`: the last good break in the second half, else `limit`."""
    for pattern in _SOFT_BREAKS:
        breaks = [found.end() for found in pattern.finditer(text, (start + limit) // 2, limit)]
        if breaks:
            return breaks[-1]
    while limit > start + 1 and unicodedata.combining(text[limit]):
        limit -= 1
    return limit


def _halved(text: str, span: Span, fits: Callable[[Span], bool]) -> Iterator[Span]:
    if span.end - span.start <= 1 or fits(span):
        yield span
        return
    middle = (span.start + span.end) // 2
    space = max(text.rfind(sign, span.start + 1, middle + 1) for sign in " \n\t\u00a0\u202f")
    cut = space if space > span.start else middle
    for piece in _pieces(text, span, (cut,)):
        yield from _halved(text, piece, fits)
