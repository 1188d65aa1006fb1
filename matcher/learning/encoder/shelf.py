"""Documents as vectors that stay as they are while the reading of needs is trained."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from matcher.domain.startup import startup_of_document
from matcher.retrieval.digest import as_read, digested, whole
from matcher.retrieval.embedding import Embedder, Progress
from matcher.retrieval.vocabulary import Vocabulary

if TYPE_CHECKING:
    from torch import Tensor

_NOTHING = -1e4


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """`passages` (p, d) are unit rows; passage i is of document `owners[i]`, owners ascend.

    `content` is a SHA-256 of the texts of the passages and of the encoder's name.
    """

    ids: tuple[str, ...]
    passages: NDArray[np.float32]
    owners: NDArray[np.int64]
    content: str = ""

    def likeness(self, queries: "Tensor") -> "Tensor":
        """Return (n, documents) cosines of unit rows (n, d) with each document's best passage."""
        import torch

        each = queries @ torch.from_numpy(self.passages).T
        if np.array_equal(self.owners, np.arange(len(self.ids))):
            return each
        owners = torch.from_numpy(self.owners).expand(len(queries), -1)
        empty = torch.full((len(queries), len(self.ids)), _NOTHING)
        return empty.scatter_reduce(1, owners, each, "amax")


def shelved(
    documents: Mapping[str, tuple[str, str]],
    embedder: Embedder,
    progress: Progress | None = None,
) -> Shelf:
    """Return the passages of documents (title, text), cut and embedded as the index does it.

    `progress` is told tokens done and to do, of passages that are not in the cache.
    """
    words, texts, owners = Vocabulary(), [], []
    for number, (name, (title, text)) in enumerate(documents.items()):
        startup = as_read(startup_of_document(name, title, text))
        (capability,) = startup.capabilities
        (read,) = digested(startup, embedder, words)
        said = whole(capability)
        texts += [said[span.start : span.end] for span in read.passages]
        owners += [number] * len(read.passages)
    content = hashlib.sha256(json.dumps([embedder.name, texts]).encode()).hexdigest()
    rows = embedder.passages(texts, progress=progress)
    return Shelf(tuple(documents), rows, np.array(owners, dtype=np.int64), content)
