"""What a plan is made of, read from the database as it is."""

import pytest

from matcher.domain.introduction import Stage
from matcher.domain.plan import ForbidCode
from matcher.domain.startup import Status
from matcher.domain.visibility import ChallengeState
from matcher.store.introductions import MoveRow
from matcher.store.startups import InterestRow
from matcher.workflow import conflicts, curation
from matcher.workflow.conflicts import ConflictKind
from matcher.workflow.plan_problem import problem
from matcher.workflow.plan_settings import PlanSettings
from tests.workflow.people import NOW, a_challenge, an_introduction
from tests.workflow.plan_cases import Agency, an_agency


@pytest.fixture
def agency(session, services, acting):
    return an_agency(session, services, acting, firms=2, startups=3).matched()


def read(agency: Agency, **asked):
    agency.session.flush()
    return problem(agency.desk(), PlanSettings(**asked), agency.officer.id)


def pairs(agency: Agency, **asked):
    return {each.pair for each in read(agency, **asked).options}


def forbidden(agency: Agency, pair, **asked):
    return read(agency, **asked).marks.forbidden.get(pair)


def an_old_challenge(agency: Agency, firm: int = 0):
    return a_challenge(agency.session, agency.firms[firm], state=ChallengeState.CLOSED)


def places(agency: Agency, startup: int = 0, **asked):
    wanted = agency.startups[startup].id
    return next(each for each in read(agency, **asked).startups if each.id == wanted)


def need(agency: Agency, challenge: int = 0, **asked):
    wanted = agency.challenges[challenge].id
    return next(each for each in read(agency, **asked).challenges if each.id == wanted)


def chance(agency: Agency, pair):
    return next(each.chance for each in read(agency).options if each.pair == pair)


def test_every_listed_startup_is_an_option_of_every_live_challenge(agency):
    assert pairs(agency) == {agency.pair(one, two) for one in (0, 1) for two in (0, 1, 2)}
    assert {each.id for each in read(agency).challenges} == {row.id for row in agency.challenges}


def test_what_is_closed_or_was_never_matched_is_no_part_of_it(agency, session):
    agency.challenges[0].state = ChallengeState.CLOSED
    unmatched = agency.a_challenge(agency.firms[1])

    found = {each.id for each in read(agency).challenges}

    assert found == {agency.challenges[1].id}
    assert unmatched.id not in found


def test_an_officer_may_ask_for_the_challenges_that_he_leads_only(agency):
    agency.challenges[0].officer_id = agency.officer.id

    assert {one for one, _ in pairs(agency, officer_id=agency.officer.id)} == {
        agency.challenges[0].id
    }


def test_a_rejected_startup_is_no_option(agency):
    curation.reject(agency.desk(), *agency.pair(), 0, "off_topic")

    assert agency.pair() not in pairs(agency)
    assert agency.pair(1, 0) in pairs(agency)


def test_a_startup_that_was_kept_has_a_better_chance_than_one_that_was_not(agency):
    before = chance(agency, agency.pair())
    curation.keep(agency.desk(), *agency.pair(), 0)

    assert chance(agency, agency.pair()) > before
    assert chance(agency, agency.pair(0, 1)) == before


def test_a_kept_startup_is_an_option_though_the_engine_does_not_list_it(agency):
    potter = agency.a_startup("Nous formons des potiers.")
    pair = (agency.challenges[0].id, potter.id)
    assert pair not in pairs(agency)

    curation.add_by_hand(agency.desk(), *pair, 0)

    assert pair in pairs(agency)


def test_an_inactive_startup_is_no_option(agency):
    agency.startups[0].status = Status.PAUSED

    assert agency.pair() not in pairs(agency)


@pytest.mark.parametrize("stage", [Stage.PROPOSED, Stage.MET, Stage.DECLINED, Stage.EXPIRED])
def test_a_pair_that_was_introduced_for_the_challenge_is_no_option(agency, session, stage):
    an_introduction(session, agency.challenges[0], agency.startups[0], stage)

    assert agency.pair() not in pairs(agency)


@pytest.mark.parametrize("stage", [Stage.KEPT, Stage.RELEASED])
def test_a_pair_of_a_shortlist_is_an_option(agency, session, stage):
    an_introduction(session, agency.challenges[0], agency.startups[0], stage)

    assert agency.pair() in pairs(agency)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (ConflictKind.SAME_GROUP, ForbidCode.SAME_GROUP),
        (ConflictKind.COMPETITOR, ForbidCode.COMPETITOR),
        (ConflictKind.OTHER, ForbidCode.BY_OFFICER),
    ],
)
def test_a_declared_conflict_forbids_all_pairs_of_the_two(agency, kind, code):
    conflicts.declare(agency.desk(), agency.firms[0].id, agency.startups[0].id, kind)

    assert forbidden(agency, agency.pair()) is code
    assert forbidden(agency, agency.pair(1, 0)) is None


