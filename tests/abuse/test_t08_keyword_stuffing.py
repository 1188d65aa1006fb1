"""T08: words of a challenge appended to an unrelated profile move it nowhere, and are shown."""

import io

import docx
import pytest
from docx.shared import RGBColor

from matcher import assembly
from matcher.domain.challenge import Challenge
from matcher.domain.match import FlagCode
from matcher.engine import Matcher
from matcher.ranking.flags import flags
from matcher.text.documents import read_document
from matcher.text.units import read_words
from tests.builders import a_startup
from tests.fakes import HashEmbedder
from tests.retrieval.builders import DRYING, PUMPS, WASTE, WATER
from tests.stuffing import ARABIC, ENGLISH, FRENCH, HONEST, WAYS

FIRST = 10
OF_FARMS = {"challenge-12", "challenge-17", "challenge-18", "challenge-34"}
"""Fruit in store, tomatoes, olives, milk: the honest profile, of probes for farms, may help."""
NEEDS = {
    "fr": "Maintenance prédictive des pompes centrifuges : vibrations des roulements, arrêts.",
    "ar": "نبحث عن صيانة تنبؤية للمضخات الطاردة وقياس اهتزازات محامل المصنع وتقليل التوقف.",
    "en": "Predictive maintenance of centrifugal pumps: vibration of bearings, plant downtime.",
}
WORDS = {"fr": FRENCH, "ar": ARABIC, "en": ENGLISH}
OTHERS = [
    a_startup(f"s{number:02}", f"{text} Client numéro {number}.")
    for number, text in enumerate([PUMPS, DRYING, WASTE, WATER] * 8)
]


def keywords(text):
    """Return the first eight words of a need that are neither figures nor function words."""
    said = (word for word in read_words(text) if word.weight == 1 and not word.is_function)
    words = (text[word.start : word.end] for word in said)
    return list(dict.fromkeys(word for word in words if word.isalpha()))[:8]


def order(startup, need, language):
    matcher = Matcher(HashEmbedder(256)).index([*OTHERS, startup])
    ranking = matcher.rank(Challenge("c", need, language), depth=50)
    return [ranking.startup_ids[row] for row in ranking.order]


@pytest.mark.parametrize("language", NEEDS)
def test_a_stuffed_profile_stands_where_the_honest_one_does(language):
    honest = order(a_startup("x", HONEST), NEEDS[language], language)
    for name, way in WAYS.items():
        stuffed = order(a_startup("x", HONEST + way(WORDS[language])), NEEDS[language], language)
        assert stuffed == honest, name
    # The stand-in for the encoder knows no translation, and the others are written in French.
    assert language != "fr" or "x" not in honest[:FIRST]


@pytest.mark.parametrize("name", WAYS)
def test_the_officer_is_shown_the_words(name):
    text = HONEST + WAYS[name](FRENCH)
    shown = [each for each in flags(a_startup("x", text)) if each.code is FlagCode.WORD_LIST]
    assert shown
    quoted = " ".join(each.evidence.text for each in shown).lower()
    assert "roulements" in quoted.replace("\u200b", "")
    assert not flags(a_startup("x", HONEST))


def test_white_words_of_a_document_are_not_even_read():
    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph(HONEST).add_run(" ".join(FRENCH)).font.color.rgb = RGBColor(
        255, 255, 255
    )
    document.save(out)
    assert read_document(out.getvalue(), name="a.docx") == HONEST


@pytest.mark.abuse_long
@pytest.mark.encoder
@pytest.mark.parametrize("name", ["once", "six times", "unseen inside", "a word a line"])
def test_with_the_real_encoder_it_stands_where_the_honest_one_does(name):
    matcher, suited = assembly.matcher_for(), set()
    for challenge in assembly.sample_challenges():
        words = keywords(challenge.text)
        matcher._index.put([a_startup("x", HONEST)])
        honest = matcher.rank(challenge, depth=400)
        matcher._index.put([a_startup("x", HONEST + WAYS[name](words))])
        stuffed = matcher.rank(challenge, depth=400)
        before, after = ([r.startup_ids[row] for row in r.order] for r in (honest, stuffed))
        assert after == before, challenge.id
        if "x" in after[:FIRST]:
            suited.add(challenge.id)
    assert suited <= OF_FARMS, "the words of other challenges bring it no further"
