"""Taking an organisation out of Passerelle, and bringing it back."""

from dataclasses import dataclass

from sqlalchemy import func, select

from matcher.domain.introduction import ASKED, NAMED, Stage
from matcher.domain.people import OrganisationKind
from matcher.domain.visibility import LIVE
from matcher.errors import NotFound, NotPossible, StalePage
from matcher.store.challenges import ChallengeRow
from matcher.store.introductions import IN_TIME, IntroductionRow
from matcher.store.organisations import OrganisationRow, UserRow
from matcher.workflow import challenge_steps, introductions, matching
from matcher.workflow.context import Context

SUBJECT = "organisation"
CHANGED = (
    "Somebody changed this organisation since you opened the page. Nothing was overwritten: look "
    "at it again, then make your changes."
)
_WAITING = ASKED | {Stage.RELEASED}


@dataclass(frozen=True, slots=True)
class Consequences:
    """What disabling an organisation would end, and what would go on."""

    members: int
    challenges: int
    introductions_ended: int
    introductions_kept: int


def consequences(context: Context, organisation_id: int) -> Consequences:
    """Return what would happen if the organisation were disabled; officers only."""
    context.staff()
    session = context.session
    stages = session.scalars(
        select(IntroductionRow.stage)
        .join(ChallengeRow, ChallengeRow.id == IntroductionRow.challenge_id)
        .where(
            (IntroductionRow.startup_id == organisation_id)
            | (ChallengeRow.firm_id == organisation_id)
        )
    ).all()
    members = session.scalar(
        select(func.count()).where(UserRow.organisation_id == organisation_id, UserRow.is_active)
    )
    return Consequences(
        members or 0,
        len(_live_challenges(context, organisation_id)),
        sum(stage in _WAITING for stage in stages),
        sum(stage in NAMED for stage in stages),
    )


def disable(context: Context, organisation_id: int, version: int) -> None:
    """Take an organisation out: nothing shows it any more, and its people cannot sign in.

    A firm's challenges in work are closed. Introductions that wait for an answer end, and the
    other side is told; those that both sides accepted go on. Disabling twice changes nothing.
    """
    row = held(context, organisation_id)
    if not row.is_active:
        return
    check_version(row, version)
    closed = _live_challenges(context, row.id)
    for challenge_id, challenge_version in closed:
        challenge_steps.close(context, challenge_id, challenge_version)
    ended = _end_introductions(context, row.id)
    row.is_active = False
    row.version += 1
    context.write(
        "organisation.disabled",
        SUBJECT,
        row.id,
        before={"active": True},
        after={
            "active": False,
            "challenges": [each for each, _ in closed],
            "introductions": ended,
        },
    )
    _reindex(context, row)


def enable(context: Context, organisation_id: int, version: int) -> None:
    """Open a disabled organisation again: its people sign in as before.

    Its challenges stay closed until somebody reopens them. Enabling twice changes nothing.
    """
    row = held(context, organisation_id)
    if row.is_active:
        return
    check_version(row, version)
    row.is_active = True
    row.version += 1
    context.write(
        "organisation.enabled", SUBJECT, row.id, before={"active": False}, after={"active": True}
    )
    _reindex(context, row)


def held(
    context: Context, organisation_id: int, kind: OrganisationKind | None = None
) -> OrganisationRow:
    """Return the row of an organisation as it is now, held until the commit.

    Of this kind; of a firm or a startup when no kind is named.
    """
    context.staff()
    context.session.flush()
    row = context.session.get(
        OrganisationRow, organisation_id, with_for_update=True, populate_existing=True
    )
    kinds = {OrganisationKind.FIRM, OrganisationKind.STARTUP} if kind is None else {kind}
    if row is None or row.kind not in kinds:
        raise NotFound("There is no such organisation.")
    if row.merged_into is not None:
        raise NotPossible(
            "This organisation was merged into another one. Open that one in its place."
        )
    return row


def check_version(row: OrganisationRow, version: int) -> None:
    """Raise StalePage when the organisation changed since the page was loaded."""
    if row.version != version:
        raise StalePage(CHANGED)


def _live_challenges(context: Context, firm_id: int) -> list[tuple[int, int]]:
    """Return the (id, version) of the firm's challenges in work."""
    rows = context.session.execute(
        select(ChallengeRow.id, ChallengeRow.version)
        .where(ChallengeRow.firm_id == firm_id, ChallengeRow.state.in_(LIVE))
        .order_by(ChallengeRow.id)
    )
    return [(each.id, each.version) for each in rows]


def _end_introductions(context: Context, startup_id: int) -> list[int]:
    """End what waits for an answer around a startup, and return the ids."""
    waiting = context.session.execute(
        select(IntroductionRow.id, IntroductionRow.version)
        .where(IntroductionRow.startup_id == startup_id, IntroductionRow.stage.in_(_WAITING))
        .order_by(*IN_TIME)
    ).all()
    for introduction_id, version in waiting:
        introductions.withdraw(context, introduction_id, version)
    return [introduction_id for introduction_id, _ in waiting]


def _reindex(context: Context, row: OrganisationRow) -> None:
    if row.kind is OrganisationKind.STARTUP:
        matching.startup_changed(context, row.id)
