"""One spelling for one word: Unicode, Arabic letters, digits."""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

_LINE_ENDS: Final = re.compile("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
# What no reader sees: controls (tab and newline stay), zero-width and bidi characters, tags,
# soft hyphens, blank fillers, variation selectors, lone surrogates and non-characters.
_HIDDEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u06dd\u070f\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufdd0-\ufdef\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# The same characters where they do honest work, so that they raise no flag: a byte-order mark at
# the start, joiners between Arabic letters, joiners and selectors after a pictograph.
_HONEST: Final = re.compile(
    "\\A\ufeff|(?<=[\u0620-\u06ff])[\u200c\u200d](?=[\u0620-\u06ff]|\\b|$)"
    "|(?<=[\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff\ufe0f])[\ufe0e\ufe0f\u200d]"
    "|(?<=[0-9#*])\ufe0f(?=\u20e3)"
)
# Word's Symbol and Wingdings bullets live in the private-use area.
_BULLETS: Final = str.maketrans(dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf0fc\uf0a8\uf0e0\uf02d", "•"))
# Not the single plain space, which needs no replacing.
_SPACES: Final = re.compile(r"\s{2,}|[^\S ]")

# Isolated vowel signs decompose into a space and a mark; trade marks into letters: both go first.
_DROP_FIRST: Final = re.compile("[\ufe70-\ufe7f™℠®©\u0640]")
_ONE_SIGN: Final = {
    **dict.fromkeys("’‘‛ʼʻʹ′´`｀＇ʾʿ", "'"),
    **dict.fromkeys("“”„‟″«»〝〞＂", '"'),
    **dict.fromkeys("‐‑‒–—―−﹣－⁃", "-"),
    **dict(zip("⁄٫،؛؟٪۔", "/,,;?%.", strict=True)),
    "٬": "",
}
# Letters without a decomposition, and Arabic letters of one sound or one shape.
_ONE_LETTER: Final = {
    **dict(zip("øłđıɑɡ", "oldiag", strict=True)),
    "œ": "oe",
    "æ": "ae",
    **dict(zip("ٱیېہەھ", "اييههه", strict=True)),
    **dict(zip("کڪگڭݣڤڥپ", "كككككففب", strict=True)),
    **{chr(zero + digit): str(digit) for zero in (0x660, 0x6F0) for digit in range(10)},
}
_DIGITS: Final = {zero + digit: str(digit) for zero in (0x660, 0x6F0) for digit in range(10)}
_MARKS: Final = re.compile(
    "[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
    "\u08d3-\u08e1\u08e3-\u08ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
)

_LOOKALIKES: Final = str.maketrans(
    "аеорсухіјѕһкмтвнԁԛԝѵ" + "АЕОРСУХІЈЅКМТВНԌ" + "αονρυικτχγηβε" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" + "օսհո",
    "aeopcyxijshkmtbhdqwv" + "AEOPCYXIJSKMTBHG" + "aovpuiktxynbe" + "ABEZHIKMNOPTYX" + "ouhn",
)
_FOREIGN: Final = "\u0370-\u03ff\u0400-\u052f\u0531-\u0587"
_LATIN: Final = "A-Za-z\u00c0-\u024f"
_FOREIGN_LETTER: Final = re.compile(f"[{_FOREIGN}]")
_LATIN_LETTER: Final = re.compile(f"[{_LATIN}]")
_LATIN_OR_FOREIGN_WORD: Final = re.compile(f"[{_LATIN}{_FOREIGN}]+")


def _replacer(table: dict[str, str]) -> Callable[[str], str]:
    # Three times faster here than str.translate, which looks up every single character.
    pattern = re.compile("[" + re.escape("".join(table)) + "]")
    return lambda text: pattern.sub(lambda found: table[found.group()], text)


_with_one_sign: Final = _replacer(_ONE_SIGN)
_with_one_letter: Final = _replacer(_ONE_LETTER)


def clean(text: str) -> str:
    """Return the text as it should be stored and shown: NFC, nothing hidden in it, newlines kept.

    Every line end becomes a newline; controls, zero-width, bidi and tag characters, soft hyphens,
    variation selectors and lone surrogates go. Cleaning twice changes nothing more.
    """
    if text.isascii() and text.isprintable():
        return text
    visible = _HIDDEN.sub("", _LINE_ENDS.sub("\n", text)).translate(_BULLETS)
    return unicodedata.normalize("NFC", visible)


def fold(text: str) -> str:
    """Return the text as it is compared: one spelling for everything that reads the same.

    NFKC, lower case, Latin accents and Arabic vowel signs off, one form for each Arabic letter
    (أإآٱ→ا, ى→ي, ة→ه, ؤ→و, ئ→ي), ASCII digits, plain quotes and dashes, single spaces. Cyrillic and
    Greek look-alikes inside Latin words become Latin. Folding twice changes nothing more.
    """
    if text.isascii():
        return _SPACES.sub(" ", _HIDDEN.sub("", text)).strip().lower()
    if _EVERYDAY.fullmatch(text):
        return _SPACES.sub(" ", _with_everyday_letters(text)).strip().lower()
    folded = _fold(text)
    # Rare letters need a second pass: their lower case decomposes further.
    while not (unicodedata.is_normalized("NFKC", folded) and folded == folded.casefold()):
        folded = _fold(folded)
    return folded


def _fold(text: str) -> str:
    visible = _DROP_FIRST.sub("", _HIDDEN.sub("", _LINE_ENDS.sub("\n", text)))
    compatible = unicodedata.normalize("NFKC", _with_one_sign(visible))
    lower = unicodedata.normalize("NFKC", _with_one_sign(compatible).casefold())
    if _FOREIGN_LETTER.search(lower):
        lower = _LATIN_OR_FOREIGN_WORD.sub(_as_latin, lower)
    bare = _MARKS.sub("", unicodedata.normalize("NFD", lower))
    # The two letters of nearly every Arabic word go by the fastest way.
    bare = _with_one_letter(bare.replace("ة", "ه").replace("ى", "ي"))
    return _SPACES.sub(" ", unicodedata.normalize("NFC", bare)).strip()


# Most French texts hold nothing else; each of these folds alike wherever it stands.
_EVERYDAY_LETTERS: Final = "ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜàâäçéèêëîïôöùûüŒœ’«»–"
_EVERYDAY: Final = re.compile(f"[ -~{_EVERYDAY_LETTERS}]+")
_with_everyday_letters: Final = _replacer({each: _fold(each) for each in _EVERYDAY_LETTERS})


def _as_latin(word: re.Match[str]) -> str:
    written = word.group()
    return written.translate(_LOOKALIKES) if _is_mixed(written) else written


def _is_mixed(word: str) -> bool:
    return bool(_FOREIGN_LETTER.search(word) and _LATIN_LETTER.search(word))


def plain_digits(text: str) -> str:
    """Return the text with the digits of Arabic and Persian as 0 to 9: ٢٠٢٦ gives 2026."""
    return text.translate(_DIGITS)


def has_hidden_characters(text: str) -> bool:
    """Tell whether the text holds characters that no reader sees and that have no honest use."""
    return _HIDDEN.search(_HONEST.sub("", _LINE_ENDS.sub("\n", text))) is not None


def has_confusable_letters(text: str) -> bool:
    """Tell whether a Latin word holds Cyrillic, Greek or Armenian letters that look Latin.

    Units and science (µm, kΩ, ΔT, TGFα) are not taken for disguise: a Greek letter counts only
    inside a word with at least three Latin letters, and not as the single first or last letter of
    an acronym.
    """
    return any(_is_disguised(word) for word in _LATIN_OR_FOREIGN_WORD.findall(text))


def _is_disguised(word: str) -> bool:
    foreign = [letter for letter in word if letter.translate(_LOOKALIKES) != letter]
    if not foreign or not _is_mixed(word):
        return False
    if any(not "\u0370" <= letter <= "\u03ff" for letter in foreign):
        return True
    latin = [letter for letter in word if letter not in foreign]
    at_edge = len(foreign) == 1 and foreign[0] in (word[0], word[-1])
    return len(latin) >= 3 and not (at_edge and all(letter.isupper() for letter in latin))
