"""The journal of accounts, of joining, of organisations, of e-mails and of files."""

from datetime import timedelta

import pytest

from matcher.domain.people import Role
from matcher.errors import SignInRefused
from matcher.notify.messages import AccountDisabled
from matcher.store.organisations import TokenRow
from matcher.workflow import (
    accounts,
    attacks,
    conflicts,
    credentials,
    directory_opening,
    imports,
    invitations,
    joining,
    merging,
    outbox,
    passwords,
    people,
    second_factors,
)
from matcher.workflow.directory_editing import Given, add_firm
from matcher.workflow.import_reading import STARTUPS, read
from matcher.workflow.outbox import Mail
from tests.telephone import Telephone
from tests.workflow.journal_lines import actions, events, last
from tests.workflow.people import (
    NOW,
    a_firm,
    a_person,
    a_startup,
    an_administrator,
    an_agency,
    an_officer,
)
from tests.workflow.test_accounts import OTHER, RIGHT, posted, secret_of
from tests.workflow.test_accounts_joining import a_waiting_request
from tests.workflow.test_directory_imports import CSV


@pytest.fixture
def officer(session, acting):
    return acting(an_officer(session))


@pytest.fixture
def row(session):
    return a_person(session, Role.FIRM, a_firm(session), password_hash=passwords.hashed(RIGHT))


def test_signing_in_and_a_wrong_password(session, worker, row):
    accounts.sign_in(worker, row.email, RIGHT)
    assert last(session) == ("account.signed_in", row.id, "user", row.id)

    with pytest.raises(SignInRefused):
        accounts.sign_in(worker, row.email, "wrong")
    assert last(session) == ("account.sign_in_refused", None, "user", row.id)


def test_a_series_of_wrong_passwords(session, worker, row):
    an_administrator(session)
    attacks.tell(worker, user_id=row.id, network="192.0.2.0")
    assert last(session)[0] == "account.attacked"


def test_what_a_person_changes_of_the_account(session, acting, row):
    mine = acting(row.user())
    details = accounts.Details(name="Autre nom", phone="", language="ar", shortcuts_on=True)
    accounts.save_details(mine, details)
    assert last(session) == ("account.details_changed", row.id, "user", row.id)
    credentials.change_password(mine, RIGHT, OTHER)
    assert last(session) == ("account.password_changed", row.id, "user", row.id)
    credentials.ask_new_address(mine, "nouvelle@essai.ma", OTHER)
    assert last(session) == ("account.new_address_asked", row.id, "user", row.id)
    credentials.confirm_address(mine, secret_of(posted(session, "confirm_email")[-1]))
    assert last(session)[::2] == ("account.address_changed", "user")


def test_a_forgotten_password(session, worker, row):
    credentials.ask_reset(worker, row.email)
    assert last(session) == ("account.reset_asked", None, "user", row.id)


def test_what_administrators_do_to_accounts(session, acting, row):
    chief = acting(an_administrator(session))
    colleague = an_officer(session)
    people.disable(chief, row.id)
    people.enable(chief, row.id)
    people.change_role(chief, colleague.id, "administrator")
    assert actions(session) == ["account.disabled", "account.enabled", "account.role_changed"]


def test_joining_asked_approved_and_refused(session, acting, officer):
    first = a_waiting_request(session, acting())
    assert last(session) == ("join.asked", None, "join_request", first)
    joining.refuse(officer, first, "Nous ne trouvons pas cette entreprise.")
    assert last(session) == ("join.refused", officer.actor.id, "join_request", first)
    second = a_waiting_request(session, acting())
    joining.approve(officer, second)
    assert {"join.approved", "organisation.opened", "invitation.sent"} <= set(actions(session))


def test_invitations_and_the_account_that_they_open(session, acting, officer):
    home = a_firm(session)
    invitations.invite(officer, "a@essai.ma", "A", Role.FIRM, home.id, "fr")
    assert last(session)[::2] == ("invitation.sent", "invitation")
    invitations.accept(acting(), secret_of(posted(session, "invitation")[-1]), "A", RIGHT, "fr")
    assert last(session)[::2] == ("account.opened", "user")
    invitations.invite(officer, "b@essai.ma", "B", Role.FIRM, home.id, "fr")
    waiting = session.query(TokenRow).filter_by(used_at=None).one()
    invitations.withdraw(officer, waiting.id)
    assert last(session) == ("invitation.withdrawn", officer.actor.id, "invitation", waiting.id)


def test_organisations_opened_closed_and_merged(session, officer):
    number = add_firm(officer, Given(name="Filature du Nord"))
    assert last(session) == ("organisation.opened", officer.actor.id, "organisation", number)
    directory_opening.disable(officer, number, 1)
    directory_opening.enable(officer, number, 2)
    assert actions(session)[1:] == ["organisation.disabled", "organisation.enabled"]
    going = a_firm(session, name="Filature du Nord SARL")
    shown = merging.side_by_side(officer, number, going.id)
    merging.merge(officer, number, going.id, shown.version, {})
    assert events(session)[-2:] == [
        ("organisation.merged", "organisation"),
        ("organisation.merged_away", "organisation"),
    ]


def test_conflicts_declared_and_withdrawn(session, officer):
    firm, startup = a_firm(session), a_startup(session)
    number = conflicts.declare(officer, firm.id, startup.id, "competitor", "Un mot.")
    conflicts.withdraw(officer, number)
    assert actions(session) == ["conflict.declared", "conflict.withdrawn"]


def test_mails_stopped(session, worker, officer):
    an_agency(session)
    mail = Mail(to=("a@essai.ma",), language="fr", message=AccountDisabled(), dedupe_key="1")
    number = outbox.post(worker, mail)
    outbox.cancel(officer, number)
    assert last(session) == ("mail.cancelled", officer.actor.id, "mail", number)


def test_recovery_codes_used_and_renewed(session, acting):
    person = an_officer(session)
    offer = second_factors.offer(acting(), person)
    telephone = Telephone.reading(f'"{offer.link}"')
    codes = second_factors.set_up(acting(), person, offer.sealed, telephone.code(NOW))
    second_factors.check(acting(), person.id, codes[0])
    assert last(session)[::2] == ("account.recovery_code_used", "user")
    later = NOW + timedelta(minutes=1)
    second_factors.new_recovery_codes(acting(person, later), person, telephone.code(later))
    assert last(session)[::2] == ("account.recovery_codes_renewed", "user")


def test_a_file_sent_to_be_imported(session, officer, services):
    sheet = read(STARTUPS, "startups.csv", CSV.encode())
    number = imports.keep(officer, imports.compared(services.database, sheet))
    assert last(session) == ("import.read", officer.actor.id, "import", number)
