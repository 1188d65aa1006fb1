"""What a file of firms would change, and changing it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.domain.journal import change
from matcher.domain.people import OrganisationKind
from matcher.intake.firms import FirmWords
from matcher.intake.report import RefusedRow, quoted
from matcher.store.organisations import OrganisationRow
from matcher.text.normalise import fold
from matcher.workflow.context import Context
from matcher.workflow.import_plans import NEAR, Plan, Plans, bare, differences, near_of
from matcher.workflow.import_reading import Sheet
from matcher.workflow.organisation_facts import (
    region_ids,
    region_of_city,
    regions_of,
    sector_ids,
    sectors_of,
)


def plans(session: Session, sheet: Sheet, *, look_for_near: bool) -> Plans:
    """Return what the file would do to the firms that exist; nothing is changed.

    A firm is found by its number here, else by its ICE, else by its very name.
    """
    rows = session.scalars(
        select(OrganisationRow).where(OrganisationRow.kind == OrganisationKind.FIRM)
    ).all()
    finder, made, refused = _Finder(rows), list[Plan](), list[RefusedRow]()
    taken: set[int] = set()
    ices: list[str] = []
    for words in sheet.firms:
        target = finder.find(words)
        problem = finder.problem(words, target)
        if problem is None and target is not None and target.id in taken:
            problem = (
                f"{quoted(words.name)} and another row are the same firm here",
                "Keep one of them.",
            )
        if problem is not None:
            refused.append(RefusedRow(words.line, "", *problem))
            continue
        if target is not None:
            taken.add(target.id)
        made.append(_plan(words, target))
        ices.append(words.ice)
    if look_for_near:
        _mark_near(made, ices, rows)
    return Plans(tuple(made), (*sheet.refused, *refused))


def write(context: Context, found: Plans, *, add_near: bool) -> list[int]:
    """Do what the plans say, and return the ids of firms that are new or changed."""
    new = [
        OrganisationRow(kind=OrganisationKind.FIRM, created_at=context.now, **plan.organisation)
        for plan in found.plans
        if plan.target is None and (add_near or plan.outcome != NEAR)
    ]
    context.session.add_all(new)
    context.session.flush()
    for row in new:
        context.write(
            "organisation.opened", "organisation", row.id, after={"kind": "firm", "by": "file"}
        )
    changed = [_change(context, plan) for plan in found.plans if plan.target and plan.changes]
    return [row.id for row in new] + changed


class _Finder:
    """Finds the firm that a line of the file speaks of."""

    def __init__(self, rows: Sequence[OrganisationRow]) -> None:
        self._by_id = {row.id: row for row in rows}
        open_ones = [row for row in rows if row.merged_into is None]
        self._by_ice = {row.ice: row for row in open_ones if row.ice}
        names: dict[str, list[OrganisationRow]] = {}
        for row in open_ones:
            names.setdefault(fold(row.name), []).append(row)
        self._by_name = {name: found[0] for name, found in names.items() if len(found) == 1}

    def find(self, words: FirmWords) -> OrganisationRow | None:
        """Return the firm, or None for a new one."""
        if words.number is not None:
            return self._by_id.get(words.number)
        if words.ice and words.ice in self._by_ice:
            return self._by_ice[words.ice]
        found = self._by_name.get(fold(words.name))
        differ = found is not None and words.ice and found.ice and found.ice != words.ice
        return None if differ else found

    def problem(self, words: FirmWords, target: OrganisationRow | None) -> tuple[str, str] | None:
        """Return what is wrong with taking a line over, and what to do; or None."""
        if words.number is not None and target is None:
            return (
                f"no firm has the number {words.number}",
                "Leave the number empty: a firm is also found by its ICE or its name.",
            )
        if target is not None and target.merged_into is not None:
            into = self._by_id.get(target.merged_into)
            return (
                f"{quoted(words.name)} was merged into {quoted(into.name if into else '')}",
                "Use the number of that firm, or take the row out.",
            )
        holder = self._by_ice.get(words.ice) if words.ice else None
        if target is not None and holder is not None and holder.id != target.id:
            return (
                f"the ICE of {quoted(words.name)} is that of {quoted(holder.name)}",
                "Correct the ICE, or merge the two firms first.",
            )
        return None


def _plan(words: FirmWords, target: OrganisationRow | None) -> Plan:
    region = "".join(regions_of([words.region])[:1])
    plan = Plan(words.ice, words.name)
    plan.organisation = {
        "name": words.name,
        "ice": words.ice,
        "city": words.city,
        "region": region,
        "sectors": sectors_of(words.sectors),
        "size": words.size.value if words.size else "",
        "founded": words.founded,
        "website": words.website,
    }
    if target is None:
        plan.organisation["region"] = region or region_of_city(words.city)
        return plan
    plan.target, plan.versions = target.id, (target.version,)
    before: dict[str, Any] = {name: getattr(target, name) for name in plan.organisation}
    alike = [
        name
        for name, same in (
            ("sectors", sector_ids(before["sectors"]) == sector_ids(plan.organisation["sectors"])),
            ("region", region_ids([before["region"]]) == region_ids([region])),
        )
        if same
    ]
    plan.changes = differences(before, plan.organisation, alike)
    plan.organisation = {each.field: plan.organisation[each.field] for each in plan.changes}
    return plan


def _mark_near(made: Sequence[Plan], ices: Sequence[str], rows: Sequence[OrganisationRow]) -> None:
    """Say of each new one what it looks like."""
    new = [
        bare(f"n{place}", plan.name, ices[place])
        for place, plan in enumerate(made)
        if plan.target is None
    ]
    existing = [bare(f"e{row.id}", row.name, row.ice) for row in rows if row.merged_into is None]
    names = {each.id: each.name for each in (*new, *existing)}
    for place, near in near_of(existing, new, names).items():
        made[place].near = near


def _change(context: Context, plan: Plan) -> int:
    row = context.session.get_one(OrganisationRow, plan.target)
    for name, value in plan.organisation.items():
        setattr(row, name, value)
    row.version += 1
    before, after = change(
        {each.field: each.before for each in plan.changes},
        {each.field: each.after for each in plan.changes},
    )
    context.write(
        "organisation.edited", "organisation", row.id, before=before, after=after | {"by": "file"}
    )
    return row.id
