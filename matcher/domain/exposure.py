"""How evenly places are shared out among startups; pure arithmetic on counts."""

from collections.abc import Sequence
from enum import StrEnum

FEWEST_STARTUPS, FEWEST_PLACES = 10, 10
"""Among fewer startups, or of fewer places, evenness cannot be told."""
FEWEST_EXPECTED = 5
"""A group whose fair share is fewer places is too small to be compared."""
_CLEARLY_MORE, _CLEARLY_LESS = 1.25, 0.8
_DEVIATIONS = 2.0


class Standing(StrEnum):
    """How often a group is seen beside its share of the startups."""

    MORE = "more"
    AS_EXPECTED = "as_expected"
    LESS = "less"
    TOO_FEW = "too_few"


def gini(counts: Sequence[float]) -> float:
    """Return Gini's coefficient: 0 when all are seen as often, near 1 when one takes all.

    `counts` holds a number for everyone who could be seen: zeros count. With the n counts in
    ascending order x(1) … x(n),

        G = 2 · Σ i·x(i) / (n · Σ x(i)) - (n + 1) / n

    which is half the mean difference of two of them over their mean (Gini, "Variabilità e
    mutabilità", 1912; in this form: Damgaard and Weiner, Ecology 81, 2000). Its greatest value is
    (n - 1) / n, when one has everything; without counts, or when all are 0, it is 0.
    """
    whole, ordered = sum(counts), sorted(counts)
    if not whole:
        return 0.0
    weighted = sum(place * count for place, count in enumerate(ordered, start=1))
    return 2 * weighted / (len(ordered) * whole) - (len(ordered) + 1) / len(ordered)


def least_gini(startups: int, places: int) -> float:
    """Return the lowest Gini's coefficient that so many whole places can have among startups.

    With fewer places than startups somebody goes without, whatever is done: then it is
    1 - places / startups.
    """
    if not startups or not places:
        return 0.0
    each, more = divmod(places, startups)
    return gini([each] * (startups - more) + [each + 1] * more)


def avoidable(coefficient: float, startups: int, places: int) -> float:
    """Return how much of what is uneven could have been avoided: 0 nothing, 1 all of it.

    It is where the coefficient lies between the lowest that is possible and the greatest, when one
    startup has every place. 0 where the two are the same.
    """
    least = least_gini(startups, places)
    greatest = (startups - 1) / startups if startups else 0.0
    return max(coefficient - least, 0.0) / (greatest - least) if greatest > least else 0.0


def is_telling(startups: int, places: int) -> bool:
    """Whether there are enough startups and places for a coefficient to say something."""
    return startups >= FEWEST_STARTUPS and places >= FEWEST_PLACES


def standing(share: float, seen: int, places: int) -> Standing:
    """Return whether a group that is such a share of the startups is seen more or less often.

    Its fair share of the places is `share` of them. It is seen more (less) from a quarter more (a
    fifth less) on, when that is also two standard deviations of a binomial draw away: less could
    be chance. TOO_FEW where the fair share is below FEWEST_EXPECTED places.
    """
    expected = share * places
    if expected < FEWEST_EXPECTED:
        return Standing.TOO_FEW
    if abs(seen - expected) <= _DEVIATIONS * (expected * (1 - share)) ** 0.5:
        return Standing.AS_EXPECTED
    if seen >= _CLEARLY_MORE * expected:
        return Standing.MORE
    return Standing.LESS if seen <= _CLEARLY_LESS * expected else Standing.AS_EXPECTED
