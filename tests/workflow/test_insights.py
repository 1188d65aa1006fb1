"""The figures: what is counted, for which period, and who may read it."""

from datetime import date, timedelta

import pytest

from matcher.domain.introduction import Stage
from matcher.domain.match import Band
from matcher.domain.visibility import ChallengeState
from matcher.errors import NotAllowed
from matcher.store.introductions import MoveRow
from matcher.store.matches import MatchRow, MatchRunRow, VerdictRow
from matcher.workflow import exposure, insight_gaps, insight_mix, insight_times, insights
from matcher.workflow.exposure import Dimension, Seen
from matcher.workflow.insight_gaps import Gap
from matcher.workflow.insight_scope import Wanted, cases, month_starts, period
from matcher.workflow.insights import Milestone
from tests.workflow import people
from tests.workflow.people import NOW

YEAR = Wanted(date(2025, 4, 1), date(2026, 3, 31))


@pytest.fixture
def database(any_database):
    return any_database


@pytest.fixture
def officer(session, acting):
    return acting(people.an_officer(session))


def a_run(session, challenge, *ranked, reading="full", words_only=False, at=NOW):
    """Return a run whose matches are (startup, band), best first."""
    run = MatchRunRow(
        challenge_id=challenge.id,
        reading=reading,
        text_version=1,
        text_sha256="",
        words_only=words_only,
        created_at=at,
    )
    session.add(run)
    session.flush()
    for rank, (startup, band) in enumerate(ranked, start=1):
        session.add(
            MatchRow(run_id=run.id, startup_id=startup.id, rank=rank, score=1 / rank, band=band)
        )
    session.flush()
    return run


def walked(session, challenge, startup, *stages, each=timedelta(days=2)):
    """Return an introduction that took these steps, so many days apart."""
    row = people.an_introduction(session, challenge, startup, stages[-1])
    before = Stage.SUGGESTED
    for place, stage in enumerate(stages):
        session.add(
            MoveRow(
                introduction_id=row.id,
                stage_before=before,
                stage_after=stage,
                at=NOW + place * each,
            )
        )
        before = stage
    session.flush()
    return row


TO_ACCEPTED = (
    Stage.KEPT,
    Stage.RELEASED,
    Stage.PROPOSED,
    Stage.ACCEPTED_BY_ONE,
    Stage.ACCEPTED,
)


def test_a_period_is_twelve_months_long_and_in_order():
    assert period(date(2026, 3, 15)) == (date(2025, 4, 1), date(2026, 3, 15))
    swapped = period(date(2026, 3, 15), date(2026, 2, 1), date(2026, 1, 1))
    assert swapped == (date(2026, 1, 1), date(2026, 2, 1))
    assert period(date(2026, 3, 15), date(1900, 1, 1))[0] == date(2016, 4, 1)
    assert month_starts(Wanted(date(2025, 12, 9), date(2026, 2, 3))) == (
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    )


@pytest.mark.parametrize(
    "read",
    [
        insights.journey,
        insight_times.times,
        insight_gaps.unanswered,
        insight_gaps.unseen,
        exposure.exposure,
        insight_mix.mix,
    ],
)
def test_only_officers_read_figures(session, acting, read):
    for actor in (None, people.a_firm_member(session), people.a_startup_member(session)):
        with pytest.raises(NotAllowed):
            read(acting(actor), YEAR)


def test_filters_are_those_of_the_challenge_and_its_firm(session, officer):
    large = people.a_firm(session, size="large", region="MA-01")
    one = people.a_challenge(session, large, sectors=["textile"])
    two = people.a_challenge(session, sectors=["agrofood"], region="MA-06")
    people.a_challenge(session, state=ChallengeState.DRAFT)
    old = people.a_challenge(session, submitted_at=NOW - timedelta(days=900))

    def found(**filters):
        return [each.id for each in cases(officer, Wanted(YEAR.since, YEAR.until, **filters))]

    assert found() == [one.id, two.id]
    assert found(sector="textile") == [one.id]
    assert found(region="MA-01") == [one.id]
    assert found(region="MA-06") == [two.id]
    assert found(size="large") == [one.id]
    assert [each.id for each in cases(officer, YEAR, ever=True)] == [old.id, one.id, two.id]


def test_a_funnel_counts_a_step_and_all_before_it(session, officer):
    startup = people.a_startup(session)
    ahead = people.a_challenge(session)
    a_run(session, ahead, (startup, Band.LIKELY))
    walked(session, ahead, startup, *TO_ACCEPTED, Stage.PILOT)
    matched = people.a_challenge(session)
    a_run(session, matched, (startup, Band.LIKELY))
    people.a_challenge(session)
    found = insights.journey(officer, YEAR)
    counts = dict(found.challenges)
    assert counts[Milestone.SUBMITTED] == 3
    assert counts[Milestone.MATCHED] == 2
    assert counts[Milestone.CURATED] == counts[Milestone.NDA] == counts[Milestone.PILOT] == 1
    assert counts[Milestone.CONTRACT] == 0
    assert dict(found.introductions)[Stage.PILOT] == 1


def test_an_introduction_without_a_future_keeps_what_it_reached(session, officer):
    startup = people.a_startup(session)
    challenge = people.a_challenge(session)
    walked(session, challenge, startup, Stage.KEPT, Stage.PROPOSED, Stage.DECLINED)
    counts = dict(insights.journey(officer, YEAR).challenges)
    assert counts[Milestone.PROPOSED] == 1
    assert counts[Milestone.ACCEPTED] == 0


