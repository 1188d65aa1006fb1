"""What of the database goes into a backup: everything but what opens something.

Links and counts of tries are left out, and what a waiting e-mail holds that opens an account is
taken out of it. A restored installation ends all sessions, so ended ones need not be known.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, inspect, or_, select

from matcher.store import chain, migration
from matcher.store.journal import FactRow
from matcher.store.organisations import TokenRow
from matcher.store.outbox import MailState
from matcher.store.schema import METADATA

EMPTIED = (TokenRow.__tablename__,)
"""Tables whose rows are left out."""
FACTS_LEFT_OUT = ("sign_in:", "signed_out:")
"""How the names of facts begin that are left out."""
UNSENT = (MailState.WAITING, MailState.SENDING, MailState.FAILED, MailState.UNKNOWN)
"""The states of e-mails that may still hold a link that opens something."""
HIDDEN = "/hidden"

Secrets = Mapping[str, frozenset[str]]
"""Kind of e-mail → the fields of its payload that open an account."""


def fields_to_hide(secrets: Secrets) -> dict[str, list[str]]:
    """Return field → the kinds of e-mails in which it opens an account."""
    found: dict[str, list[str]] = {}
    for kind, fields in sorted(secrets.items()):
        for field in sorted(fields):
            found.setdefault(field, []).append(kind)
    return found


def left_out_facts() -> Any:
    """Return the condition that a fact is left out."""
    return or_(*(FactRow.name.startswith(each, autoescape=True) for each in FACTS_LEFT_OUT))


def counts(connection: Connection) -> dict[str, int]:
    """Return table → rows as a backup holds them, for each of our tables that is there."""
    there, found = set(inspect(connection).get_table_names()), {}
    for name, table in sorted(METADATA.tables.items()):
        if name not in there:
            continue
        query = select(func.count()).select_from(table)
        if name == FactRow.__tablename__:
            query = query.where(~left_out_facts())
        found[name] = 0 if name in EMPTIED else connection.scalar(query) or 0
    return found


def told(connection: Connection) -> dict[str, Any]:
    """Return what the manifest says of the database that this connection sees."""
    columns = {each["name"] for each in inspect(connection).get_columns("journal")}
    last = chain.end(connection) if "sequence" in columns else chain.End(0, chain.START)
    return {
        "database": connection.dialect.name,
        "revision": migration.revision_of(connection) or "",
        "counts": counts(connection),
        "journal": {"sequence": last.sequence, "hash": last.hash},
    }
