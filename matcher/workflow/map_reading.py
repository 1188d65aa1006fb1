"""The map of the ecosystem as officers read it: what stands where, under its name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from matcher.domain.visibility import LIVE
from matcher.store.challenges import ChallengeRow
from matcher.store.matches import MatchRow, MatchRunRow, PlaceRow
from matcher.store.organisations import OrganisationRow
from matcher.store.startups import StartupRow
from matcher.text.normalise import fold
from matcher.workflow.context import Context
from matcher.workflow.engine_texts import FULL
from matcher.workflow.map import CHALLENGE, STARTUP, Region, regions

__all__ = ["CHALLENGE", "STARTUP", "Ecosystem", "Place", "Region", "Shown", "read"]

_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Place:
    """A startup or a challenge on the map; `region` is the number of its small neighbourhood.

    One that is `between` others was not placed by its own text, which not everybody may read: it
    stands amid the startups that suit it best.
    """

    kind: str
    subject_id: int
    name: str
    sectors: tuple[str, ...]
    x: float
    y: float
    region: int
    between: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """What is to be shown; an empty field leaves nothing out. `region` may be large or small."""

    kind: str = ""
    sector: str = ""
    words: str = ""
    region: int | None = None


@dataclass(frozen=True, slots=True)
class Ecosystem:
    """The places that are shown, by name, and all neighbourhoods; `total` is of the whole map."""

    places: tuple[Place, ...]
    regions: tuple[Region, ...]
    total: int

    def region(self, number: int | None) -> Region | None:
        """Return the neighbourhood of that number, or None."""
        return next((each for each in self.regions if each.number == number), None)

    def inside(self, number: int) -> frozenset[int]:
        """Return the numbers of a neighbourhood and of those in it."""
        parts = {each.number for each in self.regions if each.parent == number}
        return frozenset({number, *parts})


def read(context: Context, shown: Shown) -> Ecosystem:
    """Return what an officer sees of the map; empty before the worker drew it."""
    context.staff()
    every = Ecosystem((), regions(context), 0)
    places = _places(context)
    if not places:
        return every
    inside = every.inside(shown.region) if shown.region is not None else None
    words = fold(shown.words).split()
    kept = [
        each
        for each in places
        if (not shown.kind or each.kind == shown.kind)
        and (not shown.sector or shown.sector in each.sectors)
        and (inside is None or each.region in inside)
        and all(word in fold(each.name) for word in words)
    ]
    kept.sort(key=lambda each: (each.kind, each.name.casefold(), each.subject_id))
    return Ecosystem(tuple(kept), every.regions, len(places))


def _places(context: Context) -> list[Place]:
    startups = context.session.execute(
        select(
            PlaceRow.subject_id,
            OrganisationRow.name,
            StartupRow.sectors,
            PlaceRow.x,
            PlaceRow.y,
            PlaceRow.cluster,
        )
        .join(StartupRow, StartupRow.id == PlaceRow.subject_id)
        .join(OrganisationRow, OrganisationRow.id == PlaceRow.subject_id)
        .where(PlaceRow.kind == STARTUP, OrganisationRow.is_active)
    )
    places = [Place(STARTUP, row[0], row[1], tuple(row[2]), *row[3:]) for row in startups]
    challenges = context.session.execute(
        select(
            ChallengeRow.id,
            ChallengeRow.title,
            ChallengeRow.sectors,
            PlaceRow.x,
            PlaceRow.y,
            PlaceRow.cluster,
        )
        .outerjoin(
            PlaceRow, (PlaceRow.kind == CHALLENGE) & (PlaceRow.subject_id == ChallengeRow.id)
        )
        .where(ChallengeRow.state.in_(LIVE))
    ).all()
    by_startup = {each.subject_id: each for each in places}
    unplaced = [row[0] for row in challenges if row[3] is None]
    amid = _amid(context, unplaced, by_startup) if places and unplaced else {}
    for row in challenges:
        if row[3] is not None:
            places.append(Place(CHALLENGE, row[0], row[1], tuple(row[2]), *row[3:]))
        elif row[0] in amid:
            x, y, region = amid[row[0]]
            places.append(
                Place(CHALLENGE, row[0], row[1], tuple(row[2]), x, y, region, between=True)
            )
    return places


def _amid(
    context: Context, ids: Iterable[int], startups: Mapping[int, Place]
) -> dict[int, tuple[float, float, int]]:
    """Return challenge → the middle of its best startups, in the region of the first."""
    latest = (
        select(func.max(MatchRunRow.id))
        .where(MatchRunRow.challenge_id.in_(list(ids)), MatchRunRow.reading == FULL)
        .group_by(MatchRunRow.challenge_id)
    )
    found = context.session.execute(
        select(MatchRunRow.challenge_id, MatchRow.startup_id)
        .join(MatchRow, MatchRow.run_id == MatchRunRow.id)
        .where(MatchRunRow.id.in_(latest), MatchRow.rank <= _NEAREST)
        .order_by(MatchRow.run_id, MatchRow.rank)
    )
    best: dict[int, list[Place]] = defaultdict(list)
    for challenge_id, startup_id in found:
        if startup_id in startups:
            best[challenge_id].append(startups[startup_id])
    return {
        challenge_id: (
            sum(each.x for each in nearest) / len(nearest),
            sum(each.y for each in nearest) / len(nearest),
            nearest[0].region,
        )
        for challenge_id, nearest in best.items()
    }
