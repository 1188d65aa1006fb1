"""Are the chances true: of the pairs told at 30 %, would a curator keep three in ten."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.engines import Asked
from matcher.learning.ranker.reliability import reliability
from matcher.ranking.calibration import WIDEST, shown

TOP = 10
DEPTH = 200

Floats = NDArray[np.float64]


def measure(sets: Sequence[Asked]) -> dict[str, Any] | None:
    """Return calibration error, Brier score, reliability and widths over the first ten places.

    A pair is kept when its judged gain is 1 or more. None when the model has no calibration.
    """
    rows, kept, needs = [], [], []
    for asked in sets:
        matcher = asked.engine.matcher()
        for challenge in asked.challenges:
            ranking = matcher.rank(challenge, depth=DEPTH)
            if ranking.chances is None:
                return None
            partners = asked.relevant(challenge.id)
            first = ranking.order[:TOP]
            rows.append(ranking.chances[first])
            kept += [ranking.startup_ids[int(row)] in partners for row in first]
            needs += [challenge.id] * len(first)
    return figures(np.concatenate(rows), kept, needs)


def figures(chances: Floats, kept: Sequence[bool], needs: Sequence[str]) -> dict[str, Any]:
    """Return the figures of m pairs: `chances` (m, 3) with their intervals, and who was kept.

    `needs` names the need of each pair: intervals draw whole needs again. `too_wide` counts chances
    that are shown as a number although they are not sure enough.
    """
    widths = chances[:, 2] - chances[:, 1]
    as_number = np.array([shown(row) is not None for row in chances])
    found = reliability(chances[:, 0], np.array(kept, dtype=np.bool_), np.array(needs))
    return found.as_json() | {
        "width_median": float(np.median(widths)),
        "width_p90": float(np.quantile(widths, 0.9)),
        "numbers": float(as_number.mean()),
        "too_wide": int((widths[as_number] > WIDEST).sum()),
    }
