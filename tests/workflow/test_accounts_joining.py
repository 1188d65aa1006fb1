"""Joining: asking, invitations, and what officers decide."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from matcher.domain.people import OrganisationKind, Role
from matcher.errors import ExpiredLink, InvalidForm, NotAllowed, NotFound, NotPossible
from matcher.store.organisations import JoinRequestRow, OrganisationRow, UserRow
from matcher.store.outbox import OutboxRow
from matcher.store.startups import StartupRow
from matcher.workflow import accounts, invitations, joining
from tests.workflow.people import (
    NOW,
    a_firm,
    a_firm_member,
    a_startup,
    a_startup_member,
    an_administrator,
    an_agency,
    an_officer,
)

RIGHT = "quatre chameaux bleus"
ASKING = joining.Asking(
    kind="startup",
    organisation="Atelier Atlas SARL",
    name="Nadia B.",
    email="nadia@essai.ma",
    language="ar",
    phone="+212 5 22 00 00 00",
)


def posted(session, kind):
    return session.scalars(
        select(OutboxRow).where(OutboxRow.kind == kind).order_by(OutboxRow.id)
    ).all()


def last_secret(session, kind):
    return posted(session, kind)[-1].payload["link"].rpartition("/")[2]


@pytest.fixture
def officer(session):
    return an_officer(session)


def a_waiting_request(session, context, asking=ASKING):
    joining.ask(context, asking)
    joining.confirm(context, last_secret(session, "confirm_email"))
    return session.scalar(select(func.max(JoinRequestRow.id)))


def test_a_request_reaches_officers_once_its_address_is_confirmed(session, acting, officer):
    joining.ask(acting(), ASKING)
    assert joining.requests(acting(officer)) == ()
    secret = last_secret(session, "confirm_email")
    assert joining.organisation_to_confirm(acting(), secret) == "Atelier Atlas SARL"
    joining.confirm(acting(), secret)
    (request,) = joining.requests(acting(officer))
    assert (request.kind, request.name) == (OrganisationKind.STARTUP, "Nadia B.")
    assert posted(session, "join_request_received")[0].language == "ar"
    with pytest.raises(ExpiredLink):
        joining.confirm(acting(), secret)


def test_an_address_with_an_account_gets_an_email_and_no_request(session, acting):
    member = a_firm_member(session)
    joining.ask(acting(), replace(ASKING, email=member.email.upper()))
    assert session.scalar(select(func.count()).select_from(JoinRequestRow)) == 0
    assert posted(session, "account_exists")[0].recipients == [member.email]


def test_the_trap_keeps_nothing_and_says_nothing(session, acting):
    joining.ask(acting(), replace(ASKING, trap="https://spam.example"))
    assert session.scalar(select(func.count()).select_from(JoinRequestRow)) == 0
    assert posted(session, "confirm_email") == []


def test_all_mistakes_of_the_form_are_named(acting):
    wrong = replace(
        ASKING,
        kind="agency",
        organisation=" ",
        email="nadia",
        ice="123",
        website="ftp://x.ma",
        phone="?",
        language="de",
        message="x" * 2_001,
    )
    with pytest.raises(InvalidForm) as refused:
        joining.ask(acting(), wrong)
    assert set(refused.value.fields) == {
        *("kind", "organisation", "email", "ice", "website", "phone", "language", "message")
    }


def test_the_same_address_does_not_wait_twice(session, acting, officer):
    a_waiting_request(session, acting())
    joining.ask(acting(), ASKING)
    assert len(posted(session, "confirm_email")) == 1
    assert len(joining.requests(acting(officer))) == 1


def test_officers_see_organisations_like_the_one_that_asks(session, acting, officer):
    same = a_startup(session, organisation={"name": "ATELIER-ATLAS"})
    numbered = a_startup(session, organisation={"name": "Autre nom", "ice": "001234567000054"})
    a_firm(session, name="Atelier Atlas")
    a_startup(session, organisation={"name": "Savonnerie du Nord"})
    a_startup(session, organisation={"name": "Atelier Atlas", "is_active": False})
    number = a_waiting_request(session, acting())
    session.get(JoinRequestRow, number).ice = "001234567000151"
    page = joining.request(acting(officer), number)
    assert [(each.id, each.why) for each in page.similar] == [
        (numbered.id, "same_ice"),
        (same.id, "similar_name"),
    ]
    assert page.has_account is False


def test_approving_opens_the_organisation_and_invites_the_person(session, acting, officer):
    number = a_waiting_request(session, acting())
    home_id = joining.approve(acting(officer), number)
    home = session.get(OrganisationRow, home_id)
    assert (home.kind, home.name, home.name_key) == (
        OrganisationKind.STARTUP,
        "Atelier Atlas SARL",
        "atelier atlas",
    )
    assert session.get(StartupRow, home_id).key == f"s{home_id}"
    user = invitations.accept(acting(), last_secret(session, "invitation"), "Nadia B.", RIGHT, "ar")
    assert (user.role, user.organisation_id, user.is_confirmed) == (Role.STARTUP, home_id, True)
    assert session.get(UserRow, user.id).phone == "+212 5 22 00 00 00"
    assert accounts.sign_in(acting(), "nadia@essai.ma", RIGHT).id == user.id


def test_approving_twice_gives_one_organisation_and_one_email(session, acting, officer):
    number = a_waiting_request(session, acting())
    first = joining.approve(acting(officer), number)
    assert joining.approve(acting(an_officer(session)), number) == first
    assert len(posted(session, "invitation")) == 1
    with pytest.raises(NotPossible):
        joining.refuse(acting(officer), number, "too late")


def test_a_request_can_join_an_organisation_of_its_kind_only(session, acting, officer):
    startup, firm = a_startup(session), a_firm(session)
    number = a_waiting_request(session, acting())
    with pytest.raises(InvalidForm):
        joining.approve(acting(officer), number, firm.id)
    assert joining.approve(acting(officer), number, startup.id) == startup.id


def test_refusing_needs_a_reason_and_sends_it(session, acting, officer):
    number = a_waiting_request(session, acting())
    with pytest.raises(InvalidForm):
        joining.refuse(acting(officer), number, "  ")
    joining.refuse(acting(officer), number, "Hors du champ.")
    joining.refuse(acting(officer), number, "Hors du champ.")
    (mail,) = posted(session, "join_request_refused")
    assert mail.payload["reason"] == "Hors du champ."
    assert joining.requests(acting(officer), joining.REFUSED)[0].reason == "Hors du champ."
    with pytest.raises(NotPossible):
        joining.approve(acting(officer), number)


def test_an_unconfirmed_request_cannot_be_decided(session, acting, officer):
    joining.ask(acting(), ASKING)
    number = session.scalar(select(JoinRequestRow.id))
    with pytest.raises(NotPossible):
        joining.approve(acting(officer), number)


@pytest.mark.parametrize("member", [a_firm_member, a_startup_member, lambda _: None])
def test_only_officers_read_and_decide_requests(session, acting, member):
    number = a_waiting_request(session, acting())
    context = acting(member(session))
    for act in (
        lambda: joining.requests(context),
        lambda: joining.request(context, number),
        lambda: joining.approve(context, number),
        lambda: joining.refuse(context, number, "no"),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_there_is_no_such_request(acting, officer):
    with pytest.raises(NotFound):
        joining.request(acting(officer), 999)


def test_members_invite_colleagues_of_their_own_organisation_only(session, acting):
    member = a_firm_member(session)
    invitations.invite_colleague(acting(member), "b@essai.ma", "B.", "fr")
    user = invitations.accept(acting(), last_secret(session, "invitation"), "B.", RIGHT, "fr")
    assert (user.role, user.organisation_id) == (Role.FIRM, member.organisation_id)
    other = a_firm(session)
    for role, home in (
        (Role.FIRM, other.id),
        (Role.STARTUP, member.organisation_id),
        (Role.OFFICER, None),
        (Role.ADMINISTRATOR, None),
    ):
        with pytest.raises(NotAllowed):
            invitations.invite(acting(member), "c@essai.ma", "C.", role, home, "fr")


def test_officers_invite_members_and_only_administrators_invite_staff(session, acting, officer):
    firm, startup, agency = a_firm(session), a_startup(session), an_agency(session)
    invitations.invite(acting(officer), "a@essai.ma", "A.", Role.FIRM, firm.id, "fr")
    invitations.invite(acting(officer), "b@essai.ma", "B.", Role.STARTUP, startup.id, "fr")
    with pytest.raises(InvalidForm):
        invitations.invite(acting(officer), "c@essai.ma", "C.", Role.FIRM, startup.id, "fr")
    with pytest.raises(NotAllowed):
        invitations.invite(acting(officer), "c@essai.ma", "C.", Role.OFFICER, agency.id, "fr")
    boss = an_administrator(session)
    invitations.invite(acting(boss), "c@essai.ma", "C.", Role.OFFICER, agency.id, "fr")
    with pytest.raises(InvalidForm, match="attention"):
        invitations.accept(
            acting(), last_secret(session, "invitation"), "C.", "Zx9!kf-Lw2pq#", "fr"
        )


def test_a_member_cannot_find_out_who_has_an_account(session, acting, officer):
    member, other = a_firm_member(session), a_startup_member(session)
    invitations.invite_colleague(acting(member), other.email, "B.", "fr")
    assert posted(session, "invitation") == []
    assert posted(session, "account_exists")[0].recipients == [other.email]
    firm = a_firm(session)
    with pytest.raises(InvalidForm) as refused:
        invitations.invite(acting(officer), other.email, "B.", Role.FIRM, firm.id, "fr")
    assert set(refused.value.fields) == {"email"}


def test_an_invitation_is_used_once_expires_and_is_replaced_by_a_later_one(session, acting):
    member = a_firm_member(session)
    invitations.invite_colleague(acting(member), "b@essai.ma", "B.", "fr")
    first = last_secret(session, "invitation")
    invitations.invite_colleague(acting(member), "B@essai.ma", "B.", "fr")
    second = last_secret(session, "invitation")
    with pytest.raises(ExpiredLink):
        invitations.read(acting(), first)
    with pytest.raises(ExpiredLink):
        invitations.read(acting(at=NOW + timedelta(days=14)), second)
    with pytest.raises(InvalidForm):
        invitations.accept(acting(), second, "", RIGHT, "fr")
    invitations.accept(acting(), second, "B.", RIGHT, "fr")
    with pytest.raises(ExpiredLink):
        invitations.accept(acting(), second, "B.", RIGHT, "fr")


def test_invitations_are_withdrawn_by_those_who_may(session, acting, officer):
    member = a_firm_member(session)
    invitations.invite_colleague(acting(member), "b@essai.ma", "B.", "fr")
    (waiting,) = invitations.pending(acting(member))
    assert invitations.pending(acting(a_firm_member(session))) == ()
    assert invitations.pending(acting(officer)) == (waiting,)
    with pytest.raises(NotFound):
        invitations.withdraw(acting(a_startup_member(session)), waiting.id)
    invitations.withdraw(acting(member), waiting.id)
    assert invitations.pending(acting(member)) == ()
    with pytest.raises(ExpiredLink):
        invitations.read(acting(), last_secret(session, "invitation"))


def test_an_invitation_to_a_closed_organisation_opens_nothing(session, acting):
    member = a_firm_member(session)
    invitations.invite_colleague(acting(member), "b@essai.ma", "B.", "fr")
    session.get(OrganisationRow, member.organisation_id).is_active = False
    with pytest.raises(ExpiredLink):
        invitations.read(acting(), last_secret(session, "invitation"))
