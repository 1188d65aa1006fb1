"""Names of organisations in Arabic, which has no capitals: by what stands before them."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Final

from matcher.text.leaks.findings import Kind, Trace
from matcher.text.leaks.lexicon import any_of, city_words, is_common, words
from matcher.text.leaks.new_names import is_unknown
from matcher.text.leaks.reading import Reading, Word

_WORD: Final = r"[\u0621-\u064a]{2,}"
_CAPS: Final = r"[A-Z][\w'&.-]{0,40}\w(?:\s[A-Z][\w'&.-]{0,40}\w){0,4}"
_SHORTEST: Final = 4
_VERB: Final = re.compile(r"[تي]\w{3,}(?<!ه)|\w{3,}(?<!ا)ت|\w{2,}وا")
_CERTAIN: Final = re.compile(
    rf"(?<!\w){_WORD}(?:\s{_WORD})?\sو(?:ابناوه|ابناءه|ابنايه|اولاده|ولادو|اخوانه|اخوته|خوتو|شركاوه|شركاه|شركايه)(?!\w)(?:\sلل\w+(?:\sال\w+)?)?"
    rf"|(?<!\w)[وف]?(?:سميتنا|سميتها|سميتو|اسمنا|اسم شركتنا|كنتسماو|المسماه)\s(?:هي |هو )?(?!علي|في|من|عند|مع|الي|هو|هي|كان|ليس|ب){_WORD}(?:\s(?!كن|هي|هو|ديال|و){_WORD}){{0,2}}"
    rf"|(?<!\w)[وفبل]?(?:دار|بيت|روح|كنوز|اطلس|مخازن)\s(?!ال){_WORD}\sلل{_WORD}(?:\sوال{_WORD})?"
    rf"|(?<!\w)[وفبل]?(?:مجموعه|شركه|مقاوله)\s{_WORD}(?:\s{_WORD})?\s(?:القابضه|القابظه|هولدينغ|غروب|كروب|وشركاوه|وشركايه|اخوان)(?!\w)"
    rf"|(?<!\w){_WORD}\s(?:{_WORD}\s)?ماروك(?!\w)"
    rf"|(?<!\w)(?!من|في|علي|عن|مع|او|لل|ال|ب|ف){_WORD}\s(?:بيو|لاب|بلس|تك|تيك|بوكس|باك|فود|غروب|كروب|ديزاين|سوفت|ميد|تراك|بوت|كلين|غرين|سمارت)(?!\w)"
)
_INVOICED: Final = re.compile(
    rf"(?<!\w)[وب]?(?:ال|ل)?(?:فاتوره|فاكتوره|عقد|شيك|وصل|بروفورما|حساب|طلبيه|كونطرا)(?!\w)[^\n.;]{{0,30}}?\sباسم\s(?:شركه\s)?(?P<name>{_WORD}(?:\s{_WORD}){{0,2}})"
    rf"|(?<!\w)(?:تطبيقنا|منصتنا|علامتنا|ماركتنا|منتجنا|برنامجنا|روبوتنا)\s(?P<own>(?!ال|لل|ي|ت|ل|ب|ف|و|من|هو|هي)[\u0621-\u064a]{{3,}})(?=\s[يت][\u0621-\u064a]{{3,}}|\s?[,.،])"
)
_FOREIGN: Final = re.compile(
    r"(?:بلاست|بروتي|سوما|اكوا|فروت|غرين|سمارت)\w{2,}"
    r"|(?!و?ال|بال|لل)\w{2,}(?:بلاست|تيك|تك|ماروك|ميتال|فارم|فارما|باك|فود|كيم|لوكس|سوفت|غروب|كروب|بلس|اليز|بوكس|فيجن)"
)


def arabic_names(read: Reading) -> Iterator[Trace]:
    """Yield names after a word for a firm, after a cue, and foreign ones in Arabic letters."""
    designated, announced, in_latin = _patterns()
    for found in designated.finditer(read.low):
        if _is_named(read, found):
            yield Trace(Kind.ORGANISATION, found.start(), found.end("name"), "announced_name")
    for found in announced.finditer(read.low):
        if _is_announced(read, found):
            yield Trace(Kind.ORGANISATION, found.start(), found.end("name"), "announced_name")
    for found in in_latin.finditer(read.cased):
        if is_unknown(found.group(1)):
            yield Trace(Kind.ORGANISATION, *found.span(), "announced_name")
    for found in _quoted().finditer(read.low):
        yield Trace(Kind.ORGANISATION, found.start("name"), found.end("name"), "announced_name")
    yield from _certain(read)
    yield from _foreign(read)


def _certain(read: Reading) -> Iterator[Trace]:
    """Yield what is a name by its form: X and sons, we are called X, the house X for Y."""
    for pattern in (_CERTAIN, _evocative()):
        for found in pattern.finditer(read.low):
            yield Trace(Kind.ORGANISATION, *found.span(), "announced_name")
    for found in _INVOICED.finditer(read.low):
        yield Trace(
            Kind.ORGANISATION,
            *found.span("name" if found.group("name") else "own"),
            "announced_name",
        )


@cache
def _evocative() -> re.Pattern[str]:
    """Return what finds a trade with a word that names are made of: مطاحن السلام."""
    houses = any_of("arabic_designators", "arabic_firm_words", "arabic_trades", "arabic_houses")
    return re.compile(
        rf"(?<!\w)[وفبل]?{houses}\s(?:{_WORD}\s)?{any_of('arabic_evocative')}(?!\w)(?:\sال{_WORD})?"
    )


def _foreign(read: Reading) -> Iterator[Trace]:
    """Yield a French trade with the rare word after it, and words that no Arabic word looks like."""
    for word, after in pairwise(read.words):
        houses = words("arabic_foreign_trades") | words("arabic_trades") | words("arabic_houses")
        if word.text in houses and _is_rare_after(read, word, after):
            yield Trace(Kind.ORGANISATION, word.start, after.end, "announced_name")
    for word in read.words:
        if _FOREIGN.fullmatch(word.text) and not _in_dictionary(read, word.start, word.text):
            yield Trace(Kind.ORGANISATION, word.start, word.end, "rare_name")


def _is_rare_after(read: Reading, word: Word, after: Word) -> bool:
    return (
        after.start == word.end + 1
        and after.is_arabic
        and len(after.text) >= _SHORTEST
        and after.text not in words("arabic_not_names")
        and not after.text.startswith(("ال", "لل", "ب"))
        and not _in_dictionary(read, after.start, after.text)
    )


def _is_announced(read: Reading, found: re.Match[str]) -> bool:
    """Whether a word of no dictionary follows a cue."""
    first = found.group("name").split()[0]
    return (
        len(first) >= _SHORTEST
        and first not in words("arabic_not_names") | city_words()
        and not _in_dictionary(read, found.start("name"), first)
        and not first.startswith(("ال", "لل", "بال", "وال"))
        and not _is_tied(first)
    )


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    names = rf"(?P<name>{_WORD}(?:\s{_WORD}){{0,2}})"
    what, cues = any_of("arabic_designators", "arabic_firm_words"), any_of("arabic_name_cues")
    both = any_of("arabic_designators", "arabic_name_cues")
    return (
        re.compile(rf"(?<!\w)[وفبل]?(?P<what>{what})\s(?=(?:اسمها\s|تسمي\s)?[«\"]?\s?{names})"),
        re.compile(rf"(?<!\w)[وف]?(?P<what>{cues})\s?:?\s(?=[«\"]?\s?{names})"),
        re.compile(rf"(?<!\w)[وفبل]?{both}\s[«\"]?\s?({_CAPS})"),
    )


@cache
def _quoted() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)[وفبل]?(?:{any_of('arabic_quote_cues')}|[\u0621-\u064a]{{2,}}نا)\s(?:\w+\s)?\"\s?(?P<name>{_WORD}(?:\s{_WORD}){{0,3}})\s?\""
    )


def _is_named(read: Reading, found: re.Match[str]) -> bool:
    """Whether a word for a firm is followed by a name and not by what the firm does."""
    what, told = found.group("what"), found.group("name").split()
    first, generic = told[0], words("arabic_not_names")
    if _is_generic(first, generic) or _is_tied(first):
        return False
    is_firm = what in words("arabic_firm_words")
    if first.startswith("ال") and what.endswith("نا"):
        return False
    if is_firm and first.startswith("ال") and len(first) > _SHORTEST:
        return first not in city_words() | words("arabic_regions")
    if not _in_dictionary(read, found.start("name"), first):
        return first not in city_words()
    if first.endswith("ه") and len(told) > 1 and told[1].startswith("لل"):
        return False
    return (
        is_firm
        and len(told) > 1
        and (told[1].startswith(("ال", "لل")) or _is_rare(read, found, told))
        and told[1] not in words("arabic_regions")
        and not _VERB.fullmatch(first)
        and not first.endswith("ا")
        and not _is_generic(first, words("arabic_trades"))
    )


def _is_rare(read: Reading, found: re.Match[str], told: list[str]) -> bool:
    """Whether the second word after a word for a firm is in no dictionary and on no map."""
    start = found.start("name") + len(told[0]) + 1
    second = told[1]
    return (
        len(second) >= _SHORTEST
        and not _in_dictionary(read, start, second)
        and not _is_tied(second)
        and (second[0] not in "بلو" or second.startswith("بو"))
        and second not in city_words()
        and not is_common(second.removesuffix("ه").removesuffix("ات"))
    )


def _is_generic(word: str, generic: frozenset[str]) -> bool:
    return bool({word, word.removeprefix("ال"), f"ال{word}"} & generic)


def _is_tied(word: str) -> bool:
    """Whether it begins with a preposition or ends with "our": no name does."""
    return word.endswith("نا") or (word[0] in "لبوفك" and is_common(word[1:]))


def _in_dictionary(read: Reading, start: int, word: str) -> bool:
    return is_common(read.written(start, start + len(word))) or is_common(word)
