"""An id for each request, and one log line that holds nothing confidential."""

import json
import logging
import re
import secrets
import time
from ipaddress import IPv6Address, IPv6Network, ip_address

from flask import Flask, Response, current_app, g, request
from flask_login import current_user

from matcher.logs import error_facts, tell_of

access_log = logging.getLogger("passerelle.access")
error_log = logging.getLogger("passerelle.error")
_ID = re.compile(r"[0-9A-Fa-f](?:-?[0-9A-Fa-f]){15,35}")
"""An id that a proxy made: a number in hexadecimal, or a UUID; no address or name looks so."""


def install_requests(app: Flask) -> None:
    """Give every request an id, and log how it went."""
    app.before_request(_begin)
    app.after_request(_end)


def route() -> str:
    """Return the rule of the route, never the address: it may hold what a person typed."""
    return request.url_rule.rule if request.url_rule is not None else "-"


def is_partial() -> bool:
    """Whether htmx asks for a part of the page, not for the page."""
    return (
        request.headers.get("HX-Request") == "true"
        and request.headers.get("HX-Boosted") != "true"
        and request.headers.get("HX-History-Restore-Request") != "true"
    )


def network() -> str:
    """Return where a request comes from: an address, or the house that it belongs to (IPv6, /64).

    Only a proxy that the settings name can say another one.
    """
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, 64), strict=False))
    return str(address)


def log_failure(problem: BaseException | None) -> None:
    """Log an error that nobody expected: its kind and where, never its message."""
    if problem is None:
        return
    told = {"id": g.get("request_id", "-"), "method": request.method, "route": route()}
    error_log.error(json.dumps(told | error_facts(problem)))


def person() -> int | None:
    """Return the number of who is signed in, where this request looked it up."""
    if "_login_user" not in g or not current_user.is_authenticated:
        return None
    number: int = current_user.user.id
    return number


def _begin() -> None:
    g.request_id = _of_the_proxy() or secrets.token_hex(8)
    g.began = time.perf_counter()
    tell_of(id=g.request_id, method=request.method, route=route())


def _of_the_proxy() -> str:
    """Return the id that came with the request, if the settings name a proxy and it looks so."""
    said = request.headers.get("X-Request-ID", "")
    is_named = current_app.extensions["passerelle"].settings.proxies > 0
    return said if is_named and _ID.fullmatch(said) else ""


def _end(response: Response) -> Response:
    name = g.get("request_id", "-")
    response.headers["X-Request-ID"] = name
    spent = (time.perf_counter() - g.get("began", time.perf_counter())) * 1000
    if request.endpoint != "static":
        access_log.info(
            json.dumps(
                {
                    "id": name,
                    "method": request.method,
                    "route": route(),
                    "status": response.status_code,
                    "ms": round(spent, 1),
                    "user": person(),
                }
            )
        )
    return response
