"""The name of an organisation reduced to what tells it apart."""

import re
import unicodedata
from typing import Final

from matcher.text.normalise import fold

_DOTTED: Final = re.compile(r"\b(?:\w\.\s?){2,}(?:\w\b)?")
_SIGNS: Final = re.compile(r"[^\w]+|_+")
# Legal forms, as single words and as the pairs that they are written in.
_FORMS: Final = frozenset(
    {"sarl", "sarlau", "sas", "sasu", "sa", "scs", "sca", "snc", "gie", "eurl", "sci", "scop"}
    | {"ste", "societe", "cie", "ltd", "limited", "llc", "llp", "inc", "incorporated", "corp"}
    | {"corporation", "plc", "pte", "co", "company", "gmbh", "ag", "bv", "srl", "spa"}
    | {"شركه", "شمم", "شذمم", "شم", "مقاوله", "موسسه"}
)
_PAIRS: Final = frozenset(
    {("sarl", "au"), ("sarl", "aua"), ("s", "a"), ("ذ", "م"), ("associe", "unique")}
)
_ARABIC_FORMS: Final = re.compile(r"\bش\s+(?:ذ\s+)?م(?:\s+م)*(?:\s+ح)?\b|\bش\s+ت(?:\s+[بم])\b")
_LETTERS_APART: Final = re.compile(r"\b(s a r l(?: a u)?|s a s(?: u)?|s a|s n c|g i e)\b")
_LOOKALIKES: Final = str.maketrans(
    "аеорсухіјѕһкмтвнԁԛԝѵгαονρυικτχγηβεօսհո01",
    "aeopcyxijshkmtbhdqwvraovpuiktxynbeouhnol",
)


def distinct_name(name: str) -> str:
    """Return a name folded, without punctuation and without legal forms at its ends.

    "Société ATLAS Capteurs S.A.R.L. AU" and "Atlas-Capteurs" give "atlas capteurs"; a name made of
    legal forms alone stays whole. Arabic letters are unified, ش.م.م and the like are taken off.
    """
    whole = _words(fold(name))
    bare = _LETTERS_APART.sub(
        lambda found: found[0].replace(" ", ""), _ARABIC_FORMS.sub(" ", whole)
    )
    words = bare.split()
    while words and (cut := _form_at_end(words)):
        words = words[:-cut]
    while words and words[0] in _FORMS:
        words = words[1:]
    return " ".join(words) or whole


def skeleton(distinct: str) -> str:
    """Return a distinct name with letters and digits that look alike made one (а → a, 0 → o)."""
    return unicodedata.normalize("NFKC", distinct).translate(_LOOKALIKES).replace(" ", "")


def _words(folded: str) -> str:
    joined = _DOTTED.sub(lambda found: found[0].replace(".", "").replace(" ", "") + " ", folded)
    return _SIGNS.sub(" ", joined).strip()


def _form_at_end(words: list[str]) -> int:
    """Return how many of the last words are a legal form: 2, 1 or 0."""
    if len(words) > 1 and tuple(words[-2:]) in _PAIRS:
        return 2
    return 1 if words[-1] in _FORMS else 0
