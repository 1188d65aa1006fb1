"""What a file of startups would change, and changing it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.domain.journal import change
from matcher.domain.people import OrganisationKind
from matcher.domain.startup import Startup, Status
from matcher.intake.organisations import distinct_name
from matcher.intake.report import RefusedRow, quoted
from matcher.store.organisations import OrganisationRow
from matcher.store.startups import CapabilityRow, StartupRow
from matcher.text.normalise import fold
from matcher.workflow.context import Context
from matcher.workflow.import_plans import (
    NEAR,
    Change,
    Plan,
    Plans,
    Text,
    bare,
    differences,
    near_of,
    short,
)
from matcher.workflow.import_reading import Sheet
from matcher.workflow.organisation_facts import (
    region_ids,
    regions_of,
    sector_ids,
    sectors_of,
)

_DERIVED = "startup-"
_AT_ONCE = 400
_LISTS = ("refused_sectors", "refused_regions", "exclusive_with", "excluded_firms")


@dataclass(frozen=True, slots=True)
class _Known:
    """A startup that exists, in short."""

    id: int
    key: str
    name: str
    ice: str
    merged_into: int | None
    is_active: bool


def plans(session: Session, sheet: Sheet, *, look_for_near: bool) -> Plans:
    """Return what the file would do to the startups that exist; nothing is changed.

    A startup is found by its id, or, when the file gives none, by its ICE or its very name.
    """
    known = _known(session)
    targets, refused = _targets(known, sheet.startups)
    found = [each for each in targets.values() if each is not None]
    rows = _rows(session, [each.id for each in found])
    owners = _owners(session, sheet.startups)
    made = []
    for place, startup in enumerate(sheet.startups):
        target = targets.get(place)
        if place in targets:
            made.append(_plan(startup, rows[target.id] if target else None, owners))
    if look_for_near:
        _mark_near(made, known, sheet)
    return Plans(tuple(made), (*sheet.refused, *refused))


def write(context: Context, found: Plans, *, add_near: bool) -> list[int]:
    """Do what the plans say, and return the ids of startups that are new or changed."""
    written = list(_add(context, [each for each in found.plans if _is_added(each, add_near)]))
    changed = [each for each in found.plans if each.target is not None and each.changes]
    rows = _rows(context.session, [each.target for each in changed if each.target is not None])
    for plan in changed:
        startup, home = rows[plan.target or 0]
        _change(context, plan, startup, home)
        written.append(home.id)
    return written


def _is_added(plan: Plan, add_near: bool) -> bool:
    return plan.target is None and (add_near or plan.outcome != NEAR)


def _known(session: Session) -> list[_Known]:
    table = OrganisationRow
    rows = session.execute(
        select(
            table.id, StartupRow.key, table.name, table.ice, table.merged_into, table.is_active
        ).join(StartupRow, StartupRow.id == table.id)
    )
    return [_Known(*row) for row in rows]


def _targets(
    known: Sequence[_Known], startups: Sequence[Startup]
) -> tuple[dict[int, _Known | None], list[RefusedRow]]:
    """Return place in the file → the startup that it is (None: a new one), and what is refused."""
    finder = _Finder(known)
    targets: dict[int, _Known | None] = {}
    refused: list[RefusedRow] = []
    taken: dict[int, str] = {}
    for place, startup in enumerate(startups):
        target = finder.find(startup)
        problem = finder.problem(startup, target)
        if problem is None and target is not None and target.id in taken:
            problem = (
                f"{quoted(startup.name)} and {quoted(taken[target.id])} are the same startup here",
                "Keep one of them.",
            )
        if problem is not None:
            refused.append(RefusedRow(0, "", *problem))
            continue
        targets[place] = target
        if target is not None:
            taken[target.id] = startup.name
    return targets, refused


class _Finder:
    """Finds the startup that a line of the file speaks of."""

    def __init__(self, known: Sequence[_Known]) -> None:
        self._by_id = {each.id: each for each in known}
        self._by_key = {each.key: each for each in known}
        open_ones = [each for each in known if each.merged_into is None]
        self._by_ice = _only({}, ((each.ice, each) for each in open_ones if each.ice))
        self._by_name = _only({}, ((fold(each.name), each) for each in open_ones))

    def find(self, startup: Startup) -> _Known | None:
        """Return the startup, or None for a new one."""
        found = self._by_key.get(startup.id)
        if found is not None or not startup.id.startswith(_DERIVED):
            return found
        return (self._by_ice.get(startup.ice) if startup.ice else None) or self._by_name.get(
            fold(startup.name)
        )

    def problem(self, startup: Startup, target: _Known | None) -> tuple[str, str] | None:
        """Return what is wrong with taking a line over, and what to do; or None."""
        if target is None:
            return None
        if target.merged_into is not None:
            into = self._by_id.get(target.merged_into)
            return (
                f"{quoted(startup.name)} was merged into {quoted(into.name if into else '')}",
                "Use the id of that startup, or take the row out.",
            )
        holder = self._by_ice.get(startup.ice) if startup.ice else None
        if holder is not None and holder.id != target.id:
            return (
                f"the ICE of {quoted(startup.name)} is that of {quoted(holder.name)}",
                "Correct the ICE, or merge the two startups first.",
            )
        return None


def _only(
    found: dict[str, _Known | None], pairs: Iterator[tuple[str, _Known]]
) -> dict[str, _Known]:
    """Return the keys that name one startup alone."""
    for key, each in pairs:
        found[key] = None if key in found else each
    return {key: each for key, each in found.items() if each is not None}


def _rows(session: Session, ids: Sequence[int]) -> dict[int, tuple[StartupRow, OrganisationRow]]:
    found: dict[int, tuple[StartupRow, OrganisationRow]] = {}
    for start in range(0, len(ids), _AT_ONCE):
        rows = session.execute(
            select(StartupRow, OrganisationRow)
            .join(OrganisationRow, OrganisationRow.id == StartupRow.id)
            .where(StartupRow.id.in_(ids[start : start + _AT_ONCE]))
        )
        found |= {home.id: (row, home) for row, home in rows}
    return found


def _owners(session: Session, startups: Sequence[Startup]) -> dict[str, int]:
    """Return key of a capability → the startup that has it, for the keys that the file gives."""
    keys = sorted({one.id for each in startups for one in each.capabilities})
    found: dict[str, int] = {}
    for start in range(0, len(keys), _AT_ONCE):
        rows = session.execute(
            select(CapabilityRow.key, CapabilityRow.startup_id).where(
                CapabilityRow.key.in_(keys[start : start + _AT_ONCE])
            )
        )
        found.update(rows.all())
    return found


def _plan(
    startup: Startup, rows: tuple[StartupRow, OrganisationRow] | None, owners: dict[str, int]
) -> Plan:
    plan = Plan(startup.id, startup.name)
    plan.organisation = {
        "name": startup.name,
        "ice": startup.ice,
        "website": startup.website,
        "founded": startup.founded,
    }
    plan.profile = _profile(startup)
    row, home = rows or (None, None)
    if row is not None and home is not None:
        plan.target, plan.versions = home.id, (home.version, row.version)
        plan.key = row.key
        _compare(plan, row, home)
    plan.texts = list(_texts(startup, row, plan.key, owners))
    if row is not None:
        plan.changes += _text_changes(row, plan.texts)
    return plan


def _profile(startup: Startup) -> dict[str, Any]:
    """Return the columns of a profile that the file gives; an import never wakes a paused one."""
    terms = startup.terms
    return {
        "sectors": sectors_of(startup.sectors),
        "regions": regions_of(startup.regions),
        "languages": list(startup.languages),
        "trl": startup.trl,
        "status": None if startup.status is Status.ACTIVE else startup.status,
        "firm_sizes": [size.value for size in terms.firm_sizes],
        "capacity": terms.capacity,
        "min_budget_dh": terms.min_budget_dh,
        **{name: list(getattr(terms, name)) for name in _LISTS},
    }


def _compare(plan: Plan, row: StartupRow, home: OrganisationRow) -> None:
    """Keep of the plan what differs from the rows."""
    before = {name: getattr(row, name) for name in plan.profile}
    alike = [
        name
        for name, ids in (
            ("sectors", sector_ids),
            ("refused_sectors", sector_ids),
            ("regions", region_ids),
            ("refused_regions", region_ids),
            ("exclusive_with", _firm_keys),
            ("excluded_firms", _firm_keys),
        )
        if ids(before[name]) == ids(plan.profile[name])
    ]
    own = {name: getattr(home, name) for name in plan.organisation}
    changes = differences(own, plan.organisation)
    more = differences(before, plan.profile, alike)
    plan.changes = changes + more
    plan.organisation = {each.field: plan.organisation[each.field] for each in changes}
    plan.profile = {each.field: plan.profile[each.field] for each in more}


def _firm_keys(names: Iterable[str]) -> frozenset[str]:
    """Return names of firms as they are compared; a cell cannot hold the commas within them."""
    return frozenset(distinct_name(name) for name in names)


def _texts(
    startup: Startup, row: StartupRow | None, key: str, owners: dict[str, int]
) -> Iterator[Text]:
    """Yield the capabilities to write: those that differ, and those that are new."""
    known = list(row.capabilities) if row is not None else []
    by_key = {each.key: each for each in known}
    texts = {each.text for each in known}
    for one in startup.capabilities:
        own_key = f"{key}-{one.id}" if one.id in owners or one.id in by_key else one.id
        same = by_key.get(one.id) or by_key.get(f"{key}-{one.id}")
        if same is None:
            if one.text not in texts:
                owners[own_key] = row.id if row is not None else 0
                yield Text(None, own_key, one.title, one.text)
        elif (same.text, same.title) != (one.text, one.title or same.title):
            yield Text(same.id, same.key, one.title or same.title, one.text)


def _text_changes(row: StartupRow, texts: Sequence[Text]) -> list[Change]:
    known = {each.id: each for each in row.capabilities}
    return [
        Change(
            "capability",
            short(known[each.id].text) if each.id is not None else "",
            short(each.text),
        )
        for each in texts
    ]


def _mark_near(made: Sequence[Plan], known: Sequence[_Known], sheet: Sheet) -> None:
    """Say of each new one what it looks like."""
    ice = {startup.id: startup.ice for startup in sheet.startups}
    new = [
        bare(f"n{place}", plan.name, ice.get(plan.key, ""))
        for place, plan in enumerate(made)
        if plan.target is None
    ]
    existing = [
        bare(f"e{each.id}", each.name, each.ice) for each in known if each.merged_into is None
    ]
    names = {each.id: each.name for each in (*new, *existing)}
    for place, near in near_of(existing, new, names).items():
        made[place].near = near


def _add(context: Context, new: Sequence[Plan]) -> Iterator[int]:
    homes = [
        OrganisationRow(
            kind=OrganisationKind.STARTUP,
            created_at=context.now,
            sectors=plan.profile["sectors"],
            region="".join(plan.profile["regions"][:1]),
            **plan.organisation,
        )
        for plan in new
    ]
    context.session.add_all(homes)
    context.session.flush()
    for plan, home in zip(new, homes, strict=True):
        said = {name: value for name, value in plan.profile.items() if value is not None}
        row = StartupRow(
            id=home.id, key=plan.key, created_at=context.now, updated_at=context.now, **said
        )
        row.capabilities = [
            CapabilityRow(key=each.key, position=place, title=each.title, text=each.text)
            for place, each in enumerate(plan.texts, start=1)
        ]
        context.session.add(row)
        context.write(
            "organisation.opened", "organisation", home.id, after={"kind": "startup", "by": "file"}
        )
        yield home.id
    context.session.flush()


def _change(context: Context, plan: Plan, row: StartupRow, home: OrganisationRow) -> None:
    for name, value in plan.organisation.items():
        setattr(home, name, value)
    for name, value in plan.profile.items():
        setattr(row, name, value)
    by_id = {each.id: each for each in row.capabilities}
    place = max((each.position for each in row.capabilities), default=0)
    for text in plan.texts:
        if text.id is not None:
            by_id[text.id].title, by_id[text.id].text = text.title, text.text
            continue
        place += 1
        row.capabilities.append(
            CapabilityRow(key=text.key, position=place, title=text.title, text=text.text)
        )
    home.version += 1
    row.version += 1
    row.text_version += 1
    row.updated_at = context.now
    told = [each for each in plan.changes if each.field != "capability"]
    before, after = change(
        {each.field: each.before for each in told}, {each.field: each.after for each in told}
    )
    after |= {"by": "file", "texts": len(plan.texts)}
    context.write("organisation.edited", "organisation", home.id, before=before, after=after)
