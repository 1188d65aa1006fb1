"""Matcher: the whole pipeline, without a database.

matcher = Matcher(embedder).index(startups)
matcher.match(Challenge(id="c1", text="Nous cherchons ...", language="fr"))
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Self

from matcher.domain.challenge import Challenge
from matcher.domain.match import ANSWERS, Band, Flag, FlagCode, Match, MatchList, Refusal
from matcher.domain.startup import Startup, is_young
from matcher.errors import EmptyChallenge
from matcher.ranking.flags import flags
from matcher.ranking.hubs import found_everywhere, generic_needs
from matcher.ranking.model import RankerModel
from matcher.ranking.ranker import Place, Question, Ranking, explain, rank, refusals
from matcher.ranking.scorer import COLD_START_MODEL
from matcher.ranking.shortlist import (
    Ranked,
    fields_served,
    fields_sought,
    keep_a_young_place,
    shortlist,
)
from matcher.ranking.support import Support, support_for
from matcher.ranking.support_meaning import Margins, Prototypes, prototypes
from matcher.retrieval.embedding import Embedder
from matcher.retrieval.expansion import expanded
from matcher.retrieval.filters import Filters
from matcher.retrieval.index import Probe, StartupIndex
from matcher.retrieval.known_values import check_values
from matcher.text.language import detect
from matcher.text.needs import complete
from matcher.text.normalise import clean, has_hidden_characters
from matcher.text.tokens import terms

CANDIDATES = 300
"""How many startups retrieval hands to ranking."""
LONGEST_WHOLE = 3_000
"""A text of more characters is asked by what it seeks: its context would drown the need."""
DOUBTFUL = frozenset({"darija", "arabizi"})
"""Varieties that the encoder reads so badly that no answer is claimed."""
FEWEST_WORDS = 3
"""Content words below which a text is no need: everything is near to it, so nothing is claimed."""
UNSURE = frozenset({"text.too_short", *(f"language.{variety}" for variety in DOUBTFUL)})
"""The notes with which nothing is said to be answered, and no chance is told."""
FIRST_REQUIREMENT = 2
"""Probes are the whole need, what is sought, then the requirements."""


class Matcher:
    """Finds, ranks and explains the startups that answer a challenge."""

    def __init__(
        self,
        embedder: Embedder,
        startups: StartupIndex | None = None,
        model: RankerModel = COLD_START_MODEL,
    ) -> None:
        self._embedder = embedder
        self._model = model
        self._hubs: tuple[object, frozenset[str]] = (None, frozenset())
        self._prototypes: dict[str, Prototypes] = {}
        self._index = StartupIndex.build((), embedder) if startups is None else startups

    def index(
        self,
        startups: Iterable[Startup],
        *,
        progress: Callable[[int, int], None] | None = None,
    ) -> Self:
        """Replace what is indexed by these startups, and return this matcher."""
        self._index = StartupIndex.build(startups, self._embedder, progress=progress)
        return self

    def match(
        self,
        challenge: Challenge,
        *,
        filters: Filters | None = None,
        top: int = 5,
        candidates: int = CANDIDATES,
        warned: bool = True,
    ) -> MatchList:
        """Return the best startups for a challenge, each with its reasons and their evidence.

        The same input gives the same output; ties go to the lower startup id. Startups that a hard
        rule excludes are listed as refusals, never as matches, and leave their place among the
        candidates to others. No chance is told with filters: none was learned on what they leave.
        Raises EmptyChallenge when there are no words, UnknownFilter for a value that neither the
        taxonomy nor any startup knows. Without `warned`, matches carry no flags: warnings about
        texts take a third of the time.
        """
        index, wanted = self._index.frozen(), filters or Filters()
        check_values(index, wanted)
        question = self._ask(challenge, index)
        allowed, refused = _eligible(index, question, wanted, max(candidates, top))
        ranking = rank(index, question, allowed, self._model)
        if wanted != Filters():
            ranking = replace(ranking, chances=None)
        notes = _notes_on_the_text(question)
        doubtful = bool(UNSURE & set(notes))
        matches = _shown(question.challenge, allowed, ranking, top, doubtful=doubtful)
        if warned:
            matches = tuple(self._warned(index, match) for match in matches)
        found = (*notes, *_notes_on_the_list(matches))
        support = self._support(question.challenge)
        return MatchList(
            challenge.id, matches, tuple(refused), found, support.called, support.alternatives
        )

    def rank(self, challenge: Challenge, *, depth: int) -> Ranking:
        """Return the order of up to `depth` startups, without reasons and without hard rules."""
        index = self._index.frozen()
        question = self._ask(challenge, index)
        return rank(index, question, _candidates(index, question, Filters(), depth), self._model)

    def prepare(self, challenges: Sequence[Challenge]) -> None:
        """Embed everything that these challenges will ask, in one go, into the embedder's cache."""
        self._embedder.queries(
            [text for challenge in challenges for text in _texts(complete(challenge))]
        )

    def _support(self, challenge: Challenge) -> Support:
        """Return the support bodies for a challenge whose texts were embedded just before."""
        return support_for(challenge, self.margins(challenge))

    def margins(self, challenge: Challenge) -> Margins:
        """Return how near a complete challenge is, by meaning, to needs that call for a body."""
        language = challenge.language
        if language not in self._prototypes:
            self._prototypes[language] = prototypes(self._embedder, language)
        return self._prototypes[language].margins(self._embedder.queries(_texts(challenge)))

    def _warned(self, index: StartupIndex, match: Match) -> Match:
        """Return a match with the warnings about its startup."""
        own = flags(index.startup(match.startup_id))
        hub = self._hub_flags(index, match.startup_id)
        return replace(match, flags=tuple(dict.fromkeys((*own, *hub))))

    def _hub_flags(self, index: StartupIndex, startup_id: str) -> list[Flag]:
        """Return a flag for a startup that every need finds; worked out once for each snapshot."""
        snapshot, hubs = index.view().base, self._hubs
        if hubs[0] is not snapshot:
            needs = generic_needs(self._embedder, index)
            hubs = self._hubs = (snapshot, found_everywhere(index, needs))
        return [Flag(FlagCode.FOUND_EVERYWHERE)] if startup_id in hubs[1] else []

    def _ask(self, challenge: Challenge, index: StartupIndex) -> Question:
        """Read a challenge into the probes that the index is asked with."""
        everything = " ".join((challenge.text, *(each.text for each in challenge.requirements)))
        if not any(character.isalpha() for character in everything):
            raise EmptyChallenge(
                f"Challenge {challenge.id} has no words. Describe the need in a sentence or more."
            )
        full = complete(challenge)
        texts = _texts(full)
        raw = self._embedder.queries(texts)
        vectors = index.centring.queries(raw, [full.language] * len(texts))
        probes = [
            Probe(text, vector, expanded(index, terms(text, full.language), full.language))
            for text, vector in zip(texts, vectors, strict=True)
        ]
        return Question(full, probes[0], probes[1], tuple(probes[FIRST_REQUIREMENT:]))


