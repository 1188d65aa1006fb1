import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from matcher.errors import RepeatedStartup, UnknownStartup
from matcher.retrieval import vectors
from matcher.retrieval.index import StartupIndex
from tests.fakes import HashEmbedder
from tests.retrieval.builders import DRYING, PUMPS, WASTE, WATER, a_probe, a_startup, found

EMBEDDER = HashEmbedder()


@pytest.fixture
def embedder():
    return HashEmbedder()


@pytest.fixture
def index(embedder):
    startups = [a_startup(f"s{n:02}", f"{PUMPS} Version {n}.") for n in range(40)]
    return StartupIndex.build([*startups, a_startup("dry", DRYING)], embedder)


def test_a_put_startup_is_found_by_the_next_search(index, embedder):
    index.put([a_startup("new", WATER)])
    assert found(index, embedder, WATER)[0] == "new"
    assert "new" in index
    assert len(index) == 42


def test_a_changed_startup_is_found_by_its_new_words_only(index, embedder):
    index.put([a_startup("dry", WATER)])
    assert found(index, embedder, WATER)[0] == "dry"
    figs = {
        each.startup_id: each.signals
        for each in index.search([a_probe(index, embedder, "figues")], limit=50)
    }
    assert "lexical" not in figs["dry"]
    assert index.startup("dry").capabilities[0].text == WATER
    assert len(index) == 41


def test_a_withdrawn_startup_is_gone_at_once_wherever_it_was(index, embedder):
    index.put([a_startup("new", DRYING)])
    index.withdraw(["dry", "new"])
    assert not {"dry", "new"} & set(found(index, embedder, DRYING, limit=50))
    assert "dry" not in index
    assert len(index) == 40
    index.put([a_startup("dry", DRYING)])
    assert found(index, embedder, DRYING)[0] == "dry"


@pytest.mark.parametrize("exact_up_to", [10_000, 10])
def test_withdrawing_the_very_best_leaves_the_next_best(embedder, monkeypatch, exact_up_to):
    monkeypatch.setattr(vectors, "EXACT_BELOW", exact_up_to)
    best = [a_startup(f"best{n:02}", DRYING) for n in range(30)]
    others = [a_startup(f"other{n:03}", f"{DRYING} {PUMPS} {n}") for n in range(300)]
    index = StartupIndex.build([*best, *others], embedder)
    assert found(index, embedder, DRYING, limit=30) == [startup.id for startup in best]
    index.withdraw([startup.id for startup in best[:-1]])
    after = found(index, embedder, DRYING, limit=6)
    assert after[0] == "best29"
    assert len(after) == 6
    assert all(name.startswith("other") for name in after[1:])


def test_withdrawing_is_all_or_nothing(index):
    with pytest.raises(UnknownStartup, match="nobody"):
        index.withdraw(["dry", "nobody"])
    assert "dry" in index


def test_one_id_twice_is_refused_and_changes_nothing(index, embedder):
    twice = [a_startup("new", WATER), a_startup("new", WASTE)]
    with pytest.raises(RepeatedStartup, match="“new” is given twice"):
        index.put(twice)
    assert "new" not in index
    with pytest.raises(RepeatedStartup, match="new"):
        StartupIndex.build(twice, embedder)


def test_a_put_embeds_its_own_texts_and_nothing_else(index, embedder):
    embedder.calls.clear()
    index.put([a_startup("new", WATER)])
    index.search([a_probe(index, HashEmbedder(), WATER)])
    assert embedder.calls == [[WATER, WATER]]


def test_compaction_is_advised_once_five_percent_changed(index):
    assert not index.needs_compaction
    index.put([a_startup("n1", WATER), a_startup("n2", WATER)])
    assert not index.needs_compaction
    index.put([a_startup("n3", WATER)])
    assert index.needs_compaction
    index.compact()
    assert not index.needs_compaction
    assert index.status().changed == 0


def test_compacting_is_the_same_as_building_anew(index, embedder):
    index.put([a_startup("new", DRYING), a_startup("s03", WASTE)])
    index.withdraw(["s04"])
    expected = [index.startup(name) for name in index.ids()]
    index.compact()
    anew = StartupIndex.build(expected, embedder)
    probe = a_probe(anew, embedder, "séchage des déchets")
    assert index.search([probe]) == anew.search([probe])
    assert index.status() == anew.status()
    assert [index.startup(name) for name in index.ids()] == expected


def test_the_status_counts_what_can_be_found(index):
    index.put([a_startup("new", DRYING, WATER), a_startup("dry", WATER)])
    index.withdraw(["s00"])
    status = index.status()
    assert (status.startups, status.capabilities, status.passages) == (41, 42, 42)
    assert status.sentences == 39 * 2 + 2 + 1 + 1
    assert status.changed == 3
    assert (status.encoder, status.dimension) == ("fake-64", 64)


