"""An engine for workflow tests: it ranks by shared words, and says why with exact quotes."""

import re
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.domain.challenge import Challenge
from matcher.domain.match import (
    Band,
    Chance,
    Evidence,
    Match,
    MatchList,
    Reason,
    ReasonCode,
    Refusal,
    RefusalCode,
)
from matcher.domain.startup import Startup, Status
from matcher.errors import EmptyChallenge, EncoderUnavailable
from matcher.text.normalise import fold
from matcher.workflow.engine_gate import EngineAnswer
from tests.fakes import HashEmbedder

_WORD = re.compile(r"\w{5,}")
_SENTENCE = re.compile(r"[^.!?؟]+[.!?؟]?")


class FakeGate:
    """Ranks startups by the words of five letters or more that they share with the challenge.

    `up` says whether the encoder is there; `asked` keeps every challenge that was asked, and
    `numbers` every index number that was taken over. Set `fails` to have `match` raise it.
    """

    def __init__(self) -> None:
        self.startups: dict[str, Startup] = {}
        self.number = -1
        self.up = True
        self.fails: Exception | None = None
        self.asked: list[Challenge] = []
        self.numbers: list[int] = []
        self.purged = 0

    def match(self, challenge: Challenge, *, top: int, warned: bool = True) -> EngineAnswer:
        """Return the startups that share a word, those with most words first."""
        self.asked.append(challenge)
        if self.fails is not None:
            raise self.fails
        needs = words(f"{challenge.title} {challenge.text}")
        if not needs:
            raise EmptyChallenge("The challenge has no words.")
        minimum = challenge.facts.trl_min or 0
        late = [each for each in self._active() if each.trl is not None and each.trl < minimum]
        open_to_all = [each for each in self._active() if each not in late]
        scored = sorted((-_shared(needs, each), each.id) for each in open_to_all)
        found = [self.startups[key] for score, key in scored if score < 0][:top]
        matches = tuple(
            self._match(challenge, each, rank) for rank, each in enumerate(found, start=1)
        )
        refusals = tuple(Refusal(each.id, RefusalCode.TRL_TOO_LOW) for each in late)
        return EngineAnswer(
            MatchList(challenge.id, matches, refusals, () if matches else ("matches.none",)),
            snapshot=f"snapshot-{self.number}",
            encoder="fake" if self.up else "",
            ranker="fake-1",
            words_only=not self.up,
        )

    def load(self) -> None:
        """Nothing has to be loaded."""

    def refresh(self, read_startups: Callable[[], Sequence[Startup]], *, number: int) -> None:
        """Take the startups over when the number is newer."""
        if number <= self.number:
            return
        self.startups = {each.id: each for each in read_startups()}
        self.number = number
        self.numbers.append(number)

    def vectors(
        self, startups: Sequence[Startup], challenges: Sequence[Challenge]
    ) -> NDArray[np.float32]:
        """Return bags of hashed words; raises EncoderUnavailable when the test said so."""
        if not self.up:
            raise EncoderUnavailable("The encoder is away.")
        texts = [" ".join(part.text for part in each.capabilities) for each in startups]
        return HashEmbedder().queries([*texts, *(each.text for each in challenges)])

    def purge(self) -> None:
        """Count how often everything was written anew."""
        self.purged += 1

    def check(self, read_startups: Callable[[], Sequence[Startup]]) -> int:
        """Take the startups over, and return how many were not as they are."""
        wanted = {each.id: each for each in read_startups()}
        names = self.startups.keys() | wanted.keys()
        drift = sum(self.startups.get(name) != wanted.get(name) for name in names)
        self.startups = wanted
        return drift

    def encoder_is_up(self) -> bool:
        """Return what the test said."""
        return self.up

    def _active(self) -> Iterator[Startup]:
        return (each for each in self.startups.values() if each.status is Status.ACTIVE)

    def _match(self, challenge: Challenge, startup: Startup, rank: int) -> Match:
        needs = tuple(each.text for each in challenge.requirements)
        reasons = tuple(_reason(need, startup) for need in needs) or (
            Reason(ReasonCode.CLOSEST_PASSAGE, None, quote(challenge.text, startup)),
        )
        unmet = tuple(
            each.requirement or ""
            for each in reasons
            if each.code is ReasonCode.REQUIREMENT_NOT_FOUND
        )
        return Match(
            rank=rank,
            startup_id=startup.id,
            name=startup.name,
            score=1 / rank,
            reasons=reasons,
            unmet=unmet,
            features={"words": 1 / rank},
            chance=Chance(0.8, 0.7, 0.9) if self.up and not unmet else None,
            band=(Band.POSSIBLE if unmet else Band.LIKELY) if self.up else None,
        )


def quote(need: str, startup: Startup) -> Evidence | None:
    """Return the first sentence of a startup that shares a word with a need."""
    for capability in startup.capabilities:
        for found in _SENTENCE.finditer(capability.text):
            text = found.group().strip()
            if words(need) & words(text):
                start = capability.text.index(text)
                return Evidence(text, start, start + len(text), capability.id)
    return None


def words(text: str) -> set[str]:
    """Return the folded words of a text that count."""
    return set(_WORD.findall(fold(text)))


def _shared(needs: set[str], startup: Startup) -> int:
    return len(needs & words(" ".join(each.text for each in startup.capabilities)))


def _reason(need: str, startup: Startup) -> Reason:
    evidence = quote(need, startup)
    code = ReasonCode.REQUIREMENT_MET if evidence else ReasonCode.REQUIREMENT_NOT_FOUND
    return Reason(code, need, evidence)
