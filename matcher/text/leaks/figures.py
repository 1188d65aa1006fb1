"""Figures so exact that they tell who is meant: staff, output, turnover, share, year and town."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from matcher.text.leaks.findings import Kind, Trace
from matcher.text.leaks.lexicon import any_of, cities, words
from matcher.text.leaks.reading import Reading

_NUMBER: Final = r"(?<![\d.,])(?:\d{1,3}(?:[ .,]\d{3})+|\d+)(?:[.,]\d{1,2})?"
_PEOPLE: Final = (
    r"(?:salaries?|salariees?|employes?|employees?|personnes?|ouvriers?|ouvrieres?|collaborateurs?|collaboratrices?|agents|permanents|saisonniers|adherents?|adherentes|membres|members|vaches|cows|brebis|chevres|goats|sheep|ruches|hives|hectares|camions|trucks|magasins|stores|shops|clients|customers|familles|families|oliviers|olive trees|pieds|"
    r"staff|workers|people|persons|operators|operateurs|"
    r"عاملا?|عامله|عمال|موظفا?|موظفه|موظفين|اجيرا?|اجيره|اجراء|مستخدما?|مستخدمه|مستخدمين|شخصا?|فردا|عضوا?|بقره|هكتارا?|زبونا?|شاحنه|متعاونا?)"
)
_GOODS: Final = (
    r"(?:tonnes?|tons?|metric tons|quintaux|t|kg|kilos?|litres?|liters?|hectolitres?|hl|m3|m2|metres? (?:cubes?|carres?)|cubic met(?:er|re)s|square met(?:er|re)s|unites?|pieces?|units?|"
    r"bouteilles?|bottles?|caisses?|cartons?|boxes|paires?|pairs|vehicules?|vehicles|tetes|faisceaux|harnesses|sacs?|bags?|boites?|conserves|pots|flacons|pains|baguettes|briques|carreaux|tuiles|feuilles|rouleaux|bobines|palettes|colis|poulets|oeufs|poussins|plants|pneus|chemises|pantalons|toles|tubes|vetements|articles|cans|jars|tins|loaves|tiles|bricks|sheets|rolls|coils|pallets|parcels|eggs|chicks|birds|seedlings|shirts|garments|tyres|crates|parts|trays|gwh|mwh|kwh|mw|"
    r"طنا?|اطنان|لترا?|لتر|قطعه|وحده|قنينه|كيسا?|مترا? مكعبا?|مترا? مربعا?|كيلوغراما?|صندوقا?|زوجا?|علبه|علب|عبوه|خبزه|بيضه|رزمه|لفه|بلاطه|اجره|صفيحه|كيلو|بذله|قميصا?|ثوبا?|شتله|دجاجه|ميغاواط)"
)
_PERIOD: Final = (
    r"(?:(?:[\w'-]+\s){0,2}?(?:par|/|a|per|each|every|chaque)\s?(?:an|annee|jour|journee|mois|semaine|campagne|poste|year|day|month|week|season|shift)\b"
    r"|(?:[\w'-]+\s){0,3}?(?:(?:en|in)\s20\d\d|l'an dernier|l'annee derniere|last year|last season|(?:سنه|عام|خلال|في)\s20\d\d|السنه الماضيه|العام الماضي)"
    r"|annuel\w*|quotidien\w*|mensuel\w*|annually|yearly|daily|monthly|weekly"
    r"|(?:[\u0621-\u064a]+\s){0,2}?(?:في|كل|خلال)\s(?:ال)?(?:يوم|سنه|عام|شهر|اسبوع|موسم)|سنويا|يوميا|شهريا|اسبوعيا)"
)
_MONEY: Final = r"(?:m?dh|mad|m\s?dh|md|millions?|milliards?|billion|million|mdhs?|dirhams?|euros?|eur|€|\$|usd|درهم\w*|مليون\w*|مليار\w*|ملايين)"
_STAFF: Final = re.compile(rf"(?P<n>{_NUMBER})\s?(?P<what>{_PEOPLE})\b")
_STAFF_AFTER: Final = re.compile(
    rf"\b(?:effectifs?|headcount|workforce|staff|عدد العمال|عدد المستخدمين|عدد الاجراء)\b[^\d\n.;]{{0,20}}(?P<n>{_NUMBER})"
)
_EMPLOYED: Final = re.compile(
    rf"\b(?:employons|emploie|employ|employs|employing|comptons|نشغل|تشغل|يشغل|كنشغلو)\s(?P<n>{_NUMBER})(?!\s?(?:%|mm|kg|dh|mad))"
)
_EARNED: Final = re.compile(
    rf"\b(?:made|earned|invoiced|turned over|realise|facture|encaisse|sold for|حققنا|ربحنا)\s(?P<n>{_NUMBER})\s?(?:{_MONEY}(?:\s(?:de |d'|من )?{_MONEY})?)"
)
_OUTPUT: Final = re.compile(rf"(?P<n>{_NUMBER})\s?(?P<what>{_GOODS})\b[\s,]*{_PERIOD}")
_OUTPUT_AFTER: Final = re.compile(
    rf"\b(?:production|output|tonnage|انتاجنا|الانتاج|الطاقه الانتاجيه|قدره)\b[^\d\n.;]{{0,30}}(?P<n>{_NUMBER})\s?(?:{_GOODS})\b(?:[\s,]*{_PERIOD})?"
)
_TURNOVER: Final = re.compile(
    rf"\b(?:chiffre d'affaires?|chiffres d'affaires|ca\b|turnover|revenues?|sales of|رقم (?:ال)?معاملات\w*|رقم معاملاتنا|المداخيل)(?:[^\d\n.;]{{0,12}}20\d\d)?[^\d\n.;]{{0,30}}(?P<n>{_NUMBER})\s?(?:{_MONEY}(?:\s(?:de |d'|من )?{_MONEY})?)"
)
_SHARE: Final = re.compile(
    rf"(?P<n>{_NUMBER})\s?(?:%|pour ?cents?|per ?cent|في المايه|بالمايه|في الميه)\s"
    r"(?:(?:share|slice|parts?|du|de|des|of|the|la|our|notre|من|ال|marocain|moroccan|african|africain|world|local)\s?){0,4}(?:marche|parts? de marche|market|market share|production nationale|national production|national market|domestic market|"
    r"exportations|exports of|consommation nationale|السوق|حصه السوق|الانتاج الوطني|السوق الوطنيه|الصادرات|صادرات)[^\n.;,]{0,30}"
    rf"|\b(?:part de marche|market share|حصه(?:نا)? (?:في|من) السوق|حصه سوقيه)[^\d\n.;]{{0,20}}(?P<m>{_NUMBER})\s?(?:%|pour ?cent|percent|في المايه)"
)
_YEAR: Final = r"(?P<y>1[89]\d\d|20[0-2]\d)"
_SINCE: Final = (
    r"(?:fondee?s?|creee?s?|etablie?s?|etablis|implantee?s?|installee?s?|nee?s?|lancee?s?|ouverte?|basee?s?|active?s?|presents?|founded|established|set up|created|started|opened|operating|based|built|"
    r"construite?|born|inauguree?|existe|existing|تاسست|تاسس|تاسيس\w*|انشيت|انشي|احدثت|موجوده|نشتغل|تشتغل|نعمل|تعمل|متواجده|منذ|سنه|عام|depuis|since)"
)
_FOUNDED: Final = re.compile(
    rf"(?<!\w){_SINCE}\b[^\n.;!?]{{0,45}}?\b{_YEAR}\b(?P<after>[^\n.;!?]{{0,45}})"
)
_PLACE_LATIN: Final = re.compile(
    r"\b(?:a|au|aux|de|d'|in|at|near|pres de|ville de|of)\s?([A-Z][\w'-]+(?:[ -][A-Z][\w'-]+){0,2})"
)
_PLACE_ARABIC: Final = re.compile(
    r"(?<!\w)(?:(?:ب|في )(?:مدينه|منطقه|جماعه|اقليم|قريه)\s([\u0621-\u064a]+(?:\s[\u0621-\u064a]+)?)|(?:ب|في )([\u0621-\u064a]{3,}(?:\s[\u0621-\u064a]+)?))"
)
_PLACE_AFTER_YEAR: Final = re.compile(
    r"\d{4}\s(?:ب|في )(?:ابي|ابن|ايت|اولاد|سيدي|عين|واد|وادي|بني|تيط|دار|راس|مولاي|حد|خميس|سبت|سوق|بير|قصر|قلعه|تا|تي|ام|لقصر)\s?[\u0621-\u064a]{2,}"
)
_RANGE_BEFORE: Final = re.compile(r"\d\s?(?:a|to|and|et|-|–|و|الي|حتي)\s?$")
_RANGE_AFTER: Final = re.compile(r"^\s?(?:a|to|-|–|الي)\s?\d")


def figures(read: Reading) -> Iterator[Trace]:
    """Yield figures that fit one organisation alone; rounded and hedged ones tell nothing."""
    for pattern, code in (
        (_STAFF, "staff"),
        (_STAFF_AFTER, "staff"),
        (_EMPLOYED, "staff"),
        (_EARNED, "turnover"),
        (_OUTPUT, "output"),
        (_OUTPUT_AFTER, "output"),
    ):
        for found in pattern.finditer(read.low):
            if _is_exact(read.low, found.start("n"), found.end("n")):
                start = found.start("n") if pattern is _EMPLOYED else found.start()
                yield Trace(Kind.FIGURE, start, found.end(), code)
    for found in _TURNOVER.finditer(read.low):
        if not _is_hedged(read.low, found.start("n"), found.end("n")):
            yield Trace(Kind.FIGURE, *found.span(), "turnover")
    for found in _SHARE.finditer(read.low):
        group = "n" if found.group("n") else "m"
        if not _is_hedged(read.low, found.start(group), found.end(group)):
            yield Trace(Kind.FIGURE, *found.span(), "market_share")
    yield from _founded(read)


def _is_exact(text: str, start: int, end: int) -> bool:
    """Whether a number is told to the last digit: 463 and 38 420, not 450 nor "about 463"."""
    if _is_hedged(text, start, end):
        return False
    digits = re.sub(r"[^\d]", "", text[start:end])
    after = text[end : end + 25]
    if _exactly().search(text[max(0, start - 40) : start]) or _exactly().search(after):
        return len(digits) > 1
    telling = digits.rstrip("0")
    return len(digits) >= 3 and len(telling) >= 3


def _is_hedged(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 24) : start]
    is_range = _RANGE_BEFORE.search(before) or _RANGE_AFTER.match(text[end : end + 6])
    return bool(is_range or _hedged().search(before))


@cache
def _hedged() -> re.Pattern[str]:
    return re.compile(rf"(?:(?<!\w){any_of('hedges')}|[~≈<>±])\s?(?:de |d'|a |of |ال|من )?$")


@cache
def _exactly() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of('exactly')}(?!\w)")


def _founded(read: Reading) -> Iterator[Trace]:
    """Yield a year of foundation with its town, in either order."""
    for found in _FOUNDED.finditer(read.low):
        start, year_end = found.start(), found.end("y")
        place = _place_in(read, start, found.end())
        if place is None:
            continue
        # The place may stand before the verb's year or after it: both belong to the finding.
        yield Trace(Kind.FIGURE, start, max(year_end, place), "founded")


def _place_in(read: Reading, start: int, end: int) -> int | None:
    for found in _PLACE_LATIN.finditer(read.cased, start, end):
        first = found.group(1).split()[0].lower()
        if first not in words("not_names"):
            return found.end()
    told = _PLACE_AFTER_YEAR.search(read.low, start, end)
    if told is not None:
        return told.end()
    for found in _PLACE_ARABIC.finditer(read.low, start, end):
        name = found.group(1) or found.group(2)
        first = name.split()[0]
        if found.group(1) or name in cities() or first in cities():
            return found.end()
    return None
