"""People: a title, a role or a greeting beside a name, or a first name that is known."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from matcher.text.leaks.findings import Kind, Trace
from matcher.text.leaks.lexicon import any_of, city_words, is_common, spelled, words
from matcher.text.leaks.reading import Reading
from matcher.text.normalise import fold

_CAP: Final = r"[A-Z][a-z'-]+(?:[A-Z][a-z]+)?"
_PART: Final = rf"(?:{_CAP}|[A-Z]\.|[A-Z]{{3,}})"
_LINK: Final = (
    r"(?:(?:el|al|ben|bent|ait|de|van|ould|bin|El|Al|Ben|Ait|Ould|EL|AL|BEN|AIT|d')[ -]?)"
)
_NAME: Final = rf"{_LINK}?{_PART}(?:[ ]{_LINK}?{_PART}){{0,3}}"
_FULL_NAME: Final = rf"{_PART}(?:[ ]{_LINK}?{_CAP}){{1,3}}"
_TITLED: Final = re.compile(
    rf"(?<![\w.,])(?<!\d )(?:M\.|MM\.|Mr\.?|MR\.?|MRS\.?|MME\.?|MLLE\.?|DR\.?|Mrs\.?|Ms\.?|Miss|Mme\.?|Mlle\.?|Mmes|Dr\.?|Pr\.?|Prof\.?|Ing\.|Eng\.|Me\.?"
    rf"|[Mm]onsieur|[Mm]adame|[Mm]ademoiselle|[Mm]ister|[Dd]octeur|[Dd]octor|[Pp]rofesseur|[Pp]rofessor|Hajj|Hadj|Cheikh)\s({_NAME})"
)
_TOLD: Final = re.compile(
    r"\b(?:[Jj]e suis|[Jj]e m'appelle|[Mm]on nom est|[Mm]y name is|[Ii] am|I'm|[Dd]emandez|[Dd]emander|[Aa]sk for|[Cc]ontactez|[Cc]ontacter|"
    r"[Jj]oindre|[Cc]ontact with|[Cc]ontact|[Ss]peak to|[Tt]alk to|[Ww]rite to|[Cc]all|[Ee]crire a|[Ee]crivez a|[Aa]ppelez|[Aa]dresser a|[Ss]igne|[Ss]igned|[Cc]ordialement|[Rr]egards|"
    r"[Aa]ttention de|[Aa]ttn|[Ff]onde(?:e)? par|[Cc]ree(?:e)? par|[Dd]irige(?:e)? par|[Ff]ounded by|[Ll]ed by|[Rr]un by|[Hh]eaded by|[Mm]anaged by|[Pp]ilote par|[Pp]orte par|[Ss]uivi par|[Ii]nterlocuteur|[Mm]on collegue|[Mm]a collegue|[Mm]y colleague|[Aa]ssocie)"
    rf"\b[\s,:.]{{1,4}}(?:[a-z]{{1,5}} ){{0,2}}?({_FULL_NAME})"
)
_ARABIC_NAME: Final = r"(?:[\u0621-\u064a]\.\s?)?[\u0621-\u064a]{2,}(?:\s(?:ال|بن |بنت |ايت |عبد )?[\u0621-\u064a]{2,}){0,2}"
_ARABIC_TITLED: Final = re.compile(
    r"(?<!\w)[ولبك]?(?:ل?السيد|ل?السيده|للسيد|للسيده|الدكتور|الدكتوره|الاستاذ|الاستاذه|المهندس|المهندسه|الحاج|الانسه|السي|سي|المعلم|لمعلم|لاله|للا|مدام|مسيو|للمهندس|للدكتور)\s"
    rf"({_ARABIC_NAME})"
)
_ARABIC_TOLD: Final = re.compile(
    r"(?<!\w)(?:اسمي|سميتي|انا|اتصلوا ب|اتصل ب|الاتصال ب|تواصلوا مع|التواصل مع|اسالوا عن|اسال عن|سول علي|سولو علي|عيط ل|عيطو ل|كلم|كلمو|ميساج ل|رساله ل|باسم|المكلف|زميلي|زميلتي|مديرنا|مديرتنا|مسوولنا|يشرف عليه|تشرف عليه)\s?"
    r"([\u0621-\u064a]{2,})(?=\s[\u0621-\u064a]{2,})"
)

_ARABIC_I_AM: Final = re.compile(
    r"(?<!\w)[وف]?(?:سميتي|اسمي|معكم|معاكم|كنسما)\s((?!في|من|علي|عند|دايما|ايضا|غدا|اليوم)[\u0621-\u064a]{3,}\s[\u0621-\u064a]{3,})"
)

_PREFIX: Final = re.compile("^[وفلب]+(?=ال)|^لل|^[ولب]")


def people(read: Reading) -> Iterator[Trace]:
    """Yield names of persons."""
    yield from _titled(read)
    for found in _TOLD.finditer(read.cased):
        if _is_name(found.group(1)):
            yield Trace(Kind.PERSON, found.start(1), found.end(1), "person")
    for found in _patterns().finditer(read.cased):
        name = next(each for each in found.groups() if each)
        if _is_name(name):
            yield Trace(Kind.PERSON, *found.span(), "person")
    yield from _arabic(read)


def _titled(read: Reading) -> Iterator[Trace]:
    for found in _TITLED.finditer(read.cased):
        if fold(found.group(1).split()[0]) not in words("roles") | words("not_names"):
            yield Trace(Kind.PERSON, *found.span(), "person")


@cache
def _patterns() -> re.Pattern[str]:
    firsts = "|".join(sorted({re.escape(_plain(each)) for each in spelled("first_names")}))
    roles = any_of("roles")
    asked = r"(?:[Dd]emandez|[Dd]emander|[Aa]sk for|[Aa]ppelez|[Ss]peak to|[Tt]alk to|[Jj]oindre|[Cc]ontactez|[Vv]oyez|[Ss]ee|[Ss]igne|[Cc]ordialement,?|[Rr]egards,?)"
    desks = r"(?:from [a-z]+|du service|de la (?:maintenance|qualite|production|compta)|des achats|aux achats|in (?:purchasing|maintenance|quality|sales))"
    return re.compile(
        rf"\b((?:{firsts}) {_LINK}?(?:{_CAP}|[A-Z]\.))"
        rf"|\b{asked}\s(?:a |to )?(?:Si |Sidi |Hajj |Hadj |Lalla |Moulay )?({firsts})\b|\b({firsts})\s?\([^)\n]{{3,30}}\)|\b({firsts}) {desks}\b"
        rf"|\b({_FULL_NAME})\s?[,(]\s?(?:(?:notre|our|the|le|la|votre|ancien|an?)\s)?(?:[a-z]+ ){{0,2}}?(?:{roles})\b"
        rf"|\b({_FULL_NAME}) (?:from|du service|de la maintenance|of the) (?:[A-Z][a-z]+|service|team)"
        rf"|\b(?:notre|nos|our|le|la|the|my|mon|ma|with|avec)\s(?:[a-z]+ ){{0,2}}?(?:{roles})(?:\s(?:[a-z&]+|R&D|IT|QHSE)){{0,3}}?[\s,:]{{1,2}}({_FULL_NAME})"
    )


@cache
def _closing() -> re.Pattern[str]:
    """Return what finds a first name where people say who they are, or sign."""
    firsts = "|".join(sorted({re.escape(_plain(each)) for each in spelled("first_names")}))
    return re.compile(
        rf"\b(?:[Bb]est|[Cc]heers|[Bb]ises|[Aa]miti[e]s?|[Ss]alam|[Mm]erci|[Tt]hanks|[Tt]hx)\s?[,.!]\s*(?P<name>{_CAP})\s?[.!]?$"
        rf"|\b(?:I'm|I am|[Jj]e suis|[Mm]oi c'est|c'est|[Ii]ci|[Tt]his is)\s(?P<own>{firsts})\b"
    )


def _plain(name: str) -> str:
    return fold(name).capitalize()


def _is_name(name: str) -> bool:
    parts = name.split()
    known = spelled_folded("everyday_names")
    return not any(fold(part) in words("not_names") | known | words("roles") for part in parts)


@cache
def spelled_folded(name: str) -> frozenset[str]:
    """Return a list of names, folded, each word apart."""
    return frozenset(part for each in words(name) for part in each.split())


def _arabic(read: Reading) -> Iterator[Trace]:
    for found in _ARABIC_TITLED.finditer(read.low):
        first = re.sub(r"^.\.\s?", "", found.group(1)).split()[0]
        is_name = first in words("arabic_first_names") or not is_common(first)
        if "سيد" not in found.group().split()[0] and not is_name:
            continue
        if first not in words("arabic_roles") | words("arabic_not_names"):
            yield Trace(Kind.PERSON, *found.span(), "person")
    for found in _ARABIC_TOLD.finditer(read.low):
        first = found.group(1)
        if first in words("arabic_first_names"):
            after = re.match(r"\s[\u0621-\u064a]+", read.low[found.end(1) :])
            yield Trace(
                Kind.PERSON, found.start(1), found.end(1) + (after.end() if after else 0), "person"
            )
    for found in _ARABIC_I_AM.finditer(read.low):
        yield Trace(Kind.PERSON, found.start(1), found.end(1), "person")
    for found in _closing().finditer(read.cased):
        group = "name" if found.group("name") else "own"
        yield Trace(Kind.PERSON, *found.span(group), "person")
    yield from _arabic_roles(read)


def _arabic_roles(read: Reading) -> Iterator[Trace]:
    """Yield a first name beside a role: المدير عمر الارز; سلمي النيلي، مديره."""
    told = read.words
    firsts = words("arabic_first_names")
    for place, word in enumerate(told):
        if word.text not in firsts or place + 1 >= len(told) or not told[place + 1].is_arabic:
            continue
        if not is_common(told[place + 1].text) and told[place + 1].text not in city_words():
            yield Trace(Kind.PERSON, word.start, told[place + 1].end, "person")
            continue
        near = [each.text for each in told[max(0, place - 3) : place]]
        near += [each.text for each in told[place + 2 : place + 4]]
        if any(_PREFIX.sub("", each) in _role_words() or each in _role_words() for each in near):
            yield Trace(Kind.PERSON, word.start, told[place + 1].end, "person")


@cache
def _role_words() -> frozenset[str]:
    own = {f"{each}{end}" for each in words("arabic_roles") for end in ("نا", "تنا")}
    return words("arabic_roles") | own | {fold(each) for each in ("مديرتنا", "مديرنا", "مسوولتنا")}
