"""What is said for programmes alone: asked by the rules in force, checked, kept."""

import pytest
from sqlalchemy import select

from matcher.domain.programme_facts import Fact, Range
from matcher.domain.visibility import ChallengeState
from matcher.errors import InvalidForm, NotAllowed, NotFound, StalePage
from matcher.programmes.case_writing import case_data
from matcher.programmes.cases import case_from
from matcher.store.journal import JournalRow
from matcher.workflow import aid_facts, aid_fields, challenge_discarding
from matcher.workflow.aid_facts import CHALLENGE, ORGANISATION, said_of
from tests.workflow import people
from tests.workflow.aid_cases import FIRM, PROJECT, STARTUP, a_pair, facts_rows, say


def test_each_form_asks_what_rules_read_and_says_which(session, acting):
    challenge, member, startup, _ = a_pair(session)
    firm = aid_facts.of_my_firm(acting(member))
    asked = {each.fact: each.asked_by for each in firm.fields}
    assert len(asked[Fact.FIRM_TURNOVER]) > 3
    assert Fact.FIRM_SECTORS not in asked
    assert all(fact.value.startswith("firm.") for fact in asked)
    assert {each.programme_id for each in firm.used_fields} == {"fac", "marocpme_mascir"}
    project = aid_facts.of_project(acting(member), challenge.id)
    assert "charte_tpme" in {each.programme_id for each in project.used_fields}
    own = aid_facts.of_my_startup(acting(people.a_startup_member(session, startup)))
    facts = {each.fact for each in own.fields}
    assert {Fact.STARTUP_STAGE, Fact.PROJECT_INNOVATIVE} <= facts
    assert not any(fact.value.startswith("firm.") for fact in facts)


def test_answers_are_kept_with_their_version_and_read_back(session, acting):
    challenge, member, _, _ = a_pair(session)
    say(acting, member, challenge, firm=FIRM, project=PROJECT)
    view = aid_facts.of_my_firm(acting(member))
    assert view.version == 1
    assert view.said["firm-turnover_dh"] == Range(20_000_000, 20_000_000)
    assert view.said["firm-public_shareholder"] is False
    project = aid_facts.of_project(acting(member), challenge.id)
    assert project.used["used-tatwir_rdi_projet"] == 500_000
    for row in facts_rows(session):
        case = said_of(acting(member), row.subject_kind, row.subject_id)
        assert case_data(case_from(case_data(case), "again")) == case_data(case)
    say(acting, member, challenge, firm=FIRM)
    assert aid_facts.of_my_firm(acting(member)).version == 1
    emptied = {name: [""] for name in FIRM}
    say(acting, member, challenge, firm=emptied)
    assert aid_facts.of_my_firm(acting(member)).said == {}


def test_the_journal_says_which_answers_changed_never_what_they_are(session, acting):
    challenge, member, _, _ = a_pair(session)
    say(acting, member, challenge, firm=FIRM)
    [written] = session.scalars(select(JournalRow).where(JournalRow.action == "aid.said")).all()
    assert (written.subject_kind, written.subject_id) == ("organisation", challenge.firm_id)
    assert "firm.turnover_dh" in written.after["fields"]
    assert "20" not in str(written.after)


def test_nothing_is_written_where_nothing_is_said(session, acting):
    _, member, _, _ = a_pair(session)
    assert aid_facts.save_my_firm(acting(member), 0, {}) == 0
    assert facts_rows(session) == []


def test_a_page_that_was_overtaken_overwrites_nothing(session, acting):
    _, member, _, _ = a_pair(session)
    aid_facts.save_my_firm(acting(member), 0, FIRM)
    with pytest.raises(StalePage):
        aid_facts.save_my_firm(acting(member), 0, {"firm-legal_form": ["sa"]})
    assert aid_facts.of_my_firm(acting(member)).said["firm-legal_form"] == ("sarl",)


