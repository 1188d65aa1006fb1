"""A real mail server on a free port of this machine, that answers as a test says.

The names of its two hooks are those that aiosmtpd calls.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller

from matcher.notify.smtp import SmtpSettings


@dataclass
class MailServer:
    """What the server received, and how it answers: the next reply of each list, then 250.

    `hangs_up` closes the connection once it has the letter, before saying so.
    """

    port: int = 0
    received: list[tuple[tuple[str, ...], EmailMessage]] = field(default_factory=list)
    to_recipient: dict[str, list[str]] = field(default_factory=dict)
    to_content: list[str] = field(default_factory=list)
    hangs_up: bool = False

    @property
    def settings(self) -> SmtpSettings:
        return SmtpSettings("127.0.0.1", self.port, starttls=False)

    def letters_to(self, address: str) -> list[EmailMessage]:
        return [message for to, message in self.received if address in to]

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        replies = self.to_recipient.get(address, [])
        if replies:
            return replies.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802
        if self.to_content:
            return self.to_content.pop(0)
        message = message_from_bytes(envelope.content, policy=default)
        self.received.append((tuple(envelope.rcpt_tos), message))
        if self.hangs_up:
            server.transport.abort()
        return "250 OK"


@contextmanager
def running_mail_server() -> Iterator[MailServer]:
    """Give a server that listens, and stop it at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    box = MailServer(port)
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
