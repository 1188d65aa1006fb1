"""Firms and startups that must not be brought together."""

import pytest
from sqlalchemy import select

from matcher.errors import InvalidForm, NotFound, NotPossible
from matcher.store.journal import JournalRow
from matcher.workflow import conflicts, curation, introductions
from tests.workflow.people import a_firm, a_startup, an_introduction
from tests.workflow.plan_cases import an_agency


@pytest.fixture
def agency(session, services, acting):
    return an_agency(session, services, acting, firms=1, startups=1).matched()


@pytest.fixture
def declared(agency):
    return conflicts.declare(
        agency.desk(), agency.firms[0].id, agency.startups[0].id, "competitor", "Même marché."
    )


def test_a_conflict_is_listed_with_names_and_who_noted_it(agency, declared):
    (found,) = conflicts.all_conflicts(agency.desk())

    assert (found.id, found.kind, found.note) == (declared, "competitor", "Même marché.")
    assert (found.firm_name, found.startup_name) == ("Atelier 1", "Startup 1")
    assert found.officer_name == "Chargée"


def test_saying_it_again_changes_it_and_the_same_twice_changes_nothing(agency, declared, session):
    firm, startup = agency.firms[0].id, agency.startups[0].id

    conflicts.declare(agency.desk(), firm, startup, "competitor", "Même marché.")
    assert conflicts.declare(agency.desk(), firm, startup, "same_group") == declared

    (found,) = conflicts.all_conflicts(agency.desk())
    assert (found.kind, found.note) == ("same_group", "")
    lines = session.scalars(select(JournalRow).where(JournalRow.action == "conflict.declared"))
    assert len(lines.all()) == 2


def test_a_withdrawn_conflict_is_gone_and_may_be_withdrawn_twice(agency, declared):
    conflicts.withdraw(agency.desk(), declared)
    conflicts.withdraw(agency.desk(), declared)

    assert conflicts.all_conflicts(agency.desk()) == ()


def test_a_conflict_needs_a_firm_a_startup_and_a_kind(agency):
    firm, startup = agency.firms[0].id, agency.startups[0].id
    for wrong in ((startup, startup), (firm, firm), (firm, 4711)):
        with pytest.raises(NotFound):
            conflicts.declare(agency.desk(), *wrong, "other")
    with pytest.raises(InvalidForm) as refused:
        conflicts.declare(agency.desk(), firm, startup, "weather", "a" * 1_001)
    assert set(refused.value.fields) == {"kind", "note"}


@pytest.mark.parametrize("kind", list(conflicts.ConflictKind))
def test_such_a_startup_can_be_neither_kept_nor_proposed(agency, session, kind):
    row = an_introduction(session, agency.challenges[0], agency.startups[0])
    conflicts.declare(agency.desk(), agency.firms[0].id, agency.startups[0].id, kind)

    with pytest.raises(NotPossible, match="officer noted"):
        curation.keep(agency.desk(), *agency.pair(), 0)
    with pytest.raises(NotPossible, match="officer noted"):
        introductions.propose(agency.desk(), row.id, row.version, "Elle filtre.")


def test_the_curation_page_flags_it(agency, declared):
    page = curation.page(agency.desk(), agency.challenges[0].id)

    assert [each.conflict for each in page.cards] == ["competitor"]


def test_a_conflict_stays_when_an_organisation_is_merged_into_another(agency, declared, session):
    other = a_startup(session)
    both = a_firm(session, name="Atelier 1 bis")
    conflicts.declare(agency.desk(), both.id, agency.startups[0].id, "other")

    conflicts.move_conflicts(agency.desk(), other.id, agency.startups[0].id)
    conflicts.move_conflicts(agency.desk(), both.id, agency.firms[0].id)

    (found,) = conflicts.all_conflicts(agency.desk())
    assert (found.firm_id, found.startup_id, found.kind) == (both.id, other.id, "other")
