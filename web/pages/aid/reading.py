"""Reading: what programmes say of a challenge with a startup, and of a startup alone."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from matcher.domain.people import Role
from matcher.workflow import aid
from matcher.workflow.aid_views import AidSummary, AidView, Group
from web.access import signed_in_as
from web.answers import page
from web.context import context
from web.locale import _, language, ngettext
from web.pages.aid import words
from web.pages.aid.blueprint import blueprint
from web.parameters import takes


@blueprint.get("/firm/challenges/<int:challenge_id>/aid")
@signed_in_as(Role.FIRM)
@takes("introduction")
def of_challenge(challenge_id: int) -> Response:
    """Show the firm which programme could pay, with the startup of `?introduction=` or without."""
    work = context()
    asked = request.args.get("introduction", type=int)
    startup = None if asked is None else aid.startup_shown(work, challenge_id, asked)
    return _shown(aid.aid(work, challenge_id, startup, language=language()), "firm")


@blueprint.get("/desk/challenges/<int:challenge_id>/aid")
@signed_in_as(Role.OFFICER)
@takes("startup")
def for_officer(challenge_id: int) -> Response:
    """Show an officer the same for any startup, the one of `?startup=`."""
    startup = request.args.get("startup", type=int)
    return _shown(aid.aid(context(), challenge_id, startup, language=language()), "desk")


@blueprint.get("/startup/aid")
@signed_in_as(Role.STARTUP)
def of_startup() -> Response:
    """Show a startup which programmes could support it."""
    return _shown(aid.for_my_startup(context()), "startup")


def _shown(view: AidView, room: str) -> Response:
    return page(
        "aid/show.html", view=view, room=room, words=words, headline=headline(view), **_groups(view)
    )


def _groups(view: AidView) -> dict[str, Any]:
    return {each.value: view.group(each) for each in Group}


def headline(view: AidView) -> str:
    """Return the answer in one or two sentences."""
    return summary_words(
        AidSummary(
            len(view.group(Group.COULD_PAY)),
            view.most(Group.COULD_PAY),
            len(view.group(Group.TO_CONFIRM)),
            view.most(Group.TO_CONFIRM),
        )
    )


@blueprint.app_template_global("aid_line")
def summary_of(challenge_id: int) -> str:
    """Return what could pay for a challenge, in one or two sentences for the firm's pages."""
    return summary_words(aid.summary(context(), challenge_id))


def summary_words(summary: AidSummary) -> str:
    """Return the answer in one or two sentences."""
    told = []
    if summary.count:
        told.append(_could_pay(summary.count, summary.most_dh))
    if summary.count_if_confirmed:
        told.append(_if_confirmed(summary.count_if_confirmed, summary.most_if_confirmed_dh))
    if not told:
        told.append(str(_("No programme can be said to pay yet: read what is missing.")))
    return " ".join(told)


def _could_pay(count: int, most: int | None) -> str:
    if most is None:
        return str(ngettext("%(num)s programme could pay.", "%(num)s programmes could pay.", count))
    told = ngettext(
        "%(num)s programme could pay, up to %(amount)s.",
        "%(num)s programmes could pay, up to %(amount)s for one of them.",
        count,
        amount=words.dh(most),
    )
    return str(told)


def _if_confirmed(count: int, most: int | None) -> str:
    if most is None:
        told = ngettext(
            "%(num)s programme could pay if who runs it confirms.",
            "%(num)s programmes could pay if who runs them confirms.",
            count,
        )
        return str(told)
    told = ngettext(
        "%(num)s programme could pay up to %(amount)s if who runs it confirms.",
        "%(num)s programmes could pay if who runs them confirms, up to %(amount)s for one of them.",
        count,
        amount=words.dh(most),
    )
    return str(told)
