"""Moroccan Arabic by its own words: Darija in Arabic letters, arabizi in Latin ones.

The lists were written for this project: function words, pronouns, auxiliaries and question words
that standard Arabic, French and English do not have.
"""

import re
from collections.abc import Iterable
from typing import Final


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# In folded spelling. One of these is enough.
_DARIJA: Final = _words(
    """ديال ديالنا ديالي ديالك ديالو ديالها ديالهم ديالكم دياله بزاف واش شنو شنوا اشنو علاش كيفاش
    فوقاش فاش باش حيت دابا ماشي مزيان مزيانه خايب خايبين بغينا بغيت بغاو باغي باغيين خاصنا
    خاصني خصنا خصني خاصهم غادي كاين كاينه كاينين ماكاينش مكاينش هادشي هادو اللي نديرو كندير
    كنديرو عندناش ماعندناش معندناش شحال زوين زوينه دروك بحال عاود نعاودو"""
)
# These are also standard words or names: two of them are needed.
_MAYBE_DARIJA: Final = _words(
    "هاد هادي شي بلا ملي فين داك ديك الما الضو حدا حنا نتوما هوما نتا ندير راه كليان"
)
# كيخسرو, كتديرو, نستعملو: plural verbs that end in و without the standard alif; ماكيخدمش: not.
_DARIJA_VERB: Final = re.compile("ك[ينت]..+و|[ني].{3,}و|ما.{3,}ش")
_MONTHS: Final = _words("يونيو يوليو")

_ARABIZI: Final = _words(
    """dyal dyalna dyali dyalo dyalha dyalhom dyalkom dialna dialhom bzaf bzzaf bezaf bezzaf
    bghina bghit bghaw bghena bghyna khasna khasni khassna khassni khashom khass wach chno
    chnou chnowa shno chnahiya kifach kifash 3lach 3lah 3lash fo9ach ghadi kayna kaynin
    makaynch mzyan mezyan mzian hadchi hadshi 3nd 3ndna 3ndi 3ndhom ma3ndnach 3ndnach m3a 3la
    7ta 7it 7ina 9bel 9bl b3d ba3d ch7al chhal ndiro ndirou kandiro kandirou b7al melli
    walakin walou chwiya lkhddama ghalya zwin lmochkil nnaqlo"""
)
# Real words or names elsewhere: they count beside a sure one, never alone.
_BORROWED: Final = _words(
    "bla bach bash had hadi hado mli khas dial wesh machi mashi ghali daba kayn fach bhal"
)
_ARABIZI_VERB: Final = re.compile(
    "(?:kay|kat|kan|tay|tan)[a-z379]{3,}(?:o|w|ou)|[nykt][b-df-hj-np-tv-z379]{2}[a-z379]*(?:o|w|ou)"
)
# A lone 3, 7 or 9 between letters stands for ع, ح or ق: n3erfo, bo7dha, tra9eb.
_DIGIT_LETTER: Final = re.compile(r"(?=(?:[379]?[a-z]){4,}\Z)[a-z]+[379][a-z379]+")


def is_darija(words: Iterable[str]) -> bool:
    """Tell whether folded Arabic words hold a word of Moroccan Arabic, or two likely ones."""
    weight = 0
    for word in words:
        bare = word[1:] if word[0] in "وف" and len(word) > 3 else word
        if word in _DARIJA or bare in _DARIJA:
            return True
        is_verb = bare not in _MONTHS and _DARIJA_VERB.fullmatch(bare) is not None
        weight += is_verb or bare in _MAYBE_DARIJA
    return weight >= 2


def arabizi_words(words: Iterable[str]) -> list[str]:
    """Return which of the folded Latin words are Moroccan Arabic; none unless one is certain.

    Codes and formulas (CO2, H2O, 3D, 4G, R2D2, B2B) are not taken for words with digit-letters.
    """
    found = [word for word in words if _may_be_arabizi(word)]
    digits = {word for word in found if _DIGIT_LETTER.fullmatch(word)}
    return found if len(digits) >= 2 or not _ARABIZI.isdisjoint(found) else []


def _may_be_arabizi(word: str) -> bool:
    if word in _ARABIZI or word in _BORROWED:
        return True
    return any(pattern.fullmatch(word) for pattern in (_DIGIT_LETTER, _ARABIZI_VERB))
