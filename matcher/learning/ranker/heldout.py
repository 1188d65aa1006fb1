"""A version's figures on needs that it had not learned from, kept so that it can be challenged.

held_out.json: {"<set>": {"fingerprint": "…", "needs": {"<query>": [nDCG@10, the formula's]}}}
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matcher.errors import ModelRefused
from matcher.learning.comparison import Difference, paired_bootstrap
from matcher.learning.ranker.examples import Examples

FILE = "held_out.json"
_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class HeldOut:
    """nDCG@10 by (set fingerprint, query): of the version out of fold, and of the formula."""

    version: Mapping[tuple[str, str], float]
    cold_start: Mapping[tuple[str, str], float]


def held_out_text(
    examples: Examples,
    version: NDArray[np.float64],
    cold_start: NDArray[np.float64],
    fingerprints: Mapping[str, str],
) -> str:
    """Return what `read_held_out` reads, from nDCG@10 (needs,) with nan where nobody fits."""
    sets: dict[str, dict[str, list[float]]] = {}
    for need, ours, theirs in zip(examples.needs, version, cold_start, strict=True):
        if need.has_partner:
            pair = [round(float(ours), _DECIMALS), round(float(theirs), _DECIMALS)]
            sets.setdefault(need.set_name, {})[need.id] = pair
    lines = [
        f"{json.dumps(name)}: "
        + json.dumps({"fingerprint": fingerprints[name], "needs": needs}, ensure_ascii=False)
        for name, needs in sets.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def read_held_out(folder: Path) -> HeldOut:
    """Return a version's held-out figures, none where there is no file; ModelRefused if broken."""
    file = folder / FILE
    ours, theirs = {}, {}
    try:
        for told in json.loads(file.read_text(encoding="utf-8")).values():
            for query, (version, cold_start) in told["needs"].items():
                ours[str(told["fingerprint"]), query] = float(version)
                theirs[str(told["fingerprint"]), query] = float(cold_start)
    except FileNotFoundError:
        return HeldOut({}, {})
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
    ) as problem:
        raise ModelRefused(f"{file} cannot be read ({problem!r}). Restore it.") from problem
    return HeldOut(ours, theirs)


def compared(challenger: HeldOut, champion: HeldOut | None) -> tuple[Difference, int] | None:
    """Return challenger minus champion in nDCG@10, and on how many needs; None when on none.

    Both are measured out of fold, on the needs that they share: same set, same fingerprint of its
    files, same query. Without a champion, the cold-start formula on all of the challenger's needs.
    """
    others = challenger.cold_start if champion is None else champion.version
    shared = sorted(challenger.version.keys() & others.keys())
    if not shared:
        return None
    ours = np.array([challenger.version[each] for each in shared])
    theirs = np.array([others[each] for each in shared])
    return paired_bootstrap(ours, theirs), len(shared)
