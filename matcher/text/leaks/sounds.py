"""The consonants of a word, the same whether it is written in Latin or in Arabic letters."""

import re
from functools import lru_cache
from typing import Final

_PAIRS: Final = (
    ("tch", "S"), ("sch", "S"), ("kh", "k"), ("gh", "G"), ("ch", "S"), ("sh", "S"), ("ph", "f"), ("th", "t"),
    ("dh", "d"), ("dj", "j"), ("qu", "k"), ("gu", "k"), ("ck", "k"), ("x", "ks"),
)  # fmt: skip
_SOFT: Final = ((re.compile("c(?=[eiy])"), "s"), (re.compile("g(?=[eiy])"), "j"))
_LATIN: Final = str.maketrans({"c": "k", "q": "k", "g": "k", "p": "b", "v": "f", "z": "z"})
_PLURAL: Final = re.compile(r"(?<=[a-z]{3})e?s$")
_NOT_HEARD: Final = re.compile("[aeiouyhw0-9'_-]")
_DIGITS: Final = str.maketrans("01345789", "oieasbbg")
_ARABIC: Final = str.maketrans(
    {
        **dict(zip("بتثجخدذرزسشصضطظغفقكلمن", "bttjkddrzsSsdtdGfkklmn", strict=True)),
        **dict.fromkeys("اويهعحءىةؤئآأإ", ""),
    }
)
_ARTICLE: Final = re.compile("^(?:[وف]?(?:[بك]?ال|لل))(?=.{2})")
_TWICE: Final = re.compile(r"(.)\1+")


@lru_cache(maxsize=50_000)
def sounds(word: str, *, whole: bool = False) -> str:
    """Return the consonants of a folded word: "tizguite", "tizguit" and "تيزكيت" give the same.

    The s of a Latin plural is left out unless the `whole` word is wanted.
    """
    if "\u0600" <= word[:1] <= "\u06ff":
        return _TWICE.sub(r"\1", _ARTICLE.sub("", word).translate(_ARABIC))
    bare = undisguised(word) if whole else _PLURAL.sub("", undisguised(word))
    for soft, sound in _SOFT:
        bare = soft.sub(sound, bare)
    for pair, sound in _PAIRS:
        bare = bare.replace(pair, sound)
    return _TWICE.sub(r"\1", _NOT_HEARD.sub("", bare.translate(_LATIN)))


@lru_cache(maxsize=20_000)
def undisguised(word: str) -> str:
    """Return a word with digits that stand for letters made letters: b3nsl0uf is benslouf."""
    if word.isalpha() or sum(map(str.isalpha, word)) < 3:
        return word
    return word.translate(_DIGITS)
