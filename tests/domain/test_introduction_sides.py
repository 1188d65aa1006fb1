"""Two or three sides: what follows, who is awaited, and what each is told."""

import json
from itertools import chain, combinations

import pytest

from matcher.domain.introduction import (
    ASKED,
    BOTH,
    MOVES,
    OUTCOMES,
    TRIO,
    Side,
    Stage,
    Why,
    after_expiry,
    next_stages,
    sides,
    stage_code,
    standing,
    waits_for,
)
from matcher.wording.stages import (
    STAGES,
    STANDINGS_FIRM,
    STANDINGS_OFFICER,
    STANDINGS_STARTUP,
)
from matcher.wording.trios import STANDINGS_SUPPORT

WORDED = {
    Side.FIRM: STANDINGS_FIRM,
    Side.STARTUP: STANDINGS_STARTUP,
    Side.SUPPORT: STANDINGS_SUPPORT,
    None: STANDINGS_OFFICER,
}


def subsets(of):
    return [frozenset(each) for each in chain(*(combinations(of, size) for size in range(4)))]


def test_a_support_body_makes_three_of_two():
    assert sides(with_support=False) == BOTH == {Side.FIRM, Side.STARTUP}
    assert sides(with_support=True) == TRIO == BOTH | {Side.SUPPORT}


@pytest.mark.parametrize("said", subsets(TRIO))
def test_an_expired_trio_is_proposed_anew_unless_all_three_said_yes(said):
    assert after_expiry(said, TRIO) == (OUTCOMES if said == TRIO else {Stage.PROPOSED})


@pytest.mark.parametrize("said", subsets(BOTH))
def test_an_introduction_of_two_is_what_it_was(said):
    assert after_expiry(said) == (OUTCOMES if said == BOTH else {Stage.PROPOSED})
    for stage in ASKED:
        assert waits_for(stage, said) == BOTH - said
    for stage in Stage:
        assert stage_code(stage) == stage.value
        for viewer in (None, *BOTH):
            code = standing(stage, viewer, said)
            assert not code.startswith("trio_")
            assert code not in {"others_awaited", "you_awaited_too", "not_taking_part"}


@pytest.mark.parametrize("said", subsets(TRIO))
def test_a_trio_waits_for_whoever_said_nothing(said):
    for stage in ASKED:
        assert waits_for(stage, said, TRIO) == TRIO - said
    assert waits_for(Stage.RELEASED, said, TRIO) == {Side.FIRM} - said


def test_a_proposal_goes_back_only_when_nobody_has_said_yes_any_longer():
    for said in subsets(TRIO):
        after = next_stages(Stage.ACCEPTED_BY_ONE, said, TRIO)
        assert (Stage.PROPOSED in after) is not bool(said)
        assert after <= MOVES[Stage.ACCEPTED_BY_ONE]


@pytest.mark.parametrize(
    ("viewer", "said", "code"),
    [
        (Side.SUPPORT, set(), "trio_you_awaited"),
        (Side.FIRM, {Side.SUPPORT}, "you_awaited_too"),
        (Side.STARTUP, {Side.FIRM, Side.SUPPORT}, "trio_you_awaited_last"),
        (Side.SUPPORT, {Side.SUPPORT}, "others_awaited"),
        (Side.FIRM, {Side.FIRM, Side.STARTUP}, "trio_other_awaited"),
        (None, {Side.FIRM}, "trio_accepted_by_one"),
    ],
)
def test_a_side_of_three_is_told_how_many_answers_are_missing(viewer, said, code):
    assert standing(Stage.ACCEPTED_BY_ONE, viewer, frozenset(said), asked=TRIO) == code


@pytest.mark.parametrize("viewer", list(WORDED))
@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_every_standing_of_every_reader_is_worded(viewer, language):
    curated = {Stage.SUGGESTED, Stage.KEPT, Stage.RELEASED}
    hidden = {Side.FIRM: curated - {Stage.RELEASED}, None: set()}.get(viewer, curated)
    asked_sets = [TRIO, BOTH] if viewer is not Side.SUPPORT else [TRIO]
    for asked in asked_sets:
        for stage in set(Stage) - hidden:
            assert stage_code(stage, asked) in STAGES[language]
            enders = ["agency", *(BOTH if stage is Stage.DECLINED else ())]
            for said in subsets(asked):
                for ended_by in enders:
                    code = standing(stage, viewer, said, ended_by, asked)
                    assert code in WORDED[viewer][language], (stage, said, ended_by)


def test_a_support_body_that_stays_out_is_told_so_whatever_becomes_of_the_two():
    for stage in Stage:
        assert standing(stage, Side.SUPPORT, BOTH) == "not_taking_part"


def test_words_for_three_are_kept_and_words_for_two_are_kept_as_before():
    assert Why("a", "b").packed() == '{"firm": "a", "startup": "b"}'
    assert Why.unpacked('{"firm": "a", "startup": "b"}') == Why("a", "b", "")
    three = Why("a", "b", "c")
    assert Why.unpacked(three.packed()) == three
    assert set(json.loads(three.packed())) == {"firm", "startup", "support"}
    assert [three.for_side(side) for side in Side] == ["a", "b", "c"]
