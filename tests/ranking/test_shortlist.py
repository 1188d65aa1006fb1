"""The far but plausible place: the last that an officer reads, at nobody's expense."""

import numpy as np
import pytest

from matcher.domain.challenge import Facts
from matcher.ranking.reasons import PARTLY
from matcher.ranking.shortlist import (
    FIRST,
    MOST_LOST,
    PAGE,
    Ranked,
    cut,
    fields_served,
    fields_sought,
    keep_a_young_place,
    shortlist,
)
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


@pytest.mark.parametrize("top", [PAGE, PAGE + 1, 40])
def test_of_a_longer_list_it_is_the_last_of_the_first_page(top):
    rows, far = listed({12, 14}, top=top)
    assert (rows[PAGE - 1], far) == (12, 12)
    assert rows[: PAGE - 1] == tuple(range(PAGE - 1))
    assert rows[PAGE:] == tuple(row for row in range(PAGE - 1, COUNT) if row != 12)[: top - PAGE]


def test_a_likely_match_keeps_its_place_on_the_first_page():
    assert listed({12}, ranked(likely=[PAGE - 1]), top=40) == (tuple(range(40)), None)
    assert listed({PAGE - 1}, ranked(likely=[PAGE - 1]), top=40)[1] == PAGE - 1


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


def test_the_field_of_a_small_pool_ends_earlier_but_begins_no_earlier():
    scores = np.linspace(6.0, 0.0, COUNT)
    assert cut(scores) == cut(scores, 1920) == pytest.approx(scores[10:50].mean())
    assert cut(scores, 50_000) == cut(scores)
    assert cut(scores, 960) == pytest.approx(scores[10:25].mean())
    assert cut(scores, 96) == pytest.approx(scores[10:13].mean())
    assert cut(scores[:8], 96) == scores[7]


def with_chances(step=0.01, *, answering=range(COUNT), likely=(), first=0.45):
    """Return a ranking in which each startup's chance is a step lower than that before it."""
    given = ranked(answering=answering, likely=likely)
    chances = first - step * np.arange(COUNT)
    return Ranked(given.order, given.scores, given.strengths, given.is_likely, chances)


def kept(young, given=None, top=5, far=()):
    ranking = with_chances() if given is None else given
    return keep_a_young_place(
        ranking, *listed(set(far), ranking, top=top), lambda row: row in set(young)
    )


def test_the_best_young_startup_takes_the_last_place():
    assert kept({8, 9}) == ((0, 1, 2, 3, 8), 8)
    assert kept({8, 9}, top=4) == ((0, 1, 2, 8), 8)


def test_it_takes_the_place_before_the_far_one():
    assert kept({8}, far={9}) == ((0, 1, 2, 8, 9), 8)
    assert kept({8}, far={4}) == ((0, 1, 2, 8, 4), 8)
    assert kept({8}, far={9}, top=4) == ((0, 1, 8, 9), 8)


def test_a_list_that_shows_a_young_one_keeps_no_place():
    assert kept({0, 8}) == ((0, 1, 2, 3, 4), None)
    assert kept({4, 8}) == ((0, 1, 2, 3, 4), None)
    assert kept({8, 9}, far={9}) == ((0, 1, 2, 3, 9), None)


def test_nobody_young_changes_nothing():
    assert kept(()) == ((0, 1, 2, 3, 4), None)
    assert kept((), top=40) == (tuple(range(40)), None)


@pytest.mark.parametrize(("behind", "row"), [(4, 8), (5, None)])
def test_the_chance_given_up_is_within_the_bound(behind, row):
    given = with_chances(MOST_LOST / 4 - 1e-9)
    assert kept({FIRST - 1 + behind}, given)[1] == row


def test_the_young_one_must_answer_something_and_stand_out_of_the_field():
    assert kept({8, 9}, with_chances(answering=[0, 9]))[1] == 9
    assert kept({8}, with_chances(answering=[0]))[1] is None
    level = with_chances(0.0)
    last = int(np.flatnonzero(level.scores >= cut(level.scores)).max())
    assert kept({last}, level)[1] == last
    assert kept({last + 1}, level)[1] is None


def test_a_likely_match_keeps_its_place_from_the_young():
    assert kept({8}, with_chances(likely=[4])) == ((0, 1, 2, 3, 4), None)
    assert kept({8}, with_chances(likely=[3]), far={9}) == ((0, 1, 2, 3, 9), None)
    assert kept({8}, with_chances(likely=[0, 1]))[1] == 8


def test_without_chances_nobody_can_say_what_is_lost():
    assert kept({8}, ranked()) == ((0, 1, 2, 3, 4), None)


@pytest.mark.parametrize("top", [0, 1, 3])
def test_short_lists_keep_no_place_for_the_young(top):
    assert kept({8}, top=top) == (tuple(range(top)), None)


def test_in_a_long_list_the_place_is_among_the_first_and_others_move_down():
    rows, young = kept({8}, top=12)
    assert (rows, young) == ((0, 1, 2, 3, 8, 4, 5, 6, 7, 9, 10, 11), 8)
    rows, young = kept({8}, top=7)
    assert (rows, young) == ((0, 1, 2, 3, 8, 4, 5), 8)
    rows, young = kept({8}, top=7, far={10})
    assert (rows, young) == ((0, 1, 2, 3, 8, 4, 10), 8)


@pytest.mark.parametrize("top", [PAGE + 1, 40])
@pytest.mark.parametrize("young", [8, 12, 38])
def test_of_the_first_five_the_young_place_moves_one_and_the_far_place_none(top, young):
    given = with_chances(0.001)
    level = Ranked(
        given.order, np.full(COUNT, 6.0), given.strengths, given.is_likely, given.chances
    )
    rows, row = kept({young}, level, top=top, far={20})
    assert row == young
    assert rows[:FIRST] == (0, 1, 2, 3, young)
    assert rows[PAGE - 1] == 20
    assert (len(rows), len(set(rows))) == (top, top)
    others = [each for each in rows if each not in {young, 20}]
    assert others == sorted(others)
