"""How make quality rewrites needs and profiles, and reads them back."""

import json
import unicodedata

import pytest

from benchmarks import evidence, perturbations, stuffing
from benchmarks.engines import with_text
from matcher.domain.match import Evidence, Match, Reason, ReasonCode
from matcher.retrieval.index import StartupIndex
from tests.builders import a_challenge, a_startup
from tests.fakes import HashEmbedder

NEED = "Défauts d'aspect, à 0,7 mm près ! Nous voulons un contrôle continu des pièces à la sortie."


def test_capitals_and_accents():
    assert perturbations.capitals("élan", "fr") == "ÉLAN"
    assert perturbations.without_accents("Élan", "fr") == "Elan"
    assert perturbations.without_accents("مُؤسّسة أولى", "ar") == "موسسة اولى"


def test_punctuation_goes_but_a_decimal_stays_one_number():
    bare = perturbations.without_punctuation(NEED, "fr")
    assert bare.startswith("Défauts d aspect à 0,7 mm près Nous voulons")
    assert perturbations.without_punctuation("أين، ولماذا؟", "ar") == "أين ولماذا"


def test_line_breaks_only_take_the_place_of_spaces():
    broken = perturbations.line_breaks(NEED, "fr")
    assert broken.replace("\n", " ") == NEED
    assert all(len(line) <= 60 for line in broken.split("\n"))
    assert "\n" in broken


def test_decomposed_text_reads_the_same():
    other = perturbations.decomposed(NEED, "fr")
    assert other != NEED
    assert unicodedata.normalize("NFC", other) == NEED


def test_one_word_only_is_replaced_and_keeps_its_capital():
    assert perturbations.one_synonym(NEED, "fr") == NEED.replace("Défauts", "Anomalies")
    assert perturbations.one_synonym("Rien de connu.", "fr") == "Rien de connu."
    assert perturbations.one_synonym("نريد مراقبة الجودة", "ar") == "نريد رصد الجودة"


def test_a_quote_is_exact_only_in_its_place():
    startup = a_startup(text="Nous séchons. Nous trions.")
    assert evidence.is_exact(Evidence("Nous trions.", 14, 26, "s1-c1"), startup)
    assert not evidence.is_exact(Evidence("Nous trions.", 13, 25, "s1-c1"), startup)
    assert not evidence.is_exact(Evidence("Nous trions.", 14, 26, "other"), startup)
    assert not evidence.is_exact(Evidence("", 0, 0, "s1-c1"), startup)


def test_a_quoted_sentence_can_be_taken_out_unless_nothing_remains():
    startup = a_startup(text="Nous séchons. Nous trions. Nous livrons.")
    left = evidence.without(startup, Evidence("Nous trions.", 14, 26, "s1-c1"))
    assert left.capabilities[0].text == "Nous séchons. Nous livrons."
    alone = with_text(startup, "Nous trions.")
    assert evidence.without(alone, Evidence("Nous trions.", 0, 12, "s1-c1")) is None


def test_a_sentence_that_two_reasons_quote_is_one_case():
    quote = Evidence("Nous trions.", 0, 12, "s1-c1")
    reasons = (
        Reason(ReasonCode.REQUIREMENT_MET, "trier", quote),
        Reason(ReasonCode.REQUIREMENT_PARTLY_MET, "séparer", quote),
        Reason(ReasonCode.REQUIREMENT_NOT_FOUND, "peser"),
    )
    assert evidence.quotes(Match(1, "s1", "S1", 1.0, reasons)) == [quote]


def test_a_startup_that_is_found_no_more_has_fallen():
    assert evidence.is_lowered(1.0, None)
    assert evidence.is_lowered(1.0, 0.9)
    assert not evidence.is_lowered(1.0, 1.0)


def test_the_words_of_a_stuffer_are_rare_words_that_the_index_knows():
    texts = ["Capteurs sans fil.", "Capteurs optiques.", "Séchage de fruits.", "Capteurs chauds."]
    startups = [a_startup(f"s{number}", text) for number, text in enumerate(texts)]
    index = StartupIndex.build(startups, HashEmbedder())
    need = a_challenge("Nous cherchons des capteurs, un séchage, et le zyrglub des capteurs.")
    words = stuffing.strongest_words(need, index, 8)
    assert words[:2] == ["séchage", "capteurs"]
    assert "zyrglub" in words[2:]
    assert len(words) == len(set(words))


def test_a_warning_counts_when_it_quotes_what_was_appended():
    honest = "Nous séchons les fruits avec une pompe à chaleur. "
    words = "capteur vibration moteur panne usine presse outil rebut"
    stuffed = a_startup(text=honest + words)
    assert stuffing.is_flagged(stuffed, start=len(honest))
    assert not stuffing.is_flagged(stuffed, start=len(honest) + len(words))
    assert not stuffing.is_flagged(a_startup(text=honest), start=0)


def test_a_word_with_vowel_signs_is_one_word():
    index = StartupIndex.build([a_startup()], HashEmbedder())
    assert stuffing.strongest_words(a_challenge("شقوق تُكتشف", language="ar"), index) == [
        "شقوق",
        "تُكتشف",
    ]


def test_the_profile_for_every_sector_names_them_all():
    text = stuffing.for_every_sector().capabilities[0].text
    sectors = json.loads(stuffing.SECTORS.read_text(encoding="utf-8"))
    assert all(row["label_fr"] in text for row in sectors)


@pytest.mark.parametrize("way", stuffing.WAYS)
def test_a_stuffer_only_adds_to_its_text(way):
    added = stuffing.WAYS[way](["tri", "optique"])
    assert added[0] in " \n"
    visible = added.replace("\u200b", "").replace(",", " ").split()
    assert visible == ["tri", "optique"] * (6 if way == "six times" else 1)
