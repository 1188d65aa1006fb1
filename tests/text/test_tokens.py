import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.text.lemmas import arabic_term, latin_term
from matcher.text.tokens import function_words, terms


@pytest.mark.parametrize(
    "forms",
    [
        "تمور التمور والتمور تمر",
        "مصنع المصانع لمصنعنا بالمصنع",
        "ماء مياه المياه للمياه والمياه",
        "دواء أدوية الأدوية ادوية",
        "سيارة سيارات السيارات",
        "capteur capteurs Capteurs CAPTEUR",
        "séchage sechage SÉCHAGE",
        "matériau matériaux materiaux",
        "bio-sourcé biosourcé biosourcés",
        "e-commerce ecommerce",
        "eau eaux eau(x)",
        "I.A. IA ia",
        "cap\u200bteur capteur cарteur",
    ],
)
def test_forms_of_one_word_meet(forms):
    assert len({tuple(terms(form, "fr")) for form in forms.split()}) == 1


@pytest.mark.parametrize("forms", ["factory factories", "dry drying", "woman women", "gas gases"])
def test_english_forms_of_one_word_meet(forms):
    assert len({tuple(terms(form, "en")) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("séchage", "broyage"), ("مصنع", "مياه"), ("5G", "4G"), ("TRL", "trail")]
)
def test_different_words_stay_apart(one, other):
    assert terms(one) != terms(other)


def test_terms_keep_the_order_and_the_repeats_of_the_text():
    assert terms("pompe, moteur, pompe", "fr") == [
        *terms("pompe"),
        *terms("moteur"),
        *terms("pompe"),
    ]


def test_elisions_and_stop_words_leave_only_what_is_meant():
    assert terms("l'usine qu'aujourd'hui d’eau", "fr") == [*terms("usine"), *terms("eau")]
    assert terms("of the machines that we have", "en") == terms("machine", "en")
    assert terms("من المصنع وعلى المياه التي", "ar") == [*terms("مصنع"), *terms("ماء")]
    assert terms("le la les, في من", None) == []


def test_codes_numbers_and_units_are_kept_as_they_are():
    text = "ISO9001, 5G, C++, industrie 4.0, 0,7 mm, CO₂ et الـIoT"
    assert terms(text, "fr") == [
        *["iso9001", "5g", "c++", *terms("industrie"), "4.0", "0.7", "mm", "co2", "iot"]
    ]
    assert terms("0,7") == terms("0.7") == terms("٠٫٧")


def test_a_french_word_gets_its_term_even_in_a_text_taken_for_english():
    words = "capteurs séchage eaux usées déchets emboutissage teinturerie étuves granulés"
    assert terms(words, "en") == terms(words, "fr")


def test_without_a_language_the_text_itself_decides():
    english = "The drying of the dates is done with the sun"
    assert terms(english) == terms(english, "en")
    assert terms(english, "ar") == terms(english, "en")
    french = "Le séchage des dattes se fait avec le soleil"
    assert terms(french) == terms(french, "fr")
    mixed = "التمور et les dattes"
    assert terms(mixed) == [*terms("تمر"), *terms("dattes", "fr")]


@given(st.text(st.sampled_from("aàeéèïoç'- lsxzt1.,(+#)ءأاةىيلموتب٣ًـ"), max_size=40))
@settings(deadline=None, max_examples=200)
def test_spelling_decides_nothing_that_reads_the_same(text):
    plain = terms(text, "fr")
    assert terms(unicodedata.normalize("NFD", text), "fr") == plain
    assert terms(text.upper(), "fr") == plain
    assert all(plain)


def test_a_term_does_not_depend_on_what_was_asked_before():
    first = terms("convoyeurs et المصانع", "fr")
    terms("conveyors and المصانع", "en")
    assert terms("convoyeurs et المصانع", "fr") == first


def test_short_latin_words_are_not_taken_for_abbreviations():
    assert [latin_term(word, "en") for word in ("trl", "cm", "led", "ai")] == [
        "trl",
        "cm",
        "led",
        "ai",
    ]


def test_an_unknown_arabic_word_loses_its_article_and_its_preposition():
    assert arabic_term("والبلوكتشين") == arabic_term("بلوكتشين")


def test_stop_words_are_compared_as_folded_words():
    assert {"etre", "jusqu", "a"} <= function_words("fr")
    assert "الي" in function_words("ar")
    assert not function_words("en") & {"mine", "industry"}


def test_no_term_is_longer_than_a_word_can_be():
    endless = "acgt" * 1_000 + " 1" + ",1" * 1_000 + " " + "a." * 1_000 + " " + "وال" * 1_000
    assert max(map(len, terms(endless, "fr"))) <= 120
    assert "".join(terms("acgt" * 20, "fr")).startswith("acgt" * 9)
