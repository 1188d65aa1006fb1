"""The index of all startups: a frozen snapshot, plus the few changes since, searched as one."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matcher.domain.match import Candidate
from matcher.domain.startup import Startup
from matcher.errors import SnapshotRefused
from matcher.retrieval.attachment import Attachment, net_effect
from matcher.retrieval.building import build_base
from matcher.retrieval.centring import Centring
from matcher.retrieval.delta import Delta, make_entries
from matcher.retrieval.embedding import Embedder
from matcher.retrieval.filters import Canonical, Filters
from matcher.retrieval.journal import Change
from matcher.retrieval.place import only_writer, remove_older
from matcher.retrieval.probes import Probe
from matcher.retrieval.search import search
from matcher.retrieval.sentences import SentenceBatch, sentences
from matcher.retrieval.signals import signals
from matcher.retrieval.status import IndexStatus, needs_compaction, status_of
from matcher.retrieval.view import View
from matcher.retrieval.vocabulary import Vocabulary

__all__ = ["Candidate", "Filters", "IndexStatus", "Probe", "SentenceBatch", "StartupIndex"]

_EVERYTHING = Filters()


class StartupIndex:
    """Startups that can be searched, added to and taken from.

    A change is visible to the next search of this index, and to the next search of every other one
    that was opened from the same folder. Means, idf and covariance stay those of the snapshot until
    `compact`. Safe to share between threads: every call works on one moment of the index, and
    `view` gives that moment for several calls.
    """

    def __init__(self, view: View, embedder: Embedder, canonical: Canonical) -> None:
        self._view = view
        self._embedder = embedder
        self._canonical = canonical
        self._attachment: Attachment | None = None
        self._changing = threading.RLock()

    @classmethod
    def build(
        cls,
        startups: Iterable[Startup],
        embedder: Embedder,
        *,
        canonical: Canonical | None = None,
        centring: Centring | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Self:
        """Index startups in memory; `progress` is told texts embedded and texts in all.

        The centring is fitted on these startups unless one is given. RepeatedStartup when two
        startups have one id.
        """
        spelling = canonical or Canonical()
        base = build_base(startups, embedder, spelling, centring=centring, progress=progress)
        return cls(View(base, Delta.none(base), spelling), embedder, spelling)

    @classmethod
    def open(
        cls,
        folder: Path,
        embedder: Embedder,
        *,
        canonical: Canonical | None = None,
        verify: bool = True,
    ) -> Self:
        """Open the index that was saved in a folder, with every change since.

        `verify` compares the checksums of all files (about a second for 100,000 capabilities);
        without it only sizes and counts are compared.

        Raises:
            SnapshotRefused: there is none, it is damaged, or another encoder or version made it.

        """
        spelling = canonical or Canonical()
        attachment, base = Attachment.open(folder, embedder, verify=verify)
        index = cls(View(base, Delta.none(base), spelling), embedder, spelling)
        index._attachment = attachment
        index._catch_up()
        return index

    def save(self, folder: Path, *, created: str = "") -> None:
        """Write everything into a folder as its new snapshot, and stay attached to the folder.

        The folder holds the old index or the new one at every moment. `created` is the time to
        note. What changed since this index's own snapshot is compacted first.

        Raises:
            IndexBusy: another process is writing there and does not finish within seconds.

        """
        with self._changing, only_writer(folder):
            if self._attachment is not None and self._attachment.folder == folder:
                self._catch_up()
            if self._view.is_changed:
                self._view = self._rebuilt()
            self._publish(folder, created)

    def compact(
        self, *, created: str = "", progress: Callable[[int, int], None] | None = None
    ) -> None:
        """Build the snapshot anew from what the index holds now, in its folder if it has one.

        Means, idf and covariance are worked out afresh; searches go on meanwhile. IndexBusy when
        another process keeps writing.
        """
        with self._writing():
            self._view = self._rebuilt(progress)
            if self._attachment is not None:
                self._publish(self._attachment.folder, created)

    def purge(self, *, created: str = "") -> None:
        """Compact, and remove every earlier file: nothing that was withdrawn is left on disk."""
        with self._writing():
            self._view = self._rebuilt()
            if self._attachment is not None:
                self._publish(self._attachment.folder, created)
                remove_older(self._attachment.folder)

    def put(self, startups: Iterable[Startup]) -> None:
        """Add startups, or change those whose ids are known; all or none.

        RepeatedStartup when two have one id; IndexBusy when another process keeps writing.
        """
        given = tuple(startups)
        if not given:
            return
        with self._writing():
            base, delta = self._view.base, self._view.delta
            entries = make_entries(given, base, self._embedder, self._canonical)
            self._note(Change(put=given))
            self._view = View(base, delta.put(base, entries), self._canonical)

    def withdraw(self, startup_ids: Iterable[str]) -> None:
        """Take startups out of the index; all or none.

        UnknownStartup when one is not in it; IndexBusy when another process keeps writing.
        """
        given = tuple(dict.fromkeys(startup_ids))
        if not given:
            return
        with self._writing():
            base, delta = self._view.base, self._view.delta
            self._view.positions(given)
            self._note(Change(withdrawn=given))
            self._view = View(base, delta.withdraw(base, given), self._canonical)

    def view(self) -> View:
        """Return the index as it is now, with every change that other processes have made."""
        if self._attachment is not None and self._attachment.is_behind():
            with self._changing:
                self._catch_up()
        return self._view

    def is_behind(self) -> bool:
        """Whether others changed the folder since it was read: two cheap looks."""
        try:
            return self._attachment is not None and self._attachment.is_behind()
        except SnapshotRefused:  # it has gone
            return True

    def frozen(self) -> "StartupIndex":
        """Return this moment of the index, for several calls that must agree.

        Changes that others make do not reach it, and its own changes stay in memory.
        """
        return StartupIndex(self.view(), self._embedder, self._canonical)

    def search(
        self, probes: Sequence[Probe], *, filters: Filters = _EVERYTHING, limit: int = 200
    ) -> list[Candidate]:
        """Return up to `limit` startups, best first, ties by startup id; see `search.search`.

        A startup's score in a channel is the highest of any of its passages (dense) or capabilities
        (lexical); the channels of all probes are fused by reciprocal rank.
        """
        return search(self.view(), probes, filters=filters, limit=limit)

    def signals(
        self, probes: Sequence[Probe], startup_ids: Sequence[str]
    ) -> dict[str, NDArray[np.float32]]:
        """Return exact scores of given startups, "dense" and "lexical"; see `signals.signals`."""
        return signals(self._view, probes, startup_ids)

    def sentences(self, startup_ids: Sequence[str]) -> SentenceBatch:
        """Return the sentences of startups; see `sentences.sentences`."""
        return sentences(self._view, startup_ids)

    def startup(self, startup_id: str) -> Startup:
        """Return a startup as it was given; UnknownStartup when it is not in the index."""
        return self._view.startup(startup_id)

    def stated(self, name: str) -> set[str]:
        """Return every value of a field ("sectors", "regions", "languages") that startups state."""
        view = self._view
        return {
            value
            for rows in (view.base.segment.rows, view.recent.rows)
            for value in rows.facets.postings[name].values
        }

    def ids(self) -> list[str]:
        """Return the ids of all startups, ascending."""
        return self._view.ids()

    def __len__(self) -> int:
        return len(self._view)

    def __contains__(self, startup_id: str) -> bool:
        return self._view.holds(startup_id)

    def idf(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """Return the rarity of each term, shape (len(terms),); an unknown term is the rarest."""
        rarity = [self._view.base.rarity(number) for number in self.term_ids(terms).tolist()]
        return np.array(rarity, dtype=np.float32)

    def term_ids(self, terms: Sequence[str]) -> NDArray[np.int32]:
        """Return the number of each term, -1 for one that no startup has, shape (len(terms),)."""
        vocabulary = self.vocabulary
        numbers = [next(iter(vocabulary.known((term,))), -1) for term in terms]
        return np.array(numbers, dtype=np.int32)

    def spreads(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return, for each row, the standard deviation of its cosine with the passages."""
        return self._view.base.spreads(vectors)

    @property
    def vocabulary(self) -> Vocabulary:
        """The numbers of the terms; they change when the index is compacted."""
        return self._view.base.vocabulary

    @property
    def centring(self) -> Centring:
        """The means that query vectors must be centred with before they are asked."""
        return self._view.base.centring

    @property
    def needs_compaction(self) -> bool:
        """Whether so much changed that `compact` is advised: 5 %, or 2,000 capabilities."""
        return needs_compaction(self._view)

    def status(self) -> IndexStatus:
        """Return what the index holds now."""
        created = self._attachment.created if self._attachment else ""
        return status_of(self.view(), encoder=self._embedder.name, created=created)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Be the only one who changes this index, up to date with its folder if it has one."""
        with self._changing, ExitStack() as held:
            if self._attachment is not None:
                held.enter_context(only_writer(self._attachment.folder))
                self._catch_up()
            yield

    def _catch_up(self) -> None:
        """Take over what other processes did in the folder."""
        attachment = self._attachment
        if attachment is None:
            return
        if not attachment.is_current():
            attachment, base = Attachment.open(
                attachment.folder, self._embedder, verify=attachment.verify
            )
            view = View(base, Delta.none(base), self._canonical)
        else:
            view = self._view
        changes, mark = attachment.unread()
        if changes:
            view = self._replayed(view, changes)
        attachment.mark = mark
        self._attachment, self._view = attachment, view

    def _replayed(self, view: View, changes: Sequence[Change]) -> View:
        """Return the view after changes; their texts were embedded before, by who made them."""
        put, gone = net_effect(changes)
        entries = make_entries(put, view.base, self._embedder, self._canonical)
        delta = view.delta.withdraw(view.base, gone).put(view.base, entries)
        return View(view.base, delta, self._canonical)

    def _rebuilt(self, progress: Callable[[int, int], None] | None = None) -> View:
        """Return a view without changes of all that the index holds."""
        everyone = (self._view.startup(startup_id) for startup_id in self._view.ids())
        base = build_base(everyone, self._embedder, self._canonical, progress=progress)
        return View(base, Delta.none(base), self._canonical)

    def _publish(self, folder: Path, created: str) -> None:
        self._attachment = Attachment.publish(
            folder, self._view.base, encoder=self._embedder.name, created=created
        )

    def _note(self, change: Change) -> None:
        if self._attachment is not None:
            self._attachment.note(change)
