"""Challenges suggested to a startup, from public readings only, with reasons in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from matcher.domain.match import ANSWERS, Band, ReasonCode
from matcher.errors import NotFound
from matcher.store.startups import StartupRow
from matcher.workflow import interests, startups
from matcher.workflow.context import Context
from matcher.workflow.engine_texts import PUBLIC
from matcher.workflow.interests import AnswerView
from matcher.workflow.match_reading import MatchView, ReasonView, latest_run, suggested_to
from matcher.workflow.public_faces import PublicFace, face, faces, open_ids, without_contacts
from matcher.workflow.public_search import holding

PAGE = 20
"""Challenges on a page of the list of all."""
MOST_REASONS = 2
"""Reasons that a line of a list shows."""
LIKELY, POSSIBLE, BY_WORDS = "likely", "possible", "by_words"
"""How a profile fits a challenge: what the band says, or that only words were compared."""
_FIT = {Band.LIKELY: LIKELY, Band.POSSIBLE: POSSIBLE, None: BY_WORDS}
_ORDER = (LIKELY, POSSIBLE, BY_WORDS)
_NEEDS = ANSWERS | {ReasonCode.REQUIREMENT_NOT_FOUND}


@dataclass(frozen=True, slots=True)
class Because:
    """A reason in words. `quote` is a sentence of the startup; `source` the capability it is of."""

    code: ReasonCode
    requirement: str
    importance: str
    quote: str
    source: str
    capability_id: int | None

    @property
    def is_about_a_need(self) -> bool:
        """Whether it says how one thing that is asked for is answered."""
        return self.code in _NEEDS


@dataclass(frozen=True, slots=True)
class ChallengeLine:
    """A challenge in a list. `fit` is "" where it is not suggested."""

    face: PublicFace
    fit: str
    reasons: tuple[Because, ...]
    answer: AnswerView | None
    introduction_id: int | None

    @property
    def is_waiting(self) -> bool:
        """Whether the startup has not said anything to it."""
        return self.answer is None and self.introduction_id is None


@dataclass(frozen=True, slots=True)
class ChallengePage:
    """A page of a list, and how many challenges there are in all."""

    lines: tuple[ChallengeLine, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class ChallengeRead:
    """One challenge as a startup reads it, with why it is suggested, and what it said."""

    line: ChallengeLine
    reasons: tuple[Because, ...]

    @property
    def face(self) -> PublicFace:
        """What startups may read of it."""
        return self.line.face

    @property
    def may_answer(self) -> bool:
        """Whether an answer can still be given or changed."""
        return self.line.introduction_id is None

    @property
    def version(self) -> int:
        """What a form that answers carries."""
        return self.line.answer.version if self.line.answer else 0


def suggested(context: Context) -> tuple[ChallengeLine, ...]:
    """Return the challenges suggested to the person's startup: those to answer first.

    Then the likely ones, and the newest: no order tells a score.
    """
    matches = _matches(context)
    lines = [line for line in _lines(context, faces(context, matches), matches) if line.fit]
    return tuple(sorted(lines, key=lambda line: (not line.is_waiting, _ORDER.index(line.fit))))


def others(context: Context, words: str = "", page: int = 1) -> ChallengePage:
    """Return a page of the challenges that are not suggested; with words, of all that hold them."""
    matches = _matches(context)
    wanted = words.strip()
    found = holding(context, wanted) if wanted else _not_in(matches, open_ids(context))
    pages = max(1, -(-len(found) // PAGE))
    here = min(max(page, 1), pages)
    shown = faces(context, found[(here - 1) * PAGE : here * PAGE])
    return ChallengePage(tuple(_lines(context, shown, matches)), len(found), here, pages)


def read(context: Context, challenge_id: int) -> ChallengeRead:
    """Return one challenge; NotFound when startups may not read it, or no longer."""
    home = startups.home_of(context)
    shown = face(context, challenge_id)
    if shown is None:
        raise NotFound("There is no such challenge, or it is no longer open.")
    run = latest_run(context, challenge_id, PUBLIC, only=[home.id])
    match = run.match_of(home.id) if run is not None else None
    matches = {challenge_id: match} if match is not None and match.band in _FIT else {}
    line = next(iter(_lines(context, [shown], matches)))
    weights = {each.text: each.importance for each in run.requirements} if run else {}
    reasons = _reasons(context, match.reasons, weights) if match else ()
    return ChallengeRead(line, reasons)


def _matches(context: Context) -> dict[int, MatchView]:
    """Return challenge id → its match in the last public runs; unlikely ones left out."""
    home = startups.home_of(context)
    found = suggested_to(context, home.id)
    return {number: match for number, match in found.items() if match.band in _FIT}


def _not_in(matches: dict[int, MatchView], numbers: list[int]) -> list[int]:
    return [number for number in numbers if number not in matches]


def _lines(
    context: Context, shown: Iterable[PublicFace], matches: dict[int, MatchView]
) -> Iterable[ChallengeLine]:
    home = startups.home_of(context)
    said = interests.answers(context, home.id)
    begun = interests.begun(context, home.id)
    for each in shown:
        match = matches.get(each.id)
        yield ChallengeLine(
            face=each,
            fit=_FIT[match.band] if match else "",
            reasons=_best(_reasons(context, match.reasons, {})) if match else (),
            answer=said.get(each.id),
            introduction_id=begun.get(each.id),
        )


def _best(reasons: tuple[Because, ...]) -> tuple[Because, ...]:
    """Return the first reasons that speak for a match."""
    good = [each for each in reasons if each.code is not ReasonCode.REQUIREMENT_NOT_FOUND]
    answered = [each for each in good if each.quote]
    return tuple((answered or good)[:MOST_REASONS])


def _reasons(
    context: Context, told: Iterable[ReasonView], weights: dict[str, str]
) -> tuple[Because, ...]:
    row = context.session.get(StartupRow, startups.home_of(context).id)
    own = {each.key: each for each in row.capabilities} if row else {}
    found = []
    for each in told:
        capability = own.get(each.capability_id)
        found.append(
            Because(
                code=each.code,
                requirement=without_contacts(each.requirement or ""),
                importance=weights.get(each.requirement or "", "must"),
                quote=each.quote,
                source=capability.title if capability else "",
                capability_id=capability.id if capability else None,
            )
        )
    return tuple(found)
