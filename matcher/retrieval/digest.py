"""One startup as the index reads it: its passages and sentences, with offsets and terms."""

import hashlib
import json
from array import array
from dataclasses import dataclass
from functools import cache
from typing import Final

from matcher.domain.startup import Capability, Startup
from matcher.retrieval.embedding import Embedder
from matcher.retrieval.vocabulary import Vocabulary
from matcher.text.segments import Span, passages, sentences
from matcher.text.tokens import terms

_ENDINGS: Final = ".!?…:;؟۔"
_TRIAL: Final = """\
Nous cherchons un procédé de séchage solaire des figues (env. 0,7 t/j) ; p. ex. à l'usine de M. X.
Les capteurs mesurent l'humidité, la température et la pression ; les données sont publiées.
We need predictive maintenance for 1.5 MW pumps: vibration sensors, e.g. wireless ones.
• Machine vision inspects parts. • Robots weld them.
نبحث عن حلول لتحلية المياه ومعالجة النفايات الصناعية؛ هل يمكن استعمال الطاقة الشمسية؟
"""


@dataclass(frozen=True, slots=True)
class CapabilityDigest:
    """One capability, digested.

    `passages` are spans of `whole(capability)`, `sentences` spans of its text. `sentence_terms`
    holds each sentence's distinct term numbers, ascending; `terms` all term numbers of title and
    text, with repeats.
    """

    passages: tuple[Span, ...]
    sentences: tuple[Span, ...]
    sentence_terms: "tuple[array[int], ...]"
    terms: "array[int]"


def whole(capability: Capability) -> str:
    """Return the text that stands for a whole capability: its title, then its text."""
    title = capability.title.strip()
    if not title or not capability.text.strip():
        return title or capability.text
    return f"{title}{'' if title[-1] in _ENDINGS else '.'} {capability.text}"


def digested(
    startup: Startup, embedder: Embedder, vocabulary: Vocabulary
) -> tuple[CapabilityDigest, ...]:
    """Segment and index the words of a startup's capabilities; the vocabulary grows."""
    return tuple(_digested(each, embedder, vocabulary) for each in startup.capabilities)


def _digested(
    capability: Capability, embedder: Embedder, vocabulary: Vocabulary
) -> CapabilityDigest:
    spans = tuple(sentences(capability.text))
    words = [vocabulary.add(terms(capability.text[span.start : span.end])) for span in spans]
    everything = array("q", vocabulary.add(terms(capability.title)))
    for numbers in words:
        everything.extend(numbers)
    return CapabilityDigest(
        passages=_passages(whole(capability), embedder),
        sentences=spans,
        sentence_terms=tuple(array("i", sorted(set(numbers))) for numbers in words),
        terms=everything,
    )


def _passages(text: str, embedder: Embedder) -> tuple[Span, ...]:
    """Return the whole text as one passage when it fits, else its segments."""
    body = text.strip()
    if not body:
        return ()
    # A token holds at least one character, but for a few ligatures, which the embedder copes with.
    if len(body) <= embedder.max_tokens:
        start = text.index(body)
        return (Span(start, start + len(body)),)
    found = passages(text, max_tokens=embedder.max_tokens, count_tokens=embedder.count_tokens)
    return tuple(found)


@cache
def text_version() -> str:
    """Return what changes when the rules for sentences, passages or terms change.

    It is worked out from what the rules make of a few sentences, so nobody has to remember to
    count it up.
    """
    made = [terms(_TRIAL), *([span.start, span.end] for span in sentences(_TRIAL))]
    made += [terms(line) for line in _TRIAL.splitlines()]
    return hashlib.blake2b(json.dumps(made).encode("ascii"), digest_size=8).hexdigest()
