"""The arithmetic of an aid in sentences: rate × cost, bonus by bonus, the ceiling, what was used."""

from collections.abc import Iterator

from matcher.domain.programme_aid import Aid, Bound
from matcher.domain.programme_bonuses import BonusRate
from matcher.wording.programmes import BONUSES, SENTENCES, amount

MONEY = {"fr": "{amount} DH", "ar": "{amount} درهم", "en": "DH {amount}"}
"""Language → how an amount in dirhams is written."""


def money(language: str, number: int) -> str:
    """Return an amount in dirhams, as the language writes it."""
    return MONEY[language].format(amount=amount(language, number))


def sums_of(language: str, aid: Aid) -> Iterator[str]:
    """Yield each step by which an amount was reckoned; nothing where there is no amount."""
    words, terms = SENTENCES[language], aid.terms
    if terms is None or aid.cost_dh is None:
        return
    for each in aid.bonuses:
        yield _bonus(language, each, aid.cost_dh)
    if aid.by_rate_dh is not None:
        yield words["all_bonuses" if aid.bonuses else "by_rate"].format(
            rate=aid.rate_pct,
            cost=amount(language, aid.cost_dh),
            by_rate=amount(language, aid.by_rate_dh),
            most=terms.rate_pct,
        )
    yield from _room(language, aid)
    if aid.least_dh is not None and aid.least_dh != aid.amount_dh:
        yield words["least"].format(least=amount(language, aid.least_dh))
    if terms.is_repayable:
        yield words["repayable"]


def _room(language: str, aid: Aid) -> Iterator[str]:
    """Yield what the ceiling leaves; of bonuses alone, only where something was received."""
    if aid.terms is None or aid.ceiling_dh is None or aid.room_dh is None:
        return
    words, ceiling = SENTENCES[language], amount(language, aid.ceiling_dh)
    is_a_sum = aid.terms.ceiling_dh is None
    if is_a_sum and not aid.used_dh:
        return
    if Bound.USED_NOT_SAID not in aid.bounds:
        used, room = (amount(language, each) for each in (aid.used_dh, aid.room_dh))
        yield words["room_of_bonuses" if is_a_sum else "room"].format(
            ceiling=ceiling, used=used, room=room
        )
    elif not is_a_sum:
        yield words["room_unsaid"].format(ceiling=ceiling)


def _bonus(language: str, each: BonusRate, cost: int) -> str:
    words, name = SENTENCES[language], BONUSES[language][each.bonus.id]
    if each.most_pct is None:
        return words["bonus_unverified"].format(bonus=name)
    if each.most_pct == 0:
        return words["bonus_none"].format(bonus=name)
    kind = "bonus" if each.is_certain else "bonus_between" if each.least_pct else "bonus_if"
    return words[kind].format(
        bonus=name,
        least=each.least_pct,
        rate=each.most_pct,
        cost=amount(language, cost),
        by_rate=amount(language, cost * each.most_pct // 100),
    )
