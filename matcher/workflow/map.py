"""The map of the ecosystem: where startups and challenges stand by meaning.

Drawn by the worker, from what startups may read of challenges and from nothing else.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from matcher.domain.challenge import Challenge
from matcher.domain.startup import Startup, Status
from matcher.domain.visibility import LIVE
from matcher.errors import EncoderUnavailable, InvalidVectors
from matcher.retrieval.atlas import Atlas
from matcher.retrieval.neighbourhoods import Neighbourhood, neighbourhoods
from matcher.store.challenges import ChallengeRow
from matcher.store.journal import FactRow
from matcher.store.matches import PlaceRow
from matcher.store.organisations import OrganisationRow
from matcher.store.startups import StartupRow
from matcher.workflow import indexed_startups
from matcher.workflow.context import Context, Services
from matcher.workflow.engine_texts import public_challenge
from matcher.workflow.matching import digest_of

STARTUP, CHALLENGE = "startup", "challenge"
ANEW = 0.1
"""From this share of new or changed items on, the whole map is drawn anew."""
_FILE = "atlas.npz"
_FACT = "neighbourhoods"


@dataclass(frozen=True, slots=True)
class _Item:
    """One thing on the map: its id is "startup:7"; `digest` changes with its text."""

    id: str
    kind: str
    subject_id: int
    text: str
    sectors: tuple[str, ...]
    digest: str
    said: Startup | Challenge


@dataclass(frozen=True, slots=True)
class Region:
    """A neighbourhood of the map; `parent` is the number of the larger one around it."""

    number: int
    parent: int | None
    x: float
    y: float
    radius: float
    count: int
    sectors: tuple[str, ...]
    words: tuple[str, ...]


def regions(context: Context) -> tuple[Region, ...]:
    """Return the neighbourhoods of the map, large ones first; none before it was drawn."""
    fact = context.session.get(FactRow, _FACT)
    told: Sequence[Mapping[str, Any]] = fact.value["regions"] if fact is not None else ()
    return tuple(
        Region(**{**each, "sectors": tuple(each["sectors"]), "words": tuple(each["words"])})
        for each in told
    )


def draw(services: Services, now: datetime) -> None:
    """Draw the map if anything on it changed; what did not change hardly moves.

    While the encoder is away the old map stays, less what nobody may read any longer.
    """
    with services.database.session(writes=False) as session:
        items = _items(session)
    file = services.settings.var / _FILE
    old, digests = _kept(file)
    if old is not None and digests == {each.id: each.digest for each in items}:
        return
    try:
        atlas = _drawn(services, items, old, digests)
    except EncoderUnavailable:
        _remove_gone(services, items)
        return
    placed = {each.id: each for each in items}
    ordered = [placed[name] for name in atlas.ids]
    found = neighbourhoods(
        atlas.places, [each.text for each in ordered], [each.sectors for each in ordered]
    )
    with services.database.session() as session:
        _store(session, ordered, atlas, found)
    _keep(file, atlas, ordered)


def _items(session: Session) -> list[_Item]:
    """Return what is on the map: active startups, and challenges that startups may read."""
    ids = dict(session.execute(select(StartupRow.key, StartupRow.id)).all())
    items = [
        _item(STARTUP, ids[each.id], each)
        for each in indexed_startups.startups(session)
        if each.status is Status.ACTIVE
    ]
    rows = session.execute(
        select(ChallengeRow, OrganisationRow)
        .join(OrganisationRow, OrganisationRow.id == ChallengeRow.firm_id)
        .where(ChallengeRow.state.in_(LIVE))
        .order_by(ChallengeRow.id)
    )
    for row, firm in rows:
        public = public_challenge(row, firm)
        if public is not None:
            items.append(_item(CHALLENGE, row.id, public))
    return items


def _item(kind: str, subject_id: int, said: Startup | Challenge) -> _Item:
    if isinstance(said, Startup):
        text = "\n".join(f"{each.title} {each.text}".strip() for each in said.capabilities)
        stands_for = Challenge(said.id, text, "")
        sectors = said.sectors
    else:
        text, stands_for = f"{said.title}\n{said.text}", said
        sectors = said.facts.sectors
    return _Item(
        f"{kind}:{subject_id}", kind, subject_id, text, sectors, digest_of(stands_for), said
    )


def _drawn(
    services: Services, items: Sequence[_Item], old: Atlas | None, digests: Mapping[str, str]
) -> Atlas:
    new = [each for each in items if digests.get(each.id) != each.digest]
    if old is None or len(new) > ANEW * len(items):
        return Atlas.drawn(
            [each.id for each in items],
            [each.kind for each in items],
            _vectors(services, items),
        )
    kept = {each.id for each in items}
    rest = old.without([name for name in old.ids if name not in kept])
    if not new:
        return rest
    return rest.with_more(
        [each.id for each in new], [each.kind for each in new], _vectors(services, new)
    )


def _vectors(services: Services, items: Sequence[_Item]) -> NDArray[np.float32]:
    """Return a row for each item, in their order: startups come first."""
    return services.engine.vectors(
        [each.said for each in items if isinstance(each.said, Startup)],
        [each.said for each in items if isinstance(each.said, Challenge)],
    )


def _store(
    session: Session, items: Sequence[_Item], atlas: Atlas, found: Sequence[Neighbourhood]
) -> None:
    small = {member: each.number for each in found for member in each.members}
    session.execute(delete(PlaceRow))
    session.add_all(
        PlaceRow(
            kind=each.kind,
            subject_id=each.subject_id,
            x=float(atlas.places[row, 0]),
            y=float(atlas.places[row, 1]),
            cluster=small.get(row, 0),
        )
        for row, each in enumerate(items)
    )
    told = {
        "regions": [
            {
                "number": each.number,
                "parent": each.parent,
                "x": float(each.middle[0]),
                "y": float(each.middle[1]),
                "radius": float(each.radius),
                "count": len(each.members),
                "sectors": list(each.sectors),
                "words": list(each.words),
            }
            for each in found
        ]
    }
    session.merge(FactRow(name=_FACT, value=told))


def _remove_gone(services: Services, items: Sequence[_Item]) -> None:
    kept = {(each.kind, each.subject_id) for each in items}
    with services.database.session() as session:
        for place in session.scalars(select(PlaceRow)):
            if (place.kind, place.subject_id) not in kept:
                session.delete(place)


def _kept(file: Path) -> tuple[Atlas | None, dict[str, str]]:
    """Return the last map and the digest of each text on it; (None, {}) when there is none."""
    try:
        with np.load(file) as arrays:
            atlas = Atlas.from_arrays(arrays)
            return atlas, json.loads(str(arrays["digests"]))
    except (OSError, KeyError, ValueError, InvalidVectors):
        return None, {}


def _keep(file: Path, atlas: Atlas, items: Sequence[_Item]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    digests = json.dumps({each.id: each.digest for each in items})
    beside = file.with_suffix(".new.npz")
    np.savez(beside, **atlas.to_arrays(), digests=np.array(digests, dtype=np.str_))  # type: ignore[arg-type]
    beside.replace(file)
