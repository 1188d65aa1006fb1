"""Looks at the settings before anything starts, and tells everything that is wrong at once.

What a variable is set to is told only where it is no secret.
"""

import difflib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr, ValidationError
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from matcher.domain.health import Finding
from matcher.errors import InvalidForm, InvalidSetting, MatcherError
from matcher.notify.addresses import checked_address
from matcher.notify.smtp import IMPLICIT_TLS_PORT
from matcher.settings import SHORTEST_SECRET, Settings, values_refused, variable
from matcher.store import migration
from matcher.store.database import opened
from matcher.workflow import breached_passwords

PREFIX = "PASSERELLE_"
BESIDES = frozenset({"PASSERELLE_JUDGED", "PASSERELLE_SCREENSHOTS"})
"""Variables that the measures and the tests read, and the application does not."""
OF_KUBERNETES = re.compile(r"PASSERELLE_(SERVICE_(HOST|PORT\w*)|PORT(_\d+_(TCP|UDP)\w*)?)")
"""What Kubernetes sets for a service of the name passerelle: not meant for us."""
GUESSABLE = ("change", "default", "example", "passerelle", "password", "qwerty", "secret", "012345")
"""What stands in keys that somebody copied or typed; chance makes none of them."""
LEAST_VARIETY = 10
"""Fewer different characters than this in a key were not made by chance."""
MAKE_ONE = 'make one: python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
Faults = Iterator[Finding]


def examine(environment: Mapping[str, str] | None = None, *, demo: bool = False) -> list[Finding]:
    """Return what is wrong with the settings of this process; nothing when it may start."""
    names = os.environ if environment is None else environment
    chosen, faults = _read()
    if demo or chosen.demo:
        return [*_unknown_names(names), *faults, *_of_every_start(chosen)]
    return [*_unknown_names(names), *faults, *_of_every_start(chosen), *_of_a_service(chosen)]


def require(*, demo: bool = False) -> None:
    """Raise InvalidSetting that names everything that is wrong, all at once."""
    found = examine(demo=demo)
    if found:
        raise InvalidSetting("\n".join([*sentences(found), "See docs/settings.md."]))


def sentences(found: Iterable[Finding]) -> list[str]:
    """Return a headline, and a line for each fault."""
    lines = [f"- {each.subject} {each.state}: {each.remedy}." for each in found]
    return [f"The settings have faults ({len(lines)}); nothing starts with them.", *lines]


def unwritable(folder: Path) -> str:
    """Return why nothing can be written into a folder; nothing when it can."""
    probe = folder / ".writable"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_text("")
        probe.unlink()
    except OSError as problem:
        return problem.strerror or type(problem).__name__
    return ""


def _read() -> tuple[Settings, list[Finding]]:
    """Return the settings, with defaults in place of what is refused, and what is refused."""
    try:
        return Settings(), []
    except ValidationError as problem:
        refused = values_refused(problem)
    found = [_fault(name, why, "give it a value that it can have") for name, why in refused.items()]
    defaults = {name: Settings.model_fields[name].default for name in refused}
    return Settings(**defaults), found


def _fault(name: str, state: str, remedy: str) -> Finding:
    return Finding(variable(name), state, is_sound=False, remedy=remedy)


def _unknown_names(names: Mapping[str, str]) -> Faults:
    known = {variable(name) for name in Settings.model_fields} | BESIDES
    for name in sorted({each.upper() for each in names} - known):
        if not name.startswith(PREFIX) or OF_KUBERNETES.fullmatch(name):
            continue
        bare = [each.removeprefix(PREFIX) for each in known]
        near = difflib.get_close_matches(name.removeprefix(PREFIX), bare, n=1)
        remedy = f"it may be meant for {PREFIX}{near[0]}" if near else "take it out"
        yield Finding(name, "is no setting", is_sound=False, remedy=remedy)


def _of_every_start(chosen: Settings) -> Faults:
    yield from _places(chosen)
    yield from _mail(chosen)
    yield from _keys(chosen)


def _places(chosen: Settings) -> Faults:
    why = unwritable(chosen.var)
    if why:
        yield _fault(
            "var",
            f"is {chosen.var}, where nothing can be written ({why})",
            "make the folder writable for this account, or name another",
        )
    if not (chosen.home / "data").is_dir():
        yield _fault(
            "home",
            f"is {chosen.home}, where there is no folder data",
            "name the folder that holds data/ and models/",
        )
    if chosen.breached_passwords is not None:
        try:
            breached_passwords.check_file(chosen.breached_passwords)
        except InvalidSetting:
            yield _fault(
                "breached_passwords",
                "names a file that cannot be used",
                "name a readable file of SHA-1 hashes in order",
            )


