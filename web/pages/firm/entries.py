"""What the form of a challenge was sent with, read into a draft."""

import unicodedata
from datetime import date

from flask import request
from werkzeug.datastructures import MultiDict

from matcher.domain.challenge import Importance
from matcher.domain.visibility import Collaboration, Visibility
from matcher.errors import WorkflowError
from matcher.text.normalise import clean, plain_digits
from matcher.workflow.challenge_views import Asked, Draft

LINES = ("title", "site", "teaser_title")
TEXTS = (
    "context",
    "problem",
    "success_criteria",
    "constraints",
    "excluded",
    "attached_text",
    "teaser_text",
)
Problems = dict[str, WorkflowError]


class Entered:
    """A draft as it was entered, with what could not be read of it.

    `raw` holds the words of such a field, so that the form can show them again.
    """

    def __init__(self, form: MultiDict[str, str]) -> None:
        self.problems: Problems = {}
        self.raw: dict[str, str] = {}
        self._form = form
        self.draft = Draft(
            **{name: " ".join(self._text(name).split()) for name in LINES},
            **{name: self._text(name) for name in TEXTS},
            sectors=tuple(dict.fromkeys(form.getlist("sectors"))),
            region=form.get("region", ""),
            on_site=bool(form.get("on_site")),
            trl_min=self._whole("trl_min"),
            collaboration=self._collaboration(),
            budget_min_dh=self._whole("budget_min_dh"),
            budget_max_dh=self._whole("budget_max_dh"),
            deadline=self._day("deadline"),
            working_languages=tuple(dict.fromkeys(form.getlist("working_languages"))),
            visibility=self._visibility(),
            requirements=self._requirements(),
        )

    def _text(self, name: str) -> str:
        return clean(self._form.get(name, "")).strip()

    def _whole(self, name: str) -> int | None:
        written = "".join(self._text(name).split()).replace("\u066c", "")
        if not written:
            return None
        digits = "".join(str(unicodedata.digit(each, "")) for each in written)
        if len(digits) != len(written) or len(digits) > 15:
            self._refuse(name, WorkflowError("Write an amount in dirhams, in figures."))
            return None
        return int(digits)

    def _day(self, name: str) -> date | None:
        written = self._text(name)
        if not written:
            return None
        try:
            return date.fromisoformat(plain_digits(written))
        except ValueError:
            self._refuse(name, WorkflowError("Write a date such as 2027-06-30."))
            return None

    def _refuse(self, name: str, problem: WorkflowError) -> None:
        self.problems[name] = problem
        self.raw[name] = self._text(name)

    def _collaboration(self) -> Collaboration:
        said = self._form.get("collaboration", "")
        if said and said not in set(Collaboration):
            self._refuse("collaboration", WorkflowError("Choose from the list."))
        return Collaboration(said) if said in set(Collaboration) else Collaboration.ANY

    def _visibility(self) -> Visibility:
        said = self._form.get("visibility", "")
        if said and said not in set(Visibility):
            self._refuse("visibility", WorkflowError("Choose from the list."))
        return Visibility(said) if said in set(Visibility) else Visibility.ANONYMOUS

    def _requirements(self) -> tuple[Asked, ...]:
        weights = self._form.getlist("requirement_importance")
        if not set(weights) <= set(Importance):
            self._refuse("requirements", WorkflowError("Choose from the list."))
        rows = zip(
            self._form.getlist("requirement_text"),
            weights,
            self._form.getlist("requirement_id"),
            strict=False,
        )
        return tuple(
            Asked(
                " ".join(clean(text).split()),
                Importance.NICE if weight == Importance.NICE else Importance.MUST,
                int(number) if number.isascii() and number.isdecimal() else None,
            )
            for text, weight, number in rows
            if text.strip()
        )


def entered() -> Entered:
    """Return what this request's form says."""
    return Entered(request.form)


def number(name: str) -> int:
    """Return a hidden number of the form; 0 when it is not there."""
    written = request.form.get(name, "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 15 else 0
