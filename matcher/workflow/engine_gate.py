"""The engine as use cases see it: asked for matches, told about startups; it may be away."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matcher.domain.challenge import Challenge
from matcher.domain.match import MatchList
from matcher.domain.startup import Startup


@dataclass(frozen=True, slots=True)
class EngineAnswer:
    """Matches, and what made them. `words_only` says that the encoder was away."""

    matches: MatchList
    snapshot: str
    encoder: str
    ranker: str
    words_only: bool = False


class EngineGate(Protocol):
    """What use cases may ask of the engine."""

    def match(self, challenge: Challenge, *, top: int, warned: bool = True) -> EngineAnswer:
        """Return the best startups; by words alone while the encoder cannot be used.

        Without `warned` no warning about a startup's texts is looked for: that takes a while.
        Raises EmptyChallenge when there are no words at all.
        """

    def load(self) -> None:
        """Load what matching needs, so that nobody's question waits for it.

        Raises EncoderUnavailable when it cannot be loaded.
        """

    def refresh(self, read_startups: Callable[[], Sequence[Startup]], *, number: int) -> None:
        """Bring the index to the startups of the database, when it is older than this number."""

    def vectors(
        self, startups: Sequence[Startup], challenges: Sequence[Challenge]
    ) -> NDArray[np.float32]:
        """Return a unit row for each startup, then for each challenge: what a map is drawn from.

        Raises EncoderUnavailable while meanings cannot be compared.
        """

    def purge(self) -> None:
        """Leave nothing in any file of what is no longer indexed, nor of any need.

        Raises EncoderUnavailable when the index cannot be written anew at present.
        """

    def check(self, read_startups: Callable[[], Sequence[Startup]]) -> int:
        """Return how many startups the index held otherwise than the database, and mend it.

        Raises EncoderUnavailable when it cannot be mended at present.
        """

    def encoder_is_up(self) -> bool:
        """Whether meanings can be compared at present."""
