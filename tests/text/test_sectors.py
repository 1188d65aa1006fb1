"""Which sectors a text speaks of."""

import pytest

from matcher import reference
from matcher.text.sectors import known, sectors_in, sectors_mentioned


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Notre tannerie cherche à réduire le chrome de tannage.", {"leather"}),
        ("Nous fabriquons des chaussures.", {"leather"}),
        ("We monitor axle boxes of freight trains and locomotives.", {"railway"}),
        ("تبحث مدبغتنا عن حل لصناعة الجلود.", {"leather"}),
        ("Traitement des eaux usées et des effluents d'une station.", {"environment"}),
        ("Nous aidons tout le monde.", set()),
        ("", set()),
    ],
)
def test_a_text_is_read_in_three_languages(text, expected):
    assert sectors_in(text) == expected


def test_the_longest_phrase_counts_alone():
    assert sectors_mentioned("une batterie de traction") == {"automotive"}
    assert sectors_mentioned("des produits de la mer") == {"seafood"}


def test_a_single_word_in_passing_is_a_mention_not_a_subject():
    text = "Tissu, tissage et filature de coton ; un logiciel aide l'atelier."
    assert sectors_in(text) == {"textile"}
    assert sectors_mentioned(text) == {"textile", "digital"}


def test_words_outside_the_taxonomy_are_not_known():
    assert known(["textile", "mots divers"]) == {"textile"}


def test_every_label_finds_its_own_sector():
    for sector in reference.sectors():
        assert sector.id in sectors_mentioned(f"Secteur : {sector.label_fr}."), sector.id
