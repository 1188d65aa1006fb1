"""What each letter is made of, once for all languages; the sentences are under `wording`."""

from dataclasses import dataclass

from matcher.notify.kinds import Kind


@dataclass(frozen=True, slots=True)
class Say:
    """A sentence; with `when`, only if that field is not empty, with `unless`, only if it is."""

    sentence: str
    when: str = ""
    unless: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's own words, set apart; nothing when the field is empty."""

    field: str


@dataclass(frozen=True, slots=True)
class Link:
    """A way to a page, with the name of what is done there."""

    sentence: str
    field: str = "link"


@dataclass(frozen=True, slots=True)
class Listed:
    """Titles, each with its link."""

    field: str


@dataclass(frozen=True, slots=True)
class Counted:
    """What waits on the desk: a line for each count that is not zero."""

    field: str


@dataclass(frozen=True, slots=True)
class Reached:
    """A side's contacts, under a sentence that says whose they are; nothing when it has none."""

    sentence: str
    field: str


@dataclass(frozen=True, slots=True)
class Because:
    """The polite sentence of a reason code."""

    field: str


Block = Say | Quote | Link | Listed | Counted | Reached | Because

_TITLE = Quote("challenge_title")

LETTERS: dict[Kind, tuple[Block, ...]] = {
    Kind.JOIN_REQUEST_RECEIVED: (Say("received"), Say("next")),
    Kind.JOIN_REQUEST_REFUSED: (Say("refused"), Quote("reason"), Say("next")),
    Kind.INVITATION: (Say("invited"), Link("open"), Say("until"), Say("ignore")),
    Kind.CONFIRM_EMAIL: (Say("confirm"), Link("open"), Say("until"), Say("ignore")),
    Kind.PASSWORD_RESET: (Say("asked"), Link("open"), Say("until"), Say("ignore")),
    Kind.PASSWORD_CHANGED: (Say("changed"), Say("sessions"), Say("not_you"), Link("open")),
    Kind.ACCOUNT_DISABLED: (Say("disabled"), Say("next")),
    Kind.ACCOUNT_EXISTS: (Say("exists"), Say("next"), Link("open"), Say("ignore")),
    Kind.EMAIL_CHANGED: (Say("changed"), Say("not_you")),
    Kind.SECOND_FACTOR_CHANGED: (
        Say("added", when="added"),
        Say("reset", when="reset"),
        Say("recovered", when="recovered"),
        Say("not_you"),
    ),
    Kind.ACCOUNT_ATTACKED: (
        Say("one", when="account"),
        Say("many", when="network"),
        Say("slowed"),
        Say("next"),
        Link("open"),
    ),
    Kind.CHALLENGE_RECEIVED: (Say("received"), _TITLE, Say("next"), Link("open")),
    Kind.TEASER_APPROVED: (Say("approved"), _TITLE, Say("next"), Link("open")),
    Kind.TEASER_REFUSED: (
        Say("refused"),
        _TITLE,
        Say("because", when="reason"),
        Quote("reason"),
        Say("next"),
        Link("open"),
    ),
    Kind.SHORTLIST_RELEASED: (
        Say("released"),
        _TITLE,
        Say("count"),
        Say("until"),
        Link("open"),
    ),
    Kind.NO_PARTNER: (
        Say("none"),
        _TITLE,
        Say("because", when="reason"),
        Quote("reason"),
        Say("instead"),
        Quote("fallback"),
        Say("next"),
        Link("open"),
    ),
    Kind.INTRODUCTION_PROPOSED_TO_FIRM: (
        Say("proposed"),
        _TITLE,
        Say("startup"),
        Quote("startup_summary"),
        Say("support", when="support"),
        Quote("support"),
        Say("because", when="why"),
        Quote("why"),
        Say("until"),
        Link("open"),
        Say("unnamed", unless="support"),
        Say("unnamed_three", when="support"),
    ),
    Kind.INTRODUCTION_PROPOSED_TO_STARTUP: (
        Say("proposed"),
        _TITLE,
        Quote("challenge_summary"),
        Say("support", when="support"),
        Quote("support"),
        Say("because", when="why"),
        Quote("why"),
        Say("until"),
        Link("open"),
        Say("unnamed", unless="support"),
        Say("unnamed_three", when="support"),
    ),
    Kind.INTRODUCTION_PROPOSED_TO_SUPPORT: (
        Say("proposed"),
        _TITLE,
        Quote("challenge_summary"),
        Say("startup"),
        Quote("startup_summary"),
        Say("because", when="why"),
        Quote("why"),
        Say("until"),
        Link("open"),
        Say("unnamed"),
    ),
    Kind.INTRODUCTION_REMINDER: (
        Say("waiting"),
        _TITLE,
        Say("until"),
        Link("open"),
        Say("only"),
    ),
    Kind.INTRODUCTION_ACCEPTED: (
        Say("accepted", unless="support"),
        Say("accepted_by_three", when="support"),
        _TITLE,
        Say("because", when="why"),
        Quote("why"),
        Reached("of_firm", "firm"),
        Reached("of_startup", "startup"),
        Reached("of_support", "support"),
        Say("next"),
    ),
    Kind.INTRODUCTION_WITHOUT_SUPPORT: (
        Say("without"),
        _TITLE,
        Say("support"),
        Quote("support"),
        Say("next"),
        Link("open"),
    ),
    Kind.INTRODUCTION_DECLINED: (
        Say("declined"),
        _TITLE,
        Because("reason"),
        Say("note", when="note"),
        Quote("note"),
        Say("next"),
        Link("open"),
    ),
    Kind.INTRODUCTION_EXPIRED: (Say("expired"), _TITLE, Say("next"), Link("open")),
    Kind.OUTCOME_ASKED: (Say("asked"), _TITLE, Say("why"), Link("open")),
    Kind.SUGGESTIONS_DIGEST: (Say("found"), Listed("items"), Say("next"), Link("open")),
    Kind.DESK_DIGEST: (Say("waiting"), Counted("counts"), Say("oldest"), Link("open")),
    Kind.ERASURE_ASKED: (Say("asked"), Say("until"), Say("withdraw"), Link("open")),
    Kind.DATA_ERASED: (Say("erased"), Say("stays"), Say("last")),
    Kind.DATA_READY: (Say("ready"), Link("open"), Say("rights")),
    Kind.ACCOUNT_UNUSED: (Say("unused"), Say("until"), Say("keep"), Link("open")),
    Kind.JOURNAL_HEAD: (Say("ends"), Quote("head"), Say("keep"), Say("check")),
}
"""The blocks between the greeting and the foot of each letter, in order."""
