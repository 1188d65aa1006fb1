"""A need in one language asks an index of another with the words that this index holds."""

import pytest

from matcher import reference
from matcher.retrieval.expansion import MOST, expanded
from matcher.retrieval.index import StartupIndex
from matcher.text.tokens import terms
from tests.fakes import HashEmbedder
from tests.retrieval.builders import DRYING, PUMPS, WASTE, WATER, a_startup

FRENCH = (DRYING, PUMPS, WATER, WASTE, "Des panneaux solaires sur les toits des usines.")
MIXED = ("Solar drying of figs and dates.", "Séchage solaire des figues.", "Des fours solaires.")


def an_index(*texts):
    return StartupIndex.build(
        [a_startup(f"s{number}", text) for number, text in enumerate(texts)], HashEmbedder()
    )


@pytest.fixture(scope="module")
def french():
    return an_index(*FRENCH)


@pytest.mark.parametrize(
    ("language", "need", "expected"),
    [
        ("ar", "ألواح شمسية لتحلية المياه", {"panneau", "solair", "eau"}),
        ("en", "solar pumps for water", {"solair", "pomp", "eau"}),
    ],
)
def test_words_of_another_language_give_way_to_french_ones_that_the_index_holds(
    french, language, need, expected
):
    asked = terms(need, language)
    found = expanded(french, asked, language)
    table = reference.translations(language)
    assert expected <= set(found)
    for term in asked:
        held = [each for each in table.get(term, ()) if each in french.vocabulary]
        assert (term in found) == (not held), term


def test_a_need_in_french_asks_a_french_index_with_its_own_words(french):
    asked = terms("Nous cherchons le dessalement solaire de l'eau et des pompes sans fuites.", "fr")
    assert "fuit" not in french.vocabulary
    assert expanded(french, asked, "fr") == tuple(asked)


@pytest.mark.parametrize("language", ["zgh", "", "de"])
def test_words_of_an_unknown_language_stay_as_they_are(french, language):
    asked = ("solar", "pump", "solar")
    assert expanded(french, asked, language) == asked


def test_a_word_that_nobody_can_translate_stays(french):
    assert expanded(french, ("zxqv", "solar"), "en") == ("zxqv", "solair")


def test_repeats_and_order_are_kept(french):
    assert expanded(french, ("water", "solar", "water"), "en") == ("eau", "solair", "eau")
    assert expanded(french, (), "en") == ()


def test_a_mixed_index_is_asked_with_both_words_the_known_one_first():
    assert expanded(an_index(*MIXED), ("solar",), "en") == ("solar", "solair")


def test_a_word_that_the_index_holds_more_often_than_its_translation_stays_alone():
    assert expanded(an_index(*MIXED), ("solair",), "fr") == ("solair",)


def test_a_word_never_becomes_more_than_so_many(monkeypatch):
    index, known = an_index("panneau", "panel", "board"), ("panneau", "panel", "board")
    assert len(known) > MOST
    monkeypatch.setattr(reference, "translations", lambda _: {"لوح": known})
    assert expanded(index, ("لوح",), "ar") == known[:MOST]


def test_an_index_without_startups_changes_no_word():
    assert expanded(an_index(), ("solar", "water"), "en") == ("solar", "water")


def test_words_of_startups_that_came_since_the_snapshot_count_too():
    index = an_index(PUMPS)
    index.put([a_startup("late", WATER)])
    assert expanded(index, ("solar", "water"), "en") == ("solair", "eau")
