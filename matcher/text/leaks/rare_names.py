"""Names that nothing announces: capital words that no dictionary, map or workshop has."""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Final

from matcher import reference
from matcher.text.leaks.findings import Kind, Trace
from matcher.text.leaks.lexicon import any_of, cities, city_words, is_common, words
from matcher.text.leaks.people import spelled_folded
from matcher.text.leaks.reading import Reading, Word, folded_words
from matcher.text.lemmas import latin_term

_GAP: Final = re.compile(
    r"(?: ?[&+] ?| ?- ?|'|\n| )(?:(?:d'|l'|(?:de|du|des|la|le|les|al|el|of|the|bin|ben) ){0,2})"
)
_CAMEL: Final = re.compile(
    "(?:[A-Z][a-z]+|[a-z]{1,2})(?:[A-Z][a-z]{2,})+|[A-Z][a-z]{2,}[A-Z]{2,}|[A-Z]{2,}[a-z]{3,}"
)
_PLURAL: Final = re.compile("k?[A-Z]{2,}s?")
_AFTER_CAPITALS: Final = re.compile(r"(?<![a-z])[A-Z]{2,4}-$")
_UNIT: Final = re.compile("(?:[kMGTmµn]?(?:Hz|Wh?|Wc|Wp|Pa|bps|bit|Nm|eq)|pH)[a-z]?")
_TAG: Final = re.compile(r"#([^\W\d_][\w]{3,})")
_STEMS: Final = re.compile(
    "^(?:aero|agro|anti|audio|auto|bio|cardio|co|cyber|de|electro|geo|hydro|hyper|hypo|immuno|infra|inter|macro|"
    "mega|meta|micro|mini|mono|multi|nano|neuro|non|onco|para|pharma|photo|physio|poly|post|pre|pro|psycho|"
    "radio|re|retro|semi|sous|sub|super|sur|tele|thermo|trans|ultra|uni|video)(?=.{4})"
)
_ENDINGS: Final = re.compile(
    "(?:eurs?|euses?|istes?|iers?|ieres?|ments?|tions?|sions?|ages?|eries?|iques?|logies?|logues?|ites?|ables?|ibles?|"
    "isees?|ises?|teurs?|trices?|tives?|tifs?|enes?|ants?|antes?|ent|ez|ons|er|ees?|ers?|ing|ings|ed|ly|ity|ness|"
    "able|ical|ics|ization|isation|oses?|graphies?|metres?|scopes?|therapies?|aux|elles?|eux)$"
)
_SHORTEST: Final = 4
_SHORTEST_CAPITALS: Final = 6
_MANY_CAPITALS: Final = 0.7
_LETTER_BY_LETTER: Final = re.compile(r"(?<!\w)[^\W\d_]([ .*_-])(?:[^\W\d_]\1){3,}[^\W\d_](?!\w)")
_DOTTED: Final = re.compile(r"(?<![\w.])(?:[A-Z]\. ?){2,5}[A-Z]\b\.?")


def rare_names(read: Reading) -> Iterator[Trace]:
    """Yield capital words in a row of which one is nobody's word, and hashtags like them."""
    shouting = _headlines(read)
    for run in _runs(read):
        told = [place for place, word in enumerate(run) if _is_telling(read, word, shouting)]
        if told and not _is_told_apart(read, run):
            first = next(place for place, word in enumerate(run) if not _is_everyday(word.text))
            yield Trace(Kind.ORGANISATION, run[first].start, run[told[-1]].end, "rare_name")
    for word in read.words:
        if not word.is_capital and _is_rare_among_arabic(read, word):
            yield Trace(Kind.ORGANISATION, word.start, word.end, "rare_name")
    yield from _disguised(read)


def _disguised(read: Reading) -> Iterator[Trace]:
    """Yield letters set apart, initials with stops, and hashtags."""
    for found in _LETTER_BY_LETTER.finditer(read.low):
        yield Trace(Kind.ORGANISATION, *found.span(), "rare_name")
    for found in _DOTTED.finditer(read.cased):
        if not _is_everyday(re.sub("[. ]", "", found.group()).lower()):
            yield Trace(Kind.ORGANISATION, *found.span(), "rare_name")
    for found in _TAG.finditer(read.low):
        if not _is_everyday(found.group(1)) and not is_common(found.group(1)):
            yield Trace(Kind.ORGANISATION, *found.span(), "rare_name")


def _runs(read: Reading) -> Iterator[Sequence[Word]]:
    """Yield words with a capital that nothing but links parts."""
    run: list[Word] = []
    for word in read.words:
        if word.is_arabic or not (word.is_capital or _CAMEL.fullmatch(word.cased)):
            continue
        if run and not _GAP.fullmatch(read.low[run[-1].end : word.start]):
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _is_told_apart(read: Reading, run: Sequence[Word]) -> bool:
    """Whether what stands around a name says that it is a rule, a method, a program or a tab."""
    before, after = read.low[max(0, run[0].start - 40) : run[0].start], read.low[run[-1].end :][:40]
    named, tools = _around()
    return bool(
        run[-1].text in words("documents")
        or named[0].search(before)
        or named[1].match(after)
        or (tools[0].search(before) or tools[1].match(after))
    )


