"""Sentences that are written for a machine and not for a reader: "ignore previous instructions".

No language model decides anything here, so they could move nothing by being obeyed. They are left
out of everything that is scored all the same, so that they move nothing by their words either, and
are shown to the officer.
"""

import re
from typing import Final

from matcher.text.normalise import fold
from matcher.text.segments import Span, sentences

_US: Final = r"(?:this|us|our|me|it)\b"
_NOUS: Final = r"(?:cette|ce|nous|notre|moi|la|le)\b"
_ORDERS: Final = re.compile(
    "|".join(
        (
            # English
            r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instructions?|prompts?)\b",
            rf"\b(?:rank|score|rate|place|put)\s+{_US}.{{0,40}}\b(?:first|top|highest)\b",
            r"\brank first\b|\bsystem prompt\b|\bas an ai\b",
            r"\byou are (?:now )?(?:an? )?(?:ai|chatgpt|language model|ranking)\b",
            # French
            r"\b(?:ignor|oubli)(?:e|er|ez|ons)\b.{0,40}\b(?:instructions?|consignes?)\b",
            rf"(?<!en )\b(?:class|plac)(?:e|er|ez)[ -]{_NOUS}.{{0,40}}\b(?:premiere?|en tete)\b",
            r"\bmett(?:ez|re)[ -](?:nous|cette|ce)\b.{0,40}\b(?:premiere?|en tete)\b",
            # Arabic
            r"تجاهل(?:وا)?\b.{0,40}تعليمات",
            r"\b(?:ضع|رتب|صنف)(?:وا)?\b.{0,40}(?:اولا|الاولي|الاول)\b",
        )
    )
)


def addressed(text: str) -> list[Span]:
    """Return the sentences that tell a machine what to do, in their order."""
    if not _ORDERS.search(fold(text)):
        return []
    return [span for span in sentences(text) if _ORDERS.search(fold(text[span.start : span.end]))]
