"""How much a programme could pay, with each step of the arithmetic as a value, in whole dirhams."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from matcher.domain.programme import AidTerms, Case, Programme
from matcher.domain.programme_bonuses import BonusRate, IsMet, Summed, summed
from matcher.domain.programme_facts import Fact


class Bound(StrEnum):
    """Why an amount is the most that could be had, not the amount itself."""

    RATE_NOT_STATED = "rate_not_stated"
    RATE_IS_A_MAXIMUM = "rate_is_a_maximum"
    BONUS_NOT_CERTAIN = "bonus_not_certain"
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

    `rate_pct` is the rate that counts: that of the terms, or what the `bonuses` may give together.
    `by_rate_dh` is rate × cost, rounded down; `room_dh` is what the ceiling leaves. `amount_dh` is
    None when `gap` says why. With `bounds`, the amount is the most that could be had; `least_dh` is
    what the bonuses that are certain give, None without bonuses or when what was used was not said.
    """

    terms: AidTerms | None
    cost_dh: int | None = None
    rate_pct: int | None = None
    by_rate_dh: int | None = None
    ceiling_dh: int | None = None
    used_dh: int = 0
    room_dh: int | None = None
    amount_dh: int | None = None
    bounds: tuple[Bound, ...] = ()
    gap: Gap | None = None
    missing: tuple[Fact, ...] = ()
    bonuses: tuple[BonusRate, ...] = ()
    least_dh: int | None = None


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
        return _reckoned(programme.id, terms, case, today, is_met)
    return Aid(None, gap=Gap.NOT_COVERED, missing=(Fact.PROJECT_PURPOSE,))


def _reckoned(programme_id: str, terms: AidTerms, case: Case, today: date, is_met: IsMet) -> Aid:
    if today > terms.review_by:
        return Aid(terms, gap=Gap.PAST_REVIEW, missing=(Fact.PROGRAMME_REVIEW,))
    if terms.is_unverified:
        return Aid(terms, gap=Gap.UNVERIFIED, missing=(Fact.PROGRAMME_AMOUNT,))
    known = case.number(Fact.PROJECT_COST)
    cost = None if known is None else known.exact
    if cost is None:
        return Aid(terms, gap=Gap.MISSING_FACT, missing=(Fact.PROJECT_COST,))
    sum_of = summed(terms, case, today, is_met) if terms.bonuses else None
    return _of_cost(terms, int(cost), case.used_dh.get(programme_id), sum_of)


def _of_cost(terms: AidTerms, cost: int, used: int | None, sum_of: Summed | None) -> Aid:
    rate = terms.rate_pct if sum_of is None else sum_of.most_pct
    by_rate = None if rate is None else cost * rate // 100
    ceiling = terms.ceiling_dh
    if ceiling is None and terms.is_rate_a_maximum:
        ceiling = by_rate
    room = None if ceiling is None else max(0, ceiling - (used or 0))
    most = cost if by_rate is None else by_rate
    amount = most if room is None else min(most, room)
    asked = (*(sum_of.missing if sum_of else ()), *((Fact.USED,) if used is None else ()))
    return Aid(
        terms,
        cost_dh=cost,
        rate_pct=rate,
        by_rate_dh=by_rate,
        ceiling_dh=ceiling,
        used_dh=used or 0,
        room_dh=room,
        amount_dh=amount,
        bounds=_bounds(terms, used, sum_of),
        missing=asked,
        bonuses=sum_of.rates if sum_of else (),
        least_dh=_least(terms, cost, used, amount, sum_of),
    )


def _least(
    terms: AidTerms, cost: int, used: int | None, amount: int, sum_of: Summed | None
) -> int | None:
    """Return what the bonuses that are certain leave to be had; None when that cannot be told.

    What was used counts against the ceiling: the one that is stated, else what the rate gives.
    """
    if sum_of is None or used is None:
        return None
    by_rate = cost * sum_of.least_pct // 100
    return min(amount, by_rate if terms.ceiling_dh is not None else max(0, by_rate - used))


def _bounds(terms: AidTerms, used: int | None, sum_of: Summed | None) -> tuple[Bound, ...]:
    is_open = sum_of is not None and sum_of.least_pct < sum_of.most_pct
    is_cut = terms.is_rate_a_maximum and (sum_of is None or (sum_of.is_cut and is_open))
    reasons = {
        Bound.RATE_NOT_STATED: terms.rate_pct is None,
        Bound.RATE_IS_A_MAXIMUM: is_cut,
        Bound.BONUS_NOT_CERTAIN: is_open,
        Bound.CEILING_NOT_STATED: terms.ceiling_dh is None and not terms.is_rate_a_maximum,
        Bound.USED_NOT_SAID: used is None,
    }
    return tuple(reason for reason, holds in reasons.items() if holds)
