"""What becomes of the e-mails to an address that is forgotten, and of those about somebody."""

import pytest

from matcher.store.outbox import MailState, OutboxRow
from matcher.workflow.erasure_mail import UNSENT, forget_about, forget_address
from tests.workflow.people import NOW

GONE, STAYS = "Sara@essai.invalid", "autre@essai.invalid"


@pytest.fixture
def mail(session):
    def made(state=MailState.WAITING, recipients=(GONE,), **said):
        row = OutboxRow(
            kind="challenge_received", language="fr", recipients=list(recipients), state=state,
            payload={"challenge_title": "Eaux de rinçage"}, dedupe_key=f"m{len(session.new)}",
            message_token="t", not_before=NOW, created_at=NOW, claim=None, **said,
        )  # fmt: skip
        session.add(row)
        return row

    return made


@pytest.mark.parametrize("state", sorted(UNSENT))
def test_what_did_not_go_out_never_does_and_holds_nothing(mail, session, state):
    row = mail(state, refused={GONE: "full"})

    assert forget_address(session, GONE.lower()) == 1
    assert row.state == MailState.CANCELLED
    assert (row.payload, row.recipients, row.refused) == ({}, [], {})


def test_what_went_out_keeps_its_state_alone(mail, session):
    row = mail(MailState.SENT, delivered=[GONE])

    assert forget_address(session, GONE) == 1
    assert (row.state, row.payload, row.recipients, row.delivered) == (MailState.SENT, {}, [], [])


def test_others_to_whom_it_goes_still_get_it(mail, session):
    row = mail(recipients=(GONE, STAYS), delivered=[STAYS], refused={GONE: "full"})

    assert forget_address(session, GONE) == 1
    assert row.state == MailState.WAITING
    assert row.payload == {"challenge_title": "Eaux de rinçage"}
    assert (row.recipients, row.delivered, row.refused) == ([STAYS], [STAYS], {})


def test_an_address_that_only_holds_it_is_another(mail, session):
    row = mail(recipients=(f"la-{GONE}",))

    assert forget_address(session, GONE) == 0
    assert row.payload


def test_what_went_out_about_a_thing_holds_nothing_and_what_waits_still_goes(mail, session):
    sent = mail(MailState.SENT, about="challenge:7:firm")
    waits = mail(about="challenge:7")
    other = mail(MailState.SENT, about="challenge:71")
    session.flush()

    assert forget_about(session, "challenge:7") == 2
    assert (sent.payload, bool(waits.payload), bool(other.payload)) == ({}, True, True)
