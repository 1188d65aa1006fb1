"""Names of files that were sent in, as they are kept, shown and handed back."""

import re
import unicodedata

LONGEST = 120
BUSY = "Other files are being read just now. Send this one again in a minute."
_ALLOWED = " .-_()"
_NAMELESS = "file"
_LONGEST_ENDING = 10


def clean_name(sent: str) -> str:
    """Return a name without its folders: letters and digits of any script, and a few signs.

    It is never empty, never starts or ends with a dot or a space, and keeps its ending when it is
    cut.
    """
    last = unicodedata.normalize("NFC", sent).replace("\\", "/").rpartition("/")[2]
    spaced = re.sub(r"\s+", " ", last)
    kept = "".join(filter(None, map(_kept, spaced))).strip()
    stem, dot, ending = kept.rstrip(". ").rpartition(".")
    if not dot or len(ending) > _LONGEST_ENDING:
        stem, dot, ending = kept, "", ""
    stem = stem[: LONGEST - len(dot + ending)].strip(". ")
    if not any(letter.isalnum() for letter in stem):
        stem = _NAMELESS
    return f"{stem}{dot}{ending.strip()}"


def ending_of(name: str) -> str:
    """Return the ending of a name, in lower case; nothing when it has none."""
    return name.rpartition(".")[2].lower()


def _kept(letter: str) -> str:
    """Return a letter as it is kept: what nobody sees goes, and any other sign gives a line."""
    if letter in _ALLOWED or unicodedata.category(letter)[0] in "LNM":
        return letter
    return "" if unicodedata.category(letter)[0] == "C" else "_"
