import random

import pytest

from matcher.learning.encoder.batches import (
    SIZE,
    PairBatches,
    Queues,
    drawn_text,
    varied,
    without_accents,
)
from matcher.learning.encoder.graded import GradedBatches
from matcher.learning.encoder.pairs import (
    Graded,
    GradedNeed,
    Pair,
    Profile,
    fingerprint,
)
from matcher.learning.encoder.sources import Material
from matcher.learning.encoder.stages import Draws, stages


def pairs(count, source="d"):
    return [
        Pair((f"need {n}", f"حاجة {n}", f"want {n}"), f"{source} {n} " * (n % 9), f"g{n}")
        for n in range(count)
    ]


def a_graded_need(number, grades):
    return GradedNeed(f"s{number}", (f"fr{number}", f"ar{number}", f"en{number}"), grades)


@pytest.fixture
def graded():
    needs = tuple(
        a_graded_need(n, {f"a{n}": 3, f"b{n}": 2, f"c{n}": 1, f"d{n}": 0}) for n in range(20)
    )
    names = [startup for need in needs for startup in need.grades]
    return Graded(needs, {name: Profile(f"Firm {name}", f"text {name}") for name in names})


@pytest.fixture
def material(graded):
    sources = {"need": pairs(90), "core": pairs(40), "lang": pairs(50)}
    return Material(sources, graded)


def drawn(draws, count=30):
    return [draws.next() for _ in range(count)]


def test_every_pair_comes_once_before_any_comes_again():
    queues = Queues({"need": pairs(80)}, random.Random(3))
    seen = [pair.group for _ in range(3) for pair in queues.next("need")]
    assert sorted(seen) == sorted(pair.group for pair in pairs(80))


def test_a_remainder_of_fewer_than_twelve_is_left_for_the_next_time():
    queues = Queues({"need": pairs(70)}, random.Random(3))
    assert [len(queues.next("need")) for _ in range(3)] == [SIZE] * 3


def test_pairs_of_a_like_length_meet():
    many = [Pair(("q",), "x" * (1_000 * (n % 4)), str(n)) for n in range(256)]
    queues = Queues({"need": many}, random.Random(3))
    for _ in range(8):
        assert len({len(pair.document) for pair in queues.next("need")}) == 1


def test_the_same_seed_gives_the_same_batches(material):
    for stage in stages(9, 9):
        first, again, other = (drawn(Draws(stage, material, seed)) for seed in (1, 1, 2))
        assert first == again
        assert first != other


@pytest.mark.parametrize("stage", stages(9, 9), ids=lambda stage: stage.name)
@pytest.mark.parametrize("done", [0, 1, 7])
def test_draws_that_are_kept_and_put_back_go_on_as_if_unbroken(material, stage, done):
    whole, broken = Draws(stage, material, 1), Draws(stage, material, 1)
    drawn(whole, done)
    drawn(broken, done)
    later = Draws(stage, material, 5)
    later.restore(broken.state())
    assert drawn(later) == drawn(whole)


def test_sources_come_by_weight_and_the_absent_ones_never(material):
    names = {batch.source for batch in drawn(Draws(stages(9, 0)[0], material, 1), 60)}
    assert names == {"need", "core", "lang"}


def test_a_source_too_small_for_a_batch_is_left_out():
    batches = PairBatches({"need": pairs(40), "core": pairs(11)}, random.Random(1))
    assert {batches.next().source for _ in range(50)} == {"need"}


def test_documents_of_one_group_are_masked_for_each_other():
    twins = [Pair((f"q{n}",), f"d{n}", "twin" if n < 2 else str(n)) for n in range(12)]
    batch = PairBatches({"core": twins}, random.Random(1)).next()
    places = [at for at, text in enumerate(batch.documents) if text in {"d0", "d1"}]
    masked = [(i, j) for i, row in enumerate(batch.masked) for j, value in enumerate(row) if value]
    assert sorted(masked) == sorted([tuple(places), tuple(reversed(places))])


def test_needs_in_another_language_are_queries_on_both_sides(material):
    batches = drawn(Draws(stages(9, 0)[0], material, 1), 60)
    assert {batch.source for batch in batches if batch.are_documents_queries} == {"lang"}


