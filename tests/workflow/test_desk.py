"""What waits for an officer."""

from datetime import timedelta

import pytest

from matcher.domain.introduction import Stage
from matcher.domain.people import OrganisationKind
from matcher.domain.visibility import ChallengeState, MatchingState, TeaserState, Visibility
from matcher.errors import NotAllowed
from matcher.notify.messages import AccountDisabled
from matcher.store.organisations import JoinRequestRow
from matcher.store.outbox import OutboxRow
from matcher.store.startups import InterestRow
from matcher.workflow import curation, desk, matching, outbox
from matcher.workflow.desk import Kind
from tests.workflow.people import (
    NOW,
    a_challenge,
    a_firm_member,
    a_startup,
    an_introduction,
    an_officer,
)


@pytest.fixture
def officer(session):
    return an_officer(session)


@pytest.fixture
def waiting(acting, officer):
    """Return what gives the desk's things by kind."""

    def read(**more):
        return {group.kind: group for group in desk.today(acting(officer), **more).groups}

    return read


def test_nothing_waits_on_an_empty_desk(acting, officer):
    today = desk.today(acting(officer))
    assert (today.groups, today.total, today.late) == ((), 0, 0)


def test_a_new_challenge_waits_with_its_promise(session, waiting):
    row = a_challenge(session, submitted_at=NOW - timedelta(days=20))
    (item,) = waiting()[Kind.NEW_CHALLENGE].items
    assert (item.subject_id, item.days, item.days_left) == (row.id, 20, -5)


def test_late_things_come_first_then_the_oldest(session, waiting):
    ages = (1, 17, 30, 5)
    rows = [a_challenge(session, submitted_at=NOW - timedelta(days=age)) for age in ages]
    found = waiting()[Kind.NEW_CHALLENGE]
    assert [item.subject_id for item in found.items] == [rows[each].id for each in (2, 1, 3, 0)]
    assert found.late == 2


def test_a_long_list_is_counted(session, waiting):
    for _ in range(desk.MOST + 2):
        a_challenge(session)
    found = waiting()[Kind.NEW_CHALLENGE]
    assert (len(found.items), found.total) == (desk.MOST, desk.MOST + 2)


def test_new_matches_wait_until_someone_decides(session, acting, worker, officer, waiting):
    row = a_challenge(session, state=ChallengeState.CURATION)
    startup = a_startup(session)
    matching.run(worker, row.id)
    assert waiting()[Kind.MATCHES_READY].items[0].subject_id == row.id
    curation.keep(acting(officer), row.id, startup.id, 0)
    assert Kind.MATCHES_READY not in waiting()


def test_runs_by_words_only_and_failed_runs_wait(session, waiting):
    for state in (MatchingState.WORDS_ONLY, MatchingState.FAILED):
        a_challenge(session, matching=state)
    assert waiting()[Kind.FAILED_RUN].total == 2


def test_teasers_and_requests_wait(session, waiting):
    a_challenge(session, visibility=Visibility.ANONYMOUS, teaser_state=TeaserState.PENDING)
    session.add(
        JoinRequestRow(
            kind=OrganisationKind.FIRM,
            organisation_name="Fonderie",
            name="Responsable",
            email="a@essai.invalid",
            created_at=NOW - timedelta(days=2),
        )
    )
    session.flush()
    found = waiting()
    assert found[Kind.TEASER].total == 1
    assert (found[Kind.JOIN_REQUEST].items[0].title, found[Kind.JOIN_REQUEST].items[0].days) == (
        "Fonderie",
        2,
    )


def test_introductions_wait_by_what_is_missing(session, waiting):
    row = a_challenge(session, state=ChallengeState.SHORTLISTED)
    clock = {"waiting_since": NOW - timedelta(days=16), "ends_at": NOW - timedelta(days=2)}

    def at(stage, **more):
        return an_introduction(session, row, a_startup(session), stage, **clock | more)

    at(Stage.RELEASED)
    at(Stage.RELEASED)
    wanted = at(Stage.RELEASED, firm_said="yes")
    asked = at(Stage.PROPOSED)
    news = at(Stage.ACCEPTED, remind_at=NOW - timedelta(days=1))
    at(Stage.MET, remind_at=NOW + timedelta(days=9))
    found = waiting()
    assert [item.subject_id for item in found[Kind.UNANSWERED_SHORTLIST].items] == [row.id]
    assert [item.subject_id for item in found[Kind.WANTED].items] == [wanted.id]
    assert [item.subject_id for item in found[Kind.UNANSWERED_INTRODUCTION].items] == [asked.id]
    assert found[Kind.UNANSWERED_INTRODUCTION].late == 1
    assert [item.subject_id for item in found[Kind.OUTCOME].items] == [news.id]


def test_an_interested_startup_waits_until_someone_decides(session, acting, officer, waiting):
    row, startup = a_challenge(session), a_startup(session)
    session.add(
        InterestRow(challenge_id=row.id, startup_id=startup.id, is_interested=True, created_at=NOW)
    )
    session.flush()
    assert waiting()[Kind.INTERESTED].items[0].subject_id == row.id
    curation.reject(acting(officer), row.id, startup.id, 0, "off_topic")
    assert Kind.INTERESTED not in waiting()


def test_a_mail_that_failed_waits(session, acting, worker, waiting):
    outbox.post(
        worker,
        outbox.Mail(
            to=("a@essai.invalid",), language="fr", message=AccountDisabled(), dedupe_key="x"
        ),
    )
    session.query(OutboxRow).update({"state": "failed"})
    assert waiting()[Kind.MAIL].items[0].title == "account_disabled"


def test_an_officer_may_look_at_what_is_theirs(session, officer, waiting):
    a_challenge(session, officer_id=an_officer(session).id)
    mine = a_challenge(session, officer_id=officer.id)
    assert waiting()[Kind.NEW_CHALLENGE].total == 2
    assert [item.subject_id for item in waiting(mine=True)[Kind.NEW_CHALLENGE].items] == [mine.id]


def test_only_officers_have_a_desk(session, acting):
    for person in (a_firm_member(session), None):
        with pytest.raises(NotAllowed):
            desk.today(acting(person))
