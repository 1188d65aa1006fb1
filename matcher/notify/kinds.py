"""The kinds of e-mail; each has its class in `matcher.notify.messages`."""

from enum import StrEnum


class Kind(StrEnum):
    """Every kind of e-mail."""

    JOIN_REQUEST_RECEIVED = "join_request_received"
    JOIN_REQUEST_REFUSED = "join_request_refused"
    INVITATION = "invitation"
    CONFIRM_EMAIL = "confirm_email"
    PASSWORD_RESET = "password_reset"  # noqa: S105 (a kind of e-mail)
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 (a kind of e-mail)
    ACCOUNT_DISABLED = "account_disabled"
    ACCOUNT_EXISTS = "account_exists"
    EMAIL_CHANGED = "email_changed"
    SECOND_FACTOR_CHANGED = "second_factor_changed"
    ACCOUNT_ATTACKED = "account_attacked"
    CHALLENGE_RECEIVED = "challenge_received"
    TEASER_APPROVED = "teaser_approved"
    TEASER_REFUSED = "teaser_refused"
    SHORTLIST_RELEASED = "shortlist_released"
    NO_PARTNER = "no_partner"
    INTRODUCTION_PROPOSED_TO_FIRM = "introduction_proposed_to_firm"
    INTRODUCTION_PROPOSED_TO_STARTUP = "introduction_proposed_to_startup"
    INTRODUCTION_PROPOSED_TO_SUPPORT = "introduction_proposed_to_support"
    INTRODUCTION_REMINDER = "introduction_reminder"
    INTRODUCTION_ACCEPTED = "introduction_accepted"
    INTRODUCTION_WITHOUT_SUPPORT = "introduction_without_support"
    INTRODUCTION_DECLINED = "introduction_declined"
    INTRODUCTION_EXPIRED = "introduction_expired"
    OUTCOME_ASKED = "outcome_asked"
    SUGGESTIONS_DIGEST = "suggestions_digest"
    DESK_DIGEST = "desk_digest"
    ERASURE_ASKED = "erasure_asked"
    DATA_ERASED = "data_erased"
    DATA_READY = "data_ready"
    ACCOUNT_UNUSED = "account_unused"
    JOURNAL_HEAD = "journal_head"
