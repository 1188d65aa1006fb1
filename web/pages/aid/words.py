"""Verdicts and facts in the reader's words; numbers are kept apart from right-to-left text."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from babel.dates import format_date

from matcher.domain.programme import CeilingBasis, Test
from matcher.domain.programme_aid import Aid
from matcher.domain.programme_facts import Fact, FactKind, Range, Value
from matcher.domain.programme_verdict import Why
from matcher.wording.programme_facts import CODES, FACTS
from matcher.wording.programme_sums import money, sums_of
from matcher.wording.programmes import BOUNDS, GAPS, SENTENCES, WHYS, amount, lines_of
from matcher.workflow.aid_fields import Field
from matcher.workflow.aid_views import Asked, Who
from matcher.workflow.naming import sector_name
from matcher.workflow.organisation_facts import sector_choices
from web.locale import _, language, lazy

_NUMBER = re.compile(r"\d(?:[\d\u202f.,-]*\d)?(?:[ \u202f]?%)?")
_LINKED = ("https://", "http://")
_FORMATS = {1: "yyyy", 2: "MMMM yyyy", 3: "long"}
_LOCALES = {"fr": "fr", "ar": "ar_MA", "en": "en_GB"}
WHOM = {
    Who.FIRM: lazy("Your firm can say:"),
    Who.PROJECT: lazy("Who leads the project can say:"),
    Who.STARTUP: lazy("To be asked of the startup:"),
    Who.OPERATOR: lazy("To be confirmed:"),
    Who.AGENCY: lazy("To be settled:"),
}
"""What comes before the facts that somebody can say."""
OTHERWISE = {
    ("desk", Who.FIRM): lazy("The firm can say:"),
    ("startup", Who.STARTUP): lazy("Your startup can say:"),
}
"""The same where the reader of a room is somebody else."""
BASES = {
    CeilingBasis.PROJECT: lazy("for this project"),
    CeilingBasis.FIRM: lazy("in all, whatever the project"),
    CeilingBasis.YEAR: lazy("this year"),
}


def apart(text: str) -> str:
    """Return a text whose numbers keep their own direction where the page reads right to left."""
    if language() != "ar":
        return text
    return _NUMBER.sub(lambda found: f"\u2068{found[0]}\u2069", text)


def dh(number: int) -> str:
    """Return an amount in dirhams."""
    return apart(money(language(), number))


def fact_name(fact: Fact) -> str:
    """Return what a fact is called, with a capital."""
    return apart(_capital(FACTS[language()][fact]))


def fact_words(fact: Fact) -> str:
    """Return what a fact is called, within a sentence."""
    return apart(FACTS[language()][fact])


def by_whom(missing: Iterable[Asked], room: str) -> list[tuple[str, str]]:
    """Return (who can say them, the facts in one line) for what is missing."""
    found: dict[Who, list[str]] = {}
    for each in missing:
        found.setdefault(each.who, []).append(fact_words(each.fact))
    return [
        (str(OTHERWISE.get((room, who), WHOM[who])), " · ".join(found[who]))
        for who in Who
        if who in found
    ]


def rule_lines(test: Test) -> list[str]:
    """Return what a rule asks; the alternatives of one follow its first line."""
    spoken = language()
    names = {code: sector_name(code, spoken) for code, _label in sector_choices(spoken)}
    lines = lines_of(spoken, test, names)
    return [apart(_capital(line)) for line in lines]


def why_words(why: Why) -> str:
    """Return why a rule is met, failed or unknown."""
    return _capital(WHYS[language()][why])


def sum_lines(aid: Aid) -> list[str]:
    """Return the arithmetic of an amount, step by step."""
    return [apart(_capital(line)) for line in sums_of(language(), aid)]


def amount_line(aid: Aid) -> str:
    """Return what could be had, or why no amount can be told."""
    spoken = language()
    if aid.gap is not None or aid.amount_dh is None:
        return _capital(GAPS[spoken][aid.gap]) if aid.gap else ""
    sentence = SENTENCES[spoken]["aid_most" if aid.bounds else "aid"]
    return apart(sentence.format(amount=amount(spoken, aid.amount_dh)))


def bound_lines(aid: Aid) -> list[str]:
    """Return why an amount is the most that could be had."""
    return [_capital(BOUNDS[language()][each]) for each in aid.bounds]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def as_of(told: str) -> str:
    """Return a date as precise as the sources are: a year, a month or a day."""
    parts = [int(each) for each in told.split("-")]
    year, month, day, *_rest = [*parts, 1, 1]
    style = _FORMATS[len(parts)]
    return str(format_date(date(year, month, day), style, locale=_LOCALES[language()]))


def is_link(where: str) -> bool:
    """Whether a source has an address to open; others are references to the press."""
    return where.startswith(_LINKED)


def basis_words(basis: CeilingBasis) -> str:
    """Return over what a ceiling counts."""
    return str(BASES[basis])


def options_of(field: Field) -> list[tuple[str, str]]:
    """Return the answers to choose from: (value, words)."""
    if field.fact.kind is FactKind.YES_NO:
        return [("yes", _("Yes")), ("no", _("No"))]
    names = CODES[language()]
    return [(code, names[code]) for code in field.codes]


def entered_as(field: Field, value: Value) -> dict[str, Any]:
    """Return what the form shows for a fact that is known, by name of field."""
    if field.is_band and isinstance(value, Range):
        ends = {"least": value.low or "", "most": "" if value.high is None else value.high}
        return {f"{field.name}-{end}": _figures(number) for end, number in ends.items()}
    if isinstance(value, Range):
        return {field.name: _figures(value.low)}
    if isinstance(value, bool):
        return {field.name: "yes" if value else "no"}
    if isinstance(value, date):
        return {field.name: value.isoformat()}
    return {field.name: list(value)}


def _figures(number: float | str) -> str:
    """Return a number as it can be typed again."""
    return f"{number:,}".replace(",", " ") if isinstance(number, int) else str(number)
