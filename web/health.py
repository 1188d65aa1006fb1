"""Whether the application lives, and whether it can serve: for those who watch over it."""

from flask import Blueprint, Response

from web.access import public
from web.context import services

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def alive() -> Response:
    """Return 200 while the process answers."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@public
def ready() -> Response:
    """Return 200 when the database answers; searching by words needs nothing else."""
    with services().database.engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
    return Response("ready\n", mimetype="text/plain")
