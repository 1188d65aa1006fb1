"""T23: the index and the database disagree: what is gone never appears, and it is mended."""

import json
import shutil
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from matcher.domain.visibility import ChallengeState, Visibility
from matcher.errors import SnapshotRefused
from matcher.ranking.scorer import COLD_START_MODEL
from matcher.retrieval.attachment import verify
from matcher.retrieval.index import StartupIndex
from matcher.retrieval.place import current_name
from matcher.serving import LiveEngine
from matcher.store.matches import MatchRow, MatchRunRow
from matcher.store.organisations import OrganisationRow
from matcher.store.startups import CapabilityRow, StartupRow
from matcher.workflow import indexed_startups, indexing, matching, tasks
from matcher.workflow.context import Context
from matcher.workflow.engine_texts import FULL, PUBLIC
from matcher.workflow.match_reading import latest_run, suggested_to
from tests.abuse.killing import seeded
from tests.fakes import HashEmbedder
from tests.workflow.people import NOW, a_challenge, a_startup

ROUNDS = [5, pytest.param(100, marks=pytest.mark.abuse_long)]
WATER = "Nous traitons les eaux de rinçage de nos ateliers, cuve {}."


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "var" / "indexes" / "live"


def an_engine(folder, embedder=None):
    return LiveEngine(folder, embedder or HashEmbedder(), lambda: COLD_START_MODEL)


@pytest.fixture
def gate(folder):
    return an_engine(folder)


@pytest.fixture
def filled(database, services):
    """Return the numbers of six startups that answer, and of a challenge; all are indexed."""
    with database.session() as session:
        startups = [a_startup(session, WATER.format(number)).id for number in range(6)]
        challenge = a_challenge(session).id
        indexing.count_up(session)
    indexing.catch_up(services)
    return startups, challenge


def changed(database, work, *, told=True):
    """Change the database; untold, the index hears nothing of it."""
    with database.session() as session:
        work(session)
        if told:
            indexing.count_up(session)


def disable(startup_id):
    return lambda session: setattr(session.get_one(OrganisationRow, startup_id), "is_active", False)


def found(services, challenge):
    """Match a challenge anew; return the startups that are kept for officers."""
    with services.database.session() as session:
        session.execute(text("DELETE FROM matches"))
        session.execute(text("DELETE FROM match_runs"))
    matching.match_in_the_background(services, NOW, challenge_id=challenge)
    with services.database.session(writes=False) as session:
        run = select(MatchRunRow.id).where(MatchRunRow.reading == FULL)
        return set(session.scalars(select(MatchRow.startup_id).where(MatchRow.run_id.in_(run))))


def held(folder):
    index = StartupIndex.open(folder, HashEmbedder())
    return {name: index.startup(name) for name in index.ids()}


def wanted(database):
    with database.session(writes=False) as session:
        return {each.id: each for each in indexed_startups.startups(session)}


def test_t23_what_is_gone_is_never_kept_whatever_the_index_holds(database, services, filled):
    """Disabled and merged behind the index's back: found by the index, left out by SQL."""
    startups, challenge = filled
    assert found(services, challenge) == set(startups)

    def gone(session):
        session.get_one(OrganisationRow, startups[0]).is_active = False
        session.get_one(OrganisationRow, startups[1]).merged_into = startups[2]

    changed(database, gone, told=False)
    assert found(services, challenge) == set(startups[2:])


def test_t23_the_checker_tells_the_drift_and_mends_it(database, services, filled, folder):
    """An edit, an arrival and a departure that nobody told: three, mended, then none."""
    startups, _ = filled

    def behind_its_back(session):
        session.get_one(OrganisationRow, startups[0]).is_active = False
        row = session.scalars(select(CapabilityRow).where(CapabilityRow.startup_id == startups[1]))
        row.first().text = "Nous vendons du pain."
        a_startup(session, WATER.format(99))

    assert indexing.check(services, NOW) == 0
    changed(database, behind_its_back, told=False)
    assert indexing.check(services, NOW) == 3
    assert held(folder) == wanted(database)
    assert indexing.check(services, NOW) == 0


@pytest.mark.parametrize("waits", [True, False])
def test_t23_what_is_about_to_be_taken_over_is_no_warning(
    database, services, filled, folder, caplog, waits
):
    startups, _ = filled
    changed(database, disable(startups[0]), told=False)
    if waits:
        with services.database.session() as session:
            context = Context(session, None, NOW, services)
            context.later(indexing.REFRESH, key="all", not_before=NOW + timedelta(minutes=1))

    assert indexing.check(services, NOW) == 1
    assert held(folder) == wanted(database)
    assert ("differed" in caplog.text) is not waits


