"""What people are told by e-mail: one frozen class for each kind of message.

A message holds only what its recipient may read. Links are paths of this application with an
opaque token at most; they open a page that asks before anything is changed. Fields named in
`secrets` give access to an account: officers never see them.
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from pydantic import Field, TypeAdapter
from pydantic.dataclasses import dataclass

from matcher.domain.introduction import DeclineReason
from matcher.notify.data_messages import AccountUnused, DataErased, DataReady, ErasureAsked
from matcher.notify.kinds import Kind
from matcher.notify.message import HIDDEN_LINK, Language, LinkPath, Message

ABOUT_DATA = (AccountUnused, DataErased, DataReady, ErasureAsked)
"""The kinds that a module of its own holds."""


@dataclass(frozen=True, kw_only=True)
class JoinRequestReceived(Message):
    """To a person who asked to join."""

    kind = Kind.JOIN_REQUEST_RECEIVED
    organisation: str


@dataclass(frozen=True, kw_only=True)
class JoinRequestRefused(Message):
    """To a person who may not join; the reason is an officer's, in the person's language."""

    kind = Kind.JOIN_REQUEST_REFUSED
    organisation: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Invitation(Message):
    """To a person who may open an account for an organisation."""

    kind = Kind.INVITATION
    secrets = frozenset({"link"})
    organisation: str
    link: LinkPath
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class ConfirmEmail(Message):
    """To a new address, to be sure that its owner reads it."""

    kind = Kind.CONFIRM_EMAIL
    secrets = frozenset({"link"})
    link: LinkPath
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class PasswordReset(Message):
    """To a person who wants a new password."""

    kind = Kind.PASSWORD_RESET
    secrets = frozenset({"link"})
    link: LinkPath
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Message):
    """To the owner of an account whose password was changed."""

    kind = Kind.PASSWORD_CHANGED
    changed_at: datetime
    link: LinkPath
    """The page that asks for a new password; it holds no token."""


@dataclass(frozen=True, kw_only=True)
class AccountDisabled(Message):
    """To a person whose account was closed."""

    kind = Kind.ACCOUNT_DISABLED


@dataclass(frozen=True, kw_only=True)
class AccountExists(Message):
    """To a person who asked to join, or was invited again, and has an account already."""

    kind = Kind.ACCOUNT_EXISTS
    link: LinkPath
    """The page that asks for a new password; it holds no token."""


@dataclass(frozen=True, kw_only=True)
class EmailChanged(Message):
    """To the address that an account had until now; it does not hold the new one."""

    kind = Kind.EMAIL_CHANGED
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class SecondFactorChanged(Message):
    """To the owner of an account: of the three, what happened is not empty."""

    kind = Kind.SECOND_FACTOR_CHANGED
    changed_at: datetime
    added: str = ""
    reset: str = ""
    recovered: str = ""


@dataclass(frozen=True, kw_only=True)
class AccountAttacked(Message):
    """To an administrator: somebody tries passwords on an account, or from one network on many."""

    kind = Kind.ACCOUNT_ATTACKED
    account: str = ""
    network: str = ""
    link: LinkPath


@dataclass(frozen=True, kw_only=True)
class AboutChallenge(Message):
    """What messages about a challenge share: its title as the recipient may read it."""

    challenge_title: str
    link: LinkPath


@dataclass(frozen=True, kw_only=True)
class ChallengeReceived(AboutChallenge):
    """To the firm that posted a challenge."""

    kind = Kind.CHALLENGE_RECEIVED


@dataclass(frozen=True, kw_only=True)
class TeaserApproved(AboutChallenge):
    """To the firm whose teaser startups may now read."""

    kind = Kind.TEASER_APPROVED


@dataclass(frozen=True, kw_only=True)
class TeaserRefused(AboutChallenge):
    """To the firm whose teaser must change, with an officer's reason."""

    kind = Kind.TEASER_REFUSED
    reason: str


@dataclass(frozen=True, kw_only=True)
class ShortlistReleased(AboutChallenge):
    """To the firm, when an officer releases startups to it."""

    kind = Kind.SHORTLIST_RELEASED
    count: int
    answer_by: date


@dataclass(frozen=True, kw_only=True)
class NoPartner(AboutChallenge):
    """To the firm for which no startup was found; it always names who may help instead."""

    kind = Kind.NO_PARTNER
    fallback: str = Field(min_length=1)
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class IntroductionProposedToFirm(AboutChallenge):
    """To the firm: a startup that is not named yet, in words that it may read.

    `support` names the support body that is asked too, in a trio.
    """

    kind = Kind.INTRODUCTION_PROPOSED_TO_FIRM
    startup_summary: str
    why: str
    answer_by: date
    support: str = ""


@dataclass(frozen=True, kw_only=True)
class IntroductionProposedToStartup(AboutChallenge):
    """To the startup: a challenge, by its public text or its approved teaser only."""

    kind = Kind.INTRODUCTION_PROPOSED_TO_STARTUP
    challenge_summary: str
    why: str
    answer_by: date
    support: str = ""


@dataclass(frozen=True, kw_only=True)
class IntroductionProposedToSupport(AboutChallenge):
    """To the support body of a trio: the challenge by its public text, the startup unnamed."""

    kind = Kind.INTRODUCTION_PROPOSED_TO_SUPPORT
    challenge_summary: str
    startup_summary: str
    why: str
    answer_by: date


