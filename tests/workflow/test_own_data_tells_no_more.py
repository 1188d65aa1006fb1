"""One's own data tells nothing that one was never told: stopped letters, shown shortlists."""

import json

import pytest
from sqlalchemy import select

from matcher.domain.introduction import OPEN, Stage
from matcher.store.organisations import UserRow
from matcher.store.outbox import MailState, OutboxRow
from matcher.workflow import erasure_asking, my_data, outbox, passwords
from tests.workflow.introduction_cases import Table, a_table
from tests.workflow.people import a_sealed_challenge, a_startup_member

TITLE = "Mesurer la turbidité de Zenata"
PASSWORD = "une longue phrase que personne ne devine"


@pytest.fixture
def table(session, acting) -> Table:
    made = a_table(session, acting)
    made.challenge.title = TITLE
    return made


def letter_of(session, table) -> OutboxRow:
    rows = session.scalars(select(OutboxRow))
    return next(row for row in rows if table.startup_member.email in row.recipients)


@pytest.mark.parametrize("state", [each for each in MailState if each is not MailState.SENT])
def test_a_letter_that_did_not_go_out_has_no_words_in_a_copy(session, table, state):
    table.propose()
    letter = letter_of(session, table)
    assert TITLE in json.dumps(letter.payload, ensure_ascii=False)
    letter.state = MailState.SENT
    assert TITLE in my_data.mine(table.as_startup()).as_json().decode()
    letter.state = state
    told = my_data.mine(table.as_startup())
    assert TITLE not in told.as_json().decode()
    (mails,) = (part.rows for part in told.parts if part.table == "outbox")
    assert [("payload" in row, row["state"]) for row in mails] == [(False, state.value)]


def test_a_challenge_that_was_sealed_before_its_letter_left_is_not_in_a_copy(session, table):
    table.propose()
    assert outbox.withdraw(table.as_officer(), f"introduction:{table.row.id}")
    assert TITLE not in my_data.download(table.as_startup(), table.startup_member.id).decode()


@pytest.mark.parametrize("stage", [Stage.SUGGESTED, Stage.KEPT, Stage.RELEASED])
def test_a_startup_is_not_told_of_shortlists_that_name_it(session, acting, stage):
    table = a_table(session, acting, challenge=a_sealed_challenge, stage=stage)
    found = erasure_asking.prospect(table.as_startup())
    assert found.is_last_member
    assert (found.open_introductions, found.waits_until) == (0, None)
    session.get_one(UserRow, table.startup_member.id).password_hash = passwords.hashed(PASSWORD)
    assert erasure_asking.ask(table.as_startup(), PASSWORD).state == erasure_asking.CONFIRMED


def test_a_firm_is_told_of_the_shortlists_that_it_was_shown(session, acting):
    table = a_table(session, acting, challenge=a_sealed_challenge, stage=Stage.RELEASED)
    assert erasure_asking.prospect(table.as_firm()).open_introductions == 1


@pytest.mark.parametrize("stage", sorted(OPEN))
def test_both_are_told_of_what_is_under_way(session, acting, stage):
    table = a_table(session, acting, stage=stage)
    for context in (table.as_startup(), table.as_firm()):
        assert erasure_asking.prospect(context).open_introductions == 1
    stranger = acting(a_startup_member(session))
    assert erasure_asking.prospect(stranger).open_introductions == 0
