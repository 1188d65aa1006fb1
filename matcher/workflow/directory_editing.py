"""Officers change facts of firms and startups, open them by hand, disable and enable them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from matcher.domain.journal import change
from matcher.domain.people import OrganisationKind
from matcher.domain.startup import Status
from matcher.domain.visibility import ChallengeState
from matcher.errors import StalePage, WorkflowError
from matcher.intake.ice import ice_digits
from matcher.store.challenges import ChallengeRow
from matcher.store.organisations import OrganisationRow
from matcher.store.startups import CapabilityRow, StartupRow
from matcher.text.normalise import clean
from matcher.workflow import matching
from matcher.workflow.account_fields import line, name_mistake, refuse, too_long
from matcher.workflow.context import Context
from matcher.workflow.directory_opening import CHANGED, SUBJECT, check_version, held
from matcher.workflow.organisation_facts import (
    SIZES,
    checked_ice,
    checked_website,
    region_of_city,
    regions_of,
    sectors_of,
)
from matcher.workflow.similar_organisations import Similar, similar_organisations

NAME_CHARACTERS = 300
TEXT_CHARACTERS = 20_000
OLDEST_YEAR = 1800
_LANGUAGES = ("fr", "ar", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What an officer writes of any organisation."""

    name: str
    ice: str = ""
    city: str = ""
    region: str = ""
    sectors: tuple[str, ...] = ()
    size: str = ""
    founded: int | None = None
    website: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenProfile:
    """What an officer writes of a startup besides. `texts` become capabilities, one for each."""

    tagline: str = ""
    regions: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    trl: int | None = None
    capacity: int | None = None
    status: str = Status.ACTIVE.value
    texts: tuple[str, ...] = ()


def similar(context: Context, kind: OrganisationKind, given: Given) -> tuple[Similar, ...]:
    """Return the organisations that a new one may be; officers only."""
    context.staff()
    return similar_organisations(context, kind, line(given.name), ice_digits(given.ice))


def add_firm(context: Context, given: Given) -> int:
    """Open a firm by hand and return its id."""
    context.staff()
    return _opened(context, OrganisationKind.FIRM, _checked(given)).id


def add_startup(context: Context, given: Given, profile: GivenProfile) -> int:
    """Open a startup by hand, with its profile, and return its id."""
    context.staff()
    values, more = _checked(given), _checked_profile(profile)
    row = _opened(context, OrganisationKind.STARTUP, values)
    startup = StartupRow(
        id=row.id,
        key=f"s{row.id}",
        sectors=row.sectors,
        created_at=context.now,
        updated_at=context.now,
        **more,
    )
    startup.capabilities = [
        CapabilityRow(key=f"{startup.key}-{place}", position=place, text=text)
        for place, text in enumerate(_texts(profile), start=1)
    ]
    context.session.add(startup)
    row.region = row.region or "".join(startup.regions[:1])
    context.session.flush()
    matching.startup_changed(context, row.id)
    return row.id


def edit_firm(context: Context, firm_id: int, version: int, given: Given) -> None:
    """Change the facts of a firm; StalePage when somebody else did since `version`."""
    context.staff()
    row = held(context, firm_id, OrganisationKind.FIRM)
    check_version(row, version)
    changed = _changes(row, _checked(given))
    if not changed:
        return
    _write(context, row, changed)
    for challenge_id in context.session.scalars(
        select(ChallengeRow.id).where(
            ChallengeRow.firm_id == firm_id,
            ChallengeRow.state.in_((ChallengeState.SUBMITTED, ChallengeState.CURATION)),
        )
    ):
        matching.ask(context, challenge_id)


def edit_startup(
    context: Context, startup_id: int, version: int, given: Given, profile: GivenProfile
) -> None:
    """Change the facts of a startup; its texts stay as they are.

    `version` is the sum of both rows' versions, as `edited_version` gives it.
    """
    context.staff()
    row = held(context, startup_id, OrganisationKind.STARTUP)
    startup = context.session.get_one(
        StartupRow, startup_id, with_for_update=True, populate_existing=True
    )
    if edited_version(row.version, startup.version) != version:
        raise StalePage(CHANGED)
    values, more = _checked(given), _checked_profile(profile)
    changed = _changes(row, values)
    if startup.sectors != values["sectors"]:
        more["sectors"] = values["sectors"]
    changed_too = _changes(startup, more)
    if not changed and not changed_too:
        return
    if changed_too:
        startup.version += 1
        startup.text_version += 1
        startup.updated_at = context.now
    _write(context, row, changed, changed_too)
    matching.startup_changed(context, startup_id)


