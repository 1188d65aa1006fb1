"""Does a match rest on the words that it quotes: are they there, and what if they go."""

from collections.abc import Sequence
from typing import Any

from benchmarks.engines import Asked, Engine, with_text
from matcher.domain.challenge import Challenge
from matcher.domain.match import Evidence, Match
from matcher.domain.startup import Startup
from matcher.ranking.ranker import Ranking

TOP = 5
DEPTH = 200


def measure(sets: Sequence[Asked]) -> dict[str, Any]:
    """Return the share of exact quotes, and of quotes whose deletion lowers the pair's score.

    A case is a startup of the first five and a sentence that is quoted of it. A startup that falls
    out of the candidates counts as lowered; one of which no words remain is left out and counted.
    """
    cases = [case for asked in sets for each in asked.challenges for case in _cases(asked, each)]
    exact = [is_exact for is_exact, _ in cases]
    lowered = [is_lower for _, is_lower in cases if is_lower is not None]
    return {
        "quotes": len(cases),
        "exact": _share(exact),
        "deleted": len(lowered),
        "lowered": _share(lowered),
        "nothing_left": len(cases) - len(lowered),
    }


def quotes(match: Match) -> list[Evidence]:
    """Return the distinct quotes of a match, in order."""
    given = (reason.evidence for reason in match.reasons)
    return list(dict.fromkeys(each for each in given if each is not None))


def is_exact(quote: Evidence, startup: Startup) -> bool:
    """Tell whether a quote is what the startup's own text has in that place."""
    texts = {each.id: each.text for each in startup.capabilities}
    text = texts.get(quote.capability_id)
    return text is not None and bool(quote.text) and text[quote.start : quote.end] == quote.text


def without(startup: Startup, quote: Evidence) -> Startup | None:
    """Return a startup without a quoted sentence; None when no word of its text remains."""
    (only,) = startup.capabilities
    rest = f"{only.text[: quote.start].rstrip()} {only.text[quote.end :].lstrip()}".strip()
    has_words = any(letter.isalpha() for letter in rest)
    return with_text(startup, rest) if has_words else None


def score_of(ranking: Ranking, startup_id: str) -> float | None:
    """Return the score of a startup in a ranking; None when it is not in it."""
    if startup_id not in ranking.startup_ids:
        return None
    return float(ranking.scores[ranking.startup_ids.index(startup_id)])


def _cases(asked: Asked, challenge: Challenge) -> list[tuple[bool, bool | None]]:
    matcher = asked.engine.matcher()
    ranking = matcher.rank(challenge, depth=DEPTH)
    found: list[tuple[bool, bool | None]] = []
    for match in matcher.match(challenge, top=TOP).matches:
        startup = asked.engine.index.startup(match.startup_id)
        before = score_of(ranking, startup.id)
        for quote in quotes(match):
            changed = without(startup, quote)
            after = None if changed is None else _score(asked.engine, challenge, changed)
            is_lower = None if changed is None else is_lowered(before, after)
            found.append((is_exact(quote, startup), is_lower))
    return found


def is_lowered(before: float | None, after: float | None) -> bool:
    """Tell whether a score fell; a startup that was found and is no longer fell."""
    return before is not None and (after is None or after < before)


def _score(engine: Engine, challenge: Challenge, changed: Startup) -> float | None:
    ranking = engine.with_changed(changed).matcher().rank(challenge, depth=DEPTH)
    return score_of(ranking, changed.id)


def _share(found: Sequence[bool]) -> float:
    return sum(found) / len(found) if found else 1.0
