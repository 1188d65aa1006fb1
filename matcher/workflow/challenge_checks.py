"""What is missing for a good answer, as codes; the firm reads them while it writes."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from matcher.domain.challenge import Importance
from matcher.domain.visibility import Visibility
from matcher.store.organisations import OrganisationRow
from matcher.text.language import detect
from matcher.text.leaks.findings import Finding, Kind
from matcher.text.leaks.guard import find
from matcher.text.leaks.known_names import KnownNames
from matcher.text.normalise import clean, fold
from matcher.text.word_lists import is_only_lists
from matcher.workflow.challenge_limits import shortened
from matcher.workflow.challenge_views import Draft
from matcher.workflow.naming import names_of

SHORTEST_TITLE = 8
SHORTEST_TEXT = 80
"""Characters below which a problem does not say enough to look for anybody."""
LEAST_WORDS = 10
_WORD = re.compile(r"[^\W\d_]{2,}")
_NUMBER = re.compile(r"\d|٠|١|٢|٣|٤|٥|٦|٧|٨|٩|%|٪")
_BLOCKING = {
    Kind.EMAIL: "teaser_contacts",
    Kind.URL: "teaser_contacts",
    Kind.PHONE: "teaser_contacts",
    Kind.IDENTIFIER: "teaser_patent",
}
"""Kinds of findings that a notice cannot be sent with."""
_HINTS = {
    Kind.ORGANISATION: "teaser_organisation",
    Kind.PERSON: "teaser_person",
    Kind.SITE: "teaser_site",
    Kind.UNIQUE: "teaser_unique",
    Kind.FIGURE: "teaser_figure",
}
"""Kinds that the firm is warned of, and that an officer decides on."""
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{6,}")
_VOWEL = re.compile(r"[aeiouyàâäéèêëîïôöùûü]")
_LATIN = re.compile(r"[a-zà-ÿ]+")


@dataclass(frozen=True, slots=True)
class Check:
    """Something to look at. A challenge with one that `blocks` cannot be submitted.

    `field` is the part of the form that it is about.
    """

    code: str
    field: str
    blocks: bool = False
    is_done: bool = False


def checks(draft: Draft, firm: OrganisationRow, today: date) -> tuple[Check, ...]:
    """Return every check of a draft, done or not, in the order of the form."""
    draft = shortened(draft)
    return (
        *_text_checks(draft),
        *_requirement_checks(draft),
        *_fact_checks(draft, today),
        *_teaser_checks(draft, firm),
    )


def missing(draft: Draft, firm: OrganisationRow, today: date) -> tuple[Check, ...]:
    """Return the checks that are not met."""
    return tuple(each for each in checks(draft, firm, today) if not each.is_done)


def leaks(title: str, text: str, firm: OrganisationRow, site: str = "") -> tuple[str, ...]:
    """Return the codes of what in a teaser would tell startups who asks: it cannot be sent so."""
    found = _teaser_findings(title, text, firm, site)
    codes = [_BLOCKING[each.kind] for each in found if each.kind in _BLOCKING]
    codes += ["teaser_names" for each in found if _is_own_name(each)]
    return tuple(dict.fromkeys(codes))


def hints(title: str, text: str, firm: OrganisationRow, site: str = "") -> tuple[str, ...]:
    """Return the codes of what in a teaser may tell who asks: the firm is warned of it."""
    found = _teaser_findings(title, text, firm, site)
    told = (_HINTS[each.kind] for each in found if each.kind in _HINTS and not _is_own_name(each))
    return tuple(dict.fromkeys(told))


def teaser_names(firm: OrganisationRow, site: str) -> tuple[str, ...]:
    """Return what a firm's teaser may not say: its names, and its site where that is a name."""
    return (*names_of(firm), *([site] if len(site) >= SHORTEST_TITLE else []))


def _teaser_findings(
    title: str, text: str, firm: OrganisationRow, site: str
) -> tuple[Finding, ...]:
    # Only the firm's own names: what it is told never depends on who else is registered.
    return find(f"{title}\n{text}", KnownNames.of(own=teaser_names(firm, site)))


def _is_own_name(found: Finding) -> bool:
    return found.kind is Kind.ORGANISATION and found.reason == "known_name"


def is_junk(text: str) -> bool:
    """Whether a text says nothing: a few words again and again, keys hit at random, keywords."""
    words = _WORD.findall(fold(clean(text)))
    if len(words) < LEAST_WORDS:
        return False
    often = Counter(words).most_common(1)[0][1]
    if len(set(words)) < LEAST_WORDS * 0.6 or often > len(words) * 0.4:
        return True
    return _share_of_noise(words) > 0.5 or is_only_lists(text)


def _text_checks(draft: Draft) -> Iterator[Check]:
    yield Check("title", "title", blocks=True, is_done=len(draft.title) >= SHORTEST_TITLE)
    yield _problem_check(draft.problem)
    yield Check("context", "context", is_done=len(draft.context) >= SHORTEST_TEXT / 2)
    variety = detect(draft.problem).variety
    if variety in {"darija", "arabizi", "mixed"} and draft.problem:
        yield Check(f"language_{variety}", "problem")


def _problem_check(text: str) -> Check:
    if not text.strip():
        return Check("problem_empty", "problem", blocks=True)
    words = _WORD.findall(text)
    if len(text) < SHORTEST_TEXT or len(words) < LEAST_WORDS:
        return Check("problem_short", "problem", blocks=True)
    if is_junk(text):
        return Check("problem_junk", "problem", blocks=True)
    return Check("problem", "problem", blocks=True, is_done=True)


def _requirement_checks(draft: Draft) -> Iterator[Check]:
    asked = draft.requirements
    yield Check("requirements", "requirements", is_done=bool(asked))
    if asked:
        musts = any(each.importance is Importance.MUST for each in asked)
        yield Check("requirement_must", "requirements", is_done=musts)
    criteria = draft.success_criteria
    yield Check("success", "success_criteria", is_done=bool(criteria))
    if criteria:
        measured = bool(_NUMBER.search(criteria))
        yield Check("success_measured", "success_criteria", is_done=measured)


def _fact_checks(draft: Draft, today: date) -> Iterator[Check]:
    yield Check("sectors", "sectors", is_done=bool(draft.sectors))
    yield Check("region", "region", is_done=bool(draft.region))
    yield Check("trl", "trl_min", is_done=draft.trl_min is not None)
    yield Check("budget", "budget_max_dh", is_done=draft.budget_max_dh is not None)
    if draft.deadline is not None and draft.deadline <= today:
        yield Check("deadline_past", "deadline", blocks=True)
    else:
        yield Check("deadline", "deadline", is_done=draft.deadline is not None)


def _teaser_checks(draft: Draft, firm: OrganisationRow) -> Iterator[Check]:
    if draft.visibility is not Visibility.ANONYMOUS:
        return
    title, text = draft.teaser_title, draft.teaser_text
    said = len(title) >= SHORTEST_TITLE and len(text) >= SHORTEST_TEXT / 2
    yield Check("teaser", "teaser_title", blocks=True, is_done=said)
    for code in leaks(title, text, firm, draft.site):
        yield Check(code, "teaser_text", blocks=True)
    for code in hints(title, text, firm, draft.site):
        yield Check(code, "teaser_text")


def _share_of_noise(words: list[str]) -> float:
    """Return the share of Latin words that no language would write."""
    latin = [word for word in words if _LATIN.fullmatch(word)]
    if not latin:
        return 0.0
    noise = sum(1 for word in latin if _CONSONANTS.search(word) or not _VOWEL.search(word))
    return noise / len(words)
