"""Reading introductions: lists and pages for the sides and for officers."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, not_, or_, select
from sqlalchemy.orm import aliased, lazyload

from matcher.domain.introduction import (
    ASKED,
    ENDS,
    Side,
    Stage,
    Why,
    stage_code,
    standing,
    waits_for,
)
from matcher.domain.people import Role, User
from matcher.domain.permissions import is_staff
from matcher.domain.visibility import Visibility
from matcher.errors import NotAllowed
from matcher.store.challenges import ChallengeRow
from matcher.store.introductions import LATEST_FIRST, IntroductionRow
from matcher.store.organisations import OrganisationRow
from matcher.store.startups import StartupRow
from matcher.store.support import SupportBodyRow
from matcher.wording.stages import DESCRIPTORS
from matcher.workflow import leak_guard
from matcher.workflow.context import Context
from matcher.workflow.introduction_drafts import reasons_for
from matcher.workflow.introduction_letters import (
    contact_person,
    firm_is_shown,
    hidden_names,
    public_summary,
    public_title,
)
from matcher.workflow.introduction_moves import (
    LEFT,
    NO,
    SILENT,
    Parties,
    asked_of,
    in_order,
    known_to,
    no_such,
    parties,
    said_yes,
    side_of,
)
from matcher.workflow.introduction_names import both_named, hidden_from, named_to, startup_name
from matcher.workflow.introduction_officer import officer_part
from matcher.workflow.introduction_steps import decline_of, steps_of
from matcher.workflow.introduction_support_choice import support_side
from matcher.workflow.introduction_views import (
    ContactView,
    IntroductionLine,
    IntroductionView,
    StartupFacts,
    Waiting,
)
from matcher.workflow.match_reading import ReasonView
from matcher.workflow.naming import (
    description,
    redact,
    region_name,
    sector_name,
)
from matcher.workflow.own_words import redact_for, redact_for_support, written_by
from matcher.workflow.public_faces import without_contacts
from matcher.workflow.withheld import (
    challenge_for,
    introduction_for,
    organisations_for,
    startup_for,
    with_public_texts,
)

PAGE = 40
"""How many introductions a list shows at once."""
SHOWN = {
    "open": frozenset(Stage) - ENDS - {Stage.SUGGESTED, Stage.KEPT, Stage.EXPIRED},
    "ended": ENDS | {Stage.EXPIRED},
}
"""What a list can be narrowed to; anything else shows all but what the curator alone may know."""
SECTIONS = ("context", "problem", "success_criteria", "constraints")
_FIRM, _STARTUP, _SUPPORT = (aliased(OrganisationRow) for _ in range(3))


@dataclass(frozen=True, slots=True)
class IntroductionPage:
    """A page of a list, and how many introductions there are in all."""

    lines: tuple[IntroductionLine, ...]
    total: int
    page: int
    pages: int


def listed(
    context: Context, *, shown: str = "open", page: int = 1, challenge_id: int | None = None
) -> IntroductionPage:
    """Return a page of the introductions that the person may know of, the most urgent first."""
    person = context.person()
    viewer = _viewer_of(person)
    query = _query(person).where(_of_list(shown, viewer))
    if viewer is not None:
        query = query.where(_ours(person, viewer), known_to(viewer))
    if challenge_id is not None:
        query = query.where(IntroductionRow.challenge_id == challenge_id)
    total = context.session.scalar(
        select(func.count()).select_from(
            query.with_only_columns(IntroductionRow.id).order_by(None).subquery()
        )
    )
    here = max(page, 1)
    rows = context.session.execute(query.limit(PAGE).offset((here - 1) * PAGE)).all()
    with_public_texts(context.session, (row[1] for row in rows) if viewer in _OTHERS else ())
    lines = tuple(_line(context, row[0], Parties(*row[1:]), viewer) for row in rows)
    return IntroductionPage(lines, total or 0, here, max(1, -(-(total or 0) // PAGE)))


def line(context: Context, introduction_id: int) -> IntroductionLine:
    """Return an introduction in short, as the person may read it; NotFound if it may not."""
    row, who, viewer = _visible(context, introduction_id)
    return _line(context, row, who, viewer)


def read(context: Context, introduction_id: int) -> IntroductionView:
    """Return an introduction as the person may read it; NotFound if it may not be known of."""
    row, who, viewer = _visible(context, introduction_id)
    language = context.person().language
    open_names = named_to(row, viewer)
    yes = said_yes(row)
    short = _line(context, row, who, viewer)
    full = _reads_all(row, viewer)
    return IntroductionView(
        id=row.id,
        version=row.version,
        stage=short.stage,
        stage_code=short.stage_code,
        standing=short.standing,
        viewer=viewer,
        challenge_id=row.challenge_id,
        challenge_title=short.challenge_title,
        sections=_sections(who.challenge, full=full),
        firm_name=short.firm_name,
        is_firm_named=full or firm_is_shown(who.challenge),
        startup_name=short.startup_name,
        is_startup_named=startup_name(row, who, viewer) is not None,
        startup=_facts(row, who, viewer, language),
        why=_why(row, who, viewer),
        reasons=_reasons(context, row, who, viewer),
        steps=steps_of(context, row, viewer),
        contacts=_contacts(context, row, who) if open_names else (),
        decline=decline_of(context, row, viewer),
        may_answer=_may_answer(row, viewer),
        asked=asked_of(row),
        awaited=waits_for(row.stage, yes, asked_of(row)),
        said_yes=yes,
        opens_challenge=who.challenge.visibility is not Visibility.OPEN,
        waiting=short.waiting,
        support=support_side(context, row, who, viewer),
        officer=officer_part(context, row, who) if viewer is None else None,
    )


_OTHERS = frozenset({Side.STARTUP, Side.SUPPORT})
"""The sides whose challenge it is not."""
_CURATED = frozenset({Stage.SUGGESTED, Stage.KEPT})


def _of_list(shown: str, viewer: Side | None) -> Any:
    """Return the condition of a list; for a support body, one without it is over."""
    inside = IntroductionRow.stage.in_(SHOWN.get(shown, frozenset(Stage) - _CURATED))
    if viewer is not Side.SUPPORT or shown not in SHOWN:
        return inside
    left = IntroductionRow.support_said.in_(LEFT)
    return and_(inside, not_(left)) if shown == "open" else or_(inside, left)


def _reads_all(row: IntroductionRow, viewer: Side | None) -> bool:
    """Whether a reader may read the whole challenge and the firm's name."""
    return viewer in {None, Side.FIRM} or named_to(row, viewer)


