"""Where somebody is: a plant with its place, an address, a gate, a floor."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from matcher.text.leaks.findings import Kind, Trace
from matcher.text.leaks.lexicon import any_of, cities, is_common, is_in_arabic, words
from matcher.text.leaks.people import spelled_folded
from matcher.text.leaks.reading import Reading

_CAP: Final = r"[A-Z][\w']{1,30}(?:-[\w']{1,30}){0,3}"
_PLACE: Final = rf"(?:(?:El|Al|Ain|Sidi|Oued|Bab|Hay|Dar|La|Le|Les|L'|Tit|Ait|Beni|Ben|Ouled|Oulad|Bir|Moulay|Lalla|Jorf|Ras|Had|Souk|Tin|Cap) ?)?{_CAP}(?:[ -]{_CAP}){{0,3}}"
_PARTS: Final = re.compile(
    r"\b(?i:zone industrielle|quartier industriel|parc industriel|parc d'activites?|zone d'activites?|zone franche|zone d'acceleration|zi|q\.?i\.?|"
    r"technopole|technopolis|technoparc|science park|industrial (?:zone|park|estate|area)|free zone|business park|tech park|"
    r"lotissement|residence|immeuble|imm\.?|avenue|av\.|boulevard|bd\.?|blvd|rue|ruelle|angle|place|allee|derb|hay|quartier)"
    rf"\s(?:(?:de|d'|du|des|la|le|l'|of|al|el)\s?)*{_PLACE}(?:[ ,]+(?i:lot|n[°o]|plot)\s?\d+)?"
    rf"|\b{_PLACE}\s(?i:industrial (?:zone|park|estate|area)|free zone|business park|tech park|science park)(?=\W|$)"
)
_NUMBERED: Final = re.compile(
    r"\b(?i:parcelle|plot|building|batiment|immeuble|hangar)\s(?:n[°o]?\.?\s?)?(?:\d+\b|[A-Z]\d*\b)(?:\s?,\s?[^\n.;]{2,40})?"
    r"|\b(?i:lot|plateau|bureau|local|porte|gate|unit|unite|bloc|block|quai|dock|suite|stand|hall)\s(?:n[°o]?\.?\s?)?(?:\d+\b|[A-Z]\d*\b)\s?,?\s?(?:[a-z']+\s){0,2}[A-Z][a-z][^\n.;]{1,40}"
    r"|\b\d{1,2}\s?(?:e|eme|er|st|nd|rd|th)\s(?:etage|floor)\b(?:[^\n.;,]{0,40}\b[A-Z][\w]+)?"
    r"|\b(?:km|kilometre|pk)\s?\d+(?:[.,]\d+)?\s?,?\s?(?:de la |sur la |de l'|on the |of the )?(?:route|autoroute|road|rn|rp|n\d|a\d|highway|axe)[^\n.;]{0,40}"
    r"|\b(?:route|autoroute)\s(?:nationale|regionale|provinciale|d'|de |du )\s?(?:[A-Z][\w'-]+|[nrp]?\d+)|\b(?:RN|RP|RR)\s?\d{1,3}\b"
    r"|\bon the [A-Z][\w'-]+(?: [A-Z][\w'-]+)? (?:road|highway)"
    r"|\b\d{1,4}(?:\s?bis)?,?\s(?:rue|avenue|av\.|bd|boulevard|street|road)\s[^\n.;]{3,40}"
    r"|\b(?:B\.?P\.?|boite postale|P\.?O\.? box)\s?:?\s?\d{1,6}\b"
    r"|-?\b\d{1,2}\.\d{3,}\s?°?\s?[NnSs]?\s?[,;]\s?-?\d{1,2}\.\d{3,}"
    r"|\b\d{5}\s[A-Z][a-z]{3,}\b"
)
_LANDMARK: Final = (
    r"(?:derriere|en face d[eu]s?|a cote d[eu]s?|juste apres|pres d[eu]s?|a deux pas d[eu]s?|face a|au bout d[eu]s?|au niveau d[eu]s?|au pied d[eu]s?|at the end of|at the foot of|"
    r"behind|opposite|next to|across from|facing|near)"
)
_LANDMARKS: Final = (
    r"(?:mosquee|mosque|gare|station|silos?|marche|souk|ecole|school|hopital|hospital|stade|stadium|pont|bridge|rond-point|roundabout|poste|cimetiere|cemetery|caserne|barracks|barrage|dam|"
    r"garage|cafe|pharmacie|pharmacy|banque|bank|phare|lighthouse|chateau d'eau|water tower|peage|toll|carrefour|crossroads|depot|port|hammam|moulin|boulangerie|bakery|supermarche|supermarket|lycee|college|university|universite|faculte|commune|gendarmerie|prison|tribunal|court|aeroport|airport|zaouia|abattoir|slaughterhouse|minoterie|moqataa|caidat|wilaya|patisserie|fontaine|kissaria|piste|aerodrome|airfield|track|canal|voie ferree|railway|passage a niveau|level crossing|chateau|castle|kasbah|remparts?|walls|falaise|cliff|plage|beach)"
)
_BESIDE: Final = re.compile(
    rf"\b{_LANDMARK}\s(?:la |le |l'|les |the )?(?:[\w']+ ){{0,2}}?{_LANDMARKS}\b[^\n.;,]{{0,25}}?\s(?:de|d'|du|in|at|of|a)\s?{_PLACE}"
    rf"|\b(?:after|apres|before|avant|past)\s(?:la |le |l'|les |the )?(?:[\w']+ ){{0,2}}?{_LANDMARKS}\b[^\n.;,]{{0,25}}?\s(?:de|d'|du|in|at|of|a)\s?{_PLACE}"
)
_NEAR: Final = re.compile(
    rf"\b({_PLACE})(?:\s(?:a|au|in|de)\s{_CAP})?\s?,?\s{_LANDMARK}\s(?:la |le |l'|les |the )?[\w' ]{{3,40}}"
)
_ARABIC: Final = re.compile(
    r"(?<!\w)(?:و|ب|في )?(?:ال)?(?:منطقه الصناعيه|حي الصناعي|منطقه صناعيه|حي صناعي|منطقه الحره|حظيره الصناعيه|منطقه الانشطه|تكنوبارك|تكنوبوليس|مدينه العلوم)(?:\s(?:ل|ب)?[\u0621-\u064a]{2,}){1,2}(?:\s?،?,?\s?(?:بقعه|رقم|البقعه)\s(?:رقم\s)?\d+)?"
    r"|(?<!\w)[وب]?(?:شارع|زنقه)\s(?!ب)[\u0621-\u064a]{2,}(?:\s[\u0621-\u064a]{2,})?(?:\s?,?\s?رقم\s\d+)?"
    r"|(?<!\w)(?:ب|في )?(?:البقعه|البوابه|العماره|رقم البقعه)\s(?:رقم\s?)?(?:\d+|[ا-ي])(?!\w)(?:\s(?:من|ب|في)\s?[\u0621-\u064a ]{3,30})?|(?<!\w)(?:ب|في )?(?:الطابق|المكتب)\s(?:رقم\s?)?(?:\d+|الاول|الثاني|الثالث|الرابع|الخامس|السادس)\s(?:من |ب|في )\s?(?:ال)?(?:عماره|بنايه|مبني|تكنوبارك|مركز|برج|اقامه)[^\n.;,]{0,30}"
    r"|(?<!\w)[وبف]?(?:تجزيه|دوار|حومه|درب|اقامه)\s(?!ال)[\u0621-\u064a]{2,}(?:\s[\u0621-\u064a]{2,}){0,2}?(?:\s?رقم\s\d+|(?=\s?[,.\n،])|$)"
    r"|(?<!\w)[وبف]?(?:تجزيه|دوار|حومه|درب|اقامه)\s[\u0621-\u064a]{2,}(?:\s[\u0621-\u064a]{2,}){0,2}?\s?رقم\s\d+"
    r"|(?<!\w)(?:ال)?كيلومتر\s?\d+(?:\s(?:من|علي|طريق)[^\n.;,]{0,40})?|(?<!\w)(?:علي|ب|في) ?(?:الطريق الوطنيه|الطريق السيار)[^\n.;,]{2,30}"
)
_ARABIC_NEAR: Final = (
    r"(?:خلف|امام|قرب|حدا|قدام|بالقرب من|بجانب|بجوار|مقابل|قباله|وراء|بمحاذاه|المحاذي ل|المجاور ل)"
)
_ARABIC_DOOR: Final = re.compile(
    r"(?<!\w)[ولبف]?(?:ال|ل)?(?:باب|مدخل|بوابه|كراج|دبو|معمل ديالنا|معمل حدا)(?!\w)[^\n.;]{0,40}?\s"
    rf"(?:{_ARABIC_NEAR}|حدا|جنب|مور|قدام|فمدخل)\s[^\n.;,]{{4,40}}"
)
_ARABIC_LANDMARK: Final = re.compile(
    rf"(?<!\w)[وفبل]?ال(?:معمل|مصنع|مقر|ورشه|مستودع|مخزن|شركه|دبو|ضيعه|وحده)[^\n.;]{{0,30}}?\s(?:{_ARABIC_NEAR}|حدا|جنب|مور)\s"
    r"(?:ال)?(?:مسجد|جامع|قنطره|محطه|ثكنه|سوق|مدرسه|مستشفي|ملعب|مقبره|بنك|صيدليه|ميناء|مينا|مطار|سد|صومعه|مجزره|قهوه|مقهي|باراج|فيراج|دوار|عماله|جماعه|بوسطه|بريد|حمام|ساحه|واد)[^\n.;]{0,40}"
)
_SHORTEST: Final = 3


def places(read: Reading) -> Iterator[Trace]:
    """Yield plants with their place, addresses, and what stands beside them."""
    for found in _PARTS.finditer(read.cased):
        if found.group()[0].isupper() and found.group().lower().endswith(
            ("zone", "park", "estate", "area")
        ):
            if _is_place(
                re.sub(r"(?i)\s(?:industrial|free|business|tech|science)\s\w+$", "", found.group())
            ):
                yield Trace(Kind.SITE, *found.span(), "address")
        elif any(map(str.isupper, found.group().split()[-1])) or found.group()[-1].isdigit():
            yield Trace(Kind.SITE, *found.span(), "address")
    for found in _NUMBERED.finditer(read.cased):
        yield Trace(Kind.SITE, *found.span(), "address")
    for found in _ARABIC.finditer(read.low):
        yield Trace(Kind.SITE, *found.span(), "address")
    yield from _landmarks_and_plants(read)
    yield from _arabic_plants(read)


def _landmarks_and_plants(read: Reading) -> Iterator[Trace]:
    for found in _BESIDE.finditer(read.cased):
        yield Trace(Kind.SITE, *found.span(), "landmark")
    for found in _NEAR.finditer(read.cased):
        if _is_place(found.group(1)) and not is_common(found.group(1).split()[0]):
            yield Trace(Kind.SITE, *found.span(), "landmark")
    for found in _plants().finditer(read.cased):
        name, told = found.group("name") or found.group("named"), found.group().lower()
        is_own = re.match(r"(?:notre|nos|our|mon|my)\b", told) is not None
        if _is_place(name) and (is_own or name.lower() not in words("large_towns")):
            yield Trace(Kind.SITE, *found.span(), "plant")


@cache
def _plants() -> re.Pattern[str]:
    plants = any_of("facilities")
    own = r"(?:notre|nos|our|mon|my|l'|la|le|the|leur|une de nos)"
    return re.compile(
        rf"(?:\b{own}\s?)?\b{plants}(?:\s[a-z]{{4,}}){{0,2}}?\s"
        rf"(?:(?:situee?s?|basee?s?|implantee?s?|installee?s?|located|based)\s)?(?:principale?\s)?(?:de la |de l'|des |du |de |d'|a |au |in |at |pres de |near )\s?(?P<name>{_PLACE})"
        rf"|\b(?:our|the|at|my)\s(?P<named>{_PLACE})\s{plants}\b(?:\s?,?\s(?:plot|gate|opposite|behind|near|on the)[^\n.;]{{2,50}})?"
    )


def _is_place(name: str) -> bool:
    """Whether a capital word is a name at all, and neither a maker nor a whole region."""
    parts = re.findall(r"[^\W\d_]+", name)
    lower = [part.lower() for part in parts if len(part) >= _SHORTEST]
    if not lower or all(each in words("not_names") or each in _everyday() for each in lower):
        return False
    if all(part.isupper() and len(part) < 6 for part in parts):
        return False
    return name.lower() in cities() or any(each not in _everyday() for each in lower)


@cache
def _everyday() -> frozenset[str]:
    return spelled_folded("everyday_names") | words("everyday_acronyms")


@cache
def _arabic_pattern() -> re.Pattern[str]:
    plants = any_of("arabic_facilities")
    return re.compile(
        rf"(?<!\w)[وفبل]?(?P<plant>{plants})(?:\s(?:الرييسي|الرييسيه|الجديد|الجديده|الكاين|الكاينه|الواقع|الواقعه|الموجود|الموجوده))?"
        r"\s(?:بمدينه|في مدينه|بجماعه|في|ب|بمنطقه|في منطقه|علي مشارف)\s?(?P<name>[\u0621-\u064a]{2,}(?:\s[\u0621-\u064a]{2,})?)"
        rf"(?P<near>[^\n.;]{{0,30}}?{_ARABIC_NEAR}[^\n.;]{{2,40}})?"
        rf"|(?<!\w)[وفبل]?(?P<beside>{plants})[^\n.;]{{0,40}}?\s{_ARABIC_NEAR}\s[^\n.;,]{{2,40}}"
    )


def _arabic_plants(read: Reading) -> Iterator[Trace]:
    for found in _ARABIC_LANDMARK.finditer(read.low):
        yield Trace(Kind.SITE, *found.span(), "landmark")
    for found in _ARABIC_DOOR.finditer(read.low):
        yield Trace(Kind.SITE, *found.span(), "landmark")
    for found in _arabic_pattern().finditer(read.low):
        if found.group("beside"):
            if found.group("beside").endswith("نا"):
                yield Trace(Kind.SITE, *found.span(), "landmark")
            continue
        name = found.group("name")
        first = name.split()[0]
        is_own = found.group("plant").endswith("نا")
        known = name in cities() or first in cities()
        if (
            found.group("near")
            or (is_own and known)
            or (is_own and not is_in_arabic(first))
            or (known and "مدينه" in found.group())
        ):
            yield Trace(Kind.SITE, *found.span(), "plant")
