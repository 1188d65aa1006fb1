"""What was refused to somebody signed in stands in the journal: one line, and never a flood."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from matcher.domain.people import Role
from matcher.store.chain_checking import check
from matcher.store.journal import JournalRow
from matcher.workflow import refusals
from matcher.workflow.refusals import MOST, Refused
from tests.web.conftest import NOW
from tests.workflow.people import a_challenge, a_firm


def lines(services):
    with services.database.session(writes=False) as session:
        return session.scalars(select(JournalRow).order_by(JournalRow.id)).all()


def told(line):
    return (line.action, line.subject_kind, line.subject_id, line.after)


def test_one_line_and_the_same_for_what_is_there_and_what_is_not(signed_in, services, users):
    with services.database.session() as session:
        theirs = a_challenge(session, a_firm(session)).id
    browser = signed_in(Role.FIRM)

    assert browser.get(f"/firm/challenges/{theirs}").status_code == 404
    assert browser.get("/firm/challenges/7777").status_code == 404

    there, absent = lines(services)
    assert told(there) == (
        "access.refused", "page", theirs, {"endpoint": "firm.show", "method": "GET", "status": 404}
    )  # fmt: skip
    assert (absent.action, absent.after, absent.subject_id) == (there.action, there.after, 7777)
    assert {there.user_id, absent.user_id} == {users[Role.FIRM].id}


def test_a_room_that_is_not_open_to_the_role_leaves_a_line(signed_in, services):
    assert signed_in(Role.STARTUP).post("/desk/people/3/disable").status_code in {403, 404}

    [line] = lines(services)
    assert (line.action, line.after["method"], line.after["status"]) == (
        "access.refused", "POST", line.after["status"]
    )  # fmt: skip


def test_a_flood_leaves_a_few_lines_a_minute(signed_in, services):
    """Attack: ask a hundred times. Expected: ten lines, and the chain is whole."""
    browser = signed_in(Role.FIRM)
    for number in range(3 * MOST):
        browser.get(f"/firm/challenges/{9000 + number}")

    assert len(lines(services)) == MOST
    with services.database.session(writes=False) as session:
        assert check(session.connection()).broken is None


def test_the_next_minute_counts_anew_and_each_person_alone(services, users):
    asked = Refused("firm.show", "GET", 404, 3)
    firm, startup = users[Role.FIRM], users[Role.STARTUP]
    assert [refusals.note(services, NOW, firm, asked) for _ in range(MOST + 1)] == (
        [True] * MOST + [False]
    )
    assert refusals.note(services, NOW, startup, asked)
    assert refusals.note(services, NOW + timedelta(minutes=2), firm, asked)


def test_who_is_not_signed_in_and_an_address_of_nothing_leave_none(client, signed_in, services):
    client.get("/firm/challenges/7777")
    signed_in(Role.FIRM).get("/no/such/page")

    assert lines(services) == []


def test_a_journal_that_cannot_be_written_changes_no_answer(signed_in, monkeypatch):
    def full(*_):
        raise OperationalError("INSERT", {}, Exception("disk full"))

    monkeypatch.setattr(refusals, "note", full)

    assert signed_in(Role.FIRM).get("/firm/challenges/7777").status_code == 404


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ADMINISTRATOR])
def test_officers_read_the_line(signed_in, services, users, role):
    signed_in(Role.FIRM).get("/firm/challenges/7777")

    page = signed_in(role).get("/desk/journal?subject=page", headers={"Accept-Language": "en"})

    assert page.status_code == 200
    assert users[Role.FIRM].name in page.text
