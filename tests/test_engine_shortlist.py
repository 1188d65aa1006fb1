"""The whole pipeline with a calibrated ranker: chances, bands, the far place and flags."""

from dataclasses import replace

import numpy as np
import pytest

from matcher.domain.challenge import Facts
from matcher.domain.match import Band, FlagCode, ReasonCode
from matcher.engine import Matcher
from matcher.ranking.calibration import LIKELY, WIDEST, Calibration
from matcher.ranking.model import RankerModel
from matcher.ranking.scorer import COLD_START
from matcher.ranking.shortlist import SMALLEST, fields_served
from matcher.retrieval.index import StartupIndex
from tests.builders import a_challenge, a_startup
from tests.fakes import HashEmbedder
from tests.stuffing import FRENCH, HONEST

LEAKS = "Détection de fuites sur les réseaux d'eau potable par écoute. Alarme en une heure."
NEED = "Nous cherchons une détection de fuites par écoute sur notre réseau d'eau."
DARIJA = "بغينا نعرفو واش الموتورات ديالنا غادي يخسرو قبل ما يوقفو"
ASKED = {"musts": ("détection de fuites",), "facts": Facts(sectors=("textile",))}
SURE, EVEN, NONE = 4.0, -1.0, -6.0
"""Intercepts of calibrations that call every match likely, possible, unlikely."""


@pytest.fixture(scope="module")
def embedder():
    return HashEmbedder(2048)


@pytest.fixture(scope="module")
def index(embedder):
    """Return an index in which six of the field and one from another answer the need."""
    near = [
        a_startup(f"near{n}", f"{LEAKS} Modèle{n} livré{n}.", sectors=("textile",))
        for n in range(6)
    ]
    text = "Détection de fuites dans les cabines pressurisées. Contrôle des joints et des vannes."
    other = a_startup("other", text, sectors=("aeronautics",))
    listed = a_startup("listed", f"{HONEST} {', '.join(FRENCH)}", sectors=("agrofood",))
    crowd = [
        a_startup(f"z{n}", f"Produit{n} gère{n} dossiers{n} clients{n}. Vente{n} conseil{n}.")
        for n in range(120)
    ]
    return StartupIndex.build([*near, other, listed, *crowd], embedder)


def a_matcher(embedder, index, intercept, *, slopes=(0.0, 0.0, 0.0), spread=0.0):
    """Return a matcher whose chances start from an intercept; resampled fits differ by `spread`."""
    rows = np.tile([intercept, *slopes], (21, 1))
    rows[1:, 0] += np.linspace(-spread, spread, 20)
    return Matcher(embedder, index, RankerModel("tested", COLD_START, Calibration(rows)))


@pytest.fixture(scope="module")
def matchers(embedder, index):
    return {start: a_matcher(embedder, index, start) for start in (SURE, EVEN, NONE)}


def codes(answer):
    return {reason.code for match in answer.matches for reason in match.reasons}


def ids(answer):
    return [match.startup_id for match in answer.matches]


@pytest.mark.parametrize(
    ("start", "said"), [(SURE, Band.LIKELY), (EVEN, Band.POSSIBLE), (NONE, Band.UNLIKELY)]
)
def test_every_match_of_a_calibrated_ranker_has_its_band_and_chance(matchers, start, said):
    answer = matchers[start].match(a_challenge(NEED, **ASKED))
    assert len(answer.matches) == 5
    for match in answer.matches:
        assert match.band is said
        assert 0 <= match.chance.low <= match.chance.value <= match.chance.high <= 1
        assert match.chance.value == pytest.approx(1 / (1 + np.exp(-start)))


def test_a_chance_that_is_unsure_is_told_in_words_alone(embedder, index):
    unsure = a_matcher(embedder, index, 0.0, spread=2.0).match(a_challenge(NEED))
    assert [(match.band, match.chance) for match in unsure.matches] == [(Band.LIKELY, None)] * 5
    sure = a_matcher(embedder, index, 0.0, spread=0.2).match(a_challenge(NEED))
    assert all(0 < each.chance.high - each.chance.low <= WIDEST for each in sure.matches)


def test_chances_fall_down_the_list(embedder, index):
    matcher = a_matcher(embedder, index, -1.5, slopes=(0.3, 0.5, 0.0))
    values = [match.chance.value for match in matcher.match(a_challenge(NEED), top=40).matches]
    assert values == sorted(values, reverse=True)
    assert values[0] > LIKELY > values[-1]


def test_the_cold_start_formula_claims_no_chances(embedder, index):
    answer = Matcher(embedder, index).match(a_challenge(NEED))
    assert {(match.band, match.chance) for match in answer.matches} == {(None, None)}
    assert "matches.none_likely" not in answer.notes


def test_a_need_in_a_doubtful_language_gets_neither_band_nor_chance(matchers):
    for matcher in matchers.values():
        answer = matcher.match(a_challenge(DARIJA, "ar", musts=("détection de fuites",)))
        assert {(match.band, match.chance) for match in answer.matches} == {(None, None)}
        assert ReasonCode.REQUIREMENT_MET not in codes(answer)
        assert "language.darija" in answer.notes
        assert "matches.none_likely" not in answer.notes


def test_an_unlikely_match_is_never_said_to_meet_a_requirement(matchers):
    challenge = a_challenge(NEED, **ASKED)
    assert ReasonCode.REQUIREMENT_MET in codes(matchers[SURE].match(challenge))
    assert ReasonCode.REQUIREMENT_MET in codes(matchers[EVEN].match(challenge))
    unlikely = codes(matchers[NONE].match(challenge))
    assert ReasonCode.REQUIREMENT_MET not in unlikely
    assert ReasonCode.REQUIREMENT_PARTLY_MET in unlikely


