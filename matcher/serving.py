"""The engine as it serves the application: one index for all, kept at what the database says."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from matcher import assembly
from matcher.domain.challenge import Challenge
from matcher.domain.startup import Startup
from matcher.engine import Matcher, text_of_need
from matcher.errors import EncoderUnavailable, SnapshotRefused
from matcher.ranking.by_words import NoMeanings, match_by_words
from matcher.ranking.model import RankerModel
from matcher.retrieval.building import passages_read, texts_read
from matcher.retrieval.embedding import Embedder, Progress
from matcher.retrieval.index import StartupIndex
from matcher.retrieval.right_of_way import RightOfWay
from matcher.retry_rest import RetryRest
from matcher.settings import Settings
from matcher.workflow.engine_gate import EngineAnswer

_log = logging.getLogger("passerelle.engine")
_FIRST = -1
MANY = 0.2
"""From this share of changed startups on, the index is built anew instead of added to."""


@runtime_checkable
class Loading(Protocol):
    """An embedder that is loaded when it is first used, or before."""

    def load(self) -> None:
        """Load it now."""


@runtime_checkable
class Forgetting(Protocol):
    """An embedder that can drop what it keeps on disk."""

    def forget_passages(self, texts: Sequence[str]) -> None:
        """Drop the vectors of these passages."""

    def forget_queries(self) -> None:
        """Drop the vectors of all needs."""


@runtime_checkable
class GivingWay(Protocol):
    """An embedder that can wait while somebody is answered."""

    def give_way(self, way: RightOfWay) -> None:
        """Wait from now on while somebody holds the way."""


class LiveEngine:
    """The engine over an index in a folder that several processes may open.

    Whoever changes the index writes into the folder, and the others see it at their next search.
    One that does not build leaves all changes to the others: a `refresh` only gives it the
    startups that it finds by words while there is no index.
    While the encoder cannot be used, startups are found by words. Safe to share between threads.
    """

    def __init__(
        self,
        folder: Path,
        embedder: Embedder,
        ranker: Callable[[], RankerModel],
        *,
        progress: Progress | None = None,
        builds: bool = True,
    ) -> None:
        self._folder, self._embedder, self._ranker = folder, embedder, ranker
        self.progress, self._builds = progress, builds
        self._changing = threading.RLock()
        self._number = _FIRST
        self._startups: list[Startup] = []
        self._taken: dict[str, Startup] = {}
        self._index: StartupIndex | None = None
        self._matcher: Matcher | None = None
        self._ranker_name = ""
        self._words: StartupIndex | None = None
        self._is_behind = False
        self._rest = RetryRest()

    def match(self, challenge: Challenge, *, top: int, warned: bool = True) -> EngineAnswer:
        """Return the best startups; by words alone while the encoder cannot be used.

        Without `warned` no warning about a startup's texts is looked for: that takes a while.
        Raises EmptyChallenge when there are no words at all.
        """
        try:
            return self._by_meaning(challenge, top, warned=warned)
        except EncoderUnavailable as problem:
            _log.warning("Matching by words alone: %s", problem.code)
        index = self._by_words()
        matches = match_by_words(index, challenge, top=top)
        return EngineAnswer(matches, self._snapshot(), "", "words", words_only=True)

    def load(self) -> None:
        """Load the encoder, so that nobody's question waits for it; takes some ten seconds."""
        if isinstance(self._embedder, Loading):
            self._embedder.load()

    def is_due(self, number: int) -> bool:
        """Whether the index may be older than this number of the database, or was changed."""
        was_changed = self._index is not None and self._index.is_behind()
        return number > self._number or self._is_behind or was_changed

    def refresh(self, read_startups: Callable[[], Sequence[Startup]], *, number: int) -> None:
        """Bring the index to the startups of the database, when it is older than this number.

        So is one whose files were put back, or damaged, by somebody else. What failed for want of
        the encoder is tried again after a rest, and at once for a new number.
        """
        if not self.is_due(number):
            return
        with self._changing:
            if not self.is_due(number) or (number <= self._number and not self._may_try_again()):
                return
            self._startups, self._words = list(read_startups()), None
            if not self._builds:
                self._number = number
                return
            began = self._rest.now()
            try:
                self._take_over(self._startups)
                self._is_behind = False
            except EncoderUnavailable as problem:
                self._rest.failed(began)
                _log.warning("The index stays as it was: %s", problem.code)
                self._is_behind = True
            self._number = number

    def vectors(
        self, startups: Sequence[Startup], challenges: Sequence[Challenge]
    ) -> NDArray[np.float32]:
        """Return a unit row for each startup, then for each challenge.

        They are made from the texts that were embedded to match them, so hardly any is read anew.
        Raises EncoderUnavailable while meanings cannot be compared.
        """
        texts = [passages_read(each, self._embedder) for each in startups]
        flat = [text for several in texts for text in several]
        passages = self._embedder.passages(flat, progress=self.progress)
        ends = np.cumsum([len(several) for several in texts], dtype=np.int64)
        rows = [
            passages[end - len(several) : end].mean(axis=0)
            for end, several in zip(ends, texts, strict=True)
        ]
        rows += list(self._embedder.queries([text_of_need(each) for each in challenges]))
        table = np.array(rows, dtype=np.float32).reshape(len(rows), self._embedder.dimension)
        lengths = np.linalg.norm(table, axis=1, keepdims=True)
        return np.asarray(table / np.maximum(lengths, np.float32(1e-12)), dtype=np.float32)

    def purge(self) -> None:
        """Leave nothing in any file of what is no longer indexed, nor of any need.

        Raises EncoderUnavailable when the index cannot be written anew at present.
        """
        with self._changing:
            if self._is_behind:
                raise EncoderUnavailable("The index is behind the database and cannot be purged.")
            if self._index is not None:
                self._index.purge(created=_now())
            if isinstance(self._embedder, Forgetting):
                self._embedder.forget_queries()

    def encoder_is_up(self) -> bool:
        """Whether meanings can be compared at present."""
        try:
            self._embedder.check()
        except EncoderUnavailable:
            return False
        return True

    def check(self, read_startups: Callable[[], Sequence[Startup]]) -> int:
        """Return how many startups the index held otherwise than the database, and mend it.

        All files are verified anew; a damaged index counts as one that holds nothing.
        """
        with self._changing:
            startups = list(read_startups())
            self._index = self._matcher = None
            try:
                index = StartupIndex.open(self._folder, self._embedder)
                changed, gone = _difference(index, startups, {})
                drift = len(changed) + len(gone)
            except SnapshotRefused:
                drift = len(startups)
            self._take_over(startups)
            return drift

    def _may_try_again(self) -> bool:
        return self._rest.is_over() and self.encoder_is_up()

    def _by_meaning(self, challenge: Challenge, top: int, *, warned: bool) -> EngineAnswer:
        matcher = self._matcher or self._opened()
        return EngineAnswer(
            matcher.match(challenge, top=top, warned=warned),
            self._snapshot(),
            self._embedder.query_name,
            self._ranker_name,
        )

    def _opened(self) -> Matcher:
        """Return the matcher of the index that is in the folder; EncoderUnavailable for none."""
        with self._changing:
            if self._matcher is None:
                try:
                    self._serve(StartupIndex.open(self._folder, self._embedder))
                except SnapshotRefused as problem:
                    raise EncoderUnavailable("There is no index of startups yet.") from problem
            assert self._matcher is not None  # noqa: S101 (served just now)
            return self._matcher

    def _take_over(self, startups: Sequence[Startup]) -> None:
        index, changed, gone = self._compared(startups)
        held = set(index.ids())
        left = [
            index.startup(name) for name in (*(each.id for each in changed), *gone) if name in held
        ]
        if len(changed) + len(gone) > MANY * max(len(startups), 1):
            index = self._built(startups)
        else:
            index.withdraw(gone)
            index.put(changed)
        self._forget(left, startups)
        self._serve(index)
        self._taken = {each.id: each for each in startups}

    def _compared(
        self, startups: Sequence[Startup]
    ) -> tuple[StartupIndex, list[Startup], list[str]]:
        """Return the index with what it should take over and lose; built anew when not sound."""
        try:
            index, taken = self._index, self._taken
            if index is None:
                index = StartupIndex.open(self._folder, self._embedder)
            elif index.needs_compaction:
                index.compact(created=_now())
            if index is not self._index or index.is_behind():
                taken = {}
            return (index, *_difference(index, startups, taken))
        except SnapshotRefused as problem:
            _log.warning("The index is built anew: %s", problem.code)
            return self._built(startups), [], []

    def _forget(self, left: Sequence[Startup], startups: Sequence[Startup]) -> None:
        """Drop the vectors of texts that startups had and no longer have."""
        if not left or not isinstance(self._embedder, Forgetting):
            return
        now = {each.id: each for each in startups}
        before = {text for each in left for text in texts_read(each, self._embedder)}
        after = {
            text
            for each in left
            if each.id in now
            for text in texts_read(now[each.id], self._embedder)
        }
        self._embedder.forget_passages(sorted(before - after))

    def _built(self, startups: Sequence[Startup]) -> StartupIndex:
        index = StartupIndex.build(startups, self._embedder, progress=self.progress)
        index.save(self._folder, created=_now())
        return index

    def _serve(self, index: StartupIndex) -> None:
        if index is self._index:
            return
        model = self._ranker()
        self._matcher = Matcher(self._embedder, index, model)
        self._index, self._ranker_name = index, model.version

    def _by_words(self) -> StartupIndex:
        with self._changing:
            if self._words is None:
                self._words = StartupIndex.build(self._startups, NoMeanings())
            return self._words

    def _snapshot(self) -> str:
        return str(self._number)


def engine_for(
    settings: Settings,
    *,
    progress: Progress | None = None,
    builds: bool = True,
    in_background: bool = False,
) -> LiveEngine:
    """Return the engine of this process; nothing is read or loaded before it is used.

    One in the background waits while another process of the same settings answers somebody.
    """
    embedder = assembly.embedder()
    if in_background and isinstance(embedder, GivingWay):
        embedder.give_way(RightOfWay(settings.var))
    folder = settings.var / "indexes" / "live"
    return LiveEngine(folder, embedder, assembly.ranker, progress=progress, builds=builds)


def _difference(
    index: StartupIndex, startups: Sequence[Startup], taken: Mapping[str, Startup]
) -> tuple[list[Startup], list[str]]:
    """Return the startups that the index does not hold as they are, and the ids it should lose.

    Those of `taken` that are given again, the very objects, are held as they are.
    """
    index.view()
    wanted = {each.id: each for each in startups}
    held = set(index.ids())
    changed = [
        each
        for each in startups
        if each.id not in held
        or (taken.get(each.id) is not each and index.startup(each.id) != each)
    ]
    return changed, sorted(held - wanted.keys())


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
