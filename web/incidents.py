"""What looks like an attack, in the log: what, when, on which route, by whom; never what was typed.

The log is `passerelle.security`, one JSON object a line.
"""

import json
import logging

from flask import g, request

from web.requests import person, route

security_log = logging.getLogger("passerelle.security")


def note(event: str, **told: object) -> None:
    """Write a line about this request; `told` holds numbers and codes alone."""
    line: dict[str, object] = {
        "event": event,
        "id": g.get("request_id", "-"),
        "method": request.method,
        "route": route(),
        "user": person(),
    }
    security_log.warning(json.dumps(line | told))
