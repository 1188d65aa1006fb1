"""The worker's round: at most once to each, again when it may be, digests instead of floods."""

import threading
from dataclasses import dataclass
from datetime import timedelta

import pytest

from matcher.notify.mailer import Agency, SmtpMailer
from matcher.notify.messages import ChallengeReceived, PasswordReset, Suggestion, SuggestionsDigest
from matcher.notify.smtp import Outcome
from matcher.store.database import Database
from matcher.store.outbox import MailState, OutboxRow
from matcher.workflow.context import Context
from matcher.workflow.delivery import CLAIM_LASTS, DELAYS_MIN, deliver_due
from matcher.workflow.outbox import Mail, post, withdraw
from tests.mail_server import running_mail_server
from tests.workflow.people import NOW

A, B = "a@firm.invalid", "b@startup.invalid"
AGENCY = Agency("agence@passerelle.invalid", "https://passerelle.invalid")
MORNING = NOW.replace(hour=6)


@dataclass
class Sending:
    database: Database
    mailer: object


@dataclass
class StubMailer:
    """Answers as it is told, and remembers to whom it wrote."""

    answer: object
    agency: Agency = AGENCY
    keeps_links: bool = False
    asked: int = 0

    def send(self, envelope):
        self.asked += 1
        return self.answer(envelope)


class Crash(BaseException):
    """The worker's process ends."""


@pytest.fixture
def database(any_database):
    return any_database


@pytest.fixture
def server(loopback):
    with running_mail_server() as running:
        yield running


@pytest.fixture
def sending(database, server):
    return Sending(database, SmtpMailer(AGENCY, server.settings))


@pytest.fixture
def posted(database, services):
    """Return what posts a mail in a transaction of its own."""

    def post_one(*to, at=NOW, **said):
        said = {
            "language": "fr",
            "message": ChallengeReceived(challenge_title="Eau", link="/d/7"),
            "dedupe_key": "challenge:7:received",
        } | said
        with database.session() as session:
            return post(Context(session, None, at, services), Mail(to=to or (A,), **said))

    return post_one


def row(database, mail_id):
    with database.session(writes=False) as session:
        return session.get(OutboxRow, mail_id)


def a_suggestion(title, link):
    return SuggestionsDigest(items=(Suggestion(title=title, link=link),), link="/defis")


def test_a_posted_mail_is_sent_once(database, posted, sending, server):
    mail_id = posted()

    assert deliver_due(sending, NOW).sent == 1
    assert deliver_due(sending, NOW).sent == 0
    assert len(server.letters_to(A)) == 1
    assert row(database, mail_id).state == MailState.SENT
    assert row(database, mail_id).delivered == [A]


def test_the_same_cause_is_posted_once(posted, sending, server):
    assert posted() is not None
    assert posted() is None
    deliver_due(sending, NOW)
    assert len(server.received) == 1


def test_a_mail_of_a_transaction_that_fails_is_never_sent(database, services, sending, server):
    message = ChallengeReceived(challenge_title="Eau", link="/d/7")
    mail = Mail(to=(A,), language="fr", message=message, dedupe_key="k")
    with database.open() as session:
        post(Context(session, None, NOW, services), mail)
        session.rollback()

    deliver_due(sending, NOW)
    assert server.received == []


def test_a_mail_waits_for_its_moment(posted, sending):
    posted(not_before=NOW + timedelta(hours=1))

    assert deliver_due(sending, NOW).sent == 0
    assert deliver_due(sending, NOW + timedelta(hours=1)).sent == 1


def test_two_workers_send_each_mail_once(posted, sending, server):
    for number in range(12):
        posted(dedupe_key=f"k{number}")
    together = threading.Barrier(2)
    rounds = []

    def work():
        together.wait()
        rounds.append(deliver_due(sending, NOW))

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(rounds) == 2
    assert sum(each.sent for each in rounds) == 12
    assert len({message["Message-ID"] for _, message in server.received}) == 12
    assert len(server.received) == 12


def test_after_a_crash_a_mail_is_unknown_and_not_sent_again(database, posted, sending, server):
    mail_id = posted()
    real = sending.mailer

    def crash(envelope):
        real.send(envelope)
        raise Crash

    with pytest.raises(Crash):
        deliver_due(Sending(database, StubMailer(crash)), NOW)
    assert row(database, mail_id).state == MailState.SENDING

    assert deliver_due(sending, NOW + timedelta(minutes=5)).unknown == 0
    later = NOW + CLAIM_LASTS + timedelta(minutes=1)
    assert deliver_due(sending, later).unknown == 1
    assert deliver_due(sending, later + timedelta(days=1)).sent == 0
    assert row(database, mail_id).state == MailState.UNKNOWN
    assert len(server.letters_to(A)) == 1


def test_silence_after_the_letter_is_never_followed_by_a_second_one(
    database, posted, sending, server
):
    mail_id = posted()
    server.hangs_up = True

    assert deliver_due(sending, NOW).unknown == 1
    server.hangs_up = False
    deliver_due(sending, NOW + timedelta(days=2))
    assert len(server.letters_to(A)) == 1
    assert row(database, mail_id).state == MailState.UNKNOWN


