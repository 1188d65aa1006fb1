"""Tells startups by e-mail of challenges that were newly suggested to them, once a day at most."""

from sqlalchemy import select

from matcher.domain.match import Band
from matcher.domain.people import Role
from matcher.domain.startup import Status
from matcher.notify.messages import Suggestion, SuggestionsDigest
from matcher.store.introductions import IntroductionRow
from matcher.store.organisations import OrganisationRow, UserRow
from matcher.store.startups import InterestRow, StartupRow
from matcher.workflow import outbox
from matcher.workflow.context import Context
from matcher.workflow.match_reading import PUBLIC, latest_run
from matcher.workflow.outbox import Mail
from matcher.workflow.public_faces import face

TOLD = frozenset({Band.LIKELY, Band.POSSIBLE})
"""The bands of which startups are told; matches by words alone are only listed."""
DIGEST = "suggestions"
ALL = "/startup/suggestions"


def announce(context: Context, challenge_id: int) -> int:
    """Return how many people will read of a challenge in their next digest.

    Called after each public run: each person is told of a challenge once, whatever runs follow. A
    startup that has answered, or has an introduction for it, is not told.
    """
    shown = face(context, challenge_id)
    run = latest_run(context, challenge_id, PUBLIC)
    if shown is None or run is None or not shown.title.strip():
        return 0
    wanted = {match.startup_id for match in run.matches if match.band in TOLD}
    link = f"{ALL}/{challenge_id}"
    posted = 0
    for person in _people(context, wanted - _settled(context, challenge_id)):
        message = SuggestionsDigest(
            name=person.name, items=(Suggestion(title=shown.title, link=link),), link=ALL
        )
        mail = Mail(
            to=(person.email,),
            language=person.language,
            message=message,
            dedupe_key=f"suggested:{challenge_id}:{person.id}",
            about=about(challenge_id, person.organisation_id),
            digest=DIGEST,
        )
        posted += outbox.post(context, mail) is not None
    return posted


def about(challenge_id: int, startup_id: int | None) -> str:
    """Return what the e-mails to a startup on a suggested challenge are about."""
    return f"challenge:{challenge_id}:startup:{startup_id}"


def _settled(context: Context, challenge_id: int) -> set[int]:
    """Return the startups that answered, or that an officer has taken up already."""
    answered = context.session.scalars(
        select(InterestRow.startup_id).where(InterestRow.challenge_id == challenge_id)
    )
    introduced = context.session.scalars(
        select(IntroductionRow.startup_id).where(IntroductionRow.challenge_id == challenge_id)
    )
    return {*answered, *introduced}


def _people(context: Context, startup_ids: set[int]) -> list[UserRow]:
    """Return who reads e-mails for these startups, those that are active."""
    rows = context.session.scalars(
        select(UserRow)
        .join(StartupRow, StartupRow.id == UserRow.organisation_id)
        .join(OrganisationRow, OrganisationRow.id == StartupRow.id)
        .where(
            StartupRow.id.in_(startup_ids),
            StartupRow.status == Status.ACTIVE,
            OrganisationRow.is_active,
            UserRow.role == Role.STARTUP,
            UserRow.is_active,
            UserRow.suggestions_on,
            UserRow.confirmed_at.is_not(None),
        )
        .order_by(UserRow.id)
    )
    return list(rows)
