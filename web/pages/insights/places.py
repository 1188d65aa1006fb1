"""Where the page of a startup or of a challenge is, for officers."""

from typing import Any

from flask import current_app, url_for

_CHALLENGE = (("curation.show", "challenge_id"), ("curation.index", "challenge_id"))
_STARTUP = (("directory.startup", "organisation_id"),)


def challenge_page(challenge_id: int) -> str:
    """Return the address of the page where a challenge is curated."""
    return _address(_CHALLENGE, challenge_id) or f"/desk/challenges/{challenge_id}"


def startup_page(startup_id: int) -> str:
    """Return the address of a startup's page in the directory."""
    return _address(_STARTUP, startup_id) or f"/desk/directory/startups/{startup_id}"


def _address(known: tuple[tuple[str, str], ...], number: int) -> str:
    for endpoint, name in known:
        if endpoint in current_app.view_functions:
            values: dict[str, Any] = {name: number}
            return url_for(endpoint, **values)
    return ""
