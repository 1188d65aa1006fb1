"""The map of the ecosystem: who stands on it, and when it is drawn anew."""

import pytest
from sqlalchemy import select

from matcher.domain.startup import Status
from matcher.domain.visibility import Visibility
from matcher.store.challenges import ChallengeRow
from matcher.store.matches import PlaceRow
from matcher.workflow import map as ecosystem
from tests.workflow.people import (
    a_challenge,
    a_sealed_challenge,
    a_startup,
    an_anonymous_challenge,
)


@pytest.fixture
def drawn(session, services, now):
    """Twenty startups, an open challenge, an anonymous one and a sealed one, on the map."""
    rows = [a_startup(session, f"Nous traitons l'eau numéro {place}.") for place in range(20)]
    paused = a_startup(session, "Nous traitons l'eau.", status=Status.PAUSED)
    challenges = [a_challenge(session), an_anonymous_challenge(session)]
    sealed = a_sealed_challenge(session)
    session.commit()
    ecosystem.draw(services, now)
    return rows, challenges, paused, sealed


def test_only_what_everybody_may_read_is_on_the_map(services, drawn):
    rows, challenges, paused, sealed = drawn
    found = places(services)

    assert {each for kind, each in found if kind == "startup"} == {row.id for row in rows}
    assert {each for kind, each in found if kind == "challenge"} == {row.id for row in challenges}
    assert paused.id not in found
    assert ("challenge", sealed.id) not in found
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in found.values())


def test_one_more_moves_nobody(services, now, drawn):
    before = places(services)
    with services.database.session() as session:
        newcomer = a_startup(session, "Nous traitons l'eau numéro 21.").id

    ecosystem.draw(services, now)

    after = places(services)
    assert ("startup", newcomer) in after
    assert {key: after[key] for key in before} == before


def test_a_challenge_that_is_sealed_goes_even_while_the_encoder_is_away(services, gate, now, drawn):
    hidden = drawn[1][0].id
    with services.database.session() as session:
        session.get(ChallengeRow, hidden).visibility = Visibility.SEALED
    gate.up = False

    ecosystem.draw(services, now)

    assert ("challenge", hidden) not in places(services)


def test_an_unchanged_map_is_not_drawn_again(services, now, gate, drawn, monkeypatch):
    monkeypatch.setattr(gate, "vectors", None)

    ecosystem.draw(services, now)


def test_regions_are_kept_with_the_map(worker, drawn):
    found = ecosystem.regions(worker)

    assert found
    assert sum(each.count for each in found if each.parent is None) == 22


def places(services) -> dict[tuple[str, int], tuple[float, float]]:
    with services.database.session(writes=False) as session:
        rows = session.scalars(select(PlaceRow)).all()
    return {(row.kind, row.subject_id): (row.x, row.y) for row in rows}
