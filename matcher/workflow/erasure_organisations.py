"""What deletion does to a firm or a startup: numbers, steps and moments stay, no word does."""

from sqlalchemy import delete, or_, select, update

from matcher.domain.introduction import Stage
from matcher.domain.people import OrganisationKind
from matcher.domain.startup import Status
from matcher.domain.visibility import LIVE, ChallengeState, TeaserState
from matcher.store.challenges import ChallengeRow, RequirementRow
from matcher.store.imports import ImportRow
from matcher.store.introductions import IntroductionRow, MoveRow
from matcher.store.matches import MatchRow, MatchRunRow, PlaceRow, VerdictRow
from matcher.store.organisations import (
    JoinRequestRow,
    OrganisationRow,
    TokenRow,
    UserRow,
    email_key,
)
from matcher.store.personal import ConsentRow
from matcher.store.plans import ConflictRow
from matcher.store.programmes import AidFactsRow, VerdictOnAidRow
from matcher.store.startups import InterestRow, StartupRow
from matcher.workflow import (
    accounts,
    challenges,
    erasure_files,
    erasure_mail,
    erasure_mentions,
    indexing,
    introductions,
    matching,
    outbox,
)
from matcher.workflow.context import Context
from matcher.workflow.erasure_people import forget_person, pseudonym, react
from matcher.workflow.erasure_words import words_of_invited, words_of_organisation
from matcher.workflow.introduction_proofs import SUBJECT as INTRODUCTION

ERASABLE = frozenset({OrganisationKind.FIRM, OrganisationKind.STARTUP})
_WORDS_OF_CHALLENGE = (
    "title",
    "context",
    "problem",
    "success_criteria",
    "constraints",
    "excluded",
    "attached_text",
    "site",
    "region",
    "teaser_title",
    "teaser_text",
    "teaser_reason",
    "fallback",
)


def titles_of(context: Context, organisation_id: int) -> tuple[str, ...]:
    """Return the titles of a firm's challenges, which e-mails to others repeat."""
    rows = context.session.execute(
        select(ChallengeRow.title, ChallengeRow.teaser_title).where(
            ChallengeRow.firm_id == organisation_id
        )
    )
    return tuple(dict.fromkeys(title for pair in rows for title in pair if title))


def forget_organisation(
    context: Context, row: OrganisationRow, files: dict[int, frozenset[int]]
) -> None:
    """Delete all that an organisation said, and its people.

    `files` holds the files that name it (under 0) and each of its people (under their numbers).
    """
    session = context.session
    members = session.scalars(
        select(UserRow).where(UserRow.organisation_id == row.id, UserRow.erased_at.is_(None))
    ).all()
    for merged in session.scalars(
        select(OrganisationRow).where(
            OrganisationRow.merged_into == row.id, OrganisationRow.erased_at.is_(None)
        )
    ).all():
        forget_organisation(context, merged, {0: files.get(0, frozenset())})
    words = words_of_organisation(row, titles_of(context, row.id))
    met = _introductions(context, row)
    end(context, row)
    if row.kind is OrganisationKind.STARTUP:
        _forget_startup(context, row.id)
    asked = _forget_challenges(context, row.id)
    _forget_introductions(context, met)
    _forget_aid(context, row.id, asked)
    _forget_joining(context, row)
    erasure_mail.forget_about(
        session,
        *(f"challenge:{each}" for each in asked),
        *(f"introduction:{each}" for each in met),
    )
    erasure_files.empty(session, files.get(0, frozenset()))
    _forget_reports(context, files.get(0, frozenset()))
    _close(context, row)
    session.flush()
    react(context, erasure_mentions.take_out(session, words))
    for member in members:
        forget_person(
            context, session.get_one(UserRow, member.id), files.get(member.id, frozenset())
        )


def _introductions(context: Context, row: OrganisationRow) -> list[int]:
    return list(
        context.session.scalars(
            select(IntroductionRow.id)
            .join(ChallengeRow, ChallengeRow.id == IntroductionRow.challenge_id)
            .where(or_(IntroductionRow.startup_id == row.id, ChallengeRow.firm_id == row.id))
        )
    )


def end(context: Context, row: OrganisationRow) -> None:
    """End what is under way; the other sides are told, as when somebody withdraws."""
    session = context.session
    for challenge in session.scalars(
        select(ChallengeRow).where(ChallengeRow.firm_id == row.id, ChallengeRow.state.in_(LIVE))
    ).all():
        challenges.move(context, challenge, ChallengeState.CLOSED)
        introductions.withdraw_all(context, challenge.id)
        outbox.withdraw(context, f"challenge:{challenge.id}")
    introductions.end_all_of_startup(context, row.id)


