"""How likely a match is, its place and its warnings: in the terminal's words and in JSON."""

import io
import json
from dataclasses import replace

import pytest
from rich.console import Console

from matcher.cli.answers import as_json, show
from matcher.domain.match import Band, Chance, Evidence, Flag, FlagCode, Match, MatchList
from matcher.wording.engine import BANDS, CHANCE, FAR, FLAGS, NOTES, YOUNG
from tests.builders import a_challenge

CHANCES = Chance(0.6149, 0.5051, 0.7449)
QUOTE = Evidence("pompes,\n\x1b[31mvannes", 3, 24, "s1-c1")
MATCH = Match(
    rank=1,
    startup_id="s1",
    name="Une startup",
    score=1.5,
    reasons=(),
    chance=CHANCES,
    band=Band.LIKELY,
    flags=(Flag(FlagCode.WORD_LIST, QUOTE), Flag(FlagCode.FOUND_EVERYWHERE)),
    is_far=True,
)
BARE = Match(rank=1, startup_id="s1", name="Une startup", score=1.5, reasons=())
LANGUAGES = pytest.mark.parametrize("language", ["fr", "ar", "en"])


def shown(match, language, notes=()):
    out = io.StringIO()
    console = Console(file=out, width=400)
    show(console, a_challenge(language=language), MatchList("c1", (match,), notes=notes))
    return out.getvalue()


def in_json(match):
    answer = as_json(a_challenge(), MatchList("c1", (match,)))
    return json.loads(json.dumps(answer))["matches"][0]


@LANGUAGES
@pytest.mark.parametrize("band", Band)
def test_a_band_is_said_in_words_and_no_other_band_is(language, band):
    lines = shown(replace(BARE, band=band), language)
    assert [each for each in Band if BANDS[language][each] in lines] == [band]
    assert "100" not in lines


@LANGUAGES
def test_a_chance_is_told_as_a_number_with_its_interval(language):
    lines = shown(MATCH, language)
    assert f"{BANDS[language][Band.LIKELY]} ({CHANCE[language].format(61, 51, 74)})" in lines


@LANGUAGES
def test_the_far_place_and_the_flags_have_their_words(language):
    lines = shown(MATCH, language)
    assert FAR[language] in lines
    assert f"{FLAGS[language][FlagCode.WORD_LIST]} « pompes, [31mvannes »" in lines
    assert FLAGS[language][FlagCode.FOUND_EVERYWHERE] in lines
    assert "\x1b" not in lines


@LANGUAGES
def test_a_match_without_any_of_it_says_nothing_of_it(language):
    lines = shown(BARE, language)
    said = [*BANDS[language].values(), *FLAGS[language].values(), FAR[language]]
    assert not [words for words in said if words in lines]


@LANGUAGES
def test_there_are_words_for_everything(language):
    assert set(BANDS[language]) == set(Band)
    assert set(FLAGS[language]) == set(FlagCode)
    assert NOTES[language]["matches.none_likely"] in shown(BARE, language, ("matches.none_likely",))


@LANGUAGES
def test_the_place_of_a_young_startup_has_its_words(language):
    young = replace(BARE, is_young=True)
    assert YOUNG[language] in shown(young, language)
    assert YOUNG[language] not in shown(BARE, language)
    assert (in_json(young)["is_young"], in_json(BARE)["is_young"]) == (True, False)


def test_the_json_has_band_chance_place_and_flags():
    written = in_json(MATCH)
    assert written["band"] == "likely"
    assert written["chance"] == {"value": 0.61, "low": 0.51, "high": 0.74}
    assert written["is_far"] is True
    evidence = {"text": QUOTE.text, "start": 3, "end": 24, "capability_id": "s1-c1"}
    assert written["flags"] == [
        {"code": "word_list", "evidence": evidence},
        {"code": "found_everywhere", "evidence": None},
    ]


def test_the_json_of_a_match_without_any_of_it_has_nulls():
    written = in_json(BARE)
    assert (written["band"], written["chance"]) == (None, None)
    assert (written["is_far"], written["flags"]) == (False, [])
    assert in_json(replace(BARE, band=Band.UNLIKELY))["chance"] is None
