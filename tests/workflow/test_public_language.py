"""The language of an anonymous challenge is that of its teaser, whatever its hidden text is in."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from matcher.store.matches import MatchRunRow
from matcher.workflow import challenge_drafts, challenges, matching, suggestions
from matcher.workflow.engine_texts import PUBLIC, public_challenge
from matcher.workflow.match_reading import latest_run
from matcher.workflow.public_faces import face
from tests.workflow.people import (
    a_firm,
    a_firm_member,
    a_startup,
    a_startup_member,
    an_anonymous_challenge,
)

WRITTEN = {
    "ar": "نبحث عن شركة ناشئة تعالج مياه الشطف في ورشتنا قبل إعادة استعمالها في الغسل.",
    "en": "We are looking for a startup that treats the rinsing water of our workshop every day.",
}


@pytest.mark.parametrize("hidden", sorted(WRITTEN))
def test_a_hidden_text_in_another_language_changes_nothing_for_startups(
    session, acting, worker, hidden
):
    mine = acting(a_startup_member(session, a_startup(session, "Nous traitons une eau.")))
    firm = a_firm(session)
    firms = acting(a_firm_member(session, firm, language=hidden))
    row = an_anonymous_challenge(session, firm, title="Eaux", requirements=())
    matching.run(worker, row.id)

    def seen():
        runs = select(MatchRunRow.id).where(MatchRunRow.reading == PUBLIC)
        return (
            face(mine, row.id),
            public_challenge(row, firm),
            suggestions.read(mine, row.id),
            suggestions.suggested(mine),
            latest_run(worker, row.id, PUBLIC),
            session.scalars(runs).all(),
        )

    before = seen()
    assert (before[0].language, before[1].language) == ("fr", "fr")
    said = replace(challenges.draft_of(row), title="…", problem=WRITTEN[hidden])
    challenge_drafts.save(firms, row.id, row.version, said)
    assert row.language == hidden
    assert seen() == before
    matching.run(worker, row.id)
    assert seen() == before


def test_a_teaser_in_another_language_is_matched_in_it(session):
    firm = a_firm(session)
    english = {"teaser_title": "Water treatment", "teaser_text": WRITTEN["en"]}
    row = an_anonymous_challenge(session, firm, language="ar", **english)
    assert public_challenge(row, firm).language == "en"