@dataclass(frozen=True, kw_only=True)
class IntroductionWithoutSupport(AboutChallenge):
    """To the firm and the startup: the support body does not take part, the two go on."""

    kind = Kind.INTRODUCTION_WITHOUT_SUPPORT
    support: str


@dataclass(frozen=True, kw_only=True)
class IntroductionReminder(AboutChallenge):
    """To a side that has not answered yet; the only reminder."""

    kind = Kind.INTRODUCTION_REMINDER
    answer_by: date


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Somebody to write to, as all sides may now read it."""

    organisation: str
    person: str
    email: str
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class IntroductionAccepted(Message):
    """To all sides at once: the contacts of all, and why, in the language of each."""

    kind = Kind.INTRODUCTION_ACCEPTED
    challenge_title: str
    firm: Contact
    startup: Contact
    support: Contact | None = None
    why: dict[Language, str] = Field(min_length=1)
    """The reason in each language of the sides, the firm's first; one when they share it."""

    def languages(self, language: str) -> tuple[str, ...]:
        """Return the languages in which the reason is given."""
        del language
        return tuple(self.why)

    def text(self, field: str, language: str) -> str:
        """Return the reason in this language, or another field."""
        if field == "why":
            return next(reason for spoken, reason in self.why.items() if spoken == language)
        if field == "support" and self.support is None:
            return ""
        return super().text(field, language)


@dataclass(frozen=True, kw_only=True)
class IntroductionDeclined(AboutChallenge):
    """To the other side, politely; `note` only when an officer passed it on."""

    kind = Kind.INTRODUCTION_DECLINED
    reason: DeclineReason
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class IntroductionExpired(AboutChallenge):
    """To both sides, one row each, when an answer did not come in time."""

    kind = Kind.INTRODUCTION_EXPIRED


@dataclass(frozen=True, kw_only=True)
class OutcomeAsked(AboutChallenge):
    """To a side, to learn what came of an introduction."""

    kind = Kind.OUTCOME_ASKED


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A challenge that a startup may read, by its public title."""

    title: str
    link: LinkPath


MOST_SUGGESTIONS = 20
"""How many suggestions a digest lists; the page behind its link has them all."""


@dataclass(frozen=True, kw_only=True)
class SuggestionsDigest(Message):
    """To a startup: challenges that it could answer."""

    kind = Kind.SUGGESTIONS_DIGEST
    items: tuple[Suggestion, ...] = Field(min_length=1)
    link: LinkPath
    """The page with all suggestions."""

    def combined_with(self, later: Message) -> Message:
        """Return one digest with the suggestions of both, each once."""
        if not isinstance(later, SuggestionsDigest):
            return later
        by_link = {item.link: item for item in (*self.items, *later.items)}
        items = tuple(by_link.values())[:MOST_SUGGESTIONS]
        return SuggestionsDigest(name=later.name, items=items, link=later.link)


class DeskCount(StrEnum):
    """What can wait on the officer's desk."""

    JOIN_REQUESTS = "join_requests"
    TEASERS = "teasers"
    CURATION = "curation"
    SHORTLISTS = "shortlists"
    INTRODUCTIONS = "introductions"
    OUTCOMES = "outcomes"
    MAILS = "mails"


@dataclass(frozen=True, kw_only=True)
class DeskDigest(Message):
    """To an officer: how much waits, and for how long."""

    kind = Kind.DESK_DIGEST
    counts: dict[DeskCount, int] = Field(min_length=1)
    oldest_days: int
    link: LinkPath


@dataclass(frozen=True, kw_only=True)
class JournalHead(Message):
    """To who watches over the journal: where it ended, signed, in one line."""

    kind = Kind.JOURNAL_HEAD
    sequence: int
    head: str
    taken_at: datetime


def _leaves(parent: type[Message]) -> list[type[Message]]:
    below = [leaf for child in parent.__subclasses__() for leaf in _leaves(child)]
    return below or [parent]


MESSAGES: dict[Kind, type[Message]] = {leaf.kind: leaf for leaf in _leaves(Message)}
"""The class of each kind."""


def payload_of(message: Message) -> dict[str, object]:
    """Return the message as JSON values."""
    dumped: dict[str, object] = _adapter(message.kind).dump_python(message, mode="json")
    return dumped


def message_of(kind: str, payload: Mapping[str, object]) -> Message:
    """Return the message that a payload holds; raises ValueError when it is not one."""
    read: Message = _adapter(Kind(kind)).validate_python(dict(payload))
    return read


def without_secrets(kind: str, payload: Mapping[str, object]) -> dict[str, object]:
    """Return the payload with a plain path in place of each link that opens an account."""
    secrets = MESSAGES[Kind(kind)].secrets
    return {field: HIDDEN_LINK if field in secrets else value for field, value in payload.items()}


def field_names(kind: Kind) -> frozenset[str]:
    """Return the names of a message's fields."""
    return frozenset(field.name for field in fields(MESSAGES[kind]))


@cache
def _adapter(kind: Kind) -> TypeAdapter[Any]:
    return TypeAdapter(MESSAGES[kind])
