"""From a plan to introductions: what is shown, what goes out, what no longer can."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from matcher.domain.introduction import Side, Stage, Why
from matcher.domain.visibility import ChallengeState
from matcher.errors import NotPossible, StalePage
from matcher.store.introductions import MoveRow
from matcher.store.journal import JournalRow
from matcher.store.matches import VerdictRow
from matcher.store.outbox import OutboxRow
from matcher.workflow import conflicts, curation, introductions, plans
from tests.workflow.people import an_introduction
from tests.workflow.plan_cases import FREE, an_agency

TIGHT = replace(FREE, most=1)


@pytest.fixture
def agency(session, services, acting):
    """Two firms and two startups that each take one introduction."""
    made = an_agency(session, services, acting, firms=2, startups=0)
    made.a_startup(capacity=1)
    made.a_startup("Nos filtres savent traiter les eaux.", capacity=1)
    return made.matched()


@pytest.fixture
def view(agency):
    return agency.planned(TIGHT)


def all_pairs(view):
    return [each.pair for each in view.pairs]


def mails(session):
    return session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()


def verdicts_of(session):
    return session.scalars(select(VerdictRow).order_by(VerdictRow.id)).all()


def test_what_would_be_sent_is_shown_and_nothing_is_changed(agency, session, view):
    shown = plans.proposals(agency.desk(), view.id, all_pairs(view))

    assert [(each.challenge_id, each.startup_id) for each in shown] == all_pairs(view)
    assert all(each.words.firm and each.words.startup for each in shown)
    assert all(each.obstacle is None and each.stage is None for each in shown)
    assert {each.side for each in shown[0].addressees} == {Side.FIRM, Side.STARTUP}
    assert all(each.person and each.organisation for each in shown[0].addressees)
    session.flush()
    assert not mails(session)
    assert agency.introduction(view.pairs[0].pair) is None


def test_a_pair_that_is_not_of_the_plan_is_not_shown(agency, view):
    assert plans.proposals(agency.desk(), view.id, [(1, 4711)]) == ()


def test_proposing_keeps_proposes_and_writes_to_both_sides(agency, session, view):
    done = plans.propose(agency.desk(), view.id, view.version, all_pairs(view))

    assert done.refused == ()
    assert [each.already for each in done.proposed] == [False, False]
    for pair, each in zip(sorted(all_pairs(view)), done.proposed, strict=True):
        row = agency.introduction(pair)
        assert (row.id, row.stage, row.officer_id) == (
            each.introduction_id, Stage.PROPOSED, agency.officer.id,
        )  # fmt: skip
    kinds = [mail.kind for mail in mails(session)]
    assert sorted(kinds) == [
        "introduction_proposed_to_firm", "introduction_proposed_to_firm",
        "introduction_proposed_to_startup", "introduction_proposed_to_startup",
    ]  # fmt: skip


def test_only_what_was_ticked_is_proposed(agency, session, view):
    plans.propose(agency.desk(), view.id, view.version, all_pairs(view)[:1])

    assert agency.introduction(all_pairs(view)[0]).stage is Stage.PROPOSED
    assert agency.introduction(all_pairs(view)[1]) is None
    assert len(mails(session)) == 2


def test_the_officers_words_go_out_and_missing_ones_are_drafted(agency, view):
    pair = all_pairs(view)[0]
    drafted = plans.proposals(agency.desk(), view.id, [pair])[0].words

    plans.propose(
        agency.desk(), view.id, view.version, [pair], {pair: Why(firm="Elle filtre vos eaux.")}
    )

    told = Why.unpacked(agency.introduction(pair).why)
    assert told.firm == "Elle filtre vos eaux."
    assert told.startup == drafted.startup


def test_words_that_are_too_long_are_refused_for_that_pair_alone(agency, view):
    long, short = all_pairs(view)

    done = plans.propose(
        agency.desk(), view.id, view.version, [long, short], {long: Why(firm="a" * 3_001)}
    )

    assert [(each.challenge_id, each.startup_id) for each in done.refused] == [long]
    assert done.refused[0].problem.params == {"count": 3_000}
    assert agency.introduction(long) is None
    assert agency.introduction(short).stage is Stage.PROPOSED


def test_a_proposed_pair_has_a_curators_decision_that_names_the_plan(agency, session, view):
    pair = all_pairs(view)[0]

    plans.propose(agency.desk(), view.id, view.version, [pair])

    (verdict,) = verdicts_of(session)
    assert (verdict.challenge_id, verdict.startup_id, verdict.kind) == (*pair, "keep")
    assert (verdict.user_id, verdict.by_hand) == (agency.officer.id, False)
    assert verdict.match_id is not None
    lines = session.scalars(select(JournalRow).order_by(JournalRow.id)).all()
    told = {line.action: line.after for line in lines}
    assert told["verdict.keep"]["plan"] == view.id
    assert told["plan.proposed"] == {"pairs": [list(pair)]}


def test_the_challenge_is_taken_up_as_by_a_curator(agency, view):
    plans.propose(agency.desk(), view.id, view.version, all_pairs(view))

    for challenge in agency.challenges:
        assert challenge.state is ChallengeState.CURATION
        assert challenge.officer_id == agency.officer.id


def test_a_pair_that_a_curator_kept_gets_no_second_decision(agency, session, view):
    pair = all_pairs(view)[0]
    curation.keep(agency.desk(), *pair, 0)

    plans.propose(agency.desk(), view.id, view.version, [pair])

    assert len(verdicts_of(session)) == 1
    assert agency.introduction(pair).stage is Stage.PROPOSED


def test_a_pair_of_a_released_shortlist_is_proposed_too(agency, view):
    pair = all_pairs(view)[0]
    curation.keep(agency.desk(), *pair, 0)
    challenge = next(row for row in agency.challenges if row.id == pair[0])
    introductions.release(agency.desk(), pair[0], challenge.version)

    done = plans.propose(agency.desk(), view.id, view.version, [pair])

    assert done.refused == ()
    assert agency.introduction(pair).stage is Stage.PROPOSED


def test_a_double_click_proposes_once(agency, session, view):
    plans.propose(agency.desk(), view.id, view.version, all_pairs(view))
    before = [mail.id for mail in mails(session)]
    moves = session.scalars(select(MoveRow.id)).all()

    again = plans.propose(agency.desk(), view.id, view.version, all_pairs(view))

    assert [each.already for each in again.proposed] == [True, True]
    assert again.refused == ()
    assert [mail.id for mail in mails(session)] == before
    assert session.scalars(select(MoveRow.id)).all() == moves
    journal = session.scalars(select(JournalRow).where(JournalRow.action == "plan.proposed")).all()
    assert len(journal) == 1


def test_a_startup_that_became_full_is_told_and_the_others_go(agency, session, view):
    full, free = all_pairs(view)
    startup = next(row for row in agency.startups if row.id == full[1])
    other = agency.a_challenge(agency.firms[1])
    an_introduction(session, other, startup, Stage.PROPOSED)

    done = plans.propose(agency.desk(), view.id, view.version, [full, free])

    assert [(each.challenge_id, each.startup_id) for each in done.refused] == [full]
    assert done.refused[0].problem.params == {"capacity": 1, "taken": 1}
    assert [(each.challenge_id, each.startup_id) for each in done.proposed] == [free]
    assert agency.introduction(full) is None
    assert [row.startup_id for row in verdicts_of(session)] == [free[1]]
    assert len(mails(session)) == 2


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("closed", "not open"),
        ("rejected", "rejected"),
        ("conflict", "competitors"),
        ("withdrawn", "has ended"),
        ("met", "know each other"),
        ("declined", "said no"),
        ("alone", "has an account"),
    ],
)
def test_what_changed_since_is_in_the_way(agency, session, view, what, said):
    pair = all_pairs(view)[0]
    challenge = next(row for row in agency.challenges if row.id == pair[0])
    startup = next(row for row in agency.startups if row.id == pair[1])
    firm = next(row for row in agency.firms if row.id == challenge.firm_id)
    _happen(agency, session, what, (challenge, startup, firm))
    session.flush()

    (shown,) = plans.proposals(agency.desk(), view.id, [pair])
    done = plans.propose(agency.desk(), view.id, view.version, [pair])

    assert done.proposed == ()
    assert said in str(done.refused[0].problem)
    assert said in str(shown.obstacle)
    assert not mails(session)


def _happen(agency, session, what, parties):
    challenge, startup, firm = parties
    old = agency.a_challenge(firm, state=ChallengeState.CLOSED)
    if what == "closed":
        challenge.state = ChallengeState.CLOSED
    elif what == "rejected":
        curation.reject(agency.desk(), challenge.id, startup.id, 0, "off_topic")
    elif what == "conflict":
        conflicts.declare(agency.desk(), firm.id, startup.id, "competitor")
    elif what == "withdrawn":
        an_introduction(session, challenge, startup, Stage.DECLINED, decline_side="agency")
    elif what == "met":
        an_introduction(session, old, startup, Stage.MET)
        startup.capacity = None
    elif what == "declined":
        an_introduction(session, old, startup, Stage.DECLINED, decline_side="startup")
    else:
        for person in agency.people_of(startup.id):
            person.is_active = False


def test_an_old_page_proposes_nothing(agency, session, view):
    with pytest.raises(StalePage):
        plans.propose(agency.desk(), view.id, view.version - 1, all_pairs(view))

    assert not mails(session)


def test_a_pair_that_is_not_of_the_plan_is_refused(agency, session, view):
    strange = (view.pairs[0].challenge_id, view.pairs[1].startup_id)

    done = plans.propose(agency.desk(), view.id, view.version, [strange])

    assert done.proposed == ()
    assert str(done.refused[0].problem) == "This pair is not in the plan."
    assert agency.introduction(strange) is None


def test_nothing_is_proposed_from_a_plan_without_a_result(agency):
    plan_id = plans.ask(agency.desk(), TIGHT)

    with pytest.raises(NotPossible):
        plans.propose(agency.desk(), plan_id, 1, [agency.pair()])


def test_what_was_proposed_is_no_option_of_the_next_plan(agency, view):
    plans.propose(agency.desk(), view.id, view.version, all_pairs(view))

    later = agency.planned(replace(TIGHT, per_startup=5))

    assert later.pairs == ()
    assert plans.read(agency.desk(), view.id).done == 2
