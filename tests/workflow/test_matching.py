"""Matching in the background: what is stored, what is dropped, and what is asked again."""

import pytest
from sqlalchemy import func, select

from matcher.domain.match import Band, ReasonCode
from matcher.domain.visibility import ChallengeState, MatchingState, TeaserState, Visibility
from matcher.errors import EmptyChallenge
from matcher.store.journal import TaskRow
from matcher.store.matches import MatchRunRow
from matcher.workflow import indexing, matching
from matcher.workflow.match_reading import FULL, PUBLIC, latest_run, suggested_to
from tests.workflow.people import (
    NOW,
    a_challenge,
    a_sealed_challenge,
    a_startup,
    an_anonymous_challenge,
)


@pytest.fixture
def startup(session):
    indexing.count_up(session)
    return a_startup(session, "Nous traitons les eaux de rinçage des ateliers.")


def test_a_run_is_stored_and_read_with_its_quotes(session, worker, startup):
    row = a_challenge(session)

    matching.run(worker, row.id)

    run = latest_run(worker, row.id, FULL)
    match = run.match_of(startup.id)
    assert (match.rank, match.band, match.chance.value) == (1, Band.LIKELY, 0.8)
    reason = match.reasons[0]
    assert reason.code is ReasonCode.REQUIREMENT_MET
    assert startup.capabilities[0].text[reason.start : reason.end] == reason.quote
    assert row.matching is MatchingState.DONE
    assert run.text_version == row.text_version


def test_a_sealed_challenge_has_no_public_run(session, worker, startup):
    row = a_sealed_challenge(session)

    matching.run(worker, row.id)

    assert latest_run(worker, row.id, PUBLIC) is None
    assert suggested_to(worker, startup.id) == {}


def test_startups_are_matched_with_the_teaser_alone(session, worker, gate, startup):
    row = an_anonymous_challenge(session, teaser_text="Une entreprise cherche des ateliers.")

    matching.run(worker, row.id)

    asked = [each.text for each in gate.asked]
    assert asked == [row.problem, "Une entreprise cherche des ateliers."]
    assert list(suggested_to(worker, startup.id)) == [row.id]
    public = latest_run(worker, row.id, PUBLIC)
    assert public.matches[0].reasons[0].requirement is None


def test_an_open_challenge_is_asked_once_for_both_readings(session, worker, gate, startup):
    row = a_challenge(session)

    matching.run(worker, row.id)

    assert len(gate.asked) == 1
    assert latest_run(worker, row.id, PUBLIC).matches


@pytest.mark.parametrize(
    "change",
    [
        {"visibility": Visibility.SEALED},
        {"visibility": Visibility.ANONYMOUS, "teaser_state": TeaserState.PENDING},
        {"state": ChallengeState.WITHDRAWN},
    ],
)
def test_what_startups_may_not_read_any_longer_goes_at_once(session, worker, startup, change):
    row = a_challenge(session)
    matching.run(worker, row.id)
    for name, value in change.items():
        setattr(row, name, value)

    assert latest_run(worker, row.id, PUBLIC) is None
    matching.ask(worker, row.id)

    assert runs(session, PUBLIC) == 0
    assert runs(session, FULL) == 1


def test_a_new_teaser_drops_the_run_of_the_whole_text(session, worker, startup):
    row = a_challenge(session)
    matching.run(worker, row.id)
    row.visibility, row.teaser_state = Visibility.ANONYMOUS, TeaserState.APPROVED
    row.teaser_text = "Une entreprise cherche un procédé."

    matching.ask(worker, row.id)

    assert runs(session, PUBLIC) == 0


def test_an_answer_to_an_old_text_is_not_stored(session, worker, gate, startup):
    row = a_challenge(session)
    asked = matching.question(session, row.id, NOW)
    indexing.bring_up_to_date(worker)
    found = matching.answers(gate, asked)
    row.problem, row.text_version = "Nous cherchons tout autre chose.", 2

    matching.store(worker, asked, found)

    assert runs(session, FULL) == 0
    assert session.scalar(select(func.count()).select_from(TaskRow)) == 1


def test_the_same_answer_is_not_stored_twice(session, worker, startup):
    row = a_challenge(session)

    matching.run(worker, row.id)
    matching.run(worker, row.id)

    assert runs(session, FULL) == 1


def test_words_only_is_said_and_tried_again_when_the_encoder_is_back(
    session, worker, gate, startup
):
    row = a_challenge(session)
    gate.up = False
    matching.run(worker, row.id)
    assert row.matching is MatchingState.WORDS_ONLY
    assert latest_run(worker, row.id, FULL).words_only

    matching.retry_words_only(worker)
    assert waiting(session) == ["announce"]
    gate.up = True
    matching.retry_words_only(worker)
    assert waiting(session) == ["announce", "match"]

    matching.run(worker, row.id)
    assert row.matching is MatchingState.DONE
    assert not latest_run(worker, row.id, FULL).words_only


def test_a_challenge_without_words_fails_for_good(session, worker, gate, startup):
    row = a_challenge(session)
    gate.fails = EmptyChallenge("no words")

    matching.run(worker, row.id)

    assert row.matching is MatchingState.FAILED
    assert runs(session, FULL) == 0


def test_a_draft_is_not_matched(session, worker, gate, startup):
    row = a_challenge(session, state=ChallengeState.DRAFT)

    matching.run(worker, row.id)

    assert gate.asked == []


def test_a_changed_startup_is_indexed_and_matched_again_later(session, worker, gate, startup):
    row = a_challenge(session)
    matching.run(worker, row.id)
    startup.capabilities[0].text = "Nous vendons du pain."

    matching.startup_changed(worker, startup.id)
    matching.startup_changed(worker, startup.id)

    assert waiting(session) == ["announce", "refresh_index", "rematch"]
    matching.run(worker, row.id)
    assert latest_run(worker, row.id, FULL).matches == ()
    assert latest_run(worker, row.id, FULL).notes == ("matches.none",)


def test_a_merged_startup_leaves_the_index(session, worker, gate, startup):
    other = a_startup(
        session, "Nous traitons les eaux de rinçage.", organisation={"merged_into": startup.id}
    )

    indexing.bring_up_to_date(worker)

    assert other.key not in gate.startups
    assert startup.key in gate.startups


def test_the_background_way_does_the_same(session, services, now, startup):
    row = a_challenge(session)
    session.commit()

    matching.match_in_the_background(services, now, challenge_id=row.id)

    with services.database.session() as later:
        kept = later.scalars(select(MatchRunRow.reading).order_by(MatchRunRow.id)).all()
    assert kept == [FULL, PUBLIC]


def runs(session, reading: str) -> int:
    return session.scalar(
        select(func.count()).select_from(MatchRunRow).where(MatchRunRow.reading == reading)
    )


def waiting(session) -> list[str]:
    return list(session.scalars(select(TaskRow.name).order_by(TaskRow.id)))
