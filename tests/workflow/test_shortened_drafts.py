"""What is looked up in a draft that is too long: no more than could be kept of it."""

from datetime import date

import pytest

from matcher.domain.challenge import Importance
from matcher.store.organisations import OrganisationRow
from matcher.workflow import challenge_checks, partner_preview
from matcher.workflow.challenge_limits import (
    LONGEST,
    LONGEST_REQUIREMENT,
    MOST_REQUIREMENTS,
    check_limits,
    shortened,
)
from matcher.workflow.challenge_views import Asked, Draft

FAR_TOO_LONG = "eau " * 250_000


def far_too_long(**more):
    asked = tuple(Asked(FAR_TOO_LONG, Importance.MUST) for _ in range(MOST_REQUIREMENTS + 5))
    return Draft(requirements=asked, **dict.fromkeys(LONGEST, FAR_TOO_LONG), **more)


def test_what_is_left_can_be_kept_and_a_short_draft_is_as_it_was():
    check_limits(shortened(far_too_long()))
    short = Draft(requirements=(Asked("Sous 24 h", Importance.MUST),), problem="De l'eau sale.")
    assert shortened(short) == short


@pytest.mark.parametrize("name", LONGEST)
def test_checks_read_no_more_than_could_be_kept(monkeypatch, name):
    read = []
    monkeypatch.setattr(challenge_checks, "is_junk", lambda text: read.append(text) or False)
    monkeypatch.setattr(challenge_checks, "find", lambda text, _: read.append(text) or ())
    draft = Draft(requirements=(), visibility="anonymous", **{name: FAR_TOO_LONG})

    challenge_checks.checks(draft, OrganisationRow(name="Firme"), date(2026, 11, 23))

    assert all(len(text) <= max(LONGEST.values()) for text in read)


def test_the_engine_is_asked_with_no_more_than_could_be_kept(monkeypatch):
    asked = []

    class Stop(Exception):
        """Ends the preview before the engine is asked."""

    def note(_services, _person, draft):
        asked.append(draft)
        raise Stop

    monkeypatch.setattr(partner_preview, "_challenge", note)
    with pytest.raises(Stop):
        partner_preview.preview(None, None, far_too_long())

    (draft,) = asked
    assert len(draft.problem) == LONGEST["problem"]
    assert len(draft.requirements) == MOST_REQUIREMENTS
    assert len(draft.requirements[0].text) == LONGEST_REQUIREMENT
