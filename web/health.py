"""Whether the application lives, whether it can serve, and its measures: for who watches it."""

from flask import Blueprint, Response, abort, current_app, request

from matcher.workflow import readiness
from web.access import public
from web.context import services
from web.metrics import Measures, may_read

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def alive() -> Response:
    """Return 200 while the process answers; nothing else is looked at."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@public
def ready() -> Response:
    """Return 200 while this process can serve, else 503 and a code for each reason.

    Searching by words needs no encoder and no index: it is told, and still serves.
    """
    found = readiness.faults(services())
    if found:
        lines, status = ("not ready", *found), 503
    else:
        lines, status = ("ready", *readiness.notes(services())), 200
    return Response("\n".join((*lines, "")), status, mimetype="text/plain")


@blueprint.get("/metrics")
@public
def metrics() -> Response:
    """Return the measures to whoever shows the token; to all others there is no such page."""
    if not may_read(services().settings, request.headers.get("Authorization")):
        abort(404)
    measures: Measures = current_app.extensions["passerelle.metrics"]
    return measures.page()
