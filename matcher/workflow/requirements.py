"""Requirements that are proposed to a firm, read from its own free text."""

from dataclasses import replace

from matcher.domain.challenge import Challenge
from matcher.text.language import detect
from matcher.text.needs import complete
from matcher.text.normalise import clean, fold
from matcher.workflow.challenge_limits import LONGEST_REQUIREMENT, MOST_REQUIREMENTS
from matcher.workflow.challenge_views import Asked, Draft

SHORTEST = 12
"""Shorter pieces of text are no requirement."""


def proposed(draft: Draft) -> tuple[Asked, ...]:
    """Return the requirements that the text asks for and the list does not have yet."""
    text = "\n\n".join(
        part
        for part in (draft.problem, draft.success_criteria, draft.constraints, draft.attached_text)
        if part.strip()
    )
    if not text.strip():
        return ()
    language = detect(text).language
    read = complete(Challenge(id="draft", text=text, language=language, title=draft.title))
    known = {_key(each.text) for each in draft.requirements}
    found: list[Asked] = []
    for each in read.requirements:
        words = _tidy(each.text)
        if len(words) < SHORTEST or _key(words) in known:
            continue
        known.add(_key(words))
        found.append(Asked(words, each.importance))
    return tuple(found[: max(0, MOST_REQUIREMENTS - len(draft.requirements))])


def with_proposed(draft: Draft) -> Draft:
    """Return the draft with the proposed requirements at the end of its list."""
    return replace(draft, requirements=(*draft.requirements, *proposed(draft)))


def moved(asked: tuple[Asked, ...], place: int, by: int) -> tuple[Asked, ...]:
    """Return the list with the requirement at a place one higher (-1) or lower (1)."""
    other = place + by
    if not (0 <= place < len(asked) and 0 <= other < len(asked)):
        return asked
    ordered = list(asked)
    ordered[place], ordered[other] = ordered[other], ordered[place]
    return tuple(ordered)


def without(asked: tuple[Asked, ...], place: int) -> tuple[Asked, ...]:
    """Return the list without the requirement at a place."""
    return tuple(each for number, each in enumerate(asked) if number != place)


def _tidy(text: str) -> str:
    words = " ".join(clean(text).split()).strip(" ,;:.-–•*")
    if len(words) <= LONGEST_REQUIREMENT:
        return words
    return words[:LONGEST_REQUIREMENT].rsplit(" ", 1)[0]


def _key(text: str) -> str:
    return " ".join(fold(clean(text)).split()).strip(" ,;:.")
