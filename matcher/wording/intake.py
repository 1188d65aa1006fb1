"""What the reading of a file says, in French and Arabic: the English sentences are the keys."""

import re
from collections.abc import Mapping
from functools import lru_cache

from matcher.wording.intake_files import FILES
from matcher.wording.intake_sentences import ROWS

_PLACE = re.compile(r"\{\w+\}")


def said(text: str, language: str) -> str:
    """Return a sentence of the reading of a file in a language; as it is when nobody worded it."""
    if language == "en":
        return text
    for pattern, spoken in _patterns():
        found = pattern.fullmatch(text)
        if found is not None and language in spoken:
            return spoken[language].format(**found.groupdict())
    return text


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], Mapping[str, str]]]:
    return [(_pattern(english), spoken) for english, spoken in (ROWS | FILES).items()]


def _pattern(english: str) -> re.Pattern[str]:
    """Return what recognises a sentence: its places take any words."""
    parts = _PLACE.split(english)
    names = [place[1:-1] for place in _PLACE.findall(english)]
    whole = re.escape(parts[0])
    for name, part in zip(names, parts[1:], strict=True):
        whole += f"(?P<{name}>.*?){re.escape(part)}"
    return re.compile(whole, re.DOTALL)
