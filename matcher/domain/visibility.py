"""How visible a challenge is, and the states that it and its teaser go through."""

from enum import StrEnum


class Visibility(StrEnum):
    """Who may read a challenge besides its firm and the agency."""

    OPEN = "open"
    ANONYMOUS = "anonymous"
    SEALED = "sealed"


class ChallengeState(StrEnum):
    """Where a challenge stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CURATION = "curation"
    SHORTLISTED = "shortlisted"
    NO_PARTNER = "no_partner"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


LIVE = frozenset({ChallengeState.SUBMITTED, ChallengeState.CURATION, ChallengeState.SHORTLISTED})
"""The states in which a challenge is matched and may be suggested."""

STATE_MOVES: dict[ChallengeState, frozenset[ChallengeState]] = {
    ChallengeState.DRAFT: frozenset({ChallengeState.SUBMITTED, ChallengeState.WITHDRAWN}),
    ChallengeState.SUBMITTED: frozenset(
        {ChallengeState.CURATION, ChallengeState.WITHDRAWN, ChallengeState.CLOSED}
    ),
    ChallengeState.CURATION: frozenset(
        {
            ChallengeState.SHORTLISTED,
            ChallengeState.NO_PARTNER,
            ChallengeState.WITHDRAWN,
            ChallengeState.CLOSED,
        }
    ),
    ChallengeState.SHORTLISTED: frozenset(
        {ChallengeState.CURATION, ChallengeState.NO_PARTNER, ChallengeState.CLOSED}
    ),
    ChallengeState.NO_PARTNER: frozenset({ChallengeState.CURATION, ChallengeState.CLOSED}),
    ChallengeState.CLOSED: frozenset({ChallengeState.CURATION}),
    ChallengeState.WITHDRAWN: frozenset({ChallengeState.DRAFT}),
}


class TeaserState(StrEnum):
    """Whether the words that stand for an anonymous challenge may be shown."""

    NONE = "none"
    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"


class MatchingState(StrEnum):
    """How far the engine is with a challenge."""

    WAITING = "waiting"
    DONE = "done"
    WORDS_ONLY = "words_only"
    FAILED = "failed"


class Collaboration(StrEnum):
    """The kind of collaboration that a firm seeks."""

    PILOT = "pilot"
    PURCHASE = "purchase"
    CO_DEVELOPMENT = "co_development"
    LICENCE = "licence"
    TESTING = "testing"
    ANY = "any"
