"""What one match takes, beside the same match by the formula that needs no training."""

from typing import Any

import numpy as np

from benchmarks.engines import Asked
from benchmarks.timing import Spent, race

ROUNDS = 3


def measure(asked: Asked) -> dict[str, Any]:
    """Return median and p95 milliseconds of a match, warm, for the product and for the formula.

    Both are asked the same needs in turn, on the same index, with the needs embedded before; of
    the rounds, the best of each call counts.
    """
    product, formula = asked.engine.matcher(), asked.engine.cold_start()
    systems = (product.match, formula.match)
    for match in systems:
        for challenge in asked.challenges:
            match(challenge)
    spent = race(systems, asked.challenges, rounds=ROUNDS)
    return {
        "startups": len(asked.engine.index),
        "passerelle": _figures(spent[0]),
        "formula": _figures(spent[1]),
    }


def _figures(spent: Spent) -> dict[str, float]:
    calls = spent.best().wall[0]
    return {"median": float(np.median(calls)), "p95": float(np.quantile(calls, 0.95))}
