"""Encoding beside plain sentence-transformers: the same model, precision and texts.

Ours is the product's own path: cleaning, cutting what is too long, batches by tokens, and keeping
every vector on disk, into a cache that is emptied before each round. Plain is `encode` with the
passage prompt and its default batch size. Both take turns in every round.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.timing import Spent, race
from matcher.reference import sample_startups_path
from matcher.retrieval.conversion import converted_encoder, read_source
from matcher.retrieval.embedding import Embedder, load_embedder
from matcher.retrieval.encoder_model import arithmetic, best_device
from matcher.settings import PROJECT_ROOT, Settings, settings

TEXTS, ROUNDS = 100, 4
WARMING = 16


@dataclass(frozen=True)
class Kind:
    """Texts of one kind: milliseconds of ours and plain in each round, and how alike they are."""

    name: str
    texts: int
    ours: Spent
    plain: Spent
    least_cosine: float
    """The lowest cosine, over the texts, of our vector with that of float32 arithmetic."""

    @property
    def ratio(self) -> float:
        """Our throughput over theirs, by processor time: the median over the rounds."""
        return float(np.median(self.plain.processor / self.ours.processor))

    @property
    def wall_ratio(self) -> float:
        """Our throughput over theirs, by the clock on the wall: the median over the rounds."""
        return float(np.median(self.plain.wall / self.ours.wall))


def encoder_folder() -> Path:
    """Return the folder of the embedded encoder, converted when it was not yet."""
    return converted_encoder(
        read_source(PROJECT_ROOT / "models" / "embedding.toml"), settings().var
    )


def encoder_name(scratch: Path) -> str:
    """Return the name under which an index of the embedded encoder is kept."""
    return load_embedder(own_settings(scratch)).name


def own_settings(scratch: Path) -> Settings:
    """Return settings for the embedded encoder that keep what is derived in a scratch folder."""
    return Settings(encoder=str(encoder_folder()), var=scratch)


def measure(scratch: Path, *, texts: int = TEXTS, rounds: int = ROUNDS) -> tuple[Kind, ...]:
    """Time both on mixed lengths and on like lengths."""
    chosen = own_settings(scratch)
    ours = load_embedder(chosen)
    # Ours is loaded first, because how threads wait is settled when torch is first imported.
    ours.queries(["?"])
    plain = _plain(encoder_folder())
    exact = load_embedder(chosen.model_copy(update={"precision": "float32", "var": scratch / "32"}))
    mixed, like = _samples(texts)
    return (
        _raced("mixed lengths", mixed, (ours, plain, exact), scratch, rounds),
        _raced("like lengths", like, (ours, plain, exact), scratch, rounds),
    )


def _raced(
    name: str, texts: list[str], models: tuple[Embedder, Any, Embedder], scratch: Path, rounds: int
) -> Kind:
    ours, plain, exact = models
    prompt = plain.prompts["passage"]

    def by_us(some: Sequence[str]) -> NDArray[np.float32]:
        return ours.passages(some)

    def plainly(some: Sequence[str]) -> NDArray[np.float32]:
        rows: NDArray[np.float32] = plain.encode(
            list(some), prompt=prompt, normalize_embeddings=True, show_progress_bar=False
        )
        return rows

    for warm in (by_us, plainly):
        warm(texts[:WARMING])
    rows = []
    for _ in range(rounds):
        _forget(scratch)
        rows.append(race([by_us, plainly], [texts], rounds=1))
    by_ours, by_plain = (
        Spent(
            np.concatenate([row[number].wall for row in rows]),
            np.concatenate([row[number].processor for row in rows]),
        )
        for number in range(2)
    )
    cosines = np.vecdot(by_us(texts), exact.passages(texts))
    return Kind(name, len(texts), by_ours, by_plain, float(cosines.min()))


def _plain(folder: Path) -> Any:
    """Return the model as sentence-transformers loads it, in the precision that ours takes."""
    from sentence_transformers import SentenceTransformer

    device = best_device()
    dtype = arithmetic(settings().precision, device)
    return SentenceTransformer(
        str(folder), device=device, local_files_only=True, model_kwargs={"dtype": dtype}
    )


def _samples(count: int) -> tuple[list[str], list[str]]:
    """Return capability texts as they come, and the like cut to 60 words each; all differ."""
    chance = np.random.default_rng(5)
    lines = sample_startups_path().read_text(encoding="utf-8").rstrip("\n").split("\n")
    texts = sorted({json.loads(line)["text"] for line in lines})
    mixed = [texts[place] for place in chance.permutation(len(texts))[:count]]
    words = " ".join(texts[place] for place in chance.permutation(len(texts))[: 2 * count]).split()
    like = [" ".join(words[start : start + 60]) for start in range(0, 60 * count, 60)]
    return mixed, [text for text in like if text]


def _forget(scratch: Path) -> None:
    for path in (scratch / "vectors").glob("*"):
        path.unlink()
