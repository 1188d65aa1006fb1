"""What it costs to include something: the problem solved again with it in."""

from dataclasses import replace

import numpy as np
from scipy import sparse

from matcher.domain.plan import LeftOut, LeftOutKind, Marks
from matcher.ranking.assignment_model import UNIT, Model, Rows
from matcher.ranking.assignment_solving import Clock
from matcher.ranking.assignment_stages import Found, Mask, most_successes

_EACH = 20.0
"""The seconds that one cost may take; each that is begun is exact."""


def priced(
    model: Model,
    available: Mask,
    plans: tuple[Found, Found],
    left_out: tuple[LeftOut, ...],
    seconds: float,
) -> tuple[LeftOut, ...]:
    """Return all that was left out, with costs as long as the time lasts: best chances first.

    `plans`: that of the most successes, from which costs are counted, and the one that leaves out.
    """
    clock = Clock(seconds)
    best, plan = plans
    made = list(left_out)
    for place in sorted(range(len(made)), key=lambda place: -made[place].chance):
        if clock.is_up:
            break
        left = made[place]
        members, least = _members(model, left, plan.chosen)
        freed, offered = _freed(model, left), _offered(available, members, left)
        cost = _price(freed, offered, best.gain, members, least)
        made[place] = replace(left, cost=cost, is_possible=cost is not None)
    return tuple(made)


def price(model: Model, available: Mask, gain: float, left: LeftOut, chosen: Mask) -> float | None:
    """Return what it costs to include one thing, from the gain of the best plan; None: never."""
    members, least = _members(model, left, chosen)
    return _price(_freed(model, left), _offered(available, members, left), gain, members, least)


def _price(model: Model, available: Mask, gain: float, members: Mask, least: int) -> float | None:
    """Return the expected successes lost when at least so many members are in; None: never."""
    matrix = np.zeros((1, model.width))
    matrix[0, : model.size] = members
    row = Rows(sparse.csr_array(matrix), np.array([float(least)]), np.array([np.inf]), (None,))
    found = most_successes(model, available, Clock(_EACH), row)
    return None if found is None else (gain - found.gain) / UNIT


def _freed(model: Model, left: LeftOut) -> Model:
    """Return the model without the mark that forbids a pair."""
    marks = model.problem.marks
    pair = left.challenge_id, left.startup_id
    if left.kind is not LeftOutKind.PAIR or pair not in marks.forbidden:
        return model
    forbidden = {each: code for each, code in marks.forbidden.items() if each != pair}
    return replace(model, problem=replace(model.problem, marks=Marks(marks.forced, forbidden)))


def _offered(available: Mask, members: Mask, left: LeftOut) -> Mask:
    """Return what may be chosen: no lot withholds the pair that is asked about."""
    return available | members if left.kind is LeftOutKind.PAIR else available


def _members(model: Model, left: LeftOut, chosen: Mask) -> tuple[Mask, int]:
    """Return the options that would include what was left out, and how many of them must be in."""
    challenges = np.array([each.challenge_id for each in model.options])
    startups = np.array([each.startup_id for each in model.options])
    if left.kind is LeftOutKind.CHALLENGE:
        own = challenges == left.challenge_id
        return own, int((own & chosen).sum()) + 1
    if left.kind is LeftOutKind.NEWCOMER:
        return startups == left.startup_id, 1
    return (challenges == left.challenge_id) & (startups == left.startup_id), 1
