"""One conversation with a mail server, and exactly what it promised to each recipient."""

import re
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field

TIMEOUT_S = 20
IMPLICIT_TLS_PORT = 465
_DOT = re.compile(rb"(?m)^\.")
_ENHANCED = re.compile(rb"^\s*([245]\.\d{1,3}\.\d{1,3})\b")


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """How the mail server is reached; without STARTTLS only on a network that is trusted."""

    host: str
    port: int = 587
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of each recipient: it has the mail, may be tried later, or never gets it.

    `uncertain` says that the server went silent after it had the mail: nobody may be tried again.
    Problems are codes of the server and the step, never words that could repeat the letter.
    """

    delivered: tuple[str, ...] = ()
    later: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    uncertain: str = ""


class _Refused(Exception):
    """The server answered a step with a code that is not a yes."""

    def __init__(self, step: str, code: int, words: bytes) -> None:
        found = _ENHANCED.match(words)
        enhanced = f" {found[1].decode('ascii')}" if found else ""
        super().__init__(f"{code}{enhanced} ({step})")
        self.is_final = 500 <= code < 600


def hand_over(
    settings: SmtpSettings, sender: str, recipients: Sequence[str], message: bytes
) -> Outcome:
    """Return what the server did with one message; problems are told, not raised."""
    try:
        connection = _connected(settings)
    except (OSError, smtplib.SMTPException) as problem:
        return Outcome(later=dict.fromkeys(recipients, _problem("connect", problem)))
    try:
        return _said(connection, sender, recipients, message)
    finally:
        _leave(connection)


def _connected(settings: SmtpSettings) -> smtplib.SMTP:
    """Return an open, encrypted and signed-in connection; nothing is ever sent in the clear."""
    context = ssl.create_default_context()
    if settings.port == IMPLICIT_TLS_PORT:
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            settings.host, settings.port, timeout=TIMEOUT_S, context=context
        )
    else:
        connection = smtplib.SMTP(settings.host, settings.port, timeout=TIMEOUT_S)
    try:
        connection.ehlo_or_helo_if_needed()
        if settings.starttls and settings.port != IMPLICIT_TLS_PORT:
            connection.starttls(context=context)
            connection.ehlo()
        if settings.user:
            connection.login(settings.user, settings.password)
    except (OSError, smtplib.SMTPException):
        connection.close()
        raise
    return connection


def _said(
    connection: smtplib.SMTP, sender: str, recipients: Sequence[str], message: bytes
) -> Outcome:
    later: dict[str, str] = {}
    refused: dict[str, str] = {}
    taken: list[str] = []
    try:
        _expect("MAIL", *connection.mail(sender))
        for recipient in recipients:
            try:
                _expect("RCPT", *connection.rcpt(recipient))
                taken.append(recipient)
            except _Refused as no:
                (refused if no.is_final else later)[recipient] = str(no)
        if not taken:
            return Outcome(later=later, refused=refused)
        _expect("DATA", *connection.docmd("DATA"), wanted=354)
    except _Refused as no:
        rest = dict.fromkeys([each for each in recipients if each not in refused], str(no))
        return Outcome(
            later=later if no.is_final else rest,
            refused={**rest, **refused} if no.is_final else refused,
        )
    except (OSError, smtplib.SMTPException) as problem:
        error = _problem("envelope", problem)
        later = {each: error for each in recipients if each not in refused}
        return Outcome(later=later, refused=refused)
    return _content(connection, taken, message, Outcome(later=later, refused=refused))


def _content(
    connection: smtplib.SMTP, taken: list[str], message: bytes, so_far: Outcome
) -> Outcome:
    """Send the letter itself; from its first byte on, silence is no longer a clear no."""
    later, refused = dict(so_far.later), dict(so_far.refused)
    try:
        connection.send(_DOT.sub(b"..", message).rstrip(b"\r\n") + b"\r\n.\r\n")
        _expect("content", *connection.getreply())
    except _Refused as no:
        (refused if no.is_final else later).update(dict.fromkeys(taken, str(no)))
        return Outcome(later=later, refused=refused)
    except (OSError, smtplib.SMTPException) as problem:
        return Outcome(later=later, refused=refused, uncertain=_problem("content", problem))
    return Outcome(tuple(taken), later, refused)


def _expect(step: str, code: int, words: bytes, *, wanted: int = 250) -> None:
    if code != wanted and not (wanted == 250 and code == 251):
        raise _Refused(step, code, words)


def _problem(step: str, problem: Exception) -> str:
    if isinstance(problem, smtplib.SMTPResponseException):
        return f"{problem.smtp_code} ({step})"
    return f"{type(problem).__name__} ({step})"


def _leave(connection: smtplib.SMTP) -> None:
    """Say goodbye; the mail is settled, so a server that is gone does not matter."""
    try:
        connection.quit()
    except (OSError, smtplib.SMTPException):
        connection.close()
