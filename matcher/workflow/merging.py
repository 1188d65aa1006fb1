"""Two organisations that are one: found, looked at side by side, and merged."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.domain.journal import change
from matcher.domain.people import OrganisationKind
from matcher.domain.visibility import LIVE
from matcher.errors import NotFound, NotPossible, StalePage
from matcher.store.challenges import ChallengeRow
from matcher.store.introductions import IntroductionRow
from matcher.store.organisations import OrganisationRow, UserRow
from matcher.store.startups import CapabilityRow, StartupRow
from matcher.workflow import matching, merging_moves
from matcher.workflow.context import Context
from matcher.workflow.directory_opening import SUBJECT, held
from matcher.workflow.import_plans import bare
from matcher.workflow.merging_moves import Conflict, Moved, conflicts

PAGE = 50
OWN = ("name", "ice", "city", "region", "sectors", "size", "founded", "website")
PROFILE = (
    "tagline",
    "regions",
    "languages",
    "trl",
    "references",
    "certifications",
    "status",
    "name_shown",
    "capacity",
    "refused_sectors",
    "refused_regions",
    "firm_sizes",
    "excluded_firms",
    "exclusive_with",
    "min_budget_dh",
)
KEPT, GOING = "kept", "going"
_CHANGED = (
    "One of the two organisations changed since you opened the page. Nothing was merged: look at "
    "them again."
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two organisations of one kind that may be the same, and why."""

    kind: OrganisationKind
    first_id: int
    first_name: str
    second_id: int
    second_name: str
    why: str


