"""Which programme could pay, for whom, and how much: from the facts that the reader may read."""

from dataclasses import asdict
from datetime import UTC, datetime

import pytest

from matcher.domain.introduction import Stage
from matcher.domain.programme_aid import Bound
from matcher.domain.programme_facts import Fact
from matcher.domain.visibility import Collaboration
from matcher.errors import NotFound
from matcher.workflow import aid, aid_facts
from matcher.workflow.aid_case import Candidate, Shown, pair_case
from matcher.workflow.aid_views import Group, Who
from matcher.workflow.programme_versions import in_force
from tests.workflow import people
from tests.workflow.aid_cases import FIRM, PROJECT, STARTUP, a_pair, line, say, verdict_rows

LATE = datetime(2028, 1, 10, 9, 0, tzinfo=UTC)


def case_of(context, challenge, candidate=None):
    return pair_case(context, challenge, candidate, in_force(context, context.now.date()))


def told(case):
    return {fact.value: value for fact, value in case.facts.items()}


# --- the case ------------------------------------------------------------------------------------


def test_the_case_is_assembled_from_each_source_of_facts(session, acting):
    challenge, member, startup, _ = a_pair(
        session, budget_min_dh=400_000, budget_max_dh=900_000, trl_min=5
    )
    say(acting, member, challenge, firm=FIRM)
    home = session.get_one(people.OrganisationRow, startup.id)
    case = case_of(acting(member), challenge, Candidate(startup, home, Shown.ALL))
    found = told(case)
    assert found["firm.sectors"] == ("agrofood",)
    assert found["firm.legal_form"] == ("sarl",)
    assert (found["firm.turnover_dh"].low, found["firm.turnover_dh"].high) == (2e7, 2e7)
    assert found["pair.collaboration"] == ("codev",)
    assert found["pair.countries"] == ("MA",)
    assert (found["project.cost_dh"].low, found["project.cost_dh"].high) == (400_000, 900_000)
    assert (found["project.trl"].low, found["project.trl"].high) == (5, 9)
    assert found["startup.trl"].exact == 6
    assert found["startup.created_on"].year == 2024


def test_what_the_project_says_counts_before_the_budget_of_the_challenge(session, acting):
    challenge, member, _, _ = a_pair(session, budget_max_dh=900_000)
    say(acting, member, challenge, project={"project-cost_dh": ["1 200 000"]})
    assert case_of(acting(member), challenge).facts[Fact.PROJECT_COST].exact == 1_200_000


def test_a_kind_of_collaboration_is_asked_only_where_the_challenge_leaves_it_open(session, acting):
    challenge, member, _, _ = a_pair(session)
    asked = {each.fact for each in aid_facts.of_project(acting(member), challenge.id).fields}
    assert Fact.PAIR_COLLABORATION not in asked
    challenge.collaboration = Collaboration.ANY
    asked = {each.fact for each in aid_facts.of_project(acting(member), challenge.id).fields}
    assert Fact.PAIR_COLLABORATION in asked
    assert Fact.PAIR_COLLABORATION not in case_of(acting(member), challenge).facts


@pytest.mark.parametrize(("founded", "is_known"), [(2020, True), (2023, False), (2025, True)])
def test_a_year_is_a_date_unless_an_age_is_reached_in_this_very_year(
    session, acting, founded, is_known
):
    challenge, member, _, _ = a_pair(session)
    firm = session.get_one(people.OrganisationRow, challenge.firm_id)
    firm.founded = founded
    assert (Fact.FIRM_CREATED_ON in case_of(acting(member), challenge).facts) is is_known


def test_what_was_received_counts_as_the_ceiling_counts(session, acting):
    challenge, member, _, _ = a_pair(session)
    used = {"used-marocpme_mascir": ["200 000"], "used-fac": ["1 000 000"]}
    say(acting, member, challenge, firm=FIRM | used, project=PROJECT)
    case = case_of(acting(member), challenge)
    assert case.used_dh == {
        "charte_tpme": 0,
        "fac": 1_000_000,
        "marocpme_mascir": 200_000,
        "tatwir_rdi_projet": 500_000,
    }
    next_year = acting(member, datetime(2027, 1, 4, 9, 0, tzinfo=UTC))
    assert "fac" not in case_of(next_year, challenge).used_dh


# --- the verdicts --------------------------------------------------------------------------------