def test_that_nobody_is_likely_is_noted_only_when_all_are_unlikely(embedder, index, matchers):
    challenge = a_challenge(NEED, **ASKED)
    assert "matches.none_likely" in matchers[NONE].match(challenge).notes
    for start in (SURE, EVEN):
        assert "matches.none_likely" not in matchers[start].match(challenge).notes
    some = a_matcher(embedder, index, -1.5, slopes=(0.3, 0.5, 0.0)).match(challenge, top=40)
    assert {match.band for match in some.matches} >= {Band.LIKELY, Band.UNLIKELY}
    assert "matches.none_likely" not in some.notes


@pytest.mark.parametrize("top", [1, 2, 3, 4, 5])
def test_the_last_place_of_a_list_of_four_or_more_goes_to_another_field(matchers, index, top):
    answer = matchers[EVEN].match(a_challenge(NEED, **ASKED), top=top)
    far = [match for match in answer.matches if match.is_far]
    assert [match.rank for match in answer.matches] == list(range(1, top + 1))
    if top < SMALLEST:
        assert far == []
        return
    assert [(match.rank, match.startup_id) for match in far] == [(top, "other")]
    assert "textile" not in fields_served(index.startup("other"))


def test_a_likely_match_keeps_its_place_from_another_field(matchers):
    answer = matchers[SURE].match(a_challenge(NEED, **ASKED), top=4)
    assert not any(match.is_far for match in answer.matches)
    assert "other" not in ids(answer)


@pytest.mark.parametrize("start", [SURE, NONE])
def test_flags_reach_the_match_whatever_its_chance(matchers, index, start):
    challenge = a_challenge("Des séchoirs solaires pour les figues et les dattes.")
    matches = {match.startup_id: match for match in matchers[start].match(challenge).matches}
    (flag,) = matches.pop("listed").flags
    assert flag.code is FlagCode.WORD_LIST
    text = index.startup("listed").capabilities[0].text
    assert text[flag.evidence.start : flag.evidence.end] == flag.evidence.text
    assert flag.evidence.start >= len(HONEST)
    assert not any(match.flags for match in matches.values())


def test_the_same_need_gets_the_same_answer_twice_and_from_another_matcher(embedder, index):
    challenge = a_challenge(NEED, **ASKED)
    one, other = (
        a_matcher(embedder, index, -3.0, slopes=(0.3, 0.5, 0.0), spread=0.5) for _ in range(2)
    )
    answer = one.match(challenge)
    assert answer == one.match(challenge) == other.match(challenge)
    assert len({match.chance.value for match in answer.matches if match.chance}) > 1


YEAR, SIXTH = 2026, "The sixth"
OF_THE_YEAR = {**ASKED, "facts": Facts(sectors=("textile",), asked_in=YEAR)}


@pytest.fixture(scope="module")
def young_index(embedder):
    """Return an index of eight of the field; only the sixth in the order was founded lately."""
    near = [
        a_startup(f"near{n}", f"{LEAKS} Modèle{n} livré{n}.", sectors=("textile",), founded=1999)
        for n in range(8)
    ]
    crowd = [
        a_startup(f"z{n}", f"Produit{n} gère{n} dossiers{n} clients{n}. Vente{n} conseil{n}.")
        for n in range(120)
    ]
    old = StartupIndex.build([*near, *crowd], embedder)
    sixth = Matcher(embedder, old).match(a_challenge(NEED, **ASKED), top=6).matches[-1].startup_id
    old.put([replace(old.startup(sixth), name=SIXTH, founded=YEAR - 1)])
    return old


def young_places(matcher, top=5, **asked):
    answer = matcher.match(a_challenge(NEED, **asked), top=top)
    assert [match.rank for match in answer.matches] == list(range(1, top + 1))
    assert len(set(ids(answer))) == top
    return [(match.rank, match.name) for match in answer.matches if match.is_young]


@pytest.mark.parametrize(("top", "place"), [(3, []), (4, [(4, SIXTH)]), (5, [(5, SIXTH)])])
def test_a_place_is_kept_for_a_young_startup(embedder, young_index, top, place):
    matcher = a_matcher(embedder, young_index, EVEN)
    assert young_places(matcher, top, **OF_THE_YEAR) == place


def test_of_a_longer_list_it_is_among_the_first_five(embedder, young_index):
    matcher = a_matcher(embedder, young_index, EVEN)
    assert young_places(matcher, 12, **OF_THE_YEAR) == [(5, SIXTH)]


def test_without_the_year_of_the_challenge_nobody_is_young(embedder, young_index):
    assert young_places(a_matcher(embedder, young_index, EVEN), **ASKED) == []


def test_a_likely_match_keeps_its_place_from_a_young_startup(embedder, young_index):
    assert young_places(a_matcher(embedder, young_index, SURE), **OF_THE_YEAR) == []


def test_no_chance_no_place_for_the_young(embedder, young_index):
    assert young_places(Matcher(embedder, young_index), **OF_THE_YEAR) == []
    doubtful = a_challenge(DARIJA, "ar", **OF_THE_YEAR)
    answer = a_matcher(embedder, young_index, EVEN).match(doubtful)
    assert not any(match.is_young for match in answer.matches)


@pytest.mark.parametrize("top", [1, 4, 5, 40])
@pytest.mark.parametrize("start", [SURE, EVEN, NONE])
def test_where_no_year_is_known_the_list_is_what_it_was(matchers, start, top):
    plain = matchers[start].match(a_challenge(NEED, **ASKED), top=top)
    dated = matchers[start].match(a_challenge(NEED, **OF_THE_YEAR), top=top)
    assert repr(dated) == repr(plain)
    assert not any(match.is_young for match in plain.matches)
