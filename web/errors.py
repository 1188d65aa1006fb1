"""Errors as pages in the reader's language, or as a notice when htmx asked."""

import math
import time

from flask import Flask, Response, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from jinja2 import TemplateNotFound
from werkzeug.exceptions import HTTPException

from matcher.errors import (
    InvalidForm,
    MatcherError,
    OtherSchema,
    TooManyTries,
    TooOften,
    WorkflowError,
)
from matcher.workflow.contention import (
    has_no_room,
    is_busy,
    is_of_another_version,
    is_out_of_range,
    is_overtaken,
)
from web import incidents
from web.context import discard, services
from web.extensions import limiter
from web.locale import gettext, language, lazy
from web.refusals import refused
from web.requests import is_partial, log_failure

_TITLES = {
    400: lazy("This request cannot be understood"),
    403: lazy("This page is not open to you"),
    404: lazy("There is no such page"),
    405: lazy("This cannot be done from here"),
    409: lazy("Something changed in the meantime"),
    410: lazy("This link is no longer valid"),
    413: lazy("What you sent is too large"),
    422: lazy("Some fields need your attention"),
    429: lazy("Too many tries"),
    500: lazy("Something went wrong here"),
    503: lazy("Too busy at the moment"),
    507: lazy("This cannot be saved at the moment"),
}
_MESSAGES = {
    400: lazy("Go back, load the page again, then repeat what you did."),
    403: lazy("Your account may not do this. Nothing was changed."),
    404: lazy("The address may be wrong, or the page may have been moved."),
    405: lazy("Go back, load the page again, then repeat what you did."),
    409: lazy("Nothing was overwritten. Load the page again to see how things stand."),
    410: lazy("It was used already, or it is too old. Ask for a new one."),
    413: lazy("Nothing was kept. Send a smaller file, or a shorter text."),
    422: lazy("What was sent cannot be taken as it is. Nothing was changed."),
    429: lazy("Wait a few minutes, then try again."),
    500: lazy("It was noted. Nothing that you sent was kept; please try again later."),
    503: lazy("Nothing was kept. Wait a moment, then try again."),
    507: lazy(
        "The disk of the service is full or cannot be written. Nothing was kept; what you see is "
        "unchanged. Keep your text, tell the agency, and send it again later."
    ),
}
_NOT_DONE = lazy("This cannot be done")
"""The title of what a person is told where no form shows it beside its field."""
_CSRF = lazy("This page was open for too long. Load it again, then repeat what you did.")

_LAST_RESORT = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>Passerelle</title></head><body>
<h1>Passerelle</h1>
<p lang="fr">Une erreur est survenue. Veuillez réessayer plus tard.</p>
<p lang="ar" dir="rtl">حدث خطأ. يُرجى المحاولة لاحقًا.</p>
<p lang="en">Something went wrong. Please try again later.</p>
</body></html>
"""
"""Shown when even the error page cannot be made, so in all three languages."""
_NO_ROOM = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>Passerelle</title></head><body>
<h1>Passerelle</h1>
<p lang="fr">Le disque du service est plein ou ne peut pas être écrit. Rien n’a été conservé.
Gardez votre texte, prévenez l’agence et renvoyez-le plus tard.</p>
<p lang="ar" dir="rtl">قرص الخدمة ممتلئ أو تتعذّر الكتابة عليه. لم يُحفظ شيء.
احتفظوا بنصّكم وأخبروا الوكالة ثم أعيدوا إرساله لاحقًا.</p>
<p lang="en">The disk of the service is full or cannot be written. Nothing was kept.
Keep your text, tell the agency, and send it again later.</p>
<p><code>store.no_room</code></p>
</body></html>
"""
"""Shown when not even who asks can be looked up without writing."""
_OTHER_VERSION = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>Passerelle</title></head><body>
<h1>Passerelle</h1>
<p lang="fr">La base de données est d’une autre version que l’application. Rien n’a été conservé, et
réessayer n’y changera rien. La personne qui administre Passerelle doit exécuter
«&nbsp;passerelle database upgrade&nbsp;» ou démarrer la version qui a créé cette base.</p>
<p lang="ar" dir="rtl">إصدار قاعدة البيانات غير إصدار التطبيق. لم يُحفظ شيء، ولن تفيد إعادة المحاولة.
على من يدير Passerelle تنفيذ <bdi>passerelle database upgrade</bdi>
أو تشغيل الإصدار الذي أنشأ هذه القاعدة.</p>
<p lang="en">The database is of another version than the application. Nothing was kept, and trying
again will not help. Whoever runs Passerelle must run passerelle database upgrade, or start the
version that made this database.</p>
<p><code>store.other_version</code></p>
</body></html>
"""
"""Shown when the database has another shape: then nobody's language can be looked up."""


