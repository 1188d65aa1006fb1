"""What a startup accepts and refuses, out of the cells of a row."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from matcher.domain.challenge import FirmSize
from matcher.domain.startup import Terms
from matcher.intake import amounts, values
from matcher.intake.fields import RowFields
from matcher.intake.memory import folded
from matcher.intake.report import quoted
from matcher.intake.values import BadValue

MOST_INTRODUCTIONS: Final = 10_000
ONE_VALUED: Final = ("capacity", "introductions_open", "min_budget_dh")
"""The terms that rows of one startup may repeat or leave empty, not change."""
_WHOLE: Final = re.compile(r"(\d{1,9})(?:[.,]0+)?")
_EVERY_SIZE: Final = frozenset({"toutes", "tous", "toutes tailles", "all", "any", "الكل", "جميعها"})
_SIZE_WORDS: Final = {
    (FirmSize.MICRO,): (
        "micro|micro-entreprise|micro entreprise|tpe|tres petite|tres petites"
        "|tres petite entreprise|very small|صغيره جدا|صغري|متناهيه الصغر"
    ),
    (FirmSize.SMALL,): "small|petite|petites|petite entreprise|صغيره",
    (FirmSize.MEDIUM,): "medium|medium-sized|moyenne|moyennes|moyenne entreprise|متوسطه",
    (FirmSize.LARGE,): (
        "large|grande|grandes|grande entreprise|grandes entreprises|grand groupe|grand compte"
        "|grands comptes|ge|corporate|كبيره|كبري"
    ),
    (FirmSize.SMALL, FirmSize.MEDIUM): "pme|pmes|sme|smes|صغيره ومتوسطه|الصغيره والمتوسطه",
    (FirmSize.MICRO, FirmSize.SMALL, FirmSize.MEDIUM): "tpme|tpe-pme|tpe/pme|tpe pme|msme|msmes",
}
_SIZES: Final = {word: sizes for sizes, words in _SIZE_WORDS.items() for word in words.split("|")}
_SIZES_HELP: Final = (
    "Write micro, small, medium or large (très petite, petite, moyenne, grande), or leave it empty."
)


@dataclass(frozen=True, slots=True)
class TermsWords:
    """The terms that one row gives, as in `Terms`; empty or None means that it does not say."""

    refused_sectors: tuple[str, ...] = ()
    refused_regions: tuple[str, ...] = ()
    firm_sizes: tuple[FirmSize, ...] = ()
    capacity: int | None = None
    introductions_open: int | None = None
    exclusive_with: tuple[str, ...] = field(default=(), repr=False)
    excluded_firms: tuple[str, ...] = field(default=(), repr=False)
    min_budget_dh: int | None = None


def read_terms(fields: RowFields) -> TermsWords:
    """Return the terms of a row; problems are left in `fields.problems`."""
    return TermsWords(
        refused_sectors=_listed(fields, "refused_sectors", ";|؛"),
        refused_regions=_listed(fields, "refused_regions", ",;|،؛"),
        firm_sizes=fields.read("firm_sizes", firm_sizes, ()),
        capacity=fields.read("capacity", introductions, None),
        introductions_open=fields.read("introductions_open", introductions, None),
        exclusive_with=fields.read("exclusive_with", firms, ()),
        excluded_firms=fields.read("excluded_firms", firms, ()),
        min_budget_dh=fields.read("min_budget_dh", amounts.budget_dh, None),
    )


def gathered_terms(rows: Sequence[TermsWords]) -> Terms:
    """Return the terms that the rows of one startup give together: lists joined, first value kept.

    The rows agree on their single values; see `ONE_VALUED`.
    """
    sizes = {size for row in rows for size in row.firm_sizes}
    return Terms(
        refused_sectors=_union(row.refused_sectors for row in rows),
        refused_regions=_union(row.refused_regions for row in rows),
        firm_sizes=tuple(size for size in FirmSize if size in sizes),
        capacity=_first(row.capacity for row in rows),
        introductions_open=_first(row.introductions_open for row in rows) or 0,
        exclusive_with=_union(row.exclusive_with for row in rows),
        excluded_firms=_union(row.excluded_firms for row in rows),
        min_budget_dh=_first(row.min_budget_dh for row in rows),
    )


def firm_sizes(value: object) -> tuple[FirmSize, ...]:
    """Return sizes of firms from words in three languages, smallest first; PME is two of them.

    A word for all sizes refuses nobody, so it says nothing. BadValue for an unknown word.
    """
    found: set[FirmSize] = set()
    for item in values.several(value, ",;|،؛"):
        word = folded(item)
        if word in _EVERY_SIZE:
            return ()
        if word not in _SIZES:
            raise BadValue(f"{quoted(item)} is not a size of firm", _SIZES_HELP)
        found.update(_SIZES[word])
    return tuple(size for size in FirmSize if size in found)


def firms(value: object) -> tuple[str, ...]:
    """Return names of firms from a cell that parts them, or from a list of JSON.

    A comma parts the firms of a cell, not those of a list: there it belongs to the name.
    """
    return values.several(value, ";|؛" if isinstance(value, list) else ",;|،؛")


def firm_size(value: object) -> FirmSize | None:
    """Return the size of one firm, None when it is not said; BadValue unless it is one size."""
    sizes = firm_sizes(value)
    if len(sizes) > 1:
        raise BadValue(f"{quoted(value)} names several sizes of firm", _SIZES_HELP)
    return sizes[0] if sizes else None


def introductions(value: object) -> int | None:
    """Return a number of introductions, None when none is said; BadValue for anything else."""
    text = values.optional(value)
    if not text:
        return None
    found = _WHOLE.fullmatch(folded(text))
    if found is None or int(found[1]) > MOST_INTRODUCTIONS:
        raise BadValue(
            f"{quoted(text)} is not a number of introductions",
            f"Write one whole number from 0 to {MOST_INTRODUCTIONS:,}, or leave it empty.",
        )
    return int(found[1])


def _listed(fields: RowFields, name: str, separators: str) -> tuple[str, ...]:
    return fields.read(name, lambda cell: values.several(cell, separators), ())


def _union(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for listed in lists:
        for item in listed:
            found.setdefault(folded(item), item)
    return tuple(found.values())


def _first(said: Iterable[int | None]) -> int | None:
    return next((value for value in said if value is not None), None)