def test_an_agreement_forbids(agency):
    agency.startups[0].excluded_firms = [agency.firms[0].name]

    assert forbidden(agency, agency.pair()) is ForbidCode.BOUND_BY_AGREEMENT


@pytest.mark.parametrize("side", ["firm", "startup"])
def test_a_no_of_either_side_forbids_for_other_challenges_too(agency, session, side):
    an_introduction(
        session, an_old_challenge(agency), agency.startups[0], Stage.DECLINED, decline_side=side
    )

    assert forbidden(agency, agency.pair()) is ForbidCode.DECLINED_BEFORE
    assert forbidden(agency, agency.pair(1, 0)) is None


def test_what_the_agency_withdrew_was_nobodys_no(agency, session):
    an_introduction(
        session, an_old_challenge(agency), agency.startups[0], Stage.DECLINED, decline_side="agency"
    )

    assert forbidden(agency, agency.pair()) is None


def test_not_for_us_forbids_for_this_challenge(agency, session):
    challenge, startup = agency.challenges[0], agency.startups[0]
    session.add(
        InterestRow(
            challenge_id=challenge.id,
            startup_id=startup.id,
            is_interested=False,
            reason="no_time",
            created_at=NOW,
        )
    )

    assert forbidden(agency, agency.pair()) is ForbidCode.DECLINED_BEFORE


def test_interest_raises_the_chance(agency, session):
    before = chance(agency, agency.pair())
    session.add(
        InterestRow(
            challenge_id=agency.challenges[0].id,
            startup_id=agency.startups[0].id,
            is_interested=True,
            created_at=NOW,
        )
    )

    assert chance(agency, agency.pair()) > before


def test_two_who_met_need_no_introduction(agency, session):
    an_introduction(session, an_old_challenge(agency), agency.startups[0], Stage.CONTRACT)

    assert forbidden(agency, agency.pair()) is ForbidCode.MET_BEFORE


def test_two_who_both_said_yes_know_each_other_even_if_it_expired(agency, session):
    an_introduction(
        session,
        an_old_challenge(agency),
        agency.startups[0],
        Stage.EXPIRED,
        firm_said="yes",
        startup_said="yes",
    )

    assert forbidden(agency, agency.pair()) is ForbidCode.MET_BEFORE


def test_the_officers_own_marks_are_taken_over(agency):
    found = read(
        agency,
        forced=frozenset({agency.pair(0, 1)}),
        forbidden=frozenset({agency.pair(0, 2)}),
    )

    assert found.marks.forced == {agency.pair(0, 1)}
    assert found.marks.forbidden == {agency.pair(0, 2): ForbidCode.BY_OFFICER}


def test_a_mark_on_a_pair_that_is_gone_is_left_out(agency):
    curation.reject(agency.desk(), *agency.pair(), 0, "off_topic")

    assert read(agency, forced=frozenset({agency.pair()})).marks.forced == frozenset()


def test_places_of_a_startup_are_its_capacity_less_what_is_open(agency, session):
    agency.startups[0].capacity = 3
    an_introduction(session, an_old_challenge(agency, 1), agency.startups[0], Stage.ACCEPTED)

    assert places(agency).places == 2
    assert places(agency, 1, per_startup=5).places == 5


def test_a_startup_is_new_until_it_was_proposed(agency, session):
    assert (places(agency).is_new, places(agency).times_seen) == (True, 0)
    row = an_introduction(session, an_old_challenge(agency, 1), agency.startups[0], Stage.DECLINED)
    assert places(agency).is_new
    session.add(
        MoveRow(
            introduction_id=row.id,
            stage_before=Stage.KEPT,
            stage_after=Stage.PROPOSED,
            at=NOW,
        )
    )

    assert (places(agency).is_new, places(agency).times_seen) == (False, 1)


def test_what_is_under_way_counts_for_challenge_firm_and_officer(agency, session):
    session.add(agency.challenges[0])
    an_introduction(
        session,
        agency.challenges[0],
        agency.startups[0],
        Stage.PROPOSED,
        officer_id=agency.officer.id,
    )
    asked = {"most": 3, "least": 2, "per_firm": 4, "per_officer": 6}

    assert (need(agency, **asked).least, need(agency, **asked).most) == (1, 2)
    limits = read(agency, **asked).limits
    assert limits.of_firm(agency.firms[0].id) == 3
    assert limits.of_firm(agency.firms[1].id) == 4
    assert limits.of_officer(agency.officer.id) == 5


def test_a_challenge_may_have_its_own_numbers(agency):
    asked = {"most": 2, "most_of": {agency.challenges[0].id: 5}}

    assert need(agency, 0, **asked).most == 5
    assert need(agency, 1, **asked).most == 2


def test_a_challenge_without_a_lead_is_the_askers(agency, session):
    assert need(agency).officer_id == agency.officer.id


def test_without_a_calibrated_chance_the_option_is_rough(agency, gate):
    assert not any(each.is_rough for each in read(agency).options)
    gate.up = False
    agency.matched()

    found = read(agency).options

    assert found
    assert all(each.is_rough and each.chance > 0 for each in found)
