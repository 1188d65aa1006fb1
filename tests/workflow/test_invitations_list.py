"""The list of who is invited tells members nothing of accounts and invitations elsewhere."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from matcher.errors import ExpiredLink, TooOften
from matcher.store.organisations import OrganisationRow, UserRow
from matcher.workflow import (
    erasure_organisations,
    invitations,
    joining,
    my_data,
    people,
)
from tests.workflow.people import NOW, a_firm, a_firm_member, a_startup_member, an_officer
from tests.workflow.test_accounts_joining import ASKING, RIGHT, last_secret, posted

NEW = "personne@essai.ma"


def shown(context):
    return [
        (each.email, each.name, each.sent_at, each.expires_at, each.organisation)
        for each in invitations.pending(context)
    ]


def own_lines(context):
    (lines,) = (part.rows for part in my_data.mine(context).parts if part.table == "journal")
    return [(line["action"], line["subject_kind"]) for line in lines]


def test_an_address_with_an_account_is_listed_like_one_without(session, acting):
    other, officer = a_startup_member(session), an_officer(session)
    for email in (other.email, NEW):
        member = acting(a_firm_member(session, a_firm(session, name="Laiterie")))
        invitations.invite_colleague(member, email, "B.", "fr")
        invitations.invite_colleague(member, email.upper(), "B.", "fr")
        (line,) = shown(member)
        assert line[0].casefold() == email
        assert line[1:] == ("B.", NOW, NOW + timedelta(days=14), "Laiterie")
        assert own_lines(member) == [("invitation.sent", "invitation")] * 2
        (waiting,) = invitations.pending(member)
        invitations.withdraw(member, waiting.id)
        assert shown(member) == []
    assert {each.recipients[0].casefold() for each in posted(session, "invitation")} == {NEW}
    assert [each.recipients for each in posted(session, "account_exists")] == [[other.email]]
    invitations.invite_colleague(member, other.email, "B.", "fr")
    assert invitations.pending(acting(officer)) == ()


def test_addresses_with_accounts_are_counted_like_others(session, acting):
    member = acting(a_firm_member(session))
    most = member.services.settings.invitations_a_day
    for _ in range(most):
        invitations.invite_colleague(member, a_startup_member(session).email, "B.", "fr")
    with pytest.raises(TooOften):
        invitations.invite_colleague(member, NEW, "B.", "fr")


def test_what_becomes_of_the_address_elsewhere_is_not_seen(session, acting):
    member, officer = acting(a_firm_member(session)), acting(an_officer(session))
    invitations.invite_colleague(member, NEW, "B.", "fr")
    before, secret = shown(member), last_secret(session, "invitation")
    elsewhere = acting(a_startup_member(session))
    invitations.invite_colleague(elsewhere, NEW, "B.", "fr")
    assert shown(member) == before
    assert len(invitations.pending(officer)) == 1
    with pytest.raises(ExpiredLink):
        invitations.read(acting(), secret)
    invitations.accept(acting(), last_secret(session, "invitation"), "B.", RIGHT, "fr")
    assert shown(member) == before
    assert shown(elsewhere) == []
    with pytest.raises(ExpiredLink):
        invitations.accept(acting(), secret, "B.", RIGHT, "fr")


def test_a_request_to_join_that_is_approved_is_not_seen(session, acting):
    member, officer = acting(a_firm_member(session)), acting(an_officer(session))
    invitations.invite_colleague(member, ASKING.email, "B.", "fr")
    before = shown(member)
    joining.ask(acting(), ASKING)
    joining.confirm(acting(), last_secret(session, "confirm_email"))
    (request,) = joining.requests(officer)
    joining.approve(officer, request.id)
    assert shown(member) == before
    assert [each.role.value for each in invitations.pending(officer)] == ["startup"]


def test_a_colleagues_own_account_is_not_listed_as_invited(session, acting):
    user = a_firm_member(session)
    home = session.get_one(OrganisationRow, user.organisation_id)
    colleague = a_firm_member(session, home)
    invitations.invite_colleague(acting(user), colleague.email, "B.", "fr")
    assert shown(acting(user)) == []
    assert colleague.email in {each.email for each in people.colleagues(acting(user))}


def test_who_was_invited_and_has_an_account_elsewhere_is_not_forgotten_with_it(
    session, acting, worker
):
    other = a_startup_member(session, name="Zineb Elmandoubi")
    user = a_firm_member(session)
    home = session.get_one(OrganisationRow, user.organisation_id)
    invitations.invite_colleague(acting(user), other.email, other.name, "fr")
    erasure_organisations.forget_organisation(worker, home, {})
    assert invitations.pending(acting(an_officer(session))) == ()
    (letter,) = posted(session, "account_exists")
    assert letter.recipients == [other.email]
    assert session.scalar(select(UserRow.name).where(UserRow.id == other.id)) == other.name
