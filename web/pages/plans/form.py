"""The settings of a plan as a form, and back."""

from collections.abc import Sequence
from dataclasses import replace

from flask import request
from wtforms import BooleanField, SelectField

from matcher.workflow.plan_settings import DEFAULT_OF, MOST_PLACES
from matcher.workflow.plans import PlanSettings
from web.forms import Form, Whole, choices
from web.locale import lazy

MOST_GIVEN_UP = 20
"""The largest share of the expected successes, in per cent, that is given up for evenness."""
EMPTY_ROWS = 3
CERTAINTIES = {
    "100": lazy("Leave nothing to chance"),
    "90": lazy("Leave one pair in ten to chance so that something is learnt"),
    "80": lazy("Leave one pair in five to chance so that something is learnt"),
    "70": lazy("Leave three pairs in ten to chance so that something is learnt"),
}
"""Certainty of a pair, in per cent, in words."""
Rows = list[tuple[str, str]]


class SettingsForm(Form):
    """What a plan is to keep to."""

    per_firm = Whole(lazy("For each firm"), least=0, most=MOST_PLACES)
    per_officer = Whole(lazy("For each officer"), least=0, most=MOST_PLACES)
    per_startup = Whole(
        lazy("For each startup that did not say how many"), least=0, most=MOST_PLACES
    )
    least = Whole(lazy("At least"), least=0, most=MOST_PLACES)
    most = Whole(lazy("At most"), least=0, most=MOST_PLACES)
    exposure_floor = Whole(lazy("Newcomers that must get a place"), least=0, most=MOST_PLACES)
    certainty_cap = SelectField(lazy("Something left to chance"), choices=choices(CERTAINTIES))
    keep_of_best = Whole(
        lazy("What may be given up so that all are seen"), least=0, most=MOST_GIVEN_UP
    )
    drops_own_limits = BooleanField(lazy("Forget these: the numbers above are for all"))
    is_mine = BooleanField(lazy("Only the challenges that I lead"))


def filled(settings: PlanSettings) -> SettingsForm:
    """Return the form with the settings in it."""
    cap = min(CERTAINTIES, key=lambda each: abs(int(each) - 100 * settings.certainty_cap))
    return SettingsForm(
        formdata=None,
        per_firm=settings.per_firm,
        per_officer=settings.per_officer,
        per_startup=settings.per_startup,
        least=settings.least,
        most=settings.most,
        exposure_floor=settings.exposure_floor,
        certainty_cap=cap,
        keep_of_best=round(100 * (1 - settings.keep_of_best)),
        is_mine=settings.officer_id is not None,
    )


def asked(form: SettingsForm, before: PlanSettings, officer_id: int) -> PlanSettings:
    """Return the settings that the form asks for; what it does not hold is as before."""
    return replace(
        before,
        per_firm=form.per_firm.data,
        per_officer=form.per_officer.data,
        per_startup=form.per_startup.data,
        least=form.least.data,
        most=form.most.data,
        exposure_floor=form.exposure_floor.data,
        certainty_cap=int(form.certainty_cap.data) / 100,
        keep_of_best=(100 - form.keep_of_best.data) / 100,
        least_by_region=_numbers(sent_rows()),
        officer_id=officer_id if form.is_mine.data else None,
        **({name: {} for name in DEFAULT_OF} if form.drops_own_limits.data else {}),
    )


def region_rows(settings: PlanSettings) -> Rows:
    """Return (region, least number) of each row of the form, with empty rows at the end."""
    return padded([(code, str(number)) for code, number in settings.least_by_region.items()])


def sent_rows() -> Rows:
    """Return (region, least number) of each row that was sent with a region."""
    regions = request.form.getlist("region")
    numbers = request.form.getlist("region_least")
    return [(code, text) for code, text in zip(regions, numbers, strict=False) if code]


def padded(rows: Sequence[tuple[str, str]]) -> Rows:
    """Return the rows with empty ones to be filled."""
    return [*rows, *[("", "")] * max(1, EMPTY_ROWS - len(rows))]


def _numbers(rows: Rows) -> dict[str, int]:
    """Return the least number by region; -1, which no plan takes, for what is no number."""
    return {code: int(text) if text.strip().isdecimal() else -1 for code, text in rows}
