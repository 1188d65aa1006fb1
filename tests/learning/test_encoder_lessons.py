import random

import numpy as np
import pytest
import torch

from matcher.learning.encoder.lessons import (
    JUDGED_SIZE,
    LABELS,
    NEEDS_SIZE,
    JudgedLessons,
    JudgedQueries,
    Lesson,
    NeedLessons,
    spread,
)
from matcher.learning.encoder.shelf import Shelf, shelved
from matcher.learning.encoder.told import ToldNeed
from tests.fakes import HashEmbedder

IDS = ("a", "b", "c", "d")
SHELF = Shelf(IDS, np.eye(4, dtype=np.float32), np.arange(4))


def texts(name):
    return (f"fr {name}", f"ar {name}", f"en {name}")


def a_need(name, startup="", grades=()):
    return ToldNeed(name, texts(name), startup, dict(grades))


def lessons(needs, teacher=None, shelf=SHELF, seed=1):
    teacher = torch.eye(4)[: len(needs)] if teacher is None else teacher
    return NeedLessons(needs, shelf, teacher, random.Random(seed))


def test_a_need_comes_in_three_languages_with_one_target_and_one_anchor():
    lesson = lessons([a_need("x", "a"), a_need("y", "b")]).next()
    names = [text.split()[-1] for text in lesson.texts]
    assert [text.split()[0] for text in lesson.texts[::2]] == ["fr", "ar", "en"]
    assert names == names[:2] * 3
    assert torch.equal(lesson.targets[:2], lesson.targets[4:])
    assert torch.equal(lesson.anchors[:2], lesson.anchors[2:4])
    assert lesson.targets.sum(1).tolist() == pytest.approx([1.0] * 6)


def test_a_target_is_what_the_teacher_finds_and_what_was_graded():
    teacher = torch.nn.functional.normalize(torch.ones(1, 4), dim=1)
    graded = a_need("x", grades={"a": 3, "b": 2, "c": 1, "d": 0})
    target = lessons([graded], teacher).next().targets[0]
    found = torch.tensor([1.0, 1.0, 0.3, 0.1])
    expected = LABELS * torch.tensor([2 / 3, 1 / 3, 0, 0]) + (1 - LABELS) * found / found.sum()
    assert target.tolist() == pytest.approx(expected.tolist(), abs=1e-6)


def test_without_grades_the_startup_that_a_need_was_written_for_answers_it():
    teacher = torch.nn.functional.normalize(torch.ones(2, 4), dim=1)
    drawn = lessons([a_need("x", "b")], teacher[:1]).next().targets[0]
    assert drawn.tolist() == pytest.approx([0.15, LABELS + 0.15, 0.15, 0.15])
    nobody = lessons([a_need("x", grades={"d": 1})], teacher[:1]).next().targets[0]
    assert nobody[3] < nobody[0] == nobody[1]


def test_every_need_comes_in_a_round_and_blind_ones_with_grades_twice():
    needs = [a_need(f"t{n}", "a") for n in range(29)]
    needs += [a_need(f"b{n}", grades={"a": 3, "b": 0}) for n in range(12)]
    given = lessons(needs, torch.eye(4)[[0] * 41])
    seen = [
        text.split()[-1] for _ in range(4) for text in given.next().texts if text.startswith("fr")
    ]
    assert len(seen) <= 4 * NEEDS_SIZE
    assert set(seen) == {need.id for need in needs}
    assert given.seen == len(needs)
    assert all(seen.count(name) <= 2 for name in seen if name.startswith("t"))


def judged(count=40):
    gains = [{n % 4: 2.0} for n in range(count)]
    return JudgedQueries(
        [f"ask {n}" for n in range(count)], gains, SHELF, torch.eye(4)[[0] * count]
    )


def test_judged_queries_are_to_find_what_was_judged():
    lesson = JudgedLessons({"set": judged()}, {"set": 1.0}, random.Random(1)).next()
    assert len(lesson.texts) == JUDGED_SIZE
    places = [int(text.split()[-1]) % 4 for text in lesson.texts]
    assert lesson.targets.argmax(1).tolist() == places


def test_sets_are_drawn_by_their_shares():
    sets = {"often": judged(), "seldom": judged(12)}
    given = JudgedLessons(sets, {"often": 0.9, "seldom": 0.1}, random.Random(1))
    sizes = [len(given.next().texts) for _ in range(200)]
    assert 5 <= sizes.count(12) <= 40


def test_the_loss_is_cross_entropy_and_the_way_from_the_anchor():
    one = Lesson(["x"], spread({0: 1.0}, 4)[None], torch.eye(4)[:1], SHELF, pull=3.0)
    assert one.loss(torch.eye(4)[:1]).item() == pytest.approx(0, abs=1e-6)
    assert one.loss(torch.eye(4)[1:2]).item() == pytest.approx(50 + 3, abs=1e-3)


def test_gains_are_spread_in_proportion():
    assert spread({1: 2.0, 3: 1.0}, 4).tolist() == pytest.approx([0, 2 / 3, 0, 1 / 3])


def test_a_document_is_as_like_as_its_best_passage():
    rows = np.eye(3, dtype=np.float32)
    shelf = Shelf(("one", "two"), rows, np.array([0, 0, 1]))
    queries = torch.tensor([[0.1, 0.9, 0.3], [0.0, 0.0, 1.0]])
    expected = [[0.9, 0.3], [0.0, 1.0]]
    assert shelf.likeness(queries).tolist() == [pytest.approx(row) for row in expected]


def test_documents_are_cut_as_the_index_cuts_them():
    embedder = HashEmbedder(max_tokens=8)
    long = "Une pompe solaire tourne. " * 8
    shelf = shelved({"x": ("Pompes", "Une pompe."), "y": ("", long)}, embedder)
    assert shelf.ids == ("x", "y")
    assert embedder.calls[0][0] == "Pompes. Une pompe."
    assert shelf.owners.tolist()[0] == 0
    assert set(shelf.owners.tolist()[1:]) == {1}
    assert len(shelf.owners) == len(shelf.passages) > 4
