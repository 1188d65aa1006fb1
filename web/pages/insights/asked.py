"""What the reader asked for, out of the address, and how the reader reads numbers."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from flask import request

from matcher.domain.challenge import FirmSize
from matcher.reference import regions, sectors
from matcher.text.normalise import plain_digits
from matcher.workflow import insight_scope
from matcher.workflow.insight_scope import Wanted
from matcher.workflow.naming import region_name, sector_name
from web.charts.drawing import Reader
from web.charts.tables import Cell, Table
from web.context import context
from web.locale import _, direction, language

_FORMATS = {"fr": "fr", "ar": "ar_MA", "en": "en_GB"}
NOTHING = "–"
NAMES = ("from", "to", "sector", "region", "size")
"""What an address may say."""
Options = list[tuple[str, str]]


def wanted() -> Wanted:
    """Return the period and the filters of the address; what cannot be read is left out."""
    asked = request.args
    since, until = insight_scope.period(
        insight_scope.today(context()), _day(asked.get("from", "")), _day(asked.get("to", ""))
    )
    return Wanted(
        since,
        until,
        sector=_known(asked.get("sector", ""), [each.id for each in sectors()]),
        region=_known(asked.get("region", ""), [each.id for each in regions()]),
        size=_known(asked.get("size", ""), list(FirmSize)),
    )


def as_arguments(asked: Wanted) -> dict[str, str]:
    """Return the period and the filters for an address; empty filters are left out."""
    said = {
        "from": asked.since.isoformat(),
        "to": asked.until.isoformat(),
        "sector": asked.sector,
        "region": asked.region,
        "size": asked.size,
    }
    return {name: value for name, value in said.items() if value}


def choices() -> dict[str, Options]:
    """Return what sectors, regions and sizes can be chosen."""
    return {
        "sectors": sorted(
            ((each.id, sector_name(each.id, language())) for each in sectors()),
            key=lambda option: option[1].casefold(),
        ),
        "regions": [(each.id, region_name(each.id, language())) for each in regions()],
        "sizes": [(size.value, size_name(size)) for size in FirmSize],
    }


def size_name(code: str) -> str:
    """Return what a size of organisation is called."""
    names = {
        FirmSize.MICRO: _("Very small"),
        FirmSize.SMALL: _("Small"),
        FirmSize.MEDIUM: _("Medium-sized"),
        FirmSize.LARGE: _("Large"),
    }
    return next((name for size, name in names.items() if size == code), code)


def reader() -> Reader:
    """Return how this person reads charts."""
    return Reader("rtl" if direction() == "rtl" else "ltr", number, share)


def number(value: float) -> str:
    """Return a number with one decimal at most; two below one."""
    return _written(value, language())


@lru_cache(maxsize=4096)
def _written(value: float, spoken: str) -> str:
    pattern = "0.##" if abs(value) < 1 else "#,##0.#"
    return str(format_decimal(value, pattern, locale=_FORMATS[spoken]))


def share(value: float) -> str:
    """Return a share as per cent; a small one with a decimal, so that it is not nothing."""
    pattern = "#,##0.#%" if 0 < value < 0.1 else "#,##0%"
    if language() == "fr":
        pattern = pattern.replace("%", "\u202f%")
    return str(format_percent(value, pattern, locale=_FORMATS[language()]))


def month_name(day: date) -> str:
    """Return a month with its year, short."""
    return str(format_date(day, "MMM yyyy", locale=_FORMATS[language()]))


def quarter_name(day: date) -> str:
    """Return a quarter with its year, short."""
    return str(format_date(day, "QQQ yyyy", locale=_FORMATS[language()]))


def headings(table: Table) -> list[str | tuple[str, str]]:
    """Return the headings of a table for the page: columns of numbers but the first are told."""
    return [
        (name, "number") if place and any(_is_number(row[place]) for row in table.rows) else name
        for place, name in enumerate(table.header)
    ]


def rows(table: Table) -> list[list[str]]:
    """Return the rows of a table as they are read."""
    return [
        [_shown(cell, is_share=table.is_share(place)) for place, cell in enumerate(row)]
        for row in table.rows
    ]


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float)


def _shown(cell: Cell, *, is_share: bool) -> str:
    if cell is None:
        return NOTHING
    if isinstance(cell, str):
        return cell
    return share(cell) if is_share else number(cell)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(plain_digits(text))
    except ValueError:
        return None


def _known(text: str, codes: Sequence[str]) -> str:
    return text if text in codes else ""
