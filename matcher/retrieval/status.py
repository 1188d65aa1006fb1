"""How much an index holds, and whether it should be compacted."""

from dataclasses import dataclass

import numpy as np

from matcher.retrieval.view import View

COMPACT_SHARE = 0.05
COMPACT_CAPABILITIES = 2_000


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """What an index holds now; `changed` counts capabilities that came or went since it was built.

    `created` is when the snapshot was made, as its maker said; "" for an index in memory.
    """

    encoder: str
    dimension: int
    startups: int
    capabilities: int
    passages: int
    sentences: int
    changed: int
    needs_compaction: bool
    created: str


def needs_compaction(view: View) -> bool:
    """Return whether more than 5 % of the capabilities, or 2,000, came or went."""
    total = view.base.segment.rows.capabilities
    return view.changed > min(COMPACT_CAPABILITIES, COMPACT_SHARE * total)


def status_of(view: View, *, encoder: str, created: str) -> IndexStatus:
    """Count what can be found."""
    recent = view.recent.rows
    parts = (
        (view.base.segment.rows, view.delta.standing),
        (recent, np.ones(len(recent), dtype=np.bool_)),
    )
    return IndexStatus(
        encoder=encoder,
        dimension=view.base.dimension,
        startups=len(view),
        capabilities=sum(rows.capabilities_of(mask) for rows, mask in parts),
        passages=sum(int(np.diff(rows.passages_of)[mask].sum()) for rows, mask in parts),
        sentences=sum(int(np.diff(rows.sentences_of)[mask].sum()) for rows, mask in parts),
        changed=view.changed,
        needs_compaction=needs_compaction(view),
        created=created,
    )
