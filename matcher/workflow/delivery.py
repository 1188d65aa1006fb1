"""The worker's round of the outbox: digests are joined, each e-mail is sent at most once.

A row is claimed and committed before anything is sent, and settled after. If the worker stops
between the two, nobody knows whether the mail arrived: it becomes unknown, and only an officer
sends it again.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import reduce
from time import monotonic
from typing import Any, Protocol
from uuid import uuid4

from matcher.notify.mailer import Envelope, Mailer, composed
from matcher.notify.message import Message
from matcher.notify.messages import message_of, payload_of, without_secrets
from matcher.notify.rendering import letter
from matcher.notify.smtp import Outcome
from matcher.store import outbox as rows
from matcher.store.database import Database
from matcher.store.outbox import MailState, OutboxRow

ROUND = 50
"""How many e-mails one round sends at most."""
DELAYS_MIN = (1, 5, 30, 120, 240, 480, 960)
"""Minutes to wait after each attempt that may be repeated; after the last, the mail failed."""
CLAIM_LASTS = timedelta(minutes=20)
"""Longer than any conversation with a mail server: after it, the worker has stopped."""
DIGEST_HOUR_UTC = 6
"""From this hour on, the parts posted before it are one e-mail a day for each recipient."""


class DeliveryServices(Protocol):
    """What a round needs."""

    @property
    def database(self) -> Database:
        """Where the outbox is."""
        ...

    @property
    def mailer(self) -> Mailer:
        """What sends."""
        ...


@dataclass(slots=True)
class Round:
    """What one round did, in numbers of e-mails."""

    sent: int = 0
    later: int = 0
    failed: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class _Claimed:
    """A row that is this worker's to send."""

    id: int
    token: str
    kind: str
    language: str
    payload: dict[str, object]
    recipients: tuple[str, ...]
    delivered: tuple[str, ...]
    refused: dict[str, object]
    attempts: int
    message_token: str

    @property
    def to(self) -> tuple[str, ...]:
        """Those who are still to get it."""
        settled = {*self.delivered, *self.refused}
        return tuple(each for each in self.recipients if each not in settled)


def deliver_due(services: DeliveryServices, now: datetime) -> Round:
    """Return what became of the e-mails that were due; two workers never send the same one."""
    started = monotonic()
    done = Round()
    with services.database.session() as session:
        done.unknown += rows.put_aside(session, now - CLAIM_LASTS, "interrupted")
    _join_digests(services, now)
    with services.database.session(writes=False) as session:
        waiting = rows.due(session, now, ROUND)
    for mail_id in waiting:
        moment = now + timedelta(seconds=monotonic() - started)
        claimed = _claim(services, mail_id, moment)
        if claimed is not None:
            _count(done, _send(services, claimed, moment))
    return done


def _claim(services: DeliveryServices, mail_id: int, now: datetime) -> _Claimed | None:
    token = uuid4().hex
    with services.database.session() as session:
        if not rows.claim(session, mail_id, token, now):
            return None
        row = rows.get(session, mail_id)
        if row is None:
            return None
        return _Claimed(
            id=mail_id,
            token=token,
            kind=row.kind,
            language=row.language,
            payload=dict(row.payload),
            recipients=tuple(row.recipients),
            delivered=tuple(row.delivered),
            refused=dict(row.refused),
            attempts=row.attempts,
            message_token=row.message_token,
        )


def _send(services: DeliveryServices, mail: _Claimed, now: datetime) -> MailState:
    """Return the state in which a claimed e-mail ends up."""
    mailer = services.mailer
    try:
        written = letter(message_of(mail.kind, mail.payload), mail.language, mailer.agency.base_url)
        message = composed(
            mailer.agency, written, mail.recipients, token=mail.message_token, now=now
        )
    except (ValueError, LookupError, TypeError) as problem:
        error = f"{type(problem).__name__} (writing the letter)"
        values: dict[str, Any] = {"state": MailState.FAILED, "last_error": error}
    else:
        outcome = mailer.send(Envelope(message, mailer.agency.sender, mail.to))
        values = _settled(mail, outcome, now)
        if values["state"] is MailState.SENT and not mailer.keeps_links:
            values["payload"] = without_secrets(mail.kind, mail.payload)
    with services.database.session() as session:
        rows.finish(session, mail.id, mail.token, values)
    state: MailState = values["state"]
    return state


def _settled(mail: _Claimed, outcome: Outcome, now: datetime) -> dict[str, Any]:
    """Return what a row holds after an attempt."""
    refused = {**mail.refused, **outcome.refused}
    values: dict[str, Any] = {
        "delivered": [*mail.delivered, *outcome.delivered],
        "refused": refused,
        "last_error": _error(outcome),
    }
    if outcome.delivered:
        values["sent_at"] = now
    if outcome.uncertain:
        return {**values, "state": MailState.UNKNOWN}
    if outcome.later and mail.attempts <= len(DELAYS_MIN):
        wait = timedelta(minutes=DELAYS_MIN[mail.attempts - 1])
        return {**values, "state": MailState.WAITING, "not_before": now + wait}
    if outcome.later:
        return {**values, "state": MailState.FAILED, "refused": {**refused, **outcome.later}}
    return {**values, "state": MailState.FAILED if refused else MailState.SENT}


def _error(outcome: Outcome) -> str:
    """Return the codes of what went wrong, each once, the gravest first."""
    problems = [outcome.uncertain, *outcome.refused.values(), *outcome.later.values()]
    return "; ".join(dict.fromkeys(problem for problem in problems if problem))


def _count(done: Round, state: MailState) -> None:
    done.sent += state is MailState.SENT
    done.later += state is MailState.WAITING
    done.failed += state is MailState.FAILED
    done.unknown += state is MailState.UNKNOWN


def _join_digests(services: DeliveryServices, now: datetime) -> None:
    """Make one e-mail of the waiting parts of each recipient, once a day."""
    edge = now.astimezone(UTC).replace(hour=DIGEST_HOUR_UTC, minute=0, second=0, microsecond=0)
    if edge > now:
        edge -= timedelta(days=1)
    groups: defaultdict[tuple[str, str, str], list[OutboxRow]] = defaultdict(list)
    with services.database.session(writes=False) as session:
        for row in rows.parts(session, edge):
            groups[row.digest, row.kind, row.recipients[0]].append(row)
    for (digest, _, recipient), parts in groups.items():
        whom = hashlib.sha256(recipient.casefold().encode()).hexdigest()[:24]
        key = f"digest:{digest}:{whom}:{edge.date().isoformat()}"
        _join(services, parts, key, now)


def _join(services: DeliveryServices, parts: Sequence[OutboxRow], key: str, now: datetime) -> None:
    """Write the digest and settle its parts in one transaction; another worker's stands."""
    messages: list[Message] = [message_of(part.kind, part.payload) for part in parts]
    last = parts[-1]
    with services.database.session() as session:
        still = rows.still_waiting(session, [part.id for part in parts])
        kept = [message for part, message in zip(parts, messages, strict=True) if part.id in still]
        if not kept:
            return
        joined = reduce(lambda first, later: first.combined_with(later), kept)
        digest_id = rows.add(
            session,
            {
                "kind": last.kind,
                "language": last.language,
                "recipients": last.recipients,
                "payload": payload_of(joined),
                "dedupe_key": key,
                "message_token": uuid4().hex,
                "not_before": now,
                "created_at": now,
            },
        )
        if digest_id is not None:
            rows.combine(session, sorted(still), digest_id)
