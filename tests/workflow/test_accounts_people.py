"""People as officers manage them, colleagues, and the accounts of the demo."""

import pytest

from matcher.domain.people import Role
from matcher.errors import (
    ExpiredLink,
    InvalidForm,
    NotAllowed,
    NotFound,
    NotPossible,
    SignInRefused,
)
from matcher.store.organisations import OrganisationRow, UserRow
from matcher.workflow import accounts, credentials, demo_accounts, passwords, people
from tests.workflow.people import (
    a_firm,
    a_firm_member,
    a_person,
    a_startup_member,
    an_administrator,
    an_officer,
)
from tests.workflow.test_accounts import RIGHT, posted, secret_of


def test_officers_find_people_by_words_role_and_state(session, acting):
    officer = an_officer(session)
    firm = a_firm(session, name="Conserverie du Sud")
    member = a_firm_member(session, firm, name="Nadia B.")
    closed = a_startup_member(session, is_active=False)
    context = acting(officer)
    assert people.listed(context, people.Wanted()).total == 3
    for wanted, found in (
        (people.Wanted(words="conserv nadia"), [member.id]),
        (people.Wanted(role="firm"), [member.id]),
        (people.Wanted(state="disabled"), [closed.id]),
        (people.Wanted(words="100%"), []),
    ):
        assert [each.id for each in people.listed(context, wanted).people] == found
    assert people.person(context, member.id).organisation == "Conserverie du Sud"
    with pytest.raises(NotFound):
        people.person(context, 999)


def test_members_read_their_colleagues_and_nobody_else(session, acting):
    member = a_firm_member(session)
    home = session.get(OrganisationRow, member.organisation_id)
    colleague = a_firm_member(session, home)
    a_firm_member(session)
    seen = people.colleagues(acting(member))
    assert {each.id for each in seen} == {member.id, colleague.id}
    assert not any(each.may_manage for each in seen)
    for act in (
        lambda: people.listed(acting(member), people.Wanted()),
        lambda: people.person(acting(member), colleague.id),
        lambda: people.disable(acting(member), colleague.id),
        lambda: people.enable(acting(member), colleague.id),
        lambda: people.change_role(acting(member), colleague.id, "officer"),
        lambda: people.organisation_choices(acting(member)),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_disabled_account_loses_sessions_and_links_at_once(session, acting):
    row = a_person(session, Role.FIRM, password_hash=passwords.hashed(RIGHT))
    credentials.ask_reset(acting(), row.email)
    secret = secret_of(posted(session, "password_reset")[0])
    officer = an_officer(session)
    people.disable(acting(officer), row.id)
    people.disable(acting(officer), row.id)
    assert (row.is_active, row.session_epoch) == (False, 1)
    assert len(posted(session, "account_disabled")) == 1
    with pytest.raises(ExpiredLink):
        credentials.reset(acting(), secret, RIGHT)
    with pytest.raises(SignInRefused):
        accounts.sign_in(acting(), row.email, RIGHT)
    people.enable(acting(officer), row.id)
    assert accounts.sign_in(acting(), row.email, RIGHT).is_active


def test_only_administrators_manage_the_agency_and_never_themselves(session, acting):
    officer, boss = an_officer(session), an_administrator(session)
    for act in (people.disable, people.enable):
        with pytest.raises(NotAllowed):
            act(acting(officer), boss.id)
        with pytest.raises(NotPossible):
            act(acting(boss), boss.id)
    with pytest.raises(NotAllowed):
        people.change_role(acting(officer), boss.id, "officer")
    people.change_role(acting(boss), officer.id, "administrator")
    row = session.get(UserRow, officer.id)
    assert (row.role, row.session_epoch) == (Role.ADMINISTRATOR, 1)
    people.disable(acting(row.user()), boss.id)
    assert session.get(UserRow, boss.id).is_active is False


@pytest.mark.parametrize("what", ["disabled", "role"])
def test_links_for_a_new_address_end_with_the_account_or_its_role(session, acting, what):
    row = a_person(session, Role.OFFICER, password_hash=passwords.hashed(RIGHT))
    boss = an_administrator(session)
    credentials.ask_new_address(acting(row.user()), "intrus@essai.ma", RIGHT)
    secret = secret_of(posted(session, "confirm_email")[0])
    if what == "role":
        people.change_role(acting(boss), row.id, "administrator")
    else:
        people.disable(acting(boss), row.id)
        people.enable(acting(boss), row.id)
    with pytest.raises(ExpiredLink):
        credentials.confirm_address(acting(), secret)


def test_members_keep_their_role(session, acting):
    member, boss = a_firm_member(session), an_administrator(session)
    for number, role in ((member.id, "officer"), (an_officer(session).id, "firm")):
        with pytest.raises(InvalidForm):
            people.change_role(acting(boss), number, role)


def test_of_two_administrators_who_close_each_other_at_once_one_stays(session, acting):
    first, second = an_administrator(session), an_administrator(session)
    people.disable(acting(first), second.id)
    with pytest.raises(NotPossible, match="only administrator"):
        people.disable(acting(second), first.id)


def test_demo_accounts_are_entered_in_the_demo_only(session, acting, services):
    firm = a_firm(session)
    real = a_firm_member(session, firm)
    row = demo_accounts.add(acting(), Role.FIRM, "Compte de démonstration, entreprise", firm)
    assert demo_accounts.add(acting(), Role.FIRM, "Autre", firm) is row
    services.settings = services.settings.model_copy(update={"demo": False})
    assert demo_accounts.demo_accounts(acting()) == ()
    with pytest.raises(NotFound):
        demo_accounts.enter(acting(), str(row.id))
    services.settings = services.settings.model_copy(update={"demo": True})
    (account,) = demo_accounts.demo_accounts(acting(row.user()))
    assert account.is_current
    assert demo_accounts.enter(acting(), account.key).id == row.id
    with pytest.raises(NotFound):
        demo_accounts.enter(acting(), str(real.id))
    with pytest.raises(SignInRefused):
        accounts.sign_in(acting(), row.email, "")
