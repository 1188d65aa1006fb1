"""T22: kill -9 while the index is written: the old index or the new one, always verified."""

import json
from itertools import count

import pytest

from matcher.ranking.scorer import COLD_START_MODEL
from matcher.retrieval.attachment import verify
from matcher.retrieval.index import StartupIndex
from matcher.retrieval.place import current_name
from matcher.serving import LiveEngine
from matcher.settings import Settings
from matcher.store.database import connect
from matcher.store.startups import CapabilityRow
from matcher.workflow import indexed_startups, indexing
from matcher.workflow.context import Services
from tests.abuse.killing import killed_after, seeded, told
from tests.fakes import HashEmbedder
from tests.retrieval.builders import a_startup
from tests.workflow import people

LONG = pytest.mark.abuse_long
KILLS = [4, pytest.param(100, marks=LONG)]
STEPS = 4
"""Saved anew, changed, withdrawn from, compacted; then saved anew."""
SLOWEST = 0.1
"""Seconds between what the writer said last and the kill, at most."""


def named(place, number):
    text = f"Séchage solaire numéro {number}, atelier {place}. Nos pompes tournent {number} fois."
    return a_startup(f"s{place}", text)


def content(number):
    """Return what the index holds after a step."""
    began = number - number % STEPS
    held = {place: named(place, began) for place in range(6)}
    if number % STEPS >= 1:
        held |= {place: named(place, began + 1) for place in (1, 6)}
    if number % STEPS >= 2:
        del held[2]
    return [held[place] for place in sorted(held)]


def write_for_ever(folder, first, tell):
    index = None
    for number in count(first):
        tell(f"begins {number}")
        step = number % STEPS
        if step == 0:
            index = StartupIndex.build(content(number), HashEmbedder())
            index.save(folder, created="2026-03-02T09:00:00Z")
        elif step == 1:
            index.put([named(1, number), named(6, number)])
        elif step == 2:
            index.withdraw(["s2"])
        else:
            index.compact()
        tell(f"ended {number}")


def opened(folder):
    """Return what an index holds once all of it was verified: counts, encoder, checksums."""
    manifest = verify(folder)
    index = StartupIndex.open(folder, HashEmbedder())
    assert manifest.encoder == HashEmbedder().name
    assert json.loads((folder / current_name(folder) / "manifest.json").read_text())["files"]
    return [index.startup(name) for name in index.ids()]


@pytest.mark.parametrize("kills", KILLS)
def test_t22_a_killed_indexer_leaves_the_old_index_or_the_new_one(tmp_path, kills):
    """SIGKILL at random moments of saving, changing and compacting: what was acknowledged stays."""
    folder, draw = tmp_path / "index", seeded("T22 writer")
    StartupIndex.build(content(0), HashEmbedder()).save(folder)
    last, halfway = 0, 0
    for _ in range(kills):
        first = last - last % STEPS + STEPS
        before = opened(folder)
        said = killed_after(
            lambda tell, first=first: write_for_ever(folder, first, tell),
            draw.uniform(0, SLOWEST),
            lines=draw.randint(1, 2 * STEPS),
        )
        what, number = said[-1].split()
        last = int(number)
        old = before if last == first else content(last - 1)
        allowed = [content(last)] if what == "ended" else [old, content(last)]
        assert opened(folder) in allowed, said[-3:]
        halfway += what == "begins"
    told(f"T22 writer: {halfway} of {kills} kills within a step")
    StartupIndex.build(content(0), HashEmbedder()).save(folder)
    assert not list(folder.glob("writing-*"))
    assert len(list(folder.glob("snapshot-*"))) <= 2


def services_at(var, url):
    """Return services as a process has them when it starts."""
    folder = var / "indexes" / "live"
    settings = Settings(var=var, database_url=url, secret_key="t" * 40)
    engine = LiveEngine(folder, HashEmbedder(), lambda: COLD_START_MODEL)
    return Services(settings, connect(url), engine, None), folder


@pytest.fixture
def url(database):
    return database.engine.url.render_as_string(hide_password=False)


@pytest.fixture
def filled(database):
    with database.session() as session:
        for number in range(8):
            people.a_startup(session, f"Nous filtrons les eaux de rinçage, atelier {number}.")
        indexing.count_up(session)


def edit_for_ever(var, url, first, tell):
    services, _ = services_at(var, url)
    for number in count(first):
        with services.database.session() as session:
            row = session.get_one(CapabilityRow, 1 + number % 8)
            row.text = f"Nous filtrons les eaux, version {number}."
            indexing.count_up(session)
        tell(f"wrote {number}")
        indexing.catch_up(services)


def held_and_wanted(services, folder):
    index = StartupIndex.open(folder, HashEmbedder())
    with services.database.session(writes=False) as session:
        wanted = indexed_startups.startups(session)
        said = session.get_one(CapabilityRow, 1).text, session.get_one(CapabilityRow, 2).text
    return [index.startup(name) for name in index.ids()], sorted(wanted, key=lambda s: s.id), said


@pytest.mark.parametrize("kills", KILLS)
def test_t22_the_application_starts_with_a_sound_index(database, filled, url, tmp_path, kills):
    """SIGKILL while changes of the database are taken over: the next start has them all."""
    var, draw, number = tmp_path / "var", seeded("T22 application"), 0
    for _ in range(kills):
        said = killed_after(
            lambda tell, number=number: edit_for_ever(var, url, number, tell),
            draw.uniform(0, SLOWEST),
            lines=draw.randint(1, 4),
        )
        number = int(said[-1].split()[1]) + 1
        services, folder = services_at(var, url)
        indexing.catch_up(services)
        held, wanted, _ = held_and_wanted(services, folder)
        services.database.close()
        assert held == wanted
        assert any(
            f"version {number - 1}." in part.text for each in held for part in each.capabilities
        )
        verify(folder)


@pytest.mark.parametrize("few", [3, pytest.param(99, marks=LONG)])
def test_t22_a_damaged_index_is_noticed_at_start(database, filled, url, tmp_path, few):
    """One bit in any file, of the same size: the checksum tells, and the database has it all."""
    var = tmp_path / "var"
    services, folder = services_at(var, url)
    indexing.catch_up(services)
    files = json.loads((folder / current_name(folder) / "manifest.json").read_text())["files"]
    assert len(files) > 10
    names = seeded("T22 damage").sample(sorted(files), min(few, len(files)))
    for name in (*names, "manifest.json"):
        damaged = folder / current_name(folder) / name
        content_of = bytearray(damaged.read_bytes())
        content_of[len(content_of) // 2] ^= 1
        damaged.write_bytes(bytes(content_of))
        services.database.close()
        services, _ = services_at(var, url)
        indexing.catch_up(services)
        held, wanted, _ = held_and_wanted(services, folder)
        assert held == wanted, name
        verify(folder)
    services.database.close()
