"""The map as officers read it."""

import pytest

from matcher.domain.match import Band
from matcher.errors import NotAllowed
from matcher.store.journal import FactRow
from matcher.store.matches import MatchRow, MatchRunRow, PlaceRow
from matcher.workflow import map_reading
from matcher.workflow.map_reading import Shown
from tests.workflow import people
from tests.workflow.people import NOW

REGIONS = [
    {"number": number, "parent": parent, "x": 0.5, "y": 0.5, "radius": 0.1, "count": 1,
     "sectors": ["agrofood"], "words": ["eau"]}
    for number, parent in ((0, None), (1, None), (2, 0), (3, 0), (4, 1))
]  # fmt: skip


@pytest.fixture
def officer(session, acting):
    return acting(people.an_officer(session))


@pytest.fixture
def drawn(session):
    """Return two startups and an open challenge on the map, and a sealed one that is not."""
    session.add(FactRow(name="neighbourhoods", value={"regions": REGIONS}))
    near, far = people.a_startup(session), people.a_startup(session, sectors=["textile"])
    seen, sealed = people.a_challenge(session), people.a_sealed_challenge(session)
    for kind, row, x, region in (
        ("startup", near, 0.2, 2),
        ("startup", far, 0.8, 4),
        ("challenge", seen, 0.3, 3),
    ):
        session.add(PlaceRow(kind=kind, subject_id=row.id, x=x, y=0.5, cluster=region))
    run = MatchRunRow(challenge_id=sealed.id, text_version=1, text_sha256="", created_at=NOW)
    session.add(run)
    session.flush()
    for rank, startup in enumerate((near, far), start=1):
        session.add(
            MatchRow(run_id=run.id, startup_id=startup.id, rank=rank, score=1, band=Band.LIKELY)
        )
    session.flush()
    return near, far, seen, sealed


def test_only_officers_read_the_map(session, acting):
    for actor in (None, people.a_firm_member(session), people.a_startup_member(session)):
        with pytest.raises(NotAllowed):
            map_reading.read(acting(actor), Shown())


def test_before_it_is_drawn_the_map_is_empty(session, officer):
    people.a_challenge(session)
    found = map_reading.read(officer, Shown())
    assert (found.places, found.regions, found.total) == ((), (), 0)


def test_a_sealed_challenge_stands_amid_its_best_startups(officer, drawn):
    _near, _far, seen, sealed = drawn
    places = map_reading.read(officer, Shown()).places
    assert len(places) == 4
    found = {each.subject_id: each for each in places if each.kind == map_reading.CHALLENGE}
    assert not found[seen.id].between
    assert found[sealed.id].between
    assert found[sealed.id].x == pytest.approx(0.5)
    assert found[sealed.id].region == 2


def test_the_map_is_cut_by_kind_sector_words_and_neighbourhood(officer, drawn):
    near, far, seen, sealed = drawn

    def ids(**shown):
        places = map_reading.read(officer, Shown(**shown)).places
        return {(each.kind, each.subject_id) for each in places}

    challenges = {("challenge", seen.id), ("challenge", sealed.id)}
    assert ids(kind="challenge") == challenges
    assert ids(sector="textile") == {("startup", far.id)}
    assert ids(region=0) == {("startup", near.id), *challenges}
    assert ids(region=4) == {("startup", far.id)}
    assert ids(words="EAUX rinçage") == challenges
    assert ids(region=99) == set()
    assert map_reading.read(officer, Shown(region=4)).total == 4
