"""Accounts in the browser: the ways in, and what each answer gives away."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from matcher.domain.people import Role
from matcher.store.organisations import JoinRequestRow, OrganisationRow, UserRow
from matcher.store.outbox import OutboxRow
from matcher.workflow import passwords, tasks
from tests.web.conftest import NOW

RIGHT = "quatre chameaux bleus et verts"
OTHER = "trois lanternes au bord du port"
JOIN = {
    "kind": "startup",
    "organisation": "Atelier Atlas",
    "name": "Nadia B.",
    "email": "nadia@essai.ma",
    "language": "fr",
    "consent": "yes",
}


@pytest.fixture(scope="module")
def kept():
    return passwords.hashed(RIGHT)


@pytest.fixture
def known(services, users, kept):
    """Give everybody the same password, and return the people."""
    with services.database.session() as session:
        for row in session.scalars(select(UserRow)):
            row.password_hash = kept
    return users


def last_link(services, kind):
    with services.database.session(writes=False) as session:
        rows = session.scalars(select(OutboxRow).where(OutboxRow.kind == kind)).all()
        return max(rows, key=lambda row: row.id).payload["link"]


def work(services):
    tasks.work(services, lambda: NOW)


def count(services, kind):
    with services.database.session(writes=False) as session:
        return len(session.scalars(select(OutboxRow).where(OutboxRow.kind == kind)).all())


def row_of(services, user):
    with services.database.session(writes=False) as session:
        return session.get(UserRow, user.id)


def enter(client, user, password=RIGHT, **more):
    return client.post("/account/sign-in", data={"email": user.email, "password": password} | more)


def plain(answer):
    """Return a page without what differs at each request."""
    return re.sub(r'nonce="[^"]*"|value="[^"]*"', "", answer.get_data(as_text=True))


PAGES = ("sign-in", "join", "join/sent", "join/confirmed", "forgot", "forgot/sent")


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_public_page_is_shown_in_each_language(client, page, language):
    client.post("/language", data={"language": language})
    answer = client.get(f"/account/{page}")
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.get_data(as_text=True)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_every_page_of_an_account_is_shown_in_each_language(services, signed_in, role, language):
    browser = signed_in(role)
    saved = {"name": "Nadia", "phone": "", "language": language}
    assert browser.post("/account/settings/details", data=saved).status_code == 303
    pages = ["/account/settings"]
    if role in (Role.FIRM, Role.STARTUP, Role.SUPPORT):
        browser.post("/account/colleagues", data={"name": "B", "email": "b@x.ma", "language": "fr"})
        pages.append("/account/colleagues")
    else:
        pages += ["/desk/people", "/desk/people/invite", "/desk/people/1", "/desk/requests"]
    for page in pages:
        answer = browser.get(page)
        assert answer.status_code == 200, page
        assert f'<html lang="{language}"' in answer.get_data(as_text=True)


def test_signing_in_opens_the_room_and_wrong_passwords_all_read_the_same(client, known):
    wrong = enter(client, known[Role.FIRM], "wrong")
    unknown = client.post("/account/sign-in", data={"email": "x@y.ma", "password": "wrong"})
    assert wrong.status_code == unknown.status_code == 403
    assert plain(wrong) == plain(unknown)
    assert enter(client, known[Role.FIRM]).status_code == 303
    assert client.get("/account/settings").status_code == 200


def test_signing_in_goes_to_our_own_pages_only(client, known):
    answer = enter(client, known[Role.FIRM], next="/account/colleagues")
    assert answer.location == "/account/colleagues"
    client.post("/account/sign-out")
    answer = enter(client, known[Role.FIRM], next="//evil.example/")
    assert "evil" not in answer.location


def test_failures_are_counted_and_a_known_browser_is_not_shut_out(app, known):
    mine, theirs = app.test_client(), app.test_client()
    assert enter(mine, known[Role.FIRM]).status_code == 303
    mine.post("/account/sign-out")
    for _ in range(6):
        refused = enter(theirs, known[Role.FIRM], "wrong")
    assert "Trop" in refused.get_data(as_text=True) or "trop" in refused.get_data(as_text=True)
    held = enter(theirs, known[Role.FIRM])
    assert held.status_code == 429
    assert int(held.headers["Retry-After"]) > 0
    assert enter(mine, known[Role.FIRM]).status_code == 303


def test_a_forgotten_password_answers_the_same_for_every_address(client, services, known):
    answers = [
        client.post("/account/forgot", data={"email": email})
        for email in (known[Role.FIRM].email, "nobody@essai.ma")
    ]
    assert {(each.status_code, each.location) for each in answers} == {
        (303, "/account/forgot/sent")
    }
    work(services)
    assert count(services, "password_reset") == 1


def test_a_reset_link_asks_first_works_once_and_ends_sessions(app, client, services, known):
    old = app.test_client()
    enter(old, known[Role.FIRM])
    client.post("/account/forgot", data={"email": known[Role.FIRM].email})
    work(services)
    link = last_link(services, "password_reset")
    before = row_of(services, known[Role.FIRM]).password_hash
    for _ in range(2):
        assert client.get(link).status_code == 200
    assert row_of(services, known[Role.FIRM]).password_hash == before
    assert client.post(link, data={"password": "short"}).status_code == 422
    assert client.post(link, data={"password": OTHER}).status_code == 303
    assert client.post(link, data={"password": OTHER}).status_code == 410
    assert client.get(link).status_code == 410
    assert old.get("/account/settings").location.startswith("/account/sign-in")
    assert client.get("/account/settings").status_code == 200


def test_changing_the_password_keeps_this_session_and_ends_the_others(app, known):
    here, there = app.test_client(), app.test_client()
    enter(here, known[Role.FIRM])
    enter(there, known[Role.FIRM])
    wrong = here.post("/account/settings/password", data={"current": "wrong", "new": OTHER})
    assert wrong.status_code == 422
    right = here.post("/account/settings/password", data={"current": RIGHT, "new": OTHER})
    assert right.status_code == 303
    assert here.get("/account/settings").status_code == 200
    assert there.get("/account/settings").status_code == 303


def test_a_new_address_counts_after_the_button_of_its_email(client, services, known):
    enter(client, known[Role.STARTUP])
    data = {"email": "new@essai.ma", "current": RIGHT}
    assert client.post("/account/settings/address", data=data).status_code == 303
    link = last_link(services, "confirm_email")
    assert client.get(link).status_code == 200
    assert row_of(services, known[Role.STARTUP]).email != "new@essai.ma"
    assert client.post(link).status_code == 303
    assert row_of(services, known[Role.STARTUP]).email == "new@essai.ma"
    assert client.post(link).status_code == 410


def test_asking_to_join_answers_the_same_for_every_address(client, services, known):
    answers = [
        client.post("/account/join", data=JOIN | {"email": email})
        for email in ("nadia@essai.ma", known[Role.FIRM].email)
    ]
    answers.append(client.post("/account/join", data=JOIN | {"subject_line": "Buy now"}))
    assert {(each.status_code, each.location) for each in answers} == {(303, "/account/join/sent")}
    assert count(services, "confirm_email") == 1
    assert client.post("/account/join", data=JOIN | {"email": "x"}).status_code == 422


def test_a_startup_joins_from_its_request_to_its_first_page(app, client, services, signed_in):
    client.post("/account/join", data=JOIN)
    link = last_link(services, "confirm_email")
    assert "Atelier Atlas" in client.get(link).get_data(as_text=True)
    assert client.post(link).status_code == 303
    desk = signed_in(Role.OFFICER)
    assert "Atelier Atlas" in desk.get("/desk/requests").get_data(as_text=True)
    assert desk.get("/desk/requests/1").status_code == 200
    assert desk.post("/desk/requests/1/refuse", data={"reason": ""}).status_code == 422
    assert desk.post("/desk/requests/1/approve", data={"organisation": ""}).status_code == 303
    assert desk.post("/desk/requests/1/approve", data={"organisation": ""}).status_code == 303
    assert desk.get("/desk/requests?state=approved").status_code == 200
    link = last_link(services, "invitation")
    assert client.get(link).status_code == 200
    data = {"name": "Nadia B.", "password": OTHER, "language": "ar", "consent": "yes"}
    assert client.post(link, data=data | {"password": "123"}).status_code == 422
    assert client.post(link, data=data).status_code == 303
    assert 'lang="ar"' in client.get("/account/settings").get_data(as_text=True)
    assert client.get(link).status_code == 410


def test_a_request_may_join_an_organisation_that_is_known(services, client, signed_in):
    client.post("/account/join", data=JOIN | {"organisation": "ORGANISATION startup SARL"})
    client.post(last_link(services, "confirm_email"))
    desk = signed_in(Role.OFFICER)
    shown = desk.get("/desk/requests/1").get_data(as_text=True)
    assert "Organisation startup" in shown
    with services.database.session(writes=False) as session:
        home = session.scalar(
            select(OrganisationRow.id).where(OrganisationRow.name == "Organisation startup")
        )
    desk.post("/desk/requests/1/approve", data={"organisation": str(home)})
    with services.database.session(writes=False) as session:
        assert session.get(JoinRequestRow, 1).organisation_id == home


def test_a_disabled_person_is_out_at_once(app, signed_in, users):
    member, desk = signed_in(Role.FIRM), signed_in(Role.OFFICER)
    assert member.get("/account/settings").status_code == 200
    number = users[Role.FIRM].id
    assert desk.post(f"/desk/people/{number}/disable").status_code == 303
    assert member.get("/account/settings").status_code == 303
    assert desk.post(f"/desk/people/{number}/enable").status_code == 303


def test_only_administrators_manage_staff(signed_in, users):
    desk, boss = signed_in(Role.OFFICER), signed_in(Role.ADMINISTRATOR)
    officer, chief = users[Role.OFFICER].id, users[Role.ADMINISTRATOR].id
    assert desk.post(f"/desk/people/{chief}/disable").status_code == 403
    role = f"/desk/people/{officer}/role"
    assert desk.post(role, data={"role": "administrator"}).status_code == 403
    assert boss.get(f"/desk/people/{officer}").status_code == 200
    assert boss.post(role, data={"role": "administrator"}).status_code == 303
    assert desk.get("/desk/people").location.startswith("/account/sign-in")


def test_officers_invite_members_and_administrators_invite_officers(services, signed_in, users):
    home = users[Role.FIRM].organisation_id
    data = {"name": "B", "email": "b@essai.ma", "language": "fr", "organisation": str(home)}
    desk, boss = signed_in(Role.OFFICER), signed_in(Role.ADMINISTRATOR)
    url = "/desk/people/invite"
    assert desk.post(url, data=data | {"role": "firm"}).status_code == 303
    assert desk.post(url, data=data | {"role": "startup"}).status_code == 422
    assert desk.post(url, data=data | {"role": "officer"}).status_code == 422
    assert boss.post(url, data=data | {"role": "officer"}).status_code == 303
    assert "b@essai.ma" in desk.get(url).get_data(as_text=True)
    assert count(services, "invitation") == 2


@pytest.mark.parametrize("role", [None, Role.FIRM, Role.STARTUP])
def test_the_officers_pages_are_closed_to_others(client, signed_in, role):
    browser = signed_in(role) if role else client
    for page in ("/desk/people", "/desk/people/1", "/desk/people/invite", "/desk/requests"):
        assert browser.get(page).status_code == (403 if role else 303)
    for page in ("/desk/people/1/disable", "/desk/requests/1/approve", "/desk/people/invite"):
        assert browser.post(page).status_code == (403 if role else 303)


def test_the_demo_switch_exists_in_the_demo_only(make_app, services, users):
    from matcher.workflow import demo_accounts
    from matcher.workflow.context import Context

    with services.database.session() as session:
        acting = Context(session=session, actor=None, now=NOW, services=services)
        firm = session.get(OrganisationRow, users[Role.FIRM].organisation_id)
        key = str(demo_accounts.add(acting, Role.FIRM, "Compte de démonstration", firm).id)
    browser = make_app().test_client()
    assert browser.post("/account/demo", data={"account": key}).status_code == 303
    page = browser.get("/account/settings").get_data(as_text=True)
    assert 'aria-pressed="true"' in page
    other = str(users[Role.ADMINISTRATOR].id)
    assert browser.post("/account/demo", data={"account": other}).status_code == 404
    closed = make_app(demo=False).test_client()
    assert closed.post("/account/demo", data={"account": key}).status_code == 404


def test_a_stranger_reads_no_page_of_an_account(client):
    for page in ("/account/settings", "/account/colleagues"):
        assert client.get(page).location.startswith("/account/sign-in?next=")


def test_signing_out_ends_the_session(client, known):
    enter(client, known[Role.FIRM])
    assert client.get("/account/sign-out").status_code == 405
    assert client.post("/account/sign-out").status_code == 303
    assert client.get("/account/settings").status_code == 303


def test_a_copy_of_the_cookie_opens_nothing_after_signing_out(app, known):
    here, elsewhere, copy = app.test_client(), app.test_client(), app.test_client()
    enter(here, known[Role.FIRM])
    enter(elsewhere, known[Role.FIRM])
    stolen = here.get_cookie("passerelle").value
    copy.set_cookie("passerelle", stolen)
    assert copy.get("/account/settings").status_code == 200
    assert here.post("/account/sign-out").status_code == 303
    copy.set_cookie("passerelle", stolen)
    with copy.get("/static/js/passerelle.js") as script:
        assert "Set-Cookie" not in script.headers, "the copy is not made younger"
    assert copy.get("/account/settings").status_code == 303
    with copy.session_transaction() as session:
        assert "_user_id" not in session
    assert elsewhere.get("/account/settings").status_code == 200


def test_a_wrong_role_is_told_beside_its_field(signed_in, users):
    boss = signed_in(Role.ADMINISTRATOR)
    answer = boss.post(f"/desk/people/{users[Role.OFFICER].id}/role", data={"role": "king"})
    assert answer.status_code == 422
    assert 'id="role-error"' in answer.get_data(as_text=True)


def test_an_invitation_whose_address_has_an_account_leads_to_the_sign_in(
    client, services, signed_in, users
):
    home = str(users[Role.FIRM].organisation_id)
    data = {"name": "B", "email": "b@essai.ma", "language": "fr", "organisation": home}
    signed_in(Role.OFFICER).post("/desk/people/invite", data=data | {"role": "firm"})
    with services.database.session() as session:
        row = session.get(UserRow, users[Role.FIRM].id)
        row.email = row.email_key = "b@essai.ma"
    answer = client.get(last_link(services, "invitation"))
    assert answer.status_code == 410
    assert 'href="/account/sign-in"' in answer.get_data(as_text=True).split("<main")[1]


def test_links_end_with_time(make_app, services, client, known):
    client.post("/account/forgot", data={"email": known[Role.FIRM].email})
    work(services)
    link = last_link(services, "password_reset")
    app = make_app()
    app.extensions["passerelle.clock"] = lambda: NOW + timedelta(hours=1)
    assert app.test_client().get(link).status_code == 410


def test_too_many_requests_from_one_address_are_asked_to_wait(make_app):
    browser = make_app(config={"RATELIMIT_ENABLED": True}, rate_limits=True).test_client()
    answers = [browser.post("/account/forgot", data={"email": "a@b.ma"}) for _ in range(6)]
    assert answers[-1].status_code == 429
