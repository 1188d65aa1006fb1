"""What words say of support bodies: sentence by sentence, asks against mentions."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from matcher.domain.challenge import Challenge
from matcher.domain.support import Quote, Service
from matcher.text.aligned import align
from matcher.text.segments import sentences
from matcher.text.support_phrases import Patterns, cue_patterns

ASK: Final = 3.0
"""Points of a sentence that asks; each further service that is asked for adds one, up to two."""
MOST_MORE: Final = 2
AROUND: Final = {"demanded": 1.5, "outside": 1.0, "lacking": 1.0}
"""Points of who wants it, of what comes from outside, of what the firm lacks: beside an ask."""
TECHNOLOGY: Final = 4.0
"""Points that a technology takes off which is sought as such."""
JOINT_ASK, JOINT, MANY, ONE_GROUP = 2.5, 1.0, 1.5, 2.0
"""Points of a joint undertaking asked for or spoken of, of several firms; off for one group."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence of a challenge, folded, and its place: see `Quote`."""

    folded: str
    quote: Quote


@dataclass(slots=True)
class Reading:
    """What words say: points for a centre and for a cluster, and the sentences that gave them.

    `asked` and `mentioned` hold, for each service, the first sentence that speaks of it; `said` the
    families of cues that occur; `in_passing` and `technology` whether a sentence only tells what
    the firm has, or seeks a technology.
    """

    centre: float = 0.0
    cluster: float = 0.0
    asked: dict[Service, Quote] = field(default_factory=dict)
    mentioned: dict[Service, Quote] = field(default_factory=dict)
    firms: list[Quote] = field(default_factory=list)
    said: set[str] = field(default_factory=set)
    in_passing: bool = False
    technology: bool = False


def read_words(challenge: Challenge) -> Reading:
    """Return what the title, the text and the form's requirements say of support bodies."""
    cues = cue_patterns(challenge.language)
    found = Reading()
    for piece in pieces(challenge):
        found.technology = found.technology or _seeks_technology(piece, cues)
        if _is_in_passing(piece, cues):
            found.in_passing = True
        else:
            _note_services(piece, cues, found)
        said = {name for name, pattern in cues.items() if pattern.search(piece.folded)}
        if said & {"joint_ask", "many", "joint"}:
            found.firms.append(piece.quote)
        found.said |= said
    found.centre = _centre(found, found.said & AROUND.keys()) - TECHNOLOGY * found.technology
    found.cluster = _cluster(found.said.intersection(_FIRMS)) - JOINT * found.technology
    return found


def pieces(challenge: Challenge) -> Iterator[Piece]:
    """Yield the sentences of a challenge with their places, each text once."""
    title = challenge.title if challenge.title not in challenge.text else ""
    parts = [("title", title), ("text", challenge.text)]
    parts += [(each.id, each.text) for each in challenge.requirements if each.start is None]
    for source, text in parts:
        if source not in ("title", "text") and text in challenge.text:
            continue
        for span in sentences(text):
            words = text[span.start : span.end]
            yield Piece(align(words).text, Quote(words, span.start, span.end, source))


_FIRMS: Final = ("joint_ask", "joint", "many", "one_group")


def _is_in_passing(piece: Piece, cues: Patterns) -> bool:
    """Tell whether a sentence says what the firm has or does, and not that it lacks it."""
    return bool(cues["owned"].search(piece.folded) and not cues["lacking"].search(piece.folded))


def _note_services(piece: Piece, cues: Patterns, found: Reading) -> None:
    for service in Service:
        for kind, kept in (("ask", found.asked), ("mention", found.mentioned)):
            pattern = cues.get(f"{kind}_{service}")
            if pattern is not None and service not in kept and pattern.search(piece.folded):
                kept[service] = piece.quote


def _seeks_technology(piece: Piece, cues: Patterns) -> bool:
    return bool(cues["request"].search(piece.folded) and cues["technology"].search(piece.folded))


def _centre(found: Reading, around: set[str]) -> float:
    if not found.asked and not found.mentioned:
        return 0.0
    asks = ASK + min(len(found.asked) - 1, MOST_MORE) if found.asked else 0.0
    return asks + min(len(found.mentioned), MOST_MORE) + sum(AROUND[name] for name in around)


def _cluster(several: set[str]) -> float:
    points = {"joint_ask": JOINT_ASK, "joint": JOINT, "many": MANY, "one_group": -ONE_GROUP}
    if "joint_ask" in several:
        points["joint"] = 0.0
    return sum(points[name] for name in several)