def _mail(chosen: Settings) -> Faults:
    password = bool(chosen.smtp_password.get_secret_value())
    if password != bool(chosen.smtp_user):
        given, missing = (
            ("smtp_password", "smtp_user") if password else ("smtp_user", "smtp_password")
        )
        yield _fault(given, f"is set without {variable(missing)}", "set both, or neither")
    if bool(chosen.smtp_host) != bool(chosen.smtp_sender):
        given, missing = (
            ("smtp_host", "smtp_sender") if chosen.smtp_host else ("smtp_sender", "smtp_host")
        )
        yield _fault(given, f"is set without {variable(missing)}", "set both")
    is_clear = not chosen.smtp_starttls and chosen.smtp_port != IMPLICIT_TLS_PORT
    if password and is_clear and not _is_this_machine(chosen.smtp_host):
        yield _fault(
            "smtp_starttls",
            "is off, so the password would be sent in the clear",
            "leave it on, or use port 465",
        )
    for name in ("smtp_sender", "mail_reply_to", "journal_heads_to"):
        yield from _address(name, getattr(chosen, name))


def _address(name: str, written: str) -> Faults:
    if not written:
        return
    try:
        checked_address(written)
    except InvalidForm:
        yield _fault(name, "is no e-mail address", "write one address, without a name")


def _keys(chosen: Settings) -> Faults:
    """Look at the keys that are there; whether one is needed is asked elsewhere."""
    key, token = chosen.secret_key, chosen.metrics_token
    for name, secret in (("secret_key", key), ("metrics_token", token)):
        written = secret.get_secret_value()
        if written and len(written) < SHORTEST_SECRET:
            yield _fault(name, f"has fewer than {SHORTEST_SECRET} characters", MAKE_ONE)
        elif written and _is_guessable(secret):
            yield _fault(name, "can be guessed", MAKE_ONE)
    if token.get_secret_value() and token.get_secret_value() == key.get_secret_value():
        yield _fault("metrics_token", f"is the same as {variable('secret_key')}", MAKE_ONE)


def _is_guessable(secret: SecretStr) -> bool:
    written = secret.get_secret_value().casefold()
    return len(set(written)) < LEAST_VARIETY or any(each in written for each in GUESSABLE)


def _of_a_service(chosen: Settings) -> Faults:
    for name in chosen.missing_for_service():
        remedy = MAKE_ONE if name == variable("secret_key") else "set it, or start with --demo"
        yield Finding(name, "is not set", is_sound=False, remedy=remedy)
    yield from _way_in(chosen)
    yield from _database(chosen)


def _way_in(chosen: Settings) -> Faults:
    parts = urlsplit(chosen.base_url)
    if parts.scheme == "http" and not _is_this_machine(parts.hostname or ""):
        yield _fault(
            "base_url",
            f"is {chosen.base_url}, which is not encrypted",
            "put a proxy with https in front, and name its https address",
        )
    if parts.scheme == "https" and chosen.proxies == 0:
        yield _fault(
            "proxies",
            "is 0, so that all people would seem to come from the proxy",
            "say how many proxies there are, usually 1",
        )


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _database(chosen: Settings) -> Faults:
    """Look at the database without making one, and without a word of its address."""
    try:
        place = make_url(chosen.database_url)
        is_file = place.get_backend_name() == "sqlite"
        if is_file and not Path(place.database or "").is_file():
            yield _fault("database_url", "names no database yet", "run passerelle database upgrade")
            return
        with opened(chosen.database_url) as database:
            migration.check_known(database)
            is_current = migration.is_current(database)
    except (ArgumentError, ImportError):
        yield _fault("database_url", "cannot be read", "write it as docs/settings.md shows")
    except SQLAlchemyError as problem:
        yield _fault(
            "database_url",
            f"leads to no database that answers ({type(problem).__name__})",
            "start it, or mend the address, the account or the password",
        )
    except MatcherError as problem:
        yield _fault(
            "database_url",
            f"leads to a database of another version ({problem.code})",
            "start the version that made it, or restore a backup",
        )
    else:
        if not is_current:
            yield _fault(
                "database_url",
                "leads to a database that is empty, or of an earlier version",
                "back it up with the version that made it, then run passerelle database upgrade",
            )
