"""Parts of a problem that conflict by themselves: what touches one firm, officer, startup, pair."""

from collections.abc import Iterator

import numpy as np
from scipy import sparse

from matcher.domain.plan import LimitKind
from matcher.errors import NoPlanInTime
from matcher.ranking.assignment_model import Places, Rows
from matcher.ranking.assignment_solving import FEW, WHOLE, Clock, Programme, minimised

MOST_PARTS = 8
"""So many conflicting parts are looked at, those of the fewest rows first."""
_AROUND = frozenset(
    {
        LimitKind.STARTUP,
        LimitKind.FIRM,
        LimitKind.OFFICER,
        LimitKind.MOST,
        LimitKind.LEAST,
        LimitKind.FORCED,
    }
)


def conflicting_parts(rows: Rows, clock: Clock) -> list[list[int]]:
    """Return sets of named rows that conflict by themselves; fewer or none when the time is up.

    A part is all that limits or asks for the pairs of one row. What asks for other pairs as well
    is left out, and pairs elsewhere can be 0, so a part that conflicts does so whatever they are.
    """
    found: list[list[int]] = []
    try:
        for part, columns in sorted(_parts(rows), key=lambda each: len(each[0])):
            if len(found) == MOST_PARTS or clock.is_up:
                break
            if not _is_feasible(rows, part, columns, clock):
                found.append(part.tolist())
    except NoPlanInTime:
        return found
    return found


def _parts(rows: Rows) -> Iterator[tuple[Places, Places]]:
    """Yield the rows and the columns of each part that asks for something."""
    matrix = rows.matrix
    by_column = sparse.csr_array(matrix.T)
    sizes = np.diff(matrix.indptr)
    asks = rows.low > 0
    is_named = np.array([ref is not None for ref in rows.refs], np.bool_)
    for row, ref in enumerate(rows.refs):
        if ref is None or ref.kind not in _AROUND or sizes[row] > FEW:
            continue
        columns = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
        touched = by_column[columns].indices
        near, counts = np.unique(np.concatenate([[row], touched]), return_counts=True)
        counts = counts - (near == row)
        part = near[is_named[near] & (~asks[near] | (counts == sizes[near]))].astype(np.int64)
        if asks[part].any():
            yield part, columns.astype(np.int64)


def _is_feasible(rows: Rows, part: Places, columns: Places, clock: Clock) -> bool:
    if (rows.low[part] > np.diff(rows.matrix.indptr)[part]).any():
        return False
    matrix = sparse.csr_array(rows.matrix[part][:, columns])
    if (matrix.sum(axis=1) <= rows.high[part] + WHOLE).all():
        return True
    width = len(columns)
    refs = tuple(rows.refs[row] for row in part.tolist())
    programme = Programme(
        np.zeros(width),
        Rows(matrix, rows.low[part], rows.high[part], refs),
        np.zeros(width),
        np.ones(width),
        np.ones(width, np.bool_),
    )
    return minimised(programme, clock) is not None
