"""A startup's own profile, read and kept by its members."""

from dataclasses import replace
from typing import Any

from matcher.domain.people import OrganisationKind, Role
from matcher.domain.startup import Startup, Status
from matcher.errors import NotAllowed, StalePage
from matcher.intake.organisations import distinct_name
from matcher.store.organisations import OrganisationRow
from matcher.store.startups import StartupRow
from matcher.workflow import engine_texts, matching, profile_versions
from matcher.workflow.capability_marks import capability_views
from matcher.workflow.context import Context
from matcher.workflow.startup_limits import CODES, LISTS, check_profile, cleaned
from matcher.workflow.startup_views import ProfileDraft, ProfileView

SUBJECT = "startup"
"""The `subject_kind` of a startup's lines in the journal."""
_PLAIN = ("tagline", "trl", "references", "status", "name_shown", "capacity", "min_budget_dh")
_TOLD = ("status", "name_shown", "capacity", "trl")
"""What the journal says of a change; never what is confidential."""


def home_of(context: Context) -> OrganisationRow:
    """Return the startup that the person speaks for; NotAllowed for anybody else."""
    person = context.person()
    home = (
        context.session.get(OrganisationRow, person.organisation_id)
        if person.role is Role.STARTUP and person.organisation_id is not None
        else None
    )
    if home is None or home.kind is not OrganisationKind.STARTUP:
        raise NotAllowed("Only a member of a startup can do this.")
    return home


def profile(context: Context) -> ProfileView:
    """Return the profile of the person's startup."""
    home = home_of(context)
    return view_of(_row(context, home), home)


def save_profile(context: Context, mark: str, draft: ProfileDraft) -> str:
    """Return the new mark of the profile, kept as it was typed.

    `mark` is that of the page: StalePage when a colleague or an officer saved something else since.
    Saving the same twice changes nothing. A withdrawn startup stays withdrawn.
    """
    row, home = held(context)
    known = draft_of(row, home)
    wanted = cleaned(draft)
    if known.status is Status.WITHDRAWN:
        wanted = replace(wanted, status=Status.WITHDRAWN)
    if wanted == known:
        return mark_of(row, home)
    if mark != mark_of(row, home):
        raise StalePage(
            "Somebody else saved this profile since you opened the page. Nothing was overwritten: "
            "compare the two, then save again."
        )
    check_profile(wanted, known)
    before = indexed(row, home)
    changed = _take(row, home, wanted)
    row.version += 1
    row.updated_at = context.now
    if changed:
        home.version += 1
    context.write(
        "startup.edited",
        SUBJECT,
        row.id,
        before={name: getattr(known, name) for name in _TOLD},
        after={name: getattr(wanted, name) for name in _TOLD}
        | {"fields": _names_of_changes(known, wanted)},
    )
    tell_engine(context, row, home, before)
    context.session.flush()
    return mark_of(row, home)


def held(context: Context) -> tuple[StartupRow, OrganisationRow]:
    """Return the rows of the person's startup as they are now, held until the commit."""
    home = home_of(context)
    _row(context, home)
    context.session.flush()
    row = context.session.get_one(StartupRow, home.id, with_for_update=True, populate_existing=True)
    home = context.session.get_one(
        OrganisationRow, home.id, with_for_update=True, populate_existing=True
    )
    return row, home


def indexed(row: StartupRow, home: OrganisationRow) -> Startup:
    """Return what the engine reads of a startup: what changes it when it changes."""
    return engine_texts.startup_of(row, home)


def tell_engine(context: Context, row: StartupRow, home: OrganisationRow, before: Startup) -> None:
    """Have the startup indexed and matched anew when something changed that the engine reads."""
    context.session.flush()
    if indexed(row, home) == before:
        return
    profile_versions.count(context, row.id)
    row.text_version += 1
    matching.startup_changed(context, row.id)


def mark_of(row: StartupRow, home: OrganisationRow) -> str:
    """Return what a form carries so that it overwrites nothing that its person never saw."""
    return f"{row.version}.{home.version}"


def view_of(row: StartupRow, home: OrganisationRow) -> ProfileView:
    """Return a profile as its members read it."""
    return ProfileView(
        startup_id=row.id,
        draft=draft_of(row, home),
        capabilities=capability_views(row),
        mark=mark_of(row, home),
        updated_at=row.updated_at,
    )


def draft_of(row: StartupRow, home: OrganisationRow) -> ProfileDraft:
    """Return what the form shows."""
    values: dict[str, Any] = {name: getattr(row, name) for name in _PLAIN}
    values |= {name: tuple(getattr(row, name)) for name in (*LISTS, *CODES)}
    return ProfileDraft(
        name=home.name, website=home.website, city=home.city, home_region=home.region, **values
    )


def _take(row: StartupRow, home: OrganisationRow, draft: ProfileDraft) -> bool:
    """Write a draft into the rows; tell whether the organisation changed."""
    for name in _PLAIN:
        setattr(row, name, getattr(draft, name))
    for name in (*LISTS, *CODES):
        setattr(row, name, list(getattr(draft, name)))
    before = (home.name, home.website, home.city, home.region)
    home.name, home.website = draft.name, draft.website
    home.city, home.region = draft.city, draft.home_region
    home.name_key = distinct_name(draft.name)
    return before != (home.name, home.website, home.city, home.region)


def _names_of_changes(known: ProfileDraft, wanted: ProfileDraft) -> list[str]:
    names = (name for name in ProfileDraft.__dataclass_fields__)
    return [name for name in names if getattr(known, name) != getattr(wanted, name)]


def _row(context: Context, home: OrganisationRow) -> StartupRow:
    """Return the profile's row; an empty one for a startup that has none yet."""
    row = context.session.get(StartupRow, home.id)
    if row is None:
        row = StartupRow(
            id=home.id, key=f"s{home.id}", created_at=context.now, updated_at=context.now
        )
        context.session.add(row)
        context.session.flush()
    return row
