"""Bare lists of words, which are no evidence, and text that is said again.

A sentence has function words; a list of keywords has none. What is found here is left out of
everything that is scored, and shown to the officer. Figures on honest texts are in
docs/architecture.md.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from matcher.text.addressed import addressed
from matcher.text.normalise import clean
from matcher.text.segments import Span
from matcher.text.tokens import latin_language
from matcher.text.units import Unit, Word, count_of, read_units, read_words

LEAST: Final = 6
"""Words from which a sentence without any function word is a list."""
LEAST_RUN: Final = 8
"""Words from which a run is a list that was put before or after an honest sentence."""
LONGEST_TITLE: Final = 10
"""Words up to which a first sentence without function words may be a title."""
FEWEST_LEFT: Final = 3
"""A text with fewer words outside its lists is nothing but a list."""
LEAST_REPEATED: Final = 5
"""Words from which a sentence or a run that comes again counts as repeated."""
_SUPPORTED: Final = 0.25
_WORDS_A_LINE: Final = 1.5
_LONGEST_LINE: Final = 3
_LONGEST_PERIOD: Final = 200
_TIMES: Final = 3

# A full stop inside a sentence, with a space behind it, belongs to a shortened word.
_STOP: Final = re.compile(r"[!?…;:؛؟۔()\[\]{}]|\.(?=[^\s\d])")
_ENDS: Final = re.compile(r"[.!?…;؛؟۔][\"'”»’)\]\s]*\Z")
_BREAK: Final = re.compile(r"[.!?…;؛؟۔](?=\s)|[\r\n]")
_CUT: Final = re.compile(r"[.\r\n]")
_OPENING: Final = "([{\"'«“#*&<-–—•▪◦●‣■➢➤✓✔►"
_CLOSING: Final = re.compile(r"[.!?…;؛؟۔,،)\]}\"'”»’]*")
_COMMA: Final = re.compile(r"[,،]")
_VISIBLE: Final = re.compile(r"[^\r\n]")


def masked(text: str) -> str:
    """Return the text with a space for every character that is not read, line ends kept.

    Bare lists, repeated text and orders to a machine go; nothing does where hardly a word would be
    left, so that a terse profile can still be found. The length stays, so every offset holds.
    """
    words = read_words(text)
    spans = _joined([*_lists(text, words), *_repeated(text, words), *addressed(text)])
    if not spans or _left(words, spans) < FEWEST_LEFT:
        return text
    return _blanked(text, spans)


def is_only_lists(text: str) -> bool:
    """Tell whether a text has lists and hardly a word beside them."""
    words = read_words(text)
    spans = _lists(text, words)
    return bool(spans) and _left(words, spans) < FEWEST_LEFT


def _left(words: Sequence[Word], spans: Sequence[Span]) -> int:
    """Return how many words stand outside some spans."""
    return count_of(
        word for word in words if not any(span.start <= word.start < span.end for span in spans)
    )


def masked_title(title: str, text: str) -> str:
    """Return the title with spaces for a list that its text does not speak of; see `masked`."""
    spans = title_lists(title, text)
    return _blanked(title, spans) if spans else title


def word_lists(text: str) -> list[Span]:
    """Return the bare lists of words in a text, in order, without overlap.

    These are lists: a sentence of at least `LEAST` words without any function word, unless it may
    be a title; a run of at least `LEAST_RUN` such words that ends the text, or that opens a French
    one; a row of lines or sentences of a word or two each, at least `LEAST` in all. Enumerations
    inside honest sentences are none. In an Arabic text, whose prepositions are often written with
    their nouns, a finished sentence must open or end the text, with `LEAST_RUN` words and no such
    noun, to be a list.
    """
    return _lists(text, read_words(text))


def _lists(text: str, words: Sequence[Word]) -> list[Span]:
    if not _may_hold_list(words):
        return []
    units = read_units(text, words)
    arabic = _is_arabic(words)
    listed = {
        place for place in range(len(units)) if _is_list(text, units, place, is_arabic=arabic)
    }
    spans = [units[place].span for place in listed]
    for row in _rows(text, units):
        listed |= {place for place, unit in enumerate(units) if _holds(row, unit)}
        spans.append(row)
    others = [unit for place, unit in enumerate(units) if place not in listed and unit.words]
    if others and not others[-1].is_bare:
        spans += _at_end(text, others[-1], is_arabic=arabic)
    if others and not others[0].is_bare and not arabic:
        spans += _at_start(text, others[0])
    return _joined(spans)


def title_lists(title: str, text: str) -> list[Span]:
    """Return the run of words that ends a title and of which its text does not speak, if any.

    Titles have few function words, so only a run of `LEAST_RUN` counts, with at most one of its
    words in the text. A title without text is never a list.
    """
    run = _last_run(title, read_words(title))
    if count_of(run) < LEAST_RUN or not (said := _said(read_words(text))):
        return []
    for place, word in reversed(list(enumerate(run))):
        if word.stem in said and count_of(run[place + 1 :]) >= LEAST_RUN:
            run = run[place + 1 :]
            break
    return [_span(run)] if sum(word.stem in said for word in run if word.weight) < 2 else []


def repeated(text: str) -> list[Span]:
    """Return what a text says again word for word, in order: the first time is not in it.

    A whole sentence, or a run of words that comes three times or more without a break (a heading
    may come twice), of at least `LEAST_REPEATED` words.
    """
    return _repeated(text, read_words(text))


def _repeated(text: str, words: Sequence[Word]) -> list[Span]:
    if not _any_again([word.key for word in words]):
        return []
    seen: set[tuple[str, ...]] = set()
    found = []
    for unit in read_units(text, words):
        if len(unit.key) >= LEAST_REPEATED and unit.key in seen:
            found.append(unit.span)
        else:
            found += _again_at_once(unit.words)
        seen.add(unit.key)
    return _joined(found)


def _may_hold_list(words: Sequence[Word]) -> bool:
    """Tell quickly that a text has no list: it never goes on for long without a function word."""
    count = 0
    for word in words:
        count = 0 if word.is_function else count + word.weight
        if count >= LEAST:
            return True
    return False


def _is_list(text: str, units: Sequence[Unit], place: int, *, is_arabic: bool) -> bool:
    unit = units[place]
    if unit.count < LEAST or not unit.is_bare:
        return False
    if is_arabic and _ENDS.search(text, unit.span.start, unit.span.end):
        joined = any(word.is_attached for word in unit.words)
        at_edge = unit.key in (units[0].key, units[-1].key)
        return at_edge and not joined and unit.count >= LEAST_RUN
    if any(each.words for each in units[:place]):
        return True
    return unit.count >= LEAST_RUN and not _may_be_title(unit, units)


def _may_be_title(unit: Unit, units: Sequence[Unit]) -> bool:
    said = _said(word for each in units if not each.is_bare for word in each.words)
    return unit.count <= LONGEST_TITLE and _is_supported(unit.words, said)


def _said(words: Iterable[Word]) -> set[str]:
    """Return the stems of words, function words left out."""
    return {word.stem for word in words if word.weight}


def _is_supported(words: Sequence[Word], said: set[str]) -> bool:
    counted = [word for word in words if word.weight]
    return sum(word.stem in said for word in counted) >= _SUPPORTED * len(counted)


def _is_arabic(words: Iterable[Word]) -> bool:
    """Tell whether most function words are Arabic: a list, however long, has none."""
    arabic = [word.is_arabic for word in words if word.is_function]
    return 2 * sum(arabic) > len(arabic)


def _rows(text: str, units: Sequence[Unit]) -> Iterator[Span]:
    """Yield rows of lines, or of parts between stops, of a word or two each."""
    row: list[Sequence[Word]] = []
    for part in (*_parts(text, units), None):
        bare = part is not None and not any(word.is_function for word in part)
        if part is not None and bare and count_of(part) <= _LONGEST_LINE:
            row.append(part)
            continue
        counts = [count for each in row if (count := count_of(each))]
        if LEAST <= sum(counts) <= _WORDS_A_LINE * len(counts):
            closing = _CLOSING.match(text, row[-1][-1].end)
            start = _opened(text, row[0][0].start, " \t")
            yield Span(start, closing.end() if closing else row[-1][-1].end)
        row = []


def _parts(text: str, units: Sequence[Unit]) -> Iterator[Sequence[Word]]:
    """Yield the words between line ends and stops, also where a sentence goes on.

    Long lines that go on in small letters are read as wrapped, and short words with a full stop as
    shortened: the first word of a list may seem to belong to the sentence before it.
    """
    for unit in units:
        first = 0
        for place, (one, following) in enumerate(pairwise(unit.words), start=1):
            if _BREAK.search(text, one.end, following.start):
                yield unit.words[first:place]
                first = place
        if unit.words:
            yield unit.words[first:]


def _at_end(text: str, unit: Unit, *, is_arabic: bool) -> list[Span]:
    """Return the list that ends a sentence, if it has one.

    Where a full stop follows, an honest enumeration may end so: only words without commas count,
    and none in an Arabic text.
    """
    run = _last_run(text, unit.words)
    if run and _ENDS.search(text, run[-1].end, unit.span.end):
        commas = [comma.start() for comma in _COMMA.finditer(text, run[0].start, run[-1].start)]
        run = [] if is_arabic else [word for word in run if word.start > max(commas, default=-1)]
    if count_of(run) < LEAST_RUN:
        return []
    words = _without_honest(text, run)
    return [Span(_opened(text, words[0].start), unit.span.end)]


def _at_start(text: str, unit: Unit) -> list[Span]:
    """Return the list that opens a French text; English ones often open with as many nouns."""
    run = _first_run(text, unit.words)
    if count_of(run) < LEAST_RUN or latin_language(text) != "fr":
        return []
    words = _without_honest(text, run[::-1])[::-1]
    for place in range(len(words) - 1, 0, -1):
        if text[words[place].start].isupper() and count_of(words[:place]) >= LEAST_RUN:
            return [_span(words[:place])]
    return [_span(words)]


def _last_run(text: str, words: Sequence[Word]) -> list[Word]:
    """Return the longest run of words without function word or stop that ends a sentence."""
    run: list[Word] = []
    for word in reversed(words):
        if word.is_function or (run and _STOP.search(text, word.end, run[-1].start)):
            break
        run.append(word)
    return run[::-1]


def _first_run(text: str, words: Sequence[Word]) -> list[Word]:
    """Return the longest run of words without function word or stop that opens a sentence."""
    run: list[Word] = []
    for word in words:
        if word.is_function:
            break
        if run and _STOP.search(text, run[-1].end, word.start):
            return run
        run.append(word)
    return run


def _without_honest(text: str, run: Sequence[Word]) -> Sequence[Word]:
    """Return a run without its first words where they plainly belong to the sentence before it.

    They do when a line end or a full stop parts them from the rest, or when the rest comes again
    and again. A run that opens a text is given backwards.
    """
    again = _period_start([word.key for word in run])
    for place in range(1, len(run)):
        if 0 < again <= place or count_of(run[place:]) < LEAST:
            break
        first, second = sorted((run[place - 1], run[place]), key=lambda word: word.start)
        if _CUT.search(text, first.end, second.start):
            return run[place:]
    return run[again:]


def _period_start(keys: Sequence[str]) -> int:
    """Return where the part of a row that repeats itself to the end begins, else 0."""
    for period in range(2, min(len(keys) // 2, _LONGEST_PERIOD) + 1):
        place = len(keys) - period
        while place > 0 and keys[place - 1] == keys[place - 1 + period]:
            place -= 1
        if len(keys) - place >= max(2 * period, LEAST_RUN):
            return place
    return 0


def _any_again(keys: Sequence[str]) -> bool:
    """Tell quickly whether any run of words comes twice."""
    runs = list(zip(*(keys[offset:] for offset in range(LEAST_REPEATED)), strict=False))
    return len(set(runs)) < len(runs)


def _again_at_once(words: Sequence[Word]) -> list[Span]:
    """Return the later copies of runs that follow themselves."""
    keys = [word.key for word in words]
    if not _any_again(keys):
        return []
    found, place = [], 0
    while place + 2 * LEAST_REPEATED <= len(keys):
        period = _period_at(keys, place)
        end = place + period
        while period and keys[end : end + period] == keys[place : place + period]:
            end += period
        if period and end - place >= _TIMES * period:
            found.append(_span(words[place + period : end]))
        place = end if period else place + 1
    return found


def _period_at(keys: Sequence[str], place: int) -> int:
    """Return the length of the shortest run that begins here and follows itself, else 0."""
    longest = min((len(keys) - place) // 2, _LONGEST_PERIOD)
    for period in range(LEAST_REPEATED, longest + 1):
        middle = place + period
        if keys[place] == keys[middle] and keys[place:middle] == keys[middle : middle + period]:
            return period
    return 0


def _opened(text: str, start: int, between: str = "") -> int:
    """Return where the brackets, quotes or bullets begin that stand before a list."""
    found = place = start
    while place and text[place - 1] in _OPENING + between:
        place -= 1
        if text[place] in _OPENING:
            found = place
    return found


def _span(words: Sequence[Word]) -> Span:
    return Span(words[0].start, words[-1].end)


def _holds(span: Span, unit: Unit) -> bool:
    return all(span.start <= word.start < span.end for word in unit.words)


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those that overlap as one."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.start, each.end)):
        if found and span.start < found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def _blanked(text: str, spans: Iterable[Span]) -> str:
    """Return the text with spaces in spans, and in the characters beside them that nobody sees."""
    signs = list(text)
    for span in spans:
        start, end = span.start, span.end
        while start and not clean(text[start - 1]).strip():
            start -= 1
        while end < len(text) and not clean(text[end]).strip():
            end += 1
        signs[start:end] = _VISIBLE.sub(" ", text[start:end])
    return "".join(signs)