@pytest.mark.parametrize(
    ("name", "written", "problem"),
    [
        ("firm-turnover_dh-least", "beaucoup", aid_fields.NOT_A_NUMBER),
        ("firm-turnover_dh-most", "-5", aid_fields.NOT_A_NUMBER),
        ("firm-turnover_dh-least", "9" * 20, aid_fields.TOO_HIGH),
        ("firm-large_owner_pct", "101", aid_fields.TOO_HIGH),
        ("firm-legal_form", "gmbh", aid_fields.NOT_AN_ANSWER),
        ("firm-moroccan_law", "maybe", aid_fields.NOT_AN_ANSWER),
        ("firm-created_on", "hier", aid_fields.NO_DATE),
        ("firm-created_on", "2031-01-01", aid_fields.NOT_YET),
        ("used-fac", "un million", aid_fields.NOT_A_NUMBER),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(session, acting, name, written, problem):
    _, member, _, _ = a_pair(session)
    with pytest.raises(InvalidForm) as refused:
        aid_facts.save_my_firm(acting(member), 0, FIRM | {name: [written]})
    assert {field: error.template for field, error in refused.value.fields.items()} == {
        name: problem
    }
    assert facts_rows(session) == []


def test_a_band_upside_down_is_refused(session, acting):
    _, member, _, _ = a_pair(session)
    band = {"firm-turnover_dh-least": ["10"], "firm-turnover_dh-most": ["9"]}
    with pytest.raises(InvalidForm) as refused:
        aid_facts.save_my_firm(acting(member), 0, band)
    assert refused.value.fields["firm-turnover_dh-most"].template == aid_fields.UPSIDE_DOWN


@pytest.mark.parametrize(
    ("written", "number"),
    [("1 234 567", 1_234_567), ("٢٠٠", 200), ("1.5", 1.5), ("1,5", 1.5), ("٣٫٥", 3.5), ("2.0", 2)],
)
def test_numbers_are_read_as_people_write_them(session, acting, written, number):
    challenge, member, _, _ = a_pair(session)
    say(acting, member, challenge, project={"project-equity_sought_dh": [written]})
    said = aid_facts.of_project(acting(member), challenge.id).said
    assert said["project-equity_sought_dh"].exact == number


def test_each_form_is_for_its_own_side(session, acting):
    challenge, member, startup, _ = a_pair(session)
    theirs = people.a_startup_member(session, startup)
    officer = people.an_officer(session)
    for person in (theirs, officer):
        with pytest.raises(NotAllowed):
            aid_facts.save_my_firm(acting(person), 0, FIRM)
        with pytest.raises(NotAllowed):
            aid_facts.save_project(acting(person), challenge.id, 0, PROJECT)
    for person in (member, officer):
        with pytest.raises(NotAllowed):
            aid_facts.save_my_startup(acting(person), 0, STARTUP)
    with pytest.raises(NotFound):
        aid_facts.of_project(acting(people.a_firm_member(session)), challenge.id)


def test_a_deleted_draft_leaves_no_answers_behind(session, acting):
    challenge, member, _, introduction = a_pair(
        session, state=ChallengeState.DRAFT, submitted_at=None
    )
    session.delete(introduction)
    say(acting, member, challenge, project=PROJECT)
    challenge_discarding.discard(acting(member), challenge.id, challenge.version)
    session.flush()
    assert facts_rows(session) == []


def test_an_organisation_takes_over_what_a_twin_said_unless_it_said_its_own(session, acting):
    firm, twin = people.a_firm(session), people.a_firm(session)
    member = people.a_firm_member(session, twin)
    aid_facts.save_my_firm(acting(member), 0, FIRM)
    aid_facts.take_over(acting(member), firm.id, twin.id)
    assert said_of(acting(member), ORGANISATION, firm.id).facts[Fact.FIRM_LEGAL_FORM] == ("sarl",)
    aid_facts.save_my_firm(acting(member), 0, FIRM | {"firm-legal_form": ["sa"]})
    aid_facts.take_over(acting(member), firm.id, twin.id)
    assert said_of(acting(member), ORGANISATION, firm.id).facts[Fact.FIRM_LEGAL_FORM] == ("sarl",)
    assert said_of(acting(member), CHALLENGE, 1).facts == {}
