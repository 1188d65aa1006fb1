"""What a firm, a project or a startup may be asked for programmes, and how an answer is read.

The fields follow the rules that are in force: a fact that no rule reads is not asked for.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from matcher.domain.programme import CeilingBasis, Programme
from matcher.domain.programme_asking import ceiling_basis, facts_asked, is_for_startups
from matcher.domain.programme_facts import CODES, Fact, FactKind, Range, Value
from matcher.errors import WorkflowError
from matcher.text.normalise import plain_digits

FROM_PROFILES = frozenset({Fact.FIRM_SECTORS, Fact.STARTUP_SECTORS, Fact.STARTUP_TRL})
"""Facts that the profile or the challenge says already."""
BANDS = frozenset({Fact.FIRM_TURNOVER, Fact.STARTUP_TURNOVER})
"""Numbers that may be told as a band."""
COUNTRIES = ("MA", "ES")
NOT_A_NUMBER = "Write a number in figures, such as 12 or 1.5."
NOT_AN_ANSWER = "Choose one of the answers."
TOO_HIGH = "This number is too high to be right: check it."
UPSIDE_DOWN = "The highest amount lies below the lowest."
NO_DATE = "Write a date such as 2027-06-30."
NOT_YET = "This date lies in the future."
_MOST = {"_pct": 100, "trl": 9, "headcount": 10_000_000, "_years": 200, "_ratio": 10_000}
_MOST_DH = 1_000_000_000_000

Answers = Mapping[str, Sequence[str]]
"""What a form was sent with: name of a field → what was entered or chosen."""


@dataclass(frozen=True, slots=True)
class Field:
    """A fact to ask for, with the programmes that read it."""

    fact: Fact
    asked_by: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return its name in a form."""
        return self.fact.value.replace(".", "-")

    @property
    def is_band(self) -> bool:
        """Whether it is told as "at least" and "at most"."""
        return self.fact in BANDS

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes to choose from; none for another kind of fact."""
        if self.fact is Fact.PAIR_COUNTRIES:
            return COUNTRIES
        return tuple(sorted(CODES.get(self.fact, ())))


@dataclass(frozen=True, slots=True)
class UsedField:
    """A programme of which something may have been received, and what its ceiling counts."""

    programme_id: str
    programme_name: str
    basis: CeilingBasis

    @property
    def name(self) -> str:
        """Return its name in a form."""
        return f"used-{self.programme_id}"

    def key(self, day: date) -> str:
        """Return under what an amount is kept: with the year where the ceiling is yearly."""
        return used_key(self.programme_id, self.basis, day)


def used_key(programme_id: str, basis: CeilingBasis, day: date) -> str:
    """Return under what is kept what was received of a programme."""
    return f"{programme_id}@{day.year}" if basis is CeilingBasis.YEAR else programme_id


def firm_fields(programmes: Iterable[Programme]) -> tuple[Field, ...]:
    """Return what a firm is asked about itself."""
    return _fields(programmes, ("firm.",))


def project_fields(programmes: Iterable[Programme], *, asks_kind: bool) -> tuple[Field, ...]:
    """Return what is asked about a project; the kind of collaboration where nobody said it."""
    found = _fields(programmes, ("project.", "pair."))
    return tuple(each for each in found if asks_kind or each.fact is not Fact.PAIR_COLLABORATION)


def startup_fields(programmes: tuple[Programme, ...]) -> tuple[Field, ...]:
    """Return what a startup is asked about itself, and about its project where it asks alone."""
    alone = tuple(each for each in programmes if is_for_startups(each))
    return _fields(programmes, ("startup.",)) + _fields(alone, ("project.",))


def used_fields(
    programmes: Iterable[Programme], bases: frozenset[CeilingBasis]
) -> tuple[UsedField, ...]:
    """Return the programmes that pay, and whose ceiling counts over one of these."""
    found = []
    for each in programmes:
        basis = ceiling_basis(each)
        if basis is not None and basis in bases:
            found.append(UsedField(each.id, each.name, basis))
    return tuple(found)


def _fields(programmes: Iterable[Programme], parts: tuple[str, ...]) -> tuple[Field, ...]:
    readers: dict[Fact, list[str]] = {}
    for programme in programmes:
        for fact in facts_asked(programme):
            readers.setdefault(fact, []).append(programme.name)
    return tuple(
        Field(fact, tuple(readers[fact]))
        for fact in Fact
        if fact in readers and fact not in FROM_PROFILES and fact.value.startswith(parts)
    )


def read_fact(
    field: Field, answers: Answers, today: date
) -> tuple[Value | None, dict[str, WorkflowError]]:
    """Return what was answered (None: nothing), and what is wrong with it, by name of field."""
    if field.is_band:
        return _band(field, answers)
    given = [each.strip() for each in answers.get(field.name, ()) if each.strip()]
    if not given:
        return None, {}
    value, problem = _value(field, given, today)
    return value, {field.name: WorkflowError(problem)} if problem else {}


def read_amount(written: str) -> tuple[int | None, str]:
    """Return an amount in whole dirhams (None: nothing was written), and what is wrong with it."""
    value, problem = _number(written, _MOST_DH) if written.strip() else (None, "")
    return (None if value is None else int(value)), problem


def _value(field: Field, given: list[str], today: date) -> tuple[Value | None, str]:
    match field.fact.kind:
        case FactKind.NUMBER:
            number, problem = _number(given[0], _most(field.fact))
            return (None if number is None else Range(number, number)), problem
        case FactKind.CODES:
            known = all(each in field.codes for each in given)
            return (tuple(dict.fromkeys(given)), "") if known else (None, NOT_AN_ANSWER)
        case FactKind.DATE:
            return _day(given[0], today)
    return (given[0] == "yes", "") if given[0] in {"yes", "no"} else (None, NOT_AN_ANSWER)


def _band(field: Field, answers: Answers) -> tuple[Value | None, dict[str, WorkflowError]]:
    ends: list[int | float | None] = []
    problems: dict[str, WorkflowError] = {}
    for end in ("least", "most"):
        name = f"{field.name}-{end}"
        written = "".join(answers.get(name, ())[:1])
        number, problem = _number(written, _MOST_DH) if written.strip() else (None, "")
        ends.append(number)
        if problem:
            problems[name] = WorkflowError(problem)
    low, high = ends
    if problems or (low is None and high is None):
        return None, problems
    if low is not None and high is not None and high < low:
        return None, {f"{field.name}-most": WorkflowError(UPSIDE_DOWN)}
    return Range(low or 0, high), {}


def _number(written: str, most: int) -> tuple[int | float | None, str]:
    """Return a number of 0 or more; Arabic digits, spaces and a decimal comma are understood."""
    digits = (
        "".join(str(unicodedata.digit(each, each)) for each in written if not _is_between(each))
        .replace("٫", ".")
        .replace(",", ".")
    )
    whole, _, part = digits.partition(".")
    if not whole.isascii() or not whole.isdecimal() or (part and not part.isdecimal()):
        return None, NOT_A_NUMBER
    if len(whole) > len(str(_MOST_DH)) or float(digits) > most:
        return None, TOO_HIGH
    return (float(digits) if part.strip("0") else int(whole)), ""


def _is_between(letter: str) -> bool:
    return letter.isspace() or letter in "\u066c\u2068\u2069\u200f\u200e"


def _most(fact: Fact) -> int:
    return next((most for end, most in _MOST.items() if fact.value.endswith(end)), _MOST_DH)


def _day(written: str, today: date) -> tuple[Value | None, str]:
    try:
        day = date.fromisoformat(plain_digits(written))
    except ValueError:
        return None, NO_DATE
    return (None, NOT_YET) if day > today else (day, "")
