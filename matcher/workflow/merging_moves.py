"""What moves from one organisation to the one that takes its place."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from matcher.domain.introduction import Stage
from matcher.domain.people import OrganisationKind
from matcher.intake.organisations import distinct_name, skeleton
from matcher.store.challenges import AttachmentRow, ChallengeRow
from matcher.store.introductions import IN_TIME, IntroductionRow, MoveRow
from matcher.store.matches import MatchRow, PlaceRow, VerdictRow
from matcher.store.organisations import JoinRequestRow, OrganisationRow, TokenRow, UserRow
from matcher.store.startups import CapabilityRow, InterestRow, StartupRow
from matcher.workflow import outbox
from matcher.workflow.aid_facts import take_over
from matcher.workflow.conflicts import move_conflicts
from matcher.workflow.context import Context

_FURTHEST = (
    Stage.SUGGESTED,
    Stage.KEPT,
    Stage.RELEASED,
    Stage.EXPIRED,
    Stage.DECLINED,
    Stage.PROPOSED,
    Stage.ACCEPTED_BY_ONE,
    Stage.ACCEPTED,
    Stage.MET,
    Stage.NO_FIT,
    Stage.NDA,
    Stage.PILOT,
    Stage.CONTRACT,
)
"""Of two introductions to one challenge, the one whose stage comes later here stays."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two introductions to one challenge: the stage that stays, and the one that is noted only."""

    challenge_id: int
    challenge_title: str
    stays_id: int
    stays: Stage
    goes_id: int
    goes: Stage


@dataclass(frozen=True, slots=True)
class Moved:
    """What moved, by id."""

    members: list[int] = field(default_factory=list)
    challenges: list[int] = field(default_factory=list)
    capabilities: list[int] = field(default_factory=list)
    introductions: list[int] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)

    def told(self) -> dict[str, object]:
        """Return it as the journal keeps it."""
        return {
            "members": self.members,
            "challenges": self.challenges,
            "capabilities": self.capabilities,
            "introductions": self.introductions,
            "ended": [
                {"challenge": one.challenge_id, "stays": one.stays.value, "goes": one.goes.value}
                for one in self.conflicts
            ],
        }


def conflicts(
    session: Session, kept: OrganisationRow, going: OrganisationRow
) -> tuple[Conflict, ...]:
    """Return the challenges for which both startups have an introduction, and which one stays."""
    if kept.kind is not OrganisationKind.STARTUP:
        return ()
    rows = session.execute(
        select(IntroductionRow, ChallengeRow.title)
        .join(ChallengeRow, ChallengeRow.id == IntroductionRow.challenge_id)
        .where(IntroductionRow.startup_id.in_((kept.id, going.id)))
        .order_by(IntroductionRow.challenge_id, *IN_TIME)
    )
    by_challenge: dict[int, list[IntroductionRow]] = {}
    titles: dict[int, str] = {}
    for row, title in rows:
        by_challenge.setdefault(row.challenge_id, []).append(row)
        titles[row.challenge_id] = title
    return tuple(
        _conflict(pair, titles[challenge_id])
        for challenge_id, pair in by_challenge.items()
        if len(pair) > 1
    )


def move_all(context: Context, kept: OrganisationRow, going: OrganisationRow) -> Moved:
    """Move people, files, challenges and, between startups, all that speaks of them."""
    session = context.session
    session.flush()
    moved = Moved(
        members=_move(session, UserRow, UserRow.organisation_id, kept.id, going.id),
        challenges=_move(session, ChallengeRow, ChallengeRow.firm_id, kept.id, going.id),
    )
    _move(session, AttachmentRow, AttachmentRow.organisation_id, kept.id, going.id)
    _move(session, JoinRequestRow, JoinRequestRow.organisation_id, kept.id, going.id)
    _move(session, OrganisationRow, OrganisationRow.merged_into, kept.id, going.id)
    take_over(context, kept.id, going.id)
    move_conflicts(context, kept.id, going.id)
    _move_invitations(session, kept.id, going.id)
    session.expire_all()
    if kept.kind is OrganisationKind.FIRM:
        _grow(session, moved.challenges)
        _carry_agreements(session, kept, going)
        return moved
    moved.conflicts.extend(conflicts(session, kept, going))
    for conflict in moved.conflicts:
        _settle(context, conflict)
    moved.introductions.extend(
        _move(session, IntroductionRow, IntroductionRow.startup_id, kept.id, going.id)
    )
    _grow_introductions(session, moved.introductions)
    moved.capabilities.extend(_move_capabilities(session, kept.id, going.id))
    _move_interests(session, kept.id, going.id)
    _move(session, VerdictRow, VerdictRow.startup_id, kept.id, going.id)
    _move_matches(session, kept.id, going.id)
    session.execute(
        delete(PlaceRow).where(PlaceRow.kind == "startup", PlaceRow.subject_id == going.id)
    )
    session.expire_all()
    _touch(context, session.get_one(StartupRow, kept.id), session.get_one(StartupRow, going.id))
    return moved


def _conflict(pair: list[IntroductionRow], title: str) -> Conflict:
    goes, stays = sorted(pair, key=lambda row: (_FURTHEST.index(row.stage), row.updated_at, row.id))
    return Conflict(stays.challenge_id, title, stays.id, stays.stage, goes.id, goes.stage)