def edited_version(organisation_version: int, startup_version: int) -> int:
    """Return what grows when either row of a startup changes."""
    return organisation_version + startup_version


def _opened(context: Context, kind: OrganisationKind, values: dict[str, Any]) -> OrganisationRow:
    row = OrganisationRow(kind=kind, created_at=context.now, **values)
    context.session.add(row)
    context.session.flush()
    context.write("organisation.opened", SUBJECT, row.id, after={"kind": kind.value})
    return row


def _changes(row: OrganisationRow | StartupRow, values: dict[str, Any]) -> dict[str, Any]:
    """Write what differs into the row, and return field → (before, after)."""
    changed = {
        name: (getattr(row, name), value)
        for name, value in values.items()
        if getattr(row, name) != value
    }
    for name, (_, value) in changed.items():
        setattr(row, name, value)
    return changed


def _write(context: Context, row: OrganisationRow, *changes: dict[str, Any]) -> None:
    row.version += 1
    told = {name: pair for each in changes for name, pair in each.items()}
    before, after = change(
        {name: _code(before) for name, (before, _) in told.items()},
        {name: _code(after) for name, (_, after) in told.items()},
    )
    context.write("organisation.edited", SUBJECT, row.id, before=before, after=after)


def _code(value: object) -> object:
    return value.value if isinstance(value, Status) else value


def _checked(given: Given) -> dict[str, Any]:
    """Return the columns of an organisation; InvalidForm with every mistake."""
    name, city = line(given.name), line(given.city)
    ice, bad_ice = checked_ice(given.ice)
    website, bad_site = checked_website(given.website)
    refuse(
        name=name_mistake(name, NAME_CHARACTERS),
        ice=bad_ice,
        city=too_long(city, 120),
        website=bad_site or too_long(website, 300),
        size=None if given.size in ("", *SIZES) else WorkflowError("Choose one of the sizes."),
        founded=_year_mistake(given.founded),
    )
    region = "".join(regions_of([given.region])[:1]) or region_of_city(city)
    return {
        "name": name,
        "ice": ice,
        "city": city,
        "region": region,
        "sectors": sectors_of(given.sectors),
        "size": given.size,
        "founded": given.founded,
        "website": website,
    }


def _year_mistake(year: int | None) -> WorkflowError | None:
    if year is None or OLDEST_YEAR <= year <= 2100:
        return None
    return WorkflowError("This is not a year. Write four digits, or leave it empty.")


def _checked_profile(profile: GivenProfile) -> dict[str, Any]:
    tagline = line(profile.tagline)
    trl_fits = profile.trl is None or 1 <= profile.trl <= 9
    room_fits = profile.capacity is None or 0 <= profile.capacity <= 10_000
    refuse(
        tagline=too_long(tagline, 300),
        trl=None if trl_fits else WorkflowError("Write a number from 1 to 9, or leave it empty."),
        capacity=None if room_fits else WorkflowError("Write a number, or leave it empty."),
        status=None
        if profile.status in set(Status)
        else WorkflowError("Choose one of the states."),
        texts=_texts_mistake(profile),
    )
    return {
        "tagline": tagline,
        "regions": regions_of(profile.regions),
        "languages": [each for each in _LANGUAGES if each in profile.languages],
        "trl": profile.trl,
        "capacity": profile.capacity,
        "status": Status(profile.status),
    }


def _texts(profile: GivenProfile) -> list[str]:
    return [text for given in profile.texts if (text := clean(given).strip())]


def _texts_mistake(profile: GivenProfile) -> WorkflowError | None:
    longest = max(map(len, profile.texts), default=0)
    return too_long("x" * longest, TEXT_CHARACTERS)
