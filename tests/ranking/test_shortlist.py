"""The far but plausible place: the last one, for one that fits, at nobody's expense."""

import numpy as np
import pytest

from matcher.domain.challenge import Facts
from matcher.ranking.reasons import PARTLY
from matcher.ranking.shortlist import Ranked, cut, fields_served, fields_sought, shortlist
from tests.builders import a_startup

NEAR, FAR, UNKNOWN = frozenset({"textile"}), frozenset({"aeronautics"}), frozenset()
COUNT = 60


def ranked(scores=None, *, answering=range(COUNT), likely=()):
    values = np.linspace(6.0, 0.0, COUNT) if scores is None else np.array(scores, dtype=float)
    count = len(values)
    strengths = np.zeros((count, 2), dtype=np.float32)
    strengths[[row for row in answering if row < count], 1] = PARTLY
    order = np.argsort(-values, kind="stable")
    return Ranked(order.tolist(), values, strengths, [row in likely for row in range(count)])


def listed(far_rows, given=None, top=5, wanted=NEAR, others=NEAR):
    return shortlist(given or ranked(), wanted, lambda row: FAR if row in far_rows else others, top)


def test_the_best_startup_from_another_field_takes_the_last_place():
    assert listed({9, 12}) == ((0, 1, 2, 3, 9), 9)


def test_one_that_holds_the_last_place_by_itself_is_marked():
    assert listed({4, 9}) == ((0, 1, 2, 3, 4), 4)


def test_those_before_the_last_place_need_no_place_kept():
    assert listed({0, 3}) == ((0, 1, 2, 3, 4), None)


def test_it_must_answer_something():
    assert listed({9, 12}, ranked(answering=[0, 12])) == ((0, 1, 2, 3, 12), 12)
    assert listed({9, 12}, ranked(answering=[0])) == ((0, 1, 2, 3, 4), None)


def test_it_must_stand_out_of_the_field():
    given = ranked()
    last = int(np.flatnonzero(given.scores >= cut(given.scores)).max())
    assert listed({last}, given)[1] == last
    assert listed({last + 1}, given)[1] is None


def test_a_likely_match_never_loses_its_place():
    assert listed({9}, ranked(likely=[4])) == ((0, 1, 2, 3, 4), None)
    assert listed({4, 9}, ranked(likely=[4])) == ((0, 1, 2, 3, 4), 4)
    assert listed({9}, ranked(likely=[0, 1])) == ((0, 1, 2, 3, 9), 9)


@pytest.mark.parametrize(("top", "far"), [(3, None), (4, 9), (1, None), (0, None)])
def test_short_lists_keep_every_place_for_the_best(top, far):
    rows, found = listed({9}, top=top)
    assert (len(rows), found) == (top, far)


def test_unknown_fields_are_not_far():
    assert listed({9}, wanted=UNKNOWN)[1] is None
    assert listed(set(), others=UNKNOWN)[1] is None


def test_a_list_that_is_not_full_is_plain():
    assert listed({2}, ranked([3, 2, 1]), top=5) == ((0, 1, 2), None)
    assert listed({0}, ranked([]), top=5) == ((), None)
    assert listed({4}, ranked([5, 4, 3, 2, 1]), top=4)[1] == 4


def test_a_ranking_without_requirements_has_no_far_place():
    bare = Ranked(list(range(9)), np.arange(9.0)[::-1], np.zeros((9, 0), np.float32), [False] * 9)
    assert shortlist(bare, NEAR, lambda _: FAR, 5) == ((0, 1, 2, 3, 4), None)


def test_fields_are_asked_for_as_few_startups_as_possible():
    asked = []

    def field_of(row):
        asked.append(row)
        return FAR if row == 6 else NEAR

    assert shortlist(ranked(answering=[2, 4, 6, 8]), NEAR, field_of, 5)[1] == 6
    assert asked == [4, 6]


def test_a_startup_is_no_stranger_to_what_it_mentions():
    spoken = "Nos capteurs optiques équipent aussi une huilerie et une laiterie."
    own = fields_served(a_startup(text=spoken, sectors=("electronics", "un mot inconnu")))
    assert {"electronics", "agrofood"} <= own
    assert "un mot inconnu" not in own
    assert fields_served(a_startup(text="Nous aidons tout le monde.")) == frozenset()


def test_a_challenge_is_of_the_field_it_names_and_of_the_one_it_is_about():
    need = "Notre tannerie perd trop de cuir au tannage."
    assert fields_sought(Facts(sectors=("Environnement",)), need) == {"environment", "leather"}
