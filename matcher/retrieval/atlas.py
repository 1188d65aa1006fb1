"""A map of startups and challenges: what is alike in meaning is near on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from matcher.errors import InvalidVectors

Places = NDArray[np.float32]
Vectors = NDArray[np.float32]

FEWEST_FOR_A_MEAN: Final = 20
"""A kind with fewer items is centred on the mean of all: its own would say too much of each."""
_FEWEST_TO_SPREAD: Final = 12
_COMPONENTS: Final = 40
_PERPLEXITY: Final = 30
_NEIGHBOURS: Final = 7
_SAME_PLACE: Final = 0.08
_SHARPNESS: Final = 8
_STEP_ASIDE: Final = 0.004
_MARGIN: Final = 0.02
_STEPS: Final = 750
_MOST_LAID_OUT: Final = 3_000
_ROWS_AT_ONCE: Final = 2_000


@dataclass(frozen=True, slots=True, eq=False)
class Atlas:
    """Items with their vectors, shape (n, d), less the mean of their kind, and places in [0, 1]².

    `means`, shape (kinds, d), are in the order of `kind_names`. Give it only what everybody who
    sees the map may read: a place tells what a text is about.
    """

    ids: tuple[str, ...]
    kinds: tuple[str, ...]
    vectors: Vectors
    places: Places
    kind_names: tuple[str, ...]
    means: Vectors

    @classmethod
    def drawn(
        cls, ids: Sequence[str], kinds: Sequence[str], vectors: Vectors, *, seed: int = 0
    ) -> Self:
        """Lay out items anew; the same items in the same order with one seed give the same map.

        `vectors` are unit rows, shape (n, d); the mean of each kind is taken out, so that startups
        and challenges mix by what they are about and not by how they are written. About 20 s for
        2,000 items on one core; of more than 3,000 an even share is laid out, and each of the
        others goes beside its nearest. InvalidVectors when the shapes do not fit or a number is not
        finite.
        """
        _require_fit(ids, kinds, vectors)
        names = tuple(sorted(set(kinds)))
        means = _means(vectors, kinds, names)
        levelled = _levelled(vectors, kinds, names, means)
        return cls(tuple(ids), tuple(kinds), levelled, _layout(levelled, seed), names, means)

    def with_more(self, ids: Sequence[str], kinds: Sequence[str], vectors: Vectors) -> "Atlas":
        """Return the atlas with more items, each beside its nearest ones; nothing else moves.

        An id that is on the map already is placed anew. Draw a new map when a tenth is new.
        """
        _require_fit(ids, kinds, vectors)
        rest = self.without(ids)
        if not len(rest.ids):
            return Atlas.drawn(ids, kinds, vectors)
        if not len(ids):
            return rest
        levelled = _levelled(vectors, kinds, self.kind_names, self.means)
        return Atlas(
            (*rest.ids, *ids),
            (*rest.kinds, *kinds),
            np.concatenate([rest.vectors, levelled]),
            np.concatenate([rest.places, _beside(levelled, rest.vectors, rest.places)]),
            self.kind_names,
            self.means,
        )

    def without(self, ids: Sequence[str]) -> "Atlas":
        """Return the atlas without these items; ids that are not on it are passed over."""
        gone = set(ids)
        kept = [row for row, name in enumerate(self.ids) if name not in gone]
        return Atlas(
            tuple(self.ids[row] for row in kept),
            tuple(self.kinds[row] for row in kept),
            self.vectors[kept],
            self.places[kept],
            self.kind_names,
            self.means,
        )

    def trustworthiness(self, *, neighbours: int = 10) -> float:
        """Return how far neighbours on the map are neighbours in meaning: 1 is always, 0.5 chance.

        The measure of Venna and Kaski (2001); 1 when there are too few items to tell.
        """
        if len(self.ids) <= 2 * neighbours:
            return 1.0
        from sklearn.manifold import trustworthiness

        return float(
            trustworthiness(self.vectors, self.places, n_neighbors=neighbours, metric="cosine")
        )

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return everything as named arrays, for `numpy.savez`; vectors in half precision."""
        return {
            "ids": np.array(self.ids, dtype=np.str_),
            "kinds": np.array(self.kinds, dtype=np.str_),
            "vectors": self.vectors.astype(np.float16),
            "places": self.places,
            "kind_names": np.array(self.kind_names, dtype=np.str_),
            "means": self.means,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Return what `to_arrays` was called on; KeyError when the arrays are not of one."""
        return cls(
            tuple(str(name) for name in arrays["ids"]),
            tuple(str(kind) for kind in arrays["kinds"]),
            arrays["vectors"].astype(np.float32),
            arrays["places"].astype(np.float32),
            tuple(str(kind) for kind in arrays["kind_names"]),
            arrays["means"].astype(np.float32),
        )


def _require_fit(ids: Sequence[str], kinds: Sequence[str], vectors: Vectors) -> None:
    if vectors.ndim != 2 or not len(ids) == len(kinds) == len(vectors):
        raise InvalidVectors(
            f"A map needs one id, one kind and one row for each item, not {len(ids)}, "
            f"{len(kinds)} and the shape {vectors.shape}."
        )
    if len(set(ids)) != len(ids):
        raise InvalidVectors("An id stands twice among the items of a map; give each item once.")
    if not np.isfinite(vectors).all():
        raise InvalidVectors("A vector for the map holds NaN or infinity; embed the text again.")


def _means(vectors: Vectors, kinds: Sequence[str], names: Sequence[str]) -> Vectors:
    """Return the mean vector of each kind, of all items where a kind has too few."""
    of_all = vectors.mean(axis=0) if len(vectors) else np.zeros(vectors.shape[1])
    given = np.array(kinds, dtype=np.str_)
    rows = [vectors[given == name] for name in names]
    means = [kind.mean(axis=0) if len(kind) >= FEWEST_FOR_A_MEAN else of_all for kind in rows]
    return np.array(means, dtype=np.float32).reshape(len(names), vectors.shape[1])


def _levelled(
    vectors: Vectors, kinds: Sequence[str], names: Sequence[str], means: Vectors
) -> Vectors:
    """Return unit rows less the mean of their kind; a kind never seen is only brought to length."""
    place = {name: row for row, name in enumerate(names)}
    less = vectors.astype(np.float32, copy=True)
    for row, kind in enumerate(kinds):
        if kind in place:
            less[row] -= means[place[kind]]
    return _unit(less)


def _unit(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Vectors = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 1e-6)
    return unit


def _layout(vectors: Vectors, seed: int) -> Places:
    """Return places of unit rows: few by their main directions, many by t-SNE started there."""
    if len(vectors) == 0:
        return np.zeros((0, 2), dtype=np.float32)
    if len(vectors) > _MOST_LAID_OUT:
        return _layout_of_a_share(vectors, seed)
    components = _main_directions(vectors)
    if len(vectors) < _FEWEST_TO_SPREAD:
        return _in_the_square(components[:, :2])
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    start = components[:, :2] / max(float(components[:, 0].std()), 1e-9) * 1e-4
    model = TSNE(
        perplexity=min(_PERPLEXITY, (len(vectors) - 1) / 3),
        init=start.astype(np.float32),
        max_iter=_STEPS,
        random_state=seed,
        n_jobs=1,
    )
    with threadpool_limits(limits=1):  # sums in one order: the same map every time
        return _in_the_square(model.fit_transform(_unit(components)))


def _layout_of_a_share(vectors: Vectors, seed: int) -> Places:
    """Return places of many rows: t-SNE of all would hold up the worker for minutes."""
    every = np.arange(len(vectors))
    share = np.linspace(0, len(vectors) - 1, _MOST_LAID_OUT).astype(np.intp)
    places = np.empty((len(vectors), 2), dtype=np.float32)
    places[share] = _layout(vectors[share], seed)
    others = np.setdiff1d(every, share)
    for part in np.array_split(others, -(-len(others) // _ROWS_AT_ONCE)):
        places[part] = _beside(vectors[part], vectors[share], places[share])
    return places


def _main_directions(vectors: Vectors) -> Vectors:
    """Return the principal components, shape (n, 2 to 40), each with a settled sign."""
    from threadpoolctl import threadpool_limits

    centred = (vectors - vectors.mean(axis=0)).astype(np.float64)
    with threadpool_limits(limits=1):
        _, directions = np.linalg.eigh(centred.T @ centred)
        directions = directions[:, ::-1][:, :_COMPONENTS]
        largest = np.abs(directions).argmax(axis=0)
        directions = directions * np.sign(directions[largest, np.arange(directions.shape[1])])
        components = centred @ directions
    missing = max(0, 2 - components.shape[1])
    return np.pad(components, ((0, 0), (0, missing))).astype(np.float32)


def _in_the_square(places: NDArray[Any]) -> Places:
    """Return places stretched to [0, 1]² with a small margin; a flat side stays in the middle."""
    low, span = places.min(axis=0), np.ptp(places, axis=0)
    scaled = np.divide(places - low, span, out=np.full(places.shape, 0.5), where=span > 1e-9)
    return np.asarray(_MARGIN + scaled * (1 - 2 * _MARGIN), dtype=np.float32)


def _beside(new: Vectors, vectors: Vectors, places: Places) -> Places:
    """Return a place for each new row among the placed ones.

    It is the mean of the nearest ones that lie together around the best supported of them: the
    mean of all would fall into the void between two neighbourhoods.
    """
    cosines = new @ vectors.T
    count = min(_NEIGHBOURS, len(vectors))
    nearest = np.argsort(-cosines, axis=1, kind="stable")[:, :count]
    found = np.empty((len(new), 2), dtype=np.float32)
    for row, rows in enumerate(nearest):
        weights = np.exp(_SHARPNESS * cosines[row, rows])
        around = places[rows]
        apart = np.linalg.norm(around[:, None] - around[None], axis=2)
        together = apart <= _SAME_PLACE
        main = int((together @ weights).argmax())
        chosen = together[main]
        middle = np.average(around[chosen], axis=0, weights=weights[chosen])
        # A step aside, told by the vector itself, so that marks do not cover each other.
        turn = np.float32(np.abs(new[row]).argmax())
        found[row] = middle + _STEP_ASIDE * np.array([np.cos(turn), np.sin(turn)])
    return np.clip(found, 0, 1)
