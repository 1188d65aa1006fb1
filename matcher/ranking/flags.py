"""What an officer should look at before trusting a startup's text."""

from collections.abc import Iterator

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
    found = [flag for capability in startup.capabilities for flag in _of_capability(capability)]
    if has_hidden_characters(startup.name):
        found.append(Flag(FlagCode.HIDDEN_TEXT))
    parts = (part for each in startup.capabilities for part in (each.title, each.text))
    if speaks_of_everything("\n".join(parts)):
        found.append(Flag(FlagCode.FOUND_EVERYWHERE))
    return tuple(dict.fromkeys(found))


def _of_capability(capability: Capability) -> Iterator[Flag]:
    title, text = capability.title, capability.text
    if title_lists(title, text):
        yield Flag(FlagCode.WORD_LIST)
    if has_hidden_characters(title):
        yield Flag(FlagCode.HIDDEN_TEXT)
    for code, finds in _FINDERS:
        for span in finds(text):
            yield Flag(code, _quoted(capability, span))
    if has_hidden_characters(text):
        for span in sentences(text):
            if has_hidden_characters(text[span.start : span.end]):
                yield Flag(FlagCode.HIDDEN_TEXT, _quoted(capability, span))


def _quoted(capability: Capability, span: Span) -> Evidence:
    quote = capability.text[span.start : span.end]
    return Evidence(quote, span.start, span.end, capability.id)
