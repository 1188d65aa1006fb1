"""The demo's data: sample startups, illustrative firms with their challenges, one account a role.

Filled once, into an empty database, in three steps; a step that was cut short is done again.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher import demo_aid, demo_introductions, demo_trio
from matcher.assembly import challenge_from
from matcher.demo_firms import DRAFT, FIRMS, FIRST, JOINING, PENDING, SEALED, TEASERS, DemoFirm
from matcher.domain.challenge import Challenge
from matcher.domain.people import OrganisationKind, Role
from matcher.domain.startup import Startup
from matcher.domain.visibility import ChallengeState, TeaserState, Visibility
from matcher.errors import WorkflowError
from matcher.intake.challenges import read_challenges
from matcher.intake.organisations import distinct_name
from matcher.intake.report import require_whole
from matcher.intake.startups import read_startups
from matcher.reference import sample_challenges_path, sample_startups_path
from matcher.store.challenges import ChallengeRow, RequirementRow
from matcher.store.journal import FactRow
from matcher.store.matches import MatchRunRow
from matcher.store.organisations import JoinRequestRow, OrganisationRow
from matcher.store.startups import CapabilityRow, StartupRow
from matcher.text.needs import complete
from matcher.workflow import demo_accounts, indexing, matching
from matcher.workflow.context import Context, Services

Tell = Callable[[str], None]
FACT = "demo"
ROWS, MATCHES, INTRODUCTIONS, TRIO = "rows", "matches", "introductions", "trio"
AID = "aid"
JOINED_DAYS = 200
"""How many days ago everybody joined."""
WITHOUT_CONTACT = 4
"""One startup in so many has nobody to answer yet: an officer must invite someone first."""
OLDEST_DAYS = 45
"""How many days ago the oldest challenge was submitted that no introduction is played on."""
MATCHED_WITHIN = 30
"""Hours from submission to the first matches, at most."""
AGENCY = "Agence de démonstration"
NAMES = {
    Role.FIRM: "Compte de démonstration, entreprise",
    Role.STARTUP: "Compte de démonstration, startup",
    Role.SUPPORT: "Compte de démonstration, centre technique",
    Role.OFFICER: "Compte de démonstration, chargé de mise en relation",
    Role.ADMINISTRATOR: "Compte de démonstration, administrateur",
}


def prepare_demo(services: Services, tell: Tell, *, now: datetime | None = None) -> None:
    """Fill an empty database with the demo; what is there already is left as it is.

    The tables must be there. Embedding the startups takes minutes the first time ever; the rest is
    less than a minute. Raises WorkflowError for a database that holds something else.
    """
    moment = now or datetime.now(UTC)
    with services.database.session() as session:
        done = _done(session)
        if ROWS not in done:
            tell("Filling the demo database.")
            _require_empty(session)
            _fill(Context(session, None, moment, services))
            _finish(session, ROWS)
    if MATCHES not in done:
        tell("Reading the startups and matching the challenges.")
        _match(services)
        with services.database.session() as session:
            _finish(session, MATCHES)
    if INTRODUCTIONS not in done:
        tell("Preparing a few introductions.")
        with services.database.session() as session:
            demo_introductions.play(session, services, moment)
            _finish(session, INTRODUCTIONS)
    if TRIO not in done:
        tell("Preparing an introduction of three.")
        with services.database.session() as session:
            demo_trio.play(session, services, moment, NAMES[Role.SUPPORT])
            _finish(session, TRIO)
    if AID not in done:
        with services.database.session() as session:
            demo_aid.play(session, services, moment, NAMES)
            _finish(session, AID)


def _done(session: Session) -> list[str]:
    fact = session.get(FactRow, FACT)
    return list(fact.value["steps"]) if fact is not None else []


def _finish(session: Session, step: str) -> None:
    session.merge(FactRow(name=FACT, value={"steps": [*_done(session), step]}))
    session.flush()


def _require_empty(session: Session) -> None:
    if session.scalar(select(OrganisationRow.id).limit(1)) is not None:
        raise WorkflowError(
            "This database holds something else than the demo. Choose another one for the demo: "
            "set PASSERELLE_DATABASE_URL or PASSERELLE_VAR."
        )


def _fill(context: Context) -> None:
    """Add everyone, and the challenges with their texts; nothing is matched yet."""
    session = context.session
    agency = _organisation(context, OrganisationKind.AGENCY, AGENCY)
    firms = [_firm(context, firm) for firm in FIRMS]
    session.add_all([agency, *firms])
    session.flush()
    for role in (Role.OFFICER, Role.ADMINISTRATOR):
        demo_accounts.add(context, role, NAMES[role], agency)
    demo_accounts.add(context, Role.FIRM, NAMES[Role.FIRM], firms[0])
    for firm in firms[1:]:
        demo_introductions.add_contact(context, firm, Role.FIRM)
    _add_startups(context, require_whole(read_startups(sample_startups_path())))
    _add_challenges(context, firms)
    _add_work(context, firms[0])
    indexing.count_up(session)


def _organisation(context: Context, kind: OrganisationKind, name: str) -> OrganisationRow:
    return OrganisationRow(
        kind=kind,
        name=name,
        name_key=distinct_name(name),
        created_at=_days_ago(context, JOINED_DAYS),
    )


def _firm(context: Context, firm: DemoFirm) -> OrganisationRow:
    row = _organisation(context, OrganisationKind.FIRM, firm.name)
    row.city, row.region, row.size = firm.city, firm.region, firm.size.value
    row.sectors = list(firm.sectors)
    return row


def _add_startups(context: Context, startups: Sequence[Startup]) -> None:
    homes = []
    for each in startups:
        home = _organisation(context, OrganisationKind.STARTUP, each.name)
        home.sectors, home.website = list(each.sectors), each.website
        home.region, home.ice = "".join(each.regions[:1]), each.ice
        home.founded = each.founded
        homes.append(home)
    context.session.add_all(homes)
    context.session.flush()
    joined = _days_ago(context, JOINED_DAYS)
    rows = []
    for each, home in zip(startups, homes, strict=True):
        row = StartupRow(
            id=home.id,
            key=each.id,
            sectors=list(each.sectors),
            regions=list(each.regions),
            languages=list(each.languages),
            trl=each.trl,
            status=each.status,
            created_at=joined,
            updated_at=joined,
        )
        row.capabilities = [
            CapabilityRow(key=part.id, position=place, title=part.title, text=part.text)
            for place, part in enumerate(each.capabilities, start=1)
        ]
        rows.append(row)
    context.session.add_all(rows)
    context.session.flush()
    for home in homes:
        if home.id % WITHOUT_CONTACT:
            demo_introductions.add_contact(context, home, Role.STARTUP)


def _add_challenges(context: Context, firms: Sequence[OrganisationRow]) -> None:
    """Add the sample challenges, each to the firm that it fits best, the oldest first."""
    drafts = read_challenges(sample_challenges_path())
    given = dict.fromkeys((firm.id for firm in firms), 0)
    homes: dict[str, OrganisationRow] = {}
    challenges = [challenge_from(draft) for draft in sorted(drafts, key=lambda each: each.id)]
    for each in challenges:
        firm = max(firms, key=lambda one: (_fit(each, one), -given[one.id], -one.id))
        given[firm.id] += 1
        homes[each.id] = firm
    played = sorted(FIRST, key=lambda key: homes[key] is not firms[0])
    ages = demo_introductions.ages(played)
    rest = [each.id for each in challenges if each.id not in ages]
    ages |= {key: max(OLDEST_DAYS - 1 - place, 1) for place, key in enumerate(rest)}
    for each in sorted(challenges, key=lambda one: (-ages[one.id], one.id)):
        at = _days_ago(context, ages[each.id])
        context.session.add(_challenge(each, homes[each.id], at))
    context.session.flush()


def _add_work(context: Context, firm: OrganisationRow) -> None:
    """Add what waits for somebody: a request to join, and a challenge still being written."""
    context.session.add(
        JoinRequestRow(kind=OrganisationKind.FIRM, created_at=_days_ago(context, 2), **JOINING)
    )
    begun = _days_ago(context, 1)
    context.session.add(
        ChallengeRow(
            firm_id=firm.id,
            state=ChallengeState.DRAFT,
            language="fr",
            sectors=list(firm.sectors[:1]),
            region=firm.region,
            created_at=begun,
            updated_at=begun,
            **DRAFT,
        )
    )
    context.session.flush()


def _fit(challenge: Challenge, firm: OrganisationRow) -> int:
    shared = len(set(challenge.facts.sectors) & set(firm.sectors))
    return 2 * shared + (challenge.facts.region == firm.region)


def _challenge(challenge: Challenge, firm: OrganisationRow, at: datetime) -> ChallengeRow:
    facts = challenge.facts
    row = ChallengeRow(
        firm_id=firm.id,
        state=ChallengeState.SUBMITTED,
        language=challenge.language,
        title=challenge.title,
        problem=challenge.text,
        sectors=list(facts.sectors),
        region=facts.region,
        site=firm.city,
        on_site=facts.on_site,
        trl_min=facts.trl_min,
        budget_max_dh=facts.budget_dh,
        working_languages=list(facts.languages),
        created_at=at,
        updated_at=at,
        submitted_at=at,
        **_visibility(challenge.id),
    )
    row.requirements = [
        RequirementRow(position=place, text=each.text, importance=each.importance)
        for place, each in enumerate(complete(challenge).requirements, start=1)
    ]
    return row


def _visibility(key: str) -> dict[str, object]:
    if key in SEALED:
        return {"visibility": Visibility.SEALED}
    teaser = TEASERS.get(key)
    if teaser is None:
        return {"visibility": Visibility.OPEN}
    state = TeaserState.PENDING if key in PENDING else TeaserState.APPROVED
    return {
        "visibility": Visibility.ANONYMOUS,
        "teaser_title": teaser.title,
        "teaser_text": teaser.text,
        "teaser_state": state,
    }


def _match(services: Services) -> None:
    """Match every challenge, each some hours after it was submitted."""
    with services.database.session(writes=False) as session:
        matched = set(session.scalars(select(MatchRunRow.challenge_id)))
        submitted = session.execute(
            select(ChallengeRow.id, ChallengeRow.submitted_at)
            .where(ChallengeRow.submitted_at.is_not(None))
            .order_by(ChallengeRow.id)
        ).all()
    for challenge_id, at in submitted:
        if at is not None and challenge_id not in matched:
            waited = timedelta(hours=1 + 7 * challenge_id % MATCHED_WITHIN)
            matching.match_in_the_background(services, at + waited, challenge_id=challenge_id)


def _days_ago(context: Context, days: int) -> datetime:
    return context.now - timedelta(days=days)
