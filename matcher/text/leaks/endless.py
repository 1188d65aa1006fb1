"""Words far longer than any word: told as an address, and not looked into.

Patterns that look for names and sites take time that grows with the square of a word's length.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from matcher.text.leaks.findings import Finding, Kind

LONGEST_WORD: Final = 250
"""Most characters without a space that are looked into."""
_ENDLESS: Final = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")


def endless(text: str) -> Iterator[Finding]:
    """Yield every word that is too long to be one."""
    for found in _ENDLESS.finditer(text):
        yield Finding(Kind.URL, *found.span(), found.group(), "url")


def between(text: str) -> Iterator[tuple[int, str]]:
    """Yield what stands before, between and after the endless words, each with its place."""
    begins = 0
    for each in endless(text):
        yield begins, text[begins : each.start]
        begins = each.end
    yield begins, text[begins:]


def moved(finding: Finding, by: int) -> Finding:
    """Return a finding of a part at its place in the whole."""
    return replace(finding, start=finding.start + by, end=finding.end + by)
