"""Whether the journal is what was written: its chain from the start, and the kept heads."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from matcher.errors import HeadRefused
from matcher.settings import Settings
from matcher.store.chain import End
from matcher.store.chain_checking import Break, Broken, check
from matcher.store.database import Database
from matcher.store.journal import FactRow
from matcher.workflow import journal_heads
from matcher.workflow.context import Services

_FACT = "journal.checked"
_log = logging.getLogger("passerelle.journal")
SENTENCES = {
    Break.CHANGED: "it, or its place, is not what was written",
    Break.MISSING: "rows are missing before it",
    Break.ADDED: "it was written beside the application",
    Break.CUT: "the rows from here on are gone: a kept head knows them",
    Break.REWRITTEN: "it is not the row that a kept head knows",
}
"""What is said of the first broken row."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check found. `heads` is how many kept heads were compared."""

    rows: int
    end: End
    heads: int
    broken: Broken | None

    @property
    def sentence(self) -> str:
        """The finding in words."""
        if self.broken is None:
            return f"The journal is whole: {self.rows} rows, {self.heads} kept heads compared."
        place = f"place {self.broken.sequence}" if self.broken.sequence else "without a place"
        row = f"row {self.broken.id} ({self.broken.action}), " if self.broken.id else ""
        return f"The journal is broken at {row}{place}: {SENTENCES[self.broken.kind]}."


def verify(settings: Settings, database: Database, files: Sequence[Path] = ()) -> Verified:
    """Return what is found; HeadRefused for a file whose head this service did not sign.

    Heads of this machine are compared too. One that was signed with an earlier key counts when it
    agrees, and cannot prove anything when it does not: it is left out.
    """
    heads = [journal_heads.read(file) for file in files]
    for file, head in zip(files, heads, strict=True):
        if not journal_heads.is_ours(settings, head):
            raise HeadRefused(
                f"The head in {file} is not signed with this service's secret key, or was changed."
            )
    here = [head for _, head in journal_heads.kept(settings)]
    heads += [head for head in here if journal_heads.is_ours(settings, head)]
    with database.session(writes=False) as session:
        found = check(session.connection(), [head.end for head in heads if head.sequence])
    return Verified(found.rows, found.end, len(heads), found.broken)


def check_daily(services: Services, now: datetime) -> None:
    """Check the whole journal, and keep what was found where whoever watches reads it."""
    found = verify(services.settings, services.database)
    if found.broken is not None:
        _log.error("The journal is broken (%s): see passerelle journal verify.", found.broken.kind)
    told = {"at": now.isoformat(), "is_whole": found.broken is None}
    with services.database.session() as session:
        session.merge(FactRow(name=_FACT, value=told))


def last(session: Session) -> tuple[bool | None, datetime | None]:
    """Return what the last daily check found, and when; None before the first."""
    fact = session.get(FactRow, _FACT)
    if fact is None:
        return None, None
    return bool(fact.value["is_whole"]), datetime.fromisoformat(fact.value["at"])
