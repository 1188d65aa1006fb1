"""How far a batch is from what it should be: the contrastive loss."""

from typing import TYPE_CHECKING

from matcher.learning.encoder.batches import Batch

if TYPE_CHECKING:
    from torch import Tensor

TEMPERATURE = 0.02
_NEVER = -1e4


def contrastive_loss(queries: "Tensor", documents: "Tensor", batch: Batch) -> "Tensor":
    """Return the cross-entropy of finding document i from query i among all documents.

    Rows are unit vectors; cosines are divided by 0.02. In a mutual batch it is averaged with the
    cross-entropy of finding query i from document i (InfoNCE both ways). Masked pairs do not count.
    """
    import torch
    from torch.nn.functional import cross_entropy

    likeness = queries @ documents.T / TEMPERATURE
    likeness = likeness.masked_fill(torch.tensor(batch.masked), _NEVER)
    own = torch.arange(len(queries))
    found = cross_entropy(likeness, own)
    return (found + cross_entropy(likeness.T, own)) / 2 if batch.is_mutual else found
