"""Support bodies that take part: brought in once, disabled without harm, invited, kept apart."""

import pytest

from matcher.domain.introduction import Side, Stage
from matcher.domain.people import OrganisationKind, Role
from matcher.errors import NotAllowed, NotFound, StalePage
from matcher.reference import support_bodies as known_bodies
from matcher.store.organisations import OrganisationRow
from matcher.store.support import SupportBodyRow
from matcher.workflow import (
    directory_opening,
    directory_pages,
    exports,
    introductions,
    invitations,
    joining,
    merging,
    people,
    support_bodies,
)
from matcher.workflow.introduction_moves import OUT
from tests.workflow.introduction_cases import Table, a_trio
from tests.workflow.people import a_support_body, an_officer


@pytest.fixture
def officer(session, acting):
    return acting(an_officer(session))


@pytest.fixture
def table(session, acting) -> Table:
    made = a_trio(session, acting)
    introductions.propose(made.as_officer(), made.row.id, made.row.version, "Pourquoi.")
    return made


def test_they_are_brought_in_once_with_what_is_known_of_them(session, officer) -> None:
    assert support_bodies.to_bring_in(officer) == len(known_bodies()) > 0
    assert support_bodies.bring_in(officer) == len(known_bodies())
    assert support_bodies.bring_in(officer) == 0
    assert support_bodies.to_bring_in(officer) == 0
    lines = {each.name: each for each in support_bodies.listed(officer)}
    for body in known_bodies():
        line = lines[body.label]
        assert (line.kind, line.city, line.sectors) == (body.kind, body.city, body.sectors)
        assert (line.members, line.open_introductions, line.is_active) == (0, 0, True)


def test_what_officers_changed_stays_when_they_are_brought_in_again(session, officer) -> None:
    support_bodies.bring_in(officer)
    row = session.query(SupportBodyRow).first()
    home = session.get_one(OrganisationRow, row.id)
    home.name, home.is_active = "Autre nom", False
    support_bodies.bring_in(officer)
    assert (home.name, home.is_active) == ("Autre nom", False)


def test_members_of_firms_and_others_may_not(table: Table) -> None:
    for acting in (table.as_firm(), table.as_startup(), table.as_support()):
        for step in (support_bodies.bring_in, support_bodies.listed, support_bodies.to_bring_in):
            with pytest.raises(NotAllowed):
                step(acting)
        with pytest.raises(NotAllowed):
            support_bodies.disable(acting, table.support.id, 1)


def test_disabling_one_lets_what_it_was_asked_go_on_as_two(table: Table) -> None:
    introductions.answer(table.as_firm(), table.row.id, table.row.version, yes=True)
    with pytest.raises(StalePage):
        support_bodies.disable(table.as_officer(), table.support.id, 0)
    for _ in range(2):
        support_bodies.disable(table.as_officer(), table.support.id, 1)
    assert (table.row.stage, table.row.support_said) == (Stage.ACCEPTED_BY_ONE, OUT)
    assert len(table.mails("introduction_without_support")) == 2
    (line,) = support_bodies.listed(table.as_officer())
    assert (line.members, line.open_introductions, line.is_active) == (1, 0, False)
    support_bodies.enable(table.as_officer(), table.support.id, line.version)
    assert table.support.is_active


def test_what_all_three_accepted_stays_when_the_support_body_is_disabled(table: Table) -> None:
    for side in Side:
        introductions.answer(table.as_side(side), table.row.id, table.row.version, yes=True)
    support_bodies.disable(table.as_officer(), table.support.id, 1)
    assert (table.row.stage, table.row.support_said) == (Stage.ACCEPTED, "yes")


def test_an_officer_invites_somebody_of_a_support_body(session, officer) -> None:
    home = a_support_body(session, name="CETIA")
    choices = people.organisation_choices(officer)
    assert (OrganisationKind.SUPPORT, home.id, "CETIA") in choices
    invitations.invite(officer, "essai@cetia.invalid", "Essai", Role.SUPPORT, home.id, "fr")
    (invited,) = invitations.pending(officer, home.id)
    assert (invited.role, invited.organisation) == (Role.SUPPORT, "CETIA")


def test_nobody_asks_to_join_as_a_support_body() -> None:
    assert set(joining.JOINERS) == {OrganisationKind.FIRM, OrganisationKind.STARTUP}


def test_pages_and_steps_of_firms_and_startups_do_not_know_support_bodies(session, officer) -> None:
    first, second = a_support_body(session), a_support_body(session)
    for step in (directory_pages.kind_of, directory_pages.firm, directory_pages.startup):
        with pytest.raises(NotFound):
            step(officer, first.id)
    with pytest.raises(NotFound):
        directory_opening.disable(officer, first.id, 1)
    with pytest.raises(NotFound):
        merging.side_by_side(officer, first.id, second.id)


def test_the_export_of_introductions_names_the_third_and_its_yes(table: Table) -> None:
    introductions.answer(table.as_support(), table.row.id, table.row.version, yes=True)
    text = exports.export(table.as_officer(), "introductions", "csv").content.decode("utf-8-sig")
    assert table.support.name in text
    assert "support" in text