@dataclass(frozen=True, slots=True)
class Candidates:
    """A page of candidates."""

    pairs: tuple[Candidate, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Field:
    """A field of both sides. `choice` says which value is proposed: "kept" or "going"."""

    name: str
    kept: object
    going: object
    choice: str

    @property
    def differs(self) -> bool:
        """Whether there is something to choose."""
        return self.kept != self.going


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one of the two brings along."""

    id: int
    name: str
    is_active: bool
    members: int
    challenges: int
    introductions: int
    capabilities: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """Both organisations, field by field, and the introductions that both have."""

    kind: OrganisationKind
    kept: Side
    going: Side
    fields: tuple[Field, ...]
    conflicts: tuple[Conflict, ...]
    version: int


def candidates(context: Context, kind: OrganisationKind, page: int = 1) -> Candidates:
    """Return pairs that a person should look at; officers only. Nothing is merged by itself."""
    from matcher.intake.duplicates import near_duplicates

    context.staff()
    rows = context.session.execute(
        select(OrganisationRow.id, OrganisationRow.name, OrganisationRow.ice)
        .where(OrganisationRow.kind == kind, OrganisationRow.merged_into.is_(None))
        .order_by(OrganisationRow.id)
    ).all()
    names = {str(row.id): row.name for row in rows}
    found = near_duplicates([bare(str(row.id), row.name, row.ice) for row in rows])
    found.sort(key=lambda pair: (pair.why != "same_ice", -pair.score))
    pages = max(1, -(-len(found) // PAGE))
    shown = min(max(page, 1), pages)
    return Candidates(
        tuple(
            Candidate(
                kind,
                int(pair.first_id),
                names[pair.first_id],
                int(pair.second_id),
                names[pair.second_id],
                pair.why,
            )
            for pair in found[(shown - 1) * PAGE : shown * PAGE]
        ),
        len(found),
        shown,
        pages,
    )


def side_by_side(context: Context, kept_id: int, going_id: int) -> SideBySide:
    """Return both organisations with what would move; NotPossible unless they are two of a kind."""
    context.staff()
    kept, going = _pair(context.session, kept_id, going_id)
    fields = [_field(name, kept, going) for name in OWN]
    profiles = _profiles(context.session, kept, going)
    if profiles:
        fields = [each for each in fields if each.name != "sectors"]
        fields += [_field(name, *profiles) for name in ("sectors", *PROFILE)]
    return SideBySide(
        kind=kept.kind,
        kept=_side(context.session, kept),
        going=_side(context.session, going),
        fields=tuple(fields),
        conflicts=conflicts(context.session, kept, going),
        version=_version(context.session, kept, going),
    )


def merge(
    context: Context, kept_id: int, going_id: int, version: int, choices: dict[str, str]
) -> Moved:
    """Merge one organisation into another, and return what moved.

    `choices` says for a field whose value stays: "kept" or "going"; fields that are not named keep
    what the page proposes. Of two introductions to one challenge the further one stays. The other
    organisation stays as an empty line that says what took its place. Sent twice, it is done once.
    """
    context.staff()
    going = context.session.get(OrganisationRow, going_id)
    if going is not None and going.merged_into == kept_id:
        return Moved()
    for organisation_id in sorted((kept_id, going_id)):
        held(context, organisation_id)
    kept, going = _pair(context.session, kept_id, going_id)
    if _version(context.session, kept, going) != version:
        raise StalePage(_CHANGED)
    if not set(choices.values()) <= {KEPT, GOING}:
        raise NotPossible("Choose from the list.")
    before, after = _choose(context.session, kept, going, choices)
    moved = merging_moves.move_all(context, kept, going)
    _close(kept, going)
    context.write(
        "organisation.merged",
        SUBJECT,
        kept.id,
        before=before | {"merged": going.id},
        after=after | moved.told(),
    )
    context.write(
        "organisation.merged_away",
        SUBJECT,
        going.id,
        after={"merged_into": kept.id},
    )
    context.session.flush()
    if kept.kind is OrganisationKind.STARTUP:
        matching.startup_changed(context, kept.id)
    live = select(ChallengeRow.id).where(
        ChallengeRow.id.in_(moved.challenges), ChallengeRow.state.in_(LIVE)
    )
    for challenge_id in context.session.scalars(live).all():
        matching.ask(context, challenge_id)
    return moved


def _pair(session: Session, kept_id: int, going_id: int) -> tuple[OrganisationRow, OrganisationRow]:
    kept, going = session.get(OrganisationRow, kept_id), session.get(OrganisationRow, going_id)
    mergeable = {OrganisationKind.FIRM, OrganisationKind.STARTUP}
    if kept is None or going is None or not {kept.kind, going.kind} <= mergeable:
        raise NotFound("There is no such organisation.")
    if kept.id == going.id or kept.kind is not going.kind:
        raise NotPossible("Choose two firms, or two startups.")
    if kept.merged_into is not None or going.merged_into is not None:
        raise NotPossible(
            "This organisation was merged into another one. Open that one in its place."
        )
    return kept, going


def _profiles(
    session: Session, kept: OrganisationRow, going: OrganisationRow
) -> tuple[StartupRow, StartupRow] | None:
    if kept.kind is not OrganisationKind.STARTUP:
        return None
    return session.get_one(StartupRow, kept.id), session.get_one(StartupRow, going.id)


def _version(session: Session, kept: OrganisationRow, going: OrganisationRow) -> int:
    """Return what grows when either of the two changes."""
    profiles = _profiles(session, kept, going) or ()
    return kept.version + going.version + sum(each.version for each in profiles)


def _field(name: str, kept: Any, going: Any) -> Field:
    mine, theirs = getattr(kept, name), getattr(going, name)
    nothing = mine in (None, "", []) and theirs not in (None, "", [])
    return Field(name, mine, theirs, GOING if nothing else KEPT)


def _choose(
    session: Session, kept: OrganisationRow, going: OrganisationRow, choices: dict[str, str]
) -> tuple[dict[str, object], dict[str, object]]:
    """Write the values that were chosen, and return what changed: before and after."""
    profiles = _profiles(session, kept, going)
    pairs: list[tuple[str, Any, Any]] = [(name, kept, going) for name in OWN]
    if profiles:
        pairs += [(name, *profiles) for name in ("sectors", *PROFILE)]
        pairs = [each for each in pairs if each[:2] != ("sectors", kept)]
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    for name, mine, theirs in pairs:
        field = _field(name, mine, theirs)
        if field.differs and choices.get(name, field.choice) == GOING:
            before[name], after[name] = field.kept, field.going
            setattr(mine, name, field.going)
    if profiles:
        kept.sectors = list(profiles[0].sectors)
    return change(before, after)


def _close(kept: OrganisationRow, going: OrganisationRow) -> None:
    kept.version += 1
    going.version += 1
    going.merged_into = kept.id
    going.is_active = False


def _side(session: Session, row: OrganisationRow) -> Side:
    def count(which: Any) -> int:
        return session.scalar(select(func.count()).where(which)) or 0

    firms_introductions = IntroductionRow.challenge_id.in_(
        select(ChallengeRow.id).where(ChallengeRow.firm_id == row.id)
    )
    is_firm = row.kind is OrganisationKind.FIRM
    return Side(
        id=row.id,
        name=row.name,
        is_active=row.is_active,
        members=count(UserRow.organisation_id == row.id),
        challenges=count(ChallengeRow.firm_id == row.id),
        introductions=count(
            firms_introductions if is_firm else IntroductionRow.startup_id == row.id
        ),
        capabilities=count(CapabilityRow.startup_id == row.id),
    )
