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
    r"(?:femmes?|hommes?|women|men|jeunes|artisans?|artisanes|eleveurs?|pecheurs?|tisseuses|farmers|fishers|weavers|salaries?|salariees?|employes?|employees?|personnes?|ouvriers?|ouvrieres?|collaborateurs?|collaboratrices?|agents|permanents|saisonniers|adherents?|adherentes|membres|members|vaches|cows|brebis|chevres|goats|sheep|ruches|hives|hectares|camions|trucks|magasins|stores|shops|clients|customers|familles|families|oliviers|olive trees|pieds|"
    r"staff|workers|people|persons|operators|operateurs|"
    r"عاملا?|عامله|عمال|موظفا?|موظفه|موظفين|اجيرا?|اجيره|اجراء|مستخدما?|مستخدمه|مستخدمين|شخصا?|فردا|عضوا?|بقره|هكتارا?|امراه|نساء|رجلا?|حرفيا?|فلاحا?|صيادا?|زبونا?|شاحنه|متعاونا?)"
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
    rf"\b(?:effectifs?|headcount|workforce|staff|عدد العمال|عدد عمالنا|عدد مستخدمينا|عمالنا|عدد المستخدمين|عدد الاجراء)\b[^\d\n.;]{{0,20}}(?P<n>{_NUMBER})"
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
    rf"|\b(?:part de marche|market share|(?:حصه|حصتنا|حصتها) (?:في|من) (?:ال)?سوق|حصه سوقيه)[^\d\n.;]{{0,20}}(?P<m>{_NUMBER})\s?(?:%|pour ?cent|percent|في المايه)"
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
_ASSETS: Final = (
    r"(?:vans?|camionnettes?|conteneurs?|containers?|ha|cuves?|bennes?|presses?|fours?|chaudieres?|boutiques?|riads?|points de vente|metiers?|lignes?|broches|bateaux|chalutiers|barques|serres?|puits|"
    r"tanks?|presses|kilns?|ovens?|boilers?|looms?|lines?|boats?|trawlers?|vessels|greenhouses?|wells|outlets|branches|warehouses|"
    r"حاويه|حاويات|كساره|كسارات|فرن|افران|خزان|خزانات|مكبس|مكابس|خط|خطوط|قارب|قوارب|بير|ابار|الات|اله|شاحنات|محلات)"
)
_UNIT: Final = (
    rf"(?:الف |آلاف |الاف |millions? (?:de |d'|of )?|milliers de )?(?:{_PEOPLE}|{_GOODS}|{_ASSETS})"
)
_AND: Final = r"(?:\s?,\s?|\s(?:et|and|plus|avec|with)\s|\s?[،]?\s?و\s?)"
_INVENTORY: Final = re.compile(
    rf"(?P<n>{_NUMBER})\s?{_UNIT}\b(?:\s[^\W\d]{{1,14}}){{0,2}}?{_AND}(?P<m>{_NUMBER})\s?{_UNIT}\b"
)
"""Two numbers of what somebody has: 56 skips and 4 balers."""
_TO_THE_LAST: Final = re.compile(rf"(?P<n>{_NUMBER})\s?{_GOODS}\b")
_LARGE: Final = 30
_TENS: Final = (
    r"(?:une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|quarante|cinquante|soixante|et|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|and)"
)
_IN_WORDS: Final = re.compile(
    rf"\b(?:{_TENS}[\s-]){{0,4}}(?:cents?|mille|hundred|thousand)[\s-](?:(?:cents?|mille|hundred|thousand|{_TENS})[\s-]){{0,6}}?{_TENS}\s(?:{_PEOPLE}|{_GOODS}|{_ASSETS})\b"
    rf"|(?<!\w)(?:\w*ميه|\w*مايه|ميتان|ميتين|مايتان|مايتين|الف|الفان)\s(?:و\s?\w+\s){{1,3}}(?:عشر\s|عشره\s)?(?:{_PEOPLE}|{_GOODS})(?!\w)"
)
_MADE: Final = re.compile(
    rf"(?P<n>{_NUMBER})\s(?:[\w'-]+\s){{1,4}}?(?:livree?s?|produite?s?|vendue?s?|fabriquee?s?|expediee?s?|exportee?s?|installee?s?|assemblee?s?|shipped|sold|made|delivered|produced|exported|installed|assembled|built)\b(?:\s(?:en|in|par|per|a|each)\s\w+)?"
)
_DONE: Final = re.compile(
    rf"\b(?:exported|shipped|sold|produced|made|delivered|exporte|vendu|produit|livre|fabrique|صدرنا|انتجنا|بعنا|وزعنا|سلمنا)\s(?P<n>{_NUMBER})\s(?!%|mm|kg\b|dh|mad)[\w'-]{{3,}}"
)
_IN_TOWN_SINCE: Final = re.compile(
    r"\b(?:a|au|in|at|near|de)\s[A-Z][\w'-]+(?:[ -][A-Z][\w'-]+){0,2}\s?,?\s(?:depuis|since|des)\s(?:l'an\s)?1[89]\d\d\b"
)
_TEAM: Final = re.compile(
    rf"\b(?P<n>{_NUMBER})-(?:strong|person|people|man|employee|member)\b"
    rf"|\b(?:equipes?|effectifs?|team|workforce|staff|crew|فريق|طاقم)\s(?:de|of|من)\s(?P<m>{_NUMBER})(?!\s?(?:%|m\b|km|h\b|min|ans|years|jours|days))"
    rf"|\b(?:nous sommes|on est|we are|we're|حنا|نحن|خدامين ب)\s(?P<o>{_NUMBER})(?!\s?(?:%|m\b|km|h\b|min|ans|years|jours|days|fois|times|[\u0621-\u064a]*سنه))"
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
            if _is_exact(read.low, found.start("n"), found.end("n")) or (
                pattern is _EMPLOYED and _is_odd(read.low, *found.span("n"))
            ):
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
    yield from _counted(read)


def _counted(read: Reading) -> Iterator[Trace]:
    """Yield an inventory, a team, and goods counted to the last digit or in words."""
    yield from _owned(read)
    yield from _to_the_last(read)
    for found in _IN_WORDS.finditer(read.low):
        if not _is_hedged(read.low, found.start(), found.start()):
            yield Trace(Kind.FIGURE, *found.span(), "staff")
    for found in _TEAM.finditer(read.low):
        number = next(each for each in found.groups() if each)
        rest = read.low[found.end() : found.end() + 6]
        if len(number) > 1 and number[-1] not in "05" and not _RANGE_AFTER.match(rest):
            yield Trace(Kind.FIGURE, *found.span(), "staff")


def _owned(read: Reading) -> Iterator[Trace]:
    """Yield two numbers of what somebody has, one of them large."""
    for found in _INVENTORY.finditer(read.low):
        numbers = [_whole(found.group(name)) for name in ("n", "m")]
        is_of_somebody = re.search(rf"\b(?:{_PEOPLE}|{_ASSETS})\b", found.group())
        if (
            is_of_somebody
            and (max(numbers) >= _LARGE)
            and not _is_hedged(read.low, found.start("n"), found.end("n"))
        ):
            yield Trace(Kind.FIGURE, *found.span(), "output")


def _to_the_last(read: Reading) -> Iterator[Trace]:
    """Yield goods counted to the last digit, whatever the time."""
    for pattern in (_MADE, _DONE):
        for found in pattern.finditer(read.low):
            if _is_exact(read.low, found.start("n"), found.end("n")):
                yield Trace(Kind.FIGURE, *found.span(), "output")
    for found in _TO_THE_LAST.finditer(read.low):
        digits = re.sub(r"\D", "", found.group("n"))
        is_told = len(digits.rstrip("0")) >= 4 and not re.search("[.,]\\d{1,2}$", found.group("n"))
        if is_told and not _is_hedged(read.low, found.start("n"), found.end("n")):
            yield Trace(Kind.FIGURE, *found.span(), "output")


def _whole(number: str) -> int:
    """Return a number without its decimals."""
    return int(re.sub(r"\D", "", re.sub(r"[.,]\d{1,2}$", "", number)) or 0)


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


def _is_odd(text: str, start: int, end: int) -> bool:
    """Whether a number of staff is no round one: 83, not 80 nor "about 83"."""
    number = text[start:end]
    return len(number) > 1 and number[-1] not in "05" and not _is_hedged(text, start, end)


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
    for found in _IN_TOWN_SINCE.finditer(read.cased):
        yield Trace(Kind.FIGURE, *found.span(), "founded")
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
