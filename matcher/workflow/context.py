"""What every use case is handed: a session, the person who acts, the clock, and the services."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from matcher.domain.journal import checked
from matcher.domain.people import User
from matcher.domain.permissions import is_administrator, is_staff
from matcher.errors import NotAllowed
from matcher.notify.mailer import Mailer
from matcher.settings import Settings
from matcher.store.database import Database
from matcher.store.journal import JournalRow, TaskRow
from matcher.workflow.engine_gate import EngineGate


@dataclass(slots=True)
class Services:
    """What is built once for a process and shared by all requests."""

    settings: Settings
    database: Database
    engine: EngineGate
    mailer: Mailer
    nudge: Callable[[], None] = lambda: None
    """Wakes the worker after a commit that left something to do."""
    examine: Callable[[str, str, bytes], Any] | None = None
    """Reads and compares a file (kind, name, content) in another process; None: in this one."""
    is_warming: bool = False
    """Whether what pages need is still being loaded: they answer, and wait longer."""


@dataclass(slots=True)
class Context:
    """One use of the house: by a person (`actor`), or by the worker (None)."""

    session: Session
    actor: User | None
    now: datetime
    services: Services
    after_commit: list[Callable[[], None]] = field(default_factory=list)

    def later(
        self, task: str, *, key: str = "", not_before: datetime | None = None, **payload: object
    ) -> None:
        """Have the worker do a task after this transaction is committed.

        `key` makes two askings one: while a task of that name and key waits, no second is written.
        """
        name = f"{task}:{key or sorted(payload.items())}"
        waiting = self.session.query(TaskRow.id).filter_by(key=name, state="waiting").first()
        if waiting is None:
            self.session.add(
                TaskRow(
                    name=task,
                    key=name,
                    payload=dict(payload),
                    not_before=not_before or self.now,
                    created_at=self.now,
                )
            )
        if self.services.nudge not in self.after_commit:
            self.after_commit.append(self.services.nudge)

    def write(
        self,
        action: str,
        subject_kind: str,
        subject_id: int | None,
        *,
        before: dict[str, object] | None = None,
        after: dict[str, object] | None = None,
    ) -> None:
        """Write a line of the journal, in this transaction: numbers and codes, never texts."""
        self.session.add(
            JournalRow(
                at=self.now,
                user_id=self.actor.id if self.actor else None,
                action=action,
                subject_kind=subject_kind,
                subject_id=subject_id,
                before=checked(before or {}),
                after=checked(after or {}),
            )
        )

    def person(self) -> User:
        """Return who acts; raises NotAllowed when nobody is signed in."""
        if self.actor is None or not self.actor.is_active:
            raise NotAllowed("Please sign in first.")
        return self.actor

    def staff(self) -> User:
        """Return the officer who acts; raises NotAllowed for anybody else."""
        person = self.person()
        if not is_staff(person):
            raise NotAllowed("Only an officer of the agency can do this.")
        return person

    def administrator(self) -> User:
        """Return the administrator who acts; raises NotAllowed for anybody else."""
        person = self.person()
        if not is_administrator(person):
            raise NotAllowed("Only an administrator can do this.")
        return person