def _eligible(
    index: StartupIndex, question: Question, filters: Filters, limit: int
) -> tuple[list[Startup], list[Refusal]]:
    """Return up to `limit` candidates that no hard rule excludes, and those that one does.

    Where many are excluded, more are asked for, until the places are filled or nobody is left.
    """
    asked = limit
    while True:
        startups = _candidates(index, question, filters, asked)
        refused = refusals(question.challenge.facts, startups)
        excluded = {refusal.startup_id for refusal in refused}
        allowed = [startup for startup in startups if startup.id not in excluded]
        if len(allowed) >= limit or len(startups) < asked:
            return allowed[:limit], refused
        asked *= 4


def _candidates(
    index: StartupIndex, question: Question, filters: Filters, limit: int
) -> list[Startup]:
    """Return the startups that retrieval finds for the whole need and for what is sought."""
    found = index.search((question.whole, question.sought), filters=filters, limit=limit)
    return [index.startup(candidate.startup_id) for candidate in found]


def _shown(
    challenge: Challenge,
    startups: Sequence[Startup],
    ranking: Ranking,
    top: int,
    *,
    doubtful: bool,
) -> tuple[Match, ...]:
    """Return the shortlist, explained, with the places kept for another field and for the young."""
    rows, far, young = _placed(challenge, startups, ranking, top, doubtful=doubtful)
    return tuple(
        explain(
            challenge,
            startups[row],
            ranking,
            row,
            Place(rank, is_far=row == far, is_young=row == young),
            doubtful=doubtful,
        )
        for rank, row in enumerate(rows, start=1)
    )


def _placed(
    challenge: Challenge,
    startups: Sequence[Startup],
    ranking: Ranking,
    top: int,
    *,
    doubtful: bool,
) -> tuple[tuple[int, ...], int | None, int | None]:
    """Return the rows of the shortlist, and those of its two kept places, None without one."""
    ranked = Ranked.of(ranking, doubtful=doubtful)
    rows, far = shortlist(
        ranked,
        fields_sought(challenge.facts, challenge.text),
        lambda row: fields_served(startups[row]),
        top,
    )
    rows, young = keep_a_young_place(
        ranked, rows, far, lambda row: is_young(startups[row].founded, challenge.facts.asked_in)
    )
    return rows, far, young


def text_of_need(challenge: Challenge) -> str:
    """Return the text of a whole need as it is embedded when it is matched."""
    return _texts(complete(challenge))[0]


def _texts(challenge: Challenge) -> list[str]:
    """Return what is embedded: the whole need, what is sought, then each requirement."""
    title = challenge.title if challenge.title not in challenge.text else ""
    requirements = [requirement.text for requirement in challenge.requirements]
    whole = ". ".join(part for part in (title, challenge.text) if part) or ". ".join(requirements)
    sought = challenge.sought or whole
    if len(whole) > LONGEST_WHOLE and len(sought) < len(whole) / 2:
        whole = sought
    return [clean(text) for text in (whole, sought, *requirements)]


def _notes_on_the_text(question: Question) -> tuple[str, ...]:
    """Return codes of what a reader should know about the words of the need."""
    text = question.challenge.text
    variety = detect(text).variety
    probes = (question.whole, *question.requirements)
    words = {term for probe in probes for term in probe.terms}
    found = {
        f"language.{variety}": variety != "standard",
        "text.hidden_characters": has_hidden_characters(text),
        "text.too_short": len(words) < FEWEST_WORDS,
    }
    return tuple(code for code, holds in found.items() if holds)


def _notes_on_the_list(matches: Sequence[Match]) -> tuple[str, ...]:
    """Return codes of what a reader should know before trusting the list."""
    notes = []
    if not matches:
        notes.append("matches.none")
    elif not any(reason.code in ANSWERS for match in matches for reason in match.reasons):
        notes.append("matches.none_answers")
    if matches and all(match.band is Band.UNLIKELY for match in matches):
        notes.append("matches.none_likely")
    return tuple(notes)
