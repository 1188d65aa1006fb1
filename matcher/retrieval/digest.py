"""One startup as the index reads it: its passages and sentences, with offsets and terms."""

import hashlib
from array import array
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

from matcher import reference
from matcher.domain.startup import Capability, Startup
from matcher.domain.taxonomy import LANGUAGES
from matcher.retrieval import centring
from matcher.retrieval.embedding import Embedder
from matcher.retrieval.vocabulary import Vocabulary
from matcher.text import addressed, lemmas, normalise, segments, tokens, units, word_lists
from matcher.text.segments import Span, passages, sentences
from matcher.text.tokens import latin_language, terms
from matcher.text.word_lists import is_only_lists, masked, masked_title

_ENDINGS: Final = ".!?…:;؟۔"
_RULES: Final = (addressed, centring, segments, tokens, lemmas, normalise, units, word_lists)
_LIBRARIES: Final = ("simplemma", "pystemmer")


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


def as_read(startup: Startup) -> Startup:
    """Return a startup with spaces for what of its texts is not read: lists, and repeated text.

    All offsets stay true. A capability that is nothing but a list is read all the same, unless
    another one of the same startup has honest text. Passages, sentences and terms are made from
    this and from nothing else.
    """
    bare = [is_only_lists(each.text) for each in startup.capabilities]
    read = tuple(
        _without_text(each) if alone and not all(bare) else _read(each)
        for each, alone in zip(startup.capabilities, bare, strict=True)
    )
    return startup if read == startup.capabilities else replace(startup, capabilities=read)


def _read(capability: Capability) -> Capability:
    title = masked_title(capability.title, capability.text)
    return replace(capability, title=title, text=masked(capability.text))


def _without_text(capability: Capability) -> Capability:
    return replace(_read(capability), text=" " * len(capability.text))


def whole(capability: Capability) -> str:
    """Return the text that stands for a whole capability: its title, then its text."""
    title = capability.title.strip()
    if not title or not capability.text.strip():
        return title or capability.text
    return f"{title}{'' if title[-1] in _ENDINGS else '.'} {capability.text}"


def digested(
    startup: Startup, embedder: Embedder, vocabulary: Vocabulary
) -> tuple[CapabilityDigest, ...]:
    """Segment and index the words of a startup, given `as_read`; the vocabulary grows."""
    return tuple(_digested(each, embedder, vocabulary) for each in startup.capabilities)


def _digested(
    capability: Capability, embedder: Embedder, vocabulary: Vocabulary
) -> CapabilityDigest:
    language = latin_language(whole(capability))
    spans = tuple(sentences(capability.text))
    words = [
        vocabulary.add(terms(capability.text[span.start : span.end], language)) for span in spans
    ]
    everything = array("q", vocabulary.add(terms(capability.title, language)))
    for numbers in words:
        everything.extend(numbers)
    return CapabilityDigest(
        passages=passages_of(whole(capability), embedder),
        sentences=spans,
        sentence_terms=tuple(array("i", sorted(set(numbers))) for numbers in words),
        terms=everything,
    )


def passages_of(text: str, embedder: Embedder) -> tuple[Span, ...]:
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
    """Return what changes when the rules for sentences, passages or terms may have changed.

    It covers this module and the modules of those rules as written, the stop words, and the
    versions of the libraries that find lemmas and stems; nobody has to remember to count it up.
    """
    digest = hashlib.blake2b(digest_size=8)
    for path in (__file__, *(module.__file__ for module in _RULES)):
        digest.update(Path(str(path)).read_bytes())
    for language in LANGUAGES:
        digest.update(" ".join(sorted(reference.stop_words(language))).encode())
    for library in _LIBRARIES:
        digest.update(version(library).encode())
    return digest.hexdigest()