def test_a_firm_reads_what_could_pay_how_much_and_on_which_source(session, acting):
    challenge, member, _, _ = a_pair(session)
    say(acting, member, challenge, firm=FIRM, project=PROJECT)
    view = aid.aid(acting(member), challenge.id)
    tpme = line(view, "charte_tpme")
    assert tpme.group is Group.COULD_PAY
    assert (tpme.aid.rate_pct, tpme.aid.by_rate_dh, tpme.amount_dh) == (5, 500_000, 500_000)
    assert tpme.aid.bounds == ()
    assert all(each.rule.sources for each in tpme.findings)
    tatwir = line(view, "tatwir_rdi_projet")
    assert tatwir.group is Group.TO_CONFIRM
    assert [each.fact for each in tatwir.missing] == [Fact.PROGRAMME_NEXT_CALL]
    assert (tatwir.aid.by_rate_dh, tatwir.aid.ceiling_dh) == (6_000_000, 4_000_000)
    assert (tatwir.aid.used_dh, tatwir.amount_dh) == (500_000, 3_500_000)
    assert line(view, "tatwir_rdi_brevet").group is Group.NOT_OPEN
    assert line(view, "cir").group is Group.NOT_OPEN
    found = aid.summary(acting(member), challenge.id)
    assert (found.count, found.most_dh) == (1, 500_000)
    assert found.most_if_confirmed_dh == 3_500_000


def test_a_bonus_that_is_not_certain_makes_the_amount_a_maximum(session, acting):
    challenge, member, _, _ = a_pair(session)
    project = PROJECT | {"project-bonus_province": ["yes"], "used-charte_tpme": [""]}
    say(acting, member, challenge, firm=FIRM, project=project)
    tpme = line(aid.aid(acting(member), challenge.id), "charte_tpme").aid
    assert (tpme.least_dh, tpme.amount_dh) == (None, 2_000_000)
    assert tpme.bounds == (Bound.BONUS_NOT_CERTAIN, Bound.USED_NOT_SAID)


def test_a_missing_fact_is_named_with_who_can_say_it(session, acting):
    challenge, member, _, _ = a_pair(session)
    view = aid.aid(acting(member), challenge.id)
    asked = {each.fact: each.who for each in view.asked}
    assert asked[Fact.FIRM_TURNOVER] is Who.FIRM
    assert asked[Fact.PROJECT_COST] is Who.PROJECT
    assert asked[Fact.STARTUP_STATUS] is Who.STARTUP
    assert asked[Fact.PROGRAMME_STATUS] is Who.OPERATOR
    assert view.group(Group.COULD_PAY) == ()
    assert aid.summary(acting(member), challenge.id).is_empty


def test_a_rule_that_failed_asks_for_nothing_more(session, acting):
    challenge, member, _, _ = a_pair(session)
    poor = FIRM | {"firm-turnover_dh-least": ["0"], "firm-turnover_dh-most": ["900 000"]}
    say(acting, member, challenge, firm=poor)
    imtiaz = line(aid.aid(acting(member), challenge.id), "imtiaz")
    assert imtiaz.group is Group.TO_ASK
    assert imtiaz.has_failed
    assert imtiaz.findings[0].rule.id == "turnover"


def test_past_the_review_date_there_is_no_verdict_and_no_amount(session, acting):
    challenge, member, startup, _ = a_pair(session)
    say(acting, member, challenge, firm=FIRM, project=PROJECT)
    view = aid.aid(acting(member, LATE), challenge.id, startup.id)
    assert {each.group for each in view.lines} == {Group.PAST_REVIEW}
    assert all(each.aid is None and not each.missing for each in view.lines)


# --- who reads what ------------------------------------------------------------------------------


def hide(session, acting, startup, **answers):
    """Have a startup say something that no shortlist shows."""
    home = session.get_one(people.OrganisationRow, startup.id)
    home.founded = 2025
    context = acting(people.a_startup_member(session, startup))
    known = aid_facts.of_my_startup(context).version
    aid_facts.save_my_startup(context, known, STARTUP | answers)


@pytest.mark.parametrize("stage", [Stage.RELEASED, Stage.PROPOSED, Stage.DECLINED])
def test_before_names_no_hidden_fact_of_the_startup_changes_what_the_firm_reads(
    session, acting, stage
):
    challenge, member, startup, _ = a_pair(session, stage)
    say(acting, member, challenge, firm=FIRM, project=PROJECT)
    before = asdict(aid.aid(acting(member), challenge.id, startup.id))
    hide(session, acting, startup)
    assert asdict(aid.aid(acting(member), challenge.id, startup.id)) == before
    assert Fact.STARTUP_STAGE in {
        each.fact
        for each in aid.aid(acting(member), challenge.id, startup.id).asked
        if each.who is Who.STARTUP
    }


