"""T15: can an invitation give more than its sender had, or be used by somebody else, or twice?"""

from datetime import timedelta

import pytest
from sqlalchemy import select

from matcher.domain.people import Role
from matcher.errors import ExpiredLink, NotAllowed
from matcher.store.organisations import OrganisationRow, UserRow
from matcher.store.outbox import OutboxRow
from matcher.workflow import invitations, merging, people
from matcher.workflow.context import Context
from tests.journeys.play import Browser
from tests.web.conftest import sign_in
from tests.workflow.people import (
    NOW,
    a_firm,
    a_firm_member,
    an_administrator,
    an_officer,
)

PASSWORD = "trois lanternes au bord du port"


def secret_to(session, email):
    rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id.desc()))
    return next(row for row in rows if email in row.recipients).payload["link"].rpartition("/")[2]


def invited(context, email, role, home):
    invitations.invite(context, email, "Invitée", role, home, "fr")
    return secret_to(context.session, email)


def test_t15_a_member_cannot_invite_above_or_beside_themselves(session, acting):
    """A member invites staff, another role, or to another organisation: refused."""
    firm, other = a_firm(session), a_firm(session)
    member = acting(a_firm_member(session, firm))
    for role, home in (
        (Role.ADMINISTRATOR, None),
        (Role.OFFICER, firm.id),
        (Role.STARTUP, firm.id),
        (Role.FIRM, other.id),
    ):
        with pytest.raises(NotAllowed):
            invitations.invite(member, "x@essai.ma", "X", role, home, "fr")
    officer = acting(an_officer(session))
    with pytest.raises(NotAllowed):
        invitations.invite(officer, "x@essai.ma", "X", Role.OFFICER, None, "fr")


def test_t15_an_invitation_is_used_once_by_its_own_address(session, acting, worker):
    """A used link opens nothing; the account is of the address and role that were invited."""
    firm = a_firm(session)
    secret = invited(acting(an_officer(session)), "b@essai.ma", Role.FIRM, firm.id)
    user = invitations.accept(worker, secret, "B", PASSWORD, "fr")
    assert (user.email, user.role, user.organisation_id) == ("b@essai.ma", Role.FIRM, firm.id)
    for again in range(2):
        with pytest.raises(ExpiredLink):
            invitations.accept(worker, secret, f"C{again}", PASSWORD, "fr")
    late = acting(at=NOW + timedelta(days=15))
    other = invited(acting(an_officer(session)), "c@essai.ma", Role.FIRM, firm.id)
    with pytest.raises(ExpiredLink):
        invitations.accept(late, other, "C", PASSWORD, "fr")


def test_t15_an_invitation_dies_with_the_right_of_who_sent_it(session, acting, worker):
    """The inviter is disabled, moved or demoted: the link opens nothing, and is listed nowhere."""
    firm, other = a_firm(session), a_firm(session)
    chief, second = an_administrator(session), an_administrator(session)
    member = a_firm_member(session, firm)
    by_member = invited(acting(member), "m@essai.ma", Role.FIRM, firm.id)
    by_chief = invited(acting(second), "o@essai.ma", Role.OFFICER, None)
    for secret in (by_member, by_chief):
        assert invitations.read(worker, secret)
    people.disable(acting(chief), member.id)
    people.change_role(acting(chief), second.id, Role.OFFICER)
    for secret in (by_member, by_chief):
        with pytest.raises(ExpiredLink):
            invitations.accept(worker, secret, "X", PASSWORD, "fr")
    assert invitations.pending(acting(chief)) == ()
    moved = a_firm_member(session, firm)
    secret = invited(acting(moved), "n@essai.ma", Role.FIRM, firm.id)
    session.get_one(UserRow, moved.id).organisation_id = other.id
    session.flush()
    with pytest.raises(ExpiredLink):
        invitations.accept(worker, secret, "X", PASSWORD, "fr")


def test_t15_an_ex_member_has_nothing_left(play):
    """A disabled member: the sessions are over, and an old invitation to the address is spent."""
    member = play.person(Role.FIRM, play.firm_id)
    assert member.get("/firm").status_code == 200
    play.officer.do(f"/desk/people/{member.user.id}", "/disable")
    assert member.get("/firm").status_code == 303


def test_t15_after_a_transfer_no_old_member_has_access(play):
    """A challenge's firm is merged into another: who stayed outside reads it no more."""
    challenge = play.post()
    with play.services.database.session() as session:
        kept = a_firm(session, name="Laiterie Zellige Groupe").id
    outsider = play.firm
    with play.services.database.session() as session:
        context = Context(session, play.officer.user, play.now, play.services)
        shown = merging.side_by_side(context, kept, play.firm_id)
        chosen = {each.name: each.choice for each in shown.fields}
        merging.merge(context, kept, play.firm_id, shown.version, chosen)
    with play.services.database.session() as session:
        going = session.get_one(OrganisationRow, play.firm_id)
        assert not going.is_active
        stayed = UserRow(
            organisation_id=going.id, email="old@essai.invalid", email_key="old@essai.invalid",
            name="Ancienne", role=Role.FIRM, created_at=NOW, confirmed_at=NOW,
        )  # fmt: skip
        session.add(stayed)
        session.flush()
        old = stayed.user()
    client = play.app.test_client()
    sign_in(client, old)
    ex = Browser(old, client)
    assert ex.get(f"/firm/challenges/{challenge}").status_code == 303, "no session at all"
    assert outsider.get(f"/firm/challenges/{challenge}").status_code == 200, "moved with it"
