"""The first administrator: a link from the command line, good once."""

import pytest

from matcher.domain.people import OrganisationKind, Role
from matcher.errors import ExpiredLink, WorkflowError
from matcher.store.organisations import OrganisationRow, UserRow
from matcher.workflow import invitations
from matcher.workflow.first_administrator import invite_administrator
from tests.workflow.people import a_person

PASSWORD = "une longue phrase de passe"


def test_the_link_makes_an_administrator_once(worker, session):
    path = invite_administrator(worker, "tete@agence.example", "Une personne")
    secret = path.rsplit("/", 1)[1]
    assert path.startswith("/account/invitation/")
    person = invitations.accept(worker, secret, "Une personne", PASSWORD, "fr")
    assert person.role is Role.ADMINISTRATOR
    assert session.get_one(UserRow, person.id).confirmed_at is not None
    with pytest.raises(ExpiredLink):
        invitations.accept(worker, secret, "Une autre", PASSWORD, "fr")


@pytest.mark.parametrize("address", ["", "personne", "a@b@c.example"])
def test_what_is_no_address_is_refused(worker, address):
    with pytest.raises(WorkflowError):
        invite_administrator(worker, address, "Une personne")


def test_an_address_with_an_account_is_refused(worker):
    secret = invite_administrator(worker, "tete@agence.example", "Une personne").rsplit("/", 1)[1]
    invitations.accept(worker, secret, "Une personne", PASSWORD, "fr")
    with pytest.raises(WorkflowError, match="already"):
        invite_administrator(worker, "Tete@agence.example", "Une personne")


def test_a_second_link_replaces_the_first_and_there_is_one_agency(worker, session):
    first, second = (
        invite_administrator(worker, address, "Une personne").rsplit("/", 1)[1]
        for address in ("tete@agence.example", "Tete@agence.example")
    )
    with pytest.raises(ExpiredLink):
        invitations.read(worker, first)
    person = invitations.accept(worker, second, "Une personne", PASSWORD, "fr")
    [agency] = session.query(OrganisationRow).all()
    assert (agency.name, agency.kind) == ("Maroc PME", OrganisationKind.AGENCY)
    assert person.organisation_id == agency.id


def test_a_link_to_an_address_that_has_an_account_by_now_opens_nothing(worker, session):
    secret = invite_administrator(worker, "tete@agence.example", "Une personne").rsplit("/", 1)[1]
    a_person(session, Role.FIRM, email="tete@agence.example")
    with pytest.raises(ExpiredLink, match="already"):
        invitations.read(worker, secret)
