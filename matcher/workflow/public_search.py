"""Finds open challenges by words, in what startups may read of them and nothing else."""

from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from matcher.domain.visibility import Visibility
from matcher.store.challenges import ChallengeRow
from matcher.store.organisations import OrganisationRow
from matcher.text.normalise import fold
from matcher.workflow.context import Context
from matcher.workflow.naming import redact
from matcher.workflow.public_faces import SECTIONS, may_be_public, open_ids

_OPEN = (
    ChallengeRow.title,
    OrganisationRow.name,
    *(getattr(ChallengeRow, section) for section in SECTIONS),
)
_VEILED = (ChallengeRow.teaser_title, ChallengeRow.teaser_text)


def holding(context: Context, words: str) -> list[int]:
    """Return the open challenges that hold every one of these words, the newest first.

    A word is found from its beginning, spelling aside; contacts are not searched. Of an anonymous
    challenge the teaser is read.
    """
    wanted = _words(words)
    found = _found(context, Visibility.OPEN, _OPEN, wanted)
    found |= _found(context, Visibility.ANONYMOUS, _VEILED, wanted)
    return [number for number in open_ids(context) if number in found]


def _found(
    context: Context,
    visibility: Visibility,
    columns: tuple[InstrumentedAttribute[str], ...],
    wanted: list[str],
) -> set[int]:
    rows = context.session.execute(
        select(ChallengeRow.id, *columns)
        .join(OrganisationRow, OrganisationRow.id == ChallengeRow.firm_id)
        .where(ChallengeRow.visibility == visibility, *may_be_public())
    )
    return {number for number, *texts in rows if _holds("\n".join(texts), wanted)}


def _holds(text: str, wanted: list[str]) -> bool:
    """Tell whether a text holds the words; contacts are looked for only where it seems so."""
    return _are_in(_words_of(text), wanted) and _are_in(_words_to_search(text), wanted)


def _are_in(told: str, wanted: list[str]) -> bool:
    return all(f" {word}" in told for word in wanted)


@lru_cache(maxsize=4_000)
def _words_of(text: str) -> str:
    return f" {' '.join(_words(text))}"


@lru_cache(maxsize=4_000)
def _words_to_search(text: str) -> str:
    return _words_of(redact(text, ()))


def _words(text: str) -> list[str]:
    plain = "".join(sign if sign.isalnum() else " " for sign in fold(text))
    return plain.split()
