"""Bare lists of words are found wherever they are put; honest texts are left alone."""

import pytest

from matcher.text.normalise import fold
from matcher.text.word_lists import (
    is_only_lists,
    masked,
    masked_title,
    repeated,
    title_lists,
    word_lists,
)
from tests.stuffing import ARABIC, ENGLISH, FRENCH, HONEST, HONEST_UNFINISHED, IN_FRONT, WAYS

GLUED = {"with semicolons", "a stop after each"}
"""The first word then looks like the last of the honest sentence."""
WORDS = pytest.mark.parametrize("words", [FRENCH, ARABIC, ENGLISH], ids=["fr", "ar", "en"])


@WORDS
@pytest.mark.parametrize("way", WAYS)
def test_words_that_are_appended_are_not_read(way, words):
    stuffed = HONEST + WAYS[way](words)
    assert masked(stuffed).strip() == HONEST
    assert word_lists(stuffed)


@WORDS
@pytest.mark.parametrize("way", WAYS)
def test_they_are_not_read_either_where_the_honest_text_has_no_full_stop(way, words):
    stuffed = HONEST_UNFINISHED + WAYS[way](words)
    left = masked(stuffed).strip()
    if way in GLUED:
        left = left.removesuffix(";").removesuffix(".").removesuffix(f" {words[0]}")
    assert HONEST_UNFINISHED.startswith(left)
    assert len(left) > 0.8 * len(HONEST_UNFINISHED)


@WORDS
@pytest.mark.parametrize("way", IN_FRONT)
def test_words_that_are_put_in_front_are_not_read(way, words):
    assert masked(IN_FRONT[way](words) + HONEST).strip() == HONEST


@WORDS
def test_a_list_in_the_middle_is_not_read(words):
    first, second = HONEST.split(" Nos", 1)
    left = masked(f"{first} {' '.join(words)}. Nos{second}")
    assert " ".join(left.split()) == HONEST


def test_a_list_that_is_shown_is_quoted_exactly():
    stuffed = f"{HONEST} {', '.join(FRENCH)}"
    (span,) = word_lists(stuffed)
    assert stuffed[span.start : span.end] == ", ".join(FRENCH)


@pytest.mark.parametrize(
    "text",
    [
        HONEST,
        "Nos capteurs mesurent la température, l'humidité, le débit, le niveau.",
        "Marchés visés : téléphonie, domotique, électroménager, transport, satellites, robotique.",
        "Robots autonomes pour le désherbage mécanique des vignes en pente.",
        "Nous intervenons.\n- Audit énergétique\n- Installation solaire\n- Bornes de recharge",
        "Une solution rapide. Fiable. Sobre. Elle s'installe en une heure sur la machine.",
        "Leading conversational AI technology company offering intelligent chatbots in Arabic.",
        "يشمل عملنا دراسة جميع جوانب الجهاز المناعي. نعمل مع المستشفيات في المغرب.",
        "",
        "12, 13, 14, 15, 16, 17, 18, 19, 20.",
    ],
)
def test_honest_texts_are_read_whole(text):
    assert masked(text) == text


def test_a_short_first_sentence_is_a_title():
    assert not word_lists("Robots autonomes désherbage mécanique vignes pentes. " + HONEST)


def test_a_longer_one_is_a_title_when_the_text_speaks_of_it():
    title = "Séchoirs solaires figues dattes capteurs humidité sonde température. "
    assert not word_lists(title + HONEST)
    assert word_lists(" ".join(FRENCH) + ". " + HONEST)


@pytest.mark.parametrize("words", [FRENCH, [*FRENCH, "et", "le"]])
def test_a_text_that_is_nothing_but_a_list_is_read_but_found(words):
    text = ", ".join(FRENCH)
    assert masked(text) == text
    assert is_only_lists(text)
    assert word_lists(text)


def test_a_sentence_that_comes_again_is_read_once():
    first, _, second = HONEST.partition(". ")
    again = f"{HONEST} {first.upper()}!"
    assert masked(again).strip() == HONEST
    (span,) = repeated(again)
    assert fold(again[span.start : span.end]) == fold(f"{first}!")
    assert second


def test_a_run_that_comes_again_and_again_is_read_once():
    run = "nous vendons des pompes aux usines "
    assert masked(run * 4).strip() == run.strip()


def test_a_heading_may_come_twice():
    assert not repeated("Rapport sur les essais de pompes : rapport sur les essais de pompes.")


def test_line_ends_stay_so_that_sentences_stay_apart():
    text = "Séchage solaire des figues\n" + "\n".join(FRENCH) + "\nNous livrons dans tout le pays"
    left = masked(text)
    assert len(left) == len(text)
    assert [line.strip() for line in left.split("\n") if line.strip()] == [
        "Séchage solaire des figues",
        "Nous livrons dans tout le pays",
    ]


def test_words_in_a_title_are_not_read_when_its_text_is_silent_about_them():
    title = "Séchoir solaire"
    stuffed = f"{title} {' '.join(FRENCH)}"
    assert masked_title(stuffed, HONEST).strip() == title
    assert masked_title(" ".join(FRENCH), HONEST).strip() == ""


def test_a_title_of_which_its_text_speaks_is_read():
    title = "Compact High Power Fiber Laser Source Thermal Management System"
    text = "This fiber laser is compact. Its thermal management is new, and the power is high."
    assert not title_lists(title, text)
    assert not title_lists(title, "")


def test_nonsense_takes_no_time():
    for text in (
        "a" * 50_000,
        "mot " * 20_000,
        ". " * 20_000,
        "un deux " * 10_000,
        "\u200b" * 20_000,
    ):
        assert len(masked(text)) == len(text)