def test_a_frozen_index_does_not_see_later_changes(index, embedder):
    frozen = index.frozen()
    index.withdraw(["dry"])
    assert found(frozen, embedder, DRYING)[0] == "dry"
    assert len(frozen.sentences(["dry"]).owners) == 2
    frozen.put([a_startup("mine", WATER)])
    assert "mine" not in index


def test_progress_ends_with_everything_done(embedder):
    told = []
    StartupIndex.build(
        [a_startup("a", DRYING, WATER), a_startup("b", PUMPS)],
        embedder,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told[-1] == (7, 7)
    assert told == sorted(told)


def test_a_long_capability_is_cut_into_passages_and_found_by_its_end():
    embedder = HashEmbedder(max_tokens=20)
    usines = (
        f"Notre société travaille avec l'usine {n} du pays depuis {n} ans. " for n in range(30)
    )
    filler = "".join(usines)
    long = a_startup("long", filler + WATER)
    index = StartupIndex.build([long, a_startup("x", filler), a_startup("y", PUMPS)], embedder)
    assert index.status().passages > 20
    assert all(embedder.count_tokens(text) <= 20 for text in embedder.calls[0])
    first = index.search([a_probe(index, embedder, WATER)])[0]
    assert first.startup_id == "long"
    assert first.signals["dense"] > 0.6


def test_a_title_counts_in_the_search_and_not_in_the_sentences(embedder):
    titled = a_startup("t", PUMPS, titles=["Osmose inverse"])
    index = StartupIndex.build([titled, a_startup("u", PUMPS), a_startup("v", WATER)], embedder)
    assert found(index, embedder, "osmose inverse")[0] == "t"
    assert embedder.calls[0][0] == f"Osmose inverse. {PUMPS}"
    batch = index.sentences(["t"])
    assert PUMPS[batch.starts[0] : batch.ends[0]] == PUMPS


def test_the_covariance_of_a_tiny_index_stays_near_a_sphere(embedder):
    index = StartupIndex.build([a_startup("a", DRYING)], embedder)
    spread = index.spreads(np.eye(64, dtype=np.float32))
    assert spread.min() >= 1 / 64**0.5
    assert 1 <= float((spread**2).sum()) < 1.05


TEXTS = [DRYING, PUMPS, WATER, WASTE, f"{DRYING} {PUMPS}", "figues", ""]
CENTRING = StartupIndex.build([], EMBEDDER).centring
STARTUPS = st.builds(
    lambda name, texts: a_startup(name, *texts),
    st.sampled_from("abcdefgh"),
    st.lists(st.sampled_from(TEXTS), max_size=3),
)
STEPS = st.lists(
    st.one_of(
        st.lists(STARTUPS, max_size=3, unique_by=lambda startup: startup.id),
        st.sampled_from("abcdefgh"),
        st.just("compact"),
    ),
    max_size=8,
)


@settings(max_examples=40, deadline=None)
@given(st.lists(STARTUPS, max_size=6, unique_by=lambda startup: startup.id), STEPS)
def test_any_changes_leave_the_index_as_if_built_from_what_remains(start, steps):
    index = StartupIndex.build(start, EMBEDDER, centring=CENTRING)
    expected = {startup.id: startup for startup in start}
    for step in steps:
        if isinstance(step, list):
            index.put(step)
            expected.update((startup.id, startup) for startup in step)
        elif step == "compact":
            index.compact()
        elif step in expected:
            index.withdraw([step])
            del expected[step]
    fresh = StartupIndex.build(expected.values(), EMBEDDER, centring=CENTRING)
    assert index.ids() == fresh.ids() == sorted(expected)
    for text in (DRYING, PUMPS):
        probe = a_probe(fresh, EMBEDDER, text)
        dense_only = type(probe)(probe.text, probe.vector, ())
        assert [(each.startup_id, each.signals) for each in index.search([dense_only])] == [
            (each.startup_id, each.signals) for each in fresh.search([dense_only])
        ]
        assert {each.startup_id for each in index.search([probe])} == {
            each.startup_id for each in fresh.search([probe])
        }
    ours, theirs = index.sentences(index.ids()), fresh.sentences(fresh.ids())
    assert ours.vectors.tolist() == theirs.vectors.tolist()
    assert (ours.owners.tolist(), ours.starts.tolist(), ours.capability.tolist()) == (
        theirs.owners.tolist(),
        theirs.starts.tolist(),
        theirs.capability.tolist(),
    )
