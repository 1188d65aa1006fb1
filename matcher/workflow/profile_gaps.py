"""What a startup could add to its profile for better matches; plain rules, no model."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from matcher.domain.match import FlagCode
from matcher.domain.startup import Capability, Startup
from matcher.ranking.flags import flags
from matcher.workflow.naming import redact
from matcher.workflow.startup_views import CapabilityView, ProfileView

FEWEST_WORDS = 60
"""Words in all capabilities from which a text is long enough to be compared well."""
_FIGURE = re.compile(r"\d")
_WORD = re.compile(r"\w+")
_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing to look at: done or not, and where it is mended.

    `field` is a field of the profile's form, or "" for the capabilities; `capability_id` names the
    one to edit, and `quote` the words that it is about.
    """

    code: str
    is_done: bool
    field: str = ""
    capability_id: int | None = None
    quote: str = ""


def gaps(view: ProfileView) -> tuple[Gap, ...]:
    """Return every check of a profile, in the order in which they matter."""
    text = " ".join(f"{each.title} {each.text}" for each in view.capabilities)
    draft = view.draft
    first = view.capabilities[0].id if view.capabilities else None
    return (
        Gap("capabilities", bool(view.capabilities)),
        Gap("short_text", len(_WORD.findall(text)) >= FEWEST_WORDS, capability_id=first),
        Gap("figures", _FIGURE.search(text) is not None, capability_id=first),
        Gap("references", bool(draft.references or draft.certifications), "references"),
        Gap("trl", draft.trl is not None, "trl"),
        Gap("sectors", bool(draft.sectors), "sectors"),
        Gap("regions", bool(draft.regions), "regions"),
        Gap("languages", bool(draft.languages), "languages"),
        Gap("capacity", draft.capacity is not None, "capacity"),
        *_of_words(view),
    )


def _of_words(view: ProfileView) -> Iterator[Gap]:
    """Yield the checks on how the texts are written, each with the first words that break it."""
    finders: dict[str, Callable[[CapabilityView], str | None]] = {
        "word_list": lambda each: _flagged(each, FlagCode.WORD_LIST),
        "repeated_text": lambda each: _flagged(each, FlagCode.REPEATED_TEXT),
        "hidden_text": lambda each: _flagged(each, FlagCode.HIDDEN_TEXT),
        "contact": _contact,
    }
    for code, find in finders.items():
        found = ((each.id, find(each)) for each in view.capabilities)
        where = next(((place, words) for place, words in found if words is not None), None)
        if where is None:
            yield Gap(code, is_done=True)
        else:
            yield Gap(code, is_done=False, capability_id=where[0], quote=_shortened(where[1]))


def _flagged(view: CapabilityView, code: FlagCode) -> str | None:
    alone = Startup("", "", (Capability("", view.title, view.text),))
    for flag in flags(alone):
        if flag.code is code:
            return flag.evidence.text if flag.evidence else view.title
    return None


def _contact(view: CapabilityView) -> str | None:
    for line in (view.title, *view.text.split("\n")):
        if redact(line, ()) != line:
            return line
    return None


def _shortened(words: str) -> str:
    if len(words) <= _SHOWN:
        return words
    return words[:_SHOWN].rsplit(" ", 1)[0] + "…"
