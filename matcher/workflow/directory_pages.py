"""One firm or one startup, as officers read it."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, lazyload

from matcher.domain.introduction import Stage
from matcher.domain.people import OrganisationKind
from matcher.domain.visibility import LIVE, ChallengeState
from matcher.errors import NotFound
from matcher.ranking.flags import flags
from matcher.store.challenges import ChallengeRow
from matcher.store.introductions import LATEST_FIRST, IntroductionRow
from matcher.store.matches import MatchRow, MatchRunRow
from matcher.store.organisations import OrganisationRow, UserRow
from matcher.store.startups import InterestRow, StartupRow
from matcher.text.normalise import has_confusable_letters
from matcher.workflow.context import Context
from matcher.workflow.directory_views import (
    CapabilityView,
    ChallengeLine,
    Facts,
    FlagLine,
    Interests,
    IntroductionLine,
    Member,
    OrganisationPage,
    Profile,
)
from matcher.workflow.engine_texts import FULL, startup_of
from matcher.workflow.history import firm_load, loads
from matcher.workflow.similar_organisations import lookalikes

_SHOWN = 50
_PROFILE = (
    "key",
    "tagline",
    "trl",
    "references",
    "status",
    "name_shown",
    "capacity",
    "min_budget_dh",
    "version",
    "updated_at",
)
_LISTS = (
    "regions",
    "languages",
    "certifications",
    "refused_sectors",
    "refused_regions",
    "firm_sizes",
    "excluded_firms",
    "exclusive_with",
)


def firm(context: Context, firm_id: int) -> OrganisationPage:
    """Return all that officers read of a firm; NotFound when there is none."""
    context.staff()
    row = row_of(context.session, firm_id, OrganisationKind.FIRM)
    return OrganisationPage(
        facts=facts_of(context.session, row),
        load=firm_load(context, firm_id),
        members=_members(context.session, firm_id),
        introductions=_of_firm(context.session, firm_id),
        challenges=_challenges(context.session, firm_id),
        lookalikes=lookalikes(context, firm_id),
        is_disguised=has_confusable_letters(row.name),
    )


def startup(context: Context, startup_id: int) -> OrganisationPage:
    """Return all that officers read of a startup; NotFound when there is none."""
    context.staff()
    row = row_of(context.session, startup_id, OrganisationKind.STARTUP)
    profile = context.session.get_one(StartupRow, startup_id)
    return OrganisationPage(
        facts=facts_of(context.session, row),
        load=loads(context, [startup_id])[startup_id],
        members=_members(context.session, startup_id),
        introductions=_of_startup(context.session, startup_id),
        profile=profile_of(profile),
        interests=_interests(context.session, startup_id),
        flags=_flags(profile, row),
        lookalikes=lookalikes(context, startup_id),
        is_disguised=has_confusable_letters(row.name),
    )


def kind_of(context: Context, organisation_id: int) -> OrganisationKind:
    """Return whether this is a firm or a startup; NotFound for anything else."""
    context.staff()
    row = context.session.get(OrganisationRow, organisation_id)
    if row is None or row.kind not in {OrganisationKind.FIRM, OrganisationKind.STARTUP}:
        raise NotFound("There is no such organisation.")
    return row.kind


def row_of(session: Session, organisation_id: int, kind: OrganisationKind) -> OrganisationRow:
    """Return the row of an organisation of this kind; NotFound when there is none."""
    row = session.get(OrganisationRow, organisation_id)
    if row is None or row.kind is not kind:
        raise NotFound("There is no such organisation.")
    return row


def facts_of(session: Session, row: OrganisationRow) -> Facts:
    """Return what is said of an organisation; a startup's sectors are those of its profile."""
    into = session.get(OrganisationRow, row.merged_into) if row.merged_into else None
    profile = session.get(StartupRow, row.id) if row.kind is OrganisationKind.STARTUP else None
    return Facts(
        id=row.id,
        kind=row.kind,
        name=row.name,
        ice=row.ice,
        city=row.city,
        region=row.region,
        sectors=tuple(profile.sectors if profile else row.sectors),
        size=row.size,
        founded=row.founded,
        website=row.website,
        is_active=row.is_active,
        created_at=row.created_at,
        version=row.version,
        merged_into=row.merged_into,
        merged_into_name=into.name if into else "",
    )


