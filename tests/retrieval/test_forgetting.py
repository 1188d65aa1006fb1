"""Vectors and snapshots of what is gone leave the disk, not only the answers."""

import numpy as np
import pytest

from matcher.domain.startup import Capability, Startup
from matcher.retrieval.building import texts_read
from matcher.retrieval.centring import Centring
from matcher.retrieval.index import StartupIndex
from matcher.retrieval.vector_cache import VectorCache, key_of
from tests.fakes import HashEmbedder

SECRET = "Nous recyclons le vanadium des catalyseurs usagés."


@pytest.fixture
def cache(tmp_path):
    return VectorCache(tmp_path / "vectors", "fake", 4)


def _vector(place):
    row = np.zeros(4, dtype=np.float32)
    row[place] = 1
    return row


def test_a_vector_that_is_dropped_is_not_in_the_file(cache):
    one, two = key_of("passage", "un"), key_of("passage", "deux")
    cache.write({one: _vector(0), two: _vector(1)})
    cache.forget([one])
    assert set(cache.read([one, two])) == {two}
    for file in cache.path.parent.iterdir():
        assert one not in file.read_bytes()


def test_a_cache_that_is_cleared_begins_again(cache):
    cache.write({key_of("query", "un"): _vector(0)})
    cache.clear()
    assert len(cache) == 0
    cache.clear()
    cache.write({key_of("query", "deux"): _vector(1)})
    assert len(cache) == 1


def test_the_texts_of_a_startup_are_those_that_an_index_embeds():
    startup = Startup("s1", "S1", (Capability("c1", "Titre", f"{SECRET} Deuxième phrase ici."),))
    embedder = HashEmbedder()
    as_it_is = Centring({"fr": np.zeros(64, np.float32)}, np.zeros(64, np.float32))
    StartupIndex.build([startup], embedder, centring=as_it_is)
    asked = {text for call in embedder.calls for text in call}
    assert texts_read(startup, HashEmbedder()) == asked


def test_no_file_of_an_index_holds_a_startup_that_was_withdrawn_and_purged(tmp_path):
    folder, embedder = tmp_path / "live", HashEmbedder()
    others = [
        Startup(f"s{n}", f"S{n}", (Capability(f"c{n}", "", f"Du pain {n}."),)) for n in range(3)
    ]
    gone = Startup("gone", "Vanadis", (Capability("g", "", SECRET),))
    StartupIndex.build([*others, gone], embedder).save(folder)
    index = StartupIndex.open(folder, embedder)
    index.withdraw(["gone"])
    assert _holds(folder, b"vanadium")
    index.purge()
    assert not _holds(folder, b"vanadium")
    assert not _holds(folder, b"Vanadis")
    assert StartupIndex.open(folder, embedder).ids() == ["s0", "s1", "s2"]


def test_a_reader_of_the_earlier_snapshot_goes_on(tmp_path):
    folder, embedder = tmp_path / "live", HashEmbedder()
    startups = [
        Startup(f"s{n}", f"S{n}", (Capability(f"c{n}", "", f"Du pain {n}."),)) for n in range(3)
    ]
    StartupIndex.build(startups, embedder).save(folder)
    reader, writer = (StartupIndex.open(folder, embedder) for _ in range(2))
    writer.withdraw(["s1"])
    writer.purge()
    assert reader.view().ids() == ["s0", "s2"]


def _holds(folder, words):
    return any(words in file.read_bytes() for file in folder.rglob("*") if file.is_file())