def _viewer_of(person: User) -> Side | None:
    if is_staff(person):
        return None
    if person.role is Role.FIRM:
        return Side.FIRM
    if person.role is Role.STARTUP:
        return Side.STARTUP
    if person.role is Role.SUPPORT:
        return Side.SUPPORT
    raise NotAllowed("Only the two sides and the agency read introductions.")


def _visible(
    context: Context, introduction_id: int
) -> tuple[IntroductionRow, Parties, Side | None]:
    person = context.person()
    side = _viewer_of(person)
    wanted = select(IntroductionRow).where(IntroductionRow.id == introduction_id)
    if side is not None:
        wanted = wanted.join(ChallengeRow, ChallengeRow.id == IntroductionRow.challenge_id)
        wanted = wanted.where(_ours(person, side), known_to(side))
    row = context.session.scalars(wanted.options(*introduction_for(person))).first()
    if row is None:
        raise no_such()
    who = parties(context, row)
    if side is not None and side_of(person, who) is not side:
        raise no_such()
    return row, who, side


def _query(person: User) -> Select[Any, Any, Any, Any, Any, Any, Any]:
    return (
        select(
            IntroductionRow,
            ChallengeRow,
            _FIRM,
            StartupRow,
            _STARTUP,
            _SUPPORT,
            SupportBodyRow.kind,
        )
        .join(ChallengeRow, ChallengeRow.id == IntroductionRow.challenge_id)
        .join(_FIRM, _FIRM.id == ChallengeRow.firm_id)
        .join(StartupRow, StartupRow.id == IntroductionRow.startup_id)
        .join(_STARTUP, _STARTUP.id == StartupRow.id)
        .outerjoin(SupportBodyRow, SupportBodyRow.id == IntroductionRow.support_id)
        .outerjoin(_SUPPORT, _SUPPORT.id == IntroductionRow.support_id)
        .options(
            *challenge_for(person),
            *startup_for(person),
            *introduction_for(person),
            *organisations_for(person, _FIRM, _STARTUP, _SUPPORT),
            lazyload(ChallengeRow.requirements),
            lazyload(StartupRow.capabilities),
        )
        .order_by(
            IntroductionRow.ends_at.is_(None),
            IntroductionRow.ends_at,
            *LATEST_FIRST,
        )
    )


def _ours(person: User, viewer: Side) -> Any:
    if viewer is Side.FIRM:
        return ChallengeRow.firm_id == person.organisation_id
    if viewer is Side.SUPPORT:
        return IntroductionRow.support_id == person.organisation_id
    return IntroductionRow.startup_id == person.organisation_id


def _line(
    context: Context, row: IntroductionRow, who: Parties, viewer: Side | None
) -> IntroductionLine:
    language = context.person().language
    full = _reads_all(row, viewer)
    stage = _stage_shown(row, viewer)
    title = who.challenge.title if full else public_title(who.challenge, language)
    firm = who.firm.name if full or firm_is_shown(who.challenge) else DESCRIPTORS[language]["firm"]
    name = startup_name(row, who, viewer)
    return IntroductionLine(
        id=row.id,
        stage=stage,
        stage_code=stage_code(stage, asked_of(row)),
        standing=_standing(row, viewer),
        challenge_id=row.challenge_id,
        challenge_title=title,
        firm_name=firm,
        startup_name=name or description(who.startup, who.organisation, language),
        support_name=who.support.name if who.support and Side.SUPPORT in asked_of(row) else "",
        awaits_me=_awaits(row, viewer),
        waiting=_waiting(row, viewer, context.now),
        updated_at=row.updated_at,
        version=row.version,
    )


