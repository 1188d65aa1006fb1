"""How long each part of a challenge may be, and which codes it may hold."""

from dataclasses import replace
from datetime import date

from matcher.errors import InvalidForm, WorkflowError
from matcher.reference import regions, sectors
from matcher.workflow.challenge_views import Draft

LONGEST = {
    "title": 150,
    "context": 5_000,
    "problem": 10_000,
    "success_criteria": 3_000,
    "constraints": 3_000,
    "excluded": 2_000,
    "attached_text": 20_000,
    "site": 150,
    "teaser_title": 120,
    "teaser_text": 1_500,
}
"""Most characters of each text."""
LONGEST_REQUIREMENT = 400
MOST_REQUIREMENTS = 20
LARGEST_BUDGET = 2_000_000_000
LANGUAGES = ("fr", "ar", "en")
LAST_YEAR = 2100


def check_limits(draft: Draft) -> None:
    """Raise InvalidForm, with a sentence for each field that cannot be kept as it is."""
    problems = _too_long(draft) | _requirements(draft) | _codes(draft) | _numbers(draft)
    if problems:
        raise InvalidForm(problems)


def shortened(draft: Draft) -> Draft:
    """Return a draft with no more of its texts than could be kept.

    What is looked up in a draft that is too long takes no longer than in one that is not.
    """
    cut = {name: getattr(draft, name)[:most] for name, most in LONGEST.items()}
    asked = tuple(
        replace(each, text=each.text[:LONGEST_REQUIREMENT])
        for each in draft.requirements[:MOST_REQUIREMENTS]
    )
    return replace(draft, **cut, requirements=asked)


def _too_long(draft: Draft) -> dict[str, WorkflowError]:
    return {
        name: WorkflowError(
            "This text has %(length)s characters; at most %(most)s fit. Shorten it.",
            length=len(getattr(draft, name)),
            most=most,
        )
        for name, most in LONGEST.items()
        if len(getattr(draft, name)) > most
    }


def _requirements(draft: Draft) -> dict[str, WorkflowError]:
    if len(draft.requirements) > MOST_REQUIREMENTS:
        return {
            "requirements": WorkflowError(
                "At most %(most)s requirements fit. Keep those that decide.",
                most=MOST_REQUIREMENTS,
            )
        }
    if any(len(each.text) > LONGEST_REQUIREMENT for each in draft.requirements):
        return {
            "requirements": WorkflowError(
                "A requirement has at most %(most)s characters. Say one thing in each.",
                most=LONGEST_REQUIREMENT,
            )
        }
    return {}


def _codes(draft: Draft) -> dict[str, WorkflowError]:
    unknown = WorkflowError("Choose from the list.")
    problems: dict[str, WorkflowError] = {}
    if not set(draft.sectors) <= {each.id for each in sectors()}:
        problems["sectors"] = unknown
    if draft.region and draft.region not in {each.id for each in regions()}:
        problems["region"] = unknown
    if not set(draft.working_languages) <= set(LANGUAGES):
        problems["working_languages"] = unknown
    if draft.trl_min is not None and not 1 <= draft.trl_min <= 9:
        problems["trl_min"] = unknown
    return problems


def _numbers(draft: Draft) -> dict[str, WorkflowError]:
    problems: dict[str, WorkflowError] = {}
    for name in ("budget_min_dh", "budget_max_dh"):
        amount = getattr(draft, name)
        if amount is not None and not 0 <= amount <= LARGEST_BUDGET:
            problems[name] = WorkflowError("Write an amount in dirhams, in figures.")
    least, most = draft.budget_min_dh, draft.budget_max_dh
    if not problems and least is not None and most is not None and least > most:
        problems["budget_max_dh"] = WorkflowError("The most is less than the least: correct one.")
    if draft.deadline is not None and not date(2000, 1, 1) <= draft.deadline < date(
        LAST_YEAR, 1, 1
    ):
        problems["deadline"] = WorkflowError("Write a date such as 2027-06-30.")
    return problems
