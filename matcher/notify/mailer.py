"""Letters as e-mails, and the two ways to send one: a mail server, or nowhere (demo)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Protocol

from matcher.notify.addresses import checked_address
from matcher.notify.rendering import Letter
from matcher.notify.smtp import Outcome, SmtpSettings, hand_over


@dataclass(frozen=True, slots=True)
class Agency:
    """Who writes: the address that e-mails come from, where answers go, where links lead."""

    sender: str
    base_url: str
    reply_to: str = ""
    sender_name: str = "Passerelle, Maroc PME"


@dataclass(frozen=True, slots=True)
class Envelope:
    """An e-mail that is ready to go, and those of its recipients who are still to get it."""

    message: EmailMessage
    sender: str
    to: tuple[str, ...]


class Mailer(Protocol):
    """What sends e-mails."""

    @property
    def agency(self) -> Agency:
        """Who writes."""
        ...

    @property
    def keeps_links(self) -> bool:
        """Whether links that open accounts may be read in the outbox afterwards."""
        ...

    def send(self, envelope: Envelope) -> Outcome:
        """Return what became of each recipient."""
        ...


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """Sends through a mail server."""

    agency: Agency
    settings: SmtpSettings
    keeps_links: bool = False

    def send(self, envelope: Envelope) -> Outcome:
        """Return what the server did; a problem is told for each recipient, not raised."""
        return hand_over(
            self.settings, envelope.sender, envelope.to, envelope.message.as_bytes(policy=SMTP)
        )


@dataclass(frozen=True, slots=True)
class DemoMailer:
    """Sends nothing: the letters are read in the outbox, with their links."""

    agency: Agency
    keeps_links: bool = True

    def send(self, envelope: Envelope) -> Outcome:
        """Return that all have it."""
        return Outcome(delivered=envelope.to)


def composed(
    agency: Agency, letter: Letter, recipients: Sequence[str], *, token: str, now: datetime
) -> EmailMessage:
    """Return the e-mail of a letter; the same token always gives the same Message-ID."""
    sender = checked_address(agency.sender)
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(agency.sender_name, addr_spec=sender)
    message["To"] = tuple(Address(addr_spec=checked_address(each)) for each in recipients)
    if agency.reply_to:
        message["Reply-To"] = Address(addr_spec=checked_address(agency.reply_to))
    message["Subject"] = letter.subject.replace("=?", "= ?")  # else decoded, line ends and all
    message["Date"] = now
    message["Message-ID"] = f"<{token}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, cte=_encoding(letter.text))
    message.add_alternative(letter.html, subtype="html", cte=_encoding(letter.html))
    return message


def _encoding(text: str) -> str:
    """Return the shorter of the two encodings that pass every mail server."""
    plain = sum(character.isascii() for character in text)
    return "quoted-printable" if plain > 0.85 * len(text) else "base64"