def _move(session: Session, table: Any, column: Any, kept_id: int, going_id: int) -> list[int]:
    """Give the rows of one organisation to the other, and return their ids."""
    ids = list(session.scalars(select(table.id).where(column == going_id).order_by(table.id)))
    if ids:
        session.execute(update(table).where(column == going_id).values({column.key: kept_id}))
    return ids


def _move_invitations(session: Session, kept_id: int, going_id: int) -> None:
    """Have open invitations lead to the organisation that stays."""
    for row in session.scalars(select(TokenRow).where(TokenRow.used_at.is_(None))):
        if row.payload.get("organisation_id") == going_id:
            row.payload = row.payload | {"organisation_id": kept_id}
    session.flush()


def _settle(context: Context, conflict: Conflict) -> None:
    """Take out the introduction that goes; the journal keeps its steps, its files move."""
    session = context.session
    outbox.withdraw(context, f"introduction:{conflict.goes_id}")
    steps = session.scalars(
        select(MoveRow).where(MoveRow.introduction_id == conflict.goes_id).order_by(MoveRow.id)
    ).all()
    told = [[step.stage_after.value, step.side, step.at.isoformat()] for step in steps]
    session.execute(delete(MoveRow).where(MoveRow.introduction_id == conflict.goes_id))
    session.execute(
        update(AttachmentRow)
        .where(
            AttachmentRow.subject_kind == "introduction",
            AttachmentRow.subject_id == conflict.goes_id,
        )
        .values(subject_id=conflict.stays_id)
    )
    session.execute(delete(IntroductionRow).where(IntroductionRow.id == conflict.goes_id))
    session.execute(
        update(IntroductionRow)
        .where(IntroductionRow.id == conflict.stays_id)
        .values(version=IntroductionRow.version + 1)
    )
    context.write(
        "introduction.merged",
        "introduction",
        conflict.stays_id,
        before={"id": conflict.goes_id, "stage": conflict.goes.value, "steps": told},
        after={"stage": conflict.stays.value},
    )


def _move_capabilities(session: Session, kept_id: int, going_id: int) -> list[int]:
    """Put the texts of one startup after those of the other; the very same text goes."""
    known = session.scalars(select(CapabilityRow).where(CapabilityRow.startup_id == kept_id)).all()
    texts = {row.text.strip() for row in known}
    place = max((row.position for row in known), default=0)
    moved = []
    for row in session.scalars(
        select(CapabilityRow)
        .where(CapabilityRow.startup_id == going_id)
        .order_by(CapabilityRow.position)
    ).all():
        if row.text.strip() in texts:
            continue
        place += 1
        moved.append(row.id)
        session.execute(
            update(CapabilityRow)
            .where(CapabilityRow.id == row.id)
            .values(startup_id=kept_id, position=place)
        )
    session.execute(delete(CapabilityRow).where(CapabilityRow.startup_id == going_id))
    return moved


def _move_interests(session: Session, kept_id: int, going_id: int) -> None:
    """Keep one answer to each challenge: the one that the startup which stays gave."""
    answered = select(InterestRow.challenge_id).where(InterestRow.startup_id == kept_id)
    session.execute(
        delete(InterestRow).where(
            InterestRow.startup_id == going_id,
            InterestRow.challenge_id.in_(answered.scalar_subquery()),
        )
    )
    _move(session, InterestRow, InterestRow.startup_id, kept_id, going_id)


def _move_matches(session: Session, kept_id: int, going_id: int) -> None:
    """Keep one line of each list of the engine; the next run writes them anew anyway."""
    shown = select(MatchRow.run_id).where(MatchRow.startup_id == kept_id)
    session.execute(
        delete(MatchRow).where(
            MatchRow.startup_id == going_id, MatchRow.run_id.in_(shown.scalar_subquery())
        )
    )
    _move(session, MatchRow, MatchRow.startup_id, kept_id, going_id)


def _carry_agreements(session: Session, kept: OrganisationRow, going: OrganisationRow) -> None:
    """Have startups that named the firm that goes, in what binds them, name the other one too."""
    gone = {_key(name) for name in (going.name, going.ice) if name}
    for row in session.scalars(select(StartupRow)):
        for column in ("excluded_firms", "exclusive_with"):
            names: list[str] = getattr(row, column)
            keys = {_key(name) for name in names}
            if not gone.isdisjoint(keys) and _key(kept.name) not in keys:
                setattr(row, column, [*names, kept.name])
                row.version += 1
    session.flush()


def _key(name: str) -> str:
    return skeleton(distinct_name(name))


def _grow(session: Session, challenge_ids: list[int]) -> None:
    """Make pages that show these challenges stale."""
    session.execute(
        update(ChallengeRow)
        .where(ChallengeRow.id.in_(challenge_ids))
        .values(version=ChallengeRow.version + 1)
    )
    session.expire_all()


def _grow_introductions(session: Session, ids: list[int]) -> None:
    session.execute(
        update(IntroductionRow)
        .where(IntroductionRow.id.in_(ids))
        .values(version=IntroductionRow.version + 1)
    )


def _touch(context: Context, *rows: StartupRow) -> None:
    for row in rows:
        row.version += 1
        row.text_version += 1
        row.updated_at = context.now
