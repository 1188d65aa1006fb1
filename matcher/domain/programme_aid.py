"""How much a programme could pay, with each step of the arithmetic as a value, in whole dirhams."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from matcher.domain.programme import AidTerms, Case, Condition, Programme
from matcher.domain.programme_facts import Fact


class Bound(StrEnum):
    """Why an amount is the most that could be had, not the amount itself."""

    RATE_NOT_STATED = "rate_not_stated"
    RATE_IS_A_MAXIMUM = "rate_is_a_maximum"
    CEILING_NOT_STATED = "ceiling_not_stated"
    USED_NOT_SAID = "used_not_said"


class Gap(StrEnum):
    """Why there is no amount."""

    MISSING_FACT = "missing_fact"
    UNVERIFIED = "unverified"
    PAST_REVIEW = "past_review"
    NOT_COVERED = "not_covered"


@dataclass(frozen=True, slots=True)
class Aid:
    """What could be had: min(rate × cost, ceiling − used), and how it was reckoned.

    `by_rate_dh` is rate × cost, rounded down; `room_dh` is what the ceiling leaves. `amount_dh` is
    None when `gap` says why. With `bounds`, the amount is the most that could be had.
    """

    terms: AidTerms | None
    cost_dh: int | None = None
    by_rate_dh: int | None = None
    ceiling_dh: int | None = None
    used_dh: int = 0
    room_dh: int | None = None
    amount_dh: int | None = None
    bounds: tuple[Bound, ...] = ()
    gap: Gap | None = None
    missing: tuple[Fact, ...] = ()


IsMet = Callable[[Condition, Case, date], tuple[bool | None, tuple[Fact, ...]]]
"""Whether a condition is met (None: cannot be known), and the facts to ask for."""


def aid_for(programme: Programme, case: Case, today: date, is_met: IsMet) -> Aid | None:
    """Return the aid of the first terms that fit the case; None where a programme pays nothing."""
    if not programme.aid:
        return None
    for terms in programme.aid:
        answers = [is_met(condition, case, today) for condition in terms.when]
        if any(met is False for met, _ in answers):
            continue
        missing = tuple(
            dict.fromkeys(fact for met, facts in answers if met is None for fact in facts)
        )
        if missing:
            return Aid(terms, gap=Gap.MISSING_FACT, missing=missing)
        return _reckoned(programme.id, terms, case, today)
    return Aid(None, gap=Gap.NOT_COVERED, missing=(Fact.PROJECT_PURPOSE,))


def _reckoned(programme_id: str, terms: AidTerms, case: Case, today: date) -> Aid:
    if today > terms.review_by:
        return Aid(terms, gap=Gap.PAST_REVIEW, missing=(Fact.PROGRAMME_REVIEW,))
    if terms.is_unverified:
        return Aid(terms, gap=Gap.UNVERIFIED, missing=(Fact.PROGRAMME_AMOUNT,))
    known = case.number(Fact.PROJECT_COST)
    cost = None if known is None else known.exact
    if cost is None:
        return Aid(terms, gap=Gap.MISSING_FACT, missing=(Fact.PROJECT_COST,))
    return _summed(terms, int(cost), case.used_dh.get(programme_id))


def _summed(terms: AidTerms, cost: int, used: int | None) -> Aid:
    by_rate = None if terms.rate_pct is None else cost * terms.rate_pct // 100
    ceiling = terms.ceiling_dh
    if ceiling is None and terms.is_rate_a_maximum:
        ceiling = by_rate
    room = None if ceiling is None else max(0, ceiling - (used or 0))
    most = cost if by_rate is None else by_rate
    return Aid(
        terms,
        cost_dh=cost,
        by_rate_dh=by_rate,
        ceiling_dh=ceiling,
        used_dh=used or 0,
        room_dh=room,
        amount_dh=most if room is None else min(most, room),
        bounds=_bounds(terms, used),
        missing=(Fact.USED,) if used is None else (),
    )


def _bounds(terms: AidTerms, used: int | None) -> tuple[Bound, ...]:
    reasons = {
        Bound.RATE_NOT_STATED: terms.rate_pct is None,
        Bound.RATE_IS_A_MAXIMUM: terms.is_rate_a_maximum,
        Bound.CEILING_NOT_STATED: terms.ceiling_dh is None and not terms.is_rate_a_maximum,
        Bound.USED_NOT_SAID: used is None,
    }
    return tuple(reason for reason, holds in reasons.items() if holds)
