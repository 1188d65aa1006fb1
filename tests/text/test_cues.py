"""Words that deny, and the same words where they deny nothing."""

import pytest

from matcher.text.cues import is_negative


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("un bain sans chlore", "fr"),
        ("pas de produits dangereux", "fr"),
        ("un revêtement non toxique", "fr"),
        ("contrôle non-destructif, sans rayons X", "fr"),
        ("sans fil ni pile", "fr"),
        ("works without power", "en"),
        ("no cables", "en"),
        ("non-toxic coating", "en"),
        ("not only cheap but free of lead", "en"),
        ("بدون كلور", "ar"),
        ("مادة غير سامة", "ar"),
        ("لا يحتاج إلى كهرباء", "ar"),
        ("ليس فقط رخيصا، بل بدون رصاص", "ar"),
    ],
)
def test_what_must_not_be_is_negative(text, language):
    assert is_negative(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("contrôle non-destructif des soudures", "fr"),
        ("Essais NON DESTRUCTIFS", "fr"),
        ("non seulement mesurer mais prévoir", "fr"),
        ("un capteur sans fil", "fr"),
        ("détecter les non\u2011conformités", "fr"),
        ("mesure du pas de vis", "fr"),
        ("non-destructive testing of welds", "en"),
        ("non destructive inspection", "en"),
        ("it measures not only heat but noise", "en"),
        ("nothing but water", "en"),
        ("none but certified parts", "en"),
        ("no more than 5 kg", "en"),
        ("northern notes on nonwoven fabrics", "en"),
        ("اختبارات غير إتلافية للحام", "ar"),
        ("الفحص غير المتلف", "ar"),
        ("ليس فقط القياس بل التنبؤ", "ar"),
        ("بدقة لا تقل عن 95٪", "ar"),
        ("مستشعر لاسلكي", "ar"),
        ("ولا سيما في الصيف", "ar"),
    ],
)
def test_a_compound_or_a_turn_of_speech_is_not(text, language):
    assert not is_negative(text, language)


def test_the_phrases_of_every_language_are_read_in_each():
    assert not is_negative("contrôle non-destructif", "ar")
    assert not is_negative("non-destructive testing", "fr")
