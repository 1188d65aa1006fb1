"""Runs the application with waitress until it is asked to stop."""

import logging
import signal
from collections.abc import Callable
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from types import FrameType

from waitress.server import create_server

from matcher.allocator import keep_few_arenas
from matcher.logs import log_to_stderr
from matcher.settings import Settings
from matcher.workflow import warming
from matcher.workflow.context import Context, Services
from matcher.workflow.demo_accounts import demo_accounts
from web.app import create_app
from web.config import is_encrypted
from web.slow_refusals import SlowRefusals

Stop = Callable[[], None]
_log = logging.getLogger("passerelle.web")


def serve(
    services: Services,
    *,
    host: str,
    port: int,
    start_worker: Callable[[Services], Stop] | None = None,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Answer requests until SIGTERM or Ctrl-C; then end the requests under way and the worker.

    `ready` is called once people can come. `start_worker` runs background work in this process.
    """
    settings = services.settings
    app = create_app(settings, services=services)
    server = create_server(
        SlowRefusals(app, places=max(1, settings.web_threads // 4)),
        host=host,
        port=port,
        threads=settings.web_threads,
        ident=None,
        url_scheme="https" if is_encrypted(settings) else "http",
        max_request_body_size=_largest(settings),
        **_proxies(settings),
    )
    stop = start_worker(services) if start_worker else _nothing
    warming.begin(services)
    signal.signal(signal.SIGTERM, _leave)
    ready()
    try:
        server.run()
    finally:
        server.close()
        stop()
        services.database.close()
        _log.info("Stopped.")


def start(settings: Settings, *, host: str, port: int, as_json: bool = False) -> None:
    """Build what the settings say, and serve it, with engine and imports in processes of their own.

    In the demo, which few people use at once, engine, imports and worker run in this process.
    """
    from matcher import worker
    from matcher.assembly_web import require_current, services_for
    from matcher.engine_apart import EngineApart
    from matcher.imports_apart import examiner

    keep_few_arenas()
    as_json = as_json or settings.log_format == "json"
    log_to_stderr(as_json=as_json)
    services = services_for(settings)
    with ExitStack() as stack:
        if settings.demo:
            _prepare_demo(services)
        else:
            require_current(services)
            worker.connect_nudges(services)
            services.examine = examiner(as_json=as_json)
            services.engine = stack.enter_context(closing(EngineApart(as_json=as_json)))
        serve(
            services,
            host=host,
            port=port,
            start_worker=worker.start if settings.demo else None,
            ready=lambda: _welcome(services, host, port),
        )


def _prepare_demo(services: Services) -> None:
    from matcher.assembly_web import upgrade
    from matcher.demo_data import prepare_demo

    upgrade(services)
    prepare_demo(services, _say)


def _welcome(services: Services, host: str, port: int) -> None:
    """Tell where the application is and, in the demo, as whom one may come."""
    _say(f"Passerelle: http://{host}:{port}")
    if not services.settings.demo:
        return
    with services.database.session(writes=False) as session:
        accounts = demo_accounts(Context(session, None, datetime.now(UTC), services))
    _say("Demo accounts, one click each in the bar at the top of every page, no password:")
    for account in accounts:
        _say(f"  {account.role.value:14} {account.email}")


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - what starts in a terminal speaks there


def _largest(settings: Settings) -> int:
    """Return the size at which the connection itself is refused: a little past the polite page."""
    return (settings.upload_megabytes + 10) * 1024 * 1024


def _proxies(settings: Settings) -> dict[str, object]:
    """Return what waitress does with X-Forwarded headers: ProxyFix reads them, or nobody does."""
    return {"clear_untrusted_proxy_headers": settings.proxies == 0}


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _nothing() -> None:
    """Stop nothing."""
