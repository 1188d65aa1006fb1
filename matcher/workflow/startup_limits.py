"""What a startup's profile may hold: lengths, codes, numbers; what was typed, cleaned."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from matcher.domain.challenge import FirmSize
from matcher.domain.startup import Status
from matcher.domain.taxonomy import LANGUAGES, TRL_RANGE
from matcher.errors import InvalidForm, WorkflowError
from matcher.reference import regions, sectors
from matcher.text.normalise import clean
from matcher.workflow.organisation_facts import is_a_site
from matcher.workflow.startup_views import ProfileDraft

LONGEST = {
    "name": 120,
    "website": 200,
    "city": 80,
    "tagline": 160,
    "references": 3_000,
}
"""Most characters of each text of the profile."""
LONGEST_TITLE = 120
LONGEST_TEXT = 4_000
LONGEST_ENTRY = 120
MOST_ENTRIES = 50
MOST_CAPABILITIES = 20
MOST_INTRODUCTIONS = 50
LARGEST_BUDGET = 10_000_000_000
LINES = ("name", "website", "city", "tagline")
LISTS = ("certifications", "excluded_firms", "exclusive_with")
CODES = ("sectors", "regions", "languages", "refused_sectors", "refused_regions", "firm_sizes")


def tidy_line(text: str) -> str:
    """Return one line, with nothing hidden in it and single spaces."""
    return " ".join(clean(text).split())


def tidy_text(text: str) -> str:
    """Return a longer text with its lines, with nothing hidden in it."""
    lines = (" ".join(line.split()) for line in clean(text).split("\n"))
    return "\n".join(lines).strip()


def cleaned(draft: ProfileDraft) -> ProfileDraft:
    """Return what was typed as it is kept: each entry once, no empty ones."""
    texts: dict[str, Any] = {name: tidy_line(getattr(draft, name)) for name in LINES}
    lists: dict[str, Any] = {name: _each_once(getattr(draft, name), tidy_line) for name in LISTS}
    codes: dict[str, Any] = {name: _each_once(getattr(draft, name), str) for name in CODES}
    return replace(draft, references=tidy_text(draft.references), **texts, **lists, **codes)


def check_profile(draft: ProfileDraft, known: ProfileDraft) -> None:
    """Raise InvalidForm, with a sentence for each field that cannot be kept as it is.

    Codes that the profile holds already may stay, even those of another country's taxonomy.
    """
    problems = _texts(draft) | _lists(draft) | _codes(draft, known) | _numbers(draft)
    if problems:
        raise InvalidForm(problems)


def check_capability(title: str, text: str) -> None:
    """Raise InvalidForm when a capability cannot be kept as it is."""
    problems: dict[str, WorkflowError] = {}
    if len(title) > LONGEST_TITLE:
        problems["title"] = _too_long(title, LONGEST_TITLE)
    if not any(sign.isalnum() for sign in text):
        problems["text"] = WorkflowError("Say in a few sentences what you can do.")
    elif len(text) > LONGEST_TEXT:
        problems["text"] = _too_long(text, LONGEST_TEXT)
    if problems:
        raise InvalidForm(problems)


def _each_once(entries: Iterable[str], tidy: Callable[[str], str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry for entry in map(tidy, entries) if entry))


def _texts(draft: ProfileDraft) -> dict[str, WorkflowError]:
    problems = {
        name: _too_long(getattr(draft, name), most)
        for name, most in LONGEST.items()
        if len(getattr(draft, name)) > most
    }
    if not any(sign.isalnum() for sign in draft.name):
        problems["name"] = WorkflowError("Write the name of your startup.")
    if draft.website and not is_a_site(draft.website):
        problems["website"] = WorkflowError("Write an address such as www.example.ma.")
    return problems


def _lists(draft: ProfileDraft) -> dict[str, WorkflowError]:
    problems: dict[str, WorkflowError] = {}
    for name in LISTS:
        entries: tuple[str, ...] = getattr(draft, name)
        if len(entries) > MOST_ENTRIES:
            problems[name] = WorkflowError("At most %(most)s lines fit.", most=MOST_ENTRIES)
        elif any(len(entry) > LONGEST_ENTRY for entry in entries):
            problems[name] = WorkflowError(
                "A line has at most %(most)s characters. Write one entry a line.",
                most=LONGEST_ENTRY,
            )
    return problems


def _codes(draft: ProfileDraft, known: ProfileDraft) -> dict[str, WorkflowError]:
    of_sectors = {each.id for each in sectors()}
    of_regions = {each.id for each in regions()}
    allowed: dict[str, set[str]] = {
        "sectors": of_sectors,
        "refused_sectors": of_sectors,
        "regions": of_regions,
        "refused_regions": of_regions,
        "languages": set(LANGUAGES),
        "firm_sizes": {each.value for each in FirmSize},
    }
    problems = {
        name: WorkflowError("Choose from the list.")
        for name, codes in allowed.items()
        if not set(getattr(draft, name)) <= codes | set(getattr(known, name))
    }
    if draft.home_region not in of_regions | {"", known.home_region}:
        problems["home_region"] = WorkflowError("Choose from the list.")
    if draft.status is Status.WITHDRAWN and known.status is not Status.WITHDRAWN:
        problems["status"] = WorkflowError("Choose from the list.")
    if set(draft.sectors) & set(draft.refused_sectors):
        problems["refused_sectors"] = WorkflowError(
            "A sector is both served and refused: choose one of the two."
        )
    if set(draft.regions) & set(draft.refused_regions):
        problems["refused_regions"] = WorkflowError(
            "A region is both served and refused: choose one of the two."
        )
    return problems


def _numbers(draft: ProfileDraft) -> dict[str, WorkflowError]:
    problems: dict[str, WorkflowError] = {}
    if draft.trl is not None and draft.trl not in TRL_RANGE:
        problems["trl"] = WorkflowError("Choose from the list.")
    if draft.capacity is not None and not 1 <= draft.capacity <= MOST_INTRODUCTIONS:
        problems["capacity"] = WorkflowError(
            "Write a number from 1 to %(most)s. To receive none for a while, pause your profile.",
            most=MOST_INTRODUCTIONS,
        )
    if draft.min_budget_dh is not None and not 0 <= draft.min_budget_dh <= LARGEST_BUDGET:
        problems["min_budget_dh"] = WorkflowError("Write an amount in dirhams, in figures.")
    return problems


def _too_long(text: str, most: int) -> WorkflowError:
    return WorkflowError(
        "This text has %(length)s characters; at most %(most)s fit. Shorten it.",
        length=len(text),
        most=most,
    )
