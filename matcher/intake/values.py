"""One cell into one value: text, names, TRL, status, lists, each checked."""

import datetime as dt
import re
from typing import Final

from matcher.domain.startup import Status
from matcher.intake.ice import ice_digits, ice_problem, with_leading_zeros
from matcher.intake.limits import IntakeLimits
from matcher.intake.memory import folded, on_one_line
from matcher.intake.report import quoted
from matcher.intake.spreadsheet import UncomputedFormula
from matcher.text.normalise import clean

NAME_CHARACTERS: Final = 300
TITLE_CHARACTERS: Final = 2_000
ID_CHARACTERS: Final = 200
OLDEST_YEAR: Final = 1800
_YEAR: Final = re.compile(
    r"(1[89]\d\d|20\d\d)(?:\.0+|-\d\d-\d\d.*)?|\d\d?/\d\d?/(1[89]\d\d|20\d\d)"
)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_TRL: Final = re.compile(
    r"(?:(?:trl|niveau|level|مستوي)\s*[:=\-]?\s*)?([0-9]+)(?:[.,]0+)?(?:\s*(?:/|sur|of|من)\s*9)?"
)
# A name of a host holds a dot before its port, so "javascript:1" is no host.
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+\-]*):", re.IGNORECASE)
_ERRORS: Final = frozenset(
    {"#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#num!", "#null!", "#spill!", "#calc!"}
    | {"#valeur!", "#nom?", "#nombre!", "#nul!"}
)
_NOTHING: Final = frozenset(
    {"-", "--", "---", "/", "?", ".", "n/a", "na", "n.a.", "nd", "n.d.", "nc", "n.c.", "none"}
    | {"null", "nan", "inconnu", "inconnue", "unknown", "neant", "non renseigne"}
    | {"non communique", "non disponible", "غير متوفر", "لا يوجد", "لايوجد", "غير محدد"}
)
_STATUS: Final = {
    word: status
    for status, words in {
        Status.ACTIVE: "active actif actives نشط نشطه مفعل",
        Status.PAUSED: "paused pause en_pause suspendu suspendue suspended متوقف موقوف معلق",
        Status.WITHDRAWN: "withdrawn retire retiree retrait inactif inactive ferme fermee closed"
        " radie radiee dissous dissoute منسحب ملغي مغلق غير_نشط",
    }.items()
    for word in words.split()
}
_LANGUAGES: Final = {
    word: code
    for code, words in {
        "fr": "fr fra fre francais francaise french الفرنسيه فرنسيه fr-fr fr-ma",
        "ar": "ar ara arabe arabic العربيه عربيه darija الدارجه ar-ma",
        "en": "en eng anglais english الانجليزيه انجليزيه en-gb en-us",
        "es": "es spa espagnol spanish espanol الاسبانيه اسبانيه",
        "de": "de deu ger allemand german deutsch الالمانيه",
        "it": "it ita italien italian",
        "pt": "pt por portugais portuguese",
        "nl": "nl neerlandais dutch",
        "zh": "zh chinois chinese",
        "ber": "ber tzm zgh amazigh tamazight berbere الامازيغيه امازيغيه",
    }.items()
    for word in words.split()
}