def _forget_startup(context: Context, startup_id: int) -> None:
    session = context.session
    startup = session.get(StartupRow, startup_id)
    session.execute(delete(MatchRow).where(MatchRow.startup_id == startup_id))
    session.execute(delete(InterestRow).where(InterestRow.startup_id == startup_id))
    session.execute(update(VerdictRow).where(VerdictRow.startup_id == startup_id).values(note=""))
    session.execute(
        delete(PlaceRow).where(PlaceRow.kind == "startup", PlaceRow.subject_id == startup_id)
    )
    session.execute(delete(ConflictRow).where(ConflictRow.startup_id == startup_id))
    erasure_files.drop(session, ("startup", [startup_id]))
    if startup is None:
        return
    startup.capabilities.clear()
    startup.key = f"erased-{startup_id}"
    startup.tagline = startup.references = ""
    for name in ("sectors", "regions", "languages", "certifications", "refused_sectors"):
        setattr(startup, name, [])
    for name in ("refused_regions", "firm_sizes", "excluded_firms", "exclusive_with"):
        setattr(startup, name, [])
    startup.trl = startup.capacity = startup.min_budget_dh = None
    startup.status, startup.name_shown = Status.WITHDRAWN, False
    startup.version += 1
    startup.text_version += 1
    startup.updated_at = context.now
    session.flush()
    matching.startup_changed(context, startup_id)


def _forget_challenges(context: Context, firm_id: int) -> list[int]:
    session = context.session
    rows = session.scalars(select(ChallengeRow).where(ChallengeRow.firm_id == firm_id)).all()
    asked = [row.id for row in rows]
    for model in (MatchRunRow, RequirementRow):
        session.execute(delete(model).where(model.challenge_id.in_(asked)))
    for noted in (VerdictRow, InterestRow):
        session.execute(update(noted).where(noted.challenge_id.in_(asked)).values(note=""))
    session.execute(
        delete(PlaceRow).where(PlaceRow.kind == "challenge", PlaceRow.subject_id.in_(asked))
    )
    session.execute(delete(ConflictRow).where(ConflictRow.firm_id == firm_id))
    erasure_files.drop(session, ("challenge", asked))
    session.expire_all()
    for row in rows:
        for name in _WORDS_OF_CHALLENGE:
            setattr(row, name, "")
        row.title = pseudonym(row.id)
        row.sectors, row.working_languages, row.support = [], [], []
        row.budget_min_dh = row.budget_max_dh = row.trl_min = row.deadline = None
        row.teaser_state = TeaserState.NONE
        row.version += 1
        row.text_version += 1
        if row.state is ChallengeState.DRAFT:
            challenges.move(context, row, ChallengeState.WITHDRAWN)
    session.flush()
    return asked


def _forget_introductions(context: Context, met: list[int]) -> None:
    session = context.session
    session.execute(
        update(IntroductionRow)
        .where(IntroductionRow.id.in_(met))
        .values(why="", decline_note="", waiting_since=None, remind_at=None, ends_at=None)
    )
    # What was only shown or kept is no longer to be decided on.
    session.execute(
        update(IntroductionRow)
        .where(IntroductionRow.id.in_(met), IntroductionRow.stage == Stage.KEPT)
        .values(stage=Stage.SUGGESTED)
    )
    session.execute(update(MoveRow).where(MoveRow.introduction_id.in_(met)).values(note=""))
    erasure_files.drop(session, (INTRODUCTION, met))
    session.expire_all()


def _forget_aid(context: Context, organisation_id: int, asked: list[int]) -> None:
    session = context.session
    session.execute(
        delete(AidFactsRow).where(
            or_(
                (AidFactsRow.subject_kind == "challenge") & AidFactsRow.subject_id.in_(asked),
                (AidFactsRow.subject_kind != "challenge")
                & (AidFactsRow.subject_id == organisation_id),
            )
        )
    )
    session.execute(
        delete(VerdictOnAidRow).where(
            or_(
                VerdictOnAidRow.startup_id == organisation_id,
                VerdictOnAidRow.challenge_id.in_(asked),
            )
        )
    )


def _forget_joining(context: Context, row: OrganisationRow) -> None:
    """Delete the requests and invitations that led, or would lead, to the organisation.

    Whoever was invited and has an account elsewhere is not forgotten with it.
    """
    session = context.session
    requests = session.scalars(
        select(JoinRequestRow).where(
            or_(
                JoinRequestRow.organisation_id == row.id,
                JoinRequestRow.organisation_name == row.name,
            )
        )
    ).all()
    numbers = {each.id for each in requests}
    invited = {(each.name, each.email) for each in requests}
    for token in session.scalars(select(TokenRow)).all():
        if (
            token.payload.get("organisation_id") == row.id
            or token.payload.get("request") in numbers
        ):
            if "email" in token.payload:
                invited.add((str(token.payload.get("name", "")), str(token.payload["email"])))
            session.delete(token)
    session.flush()
    session.execute(
        update(ConsentRow)
        .where(ConsentRow.join_request_id.in_(numbers))
        .values(join_request_id=None)
    )
    session.execute(delete(JoinRequestRow).where(JoinRequestRow.id.in_(numbers)))
    for name, address in sorted(invited):
        known = accounts.row_of_address(context, email_key(address))
        if known is not None and known.organisation_id != row.id:
            continue
        erasure_mail.forget_address(session, address)
        react(context, erasure_mentions.take_out(session, words_of_invited(name, address)))


def _forget_reports(context: Context, files: frozenset[int]) -> None:
    context.session.execute(
        update(ImportRow).where(ImportRow.attachment_id.in_(files)).values(lines=[], notes=[])
    )


def _close(context: Context, row: OrganisationRow) -> None:
    row.name = pseudonym(row.id)
    row.ice = row.city = row.region = row.size = row.website = ""
    row.sectors, row.founded = [], None
    row.is_active = False
    row.version += 1
    row.erased_at = context.now
    context.session.flush()
    indexing.count_up(context.session)
