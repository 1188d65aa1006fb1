"""What changes something is taken from our own pages alone, whatever token comes with it.

Browsers say where a form was sent from; the token of `web.extensions.csrf` is asked for as well.
"""

from urllib.parse import urlsplit

from flask import Flask, current_app, request
from flask_wtf.csrf import CSRFError

from web import incidents

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OURS = frozenset({"same-origin", "none"})


def install_origins(app: Flask) -> None:
    """Refuse what was sent from a page of somebody else."""
    app.before_request(_refuse_foreign)


def _refuse_foreign() -> None:
    if request.method in _SAFE or not _is_foreign():
        return
    incidents.note("request.foreign")
    raise CSRFError("The form was sent from another site.")


def _is_foreign() -> bool:
    """Whether the browser says that another site sent this; some old ones say nothing."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in _OURS:
        return True
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    settings = current_app.extensions["passerelle"].settings
    ours = {urlsplit(settings.base_url).netloc, request.host}
    return urlsplit(origin).netloc not in ours