def test_once_names_are_exchanged_what_the_startup_said_counts_but_its_turnover(session, acting):
    challenge, member, startup, _ = a_pair(session, Stage.ACCEPTED)
    hide(session, acting, startup)
    home = session.get_one(people.OrganisationRow, startup.id)
    case = case_of(acting(member), challenge, Candidate(startup, home, Shown.NAMED))
    assert case.facts[Fact.STARTUP_STATUS] is True
    assert Fact.STARTUP_TURNOVER not in case.facts
    view = aid.aid(acting(member), challenge.id, startup.id)
    assert Fact.STARTUP_STAGE not in {each.fact for each in view.asked}


def test_an_officer_reads_all_of_any_pair(session, acting):
    challenge, _, startup, _ = a_pair(session)
    hide(session, acting, startup)
    officer = people.an_officer(session)
    view = aid.aid(acting(officer), challenge.id, startup.id)
    assert line(view, "jei").group is Group.COULD_PAY
    other = people.a_startup(session)
    assert aid.aid(acting(officer), challenge.id, other.id).startup_name
    with pytest.raises(NotFound):
        aid.aid(acting(officer), challenge.id, challenge.firm_id)


@pytest.mark.parametrize("stage", [Stage.SUGGESTED, Stage.KEPT])
def test_a_firm_cannot_ask_about_a_startup_that_it_was_not_shown(session, acting, stage):
    challenge, member, startup, introduction = a_pair(session, stage)
    with pytest.raises(NotFound):
        aid.aid(acting(member), challenge.id, startup.id)
    with pytest.raises(NotFound):
        aid.startup_shown(acting(member), challenge.id, introduction.id)
    assert aid.aid(acting(member), challenge.id).choices == ()


def test_another_firm_and_a_startup_read_nothing_of_a_challenge(session, acting):
    challenge, _, startup, _ = a_pair(session)
    for person in (people.a_firm_member(session), people.a_startup_member(session, startup)):
        with pytest.raises(NotFound):
            aid.aid(acting(person), challenge.id)


def test_a_startup_reads_its_own_programmes_from_its_own_facts(session, acting):
    challenge, member, startup, _ = a_pair(session, Stage.ACCEPTED)
    person = people.a_startup_member(session, startup)
    before = asdict(aid.for_my_startup(acting(person)))
    say(acting, member, challenge, firm=FIRM, project=PROJECT)
    after = aid.for_my_startup(acting(person))
    assert asdict(after) == before
    assert {each.programme.id for each in after.lines} == {
        "tatwir_startup", "innov_invest", "jei", "mnf_angels",
    }  # fmt: skip
    hide(
        session,
        acting,
        startup,
        **{"project-purpose": ["equipment"], "project-cost_dh": ["3 000 000"]},
    )
    found = line(aid.for_my_startup(acting(person)), "tatwir_startup")
    assert (found.group, found.amount_dh) == (Group.TO_CONFIRM, 900_000)
    assert {each.who for each in found.missing} <= {Who.OPERATOR, Who.STARTUP}


# --- what is kept --------------------------------------------------------------------------------


def looked(session, context, *asked):
    """Look at a page, then do what is done once it is made."""
    aid.aid(context, *asked)
    session.commit()
    for each in context.after_commit:
        each()
    context.after_commit.clear()


def test_a_verdict_is_kept_once_until_the_case_or_the_day_changes(session, acting):
    challenge, member, startup, _ = a_pair(session)
    for _ in range(3):
        looked(session, acting(member), challenge.id, startup.id)
    [kept] = verdict_rows(session)
    assert (kept.challenge_id, kept.startup_id) == (challenge.id, startup.id)
    assert kept.day == people.NOW.date()
    assert {name for name, _, _ in kept.programmes} == {each["programme"] for each in kept.answers}
    session.commit()
    say(acting, member, challenge, project=PROJECT)
    looked(session, acting(member), challenge.id, startup.id)
    assert len(verdict_rows(session)) == 2
    session.commit()
    looked(session, acting(member, LATE), challenge.id, startup.id)
    assert len(verdict_rows(session)) == 3


def test_a_startup_that_asks_alone_has_its_verdicts_kept_too(session, acting):
    startup = people.a_startup(session)
    context = acting(people.a_startup_member(session, startup))
    aid.for_my_startup(context)
    session.commit()
    for each in context.after_commit:
        each()
    [kept] = verdict_rows(session)
    assert (kept.challenge_id, kept.startup_id) == (None, startup.id)
