"""Names of organisations that nobody told the guard: by legal form, by what stands before them."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from matcher.text.leaks.findings import Kind, Trace
from matcher.text.leaks.lexicon import (
    alternatives,
    any_of,
    city_words,
    is_common,
    spelled,
    words,
)
from matcher.text.leaks.people import spelled_folded
from matcher.text.leaks.rare_names import is_rare
from matcher.text.leaks.reading import Reading
from matcher.text.normalise import fold

_CAP: Final = r"[A-Z][\w'&.-]{0,40}[\w]"
_LINK: Final = r"(?:d'|l'|(?:de|du|des|la|le|les|et|&|al|el|of|the|and|bin|ben)\s)"
_CAPS: Final = rf"(?:{_CAP})(?:\s{_LINK}{{0,2}}{_CAP}){{0,4}}"
_MARKED: Final = re.compile(r"(?<![\w'&-])[\w][\w'&-]{0,40}(?: [\w][\w'&-]{0,40})?\s?[™®]")
VERBS: Final = (
    r"(?:optimise|digitalise|mesure|surveille|detecte|relie|connecte|aide|permet|simplifie|automatise|analyse|calcule|predit|suit|gere|livre|fournit|lit|imprime|reduit|remplace|recycle|valorise|forme|loue|repare|cultive|seche|tisse|moule|broie|trie|emballe|monte|imagine|etudie|regroupe|represente|optimises|measures|monitors|detects|connects|lets|turns|reads|tracks|cuts|reduces|replaces|repairs|grows|dries|weaves|moulds|sorts|rents|trains|brings|keeps|uses|predicts|analyses|automates|est|developpe|concoit|fabrique|produit|propose|offre|lance|cherche|recherche|souhaite|veut|commercialise|exploite|transforme|collecte|equipe|accompagne|exporte|publie|ouvre|recrute|organise|dispose|souhaiterait|voudrait|envisage|prevoit|invite|annonce|installe|vend|emploie|possede|traite|"
    r"is|builds?|makes?|develops?|designs|offers|produces|publishes|wants|seeks|looks|sells|runs|operates|supplies|helps|provides|invites|has|needs|exports|collects|manufactures|plans|launches|buys|processes|employs|would like|installs|packs|grows)"
)
_SUBJECT: Final = re.compile(
    rf"(?:^|(?<=[.!?\n:]\s)|(?<=\n))({_CAPS})(?:,[^,.\n]{{3,60}},|\s\([^)\n]{{2,40}}\))?\s{VERBS}\b"
)
_ACTING: Final = re.compile(rf"(?<![\w.'&/-])([A-Z]{{3,6}})(?:\s\([^)\n]{{2,40}}\))?,?\s{VERBS}\b")
_ARABIC_WORD: Final = r"[\u0621-\u064a]{2,}"


_NAMED_SO: Final = re.compile(
    rf"\b(?:(?i:au nom de|a l'ordre de|libellee? au nom de|facture[rz]? a|in the name of|payable to|made out to|founded as|known as|trading as|doing business as|formerly|"
    r"anciennement|sous le nom(?: commercial)?(?: de)?|sous la marque|sous l'enseigne|rebranded as|renamed|raison sociale|denomination|company name|nom de l'entreprise|societe|entreprise|company)\s?:?)"
    rf"\s?[«\"]?\s?(?P<name>{_CAPS}(?:\s?&\s?{_CAPS})?)"
)
_SIGNED: Final = re.compile(
    r"(?i:cordialement|bien a vous|salutations(?: distinguees)?|merci(?: d'avance| beaucoup)?|best regards|kind regards|regards|sincerely|thanks|many thanks|thank you|bonne journee|respectueusement|signe|signed)"
    rf"\s?[.,!:\n—-]{{0,3}}\s*(?:(?:l'equipe|l'equipe de|the team at|la direction de|la direction|the management of|team)\s)?(?P<name>{_CAPS})\s?[.!]?\s*$"
)
_OUR_OWN: Final = re.compile(
    r"\b(?i:notre|our|mon|my)\s(?:nouvelle?\s|new\s)?(?i:appli|application|app|plateforme|platform|site|logiciel|software|produit|product|outil|tool|solution|marque|brand|service|robot|capteur|sensor|machine)"
    r"\s?[,:(«\"]\s?(?P<name>[A-Za-z][\w'-]{2,20}(?:\s[A-Za-z][\w'-]{2,20})?)\s?[,)»\"]"
)


def _told_so(read: Reading) -> Iterator[Trace]:
    """Yield names by what stands around them: on an invoice, under a letter, beside a product."""
    for pattern in (_NAMED_SO, _SIGNED):
        for found in pattern.finditer(read.cased):
            if is_unknown(found.group("name")):
                yield Trace(Kind.ORGANISATION, *found.span("name"), "announced_name")
    for found in _OUR_OWN.finditer(read.cased):
        start = found.start("name")
        parts = re.finditer(r"[\w'-]+", found.group("name"))
        spans = [(start + each.start(), start + each.end()) for each in parts]
        if any(is_rare(read.low[a:b], read.written(a, b)) for a, b in spans):
            yield Trace(Kind.ORGANISATION, *found.span("name"), "announced_name")
    for found in _houses().finditer(read.cased):
        yield Trace(Kind.ORGANISATION, *found.span(), "announced_name")


@cache
def _houses() -> re.Pattern[str]:
    """Return what finds a trade with a capital and a name: Verrerie du Détroit."""
    trades = sorted({each.capitalize() for each in alternative_words("trades")}, key=len)
    told = "|".join(re.escape(each) for each in reversed(trades))
    return re.compile(
        rf"\b(?:{told})\s(?:d'|(?:de la|de l'|du|des|de)\s?)(?!(?:la|le|les)\b){_CAP}(?:\s{_CAP}){{0,2}}"
    )


def alternative_words(name: str) -> frozenset[str]:
    """Return a list of words without accents, in small letters."""
    return frozenset(fold(each) for each in spelled(name))


def new_names(read: Reading) -> Iterator[Trace]:
    """Yield names that carry a legal form, a mark, or a word that announces a name."""
    yield from _with_form(read)
    for found in _MARKED.finditer(read.text):
        yield from _at(read, found)
    for pattern in _announced():
        for found in pattern.finditer(read.cased):
            if "first" in found.groupdict():
                is_told = _is_invented(read, found.group("first"), found.start("first"))
            else:
                is_told = is_unknown(found.group("name"))
            if is_told:
                yield Trace(Kind.ORGANISATION, *found.span(), "announced_name")
    for found in _SUBJECT.finditer(read.cased):
        if _is_invented(read, found.group(1), found.start(1)):
            yield Trace(Kind.ORGANISATION, *found.span(1), "announced_name")
    yield from _told_so(read)
    yield from _acronyms(read)
    yield from _in_small_letters(read)


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    latin = sorted({each for each in spelled("legal_forms") if each[0].isascii()}, key=len)
    after = "|".join(re.escape(each) for each in reversed(latin))
    loose = r"(?:s\.?a\.?r\.?l\.?(?:\s?a\.?u\.?)?|s\.a\.s\.?|gmbh|llc|ltd)"
    arabic = r"(?:ش\s?\.?\s?(?:ذ\s?\.?\s?)?م\s?\.\s?م\.?|ش\s?\.\s?م\.?)"
    return (
        re.compile(rf"(?P<name>{_CAPS})\s?,?\s(?:{after})(?![\w])(?:\sAU\b)?"),
        re.compile(
            rf"\b(?:SARL(?: AU)?|S\.A\.R\.L\.?|Ste|Sté|Ets|Etablissements|Etb)\s(?P<name>{_CAPS})"
        ),
        re.compile(
            rf"(?P<name>(?<![\w'&-])[\w'&-]{1, 40}(?:\s[\w'&-]{1, 40})?)\s{loose}(?!\w)", re.I
        ),
        re.compile(rf"(?P<name>(?:{_ARABIC_WORD}\s){{1,4}}){arabic}(?!\w)"),
    )


def _with_form(read: Reading) -> Iterator[Trace]:
    for pattern in _forms():
        for found in pattern.finditer(read.cased):
            told = re.findall(r"[^\W\d_]{2,}", found.group("name").lower())
            if any(word not in _plain_words() for word in told):
                yield Trace(Kind.ORGANISATION, *found.span(), "legal_form")


@cache
def _plain_words() -> frozenset[str]:
    more = "familiale familial statut forme creation creer passer transformer jeune startup start up nouvelle premiere marocaine industrielle societe entreprise filiale en sarl sa sas"
    return words("not_names") | frozenset(more.split()) | words("makers")


def _at(read: Reading, found: re.Match[str]) -> Iterator[Trace]:
    places = [
        place
        for place, origin in enumerate(read.origins[:-1])
        if found.start() <= origin < found.end()
    ]
    if places:
        yield Trace(Kind.ORGANISATION, places[0], places[-1] + 1, "mark")


@cache
def _announced() -> tuple[re.Pattern[str], ...]:
    before, cues = _any_case("designators"), _any_case("name_cues")
    after = alternatives_spelled("designators_after")
    own = r"(?:nous sommes|we are|ici|this is|here is)"
    return (
        re.compile(
            rf"\b{before}\s(?:dit\s|denommee?\s|named\s|called\s)?[«\"]?\s?(?P<name>{_CAPS})"
        ),
        re.compile(rf"\b{cues}\s?[:,]?\s?(?:(?:la|le|les|the|l')\s?)?[«\"]?\s?(?P<name>{_CAPS})"),
        re.compile(
            rf"\b{_either(own)}\s(?P<name>{_CAPS})(?=\s?(?:,|\(|de |a |from |in |at |and |et |\.|\n|$))"
        ),
        re.compile(rf"(?P<name>\b{_CAP}(?:\s{_CAP}){{0,2}}\s{after})\b"),
        re.compile(r"(?P<first>\b[A-Z]\w+) (?:group|company|holding)\b"),
    )


def _any_case(name: str) -> str:
    return _either(any_of(name))


def _either(pattern: str) -> str:
    """Return a pattern whose words may begin with a capital, or stand in capitals."""
    return f"(?i:{pattern})"


@cache
def alternatives_spelled(name: str) -> str:
    """Return a pattern of a list with its capitals, without accents."""
    return alternatives(each.replace("é", "e") for each in spelled(name))


def is_unknown(name: str) -> bool:
    """Whether a capital word after a cue names somebody: no maker of machines, town or month."""
    told = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)?", name)
    first = told[0] if told else ""
    everyday = spelled_folded("everyday_names") | words("everyday_names")
    kept = [
        each
        for each in told
        if each.lower()
        not in everyday | words("not_names") | city_words() | words("makers") | words("facilities")
        and each.lower() not in words("everyday_acronyms")
        and each.lower() not in words("roles") | spelled_folded("places")
        and len(each) >= 3
    ]
    if first.lower() in everyday | words("not_names") | words("everyday_acronyms"):
        return False
    is_acronym = all(each.isupper() for each in told)
    return bool(kept) and not (is_acronym and len(first) < 3)


def _is_invented(read: Reading, name: str, start: int) -> bool:
    """Whether the first words of a sentence are no words of a dictionary."""
    told = re.findall(r"[^\W\d_]+", name)
    everyday = spelled_folded("everyday_names") | words("everyday_names")
    rare = [
        each
        for each in told
        if len(each) >= 4
        and not each.isupper()
        and each.lower() not in everyday | city_words()
        and not is_common(_original(read, name, start, each))
        and not is_common(each)
    ]
    return bool(rare) and told[0].lower() not in everyday


def _original(read: Reading, name: str, start: int, word: str) -> str:
    """Return a word of the folded text with its accents."""
    place = start + name.index(word)
    return read.text[read.origins[place] : read.origins[place + len(word) - 1] + 1]


def _acronyms(read: Reading) -> Iterator[Trace]:
    """Yield capitals that act as a firm does: "TZK cherche …"."""
    for found in _ACTING.finditer(read.cased):
        told = found.group(1).lower()
        lists = ("everyday_acronyms", "everyday_names", "capitals", "legal_forms", "roles")
        if not any(told in words(name) for name in lists) and not is_common(told):
            yield Trace(Kind.ORGANISATION, *found.span(1), "announced_name")


def _in_small_letters(read: Reading) -> Iterator[Trace]:
    """Yield a word of no dictionary after chez, société or marque, though it lacks its capital."""
    for found in _small().finditer(read.cased):
        word = found.group("name")
        if is_rare(word, read.written(found.start("name"), found.end("name"))):
            yield Trace(Kind.ORGANISATION, *found.span("name"), "announced_name")


@cache
def _small() -> re.Pattern[str]:
    return re.compile(rf"\b(?i:{any_of('small_cues')})\s[«\"]?\s?(?P<name>[a-z]{{5,}})\b")