def test_a_temporary_refusal_is_tried_again_with_growing_delays(database, posted, sending, server):
    mail_id = posted()
    server.to_recipient = {A: ["451 4.7.1 greylisted"] * 2}

    assert deliver_due(sending, NOW).later == 1
    assert row(database, mail_id).last_error == "451 4.7.1 (RCPT)"
    assert deliver_due(sending, NOW + timedelta(seconds=50)).later == 0
    second = NOW + timedelta(minutes=2)
    assert deliver_due(sending, second).later == 1
    assert deliver_due(sending, second + timedelta(minutes=4)).sent == 0
    assert deliver_due(sending, second + timedelta(minutes=6)).sent == 1
    assert len(server.letters_to(A)) == 1


def test_after_eight_attempts_a_mail_has_failed(database, posted):
    mail_id = posted()
    mailer = StubMailer(lambda envelope: Outcome(later=dict.fromkeys(envelope.to, "421 (connect)")))

    for day in range(12):
        deliver_due(Sending(database, mailer), NOW + timedelta(days=day))

    assert mailer.asked == len(DELAYS_MIN) + 1 == 8
    assert row(database, mail_id).state == MailState.FAILED


def test_a_permanent_refusal_fails_at_once(database, posted, sending, server):
    mail_id = posted()
    server.to_content = ["554 5.7.1 the body said: secret words"]

    assert deliver_due(sending, NOW).failed == 1
    assert deliver_due(sending, NOW + timedelta(days=1)).failed == 0
    assert row(database, mail_id).last_error == "554 5.7.1 (content)"


def test_each_recipient_of_an_introduction_gets_it_at_most_once(database, posted, sending, server):
    mail_id = posted(A, B)
    server.to_recipient = {B: ["450 4.2.1 busy"]}

    assert deliver_due(sending, NOW).later == 1
    assert row(database, mail_id).delivered == [A]
    assert deliver_due(sending, NOW + timedelta(minutes=2)).sent == 1
    assert [to for to, _ in server.received] == [(A,), (B,)]
    first, second = (message for _, message in server.received)
    assert first["Message-ID"] == second["Message-ID"]
    assert first["To"] == second["To"]


def test_one_recipient_refused_for_ever_is_told_to_officers(database, posted, sending, server):
    mail_id = posted(A, B)
    server.to_recipient = {A: ["550 5.1.1 unknown"]}

    assert deliver_due(sending, NOW).failed == 1
    kept = row(database, mail_id)
    assert kept.delivered == [B]
    assert kept.refused == {A: "550 5.1.1 (RCPT)"}


def test_a_row_that_cannot_be_written_as_a_letter_does_not_stop_the_others(
    database, posted, sending
):
    broken = posted(dedupe_key="broken")
    posted(dedupe_key="whole")
    with database.session() as session:
        session.get(OutboxRow, broken).payload = {"challenge_title": "secret words"}

    done = deliver_due(sending, NOW)

    assert (done.sent, done.failed) == (1, 1)
    assert "secret" not in row(database, broken).last_error


def test_a_link_that_opens_an_account_is_forgotten_once_sent(database, posted, sending, server):
    mail_id = posted(message=PasswordReset(link="/reset/t0ken", expires_at=NOW))

    deliver_due(sending, NOW)

    [letter] = server.letters_to(A)
    assert "/reset/t0ken" in letter.get_body().get_content()
    assert "t0ken" not in str(row(database, mail_id).payload)


def test_suggestions_of_a_day_are_one_mail(posted, sending, server):
    for number in range(5):
        posted(
            message=a_suggestion(f"Défi {number}", f"/defis/{number}"),
            dedupe_key=f"suggested:{number}",
            digest="suggestions",
        )
    posted(B, message=a_suggestion("Autre", "/defis/9"), dedupe_key="s:b", digest="suggestions")

    assert deliver_due(sending, NOW).sent == 0
    next_day = MORNING + timedelta(days=1)
    assert deliver_due(sending, next_day).sent == 2
    assert deliver_due(sending, next_day + timedelta(hours=3)).sent == 0
    [letter] = server.letters_to(A)
    plain = letter.get_body(("plain",)).get_content()
    assert all(f"Défi {number}" in plain for number in range(5))
    assert "Autre" not in plain


def test_what_comes_after_the_hour_waits_for_the_next_day(posted, sending, server):
    said = {"digest": "suggestions"}
    posted(message=a_suggestion("Un", "/defis/1"), dedupe_key="1", **said)
    next_day = MORNING + timedelta(days=1)
    deliver_due(sending, next_day)
    posted(message=a_suggestion("Deux", "/defis/2"), dedupe_key="2", at=next_day, **said)

    assert deliver_due(sending, next_day + timedelta(hours=12)).sent == 0
    assert deliver_due(sending, next_day + timedelta(days=1)).sent == 1
    assert len(server.letters_to(A)) == 2


def test_a_suggestion_that_is_withdrawn_is_in_no_digest(
    database, services, posted, sending, server
):
    for number in (1, 2):
        posted(
            message=a_suggestion(f"Défi {number}", f"/defis/{number}"),
            dedupe_key=f"suggested:{number}",
            about=f"challenge:{number}",
            digest="suggestions",
        )
    # Joined into a digest that could not go out yet.
    next_day = MORNING + timedelta(days=1)
    server.to_recipient = {A: ["451 4.3.0 later"]}
    deliver_due(sending, next_day)
    with database.session() as session:
        assert withdraw(Context(session, None, next_day, services), "challenge:1") == 1

    deliver_due(sending, next_day + timedelta(hours=2))
    assert server.received == []
    deliver_due(sending, next_day + timedelta(days=1))
    [letter] = server.letters_to(A)
    plain = letter.get_body(("plain",)).get_content()
    assert "Défi 2" in plain
    assert "Défi 1" not in plain
