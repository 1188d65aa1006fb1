"""The form of a challenge, as a page or a part of it."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Response, request

from matcher.domain.challenge import Importance
from matcher.domain.visibility import ChallengeState, Collaboration, Visibility
from matcher.errors import InvalidForm
from matcher.reference import regions, sectors, trl_levels
from matcher.workflow.challenge_checks import Check, checks
from matcher.workflow.challenge_drafts import Difference
from matcher.workflow.challenge_limits import LANGUAGES as WORKING_LANGUAGES
from matcher.workflow.challenge_limits import LONGEST, LONGEST_REQUIREMENT
from matcher.workflow.challenge_views import Asked, ChallengeView, Draft
from matcher.workflow.challenges import firm_of
from matcher.workflow.naming import region_name, sector_name
from web.answers import page
from web.context import context
from web.errors import message_of
from web.locale import LANGUAGES, _, language, lazy
from web.pages.firm.entries import Entered, number
from web.sentences import sentence

FIELDS = {
    "title": lazy("Title"),
    "context": lazy("Context"),
    "problem": lazy("Problem"),
    "success_criteria": lazy("Success criteria"),
    "constraints": lazy("Constraints"),
    "excluded": lazy("Excluded solutions"),
    "attached_text": lazy("Text from your files"),
    "requirements": lazy("Requirements"),
    "sectors": lazy("Sectors"),
    "region": lazy("Region of the site"),
    "site": lazy("Site"),
    "on_site": lazy("Presence on site is needed"),
    "trl_min": lazy("Maturity wanted (TRL)"),
    "collaboration": lazy("Kind of collaboration"),
    "budget_min_dh": lazy("Budget from (MAD)"),
    "budget_max_dh": lazy("Budget to (MAD)"),
    "deadline": lazy("Deadline"),
    "working_languages": lazy("Working languages"),
    "visibility": lazy("Visibility"),
    "teaser_title": lazy("Title of the anonymous notice"),
    "teaser_text": lazy("Text of the anonymous notice"),
    "attachment": lazy("Add a file"),
}
"""Field of the form → its name."""
_OPENING = Draft(requirements=())


def form_page(
    view: ChallengeView | None,
    entry: Entered | None = None,
    *,
    status: int = 200,
    **more: Any,
) -> Response:
    """Return the form: of a challenge as it is kept, or as it was entered.

    More values: `draft` instead of both, `errors` (field → sentence), `differences`, `told`.
    """
    draft = more.pop("draft", None) or _draft(view, entry)
    errors = more.pop("errors", {})
    saved = view.card.version if view else 0
    return page(
        "firm/edit.html",
        status=status,
        view=view,
        draft=draft,
        rows=_rows(draft, blank=more.pop("blank", None)),
        raw=entry.raw if entry else {},
        errors=errors,
        mistakes=[
            (_field_id(name), str(FIELDS.get(name, name)), said) for name, said in errors.items()
        ],
        fields=FIELDS,
        longest=LONGEST,
        longest_requirement=LONGEST_REQUIREMENT,
        page_name=request.form.get("page") or secrets.token_urlsafe(12),
        version=saved,
        is_draft=view is None or view.state is ChallengeState.DRAFT,
        checks=checks_of(draft),
        **options(),
        **more,
    )


def options() -> dict[str, Any]:
    """Return what the lists of the form offer, in the reader's language."""
    spoken = language()
    return {
        "sector_options": [(each.id, sector_name(each.id, spoken)) for each in sectors()],
        "region_options": [(each.id, region_name(each.id, spoken)) for each in regions()],
        "trl_options": [
            (str(each.id), f"{each.id} · {getattr(each, f'label_{spoken}', '') or each.label_fr}")
            for each in trl_levels()
        ],
        "collaboration_options": [
            (each.value, sentence("collaboration", each, spoken)) for each in Collaboration
        ],
        "language_options": [(code, LANGUAGES[code]) for code in WORKING_LANGUAGES],
        "visibility_options": [
            (each.value, sentence("tier", each, spoken), sentence("who_sees", each, spoken))
            for each in Visibility
        ],
    }


def checks_of(draft: Draft) -> tuple[Check, ...]:
    """Return the checks of a draft of this person's firm."""
    work = context()
    return checks(draft, firm_of(work), work.now.date())


def sentences_of(refused: InvalidForm) -> dict[str, str]:
    """Return field → sentence; a check says what to do in its own words."""
    return {
        name: sentence("check", problem.params["check"], language())
        if "check" in problem.params
        else message_of(problem)
        for name, problem in refused.fields.items()
    }


def shown_differences(found: tuple[Difference, ...]) -> list[tuple[str, str, str]]:
    """Return (name of the field, my words, the other words) for each difference."""
    return [(str(FIELDS[each.name]), _said(each.name, each.mine), _said(each.name, each.theirs))
            for each in found]  # fmt: skip


def challenge_number() -> int:
    """Return the challenge that the form is about; 0 for a new one."""
    return number("challenge_id")


def _draft(view: ChallengeView | None, entry: Entered | None) -> Draft:
    if entry is not None:
        return entry.draft
    return view.draft if view else _OPENING


def _rows(draft: Draft, blank: int | None) -> list[Asked]:
    """Return the lines of the list of requirements, with empty ones to write in."""
    empty = blank if blank is not None else (0 if draft.requirements else 1)
    return [*draft.requirements, *[replace(Asked("")) for _number in range(empty)]]


def _field_id(name: str) -> str:
    return "requirements-add" if name == "requirements" else name


def _said(name: str, value: Any) -> str:
    """Return a value of the form in words."""
    spoken = language()
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    in_words: dict[str, Callable[[Any], str]] = {
        "requirements": lambda asked: "\n".join(map(_one, asked)),
        "sectors": lambda codes: ", ".join(sector_name(code, spoken) for code in codes),
        "working_languages": lambda codes: ", ".join(LANGUAGES[code] for code in codes),
        "region": lambda code: region_name(code, spoken),
        "visibility": lambda code: sentence("tier", code, spoken),
        "collaboration": lambda code: sentence("collaboration", code, spoken),
    }
    return in_words.get(name, str)(value)


def _one(asked: Asked) -> str:
    weight = _("Must have") if asked.importance is Importance.MUST else _("Nice to have")
    return f"• {asked.text} ({weight})"
