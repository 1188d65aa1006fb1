"""What the place kept for a young startup costs, and what it gives.

    python -m benchmarks.young_place [--choose]

No judged set says when a startup was founded, so youth is drawn: 15 % and 30 % of all startups, 20
draws each. Every need is ranked once; each draw then makes its first five and its first ten with
the place and without it. The loss is of nDCG at 5 and at 10, its 95 % interval from drawing the
needs again. --choose measures a grid of bounds on the ranker's training needs (data/training), and
names the largest one whose interval ends at 0.005 of nDCG@5 or below; without it
the bound that serves is measured on needs that taught nothing: maroc_* and, with PASSERELLE_JUDGED
set to a folder of judged sets, the test part of OTHERS.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.engines import Asked, Engines
from benchmarks.judged import MAROC, ROOT, JudgedSet, judged_sets, named
from matcher import assembly
from matcher.domain.challenge import Challenge
from matcher.engine import CANDIDATES
from matcher.learning.comparison import Difference, paired_bootstrap
from matcher.ranking.champion import champion
from matcher.ranking.scorer import COLD_START_MODEL
from matcher.ranking.shortlist import (
    FIRST,
    MOST_LOST,
    Ranked,
    fields_served,
    fields_sought,
    keep_a_young_place,
    shortlist,
)
from matcher.settings import settings

SHARES = (0.15, 0.30)
DRAWS = 20
DEPTHS = (5, 10)
GRID = (0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.20, 1.0)
MOST = 0.005
"""The nDCG@5 that may be lost."""
TAUGHT = tuple(f"{kind}_{language}" for kind in ("open", "held") for language in ("fr", "ar", "en"))
OTHERS = ("services_fr", "ilab_fr_hard")


@dataclass(frozen=True)
class Need:
    """A need as it was ranked: its lists without the place by length, and gains by startup."""

    ranked: Ranked
    ids: tuple[str, ...]
    plain: Mapping[int, tuple[tuple[int, ...], int | None]]
    gains: Mapping[str, float]


@dataclass(frozen=True)
class Cost:
    """What a bound costs at one share of young startups, and what it gives.

    `used` is in how many lists the place is kept; `before` and `after` are the shares of the first
    five places that young startups hold.
    """

    bound: float
    share: float
    lost: Mapping[int, Difference]
    used: float
    before: float
    after: float


def main(arguments: list[str]) -> int:
    """Measure, print the table, and return the exit code."""
    if arguments not in ([], ["--choose"]):
        print(__doc__)
        return 2
    engines = Engines(assembly.embedder(), champion(settings().home) or COLD_START_MODEL)
    print("set                needs  bound  young  lost nDCG@5 (95 %)          "
          "lost nDCG@10 (95 %)         used  held before  after")  # fmt: skip
    if arguments:
        needs = [need for judged in _taught() for need in read(engines.ask(judged))]
        found = [cost(needs, bound, share) for bound in GRID for share in SHARES]
        _print("training", len(needs), found)
        print(f"The largest bound within {MOST}: {chosen(found)}")
        return 0
    parts = {each.name: list(read(engines.ask(each))) for each in never_taught()}
    job = [need for name, needs in parts.items() if name.endswith(MAROC) for need in needs]
    for name, needs in (*parts.items(), ("maroc_* together", job)):
        _print(name, len(needs), [cost(needs, MOST_LOST, share) for share in SHARES])
    return 0


def read(asked: Asked) -> Iterator[Need]:
    """Yield the needs of a set that have a relevant startup, ranked once."""
    matcher = asked.engine.matcher()
    for challenge in asked.challenges:
        gains = asked.qrels.get(challenge.id, {})
        if asked.relevant(challenge.id):
            ranking = matcher.rank(challenge, depth=CANDIDATES)
            ranked = Ranked.of(ranking)
            yield Need(
                ranked,
                ranking.startup_ids,
                _plain(asked, challenge, ranked, ranking.startup_ids),
                gains,
            )


def _plain(
    asked: Asked, challenge: Challenge, ranked: Ranked, ids: Sequence[str]
) -> dict[int, tuple[tuple[int, ...], int | None]]:
    sought = fields_sought(challenge.facts, challenge.text)
    return {
        depth: shortlist(
            ranked, sought, lambda row: fields_served(asked.engine.index.startup(ids[row])), depth
        )
        for depth in DEPTHS
    }


def cost(needs: Sequence[Need], bound: float, share: float) -> Cost:
    """Return what a bound costs over all draws of so large a share of young startups."""
    lost = {depth: np.zeros((2, len(needs))) for depth in DEPTHS}
    used, before, after, places = 0, 0, 0, 0
    for draw in range(DRAWS):
        young = _drawn((each for need in needs for each in need.ids), share, draw)
        for number, need in enumerate(needs):
            is_young = [each in young for each in need.ids]
            for depth in DEPTHS:
                rows, far = need.plain[depth]
                kept, row = keep_a_young_place(
                    need.ranked, rows, far, is_young.__getitem__, most_lost=bound
                )
                lost[depth][0, number] += ndcg(need, rows, depth) / DRAWS
                lost[depth][1, number] += ndcg(need, kept, depth) / DRAWS
                if depth == FIRST:
                    used += row is not None
                    before += sum(is_young[each] for each in rows)
                    after += sum(is_young[each] for each in kept)
                    places += len(rows)
    return Cost(
        bound,
        share,
        {depth: paired_bootstrap(*lost[depth]) for depth in DEPTHS},
        used / (len(needs) * DRAWS),
        before / places,
        after / places,
    )


def ndcg(need: Need, rows: Sequence[int], depth: int) -> float:
    """Return nDCG of the first `depth` of a list: linear gains, as docs/evaluation.md has it."""
    gains = [max(0.0, need.gains.get(need.ids[row], 0.0)) for row in rows[:depth]]
    ideal = sorted((max(0.0, gain) for gain in need.gains.values()), reverse=True)[:depth]
    return _discounted(np.array(gains)) / _discounted(np.array(ideal))


def chosen(found: Iterable[Cost]) -> float | None:
    """Return the largest bound that loses at most MOST of nDCG@5 at every share; None for none."""
    too_much = {each.bound for each in found if each.lost[FIRST].high > MOST}
    return max((each.bound for each in found if each.bound not in too_much), default=None)


def _discounted(gains: NDArray[np.float64]) -> float:
    return float((gains / np.log2(np.arange(2, len(gains) + 2))).sum())


def _drawn(ids: Iterable[str], share: float, draw: int) -> frozenset[str]:
    """Return the young ones of a draw; a startup keeps its age whatever the need."""
    known = np.array(sorted(set(ids)))
    return frozenset(known[np.random.default_rng(draw).random(len(known)) < share].tolist())


def _taught() -> list[JudgedSet]:
    found = []
    for name in TAUGHT:
        folder = ROOT / "data" / "training" / "graded" / name
        lines = (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()
        ids = tuple(str(json.loads(line)["_id"]) for line in lines)
        found.append(JudgedSet(name, folder, ids, len(ids)))
    return found


def never_taught() -> list[JudgedSet]:
    """Return the sets whose needs taught nothing."""
    sets = judged_sets()
    job = [found for name in MAROC if (found := named(sets, f"shipped/{name}")) is not None]
    return [*job, *(sets[name] for name in OTHERS if name in sets)]


def _print(name: str, needs: int, found: Iterable[Cost]) -> None:
    for each in found:
        lost = "  ".join(
            f"{one.delta:.4f} ({one.low:+.4f} to {one.high:+.4f})" for one in each.lost.values()
        )
        print(
            f"{name:18} {needs:5}  {each.bound:5.2f}  {each.share:5.0%}  {lost}  "
            f"{each.used:5.1%}  {each.before:11.1%}  {each.after:5.1%}",
            flush=True,
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
