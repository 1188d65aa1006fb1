"""The steps of an introduction as the timeline draws them."""

from collections.abc import Iterable, Mapping

from matcher.domain.introduction import AGENCY, ENDS, DeclineReason, Side, Stage, Why, stage_code
from matcher.errors import WorkflowError
from matcher.workflow import introduction_leaks
from matcher.workflow.introduction_views import IntroductionView, StepView, SupportChoice
from matcher.workflow.leak_guard import Checked
from web.context import context
from web.errors import message_of
from web.locale import LANGUAGES, datetime_text, gettext, language
from web.pages.introductions.blueprint import blueprint
from web.sentences import sentence

_ROAD = (Stage.PROPOSED, Stage.ACCEPTED_BY_ONE, Stage.ACCEPTED, Stage.MET, Stage.PILOT)
_STOPPED = frozenset({Stage.DECLINED, Stage.EXPIRED, Stage.NO_FIT})


def steps_shown(view: IntroductionView) -> list[dict[str, str]]:
    """Return the steps that were taken, then those that usually follow."""
    taken = [_taken(view, step, place) for place, step in enumerate(view.steps, start=1)]
    if view.stage in _STOPPED or view.stage in ENDS:
        return taken
    passed = {step.stage for step in view.steps} | {view.stage}
    after = _ROAD.index(view.stage) + 1 if view.stage in _ROAD else 0
    todo = [stage for stage in _ROAD[after:] if stage not in passed]
    return taken + [{"label": _label(view, stage), "state": "todo"} for stage in todo]


def side_text(side: str) -> str:
    """Return who a step was taken by, in words; nothing for the clock."""
    words = {
        AGENCY: gettext("The agency"),
        Side.FIRM.value: gettext("The firm"),
        Side.STARTUP.value: gettext("The startup"),
        Side.SUPPORT.value: gettext("The support body"),
    }
    return str(words.get(side, ""))


def _taken(view: IntroductionView, step: StepView, place: int) -> dict[str, str]:
    last = place == len(view.steps)
    state = "done"
    if last:
        state = "stopped" if step.stage in _STOPPED else "now"
    if step.stage in ENDS and step.stage not in _STOPPED:
        state = "done"
    return {
        "label": sentence("trio_step", step.code, language())
        if step.code
        else _label(view, step.stage),
        "state": state,
        "when": datetime_text(step.at, "short"),
        "who": step.who or side_text(step.side),
        "note": step.note,
    }


def _label(view: IntroductionView, stage: Stage) -> str:
    return sentence("stage", stage_code(stage, view.asked), language())


@blueprint.app_template_global()
def decline_options() -> list[tuple[str, str]]:
    """Return the reasons that a side chooses from."""
    return [(each.value, sentence("decline", each, language())) for each in DeclineReason]


@blueprint.app_template_global()
def checked_words(introduction_id: int, told: Mapping[str, str]) -> Mapping[str, Checked]:
    """Return what each side would read of an officer's words, with findings in place."""
    why = Why(**{side.value: told.get(f"why_{side}", "") for side in Side})
    return introduction_leaks.checked_words(context(), introduction_id, why)


@blueprint.app_template_global()
def checked_note(introduction_id: int, note: str) -> Checked:
    """Return a note that would be passed on, with findings in place."""
    return introduction_leaks.checked_note(context(), introduction_id, note)


@blueprint.app_template_global()
def support_options(choices: Iterable[SupportChoice]) -> list[tuple[str, str]]:
    """Return the support bodies that an officer chooses from."""
    return [
        (
            str(each.id),
            gettext("%(name)s (suggested)", name=each.name) if each.is_suggested else each.name,
        )
        for each in choices
    ]


@blueprint.app_template_global()
def outcome_options(outcomes: Iterable[Stage]) -> list[tuple[str, str]]:
    """Return the outcomes that an officer chooses from."""
    return [(each.value, sentence("outcome", each, language())) for each in outcomes]


@blueprint.app_template_global()
def said(problem: WorkflowError) -> str:
    """Return what an error tells, in the language of the request."""
    return message_of(problem)


@blueprint.app_template_global()
def language_name(code: str) -> str:
    """Return a language's own name."""
    return LANGUAGES[code]
