"""What only one can say of itself: the only plant of a country, the first, the leader."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from matcher.text.leaks.findings import Kind, Trace
from matcher.text.leaks.lexicon import any_of
from matcher.text.leaks.reading import Reading

_SOLE: Final = r"(?:seule?s?|uniques?|only|sole|single|unrivalled)"
_FIRST: Final = (
    r"(?:premiere?s?|1ere?s?|1er|first|largest|biggest|oldest|leading|number one|"
    r"plus (?:grande?s?|grosse?s?|gros|anciene?s?|anciennes?|importante?s?|vieille|vieux)|second largest|deuxieme|second|troisieme|third)"
)
_TAIL: Final = r"(?:[^\n.;:!?،؟]{0,70})"
_ONE_OF: Final = re.compile(
    r"(?:l'un|l'une|un|une|one|some|parmi|among|pas|not|of several|من بين|احد|احدي|ضمن|ليس|ليست)"
    r"(?:\s(?:des?|of|the|les|our|nos|le|la|d'|ال\w*|اكبر|اكثر))*\s?$"
)


def superlatives(read: Reading) -> Iterator[Trace]:
    """Yield claims that fit one organisation alone."""
    for pattern in (*_latin(), *_arabic()):
        for found in pattern.finditer(read.low):
            if not _ONE_OF.search(read.low[max(0, found.start() - 24) : found.start()]):
                yield Trace(Kind.UNIQUE, *found.span(), "unique")


@cache
def _latin() -> tuple[re.Pattern[str], ...]:
    makers, regions = any_of("makers"), any_of("regions_of_world")
    here = rf"(?:\b(?:au|du|de|dans|en|d'|in|of|sur|across|from|throughout|on)\s?(?:[a-z']+\s?){{0,3}}?)?\b{regions}\b"
    return tuple(
        re.compile(each)
        for each in (
            # La seule usine au Maroc à …; the only plant in the Kingdom making …
            rf"\b(?:la |le |les |l'|the |as the )?{_SOLE}\s(?:[\w'-]+\s){{0,3}}?{makers}\b[^\n.;:!?]{{0,60}}?{here}{_TAIL}",
            rf"\b(?:la |le |les |l'|the ){_SOLE}\s(?:[\w'-]+\s){{0,2}}?{makers}\b\s(?:a |to |qui |that |which |making |producing |able )[^\n.;:!?]{{3,70}}",
            # Seuls au Maroc à …; nous sommes les seuls à …; nobody else in the country …
            rf"\b{_SOLE}\s(?:au|du|en|dans|sur|in|across)\s(?:[\w']+\s){{0,2}}?{regions}\b{_TAIL}",
            (
                r"\b(?:(?:nous|on) (?:sommes|est) (?:encore |aujourd'hui |actuellement )?(?:les |le |la )?seule?s?|je suis le seul|we are (?:still |currently )?(?:the only ones?|alone)|we alone|"
                rf"aucun autre {makers}|aucune autre {makers}|no other {makers}|(?:nobody|no one|no-one) else (?:in|here)|personne d'autre (?:au|en|dans)|sans (?:equivalent|concurrent|concurrence) (?:au|en|dans)|"
                r"sans equivalent national|en situation de monopole|(?:un|le|a|the) monopol(?:e|y)|a nous seuls|by ourselves alone|the only one of its kind|seule? de (?:son|notre) (?:genre|espece)|de facto monopoly|monopole national)\b"
                rf"{_TAIL}"
            ),
            # Leader national …; premier producteur du Royaume; the largest mill in Africa
            rf"\b(?:le |la |the )?(?:leaders?|chef de file|numero (?:un|1)|number (?:one|1)|no\.? ?1|n ?[°o]\.? ?(?:1|un))(?:\s(?:[\w'-]+\s){{0,4}}?|\s?)(?:{regions})\b{_TAIL}",
            r"\b(?:leader|chef de file|numero un|market leader)\s(?:des?|du|in|of|dans|sur|for|incontest\w+|historique)\b[^\n.;:!?]{2,60}",
            rf"\b(?:la |le |l'|the |du |our )?{_FIRST}\s(?:[\w'-]+\s){{0,3}}?{makers}\b[^\n.;:!?]{{0,50}}?{here}{_TAIL}",
            rf"\b(?:la |le |the ){_FIRST}\s(?:{regions})\s(?:[\w'-]+\s){{0,2}}?{makers}\b{_TAIL}",
            # The only Moroccan lab …; a national first; nobody but us …
            rf"\b(?:la |le |the |l'|our )(?:{_SOLE}|{_FIRST})\s(?:[\w'-]+\s){{0,2}}?{regions}\s(?:[\w'-]+\s){{0,2}}?{makers}\b{_TAIL}",
            rf"\b(?:une |a |notre |our )?(?:premiere (?:nationale|mondiale|africaine|au maroc)|(?:national|world|african|moroccan) first)\b{_TAIL}",
            rf"\b(?:nul autre|personne d'autre|nobody else|no one else|nobody but us)\s(?:[\w'-]+\s){{0,4}}?{here}{_TAIL}",
            rf"\b(?:la |le |les |l'|the )?{_SOLE}\s(?:[\w'-]+\s){{0,3}}?{makers}\s(?:[\w'-]+\s){{0,4}}?{here}{_TAIL}",
            rf"\b(?:la |le |the )?{makers}\s(?:[\w'-]+\s){{0,2}}?(?:le |la |les )?(?:plus (?:grande?|gros|grosse|ancienne?|importante?)|unique|leader)\s(?:[\w'-]+\s){{0,2}}?{here}{_TAIL}",
            rf"\b(?:morocco|africa|the kingdom|the country|the region|the city|the world|north africa)'s (?:{_SOLE}|{_FIRST})\b{_TAIL}",
            rf"\b{makers}\sunique\s(?:en son genre|au|en|dans|du)\b{_TAIL}",
            # First in the country to …; nobody in Morocco …; pioneers of …
            rf"\b{_FIRST}\s(?:et seule?s?\s|and only\s)?(?:au|en|dans|in|of|a)\s(?:le |la |les |the |l')?(?:[\w']+\s){{0,1}}?{regions}\b{_TAIL}",
            rf"\b(?:personne|aucun\w*|nobody|no one|no-one)\s(?:d'autre |else )?(?:au|en|dans|in|a|sur)\s(?:le |la |the |l')?{regions}\b{_TAIL}",
            rf"\b(?:les |le |la |the |des )?(?:pionniers?|pionnieres?|pioneers?|pioneering)\b[^\n.;:!?]{{0,60}}?{regions}\b",
            # The last mill still running …; no other maker in the country; the sole licence …
            rf"\b(?:la |le |les |l'|the )?(?:derniere?s?|last)\s(?:[\w'-]+\s){{1,5}}?(?:encore|toujours|still|restante?s?|remaining|left|en activite)\b{_TAIL}",
            rf"\b(?:no other|aucune? autre|nul autre)\s(?:[\w'-]+\s){{1,4}}?{here}{_TAIL}",
            rf"\b{_SOLE}\s(?:[\w'-]+\s){{0,3}}?(?:licen[cs]e\w*|permit|concession\w*|agrements?|distribut\w+|import\w+|titulaires?|holders?|detent\w+|representants?)\b{_TAIL}",
        )
    )


@cache
def _arabic() -> tuple[re.Pattern[str], ...]:
    makers, regions = any_of("arabic_makers"), any_of("arabic_regions")
    tail = r"(?:[^\n.;:!?,]{0,60})"
    near = r"(?:\s[\u0621-\u064a]+)"
    return tuple(
        re.compile(each)
        for each in (
            rf"(?<!\w)[وفبل]?{makers}{near}{{0,3}}?\s(?:الوحيد|الوحيده|الفريد|الفريده){tail}",
            rf"(?<!\w)(?:الوحيد|الوحيده|الوحيدون|الوحيدين|الوحيدات){near}{{0,3}}?\s[بفيل]{{0,2}} ?{regions}{tail}",
            rf"(?<!\w)(?:نحن|اننا|كوننا|باعتبارنا|لاننا)\s(?:ال\w+\s)?(?:الوحيد|الوحيده|الوحيدون|الوحيدين){tail}",
            rf"(?<!\w)(?:لا احد|حد|ما من احد)\s(?:غيرنا|سوانا|من غيرنا){tail}",
            rf"(?<!\w)(?:لا يوجد|لا توجد|ليس هناك|ما من)\s(?:اي\s)?(?:{makers}\s)?(?:غيرنا|اخر|اخري|سوانا|مثيل)[^\n.;]{{0,60}}",
            rf"(?<!\w)(?:اكبر|اول|اقدم|ثاني اكبر|اهم)\s{makers}{near}{{0,4}}?\s[بفيل]{{0,2}} ?{regions}{tail}",
            r"(?<!\w)(?:لا يوجد|لا توجد|ليس هناك|ما كاين|ماكاين|ما كاينش)\s[^\n.;:!?،]{2,50}?\s(?:غيرنا|سوانا|من غيرنا|الا حنا|الا نحن)[^\n.;:!?،]{0,50}",
            rf"(?<!\w)[وفك]?(?:رواد|الرواد|سباقون|السباقون|سباقين|السباقين|السباقه)\s[^\n.;:!?,]{{2,50}}?{regions}",
            rf"(?<!\w)(?:اول|اخر|اكبر)\s(?:من|مغربي|مغربيه|من بدا|من ادخل)\s[^\n.;!?]{{2,50}}?{regions}",
            rf"(?<!\w)(?:اكبر|اول|اقدم)\s{near}{{0,2}}?\s?{makers}\s(?:مغربي|وطني|افريقي|مغربيه|وطنيه|افريقيه){tail}",
            rf"(?<!\w){makers}{near}{{0,2}}?\s(?:الاول|الاولي|الاكبر|الاقدم|الرايد|الرايده){near}{{0,3}}?\s?[بفيل]{{0,2}} ?{regions}{tail}",
            rf"(?<!\w)(?:الرايد|الرايده|رايد|رايده|الاول|الاولي|رقم واحد|المرتبه الاولي){near}{{0,3}}?\s[بفيل]{{0,2}} ?{regions}{tail}",
        )
    )
