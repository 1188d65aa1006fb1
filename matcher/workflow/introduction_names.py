"""Who reads whose name in an introduction, and what is left out of texts meanwhile."""

from matcher.domain.introduction import NAMED, Side
from matcher.store.introductions import IntroductionRow
from matcher.workflow.introduction_moves import Parties, all_said_yes, asked_of
from matcher.workflow.naming import names_of, startup_label


def both_named(row: IntroductionRow) -> bool:
    """Whether the firm and the startup may know each other's name and contacts."""
    return row.stage in NAMED or all_said_yes(row)


def named_to(row: IntroductionRow, viewer: Side | None) -> bool:
    """Whether a reader may know everybody's name and contacts: not one that did not take part."""
    return both_named(row) and (viewer is None or viewer in asked_of(row))


def startup_name(row: IntroductionRow, who: Parties, viewer: Side | None) -> str | None:
    """Return the name of the startup, or its number, as a reader may know it; None for neither."""
    if viewer is Side.SUPPORT:
        return who.organisation.name if named_to(row, viewer) else None
    if viewer is not Side.FIRM:
        return who.organisation.name
    return startup_label(who.startup, who.organisation, row.stage, both_yes=both_named(row))


def hidden_from(row: IntroductionRow, who: Parties, viewer: Side | None) -> tuple[str, ...] | None:
    """Return the names to leave out of a startup's texts, beside contacts; None: all is shown.

    They are the startup's alone, never the firm's: a startup that lists firms would show which one
    is missing.
    """
    if viewer in {None, Side.STARTUP} or named_to(row, viewer):
        return None
    if viewer is Side.SUPPORT:
        return names_of(who.organisation)
    return () if startup_name(row, who, viewer) else names_of(who.organisation)