@cache
def _around() -> tuple[
    tuple[re.Pattern[str], re.Pattern[str]], tuple[re.Pattern[str], re.Pattern[str]]
]:
    told_of, tools = any_of("told_of_methods"), any_of("tools")
    link = r"(?:\s?,\s?|\s(?:et|and|ou|or|plus|sur|on|with|avec)\s)"
    return (
        (
            re.compile(rf"\b{told_of}\s(?:(?:de|d'|du|of|the|la|le)\s?)?[«\"]?\s?$"),
            re.compile(rf"\s{any_of('methods')}\b"),
        ),
        (re.compile(rf"\b{tools}{link}$"), re.compile(rf"{link}{tools}\b")),
    )


def _headlines(read: Reading) -> tuple[tuple[int, int], ...]:
    """Return the lines in which most words have a capital: there it tells nothing."""
    found = []
    for line in re.finditer(r"[^\n]+", read.cased):
        told = re.findall(r"[^\W\d_]{4,}", line.group())
        capitals = sum(word[0].isupper() for word in told)
        if len(told) >= 4 and capitals >= _MANY_CAPITALS * len(told):
            found.append(line.span())
    return tuple(found)


def _is_telling(read: Reading, word: Word, shouting: Sequence[tuple[int, int]]) -> bool:
    """Whether a capital word can only be a name where it stands."""
    in_headline = any(start <= word.start < end for start, end in shouting)
    if _is_everyday(word.text) or _is_everyday(_singular(word.text)):
        return False
    if not _may_be_name(read, word, in_headline=in_headline):
        return False
    written, is_loud = read.written(word.start, word.end), word.cased.isupper()
    if is_common(written) or is_common(word.text):
        return not (
            is_loud
            or in_headline
            or not _is_inside(read, word)
            or _is_plain(word.text)
            or _AFTER_CAPITALS.search(read.cased[max(0, word.start - 6) : word.start])
        )
    return not _is_technical(word.text) and (
        _is_inside(read, word)
        or (_CAMEL.fullmatch(word.cased) is not None and not is_loud)
        or not _is_derived(word.text, written)
    )


def _may_be_name(read: Reading, word: Word, *, in_headline: bool) -> bool:
    """Whether a word has the shape of a name: no unit, formula, reference or abbreviation."""
    if len(word.text) < _SHORTEST or _UNIT.fullmatch(read.written(word.start, word.end)):
        return False
    if re.search(r"\d", word.text) and not re.search("[a-z]{4}", word.cased):
        return False
    if word.cased.isupper():
        return len(word.text) >= _SHORTEST_CAPITALS and not in_headline
    return not _PLURAL.fullmatch(word.cased) and re.search("[a-z]{2}", word.cased) is not None


@lru_cache(maxsize=20_000)
def _is_technical(word: str) -> bool:
    """Whether needs of other firms speak of it: the words that have a translation."""
    return any(latin_term(word, each) in reference.translations(each) for each in ("fr", "en"))


def _is_plain(word: str) -> bool:
    return word in reference.stop_words("fr") | reference.stop_words("en")


def _is_derived(word: str, written: str) -> bool:
    """Whether a word that opens a sentence may be formed from others: dictionaries lack many."""
    bare = _STEMS.sub("", word)
    return (
        _ENDINGS.search(word) is not None
        or (bare != word and (is_common(bare) or is_common(bare.removesuffix("s"))))
        or _is_plain(word)
        or is_common(written.lower().replace("oe", "œ"))
    )


def _singular(word: str) -> str:
    return word.removesuffix("s")


def _is_inside(read: Reading, word: Word) -> bool:
    before = read.low[: word.start].rstrip(" \"'«(-")
    return bool(before) and before[-1] not in ".!?:\n;•*/|"


def _is_rare_among_arabic(read: Reading, word: Word) -> bool:
    """Whether a word in small Latin letters stands among Arabic words and is no word itself."""
    if word.is_arabic or len(word.text) < _SHORTEST or not word.text.isalpha():
        return False
    around = read.low[max(0, word.start - 12) : word.end + 12].replace(word.text, "")
    if not re.search("[\u0621-\u064a]", around) or re.search("[a-z@/_]", around):
        return False
    return is_rare(word.text, read.written(word.start, word.end))


def is_rare(word: str, written: str) -> bool:
    """Whether a word without a capital, folded and as `written`, is in no dictionary at all."""
    return not (
        _is_everyday(word)
        or _is_everyday(_singular(word))
        or is_common(written)
        or is_common(word)
        or _is_technical(word)
        or _is_derived(word, written)
    )


@lru_cache(maxsize=20_000)
def _is_everyday(word: str) -> bool:
    return word in _everyday()


@cache
def _everyday() -> frozenset[str]:
    lists = ("everyday_names", "capitals", "places")
    told = {part for name in lists for part in (*spelled_folded(name), *words(name))}
    told |= {part for name in lists for each in words(name) for part in folded_words(each)}
    for name in ("everyday_acronyms", "not_names", "roles", "facilities", "makers", "legal_forms"):
        told |= words(name)
    bodies = {
        part
        for body in reference.support_bodies()
        for part in (*folded_words(body.name), *folded_words(body.acronym or ""))
    }
    firsts = {part for each in words("first_names") for part in folded_words(each)}
    return frozenset(told | bodies | firsts | cities() | city_words())
