"""Rates that add up to a common maximum: which of them a case has, which it may have."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from matcher.domain.programme import AidTerms, Bonus, BonusStep, Case, Condition
from matcher.domain.programme_facts import Fact

IsMet = Callable[[Condition, Case, date], tuple[bool | None, tuple[Fact, ...]]]
"""Whether a condition is met (None: cannot be known), and the facts to ask for."""


@dataclass(frozen=True, slots=True)
class BonusRate:
    """What one bonus gives a case: a rate that is certain, and the most that it may be.

    `most_pct` None: no source confirms the rate. `missing` names what would settle it.
    """

    bonus: Bonus
    least_pct: int
    most_pct: int | None
    missing: tuple[Fact, ...] = ()

    @property
    def is_certain(self) -> bool:
        """Whether the rate is one number."""
        return self.least_pct == self.most_pct


@dataclass(frozen=True, slots=True)
class Summed:
    """The bonuses of a case, one by one, and together within their common maximum."""

    rates: tuple[BonusRate, ...]
    least_pct: int
    most_pct: int
    is_cut: bool

    @property
    def missing(self) -> tuple[Fact, ...]:
        """The facts to ask for before the sum is one number, each once."""
        return tuple(dict.fromkeys(fact for each in self.rates for fact in each.missing))


def summed(terms: AidTerms, case: Case, today: date, is_met: IsMet) -> Summed:
    """Return what the bonuses of these terms give a case; `is_cut`: the maximum holds them back."""
    rates = tuple(_rate(bonus, case, today, is_met) for bonus in terms.bonuses)
    most = terms.rate_pct or 0
    known = [each.most_pct for each in rates if each.most_pct is not None]
    may_be = sum(known) if len(known) == len(rates) else most + 1
    return Summed(
        rates=rates,
        least_pct=min(most, sum(each.least_pct for each in rates)),
        most_pct=min(most, may_be),
        is_cut=may_be > most,
    )


def _rate(bonus: Bonus, case: Case, today: date, is_met: IsMet) -> BonusRate:
    """Return what the first step that is met gives; steps that may be met leave both ends open."""
    may_be: list[BonusStep] = []
    missing: list[Fact] = []
    for step in bonus.steps:
        answers = [is_met(condition, case, today) for condition in step.when]
        if any(met is False for met, _ in answers):
            continue
        may_be.append(step)
        if all(met for met, _ in answers):
            return _from(bonus, may_be, missing, is_certain=True)
        missing.extend(fact for met, facts in answers if met is None for fact in facts)
    return _from(bonus, may_be, missing, is_certain=False)


def _from(
    bonus: Bonus, steps: list[BonusStep], missing: list[Fact], *, is_certain: bool
) -> BonusRate:
    if any(step.rate_pct is None for step in steps):
        asked = (*missing, Fact.PROGRAMME_AMOUNT) if is_certain else tuple(missing)
        return BonusRate(bonus, 0, None, tuple(dict.fromkeys(asked)))
    ends = [(step.least_pct or step.rate_pct or 0, step.rate_pct or 0) for step in steps]
    least = min((low for low, _ in ends), default=0) if is_certain else 0
    most = max((high for _, high in ends), default=0)
    asked = (*missing, Fact.PROGRAMME_DETAIL) if is_certain and least < most else tuple(missing)
    return BonusRate(bonus, least, most, tuple(dict.fromkeys(asked)))
