"""Small conflicts in offices too large to search all sets: they are found by what touches one."""

import random

import pytest

from matcher.domain.plan import (
    ChallengeNeed,
    Conflict,
    ForbidCode,
    LimitKind,
    Limits,
    Marks,
    Option,
    Plan,
    Problem,
    StartupPlaces,
)
from matcher.ranking import assignment_conflicts
from matcher.ranking.assignment import solve
from matcher.ranking.assignment_model import model_of
from matcher.ranking.assignment_solving import FEW, Clock

TIGHT = 7
"""The firm of three challenges that has one place."""


def an_office(marks=None, officers=4, **limits):
    """Forty challenges that each need one, with forty options each; one firm has three of them."""
    chance = random.Random(5)
    firms = {1: TIGHT, 2: TIGHT, 3: TIGHT}
    startups = range(100, 400)
    return Problem(
        tuple(
            Option(challenge, startup, round(chance.uniform(0.1, 0.9), 3))
            for challenge in range(1, 41)
            for startup in chance.sample(startups, 40)
        ),
        tuple(
            ChallengeNeed(
                each, firm_id=firms.get(each, 10 + each), officer_id=1 + each % officers, least=1
            )
            for each in range(1, 41)
        ),
        tuple(StartupPlaces(each, places=2) for each in startups),
        Limits(**({"per_firm_of": {TIGHT: 1}} | limits)),
        marks or Marks(),
    )


def conflicting(problem):
    assert model_of(problem).width > FEW
    found = solve(problem)
    assert isinstance(found, Conflict)
    return found


def kinds(found):
    return sorted(each.kind for each in found.constraints)


def test_a_firm_that_cannot_serve_its_challenges_is_the_whole_conflict():
    found = conflicting(an_office())
    assert kinds(found) == [LimitKind.FIRM, LimitKind.LEAST, LimitKind.LEAST]
    (firm,) = (each for each in found.constraints if each.kind is LimitKind.FIRM)
    assert firm.firm_id == TIGHT
    assert {each.challenge_id for each in found.constraints if each.challenge_id} <= {1, 2, 3}


def test_a_wider_conflict_does_not_hide_a_smaller_one():
    wide = an_office(officers=1, per_officer_of={1: 21})
    assert len(assignment_conflicts.conflict_of(model_of(wide), Clock(60)).constraints) == 3


def test_the_search_by_parts_alone_finds_what_the_whole_would_hide(monkeypatch):
    wide = an_office(officers=1, per_officer_of={1: 21})
    system = assignment_conflicts._System.of(model_of(wide), Clock(60))
    assert len(system._irreducible()) == 3
    monkeypatch.setattr(assignment_conflicts, "conflicting_parts", lambda *_: [])
    assert len(system._irreducible()) > 3


def test_a_lock_that_is_forbidden_conflicts_with_itself():
    pair = an_office().options[200].pair
    marks = Marks(frozenset({pair}), {pair: ForbidCode.COMPETITOR})
    found = conflicting(an_office(marks, per_firm_of={}))
    assert kinds(found) == [LimitKind.FORBIDDEN, LimitKind.FORCED]


def test_an_officer_of_too_many_challenges_is_the_conflict():
    found = conflicting(an_office(per_firm_of={}, per_officer_of={1: 2}))
    assert kinds(found) == [*[LimitKind.LEAST] * 3, LimitKind.OFFICER]


@pytest.mark.parametrize("limits", [{"per_firm_of": {}}, {"per_firm_of": {TIGHT: 3}}])
def test_an_office_without_conflict_has_a_plan_and_no_conflicting_part(limits):
    problem = an_office(**limits)
    assert isinstance(solve(problem), Plan)
    rows = model_of(problem).rows
    assert assignment_conflicts.conflicting_parts(rows, Clock(60)) == []
