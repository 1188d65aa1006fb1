"""Between the password and the session: who is asked for a second step, for a few minutes."""

from dataclasses import dataclass

from flask import current_app, g, session
from werkzeug.wrappers import Response

from matcher.domain.people import User
from matcher.workflow import accounts, second_factors
from matcher.workflow.second_factors import Step
from web.access import is_our_path
from web.access import sign_in as begin_session
from web.answers import go_to, go_to_path
from web.context import context
from web.locale import language, remember_language
from web.pages.account.rooms import room_of

_NAME = "half_way"
_LASTS_S = 600
"""Seconds that somebody has for the second step."""


@dataclass(frozen=True, slots=True)
class HalfWay:
    """Somebody whose password was right, and where they wanted to go."""

    user: User
    wanted: str


def go_in(user: User, wanted: str = "") -> Response:
    """Return the way on for somebody whose password is right: in, or to the second step."""
    step = second_factors.step_of(context(), user)
    if step is Step.NONE:
        begin_session(user)
        return go_to_path(wanted or room_of(user))
    spoken = language()
    session.clear()
    remember_language(spoken)
    session[_NAME] = {
        "id": user.id,
        "epoch": user.session_epoch,
        "at": _now(),
        "wanted": wanted if is_our_path(wanted) else "",
    }
    return go_to("account.second_step" if step is Step.CODE else "account.second_factor")


def half_way() -> HalfWay | None:
    """Return who is asked for a second step in this browser; None when it took too long."""
    told = session.get(_NAME)
    if not isinstance(told, dict) or not 0 <= _now() - told.get("at", 0) <= _LASTS_S:
        return None
    user = accounts.user_by_id(context(), int(told["id"]))
    if user is None or not user.is_active or user.session_epoch != told["epoch"]:
        return None
    g.half_way = True
    return HalfWay(user, str(told["wanted"]))


def go_through(here: HalfWay) -> str:
    """Open the session of somebody whose second step is done; return where they wanted to go."""
    user = accounts.entered(context(), here.user.id)
    begin_session(user)
    return here.wanted or room_of(user)


def _now() -> float:
    moment: float = current_app.extensions["passerelle.clock"]().timestamp()
    return moment
