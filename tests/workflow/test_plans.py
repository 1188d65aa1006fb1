"""Plans: asked for, worked out by the worker; what a plan says of itself."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from matcher.domain.introduction import Stage
from matcher.domain.startup import Status
from matcher.domain.visibility import ChallengeState
from matcher.errors import InvalidForm, NotAllowed, NotFound
from matcher.store.journal import JournalRow, TaskRow
from matcher.store.plans import PlanRow
from matcher.workflow import conflicts, curation, plan_solving, plans, tasks
from matcher.workflow.plan_settings import PlanSettings, PlanState
from tests.workflow.people import NOW, a_firm_member, a_startup_member, an_introduction
from tests.workflow.plan_cases import FREE, TIGHT, a_contest, an_agency, chosen


@pytest.fixture
def agency(session, services, acting):
    return a_contest(session, services, acting)


def test_the_worker_works_a_plan_out(agency, session, services):
    plan_id = plans.ask(agency.desk(), TIGHT)
    assert plans.read(agency.desk(), plan_id).state is PlanState.WAITING
    assert session.scalar(select(TaskRow.name).where(TaskRow.name == "plan")) == "plan"
    session.commit()

    tasks.work(services, lambda: NOW)
    session.expire_all()

    view = plans.read(agency.desk(), plan_id)
    assert view.state is PlanState.SOLVED
    assert view.solved_at == NOW
    assert len(view.pairs) == 2
    assert {each.challenge_id for each in view.pairs} == {row.id for row in agency.challenges}
    assert {each.startup_id for each in view.pairs} == {row.id for row in agency.startups}
    assert all(each.why for each in view.pairs)


def test_a_plan_says_its_figures_names_and_loads(agency):
    view = agency.planned(TIGHT)

    figures = view.figures
    assert figures.pairs == figures.challenges_served == figures.challenges == 2
    assert figures.options == 4
    assert figures.expected == pytest.approx(sum(each.chance for each in view.pairs), abs=1e-3)
    assert figures.expected <= figures.best_possible + 1e-9
    assert figures.newcomers == 2
    assert {each.firm_name for each in view.pairs} == {"Atelier 1", "Atelier 2"}
    assert {each.startup_name for each in view.pairs} == {"Startup 1", "Startup 2"}
    startups = [each for each in view.loads if each.kind == "startup"]
    assert [(each.open, each.planned, each.places) for each in startups] == [(0, 1, 1), (0, 1, 1)]
    officers = [each for each in view.loads if each.kind == "officer"]
    assert [(each.name, each.planned, each.places) for each in officers] == [("Chargée", 2, 30)]
    assert [(each.region, each.planned) for each in view.regions] == [("MA-06", 2)]


def test_recent_lists_the_newest_first_with_figures_of_those_that_are_solved(agency):
    first = agency.planned(TIGHT)
    second = plans.ask(agency.desk(), FREE)

    lines = plans.recent(agency.desk())

    assert [each.id for each in lines] == [second, first.id]
    assert lines[0].figures is None
    assert lines[1].figures == first.figures
    assert lines[1].officer_name == "Chargée"


def test_asking_for_the_same_twice_asks_once(agency):
    first = plans.ask(agency.desk(), TIGHT)

    assert plans.ask(agency.desk(), TIGHT) == first
    assert plans.ask(agency.desk(), FREE) != first


@pytest.mark.parametrize(
    "wrong",
    [
        {"per_firm": -1},
        {"per_startup": 501},
        {"keep_of_best": 1.2},
        {"certainty_cap": 0.1},
        {"least": 3, "most": 2},
        {"least_by_region": {"MA-99": 1}},
        {"most_of": {1: -1}},
    ],
)
def test_limits_that_cannot_be_are_refused_by_name(agency, wrong):
    with pytest.raises(InvalidForm) as refused:
        plans.ask(agency.desk(), PlanSettings(**wrong))

    assert set(refused.value.fields) & set(wrong)


ACTS = {
    "ask": lambda context, view: plans.ask(context, FREE),
    "read": lambda context, view: plans.read(context, view.id),
    "recent": lambda context, view: plans.recent(context),
    "mark": lambda context, view: plans.mark(context, view.id, 2, view.pairs[0].pair, "force"),
    "difference": lambda context, view: plans.difference(context, view.id, view.id),
    "cost": lambda context, view: plans.cost(context, view.id, view.pairs[0].pair),
    "proposals": lambda context, view: plans.proposals(context, view.id, [view.pairs[0].pair]),
    "propose": lambda context, view: plans.propose(context, view.id, 2, [view.pairs[0].pair]),
    "declare": lambda context, view: conflicts.declare(context, 1, 2, "other"),
    "withdraw": lambda context, view: conflicts.withdraw(context, 1),
    "all_conflicts": lambda context, view: conflicts.all_conflicts(context),
}


def test_only_staff_may_do_anything_with_plans(agency, acting, session):
    view = agency.planned(TIGHT)
    people = [a_firm_member(session), a_startup_member(session), None]
    session.flush()

    for person in people:
        for act in ACTS.values():
            with pytest.raises(NotAllowed):
                act(acting(person), view)


def test_there_is_no_plan_of_another_number(agency):
    with pytest.raises(NotFound):
        plans.read(agency.desk(), 4711)
    with pytest.raises(NotFound):
        plans.ask(agency.desk(), FREE, base_id=4711)


def test_limits_that_conflict_are_told_with_what_to_relax(agency):
    view = agency.planned(replace(TIGHT, per_firm=0, least=1))

    assert view.state is PlanState.IMPOSSIBLE
    assert view.pairs == ()
    kinds = {each.told.code for each in view.conflict.constraints}
    assert kinds == {"firm", "least"}
    firm = next(each for each in view.conflict.relaxations if each.setting == "per_firm_of")
    assert firm.number == 1
    assert firm.told.params["firm"] in {"Atelier 1", "Atelier 2"}
    assert firm.told.params["to"] == 1


def test_what_to_relax_counts_what_is_under_way(agency, session):
    an_introduction(session, agency.challenges[0], agency.startups[0], Stage.PROPOSED)

    view = agency.planned(replace(TIGHT, per_firm=1, least=2, most=2))

    firm = next(each for each in view.conflict.relaxations if each.setting == "per_firm_of")
    assert firm.number == 2


def test_forcing_a_pair_that_a_conflict_forbids_is_told(agency):
    conflicts.declare(agency.desk(), agency.firms[0].id, agency.startups[0].id, "competitor")

    view = agency.planned(replace(TIGHT, forced=frozenset({agency.pair()})))

    assert view.state is PlanState.IMPOSSIBLE
    assert {each.told.code for each in view.conflict.constraints} == {
        "forced",
        "forbidden_competitor",
    }


def test_what_is_left_out_says_what_holds_it(agency):
    view = agency.planned(replace(TIGHT, per_officer=1))

    assert len(view.pairs) == 1
    left = [each for each in view.left_out if each.kind == "pair"]
    assert left
    assert all(each.held_by for each in left)
    assert "officer" in {told.code for each in left for told in each.held_by}


def test_the_cost_of_a_pair_is_what_the_plan_loses(agency):
    view = agency.planned(replace(TIGHT, per_officer=1))
    out = next(each for each in view.left_out if each.kind == "pair" and each.is_possible)
    pair = (out.challenge_id, out.startup_id)

    found = plans.cost(agency.desk(), view.id, pair)

    forced = agency.solved(plans.mark(agency.desk(), view.id, view.version, pair, "force"))
    lost = view.figures.expected - forced.figures.expected
    assert found.cost == pytest.approx(lost, abs=1e-3)
    assert {each.pair for each in found.leaves} == chosen(view)
    assert plans.cost(agency.desk(), view.id, view.pairs[0].pair).cost == 0


def test_the_cost_of_a_pair_that_cannot_be_is_why(agency):
    conflicts.declare(agency.desk(), agency.firms[0].id, agency.startups[0].id, "same_group")
    view = agency.planned(TIGHT)

    found = plans.cost(agency.desk(), view.id, agency.pair())

    assert found.cost is None
    assert "forbidden_same_group" in {each.told.code for each in found.conflict.constraints}


def test_what_changed_since_is_told_pair_by_pair(agency, session):
    view = agency.planned(TIGHT)
    first, second = view.pairs
    agency.startups[
        [row.id for row in agency.startups].index(first.startup_id)
    ].status = Status.PAUSED
    an_introduction(
        session,
        session.get_one(type(agency.challenges[0]), second.challenge_id),
        session.get_one(type(agency.startups[0]), second.startup_id),
        Stage.PROPOSED,
    )
    session.flush()

    later = plans.read(agency.desk(), view.id)

    told = {each.pair: each.change.code for each in later.pairs}
    assert told == {first.pair: "inactive", second.pair: "introduced"}
    assert (later.stale, later.done) == (1, 1)
    assert not later.may_propose


@pytest.mark.parametrize("what", ["closed", "rejected", "full", "forbidden_other", "declined"])
def test_each_way_in_which_a_pair_no_longer_stands(agency, session, what):
    view = agency.planned(TIGHT)
    pair = view.pairs[0].pair
    challenge = next(row for row in agency.challenges if row.id == pair[0])
    startup = next(row for row in agency.startups if row.id == pair[1])
    elsewhere = agency.a_challenge(agency.firms[0])
    firm = next(row for row in agency.firms if row.id == challenge.firm_id)
    if what == "closed":
        challenge.state = ChallengeState.CLOSED
    elif what == "rejected":
        curation.reject(agency.desk(), *pair, 0, "off_topic")
    elif what == "full":
        other = next(row for row in agency.challenges if row.firm_id != challenge.firm_id)
        an_introduction(session, other, startup, Stage.PROPOSED)
    elif what == "declined":
        elsewhere.firm_id = firm.id
        an_introduction(session, elsewhere, startup, Stage.DECLINED, decline_side="firm")
    else:
        conflicts.declare(agency.desk(), firm.id, startup.id, "other")
    session.flush()

    later = plans.read(agency.desk(), view.id)

    codes = {"forbidden_other": "forbidden_by_officer", "declined": "forbidden_declined_before"}
    changed = next(each for each in later.pairs if each.pair == pair).change
    assert changed.code == codes.get(what, what)


def test_a_pair_without_accounts_is_planned_but_says_what_comes_first(session, services, acting):
    agency = an_agency(session, services, acting, firms=1, startups=0)
    agency.a_startup(answers=False)
    agency.matched()

    (pair,) = agency.planned(TIGHT).pairs

    assert pair.first == ("invite_startup",)
    assert not pair.may_be_proposed


def test_a_chance_that_is_only_a_band_is_not_told_as_a_number(agency, gate):
    gate.up = False
    agency.matched()

    view = agency.planned(TIGHT)

    assert view.figures.rough == view.figures.options == 4
    assert all(each.chance is None for each in view.pairs)
    reasons = [told for each in view.pairs for told in each.why]
    assert {"best", "among_best", "instead"}.isdisjoint(told.code for told in reasons)


def test_a_plan_of_nothing_is_an_empty_plan(session, services, acting):
    agency = an_agency(session, services, acting, firms=1, startups=0)

    view = agency.planned(FREE)

    assert view.state is PlanState.SOLVED
    assert view.pairs == ()
    assert view.figures.options == 0


def test_a_failure_is_told_and_not_tried_for_ever(agency, services, session, monkeypatch):
    from matcher.ranking import assignment

    def broken(problem, **_):
        raise RuntimeError("broken")

    monkeypatch.setattr(assignment, "solve", broken)
    plan_id = plans.ask(agency.desk(), TIGHT)
    session.commit()

    with pytest.raises(RuntimeError):
        plan_solving.solve_in_the_background(services, NOW, plan_id=plan_id)
    session.expire_all()
    assert plans.read(agency.desk(), plan_id).state is PlanState.FAILED
    session.commit()
    plan_solving.solve_in_the_background(services, NOW, plan_id=plan_id)


def test_a_plan_is_worked_out_once(agency, services, session):
    view = agency.planned(TIGHT)
    session.commit()

    plan_solving.solve_in_the_background(services, NOW, plan_id=view.id)
    session.expire_all()

    assert session.get(PlanRow, view.id).version == view.version


def test_the_journal_says_who_asked_and_who_marked(agency, session):
    view = agency.planned(TIGHT)
    plans.mark(agency.desk(), view.id, view.version, view.pairs[0].pair, "forbid")

    actions = session.scalars(
        select(JournalRow.action).where(JournalRow.subject_kind == "plan").order_by(JournalRow.id)
    ).all()

    assert actions == ["plan.asked", "plan.marked"]
