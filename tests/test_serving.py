"""The engine as it serves: kept fresh, shared through its folder, and by words when need be."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matcher import assembly
from matcher.domain.challenge import Challenge, Facts
from matcher.domain.match import ReasonCode, RefusalCode
from matcher.domain.startup import Capability, Startup
from matcher.errors import EmptyChallenge, EncoderUnavailable
from matcher.intake.report import require_whole
from matcher.intake.startups import read_startups
from matcher.ranking.scorer import COLD_START_MODEL
from matcher.reference import sample_startups_path
from matcher.retry_rest import RetryRest
from matcher.serving import LiveEngine
from tests.fakes import HashEmbedder

WATER = "Nous traitons les eaux de rinçage des ateliers. Notre membrane capte le nickel."
BREAD = "Nous vendons du pain frais. Nos fours chauffent au bois."
NEED = Challenge(
    "c1",
    "Nous cherchons à traiter les eaux de rinçage et à capter le nickel.",
    "fr",
    title="Rinçage",
)


class AwayEmbedder(HashEmbedder):
    """An embedder that can be taken away."""

    away = False

    def check(self) -> None:
        if self.away:
            raise EncoderUnavailable("away")

    def _embed(self, texts):
        self.check()
        return super()._embed(texts)


@pytest.fixture
def embedder() -> AwayEmbedder:
    return AwayEmbedder()


@pytest.fixture
def engine(tmp_path: Path, embedder: AwayEmbedder) -> LiveEngine:
    return an_engine(tmp_path, embedder)


def an_engine(folder: Path, embedder: HashEmbedder) -> LiveEngine:
    return LiveEngine(folder / "live", embedder, lambda: COLD_START_MODEL)


def a_startup(key: str, text: str, **said: object) -> Startup:
    return Startup(key, key.upper(), (Capability(f"{key}#1", "", text),), **said)


def startups() -> list[Startup]:
    return [a_startup("a", WATER), a_startup("b", BREAD)]


def test_it_matches_what_it_was_given(engine):
    engine.refresh(startups, number=1)

    answer = engine.match(NEED, top=2)

    assert answer.matches.matches[0].startup_id == "a"
    assert not answer.words_only
    assert answer.encoder == "fake-64"


def test_an_old_number_is_not_read_again(engine):
    engine.refresh(startups, number=1)

    def unasked() -> list[Startup]:
        raise AssertionError

    engine.refresh(unasked, number=1)


def test_only_what_changed_is_embedded(tmp_path, engine, embedder):
    many = [a_startup(f"s{each}", f"{BREAD} Atelier {each}.") for each in range(20)]
    engine.refresh(lambda: [*many, *startups()], number=1)
    embedder.calls.clear()

    engine.refresh(lambda: [*many, a_startup("c", WATER), startups()[0]], number=2)

    asked = [text for call in embedder.calls for text in call]
    assert WATER in asked
    assert not any("Atelier 3" in text for text in asked)
    found = {each.startup_id for each in engine.match(NEED, top=30).matches.matches}
    assert "c" in found
    assert "b" not in found


def test_another_process_sees_the_change(tmp_path, engine, embedder):
    engine.refresh(startups, number=1)
    other = an_engine(tmp_path, embedder)
    assert other.match(NEED, top=1).matches.matches[0].startup_id == "a"

    many = [a_startup(f"s{each}", f"{BREAD} {each}") for each in range(9)]
    engine.refresh(lambda: [*many, *startups()], number=2)

    assert len(other.match(NEED, top=30).matches.matches) == 11


def test_words_are_enough_while_the_encoder_is_away(engine, embedder):
    embedder.away = True
    engine.refresh(startups, number=1)

    answer = engine.match(NEED, top=5)

    assert answer.words_only
    (match,) = answer.matches.matches
    assert (match.startup_id, match.band, match.chance) == ("a", None, None)
    quoted = [each.evidence for each in match.reasons if each.evidence]
    assert quoted
    assert all(WATER[each.start : each.end] == each.text for each in quoted)
    assert ReasonCode.REQUIREMENT_MET not in {each.code for each in match.reasons}


def test_hard_rules_hold_by_words_too(engine, embedder):
    embedder.away = True
    engine.refresh(lambda: [a_startup("a", WATER, trl=3)], number=1)

    answer = engine.match(replace(NEED, facts=Facts(trl_min=6)), top=5)

    assert answer.matches.matches == ()
    assert answer.matches.refusals[0].code is RefusalCode.TRL_TOO_LOW
    assert answer.matches.notes == ("matches.none",)


def test_meanings_are_back_with_the_encoder(engine, embedder):
    embedder.away = True
    engine.refresh(startups, number=1)
    assert not engine.encoder_is_up()
    embedder.away = False

    engine.refresh(startups, number=1)

    assert engine.encoder_is_up()
    assert not engine.match(NEED, top=1).words_only


def test_an_index_that_took_long_to_fail_is_not_tried_at_every_question(engine, embedder):
    class Clock:
        second = 100.0

        def __call__(self) -> float:
            return self.second

    clock = Clock()
    engine._rest = RetryRest(clock)
    real, attempts = embedder.passages, []

    def failing(texts, **_):
        attempts.append(len(texts))
        clock.second += 20
        raise EncoderUnavailable("asleep")

    embedder.passages = failing
    engine.refresh(startups, number=1)
    assert len(attempts) == 1
    for _ in range(3):
        engine.refresh(startups, number=1)
        assert engine.match(NEED, top=1).words_only
    assert len(attempts) == 1

    engine.refresh(startups, number=2)
    assert len(attempts) == 2

    embedder.passages = real
    clock.second += 199
    engine.refresh(startups, number=2)
    assert engine.match(NEED, top=1).words_only
    clock.second += 2
    engine.refresh(startups, number=2)
    assert not engine.match(NEED, top=1).words_only


@pytest.mark.parametrize("away", [False, True])
def test_a_challenge_without_words_is_refused(engine, embedder, away):
    engine.refresh(startups, number=1)
    embedder.away = away

    with pytest.raises(EmptyChallenge):
        engine.match(Challenge("c", "12 %", "fr"), top=5)


def test_vectors_are_unit_rows_startups_first(engine):
    rows = engine.vectors(startups(), [NEED])

    assert rows.shape == (3, 64)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)
    assert rows[0] @ rows[2] > rows[1] @ rows[2]


def test_one_that_does_not_build_leaves_the_folder_to_others(tmp_path, engine, embedder):
    folder = tmp_path / "live"
    reader = LiveEngine(folder, embedder, lambda: COLD_START_MODEL, builds=False)

    reader.refresh(startups, number=1)

    assert reader.match(NEED, top=1).words_only
    assert not list(folder.rglob("*"))
    engine.refresh(startups, number=1)
    assert not reader.match(NEED, top=1).words_only
    engine.refresh(lambda: startups()[1:], number=2)
    assert [each.startup_id for each in reader.match(NEED, top=9).matches.matches] == ["b"]


def test_vectors_are_made_from_what_was_embedded_to_match(engine, embedder):
    long = a_startup("long", " ".join(f"{BREAD} Atelier {each}." for each in range(200)))
    silent = replace(a_startup("silent", ""), capabilities=(Capability("silent#1", "", ""),))
    engine.refresh(lambda: [*startups(), long], number=1)
    engine.match(NEED, top=1)
    matched = {text for call in embedder.calls for text in call}
    embedder.calls.clear()

    rows = engine.vectors([*startups(), long, silent], [NEED])

    asked = {text for call in embedder.calls for text in call}
    assert asked - matched == {silent.name}
    assert rows.shape == (5, 64)
    assert np.isfinite(rows).all()


@pytest.mark.encoder
def test_the_real_engine_serves_thirty_startups(tmp_path):
    sample = require_whole(read_startups(sample_startups_path()))[:30]
    engine = LiveEngine(tmp_path / "live", assembly.embedder(), assembly.ranker)
    engine.refresh(lambda: sample, number=1)

    answer = engine.match(assembly.sample_challenges()[0], top=5)

    assert len(answer.matches.matches) == 5
    assert not answer.words_only
    assert answer.encoder.startswith("passerelle-")
    texts = {part.id: part.text for each in sample for part in each.capabilities}
    for match in answer.matches.matches:
        for evidence in (each.evidence for each in match.reasons if each.evidence):
            assert texts[evidence.capability_id][evidence.start : evidence.end] == evidence.text
    assert engine.vectors(sample[:2], assembly.sample_challenges()[:1]).shape[0] == 3
