"""Warns whoever writes what looks like the number of an identity card, in whichever field."""

from flask import Flask, flash, request
from werkzeug.wrappers import Response

from matcher.text.identity_numbers import identity_number
from web.locale import _
from web.typed import TypedRequest

_LEFT_OUT = TypedRequest.as_typed | {"csrf_token"}


def install_identity_numbers(app: Flask) -> None:
    """Look through what each form says, once it was taken."""
    app.after_request(_warn)


def _warn(response: Response) -> Response:
    if request.method == "POST" and response.status_code < 400 and _holds_one():
        flash(
            _(
                "This text seems to hold the number of an identity card. Please remove it: nobody "
                "needs it here."
            ),
            "warn",
        )
    return response


def _holds_one() -> bool:
    return any(
        identity_number(value) is not None
        for name, value in request.form.items(multi=True)
        if name not in _LEFT_OUT
    )
