"""Organisations that a new one may stand for, so that none is opened twice."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select

from matcher.domain.people import OrganisationKind
from matcher.intake.duplicates import SIMILAR
from matcher.intake.organisations import distinct_name, skeleton
from matcher.store.organisations import OrganisationRow
from matcher.workflow.context import Context

_COMPANY_DIGITS = 9
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Similar:
    """An organisation that exists, and why it may be the same."""

    id: int
    name: str
    city: str
    ice: str
    why: Literal["same_ice", "similar_name"]


@dataclass(frozen=True, slots=True)
class Lookalike:
    """Another organisation whose name a reader may take for this one's."""

    id: int
    kind: OrganisationKind
    name: str


def lookalikes(context: Context, organisation_id: int) -> tuple[Lookalike, ...]:
    """Return the organisations of any kind, in use, whose names look the same as this one's.

    Letters that look alike (Latin, Cyrillic, Greek, digits), Arabic variants, case, accents,
    spaces and legal forms make no difference.
    """
    table = OrganisationRow
    rows = context.session.execute(
        select(table.id, table.kind, table.name, table.name_key)
        .where(table.is_active, table.merged_into.is_(None))
        .order_by(table.id)
    ).all()
    own = context.session.get_one(table, organisation_id)
    wanted = skeleton(distinct_name(own.name))
    return tuple(
        Lookalike(number, kind, name)
        for number, kind, name, key in rows
        if number != organisation_id and skeleton(key or distinct_name(name)) == wanted
    )[:_SHOWN]


def similar_organisations(
    context: Context, kind: OrganisationKind, name: str, ice: str
) -> tuple[Similar, ...]:
    """Return those with the same company number first, then those with a name spelt alike.

    Names are compared as in an import: without case, accents, legal forms and word order.
    """
    from rapidfuzz import fuzz

    table = OrganisationRow
    rows = context.session.execute(
        select(table.id, table.name, table.city, table.ice).where(
            table.kind == kind, table.is_active, table.merged_into.is_(None)
        )
    )
    wanted = distinct_name(name)
    found: list[tuple[float, Similar]] = []
    for number, known, city, known_ice in rows:
        if ice and known_ice[:_COMPANY_DIGITS] == ice[:_COMPANY_DIGITS]:
            found.append((2.0, Similar(number, known, city, known_ice, "same_ice")))
            continue
        other = distinct_name(known)
        alike = 1.0 if skeleton(other) == skeleton(wanted) else 0.0
        alike = max(alike, fuzz.token_sort_ratio(wanted, other) / 100)
        if alike >= SIMILAR:
            found.append((alike, Similar(number, known, city, known_ice, "similar_name")))
    found.sort(key=lambda each: (-each[0], each[1].id))
    return tuple(each for _, each in found[:_SHOWN])
