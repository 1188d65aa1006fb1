"""What an officer should look at before trusting a startup's text."""

from functools import lru_cache

from matcher.domain.match import Evidence, Flag, FlagCode
from matcher.domain.startup import Capability, Startup
from matcher.text.addressed import addressed
from matcher.text.normalise import has_hidden_characters
from matcher.text.sectors import speaks_of_everything
from matcher.text.segments import Span, sentences
from matcher.text.word_lists import repeated, title_lists, word_lists

_FINDERS = (
    (FlagCode.WORD_LIST, word_lists),
    (FlagCode.REPEATED_TEXT, repeated),
    (FlagCode.FOR_A_MACHINE, addressed),
)
"""What finds the words of a text that a warning is about."""


def flags(startup: Startup) -> tuple[Flag, ...]:
    """Return the warnings about a startup's own texts, each with its words, in their order.

    Bare lists and repeated text are not read (see `matcher.text.word_lists`); characters that
    nobody sees are shown with their sentence. A warning about a title, about the name, or about all
    texts together (they speak of nearly every sector) has no evidence, for evidence quotes a text.
    """
    found = [
        Flag(code, None if span is None else _quoted(capability, span))
        for capability in startup.capabilities
        for code, span in _of_texts(capability.title, capability.text)
    ]
    if has_hidden_characters(startup.name):
        found.append(Flag(FlagCode.HIDDEN_TEXT))
    parts = (part for each in startup.capabilities for part in (each.title, each.text))
    if speaks_of_everything("\n".join(parts)):
        found.append(Flag(FlagCode.FOUND_EVERYWHERE))
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=8_192)
def _of_texts(title: str, text: str) -> tuple[tuple[FlagCode, Span | None], ...]:
    """Return the warnings about a title and a text, each with its place in the text."""
    found: list[tuple[FlagCode, Span | None]] = []
    if title_lists(title, text):
        found.append((FlagCode.WORD_LIST, None))
    if has_hidden_characters(title):
        found.append((FlagCode.HIDDEN_TEXT, None))
    found += ((code, span) for code, finds in _FINDERS for span in finds(text))
    if has_hidden_characters(text):
        found += (
            (FlagCode.HIDDEN_TEXT, span)
            for span in sentences(text)
            if has_hidden_characters(text[span.start : span.end])
        )
    return tuple(found)


def _quoted(capability: Capability, span: Span) -> Evidence:
    quote = capability.text[span.start : span.end]
    return Evidence(quote, span.start, span.end, capability.id)
