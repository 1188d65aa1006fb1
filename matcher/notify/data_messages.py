"""What people are told by e-mail about their data: a copy, a deletion, an account nobody uses."""

from datetime import date

from pydantic.dataclasses import dataclass

from matcher.notify.kinds import Kind
from matcher.notify.message import LinkPath, Message


@dataclass(frozen=True, kw_only=True)
class ErasureAsked(Message):
    """To a person whose deletion waits for open introductions."""

    kind = Kind.ERASURE_ASKED
    done_by: date
    link: LinkPath


@dataclass(frozen=True, kw_only=True)
class DataErased(Message):
    """To the last known address of a person of whom nothing is kept any more."""

    kind = Kind.DATA_ERASED


@dataclass(frozen=True, kw_only=True)
class DataReady(Message):
    """To a person for whom an officer made a copy of what is kept."""

    kind = Kind.DATA_READY
    link: LinkPath


@dataclass(frozen=True, kw_only=True)
class AccountUnused(Message):
    """To a person who has not come for long, before the account is deleted."""

    kind = Kind.ACCOUNT_UNUSED
    erased_on: date
    link: LinkPath
