"""Makes the Flask application; read this first to see what a request passes through."""

from collections.abc import Callable, MutableMapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from flask.templating import Environment
from flask.typing import ResponseReturnValue
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map
from werkzeug.wrappers import Response

from matcher.settings import Settings
from matcher.settings import settings as settings_of_this_process
from matcher.workflow.context import Services
from web import health
from web.access import install_access
from web.config import flask_config, is_encrypted
from web.context import commit, discard
from web.errors import install_errors
from web.extensions import csrf, limiter
from web.identity_numbers import install_identity_numbers
from web.locale import TIMEZONE, install_locale
from web.metrics import install_metrics
from web.navigation import install_navigation
from web.origins import install_origins
from web.requests import install_requests, log_failure
from web.security import install_security
from web.static_files import install_fingerprints
from web.strange_fields import install_strange_fields
from web.typed import TypedRequest

ROOMS = (
    "home",
    "account",
    "people",
    "firm",
    "teasers",
    "startup",
    "introductions",
    "desk",
    "curation",
    "plans",
    "directory",
    "support",
    "outbox",
    "journal",
    "data",
    "insights",
    "programmes",
    "aid",
)
"""Modules of web.pages with an attribute `blueprint`, or folders whose blueprint.py has it."""
LARGEST = 2**31 - 1
"""The largest number of a row, in SQLite and PostgreSQL alike."""
SHOWROOMS = ("patterns",)
"""Rooms for those who build Passerelle; only in the demo and in tests."""


class Number(IntegerConverter):
    """A number in an address; one that no row of any database can have matches no route."""

    def __init__(self, url_map: Map, **options: Any) -> None:
        super().__init__(url_map, **{"max": LARGEST} | options)


class Templates(Environment):
    """Templates whose globals are one plain dict: each import on each page compares their names."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of a template with its own."""
        return {**self.globals, **(d or {})}


class Passerelle(Flask):
    """The application: what a view did is committed before its answer leaves."""

    request_class = TypedRequest
    jinja_environment = Templates

    def dispatch_request(self) -> ResponseReturnValue:
        """Call the view, then commit; an answer that says "error" keeps nothing."""
        answer: Response = self.make_response(super().dispatch_request())
        if answer.status_code < 400:
            commit()
        return answer

    def log_exception(self, exc_info: object) -> None:
        """Log where an unexpected error came from, without what people typed."""
        problem = exc_info[1] if isinstance(exc_info, tuple) else None
        log_failure(problem if isinstance(problem, BaseException) else None)


def create_app(
    settings: Settings | None = None,
    *,
    services: Services | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    rooms: Sequence[str] | None = None,
) -> Flask:
    """Return the application over these services; without any, over those of the settings.

    `rooms` names modules of web.pages, and is for tests; all that exist when left out.
    """
    chosen = settings or (services.settings if services else settings_of_this_process())
    app = Passerelle("web", static_folder="static", template_folder="templates")
    app.config.from_mapping(flask_config(chosen))
    app.url_map.converters["int"] = Number
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.extensions["passerelle"] = services or _built(chosen)
    app.extensions["passerelle.clock"] = clock
    app.extensions["passerelle.zone"] = ZoneInfo(TIMEZONE)
    app.extensions["passerelle.demo_accounts"] = list
    if chosen.proxies:
        hops = chosen.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    _install(app, encrypted=is_encrypted(chosen))
    app.register_blueprint(health.blueprint)
    shown = ROOMS + (SHOWROOMS if chosen.demo else ())
    for room in shown if rooms is None else rooms:
        _open_room(app, room)
    return app


def _install(app: Flask, *, encrypted: bool) -> None:
    """Install what every request passes through; the order is the order of the hooks."""
    install_requests(app)
    install_metrics(app)
    install_locale(app)
    limiter.init_app(app)
    install_access(app)
    csrf.init_app(app)
    install_origins(app)
    install_security(app, encrypted=encrypted)
    install_errors(app)
    install_identity_numbers(app)
    install_strange_fields(app)
    install_navigation(app)
    install_fingerprints(app)
    app.teardown_appcontext(discard)


def _open_room(app: Flask, room: str) -> None:
    """Register a room: a module with `blueprint`, or a folder whose blueprint.py has it."""
    name = f"web.pages.{room}"
    if find_spec(name) is None:
        return
    module = import_module(name)
    if hasattr(module, "__path__"):
        for part in sorted(iter_modules(module.__path__), key=lambda part: part.name):
            import_module(f"{name}.{part.name}")
        module = import_module(f"{name}.blueprint")
    app.register_blueprint(vars(module)["blueprint"])


def _built(settings: Settings) -> Services:
    from matcher.assembly_web import services_for

    built: Services = services_for(settings)
    return built
