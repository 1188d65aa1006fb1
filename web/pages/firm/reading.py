"""Reading: what is asked of the firm, its challenges, one challenge, its shortlist."""

from typing import Any

from werkzeug.wrappers import Response

from matcher.domain.introduction import DeclineReason
from matcher.domain.people import Role
from matcher.domain.visibility import ChallengeState
from matcher.workflow import challenge_steps as steps
from matcher.workflow import challenges, shortlists, support_reading
from matcher.workflow.challenge_views import ChallengeView, Event
from matcher.workflow.naming import region_name, sector_name
from web.access import signed_in_as
from web.answers import page
from web.context import context
from web.locale import LANGUAGES, _, date_text, language, money_text
from web.pages.firm.blueprint import blueprint
from web.sentences import sentence

_AHEAD: dict[ChallengeState, tuple[str, ...]] = {
    ChallengeState.DRAFT: (
        "challenge.submitted",
        "challenge.curation",
        "challenge.shortlisted",
        "answers",
    ),
    ChallengeState.SUBMITTED: ("challenge.curation", "challenge.shortlisted", "answers"),
    ChallengeState.CURATION: ("challenge.shortlisted", "answers"),
    ChallengeState.SHORTLISTED: ("answers",),
}
_STOPPED = frozenset({"challenge.withdrawn", "challenge.no_partner", "challenge.closed"})


@blueprint.get("")
@signed_in_as(Role.FIRM)
def index() -> Response:
    """Show what is asked of the firm first, then its challenges."""
    work = context()
    return page(
        "firm/index.html",
        firm=challenges.firm_of(work).name,
        asked=shortlists.asked_of_my_firm(work),
        cards=challenges.of_my_firm(work),
        now=work.now,
    )


@blueprint.get("/challenges/<int:challenge_id>")
@signed_in_as(Role.FIRM)
def show(challenge_id: int) -> Response:
    """Show a challenge with its state, its history and what can be done."""
    work = context()
    view = challenges.read(work, challenge_id)
    return page(
        "firm/challenge.html",
        view=view,
        facts=facts_of(view),
        timeline=timeline_of(view, challenges.history(work, challenge_id)),
        missing=steps.what_is_missing(work, challenge_id) if view.may_edit else (),
        shortlist=shortlists.read(work, challenge_id, language()),
        support=support_reading.shown_to_firm(work, challenge_id),
    )


@blueprint.get("/challenges/<int:challenge_id>/shortlist")
@signed_in_as(Role.FIRM)
def shortlist(challenge_id: int) -> Response:
    """Show the startups that an officer released, with what speaks for and against each."""
    return shortlist_page(challenge_id)


def shortlist_page(challenge_id: int, *, status: int = 200, **more: Any) -> Response:
    """Return the shortlist; `errors` are of the answer to the candidate `wrong`."""
    found = shortlists.read(context(), challenge_id, language())
    spoken = language()
    return page(
        "firm/shortlist.html",
        status=status,
        shortlist=found,
        support=support_reading.shown_to_firm(context(), challenge_id),
        decline_options=[(each.value, sentence("decline", each, spoken)) for each in DeclineReason],
        region_name=lambda code: region_name(code, spoken),
        **{"errors": {}, "wrong": None, "note": "", "reason_said": ""} | more,
    )


def facts_of(view: ChallengeView) -> list[tuple[str, Any]]:
    """Return (name, value) for the hard facts of a challenge, in words."""
    draft, spoken = view.draft, language()
    least, most = draft.budget_min_dh, draft.budget_max_dh
    return [
        (_("Sectors"), ", ".join(sector_name(code, spoken) for code in draft.sectors)),
        (_("Region of the site"), region_name(draft.region, spoken) if draft.region else ""),
        (_("Site"), draft.site),
        (_("Presence on site is needed"), _("Yes") if draft.on_site else _("No")),
        (_("Maturity wanted (TRL)"), draft.trl_min),
        (_("Kind of collaboration"), sentence("collaboration", draft.collaboration, spoken)),
        (_("Budget"), _budget(least, most)),
        (_("Deadline"), date_text(draft.deadline)),
        (_("Working languages"), ", ".join(LANGUAGES[code] for code in draft.working_languages)),
    ]


def timeline_of(view: ChallengeView, events: tuple[Event, ...]) -> list[dict[str, Any]]:
    """Return what happened and what is to come, as the timeline shows it."""
    spoken = language()
    told = [
        event
        for event, after in zip(events, (*events[1:], None), strict=False)
        if after is None or not (event.code == after.code == "challenge.edited")
    ]
    found: list[dict[str, Any]] = [
        {
            "label": sentence("challenge_event", event.code, spoken),
            "state": "stopped" if event.code in _STOPPED else "done",
            "when": date_text(event.at, "medium"),
        }
        for event in told
    ]
    ahead = _AHEAD.get(view.state, ())
    if found and not ahead and view.state is not ChallengeState.CLOSED:
        found[-1]["state"] = "now"
    for place, code in enumerate(ahead):
        label = sentence("challenge_event", code, spoken)
        found.append({"label": label, "state": "now" if place == 0 else "todo"})
    return found


def _budget(least: int | None, most: int | None) -> str:
    if least is not None and most is not None:
        return str(_("%(least)s to %(most)s", least=money_text(least), most=money_text(most)))
    if most is not None:
        return str(_("at most %(most)s", most=money_text(most)))
    return str(_("from %(least)s", least=money_text(least))) if least is not None else ""
