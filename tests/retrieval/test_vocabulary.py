"""Terms keep their numbers."""

import threading
from pathlib import Path

import pytest

from matcher.errors import SnapshotRefused
from matcher.retrieval.vocabulary import Vocabulary


def test_terms_are_numbered_in_order_of_first_appearance():
    vocabulary = Vocabulary()
    assert vocabulary.add(["soudure", "laser", "soudure", "مضخة"]) == [0, 1, 0, 2]
    assert vocabulary.add(["laser", "pompe"]) == [1, 3]
    assert len(vocabulary) == 4
    assert [vocabulary.term(number) for number in range(4)] == ["soudure", "laser", "مضخة", "pompe"]


def test_looking_terms_up_adds_none_and_leaves_the_unknown_out():
    vocabulary = Vocabulary(["a", "b"])
    assert vocabulary.known(["b", "z", "a", "b"]) == [1, 0, 1]
    assert len(vocabulary) == 2
    assert "z" not in vocabulary
    assert "a" in vocabulary


@pytest.mark.parametrize("number", [-1, 2])
def test_a_number_without_a_term_is_an_error(number):
    with pytest.raises(IndexError):
        Vocabulary(["a", "b"]).term(number)


def test_several_threads_may_add_at_once():
    vocabulary = Vocabulary()
    words = [f"w{number}" for number in range(500)]
    start = threading.Barrier(6)

    def add(shift: int) -> None:
        start.wait()
        vocabulary.add(words[shift:] + words[:shift])

    threads = [threading.Thread(target=add, args=(shift * 80,)) for shift in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(vocabulary) == 500
    assert [vocabulary.term(number) for number in vocabulary.known(words)] == words


def test_a_saved_vocabulary_keeps_its_numbers(tmp_path: Path):
    terms = ["été", "ضخ", "a b", "line\nbreak", '"', "", "\ud800", "𝒳"]
    Vocabulary(terms).save(tmp_path / "terms.json")
    again = Vocabulary.load(tmp_path / "terms.json")
    assert again.known(terms) == list(range(len(terms)))
    assert again.add(["new"]) == [len(terms)]


@pytest.mark.parametrize("content", ["", "{", "{}", "[1]", '["a", "a"]', '["a"', "[null]"])
def test_a_damaged_vocabulary_is_refused(tmp_path: Path, content):
    (tmp_path / "terms.json").write_text(content)
    with pytest.raises(SnapshotRefused, match="rebuild"):
        Vocabulary.load(tmp_path / "terms.json")


def test_a_missing_vocabulary_is_refused(tmp_path: Path):
    with pytest.raises(SnapshotRefused):
        Vocabulary.load(tmp_path / "none.json")
