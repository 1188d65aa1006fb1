import numpy as np
import pytest

from matcher import assembly
from matcher.intake.beir import read_beir
from matcher.learning.ranker.examples import (
    NEAR,
    examples_of,
    group_of,
    joined,
    near,
)
from tests.fakes import HashEmbedder
from tests.learning.judged import made_examples, write_judged

CORPUS = {
    "d2": "Contrôle qualité par caméra des pièces embouties",
    "d1": "Un séchoir solaire pour les dattes et les figues",
    "d3": "Réutilisation des eaux usées industrielles",
}
QUERIES = {
    "q1-fr": "Nous voulons sécher des dattes",
    "q2": "Une caméra de contrôle pour nos pièces",
    "q3": "Un logiciel de paie pour notre usine",
}
QRELS = [("q1-fr", "d1", 2), ("q1-fr", "d3", 0), ("q2", "d3", 1)]


@pytest.fixture
def examples(tmp_path, monkeypatch):
    monkeypatch.setattr(assembly, "embedder", lambda: HashEmbedder(64))
    judged = read_beir(write_judged(tmp_path / "dates", CORPUS, QUERIES, QRELS))
    return examples_of("dates", judged, assembly.judged_rankings(judged))


def test_every_judged_query_is_there_with_its_candidates_by_id(examples):
    assert [need.id for need in examples.needs] == ["q1-fr", "q2"]
    assert examples.startup_ids == ("d1", "d2", "d3") * 2
    assert examples.table.shape == (6, len(examples.names))
    assert list(examples.starts) == [0, 3, 6]


def test_gains_are_those_judged_and_what_nobody_judged_is_told(examples):
    assert list(examples.gains) == [2, 0, 0, 0, 0, 1]
    assert list(examples.judged) == [True, False, True, False, False, True]
    assert [need.gains for need in examples.needs] == [(2.0,), (1.0,)]


def test_rows_keep_the_score_that_the_engine_gave(examples):
    assert examples.scores == pytest.approx(examples.cold_start())


def test_a_need_knows_its_set_group_language_and_known_words(examples):
    need = examples.needs[0]
    assert (need.set_name, need.group, need.language) == ("dates", "q1", "fr")
    assert 0.0 < need.known_share <= 1.0


@pytest.mark.parametrize(
    ("query", "group"), [("n7-ar", "n7"), ("n7_FR", "n7"), ("n7.en", "n7"), ("t-arena", "t-arena")]
)
def test_a_group_is_the_id_without_a_language(query, group):
    assert group_of(query) == group


def test_choosing_needs_keeps_their_rows_together():
    whole = made_examples(9, 4)
    kept = np.arange(9) % 2 == 1
    some = whole.chosen(kept)
    assert [need.id for need in some.needs] == [
        need.id for need, keep in zip(whole.needs, kept, strict=True) if keep
    ]
    for (_, rows), number in zip(some.each(), np.flatnonzero(kept), strict=True):
        assert some.table[rows] == pytest.approx(whole.table[number * 4 : number * 4 + 4])


def test_joining_parts_gives_back_the_whole():
    whole = made_examples(9, 4)
    kept = np.arange(9) < 5
    again = joined([whole.chosen(kept), whole.chosen(~kept)])
    assert again.needs == whole.needs
    assert np.array_equal(again.table, whole.table)
    assert np.array_equal(again.starts, whole.starts)


def test_examples_of_nothing_are_empty():
    assert joined([]).needs == ()


def test_what_is_far_teaches_only_when_it_was_judged():
    whole = made_examples(3, NEAR + 20)
    taught = near(whole)
    assert taught[whole.judged].all()
    unjudged = np.add.reduceat(taught & ~whole.judged, whole.starts[:-1])
    assert (unjudged <= NEAR).all()
    assert not taught.all()
