"""Numbers under which a firm, a person or an invention is registered."""

import re
from collections.abc import Iterator
from typing import Final

from matcher.text.leaks.findings import Kind, Trace
from matcher.text.leaks.lexicon import cities
from matcher.text.leaks.reading import Reading

_NUMBER: Final = r"\d(?:[\s./-]?\d){%d,}(?:\s?[a-z]\d?\b)?"
_KEYS: Final = (
    r"(?:i\.?c\.?e\.?|identifiant commun(?: de l'entreprise)?|identifiant fiscal|i\.f\.|patente|taxe professionnelle|"
    r"registre (?:du|de) commerce|r\.c\.?|cnss|tax id(?:entification)?|tax number|vat(?: number)?|"
    r"trade register|commercial register|company (?:number|registration)|business id|registration number|"
    r"n° d'immatriculation|immatriculation|siret|siren|iban|rib|cin|agrement|autorisation onssa|"
    r"numero d'agrement|approval number|"
    r"(?:ال)?تعريف الموحد(?: للمقاوله)?|(?:ال)?سجل (?:ال)?تجاري|ض\.ب|(?:ال)?تعريف (?:ال)?ضريبي|(?:ال)?تعريف الجبايي|"
    r"(?:ال)?ضريبه المهنيه|(?:ال)?بتانتا|(?:ال)?ضمان الاجتماعي|رقم الانخراط|(?:ال)?بطاقه الوطنيه|(?:ال)?اعتماد)"
)
_GAP: Final = r"\.?(?:[^\d\n.,;()]|\b(?:no|n|nr|num)\.){0,28}?"
_REGISTERED: Final = re.compile(rf"\b{_KEYS}\b\s*:?{_GAP}" + _NUMBER % 4)
_SHORT: Final = re.compile(
    r"\b(?:RC|I\.?F|ICE|TP|CNSS|CIN)\b\s*(?::|n[°o]|numero|number|no\.?|رقم)?\s*:?\s*"
    + _NUMBER % 3,
    re.I,
)
_PATENT: Final = re.compile(
    r"\b(?:brevet|patent|patents|brevets|بـ?براءه|براءه|براءات|marque deposee|trademark|demande internationale|"
    r"patent application|certificat d'utilite)\b(?:[^\d\n.;]|\b(?:no|n|num)\.){0,40}?"
    r"(?:\b(?:ma|ep|fr|us|wo|pct|oapi)[\s/-]?)?\d(?:[\s./,-]?\d){3,}(?:\s?[a-z]\d?\b)?"
)
_PATENT_CODE: Final = re.compile(
    r"\b(?:MA|WO|EP|FR|US|OAPI|CN|DE)[ /-]?\d{5,}(?:\s?[A-Z]\d?\b)?"
    r"|\b(?:WO|US)[ /-]?(?:19|20)\d\d[ /-]\d{5,}(?:\s?[A-Z]\d?\b)?"
    r"|\b(?:EP|FR)\s\d{1,2}(?:[ ,.]\d{3}){2}\b(?:\s?[A-Z]\d?\b)?"
    r"|\bPCT/[A-Z]{2}\d{2,4}/\d{4,}|\bUS[ ]?\d{1,2}[,.]\d{3}[,.]\d{3}\b"
)
_TOWN_FIRST: Final = re.compile(
    r"\b(?:RC|R\.C\.?)\s(?:de |d')?[A-Z][a-z]+\s?:?\s?(?:n[°o]\.?\s?)?\d(?:[ .]?\d){2,}"
)
_APPROVAL: Final = re.compile(
    r"\b(?i:agrement|autorisation|authori[sz]ation|approval|approved|licen[cs]e|permit|permis|concession)\b[^\d\n]{0,25}\d+(?:[./-](?:\d+|[A-Z]{1,5}\b)){1,}"
)
_ICE: Final = re.compile(r"(?<![\d.,+])\d{15}(?!\d)|(?<![\d.,+])\d{9}\s?\d{4}\s?\d{2}(?![\d])")
_IDENTITY_CARD: Final = re.compile(r"\b(?:CIN|CNIE)\b[^\w\n]{0,4}[A-Z]{1,2}\s?\d{4,7}\b")
_STANDARD: Final = re.compile(
    r"\b(?:iso|iec|cei|en|nm|nf|astm|din|loi|law|norme|reglement|القانون)\b"
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_TOWN: Final = re.compile(r"[\s,(]{1,3}(?:de |d'|a |of |in |ب)?([^\W\d_]+(?:[ -][^\W\d_]+)?)")
_DIGITS: Final = re.compile(r"\d")


def identifiers(read: Reading) -> Iterator[Trace]:
    """Yield numbers of registers and patents, and a company number that stands alone."""
    registers = [*_REGISTERED.finditer(read.low), *_SHORT.finditer(read.cased)]
    for found in registers:
        is_key = found.re is _REGISTERED or found.group()[:2].isupper()
        if is_key and _is_number(found.group()):
            yield Trace(Kind.IDENTIFIER, found.start(), _with_town(read, found.end()), "register")
    for found in _PATENT.finditer(read.low):
        if _is_number(found.group()):
            yield Trace(Kind.IDENTIFIER, *found.span(), "patent")
    for pattern, code in (
        (_PATENT_CODE, "patent"),
        (_IDENTITY_CARD, "identity_card"),
        (_ICE, "register"),
        (_TOWN_FIRST, "register"),
        (_APPROVAL, "register"),
    ):
        for found in pattern.finditer(read.cased):
            yield Trace(Kind.IDENTIFIER, *found.span(), code)


def _is_number(told: str) -> bool:
    """Whether it is no year alone, and no number of a standard or a law."""
    digits = "".join(_DIGITS.findall(told))
    return not _STANDARD.search(told) and not (len(digits) == 4 and _YEAR.fullmatch(digits))


def _with_town(read: Reading, end: int) -> int:
    """Return where a number ends with the town of its register."""
    town = _TOWN.match(read.low, end)
    if town is None or not {town.group(1), town.group(1).split()[0]} & cities():
        return end
    return town.end()
