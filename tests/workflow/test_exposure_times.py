"""Evenness over time, and the shares of groups; where there are too few, nothing is told."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from matcher.domain.exposure import Standing, gini
from matcher.domain.introduction import Stage
from matcher.errors import NotAllowed
from matcher.store.introductions import MoveRow
from matcher.store.matches import MatchRow, MatchRunRow
from matcher.workflow.exposure import TOP, Dimension, Seen
from matcher.workflow.exposure_times import over_time, spans
from matcher.workflow.insight_scope import Wanted
from tests.workflow import people

WANTED = Wanted(date(2026, 1, 1), date(2026, 3, 31))
JANUARY, FEBRUARY, MARCH = (datetime(2026, month, 10, tzinfo=UTC) for month in (1, 2, 3))


@pytest.fixture
def database(any_database):
    return any_database


@pytest.fixture
def officer(session, acting):
    return acting(people.an_officer(session))


@pytest.fixture
def twelve(session):
    """Return twelve startups that joined before: eight of one region, four of another."""
    return [
        people.a_startup(
            session,
            organisation={
                "region": "MA-06" if number < 8 else "MA-01",
                "founded": 2025 if number == 11 else None,
            },
            created_at=JANUARY - timedelta(days=90),
        )
        for number in range(12)
    ]


def suggested(session, at, *startups, challenge=None):
    found = challenge or people.a_challenge(session, submitted_at=at - timedelta(hours=1))
    run = MatchRunRow(
        challenge_id=found.id, reading="full", text_version=1, text_sha256="", created_at=at
    )
    session.add(run)
    session.flush()
    session.add_all(
        MatchRow(run_id=run.id, startup_id=each.id, rank=rank, score=1 / rank)
        for rank, each in enumerate(startups, start=1)
    )
    session.flush()
    return found


def walked(session, challenge, startup, at, *stages):
    row = people.an_introduction(session, challenge, startup, stages[-1])
    before = Stage.SUGGESTED
    for stage in stages:
        session.add(MoveRow(introduction_id=row.id, stage_before=before, stage_after=stage, at=at))
        before = stage
    session.flush()


def test_only_officers_read_it(session, acting):
    for actor in (None, people.a_firm_member(session), people.a_startup_member(session)):
        with pytest.raises(NotAllowed):
            over_time(acting(actor), WANTED)


def test_a_long_period_is_told_by_quarters():
    assert len(spans(Wanted(date(2025, 4, 1), date(2026, 3, 31)))) == 12
    assert spans(Wanted(date(2025, 2, 9), date(2026, 3, 3))) == (
        date(2025, 2, 1),
        date(2025, 4, 1),
        date(2025, 7, 1),
        date(2025, 10, 1),
        date(2026, 1, 1),
    )


def test_evenness_counts_each_startup_once_a_challenge_on_its_first_day(session, officer, twelve):
    again = suggested(session, JANUARY, *twelve[:5])
    suggested(session, FEBRUARY, *twelve[:5], challenge=again)
    suggested(session, JANUARY, *twelve[:5])
    suggested(session, MARCH, *twelve[5:10])
    january, february, march = over_time(officer, WANTED).evenness[Seen.SUGGESTED]
    assert [each.places for each in (january, february, march)] == [10, 0, 5]
    assert [each.so_far for each in (january, february, march)] == [10, 10, 15]
    counts = Counter([0, 1, 2, 3, 4] * 2)
    assert (
        january.gini == january.gini_so_far == pytest.approx(gini([counts[n] for n in range(12)]))
    )
    assert (february.gini, march.gini) == (None, None)
    counts.update(range(5, 10))
    assert march.gini_so_far == pytest.approx(gini([counts[n] for n in range(12)]))
    assert 0 < march.least_so_far < march.gini_so_far
    assert 0 < march.avoidable < 1


def test_only_the_first_places_of_a_list_count(session, officer, twelve):
    suggested(session, JANUARY, *twelve)
    assert over_time(officer, WANTED).places[Seen.SUGGESTED] == TOP


def test_startups_count_from_the_day_they_joined(session, officer, twelve):
    people.a_startup(session, created_at=MARCH)
    found = over_time(officer, WANTED).evenness[Seen.SUGGESTED]
    assert [each.startups for each in found] == [12, 12, 13]


def test_spans_before_anybody_joined_are_left_out(session, officer):
    people.a_startup(session, created_at=FEBRUARY)
    found = over_time(officer, WANTED)
    assert found.begins == (date(2026, 2, 1), date(2026, 3, 1))
    assert len(found.evenness[Seen.SUGGESTED]) == 2


def test_few_startups_tell_nothing(session, officer):
    few = [people.a_startup(session, created_at=JANUARY) for _ in range(9)]
    for _ in range(4):
        suggested(session, FEBRUARY, *few[:5])
    found = over_time(officer, WANTED)
    assert found.places[Seen.SUGGESTED] == 20
    assert {each.gini_so_far for each in found.evenness[Seen.SUGGESTED]} == {None}


def test_shortlists_and_introductions_count_when_they_are_reached(session, officer, twelve):
    challenge = people.a_challenge(session, submitted_at=JANUARY)
    walked(session, challenge, twelve[0], JANUARY, Stage.KEPT, Stage.RELEASED)
    walked(session, challenge, twelve[1], FEBRUARY, Stage.KEPT, Stage.RELEASED, Stage.PROPOSED)
    walked(session, challenge, twelve[2], MARCH, Stage.KEPT)
    found = over_time(officer, WANTED)
    assert found.places == {Seen.SUGGESTED: 0, Seen.SHORTLISTED: 2, Seen.INTRODUCED: 1}
    assert [each.places for each in found.evenness[Seen.INTRODUCED]] == [0, 1, 0]


def test_what_lies_outside_the_period_or_the_filters_is_left_out(session, officer, twelve):
    suggested(session, JANUARY - timedelta(days=30), *twelve[:5])
    textile = people.a_challenge(session, submitted_at=JANUARY, sectors=["textile"])
    suggested(session, FEBRUARY, *twelve[:3], challenge=textile)
    suggested(session, FEBRUARY, *twelve[:5])
    assert over_time(officer, WANTED).places[Seen.SUGGESTED] == 8
    only = Wanted(WANTED.since, WANTED.until, sector="textile")
    assert over_time(officer, only).places[Seen.SUGGESTED] == 3


def test_groups_have_their_share_of_startups_beside_that_of_what_was_seen(session, officer, twelve):
    for _ in range(6):
        suggested(session, JANUARY, *twelve[:4], twelve[8])
    many, few = over_time(officer, WANTED).groups[Dimension.REGION]
    assert (many.code, many.startups, many.seen[Seen.SUGGESTED]) == ("MA-06", 8, 24)
    assert many.of_startups == pytest.approx(8 / 12)
    assert many.of_seen[Seen.SUGGESTED] == pytest.approx(0.8)
    assert many.of_seen[Seen.INTRODUCED] is None
    assert many.standing is Standing.AS_EXPECTED
    assert many.spans == (pytest.approx(0.8), None, None)
    assert few.spans == (pytest.approx(0.2), None, None)
    for _ in range(20):
        suggested(session, MARCH, *twelve[:5])
    many, few = over_time(officer, WANTED).groups[Dimension.REGION]
    assert (many.standing, few.standing) == (Standing.MORE, Standing.LESS)


def test_the_young_are_a_group_and_an_unsaid_age_is_another(session, officer, twelve):
    suggested(session, JANUARY, twelve[11])
    groups = {each.code: each for each in over_time(officer, WANTED).groups[Dimension.AGE]}
    assert {code: each.startups for code, each in groups.items()} == {"under_3": 1, "": 11}
    assert groups["under_3"].seen[Seen.SUGGESTED] == 1
    assert groups["under_3"].standing is Standing.TOO_FEW


def test_nothing_at_all_is_told_of_an_empty_house(officer):
    found = over_time(officer, WANTED)
    assert found.startups == 0
    assert all(not groups for groups in found.groups.values())
    assert {each.gini for steps in found.evenness.values() for each in steps} == {None}
