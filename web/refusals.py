"""Writes down what was refused to somebody who is signed in."""

from flask import current_app, g, request
from flask_login import current_user

from matcher.workflow import refusals
from matcher.workflow.refusals import Refused
from web import incidents
from web.context import discard, services
from web.requests import log_failure


def refused(status: int, **told: object) -> None:
    """Note a refusal in the security log and, of a signed-in person, in the journal.

    What the request did so far is undone first. A journal that cannot be written changes no answer.
    """
    incidents.note("access.refused", **told)
    if "_login_user" not in g or not current_user.is_authenticated or request.endpoint is None:
        return
    discard()
    numbers = [each for each in (request.view_args or {}).values() if isinstance(each, int)]
    asked = Refused(request.endpoint, request.method, status, numbers[-1] if numbers else None)
    now = current_app.extensions["passerelle.clock"]()
    try:
        refusals.note(services(), now, current_user.user, asked)
    except Exception as problem:
        log_failure(problem)
