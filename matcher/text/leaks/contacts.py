"""Addresses, sites and telephone numbers, also those written so that a machine misses them.

The one place of these patterns: whoever hides or refuses contacts asks here.
"""

import re
from collections.abc import Iterator
from typing import Final

from matcher.text.leaks.findings import Kind, Trace
from matcher.text.leaks.lexicon import alternatives
from matcher.text.leaks.reading import Reading

_TLD: Final = (
    "(?:com|ma|fr|net|org|io|ai|tech|eu|co|dev|app|africa|info|biz|tn|dz|es|be|ch|uk|shop|online|"
    "site|store|pro|example|test|sn|ci|ae|cloud|company|group|industries|solutions|المغرب)"
)
_OPEN, _CLOSE = r"[\[({<«]\s?", r"\s?[\])}>»]"
_DOT: Final = rf"(?:\.|\s?{_OPEN}(?:dot|point|pt|نقطه|دوت|\.){_CLOSE}\s?|\s(?:dot|point|pt|نقطه|دوت)\s|\s\.\s?(?=\w))"
_AT: Final = (
    rf"(?:\s?@\s?|\s?{_OPEN}(?:at|a|arobase|arobas|arrobase|chez|@|ات|اروباز|علي){_CLOSE}\s?"
    r"|\s(?:at|arobase|arobas|arrobase|arobaz|اروباز|ات)\s)"
)
_DASH: Final = r"(?:-|_|\s(?:tiret|tiret bas|underscore|dash|hyphen|شرطه)\s)"
_LABEL: Final = rf"[a-z0-9_\u0600-\u06ff]+(?:{_DASH}[a-z0-9_\u0600-\u06ff]+){{0,6}}"
_EMAIL: Final = re.compile(
    rf"(?<![\w.])[\w+%][\w.+%-]{{0,63}}(?:{_DOT}[\w+-]+){{0,3}}{_AT}{_LABEL}(?:{_DOT}{_LABEL}){{0,3}}{_DOT}{_TLD}\b"
    r"|(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+"
    rf"|(?<![\w.+-])[a-z][\w.+-]{{0,63}}@[\w-]+(?:,{_TLD}\b)?"
)
_WEB: Final = re.compile(
    r"(?:h(?:tt|xx)ps?\s?:\s?/\s?/|ftp://|www\s?\.)\s?[^\s<>«»]+"
    rf"|\bwww\s[\w-]+\s{_TLD}\b|\b(?:t|wa)\.me/\S+"
    rf"|\bwww{_DOT}{_LABEL}(?:{_DOT}{_LABEL}){{0,3}}{_DOT}{_TLD}\b(?:/\S*)?"
    rf"|(?<![\w@.-])[\w-]+(?:\.[\w-]+)*\.{_TLD}\b(?![.-]\w)(?:/\S*)?"
    rf"|(?<![\w@.-]){_LABEL}(?:\s?{_OPEN}(?:dot|point|نقطه|\.){_CLOSE}\s?{_LABEL}){{0,3}}"
    rf"\s?{_OPEN}(?:dot|point|نقطه|\.){_CLOSE}\s?{_TLD}\b"
    rf"|(?<![\w@.-])(?!(?:ce|un|le|au|du|dernier|premier|autre|second|ces|the|this|each)\s)"
    rf"{_LABEL}\s(?:dot|point|نقطه)\s{_TLD}\b(?:\s?/\S*)?(?=\s*(?:$|[\n.,;:!?)]|et\b|and\b|pour\b|for\b))"
    r"|(?<![\w.@])@[a-z][\w.]{2,}\w"
    r"|\b(?:linkedin|facebook|instagram|twitter|telegram|skype)\s?[:/]\s?@?[\w./-]{3,}"
)
_NOT_SITES: Final = re.compile(r"(?:asp|vb|ml|ado|socket|node)\.(?:net|io|js)\b")
_SEPARATOR: Final = r"[\s./()*_|-]{0,3}"
_COMMAS: Final = re.compile(r"(?<![\d,])0[5-8](?:,\d\d){4}(?![\d,])")
_PHONE: Final = re.compile(
    rf"(?<![\d.,])(?:\+|\b00){_SEPARATOR}[1-9](?:{_SEPARATOR}[\do]){{7,13}}(?![\d])"
    rf"|(?<![\d.,+])(?:\(0\)|[0o]){_SEPARATOR}[5-8](?:{_SEPARATOR}[\do]){{8}}(?!\d)(?!\s?(?:dh|mad|kg|m\b|%))"
    rf"|(?<![\d.,])212{_SEPARATOR}[5-8](?:{_SEPARATOR}\d){{8}}(?!\d)"
    r"|\b(?:tel|telephone|gsm|fax|whatsapp|whats app|mobile|portable|phone|call|appeler|هاتف|الهاتف|واتساب|واتس اب|فاكس|نقال|رقمي)"
    rf"\b[^\d\n]{{0,25}}?\d(?:{_SEPARATOR}\d){{7,12}}"
)
_NOT_PHONES: Final = re.compile(
    r"\b(?:references?|ref|codes?|articles?|serie|serial|lots?|plans?|part (?:no|number)s?|drawings?|sku|catalogue|catalog|piece|pieces|المرجع|مرجع|المراجع|الرمز|رمز|الرسم|القطعه|السلسله)\b"
    r"(?:(?!\b(?:tel|appel|call|phone|whats|gsm|contact|joign|mobile|portable|هاتف|اتصل|واتس|رقمي))[^\n.;!?]){0,30}$"
)
_ONES: Final = [
    "zero",
    "un",
    "une",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
    "vingt",
    "vingts",
    "trente",
    "quarante",
    "soixante",
    "septante",
    "quatre-vingts",
    "quatre-vingt",
    "cent",
    "et",
    "oh",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "double",
    "triple",
    "صفر",
    "واحد",
    "واحده",
    "اثنان",
    "اثنين",
    "اثنا",
    "ثلاثه",
    "ثلاث",
    "اربعه",
    "اربع",
    "خمسه",
    "خمس",
    "سته",
    "ست",
    "سبعه",
    "سبع",
    "ثمانيه",
    "ثمان",
    "ثماني",
    "تسعه",
    "تسع",
    "عشره",
    "عشر",
    "عشرون",
    "عشرين",
    "ثلاثون",
    "ثلاثين",
    "اربعون",
    "اربعين",
    "خمسون",
    "خمسين",
    "ستون",
    "ستين",
    "سبعون",
    "سبعين",
    "ثمانون",
    "ثمانين",
    "تسعون",
    "تسعين",
]
_NUMERAL: Final = rf"(?:و?{alternatives(_ONES)}|\d{{1,3}})"
_SPELLED: Final = re.compile(rf"\b(?:zero|oh|صفر|plus|زايد)(?:[\s,.-]+{_NUMERAL}){{4,24}}(?!\w)")
_LEAST_NUMERALS: Final = 5


