"""Text to vectors: the Embedder protocol, and the one that the settings name."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matcher.retrieval.chosen_encoder import EMBEDDED, ChosenEncoder
from matcher.retrieval.encoder_model import Kind
from matcher.retrieval.right_of_way import RightOfWay
from matcher.retrieval.token_batches import token_batches
from matcher.retrieval.vector_cache import Key, VectorCache, key_of
from matcher.settings import Settings
from matcher.text.normalise import clean
from matcher.text.segments import passages as split_into_passages

Progress = Callable[[int, int], None]
"""Told (done, total) now and then, in units that are even over time (tokens here)."""

_TOKENS_A_TEXT = 128
"""Tokens in a batch for each text of `batch_size`: about the best on processors."""
_TOKENS_A_BATCH = 64
"""Tokens that take as long as a batch takes to begin, measured on two cores."""
_TOKENS_WHILE_OTHERS_ASK = 256
"""Tokens in a batch of one who gives way: about a tenth of a second of a processor's time."""
_ACCELERATOR_SHARE = 16
_READ_AT_A_TIME = 5_000
_KEEP_EVERY_TOKENS = 20_000
"""Vectors are stored after this many tokens: seconds of work, so little is lost to a kill."""


class Embedder(Protocol):
    """Turns texts into unit vectors, queries and passages each in their own way."""

    @property
    def name(self) -> str:
        """Stable identity of the weights, tokenizer and prompts; not of the precision."""

    @property
    def query_name(self) -> str:
        """Stable identity of how queries are read: `name`, and the adapter when there is one."""

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""

    @property
    def max_tokens(self) -> int:
        """Tokens of a text that are read at once, after prompts and special tokens."""

    @property
    def is_trained_for_needs(self) -> bool:
        """Whether it was trained to bring needs close to startups: vectors are then not centred."""

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit rows, shape (len(texts), dimension), not centred."""

    def passages(
        self, texts: Sequence[str], *, progress: Progress | None = None
    ) -> NDArray[np.float32]:
        """Return unit rows, shape (len(texts), dimension), not centred."""

    def count_tokens(self, text: str) -> int:
        """Return the tokens of a text alone, without prompt and special tokens."""

    def check(self) -> None:
        """Raise EncoderUnavailable when what is read with cannot be had, vectors kept or not."""


def load_embedder(settings: Settings) -> Embedder:
    """Return the embedder that the settings name, with its cache under `settings.var`.

    Costs nothing until it is used, and texts that were embedded before never load the model.
    Its methods raise EncoderUnavailable when the encoder cannot be had.
    """
    return CachedEmbedder(settings)


class CachedEmbedder:
    """The chosen encoder behind its cache. Safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._chosen = ChosenEncoder(settings)
        self._caches: dict[Kind, VectorCache] = {}
        self._way: RightOfWay | None = None

    @property
    def name(self) -> str:
        """Stable identity of the weights, tokenizer and prompts; not of the precision."""
        return self._chosen.facts().name

    @property
    def query_name(self) -> str:
        """Stable identity of how queries are read: `name`, and the adapter when there is one."""
        adapter = self._chosen.adapter()
        return f"{self.name}+{adapter.label}" if adapter else self.name

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return self._chosen.facts().dimension

    @property
    def max_tokens(self) -> int:
        """Tokens of a text that are read at once, after prompts and special tokens."""
        return self._chosen.facts().max_tokens

    @property
    def is_trained_for_needs(self) -> bool:
        """Whether it was trained to bring needs close to startups: vectors are then not centred."""
        return self._settings.encoder == EMBEDDED

    def count_tokens(self, text: str) -> int:
        """Return the tokens of a text alone, without prompt and special tokens."""
        return self._chosen.lengths([_readable(text)])[0] - self._chosen.lengths([""])[0]

    def give_way(self, way: RightOfWay) -> None:
        """Read in small batches from now on, and wait before each while somebody holds the way."""
        self._way = way

    def load(self) -> None:
        """Load the encoder, whatever vectors are kept; nothing is added to them."""
        self._chosen.load()

    def check(self) -> None:
        """Raise EncoderUnavailable when what is read with cannot be had, vectors kept or not."""
        self._chosen.folder()
        adapter = self._chosen.adapter()
        if adapter is not None:
            adapter.maps()

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit rows, shape (len(texts), dimension), not centred."""
        return self._vectors(texts, "query", None)

    def passages(
        self, texts: Sequence[str], *, progress: Progress | None = None
    ) -> NDArray[np.float32]:
        """Return unit rows, shape (len(texts), dimension), not centred.

        `progress` is told the tokens done and the tokens to do, of texts not known before.
        """
        return self._vectors(texts, "passage", progress)

    def forget_passages(self, texts: Sequence[str]) -> None:
        """Drop the vectors of passages that nothing holds any more from the cache."""
        self._opened_cache("passage").forget([key_of("passage", text) for text in texts])

    def forget_queries(self) -> None:
        """Drop the vectors of all needs from the cache: those still asked are worked out again."""
        self._opened_cache("query").clear()

    def _vectors(
        self, texts: Sequence[str], kind: Kind, progress: Progress | None
    ) -> NDArray[np.float32]:
        adapter = self._chosen.adapter() if kind == "query" else None
        read_as = f"{kind} {adapter.label}" if adapter else kind
        keys = [key_of(read_as, text) for text in texts]
        text_of = dict(zip(keys, texts, strict=True))
        row_of = {key: row for row, key in enumerate(text_of)}
        cache = self._opened_cache(kind)
        matrix = np.empty((len(text_of), self.dimension), dtype=np.float32)
        missing = _fill(matrix, row_of, cache)
        if missing:
            run = _Run(self._chosen, cache, kind, self._settings, self._way)
            for key, vector in run.embed({key: text_of[key] for key in missing}, progress):
                matrix[row_of[key]] = vector
        if len(row_of) == len(keys):
            return matrix
        return matrix[[row_of[key] for key in keys]]

    def _opened_cache(self, kind: Kind) -> VectorCache:
        """Return the cache of needs or that of passages; needs have a file that can be dropped."""
        if kind not in self._caches:
            folder: Path = self._settings.var / "vectors"
            name = f"{self.name}.needs" if kind == "query" else self.name
            self._caches[kind] = VectorCache(folder, name, self.dimension)
        return self._caches[kind]


def _fill(matrix: NDArray[np.float32], row_of: Mapping[Key, int], cache: VectorCache) -> list[Key]:
    """Write what the cache knows into its rows; return the keys that it does not know."""
    missing: list[Key] = []
    keys = list(row_of)
    for start in range(0, len(keys), _READ_AT_A_TIME):
        part = keys[start : start + _READ_AT_A_TIME]
        known = cache.read(part)
        for key in part:
            if key in known:
                matrix[row_of[key]] = known[key]
            else:
                missing.append(key)
    return missing


class _Run:
    """Embeds texts that are not in the cache, storing them as they are done."""

    def __init__(
        self,
        chosen: ChosenEncoder,
        cache: VectorCache,
        kind: Kind,
        settings: Settings,
        way: RightOfWay | None,
    ) -> None:
        self._chosen = chosen
        self._cache = cache
        self._kind: Kind = kind
        self._settings = settings
        self._way = way
        self._prompt = chosen.facts().prompt(kind)
        self._sums: dict[Key, NDArray[np.float32]] = {}
        self._parts_left: dict[Key, int] = {}
        self._unsaved: dict[Key, NDArray[np.float32]] = {}

    def embed(
        self, texts: Mapping[Key, str], progress: Progress | None
    ) -> Iterator[tuple[Key, NDArray[np.float32]]]:
        """Yield the vector of each text as it is stored, in no particular order."""
        owners, parts, lengths = self._split(texts)
        total, done, saved = sum(lengths), 0, 0
        for batch in token_batches(
            lengths,
            budget=self._budget(),
            most=self._most(),
            overhead=_TOKENS_A_BATCH * self._share() if self._chosen.pads() else self._budget(),
        ):
            self._take(batch, owners, parts, lengths)
            done += sum(lengths[place] for place in batch)
            if done == total or done - saved >= _KEEP_EVERY_TOKENS:
                yield from self._saved()
                saved = done
            if progress is not None:
                progress(done, total)

    def _take(
        self, batch: Sequence[int], owners: list[Key], parts: list[str], lengths: list[int]
    ) -> None:
        """Encode one batch; when that is interrupted, store what is finished first."""
        try:
            if self._way is not None:
                self._way.give()
            rows = self._chosen.encode([parts[place] for place in batch], self._kind)
        except BaseException:
            self._cache.write(self._unsaved)
            raise
        for place, row in zip(batch, rows, strict=True):
            self._add(owners[place], row, lengths[place])

    def _split(self, texts: Mapping[Key, str]) -> tuple[list[Key], list[str], list[int]]:
        """Return every part to embed with the text that it is of and its tokens."""
        owners: list[Key] = []
        parts: list[str] = []
        whole = [_readable(text) for text in texts.values()]
        lengths = self._lengths(whole)
        part_lengths: list[int] = []
        limit = self._chosen.facts().max_length
        for key, text, length in zip(texts, whole, lengths, strict=True):
            pieces = [text] if length <= limit else self._pieces(text, limit)
            owners += [key] * len(pieces)
            parts += pieces
            part_lengths += [length] if len(pieces) == 1 else self._lengths(pieces)
            self._parts_left[key] = len(pieces)
        return owners, parts, part_lengths

    def _pieces(self, text: str, limit: int) -> list[str]:
        spans = split_into_passages(
            text, max_tokens=limit, count_tokens=lambda piece: self._lengths([piece])[0]
        )
        return [text[span.start : span.end] for span in spans] or [""]

    def _lengths(self, texts: Iterable[str]) -> list[int]:
        return self._chosen.lengths([self._prompt + text for text in texts])

    def _add(self, key: Key, row: NDArray[np.float32], length: int) -> None:
        """Add one part; a text is the mean of its parts, weighted by their lengths."""
        self._sums[key] = self._sums.get(key, np.zeros_like(row)) + row * np.float32(length)
        self._parts_left[key] -= 1
        if self._parts_left[key] == 0:
            total = self._sums.pop(key)
            norm = np.linalg.norm(total)
            self._unsaved[key] = (total / norm if norm > 0 else row).astype(np.float32)

    def _saved(self) -> Iterator[tuple[Key, NDArray[np.float32]]]:
        """Store the finished vectors, then yield them."""
        finished, self._unsaved = self._unsaved, {}
        self._cache.write(finished)
        yield from finished.items()

    def _budget(self) -> int:
        most = self._settings.batch_size * _TOKENS_A_TEXT * self._share()
        gives_way = self._way is not None and not self._chosen.is_on_accelerator()
        return min(most, _TOKENS_WHILE_OTHERS_ASK) if gives_way else most

    def _most(self) -> int:
        return 4 * self._settings.batch_size * self._share()

    def _share(self) -> int:
        return _ACCELERATOR_SHARE if self._chosen.is_on_accelerator() else 1


def _readable(text: str) -> str:
    """Return the text without invisible characters, and with lone surrogates replaced."""
    return clean(text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
