"""What the engine said, as use cases read it. Nobody's permission is checked here: callers do."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from matcher.domain.match import Band, Chance, FlagCode, ReasonCode, RefusalCode
from matcher.domain.permissions import is_public
from matcher.domain.visibility import LIVE
from matcher.store.challenges import ChallengeRow
from matcher.store.matches import MatchRow, MatchRunRow
from matcher.store.organisations import OrganisationRow
from matcher.workflow.context import Context
from matcher.workflow.engine_texts import FULL, PUBLIC

_FACE = (ChallengeRow.visibility, ChallengeRow.state, ChallengeRow.teaser_state)
"""What decides whether startups may read a challenge."""
__all__ = ["FULL", "PUBLIC", "MatchView", "ReasonView", "RefusalView", "RunView"]


@dataclass(frozen=True, slots=True)
class ReasonView:
    """A reason with the exact words it rests on; `quote` is "" when there are none."""

    code: ReasonCode
    requirement: str | None
    quote: str
    start: int
    end: int
    capability_id: str


@dataclass(frozen=True, slots=True)
class FlagView:
    """A warning about a startup's text, with the words that it is about, if any."""

    code: FlagCode
    quote: str


@dataclass(frozen=True, slots=True)
class RefusalView:
    """A startup that a hard rule excludes."""

    startup_id: int
    startup_name: str
    code: RefusalCode


@dataclass(frozen=True, slots=True)
class MatchView:
    """A ranked startup. `chance` is for officers only, and None where it is not sure enough."""

    id: int
    startup_id: int
    startup_name: str
    rank: int
    band: Band | None
    chance: Chance | None
    reasons: tuple[ReasonView, ...]
    unmet: tuple[str, ...]
    flags: tuple[FlagView, ...]
    is_far: bool
    is_young: bool


@dataclass(frozen=True, slots=True)
class RequirementView:
    """A requirement as the engine read it."""

    text: str
    importance: str


@dataclass(frozen=True, slots=True)
class RunView:
    """One answer of the engine to one reading of a challenge."""

    id: int
    challenge_id: int
    reading: str
    text_version: int
    matches: tuple[MatchView, ...]
    refusals: tuple[RefusalView, ...]
    requirements: tuple[RequirementView, ...]
    notes: tuple[str, ...]
    words_only: bool
    created_at: datetime

    def match_of(self, startup_id: int) -> MatchView | None:
        """Return the match of a startup; None when it is not among them."""
        return next((each for each in self.matches if each.startup_id == startup_id), None)


def latest_run(
    context: Context, challenge_id: int, reading: str, only: Collection[int] | None = None
) -> RunView | None:
    """Return the last run of a reading; None before the first. `only` names startups to load.

    A public one is None as soon as startups may not read the challenge.
    """
    faces = select(*_FACE).where(ChallengeRow.id == challenge_id)
    face = context.session.execute(faces).one_or_none()
    if face is None or (reading == PUBLIC and not is_public(*face)):
        return None
    run = context.session.scalar(
        select(MatchRunRow)
        .where(MatchRunRow.challenge_id == challenge_id, MatchRunRow.reading == reading)
        .order_by(MatchRunRow.id.desc())
        .limit(1)
    )
    return None if run is None else _run(context, run, only)


def suggested_to(context: Context, startup_id: int) -> dict[int, MatchView]:
    """Return challenge id → its match for a startup, from the last public runs.

    Their order says nothing of ranks or scores, which depend on what other startups wrote.
    Only challenges that startups may read now are among them.
    """
    latest = (
        select(func.max(MatchRunRow.id))
        .join(ChallengeRow, ChallengeRow.id == MatchRunRow.challenge_id)
        .where(MatchRunRow.reading == PUBLIC, ChallengeRow.state.in_(LIVE))
        .group_by(MatchRunRow.challenge_id)
    )
    found = context.session.execute(
        select(ChallengeRow.id, MatchRow, OrganisationRow.name, *_FACE)
        .join(MatchRunRow, MatchRunRow.challenge_id == ChallengeRow.id)
        .join(MatchRow, MatchRow.run_id == MatchRunRow.id)
        .join(OrganisationRow, OrganisationRow.id == MatchRow.startup_id)
        .where(MatchRow.startup_id == startup_id, MatchRunRow.id.in_(latest))
        .order_by(ChallengeRow.submitted_at.desc(), ChallengeRow.id.desc())
    ).all()
    return {
        number: _match(match, name)
        for number, match, name, visibility, state, teaser in found
        if is_public(visibility, state, teaser)
    }


def match_by_id(context: Context, match_id: int) -> MatchView | None:
    """Return a stored match; None when there is none of that id."""
    match = context.session.get(MatchRow, match_id)
    if match is None:
        return None
    return _match(match, context.session.get_one(OrganisationRow, match.startup_id).name)


def _run(context: Context, run: MatchRunRow, only: Collection[int] | None) -> RunView:
    wanted = (
        select(MatchRow, OrganisationRow.name)
        .join(OrganisationRow, OrganisationRow.id == MatchRow.startup_id)
        .where(MatchRow.run_id == run.id)
        .order_by(MatchRow.rank, MatchRow.id)
    )
    if only is not None:
        wanted = wanted.where(MatchRow.startup_id.in_(only))
    rows = context.session.execute(wanted).all()
    return RunView(
        id=run.id,
        challenge_id=run.challenge_id,
        reading=run.reading,
        text_version=run.text_version,
        matches=tuple(_match(match, name) for match, name in rows),
        refusals=_refusals(context, run) if only is None else (),
        requirements=tuple(
            RequirementView(each["text"], each["importance"]) for each in run.requirements
        ),
        notes=tuple(run.notes),
        words_only=run.words_only,
        created_at=run.created_at,
    )


def _refusals(context: Context, run: MatchRunRow) -> tuple[RefusalView, ...]:
    names = dict(
        context.session.execute(
            select(OrganisationRow.id, OrganisationRow.name).where(
                OrganisationRow.id.in_([each["startup_id"] for each in run.refusals])
            )
        ).all()
    )
    return tuple(
        RefusalView(each["startup_id"], names[each["startup_id"]], RefusalCode(each["code"]))
        for each in run.refusals
        if each["startup_id"] in names
    )


def _match(row: MatchRow, name: str) -> MatchView:
    return MatchView(
        id=row.id,
        startup_id=row.startup_id,
        startup_name=name,
        rank=row.rank,
        band=row.band,
        chance=Chance(**row.chance) if row.chance else None,
        reasons=tuple(_reason(each) for each in row.reasons),
        unmet=tuple(row.unmet),
        flags=tuple(
            FlagView(FlagCode(each["code"]), (each["evidence"] or {}).get("text", ""))
            for each in row.flags
        ),
        is_far=row.is_far,
        is_young=row.is_young,
    )


def _reason(told: dict[str, Any]) -> ReasonView:
    evidence = told["evidence"] or {"text": "", "start": 0, "end": 0, "capability_id": ""}
    return ReasonView(
        code=ReasonCode(told["code"]),
        requirement=told["requirement"],
        quote=evidence["text"],
        start=evidence["start"],
        end=evidence["end"],
        capability_id=evidence["capability_id"],
    )