def contacts(read: Reading) -> Iterator[Trace]:
    """Yield every address, site and telephone number."""
    for found in _EMAIL.finditer(read.low):
        yield Trace(Kind.EMAIL, *found.span(), "email")
    for found in _WEB.finditer(read.low):
        if not _NOT_SITES.match(found.group()) and not _is_new_sentence(read, found):
            yield Trace(Kind.URL, *_unclosed(found), "url")
    for found in _PHONE.finditer(read.low):
        if _NOT_PHONES.search(read.low[max(0, found.start() - 60) : found.start()]):
            continue
        yield Trace(Kind.PHONE, *found.span(), "phone")
    for found in _COMMAS.finditer(read.low):
        yield Trace(Kind.PHONE, *found.span(), "phone")
    for found in _SPELLED.finditer(read.low):
        yield Trace(Kind.PHONE, *found.span(), "phone_in_words")


def _is_new_sentence(read: Reading, found: re.Match[str]) -> bool:
    """Whether a full stop only lacks its space: "le four.Pro…"."""
    told = read.cased[found.start() : found.end()]
    before, _dot, last = told.partition(".")
    return last[:1].isupper() and not before.isupper() and "/" not in told and "www" not in told


def _unclosed(found: re.Match[str]) -> tuple[int, int]:
    """Return the place of a site without the brackets and stops that follow it."""
    return found.start(), found.start() + len(found.group().rstrip(".,;:!?)]}\"'»"))
