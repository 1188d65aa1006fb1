"""Who may see and do what: pure functions, the only place that decides."""

from matcher.domain.people import Role, User
from matcher.domain.visibility import LIVE, ChallengeState, TeaserState, Visibility


def is_staff(user: User | None) -> bool:
    """Whether the person works for the agency."""
    return user is not None and user.is_active and user.is_staff


def is_administrator(user: User | None) -> bool:
    """Whether the person may manage people and settings."""
    return user is not None and user.is_active and user.role is Role.ADMINISTRATOR


def speaks_for(user: User | None, organisation_id: int) -> bool:
    """Whether the person is a member of this firm or startup."""
    return (
        user is not None
        and user.is_active
        and not user.is_staff
        and user.organisation_id == organisation_id
    )


def may_read_challenge(user: User | None, firm_id: int) -> bool:
    """Whether the person may read all of a challenge: its firm and the agency."""
    return is_staff(user) or (
        user is not None and user.role is Role.FIRM and speaks_for(user, firm_id)
    )


def is_public(visibility: Visibility, state: ChallengeState, teaser: TeaserState) -> bool:
    """Whether startups may see something of a challenge: its text, or an approved teaser."""
    if state not in LIVE:
        return False
    if visibility is Visibility.OPEN:
        return True
    return visibility is Visibility.ANONYMOUS and teaser is TeaserState.APPROVED


def may_browse(user: User | None) -> bool:
    """Whether the person may be suggested challenges."""
    return user is not None and user.is_active and user.role is Role.STARTUP