def test_the_language_of_a_need_is_drawn_by_its_share():
    chance = random.Random(1)
    texts = [drawn_text(("fr", "ar", "en"), chance) for _ in range(4_000)]
    shares = {code: texts.count(code) / 4_000 for code in ("fr", "ar", "en")}
    assert shares == pytest.approx({"fr": 0.4, "ar": 0.35, "en": 0.25}, abs=0.03)


def test_texts_are_small_and_a_tenth_each_loses_accents_or_punctuation():
    chance = random.Random(1)
    forms = [varied("Été,  PRÊT ؟", chance) for _ in range(4_000)]
    shares = {form: forms.count(form) / 4_000 for form in set(forms)}
    assert shares == pytest.approx(
        {"été, prêt ؟": 0.8, "ete, pret ؟": 0.1, "été prêt": 0.1}, abs=0.02
    )


def test_arabic_loses_its_vowel_signs():
    assert without_accents("مُضَخَّة") == "مضخة"


def test_a_graded_batch_has_an_answer_and_another_for_each_need(graded):
    batch = GradedBatches(graded, random.Random(1)).next()
    assert (len(batch.queries), len(batch.documents), batch.is_mutual) == (16, 32, False)
    for own, query in enumerate(batch.queries):
        number = query[2:]
        assert batch.documents[own] in {f"text a{number}", f"text b{number}"}
        assert batch.documents[16 + own] in {f"text c{number}", f"text d{number}"}


def test_grades_say_how_often_a_startup_is_drawn(graded):
    batches = GradedBatches(graded, random.Random(1))
    letters = [text[5] for _ in range(200) for text in batches.next().documents]
    shares = {letter: letters.count(letter) / 3_200 for letter in "abcd"}
    assert shares == pytest.approx({"a": 2 / 3, "b": 1 / 3, "c": 3 / 4, "d": 1 / 4}, abs=0.03)


def test_every_graded_need_comes_before_any_comes_again(graded):
    sixteen = Graded(graded.needs[:16], graded.startups)
    batches = GradedBatches(sixteen, random.Random(1))
    for _ in range(3):
        assert len({query[2:] for query in batches.next().queries}) == 16


def test_other_answers_and_twins_are_masked_but_never_a_needs_own_answer():
    profiles = {name: Profile(name, name) for name in ("one", "two", "far")}
    profiles["twin"] = Profile("TWO", "twin")
    needs = (
        a_graded_need(0, {"one": 3, "two": 2, "far": 0}),
        a_graded_need(1, {"twin": 3, "far": 0}),
    )
    batches = GradedBatches(Graded(needs, profiles), random.Random(1))
    for _ in range(20):
        batch = batches.next()
        for own, query in enumerate(batch.queries):
            masked = {batch.documents[at] for at, value in enumerate(batch.masked[own]) if value}
            assert not batch.masked[own][own]
            if query.endswith("1"):
                assert masked <= {"two"}
            else:
                assert "twin" in masked


def test_half_of_the_second_stage_is_graded(material):
    batches = drawn(Draws(stages(0, 9)[0], material, 1), 600)
    assert 0.44 < sum(batch.source == "graded" for batch in batches) / 600 < 0.56


def test_the_rate_rises_then_falls():
    first, second = stages(520, 200)
    assert first.rate_at(0) == pytest.approx(5e-5 / 30)
    assert first.rate_at(260) == pytest.approx(5e-5 * 0.7)
    assert second.rate_at(0) == pytest.approx(2e-5)
    assert second.rate_at(199) == pytest.approx(2e-5 / 200)


def test_the_fingerprint_changes_with_any_text_or_grade(material, graded):
    before = fingerprint(material.sources, graded)
    assert fingerprint(dict(material.sources), graded) == before
    assert fingerprint(material.sources | {"need": pairs(89)}, graded) != before
    changed = Graded((a_graded_need(0, {"a0": 2, "c0": 0}), *graded.needs[1:]), graded.startups)
    assert fingerprint(material.sources, changed) != before
    assert fingerprint(material.sources, None) != before
