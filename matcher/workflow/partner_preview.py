"""Which kinds of partners a draft finds already: counted by sector, without any name.

It is asked apart from saving, opens no transaction that writes, and gives up after a short while.
"""

import logging
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass

from sqlalchemy import select

from matcher.domain.challenge import Challenge
from matcher.domain.match import Band
from matcher.domain.people import User
from matcher.domain.permissions import may_read_challenge
from matcher.errors import EmptyChallenge, MatcherError, NotAllowed
from matcher.store.challenges import ChallengeRow, RequirementRow
from matcher.store.organisations import OrganisationRow
from matcher.store.startups import StartupRow
from matcher.workflow.challenge_limits import shortened
from matcher.workflow.challenge_views import Draft
from matcher.workflow.challenges import PLAIN
from matcher.workflow.context import Services
from matcher.workflow.engine_gate import EngineAnswer
from matcher.workflow.engine_texts import full_challenge
from matcher.workflow.indexing import catch_up
from matcher.workflow.matching import digest_of

COUNTED = frozenset({Band.LIKELY, Band.POSSIBLE})
PATIENCE = 4.0
"""Seconds after which a person is told that the count takes longer."""
IN_LINE = 8
"""How many people's questions wait at most: the threads of the application are for all pages."""
ASKED_FOR = 30
SHORTEST = 40
"""Characters of text below which nothing is looked for."""
MOST_KINDS = 5
WORDS_ONLY_KINDS = 3
KEPT_SECONDS = 300.0
_KEPT = 64
_OTHER = ""
_log = logging.getLogger("passerelle.engine")


@dataclass(frozen=True, slots=True)
class KindFound:
    """A canonical sector, and how many startups of it are likely or possible partners.

    `sector` is "" for startups that name none; `count` is None when only words could be compared.
    """

    sector: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a draft finds. `state`: found, none, short (too little text), late, or away."""

    state: str
    kinds: tuple[KindFound, ...] = ()
    words_only: bool = False


class Previewer:
    """Asks the engine in a thread of its own, one question at a time, and remembers answers.

    Who asks anew gives up the question that still waits for them; those of others stay.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="preview")
        self._holds = threading.Lock()
        self._asked: OrderedDict[str, Future[EngineAnswer]] = OrderedDict()
        self._last: dict[int, Future[EngineAnswer]] = {}

    def answer(
        self, services: Services, who: int, challenge: Challenge, *, patience: float = PATIENCE
    ) -> EngineAnswer | None:
        """Return the engine's answer to somebody's question.

        None when it takes longer than the patience, when many wait already, or when it was given
        up for a later one.
        """
        future = self._future(services, who, challenge)
        try:
            return None if future is None else future.result(timeout=patience)
        except (TooLate, CancelledError):
            return None

    def waiting(self) -> int:
        """Return how many people's questions are not answered yet."""
        with self._holds:
            return sum(not each.done() for each in self._last.values())

    def _future(
        self, services: Services, who: int, challenge: Challenge
    ) -> Future[EngineAnswer] | None:
        moment = time.monotonic() // KEPT_SECONDS
        key = f"{id(services.engine)}:{who}:{moment}:{digest_of(challenge)}"
        with self._holds:
            known = self._asked.get(key)
            if known is not None and not _failed(known):
                self._asked.move_to_end(key)
                return known
            before = self._last.pop(who, None)
            if before is not None:
                before.cancel()
            self._last = {each: one for each, one in self._last.items() if not one.done()}
            if len(self._last) >= IN_LINE:
                return None
            future = self._last[who] = self._threads.submit(_match, services, challenge)
            self._asked[key] = future
            while len(self._asked) > _KEPT:
                self._asked.popitem(last=False)
            return future


def _match(services: Services, challenge: Challenge) -> EngineAnswer:
    """Return the engine's answer; by words alone, over the startups of this moment."""
    answer = services.engine.match(challenge, top=ASKED_FOR, warned=False)
    if not answer.words_only:
        return answer
    catch_up(services)
    return services.engine.match(challenge, top=ASKED_FOR, warned=False)


_PREVIEWER = Previewer()


def preview(
    services: Services, person: User | None, draft: Draft, *, patience: float = PATIENCE
) -> Preview:
    """Return the kinds of partners that the engine finds for a draft, kept or not.

    Only a member of a firm may ask. Nothing is written, and no transaction is open while the
    engine thinks.
    """
    challenge = _challenge(services, person, shortened(draft))
    if len(challenge.text) < SHORTEST:
        return Preview("short")
    try:
        who = 0 if person is None else person.id
        answer = _PREVIEWER.answer(services, who, challenge, patience=patience)
    except EmptyChallenge:
        return Preview("short")
    except MatcherError as problem:
        _log.warning("No partners can be counted: %s", problem.code)
        return Preview("away")
    except Exception as problem:
        _log.warning("No partners can be counted: %s", type(problem).__name__)
        return Preview("away")
    return Preview("late") if answer is None else _counted(services, answer)


def _counted(services: Services, answer: EngineAnswer) -> Preview:
    matches = answer.matches.matches
    keys = [each.startup_id for each in matches if answer.words_only or each.band in COUNTED]
    found = Counter(_sectors_of(services, keys))
    if not found:
        return Preview("none", words_only=answer.words_only)
    ordered = sorted(found.items(), key=lambda pair: (pair[0] == _OTHER, -pair[1], pair[0]))
    if answer.words_only:
        named = [sector for sector, _ in ordered if sector != _OTHER][:WORDS_ONLY_KINDS]
        kinds = tuple(KindFound(sector, None) for sector in named)
        return Preview("found" if kinds else "none", kinds, words_only=True)
    return Preview("found", _few(ordered))


def _few(ordered: Sequence[tuple[str, int]]) -> tuple[KindFound, ...]:
    """Return the largest kinds; those that are left over are counted together."""
    named = [pair for pair in ordered if pair[0] != _OTHER]
    shown = named[:MOST_KINDS]
    rest = sum(count for _, count in ordered) - sum(count for _, count in shown)
    kinds = [KindFound(sector, count) for sector, count in shown]
    return (*kinds, KindFound(_OTHER, rest)) if rest else tuple(kinds)


def _sectors_of(services: Services, keys: Sequence[str]) -> list[str]:
    with services.database.session(writes=False) as session:
        rows = session.execute(
            select(StartupRow.key, StartupRow.sectors)
            .join(OrganisationRow, OrganisationRow.id == StartupRow.id)
            .where(StartupRow.key.in_(keys), OrganisationRow.is_active)
        )
        return [sectors[0] if sectors else _OTHER for _, sectors in rows]


def _challenge(services: Services, person: User | None, draft: Draft) -> Challenge:
    """Return the draft as the engine reads a challenge of this firm."""
    with services.database.session(writes=False) as session:
        firm = (
            session.get(OrganisationRow, person.organisation_id)
            if person is not None and person.organisation_id is not None
            else None
        )
        if firm is None or not may_read_challenge(person, firm.id):
            raise NotAllowed("Only a member of an industrial firm can do this.")
        row = ChallengeRow(firm_id=firm.id, language="")
        for name in PLAIN:
            setattr(row, name, getattr(draft, name))
        row.sectors, row.working_languages = list(draft.sectors), list(draft.working_languages)
        row.requirements = [
            RequirementRow(position=place, text=each.text, importance=each.importance)
            for place, each in enumerate(draft.requirements, start=1)
        ]
        return full_challenge(row, firm)


def _failed(future: Future[EngineAnswer]) -> bool:
    return future.cancelled() or (future.done() and future.exception() is not None)
