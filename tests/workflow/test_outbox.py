"""What officers see of e-mails, and what they may do about one."""

import pytest

from matcher.errors import InvalidForm, NotAllowed, NotFound, NotPossible
from matcher.notify.mailer import Agency, DemoMailer
from matcher.notify.messages import ChallengeReceived, PasswordReset
from matcher.store import outbox as rows
from matcher.store.journal import JournalRow
from matcher.store.outbox import MailState, OutboxRow
from matcher.workflow.outbox import (
    Mail,
    cancel,
    mail_for_officers,
    post,
    resend,
    rows_for_officers,
    undelivered,
    withdraw,
)
from tests.workflow.people import NOW, a_firm_member, an_officer

A, B = "a@firm.invalid", "b@startup.invalid"


@pytest.fixture
def mailer():
    return DemoMailer(Agency("agence@passerelle.invalid", "https://passerelle.invalid"))


@pytest.fixture
def officer(session, acting):
    return acting(an_officer(session))


def a_mail(*to, **said):
    said = {
        "language": "fr",
        "message": ChallengeReceived(challenge_title="Eau", link="/d/7"),
        "dedupe_key": "challenge:7:received",
        "about": "challenge:7",
    } | said
    return Mail(to=to or (A,), **said)


def in_state(session, mail_id, state, **said):
    row = session.get(OutboxRow, mail_id)
    row.state = state
    for name, value in said.items():
        setattr(row, name, value)
    session.flush()


def test_officers_see_the_newest_first_and_can_choose(worker, officer):
    first = post(worker, a_mail())
    second = post(worker, a_mail(dedupe_key="k2", about="challenge:8"))

    assert [line.id for line in rows_for_officers(officer)] == [second, first]
    assert [line.id for line in rows_for_officers(officer, about="challenge:7")] == [first]
    assert rows_for_officers(officer, state="failed") == ()


@pytest.mark.parametrize("use_case", [rows_for_officers, undelivered])
def test_nobody_else_sees_the_outbox(session, acting, use_case):
    with pytest.raises(NotAllowed):
        use_case(acting(a_firm_member(session)))


@pytest.mark.parametrize("use_case", [mail_for_officers, resend, cancel])
def test_nobody_else_touches_a_mail(session, acting, worker, use_case):
    mail_id = post(worker, a_mail())
    with pytest.raises(NotAllowed):
        use_case(acting(a_firm_member(session)), mail_id)


def test_an_officer_reads_the_mail_as_it_is_sent(worker, officer):
    shown = mail_for_officers(officer, post(worker, a_mail()))

    assert shown.subject == "Votre défi a bien été reçu : Eau"
    assert "https://passerelle.invalid/d/7" in shown.text
    assert "https://passerelle.invalid/d/7" in shown.html
    with pytest.raises(NotFound):
        mail_for_officers(officer, 999)


def test_an_officer_cannot_take_over_an_account(session, worker, officer):
    message = PasswordReset(link="/reset/t0ken", expires_at=NOW)
    mail_id = post(worker, a_mail(message=message))

    for state in MailState:
        in_state(session, mail_id, state)
        shown = mail_for_officers(officer, mail_id)
        # Only the demo, which sends nothing, shows such a link, once the mail counts as sent.
        assert ("t0ken" in shown.text + shown.html) is (state is MailState.SENT)


@pytest.mark.parametrize("state", [MailState.FAILED, MailState.UNKNOWN])
def test_an_officer_sends_again_what_may_not_have_arrived(session, worker, officer, state):
    mail_id = post(worker, a_mail(A, B))
    in_state(session, mail_id, state, delivered=[A], attempts=8, refused={B: "550 (RCPT)"})
    assert undelivered(officer) == 1

    resend(officer, mail_id)

    row = rows.get(session, mail_id)
    assert (row.state, row.attempts, row.refused) == (MailState.WAITING, 0, {})
    assert row.delivered == [A]
    [line] = session.query(JournalRow).filter_by(action="mail.resent")
    assert line.before == {"state": state.value}


@pytest.mark.parametrize("state", [MailState.WAITING, MailState.SENDING, MailState.SENT])
def test_what_was_sent_is_not_sent_again(session, worker, officer, state):
    mail_id = post(worker, a_mail())
    in_state(session, mail_id, state)
    with pytest.raises(NotPossible):
        resend(officer, mail_id)


def test_a_waiting_mail_can_be_stopped_once(session, worker, officer):
    mail_id = post(worker, a_mail())

    cancel(officer, mail_id)

    assert rows.get(session, mail_id).state == MailState.CANCELLED
    assert rows.due(session, NOW, 10) == []
    with pytest.raises(NotPossible):
        cancel(officer, mail_id)


def test_what_is_about_a_withdrawn_thing_does_not_go_out(session, worker):
    about_it = post(worker, a_mail())
    other = post(worker, a_mail(dedupe_key="k2", about="challenge:77"))
    gone = post(worker, a_mail(dedupe_key="k3"))
    in_state(session, gone, MailState.SENT)
    to_a_startup = post(worker, a_mail(dedupe_key="k4", about="challenge:7:startup:3"))
    to_the_firm = post(worker, a_mail(dedupe_key="k5", about="challenge:7:firm"))
    unknown = post(worker, a_mail(dedupe_key="k6"))
    in_state(session, unknown, MailState.UNKNOWN)

    assert withdraw(worker, "challenge:7") == 3
    assert rows.get(session, to_a_startup).state == MailState.CANCELLED
    assert rows.get(session, unknown).state == MailState.CANCELLED
    assert rows.get(session, to_the_firm).state == MailState.WAITING
    assert rows.get(session, about_it).state == MailState.CANCELLED
    assert rows.get(session, other).state == MailState.WAITING
    assert rows.get(session, gone).state == MailState.SENT


@pytest.mark.parametrize("to", [("a@b.ma\nBcc: x@y.z",), ("A <a@b.ma>",), ("a@b.ma", "")])
def test_an_address_that_could_reach_a_header_is_not_posted(worker, to):
    with pytest.raises(InvalidForm):
        post(worker, a_mail(*to))


def test_a_mail_to_nobody_is_not_posted(worker):
    mail = Mail(to=(), language="fr", message=a_mail().message, dedupe_key="nobody")
    with pytest.raises(InvalidForm):
        post(worker, mail)


def test_a_digest_has_one_recipient_and_a_letter_a_known_language(worker):
    with pytest.raises(ValueError, match="one recipient"):
        post(worker, a_mail(A, B, digest="suggestions"))
    with pytest.raises(ValueError, match="No letter"):
        post(worker, a_mail(language="es"))


def test_posting_wakes_the_worker_once(worker):
    post(worker, a_mail())
    post(worker, a_mail(dedupe_key="k2"))

    assert worker.after_commit == [worker.services.nudge]
