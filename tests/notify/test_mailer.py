"""E-mails handed to a real mail server, and what it makes of them."""

import socket
from datetime import UTC, datetime

import pytest

from matcher.errors import InvalidForm
from matcher.notify.addresses import checked_address, checked_addresses
from matcher.notify.mailer import Agency, DemoMailer, Envelope, SmtpMailer, composed
from matcher.notify.messages import ChallengeReceived
from matcher.notify.rendering import Letter, letter
from matcher.notify.smtp import SmtpSettings
from tests.mail_server import running_mail_server

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
AGENCY = Agency(
    "agence@passerelle.invalid", "https://passerelle.invalid", "desk@passerelle.invalid"
)
A, B = "a@firm.invalid", "b@startup.invalid"


@pytest.fixture
def server(loopback):
    with running_mail_server() as running:
        yield running


def an_envelope(*to, title="تحدٍّ " * 30, language="ar"):
    written = letter(
        ChallengeReceived(challenge_title=title, link="/d/7"), language, AGENCY.base_url
    )
    return Envelope(composed(AGENCY, written, to, token="t0ken", now=NOW), AGENCY.sender, to)


def sent(server, *to, **said):
    return SmtpMailer(AGENCY, server.settings).send(an_envelope(*to, **said))


def test_an_arabic_letter_arrives_whole(server):
    assert sent(server, A).delivered == (A,)

    [(to, message)] = server.received
    assert to == (A,)
    assert message["Subject"].startswith("توصّلنا بتحدّيكم: تحدٍّ تحدٍّ")
    assert message["Subject"].count("تحدٍّ") == 30
    assert message["Message-ID"] == "<t0ken@passerelle.invalid>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Reply-To"] == "desk@passerelle.invalid"
    assert message["Date"].datetime == NOW
    assert message["List-Unsubscribe"] is None
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    plain, rich = (part.get_content() for part in message.iter_parts())
    assert "توصّلنا بتحدّيكم" in plain
    assert 'dir="rtl"' in rich


def test_lines_that_begin_with_a_dot_are_kept(server):
    message = composed(AGENCY, Letter("s", ".\n..x\nend\n", "<p>x</p>"), [A], token="t", now=NOW)
    SmtpMailer(AGENCY, server.settings).send(Envelope(message, AGENCY.sender, (A,)))

    plain = next(server.received[0][1].iter_parts()).get_content()
    assert plain.splitlines() == [".", "..x", "end"]


def test_a_refused_recipient_does_not_keep_the_other_from_it(server):
    server.to_recipient = {A: ["550 5.1.1 no such person, Subject: secret"]}

    outcome = sent(server, A, B)

    assert outcome.delivered == (B,)
    assert outcome.refused == {A: "550 5.1.1 (RCPT)"}


@pytest.mark.parametrize(("reply", "final"), [("451 4.3.0 later", False), ("554 5.7.1 no", True)])
def test_an_answer_to_the_content_is_for_all(server, reply, final):
    server.to_content = [reply]
    outcome = sent(server, A, B)

    assert outcome.delivered == ()
    assert set(outcome.refused if final else outcome.later) == {A, B}
    assert not outcome.uncertain


def test_silence_after_the_content_is_not_a_no(server):
    server.hangs_up = True
    outcome = sent(server, A)

    assert outcome.uncertain
    assert outcome.delivered == ()
    assert {**outcome.later, **outcome.refused} == {}


def test_a_server_that_is_not_there_is_tried_later(loopback):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    outcome = SmtpMailer(AGENCY, SmtpSettings("127.0.0.1", port)).send(an_envelope(A))

    assert outcome.later == {A: "ConnectionRefusedError (connect)"}


def test_nothing_is_said_in_the_clear_when_encryption_is_wanted(server):
    settings = SmtpSettings("127.0.0.1", server.port, user="u", password="p", starttls=True)
    outcome = SmtpMailer(AGENCY, settings).send(an_envelope(A))

    assert set(outcome.later) == {A}
    assert server.received == []
    assert "'p'" not in repr(settings)


@pytest.mark.parametrize(
    "address",
    ["", "a", "a@b@c", "a@b.ma\nBcc: x@y.z", "A <a@b.ma>", "a@b.ma, c@d.ma", "a b@c.ma", "é@b.ma"],
)
def test_an_address_that_could_reach_a_header_is_refused(address):
    with pytest.raises(InvalidForm):
        checked_address(address)


def test_addresses_are_taken_once_and_domains_in_ascii():
    assert checked_address("a@société.invalid") == "a@xn--socit-esab.invalid"
    assert checked_addresses(("A@b.ma", "a@B.ma", "c@d.ma")) == ["A@b.ma", "c@d.ma"]


def test_a_subject_with_a_line_end_never_becomes_a_header():
    with pytest.raises(ValueError, match=r"newline|linefeed"):
        composed(AGENCY, Letter("a\nBcc: x@y.z", "t", "h"), [A], token="t", now=NOW)


def test_the_demo_sends_nothing_and_says_all_have_it():
    assert DemoMailer(AGENCY).send(an_envelope(A)).delivered == (A,)
