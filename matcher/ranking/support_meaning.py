"""How near a challenge is, by meaning, to needs that call for a support body."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher import reference
from matcher.ranking.support_learned import RoutingModel, read_routing
from matcher.retrieval.embedding import Embedder
from matcher.settings import settings

NEAREST: Final = 3
"""A need is compared with so many of each kind of prototype: the nearest."""

READINGS: Final = 2
"""The first rows of a need are the whole and what is sought; its requirements follow."""

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Margins:
    """By how much (a difference of cosines) asks are nearer than needs that only resemble them.

    `asks` and `firms` are the margins of each requirement; `branches` says how near the need is to
    what each centre's branch makes; `readings` and `model` are there where a model was learned.
    """

    centre: float
    cluster: float
    asks: tuple[float, ...] = ()
    firms: tuple[float, ...] = ()
    branches: Mapping[str, float] = field(default_factory=dict)
    readings: Vectors | None = None
    model: RoutingModel | None = None


@dataclass(frozen=True, slots=True)
class Prototypes:
    """The prototypes of one language, centred, as unit rows; `mean` is what was taken off."""

    mean: Vectors
    asks: Vectors
    not_asks: Vectors
    firms: Vectors
    not_firms: Vectors

    branches: Mapping[str, Vectors] = field(default_factory=dict)
    model: RoutingModel | None = None

    def margins(self, needs: Vectors) -> Margins:
        """Return the margins of a need, given in its readings, then its requirements.

        Rows are unit rows, not centred. The reading that speaks most clearly for a body counts.
        """
        rows = _unit(needs - self.mean)
        centre = _near(rows, self.asks) - _near(rows, self.not_asks)
        cluster = _near(rows, self.firms) - _near(rows, self.not_firms)
        readings = rows[:READINGS]
        middle = _unit(readings.sum(axis=0, keepdims=True))[0]
        return Margins(
            float(centre[:READINGS].max()),
            float(cluster[:READINGS].max()),
            tuple(map(float, centre[READINGS:])),
            tuple(map(float, cluster[READINGS:])),
            {key: float((texts @ middle).max()) for key, texts in self.branches.items()},
            readings,
            self.model,
        )


def prototypes(embedder: Embedder, language: str) -> Prototypes:
    """Return the prototypes of a language (fr, ar, en) as this embedder reads them.

    The needs of data/centring stand for those that call for no support body. It costs the embedding
    of a hundred sentences, most of which the embedder's cache has: ask once for each language.
    """
    background = embedder.queries(reference.centring_texts(language))
    mean = background.mean(axis=0)

    def rows(*names: str) -> Vectors:
        texts = [text for name in names for text in reference.support_prototypes(name, language)]
        return _unit(embedder.queries(texts) - mean)

    plain, passing = _unit(background - mean), rows("passing")
    return Prototypes(
        mean=mean,
        asks=rows("asks"),
        not_asks=np.vstack([passing, plain]),
        firms=rows("several_firms"),
        not_firms=np.vstack([rows("one_firm"), passing, plain]),
        branches={
            key: _unit(embedder.queries(texts) - mean)
            for key, texts in reference.support_branches(language).items()
        },
        model=read_routing(settings().home, embedder.query_name),
    )


def _near(rows: Vectors, several: Vectors) -> Vectors:
    """Return the mean cosine of each row with the nearest of several."""
    cosines = np.sort(rows @ several.T, axis=1)[:, -NEAREST:]
    return np.asarray(cosines.mean(axis=1), dtype=np.float32)


def _unit(rows: Vectors | Sequence[Vectors]) -> Vectors:
    table = np.asarray(rows, dtype=np.float32)
    lengths = np.linalg.norm(table, axis=1, keepdims=True)
    return np.asarray(table / np.maximum(lengths, np.float32(1e-12)), dtype=np.float32)