def _standing(row: IntroductionRow, viewer: Side | None) -> str:
    code = standing(row.stage, viewer, said_yes(row), row.decline_side, asked_of(row))
    return "declined_by_us" if viewer is Side.SUPPORT and row.support_said == NO else code


def _stage_shown(row: IntroductionRow, viewer: Side | None) -> Stage:
    """Return the stage; to a support body that does not take part, how it ended for it."""
    if viewer is not Side.SUPPORT or row.support_said not in LEFT:
        return row.stage
    return Stage.EXPIRED if row.support_said == SILENT else Stage.DECLINED


def _awaits(row: IntroductionRow, viewer: Side | None) -> bool:
    awaited = waits_for(row.stage, said_yes(row), asked_of(row))
    if viewer is None:
        return row.ends_at is not None and not awaited
    return viewer in awaited


def _may_answer(row: IntroductionRow, viewer: Side | None) -> bool:
    if viewer is None or viewer not in asked_of(row):
        return False
    return row.stage in ASKED or viewer in waits_for(row.stage, said_yes(row), asked_of(row))


def _waiting(row: IntroductionRow, viewer: Side | None, now: datetime) -> Waiting:
    if row.ends_at is None or (viewer is Side.SUPPORT and row.support_said in LEFT):
        return Waiting()
    since = row.waiting_since or row.updated_at
    return Waiting(
        days=(now - since) // timedelta(days=1),
        days_left=(row.ends_at - now) // timedelta(days=1),
        ends_at=row.ends_at,
    )


def _sections(row: ChallengeRow, *, full: bool) -> tuple[tuple[str, str], ...]:
    """Return code → text of the parts of a challenge that the reader may read."""
    if full:
        told = {code: str(getattr(row, code)) for code in SECTIONS}
    elif row.visibility is Visibility.OPEN:
        told = {code: without_contacts(str(getattr(row, code))) for code in SECTIONS}
    else:
        told = {"teaser": public_summary(row)}
    return tuple((code, text) for code, text in told.items() if text.strip())


def _facts(row: IntroductionRow, who: Parties, viewer: Side | None, language: str) -> StartupFacts:
    hidden = hidden_from(row, who, viewer)

    def shown(text: str) -> str:
        return text if hidden is None else redact(text, hidden)

    return StartupFacts(
        sectors=tuple(sector_name(code, language) for code in who.startup.sectors),
        region=region_name(who.organisation.region, language),
        trl=who.startup.trl,
        certifications=tuple(shown(each) for each in who.startup.certifications),
        tagline=shown(who.startup.tagline),
        website=who.organisation.website if hidden is None else "",
    )


def _why(row: IntroductionRow, who: Parties, viewer: Side | None) -> Why:
    why = Why.unpacked(row.why)
    if viewer is None:
        return why
    if viewer is Side.FIRM:
        hidden = hidden_from(row, who, viewer)
        own = written_by(who, viewer)
        return Why(firm=why.firm if hidden is None else redact_for(why.firm, hidden, own))
    if viewer is Side.SUPPORT:
        if named_to(row, viewer):
            return Why(support=why.support)
        return Why(support=redact_for_support(why.support, hidden_names(who), who))
    if both_named(row):
        return Why(startup=why.startup)
    return Why(startup=redact_for(why.startup, hidden_names(who), written_by(who, viewer)))


def _reasons(
    context: Context, row: IntroductionRow, who: Parties, viewer: Side | None
) -> tuple[ReasonView, ...]:
    found = reasons_for(context, who, viewer)
    if viewer is Side.STARTUP and not both_named(row):
        return tuple(
            replace(each, requirement=each.requirement and without_contacts(each.requirement))
            for each in found
        )
    hidden = hidden_from(row, who, viewer)
    if hidden is None:
        return found
    if viewer is Side.SUPPORT:
        found = tuple(
            replace(each, requirement=each.requirement and without_contacts(each.requirement))
            for each in found
        )
    return tuple(
        ReasonView(each.code, each.requirement, leak_guard.quoted(each.quote, hidden), 0, 0, "")
        for each in found
    )


def _contacts(context: Context, row: IntroductionRow, who: Parties) -> tuple[ContactView, ...]:
    found = []
    for side in in_order(asked_of(row)):
        person = contact_person(context, row, who, side)
        if person is not None:
            name = who.organisation_of(side).name
            found.append(ContactView(side, name, person.name, person.email, person.phone))
    return tuple(found)
