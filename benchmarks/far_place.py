"""What the place kept for another field costs, and how often it is kept.

    python -m benchmarks.far_place

The needs of maroc_* (and, with PASSERELLE_JUDGED set, those of `young_place.OTHERS`) are ranked
once, as `young_place` ranks them. Their lists of 40, as the application keeps them, are made with
the place on the first page, with the place at the end of the list, and without it. The loss is of
nDCG at 5 and at 10 against no place; its 95 % interval comes from drawing the needs again.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.engines import Asked, Engines
from benchmarks.judged import MAROC
from benchmarks.young_place import DEPTHS, Need, ndcg, never_taught
from matcher import assembly
from matcher.engine import CANDIDATES
from matcher.learning.comparison import paired_bootstrap
from matcher.ranking.champion import champion
from matcher.ranking.scorer import COLD_START_MODEL
from matcher.ranking.shortlist import PAGE, Ranked, fields_served, fields_sought, shortlist
from matcher.settings import settings

KEPT = 40
"""The startups that a run of the application keeps."""


@dataclass(frozen=True)
class Lists:
    """A need, its plain list, and those with the place on the first page and at the end."""

    need: Need
    plain: tuple[int, ...]
    first_page: tuple[tuple[int, ...], int | None]
    at_the_end: tuple[tuple[int, ...], int | None]


def main(arguments: list[str]) -> int:
    """Measure, print the table, and return the exit code."""
    if arguments:
        print(__doc__)
        return 2
    engines = Engines(assembly.embedder(), champion(settings().home) or COLD_START_MODEL)
    parts = {each.name: read(engines.ask(each)) for each in never_taught()}
    job = [each for name, found in parts.items() if name.endswith(MAROC) for each in found]
    for name, found in (*parts.items(), ("maroc_* together", job)):
        _print(name, found)
    return 0


def read(asked: Asked) -> list[Lists]:
    """Return the lists of the needs of a set that have a relevant startup."""
    matcher, found = asked.engine.matcher(), []
    for challenge in asked.challenges:
        if not asked.relevant(challenge.id):
            continue
        ranking = matcher.rank(challenge, depth=CANDIDATES)
        ranked, ids = Ranked.of(ranking), ranking.startup_ids
        sought = fields_sought(challenge.facts, challenge.text)
        fields = [fields_served(asked.engine.index.startup(each)) for each in ids]
        pages = [
            shortlist(ranked, sought, fields.__getitem__, KEPT, page=page) for page in (PAGE, KEPT)
        ]
        need = Need(ranked, ids, {}, asked.qrels.get(challenge.id, {}))
        found.append(Lists(need, tuple(ranked.order[:KEPT]), *pages))
    return found


def _print(name: str, found: Sequence[Lists]) -> None:
    lost = []
    for depth in DEPTHS:
        plain = np.array([ndcg(each.need, each.plain, depth) for each in found])
        kept = np.array([ndcg(each.need, each.first_page[0], depth) for each in found])
        one = paired_bootstrap(plain, kept)
        lost.append(f"@{depth} {one.delta:.4f} ({one.low:+.4f} to {one.high:+.4f})")
    first = np.mean([each.first_page[1] is not None for each in found])
    end = np.mean([each.at_the_end[1] is not None for each in found])
    print(
        f"{name:18} {len(found):4} needs  lost {'  '.join(lost)}  "
        f"place kept: first page {first:.1%}, end of {KEPT} {end:.1%}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