def install_errors(app: Flask) -> None:
    """Show every error of the application as a page that says what to do."""
    app.register_error_handler(MatcherError, _of_the_trade)
    app.register_error_handler(CSRFError, _too_old)
    app.register_error_handler(Exception, _between_writers)
    app.register_error_handler(HTTPException, _of_http)


def message_of(error: MatcherError) -> str:
    """Return what to tell the person, in the language of the request."""
    if isinstance(error, WorkflowError):
        words: str = gettext(error.template)
        return words % error.params if error.params else words
    return str(_MESSAGES.get(error.status, _MESSAGES[422]))


def error_page(status: int, code: str, message: object, title: object = None) -> Response:
    """Return the page of an error, or its notice when htmx asked; what was not kept is undone."""
    discard()
    plain = _NO_ROOM if status == 507 else _LAST_RESORT
    if not _can_be_told():
        return make_response(plain, status)
    template = "errors/notice.html" if is_partial() else "errors/error.html"
    usual = _TITLES.get(status, _TITLES[500 if status >= 500 else 400])
    try:
        body = render_template(
            template,
            status=status,
            code=f"{code} {g.get('request_id', '')}" if status >= 500 else code,
            title=str(title or usual),
            message=str(message),
        )
    except Exception as problem:
        if not (is_busy(problem) or isinstance(problem, TemplateNotFound)):
            raise
        log_failure(problem)
        body = plain
    answer = make_response(body, status)
    if is_partial():
        answer.headers["HX-Retarget"] = "#notices"
        answer.headers["HX-Reswap"] = "innerHTML"
    if status in {429, 503}:
        answer.headers["Retry-After"] = str(_allowed_in() if status == 429 else 5)
    return answer


def error_headers(answer: Response, error: MatcherError) -> Response:
    """Return the page of a form with what its status asks for: when to try again."""
    if isinstance(error, TooManyTries | TooOften):
        answer.headers["Retry-After"] = str(error.seconds)
    return answer


def _allowed_in() -> int:
    """Return after how many seconds the limit that was passed lets somebody through."""
    limit = limiter.current_limit
    if not (limit and limit.breached):
        return 60
    # The exact moment: `reset_at` is rounded up to the next whole second, which may tell 61 of 60.
    return max(1, math.ceil(limit.window.reset_time - time.time()))


def _can_be_told() -> bool:
    """Whether the reader and so the language can be looked up; not while the database is away."""
    try:
        language()
    except Exception as problem:
        if not is_busy(problem):
            raise
        return False
    return True


def _of_the_trade(error: MatcherError) -> Response:
    if error.status in {403, 404}:
        refused(error.status, code=error.code)
    is_plain = isinstance(error, WorkflowError) and not isinstance(error, InvalidForm)
    title = _NOT_DONE if is_plain and error.status == 422 else None
    answer = error_page(error.status, error.code, message_of(error), title)
    return error_headers(answer, error)


def _too_old(_: CSRFError) -> Response:
    return error_page(400, "request.too_old", _CSRF)


def _between_writers(problem: Exception) -> Response:
    """Return the page of a busy or full database or of an overtaken change; others go on.

    So does a database of another version: waiting would not help. A number beyond what the
    database can hold names nothing.
    """
    if is_out_of_range(problem):
        return _by_status(404, "http.404")
    if is_overtaken(problem):
        return _by_status(409, "workflow.stale_page")
    if is_of_another_version(problem, services().database):
        log_failure(problem)
        discard()
        return make_response(_OTHER_VERSION, OtherSchema.status)
    if has_no_room(problem):
        log_failure(problem)
        return _by_status(507, "store.no_room")
    if is_busy(problem):
        log_failure(problem)
        return _by_status(503, "store.busy")
    raise problem


def _of_http(error: HTTPException) -> Response:
    if error.response is not None or error.code is None or error.code < 400:
        return make_response(error.get_response())
    if error.code == 403 or (error.code == 404 and request.url_rule is not None):
        refused(error.code)
    if error.code == 429:
        incidents.note("limit.passed")
    answer = _by_status(error.code, f"http.{error.code}")
    for name, value in error.get_headers():
        if name == "Allow":
            answer.headers[name] = value
    return answer


def _by_status(status: int, code: str) -> Response:
    known = status if status in _MESSAGES else (500 if status >= 500 else 400)
    return error_page(status, code, _MESSAGES[known])