def test_months_count_what_happened_in_them(session, officer):
    startup = people.a_startup(session)
    old = people.a_challenge(session, submitted_at=NOW - timedelta(days=900))
    walked(session, old, startup, *TO_ACCEPTED)
    people.a_challenge(session)
    months = insights.journey(officer, YEAR).months
    assert len(months) == 12
    assert months[-1].begins == date(2026, 3, 1)
    assert dict(months[-1].counts) == {"submitted": 1, "proposed": 1, "accepted": 1}


def test_days_are_those_between_two_steps(session, officer):
    startup = people.a_startup(session)
    challenge = people.a_challenge(session, released_at=NOW + timedelta(days=3))
    a_run(session, challenge, at=NOW + timedelta(days=1))
    walked(session, challenge, startup, *TO_ACCEPTED)
    found = insight_times.times(officer, YEAR)
    assert found.challenges == {
        insight_times.MATCHING: (1.0,),
        insight_times.CURATION: (2.0,),
        insight_times.TO_ACCEPTANCE: (8.0,),
    }
    assert found.introductions[Stage.KEPT] == (2.0,)
    assert found.introductions[Stage.ACCEPTED] == ()


def test_challenges_without_a_good_candidate(session, officer):
    startup = people.a_startup(session)
    good = people.a_challenge(session)
    a_run(session, good, (startup, Band.UNLIKELY))
    a_run(session, good, (startup, Band.POSSIBLE))
    worse = people.a_challenge(session)
    a_run(session, worse, (startup, Band.LIKELY))
    a_run(session, worse, (startup, Band.UNLIKELY))
    words = people.a_challenge(session)
    a_run(session, words, (startup, None), words_only=True)
    given_up = people.a_challenge(session, state=ChallengeState.NO_PARTNER)
    by_hand = people.a_challenge(session)
    a_run(session, by_hand, (startup, Band.UNLIKELY))
    people.an_introduction(session, by_hand, startup, Stage.KEPT)
    found = insight_gaps.unanswered(officer, YEAR)
    assert [(each.challenge_id, each.why) for each in found] == [
        (worse.id, Gap.NONE_FOUND),
        (given_up.id, Gap.NO_PARTNER),
    ]


def test_startups_that_nobody_sees(session, officer):
    first, proposed, unseen, late = (people.a_startup(session) for _ in range(4))
    others = [people.a_startup(session) for _ in range(9)]
    challenge = people.a_challenge(session)
    ranked = [(each, Band.UNLIKELY) for each in (first, *others, late)]
    a_run(session, challenge, *ranked)
    walked(session, people.a_challenge(session), proposed, Stage.KEPT, Stage.PROPOSED)
    paused = people.a_startup(session, organisation={"is_active": False})
    found = insight_gaps.unseen(officer, YEAR)
    ids = {each.id for each in found.startups}
    assert ids == {unseen.id, late.id}
    assert paused.id not in ids
    assert (found.of, found.challenges) == (13, 2)


def test_exposure_counts_every_startup_once_a_challenge(session, officer):
    seen = people.a_startup(session, organisation={"region": "MA-01", "founded": 2025})
    kept = people.a_startup(session, organisation={"region": "MA-01"}, sectors=["textile", "x"])
    people.a_startup(session, organisation={"size": "small"}, regions=[], sectors=[])
    challenge = people.a_challenge(session)
    a_run(session, challenge, (seen, Band.LIKELY), (kept, Band.LIKELY))
    a_run(session, challenge, (seen, Band.LIKELY), reading="public")
    walked(session, challenge, kept, Stage.KEPT, Stage.RELEASED)
    found = exposure.exposure(officer, YEAR)
    assert sorted(found.suggestions) == [0, 1, 1]
    assert sorted(found.shortlists) == [0, 0, 1]
    assert sum(found.introductions) == 0
    first, unknown = found.groups[Dimension.REGION]
    assert (first.code, first.startups) == ("MA-01", 2)
    assert first.seen == {Seen.SUGGESTED: 1, Seen.SHORTLISTED: 1}
    assert (unknown.code, unknown.seen) == ("", {Seen.NEVER: 1})
    assert {each.code for each in found.groups[Dimension.SECTOR]} == {
        "agrofood",
        "textile",
        "x",
        "",
    }
    assert {each.code for each in found.groups[Dimension.AGE]} == {"under_3", ""}


def test_languages_and_reasons(session, officer):
    challenge = people.a_challenge(session, language="ar")
    startup = people.a_startup(session, languages=["fr", "en"])
    said = {"challenge_id": challenge.id, "startup_id": startup.id, "created_at": NOW}
    session.add(VerdictRow(kind="reject", reason="off_topic", **said))
    session.add(VerdictRow(kind="reject", reason="off_topic", undone_at=NOW, **said))
    session.add(VerdictRow(kind="keep", **said))
    people.an_introduction(
        session,
        challenge,
        startup,
        Stage.DECLINED,
        decline_side="firm",
        decline_reason="budget",
    )
    found = insight_mix.mix(officer, YEAR)
    assert found.challenges == {"ar": 1}
    assert found.startups == {"fr": 1, "en": 1}
    assert found.people == {"fr": 1}
    assert found.verdicts == {"reject": 1, "keep": 1}
    assert found.rejects == {"off_topic": 1}
    assert found.declines == {"firm": {"budget": 1}}


def test_everything_is_empty_before_the_first_challenge(officer):
    assert dict(insights.journey(officer, YEAR).challenges)[Milestone.SUBMITTED] == 0
    assert insight_gaps.unanswered(officer, YEAR) == ()
    assert exposure.exposure(officer, YEAR).suggestions == ()
