"""Response headers: what a browser may do with our pages."""

import re
import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request
from flask_login import current_user

_YEAR = 31_536_000
_FOREVER = f"public, max-age={_YEAR}, immutable"
_BRIEFLY = "public, max-age=3600"

# A name of a host holds a dot before its port: "example.ma:8443" has no scheme.
_SCHEME = re.compile(r"[a-z][a-z0-9+\-]*:", re.IGNORECASE)
_UNSAFE = re.compile(r"[\s<>\"'`\\]")

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def csp_nonce() -> str:
    """Return the word that lets this response's own scripts run."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(18)
    nonce: str = g.csp_nonce
    return nonce


def web_link(written: str) -> str:
    """Return the http or https address of a site that a person wrote; nothing for other schemes."""
    address = written if _SCHEME.match(written) else f"https://{written}"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    is_web = parts.scheme.lower() in {"http", "https"} and "." in host and "@" not in parts.netloc
    return address if is_web and not _UNSAFE.search(address) else ""


def content_policy(nonce: str) -> str:
    """Return what a page may load: only what comes from here."""
    return "; ".join(
        (
            "default-src 'none'",
            "object-src 'none'",
            f"script-src 'self' 'nonce-{nonce}'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def install_security(app: Flask, *, encrypted: bool) -> None:
    """Send the headers with every response of the application."""
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    app.jinja_env.filters["web_link"] = web_link
    app.config["PASSERELLE_ENCRYPTED"] = encrypted
    app.after_request(_with_headers)


def _with_headers(response: Response) -> Response:
    response.headers.update(_ALWAYS)
    response.headers["Content-Security-Policy"] = content_policy(csp_nonce())
    if current_app.config["PASSERELLE_ENCRYPTED"]:
        response.headers["Strict-Transport-Security"] = f"max-age={_YEAR}; includeSubDomains"
    response.headers["Cache-Control"] = _caching(response)
    if request.endpoint != "static":
        response.vary.update(("Cookie", "Accept-Language", "HX-Request"))
    return response


def _caching(response: Response) -> str:
    """Return how long a browser may keep the response."""
    if request.endpoint == "static" and response.status_code in {200, 206, 304}:
        return _FOREVER if "v" in request.args else _BRIEFLY
    return "no-store" if _is_personal() else "no-cache"


def _is_personal() -> bool:
    """Whether somebody is signed in, or half-way; not looked up when nobody needed to know."""
    return "half_way" in g or ("_login_user" in g and bool(current_user.is_authenticated))
