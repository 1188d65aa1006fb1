import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.text.normalise import clean, fold, has_confusable_letters, has_hidden_characters

quick = settings(deadline=None, max_examples=200)
TEXT = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("aéÉçœßıİ’« –\u00a0\u200bء أإآٱىةكگ٠٩۵ًّـﻻﺍﷺмоѕΑα½²ﬁ™\r\n\t\ud800"),
    ),
    max_size=40,
)


@given(TEXT)
@quick
def test_cleaning_or_folding_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)
    assert fold(fold(text)) == fold(text)


@given(TEXT)
@quick
def test_what_is_clean_hides_nothing_and_can_be_written_as_utf8(text):
    cleaned = clean(text)
    assert not has_hidden_characters(cleaned)
    cleaned.encode("utf-8")
    assert unicodedata.is_normalized("NFC", cleaned)


@given(TEXT)
@quick
def test_composed_and_decomposed_spellings_fold_alike(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("L’EAU  Usée\u00a0!", "l'eau usee !"),
        ("Œuvre, cœur, Ærodyne", "oeuvre, coeur, aerodyne"),
        ("« sec » – “dry”", '" sec " - "dry"'),
        ("المصانعُ الأُولى", "المصانع الاولي"),
        ("مسؤول وسائل الطاقـــة", "مسوول وساءل الطاقه".replace("ء", "ي")),
        ("ﺍﻟﻤﻴﺎﻩ", "المياه"),
        ("أگادير أڭادير", "اكادير اكادير"),
        ("٢٠٢٦ و۵", "2026 و5"),
        ("0,7 mm, 1 600 t, CO₂, m³", "0,7 mm, 1 600 t, co2, m3"),
        ("𝐜𝐚𝐩𝐭𝐞𝐮𝐫 ｃａｐｔｅｕｒ", "capteur capteur"),
        ("Nest™", "nest"),
    ],
)
def test_one_spelling_for_what_reads_the_same(written, folded):
    assert fold(written) == folded


@pytest.mark.parametrize(
    "hidden",
    [
        "\u200b",
        "\u200d",
        "\u202e",
        "\u2066",
        "\u200f",
        "\u061c",
        "\U000e0041",
        "\u00ad",
        "\ufeff",
        "\ufe0f",
        "\x00",
        "\x1b",
        "\ud800",
        "\u3164",
        "\u2800",
        "\u034f",
        "\uffff",
    ],
)
def test_a_character_that_no_reader_sees_is_removed_and_reported(hidden):
    word = f"cap{hidden}teur"
    assert clean(word) == "capteur"
    assert fold(word) == "capteur"
    assert has_hidden_characters(word)


@pytest.mark.parametrize(
    "honest",
    ["\ufeffBonjour", "un\r\ndeux\ttrois", "نمی\u200cخواهم", "1\ufe0f\u20e3 ❤️ 👩\u200d🔧", "été"],
)
def test_an_honest_use_of_an_unseen_character_is_not_reported(honest):
    assert not has_hidden_characters(honest)


def test_line_ends_become_newlines_and_are_kept():
    assert clean("a\r\nb\rc\u2028d\x85e\n\nf") == "a\nb\nc\nd\ne\n\nf"


@pytest.mark.parametrize("disguised", ["cарteur", "САРТЕUR", "mасhine", "sоlaire", "αlpha", "eаu"])
def test_foreign_letters_in_a_latin_word_are_reported(disguised):
    assert has_confusable_letters(disguised)
    assert fold(disguised).isascii()


@pytest.mark.parametrize(
    "honest", ["µm", "kΩ", "ΔT", "TGFα", "TGFβ", "станок", "μέτρο", "λmax", "é"]
)
def test_units_symbols_and_foreign_words_are_not_taken_for_disguise(honest):
    assert not has_confusable_letters(honest)


@given(st.text(alphabet="ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜàâäçéèêëîïôöùûüŒœ’«»– Aaz09.-", min_size=1))
def test_the_short_way_for_everyday_french_folds_as_the_long_way(text):
    # A sign outside everyday French takes the long way; alone at the end it changes nothing else.
    assert fold(f"{text} ±") == f"{fold(text)} ±".strip()
