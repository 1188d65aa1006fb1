"""Heads of the journal: a place and a hash, signed, that somebody keeps where nobody can edit them.

The chain alone shows that a row was edited. A head kept elsewhere also shows that the end was cut
off, or that all was written anew. The signature is HMAC-SHA256 with a key derived from the
service's secret key, so whoever holds the database alone cannot make a head.
"""

import hashlib
import hmac
import json
import os
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from matcher.errors import HeadRefused
from matcher.notify.messages import JournalHead
from matcher.settings import Settings, require_secret
from matcher.store.chain import End, end
from matcher.workflow import outbox
from matcher.workflow.context import Context
from matcher.workflow.outbox import Mail

FOLDER = "heads"
LANGUAGE = "fr"
_USE = b"passerelle journal head"
_LONGEST_FILE = 1_000_000
_FIELDS = {
    "sequence": r"(\d{1,18})",
    "hash": r'"?([0-9a-f]{64})"?',
    "at": r'"?([0-9T:.+-]{19,40})"?',
    "signature": r'"?([0-9a-f]{64})"?',
}


@dataclass(frozen=True, slots=True)
class Head:
    """Where the journal ended at a moment, and the proof that this service said so."""

    sequence: int
    hash: str
    at: str
    signature: str

    def told(self) -> dict[str, object]:
        """Return it as JSON values."""
        return asdict(self)

    def text(self) -> str:
        """Return it as it is kept in files."""
        return json.dumps(self.told())

    def line(self) -> str:
        """Return it as it is sent in e-mails: without the marks that mail programs change."""
        return ", ".join(f"{name}: {value}" for name, value in self.told().items())

    @property
    def end(self) -> End:
        """The place and the hash, as the chain knows them."""
        return End(self.sequence, self.hash)


def signed(settings: Settings, last: End, now: datetime) -> Head:
    """Return the head of this moment; InvalidSetting when there is no secret key to sign with."""
    require_secret(settings)
    at = now.astimezone(UTC).isoformat(timespec="seconds")
    return Head(last.sequence, last.hash, at, _signature(settings, last, at))


def is_ours(settings: Settings, head: Head) -> bool:
    """Whether a head was signed with this service's key and says what it said then."""
    return hmac.compare_digest(_signature(settings, head.end, head.at), head.signature)


def head(context: Context) -> Head:
    """Return where the journal ends now, signed."""
    return signed(context.services.settings, end(context.session.connection()), context.now)


def keep(context: Context) -> Head | None:
    """Keep the head of today in a file, and send it to where the settings say; None without a key.

    The worker does it once a day. Doing it twice sends one e-mail.
    """
    settings = context.services.settings
    if not settings.secret_key.get_secret_value():
        return None
    today = head(context)
    _write(folder(settings) / f"head-{context.now:%Y-%m-%d}.json", today.text() + "\n")
    if settings.journal_heads_to:
        outbox.post(
            context,
            Mail(
                to=(settings.journal_heads_to,),
                language=LANGUAGE,
                message=JournalHead(
                    sequence=today.sequence, head=today.line(), taken_at=context.now
                ),
                dedupe_key=f"journal_head:{context.now:%Y-%m-%d}",
                about="journal",
            ),
        )
    return today


def folder(settings: Settings) -> Path:
    """Return where heads are kept on this machine."""
    return settings.var / FOLDER


def kept(settings: Settings) -> tuple[tuple[Path, Head], ...]:
    """Return the heads that are kept on this machine, the oldest first."""
    files = sorted(folder(settings).glob("head-*.json"))
    return tuple((file, read(file)) for file in files)


def read(file: Path) -> Head:
    """Return the head in a file, or in an e-mail that was saved; HeadRefused when it has none."""
    content = file.read_bytes()[:_LONGEST_FILE].decode("utf-8", "replace")
    found = {}
    for name, shape in _FIELDS.items():
        match = re.search(rf'\b{name}"?\s*:\s*{shape}', content)
        if match is None:
            raise HeadRefused(
                f"{file} holds no head of the journal: {name!r} is missing. "
                "Give a file of var/heads, or the line of the e-mail."
            )
        found[name] = match[1]
    return Head(int(found["sequence"]), found["hash"], found["at"], found["signature"])


def _signature(settings: Settings, last: End, at: str) -> str:
    told = f"{last.sequence}\n{last.hash}\n{at}".encode()
    return hmac.new(_key(settings), told, hashlib.sha256).hexdigest()


def _key(settings: Settings) -> bytes:
    """Return the key for heads: HKDF of RFC 5869 over the secret key, of one block."""
    secret = settings.secret_key.get_secret_value().encode()
    drawn = hmac.new(bytes(32), secret, hashlib.sha256).digest()
    return hmac.new(drawn, _USE + b"\x01", hashlib.sha256).digest()


def _write(file: Path, content: str) -> None:
    """Write a file that is there as a whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    fresh.replace(file)