def test_t23_the_checker_comes_round_each_day(database, services, filled, folder):
    changed(database, disable(filled[0][0]), told=False)
    tasks.work(services, lambda: NOW, duties={"check_index": tasks.DUTIES["check_index"]})
    assert held(folder) == wanted(database)


@pytest.mark.parametrize("running", [True, False])
def test_t23_an_old_index_that_is_put_back_brings_nothing_back(
    database, services, filled, folder, tmp_path, running
):
    """The files of yesterday, while it runs and before it starts: today's startups are found."""
    startups, challenge = filled
    shutil.copytree(folder, tmp_path / "yesterday")
    changed(database, disable(startups[0]))
    assert found(services, challenge) == set(startups[1:])
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "yesterday", folder)
    if not running:
        services.engine = an_engine(folder)
    assert found(services, challenge) == set(startups[1:])
    assert held(folder) == wanted(database)


@pytest.mark.parametrize("running", [True, False])
def test_t23_an_index_that_was_damaged_or_taken_away_is_built_anew(
    database, services, filled, folder, running
):
    startups, challenge = filled
    for damage in ("journal", "manifest", "folder"):
        current = folder / current_name(folder)
        if damage == "folder":
            shutil.rmtree(folder)
        elif damage == "manifest":
            (current / "manifest.json").write_text("{")
        else:
            (current / "journal.jsonl").write_bytes(b"0" * 16 + b" {}\n")
        if not running:
            services.engine = an_engine(folder)
        assert indexing.check(services, NOW) in {0, len(startups)}
        assert found(services, challenge) == set(startups), damage
        verify(folder)


def test_t23_a_challenge_that_is_sealed_is_suggested_to_nobody(database, services, filled, acting):
    """Sealed, withdrawn or back in draft behind the application's back: its run is not read."""
    startups, challenge = filled
    found(services, challenge)
    with database.session(writes=False) as session:
        context = acting()
        context.session = session
        assert latest_run(context, challenge, PUBLIC) is not None
        assert any(challenge in suggested_to(context, each) for each in startups)
    for column, value in (
        ("visibility", Visibility.SEALED.value),
        ("state", ChallengeState.WITHDRAWN.value),
    ):
        with database.session() as session:
            session.execute(text("UPDATE challenges SET visibility = 'open', state = 'submitted'"))
            session.execute(text(f"UPDATE challenges SET {column} = :value"), {"value": value})
        with database.session(writes=False) as session:
            context.session = session
            assert not any(challenge in suggested_to(context, each) for each in startups)
            if column == "visibility":
                assert latest_run(context, challenge, PUBLIC) is None


@pytest.mark.parametrize(
    "other", [HashEmbedder(name="another"), HashEmbedder(32, name="fake-64")], ids=["name", "size"]
)
def test_t23_an_index_of_another_model_is_refused(database, services, filled, folder, other):
    """A wrong model or dimension is not loaded; the index is built anew with the right one."""
    startups, challenge = filled
    with pytest.raises(SnapshotRefused, match="encoder"):
        StartupIndex.open(folder, other)
    services.engine = an_engine(folder, other)
    assert found(services, challenge) == set(startups)
    manifest = json.loads((folder / current_name(folder) / "manifest.json").read_text())
    assert (manifest["encoder"], manifest["dimension"]) == (other.name, other.dimension)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_t23_many_changes_and_old_files_at_random(
    database, services, filled, folder, tmp_path, rounds
):
    """Disable, enable, edit, at times untold, at times with old files: only who takes part."""
    draw, (startups, challenge) = seeded("T23"), filled
    kept = tmp_path / "kept"
    shutil.copytree(folder, kept)
    for number in range(rounds):
        which = draw.choice(startups)

        def change(session, which=which, number=number):
            home = session.get_one(OrganisationRow, which)
            home.is_active = not home.is_active
            row = session.get_one(StartupRow, draw.choice(startups))
            row.capabilities[0].text = WATER.format(100 + number)

        changed(database, change, told=draw.random() < 0.7)
        if draw.random() < 0.4:
            shutil.rmtree(folder)
            shutil.copytree(kept, folder)
        elif draw.random() < 0.4:
            shutil.rmtree(kept)
            shutil.copytree(folder, kept)
        if draw.random() < 0.3:
            services.engine = an_engine(folder)
        with database.session(writes=False) as session:
            active = select(OrganisationRow.id).where(OrganisationRow.is_active)
            allowed = set(session.scalars(active))
        assert found(services, challenge) <= allowed
    indexing.check(services, NOW)
    assert held(folder) == wanted(database)
    assert indexing.check(services, NOW) == 0
