"""The session: a signed cookie that travels with pages, never with a file that may be cached."""

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin


class Sessions(SecureCookieSessionInterface):
    """Sessions in a signed cookie that static files never carry.

    A file that is answered late would else put back what the session held when it was asked for.
    """

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send the cookie with pages only."""
        if request.endpoint != "static":
            super().save_session(app, session, response)