def profile_of(row: StartupRow) -> Profile:
    """Return what only startups have."""
    plain: dict[str, Any] = {name: getattr(row, name) for name in _PROFILE}
    lists: dict[str, Any] = {name: tuple(getattr(row, name)) for name in _LISTS}
    capabilities = tuple(CapabilityView(one.id, one.title, one.text) for one in row.capabilities)
    return Profile(**plain, **lists, capabilities=capabilities)


def _members(session: Session, organisation_id: int) -> tuple[Member, ...]:
    rows = session.scalars(
        select(UserRow)
        .where(UserRow.organisation_id == organisation_id)
        .order_by(UserRow.is_active.desc(), func.lower(UserRow.name), UserRow.id)
    )
    return tuple(
        Member(row.id, row.name, row.email, row.role, row.is_active, row.signed_in_at)
        for row in rows
    )


def _challenges(session: Session, firm_id: int) -> tuple[ChallengeLine, ...]:
    """Return the challenges of a firm; its drafts are its own affair."""
    rows = session.scalars(
        select(ChallengeRow)
        .where(ChallengeRow.firm_id == firm_id, ChallengeRow.state != ChallengeState.DRAFT)
        .options(lazyload("*"))
        .order_by(ChallengeRow.updated_at.desc(), ChallengeRow.id.desc())
        .limit(_SHOWN)
    )
    return tuple(
        ChallengeLine(row.id, row.title, row.state, row.visibility, row.updated_at) for row in rows
    )


def _of_firm(session: Session, firm_id: int) -> tuple[IntroductionLine, ...]:
    other = aliased(OrganisationRow)
    return _introductions(
        session,
        select(IntroductionRow, ChallengeRow.title, other.id, other.name)
        .join(ChallengeRow, ChallengeRow.id == IntroductionRow.challenge_id)
        .join(other, other.id == IntroductionRow.startup_id)
        .where(ChallengeRow.firm_id == firm_id),
    )


def _of_startup(session: Session, startup_id: int) -> tuple[IntroductionLine, ...]:
    other = aliased(OrganisationRow)
    return _introductions(
        session,
        select(IntroductionRow, ChallengeRow.title, other.id, other.name)
        .join(ChallengeRow, ChallengeRow.id == IntroductionRow.challenge_id)
        .join(other, other.id == ChallengeRow.firm_id)
        .where(IntroductionRow.startup_id == startup_id),
    )


def _introductions(session: Session, query: Any) -> tuple[IntroductionLine, ...]:
    rows = session.execute(
        query.where(IntroductionRow.stage != Stage.SUGGESTED).order_by(*LATEST_FIRST).limit(_SHOWN)
    )
    return tuple(
        IntroductionLine(row.id, row.challenge_id, title, other_id, name, row.stage, row.updated_at)
        for row, title, other_id, name in rows
    )


def _interests(session: Session, startup_id: int) -> Interests:
    said = dict(
        session.execute(
            select(InterestRow.is_interested, func.count())
            .where(InterestRow.startup_id == startup_id)
            .group_by(InterestRow.is_interested)
        ).all()
    )
    suggested = session.scalar(
        select(func.count())
        .select_from(MatchRow)
        .where(MatchRow.startup_id == startup_id, MatchRow.run_id.in_(_latest_runs()))
    )
    return Interests(suggested or 0, said.get(True, 0), said.get(False, 0))


def _flags(row: StartupRow, organisation: OrganisationRow) -> tuple[FlagLine, ...]:
    """Return what an officer should look at in a startup's own texts, each doubt once."""
    found: dict[str, FlagLine] = {}
    for flag in flags(startup_of(row, organisation)):
        quote = flag.evidence.text if flag.evidence else ""
        found.setdefault(flag.code.value, FlagLine(flag.code.value, quote))
    return tuple(found.values())


def _latest_runs() -> Any:
    """Return the newest run of each live challenge, as a subquery of ids."""
    return (
        select(func.max(MatchRunRow.id))
        .join(ChallengeRow, ChallengeRow.id == MatchRunRow.challenge_id)
        .where(MatchRunRow.reading == FULL, ChallengeRow.state.in_(LIVE))
        .group_by(MatchRunRow.challenge_id)
    )
