"""Sectors, regions, cities and maturity: the vocabulary that every part shares."""

import re
import unicodedata
from dataclasses import dataclass

LANGUAGES = ("fr", "ar", "en")
TRL_RANGE = range(1, 10)

_ARABIC_VARIANTS = str.maketrans({**dict.fromkeys("أإآٱ", "ا"), "ى": "ي", "ة": "ه", "ـ": None})
_NOT_A_WORD = re.compile(r"[\W_]+")
_ARTICLE = re.compile(r"(?<!\w)و?ال(?=\w{3})")
# Words that say what kind of name follows, or join two words, in the three languages.
_FRAMING = frozenset(
    [
        *("secteur", "sector", "filiere", "branche", "industrie", "industry", "industries"),
        *("region", "province", "prefecture", "ville", "city"),
        *("de", "du", "des", "d", "la", "le", "les", "l", "et", "and", "of", "the"),
        *("قطاع", "صناعه", "صناعات", "الصناعه", "الصناعات", "و"),
        *("جهه", "منطقه", "اقليم", "عماله", "مدينه"),
    ]
)
# Names of places, folded, that mean something else too: new, eyes, inside, white, east, axe...
_EVERYDAY = frozenset(
    [
        *(
            "الجديده",
            "العيون",
            "الداخله",
            "البيضاء",
            "الشرق",
            "الحاجب",
            "فاس",
            "سوس",
            "سلا",
            "وزان",
        ),
        *("اصيله", "السعيديه", "اليوسفيه", "المحمديه", "وادي الذهب", "وادي نون", "ازمور"),
        *("oriental", "sale", "casa", "fez", "tata", "souss", "tadla"),
    ]
)


@dataclass(frozen=True, slots=True)
class Sector:
    """An industrial sector. A label is empty where no source was found for it."""

    id: str
    label_fr: str
    label_en: str = ""
    label_ar: str = ""


@dataclass(frozen=True, slots=True)
class Region:
    """A Moroccan region; `id` is its ISO 3166-2 code, such as MA-06."""

    id: str
    label_fr: str
    label_en: str = ""
    label_ar: str = ""


@dataclass(frozen=True, slots=True)
class City:
    """A Moroccan city, and the ISO code of the region where it lies."""

    id: str
    label_fr: str
    region: str
    label_ar: str = ""


@dataclass(frozen=True, slots=True)
class TrlLevel:
    """One step, 1 to 9, of the technology readiness scale."""

    id: int
    label_fr: str
    label_en: str = ""
    label_ar: str = ""


def label_key(text: str) -> str:
    """Return the words of a short label in one spelling, single spaces between them.

    Lower case, no accents nor Arabic vowel signs, one form for each Arabic letter, no punctuation.
    Meant for labels (a sector, a region, a city), not for running text.
    """
    spelled = unicodedata.normalize("NFKD", text).casefold().translate(_ARABIC_VARIANTS)
    bare = "".join(c for c in spelled if unicodedata.category(c) not in ("Mn", "Cf"))
    return _NOT_A_WORD.sub(" ", bare.replace("œ", "oe").replace("æ", "ae")).strip()


def bare_name(text: str) -> str:
    """Return a label's key without the words that only frame it.

    "Région de l'Oriental" and "ORIENTAL" give one key. A label made of framing words keeps them.
    """
    words = label_key(text).split()
    return " ".join(word for word in words if word not in _FRAMING) or " ".join(words)


def bare_subject(text: str) -> str:
    """Return `bare_name` without Arabic articles: "صناعة السيارات" and "سيارات" give one key.

    For sectors only: without its article the city الجديدة would be the word for "new".
    """
    return bare_name(_ARTICLE.sub("", unicodedata.normalize("NFC", text)))


def is_everyday_word(place: str) -> bool:
    """Tell whether the name of a place is also a common word, so that alone it proves no place.

    In running text such a name counts only when something says that it is a place: the
    preposition ب in Arabic, a capital and a preposition in French or English.
    """
    return bare_name(place) in _EVERYDAY