class BadValue(ValueError):
    """A cell that cannot be taken: what is wrong, and what to do. Becomes a RefusedRow."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


def as_text(value: object) -> str:
    """Return a cell as text, exactly as given; None is empty. BadValue when it cannot be text.

    Numbers and dates of a sheet become text. Refused: lists and objects, booleans, error values
    such as #N/A, formulas without a value, NUL characters, halves of characters.
    """
    if value is None:
        return ""
    if isinstance(value, UncomputedFormula):
        raise BadValue(
            "it holds a formula whose result was never saved",
            "Open the workbook, let it compute, and save it; or paste the values.",
        )
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, int | float | dt.date | dt.time) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise BadValue(f"it is {_kind(value)} where text is expected", "Give it as text.")
    return _sound(value)


def _sound(text: str) -> str:
    if "\x00" in text:
        raise BadValue("it holds NUL characters", "Export the file again as plain text.")
    if _SURROGATE.search(text):
        raise BadValue("it holds half of a character", "Export the file again in UTF-8.")
    if text.lstrip().startswith("#") and text.strip().lower() in _ERRORS:
        raise BadValue(
            f"it holds the spreadsheet error {quoted(text)}", "Mend the formula or empty the cell."
        )
    return text


def _kind(value: object) -> str:
    kinds = {bool: "true or false", list: "a list", dict: "an object"}
    return kinds.get(type(value), "not text")


def exact_text(value: object, limits: IntakeLimits) -> str:
    """Return a text exactly as given; empty when nothing visible is in it. BadValue if too long."""
    text = as_text(value)
    if len(text) > limits.cell_characters:
        raise BadValue(
            f"it has {len(text):,} characters; at most {limits.cell_characters:,} are read",
            "Shorten it, or make several capabilities of it.",
        )
    # The start of a text nearly always settles it; cleaning all of every text takes long.
    return text if clean(text[:200]).strip() or clean(text).strip() else ""


def short_text(value: object, longest: int = NAME_CHARACTERS) -> str:
    """Return a name, title or label on one line: NFC, nothing hidden, single spaces."""
    text = on_one_line(as_text(value))
    if len(text) > longest:
        raise BadValue(
            f"it has {len(text):,} characters; at most {longest:,} are read",
            "Shorten it; a long text belongs in the text column.",
        )
    return text


def identifier(value: object) -> str:
    """Return an id, without outer spaces; BadValue when it is long or has hidden characters."""
    text = as_text(value).strip()
    if len(text) > ID_CHARACTERS or clean(text) != text or "\n" in text or "\t" in text:
        raise BadValue(
            f"the id {quoted(text)} is too long or holds characters that cannot be seen",
            f"Give a plain id of at most {ID_CHARACTERS} characters.",
        )
    return text


def optional(value: object) -> str:
    """Return an optional cell on one line; signs for "nothing" (-, n/a, néant…) become empty."""
    text = short_text(value)
    return "" if folded(text) in _NOTHING else text


def year(value: object) -> int | None:
    """Return a year; that of a date when a date is given, None for an empty cell."""
    if isinstance(value, dt.date):
        return value.year
    text = optional(value)
    if not text:
        return None
    found = _YEAR.fullmatch(folded(text))
    if found is None:
        raise BadValue(
            f"{quoted(text)} is not a year",
            f"Write a year of four digits, from {OLDEST_YEAR} on, or leave it empty.",
        )
    return int(found[1] or found[2])


def trl(value: object) -> int | None:
    """Return a technology readiness level, 1 to 9, or None when the cell says nothing.

    Understood: 7, 7.0, ٧, "TRL 7", "7/9". BadValue otherwise.
    """
    if isinstance(value, dt.date):
        raise BadValue(
            f"a spreadsheet made the date {value:%d/%m} of it",
            "Write the TRL as one number, 1 to 9.",
        )
    text = optional(value)
    if not text:
        return None
    found = _TRL.fullmatch(folded(text))
    if found is None or len(found[1]) > 3 or not 1 <= int(found[1]) <= 9:
        raise BadValue(
            f"{quoted(text)} is not a TRL", "Write one whole number from 1 to 9, or leave it empty."
        )
    return int(found[1])


def title(value: object) -> str:
    """Return a title on one line, of at most TITLE_CHARACTERS characters."""
    return short_text(value, TITLE_CHARACTERS)


def status(value: object) -> Status | None:
    """Return a status, or None when the cell says nothing; BadValue for an unknown word."""
    text = optional(value)
    if not text:
        return None
    found = _STATUS.get(folded(text).replace(" ", "_").removeprefix("en_"))
    if found is None:
        raise BadValue(
            f"{quoted(text)} is not a status",
            "Write active, paused or withdrawn (actif, en pause, retiré), or leave it empty.",
        )
    return found


def ice(value: object) -> tuple[str, bool]:
    """Return an ICE as 15 digits ("" when none is given) and whether its leading zeros were lost.

    BadValue when the length or the key is wrong.
    """
    text = optional(value)
    digits = ice_digits(text)
    if not digits:
        return "", False
    problem = ice_problem(digits)
    if problem is None:
        return digits, False
    whole = with_leading_zeros(digits)
    if whole is None:
        raise BadValue(f"{quoted(text)} is not an ICE: {problem}", "Correct it or leave it empty.")
    return whole, True


def website(value: object) -> str:
    """Return a web address; BadValue for one that is neither http nor https."""
    text = optional(value)
    scheme = _SCHEME.match(text)
    if scheme and scheme[1].lower() not in ("http", "https"):
        raise BadValue(
            f"{quoted(text)} is not a web address", "Start it with https://, or leave it empty."
        )
    return text


def several(value: object, separators: str) -> tuple[str, ...]:
    """Return the items of a list, or of a cell that parts them with any of the separators.

    Order is kept; an item that comes twice (accents and case aside) is kept once.
    """
    cells = value if isinstance(value, list) else [value]
    parts = [part for cell in cells for part in re.split(f"[{separators}\n]", as_text(cell))]
    found = {folded(item): item for part in reversed(parts) if (item := optional(part))}
    return tuple(reversed(found.values()))


def languages(value: object) -> tuple[str, ...]:
    """Return language codes from codes or names in French, Arabic or English."""
    words = [word for item in several(value, ",;|/+&،؛") for word in folded(item).split()]
    named = [re.sub("^و(?=ال)", "", word) for word in words if word not in ("et", "and", "و")]
    return tuple(dict.fromkeys(_language(word) for word in named))


def _language(word: str) -> str:
    code = _LANGUAGES.get(word)
    if code is None:
        raise BadValue(
            f"{quoted(word)} is not a language that is known here",
            "Write fr, ar, en (or français, arabe, anglais), or leave it empty.",
        )
    return code
