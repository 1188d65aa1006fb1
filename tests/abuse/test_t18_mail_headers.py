"""T18: can a name, a subject or an address add a recipient or a header to an e-mail?"""

import itertools
import unicodedata

import pytest

from matcher.domain.people import Role
from matcher.errors import InvalidForm
from matcher.notify.mailer import Agency, SmtpMailer
from matcher.notify.messages import ChallengeReceived, Invitation, JoinRequestRefused
from matcher.workflow import delivery, invitations, outbox
from matcher.workflow.context import Context
from tests.mail_server import running_mail_server
from tests.workflow.people import NOW, a_firm, an_officer

EVIL = "evil@evil.invalid"
WORDS = {
    "line ends": f"Besoin\r\nBcc: {EVIL}\r\n\r\nAutre corps",
    "a bare return": f"Besoin\rBcc: {EVIL}",
    "a bare line feed": f"Besoin\nBcc: {EVIL}",
    "other line ends": f"Besoin\u2028Bcc: {EVIL}\u2029\x85\x0b\x0cTo: {EVIL}",
    "an encoded line end": f"Besoin =?utf-8?q?=0D=0ABcc:_{EVIL}?=",
    "commas and brackets": f'Besoin, <{EVIL}>, "x" ; {EVIL}',
    "an at sign": f"{EVIL} via Passerelle",
    "10 kB": "x" * 10_000,
    "a turned direction": "facture\u202efdp.exe \u2066x\u2069",
    "a nul": f"Besoin\x00Bcc: {EVIL}",
    "dots of the end": "Besoin\r\n.\r\nMAIL FROM:<x@x.invalid>",
}
ADDRESSES = (
    f"a@firm.invalid\r\nBcc: {EVIL}", f"a@firm.invalid,{EVIL}", f"a@firm.invalid {EVIL}",
    f'"a, {EVIL}"@firm.invalid', f"A <a@firm.invalid>, {EVIL}",
    f"a@firm.invalid>\r\nRCPT TO:<{EVIL}",
    "a@firm.invalid\x00", "a@@firm.invalid", "@firm.invalid", "a@firm.invalid\u202e", "a@",
    "=?utf-8?q?=0D=0ABcc=3A_x=40evil.invalid?=@firm.invalid",
)  # fmt: skip
HEADERS = {"From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted",
           "MIME-Version", "Content-Type"}  # fmt: skip
TO = "a@firm.invalid"
_numbers = itertools.count()


@pytest.fixture
def server(loopback):
    with running_mail_server() as running:
        yield running


@pytest.fixture
def sending(services, server):
    agency = Agency("agence@passerelle.invalid", "https://passerelle.invalid")
    services.mailer = SmtpMailer(agency, server.settings)
    return services


def delivered(services, server, message, to=TO):
    """Post a message, have it sent, and return what the mail server was told and given."""
    with services.database.session() as session:
        context = Context(session, None, NOW, services)
        key = f"t18:{next(_numbers)}"
        outbox.post(context, outbox.Mail(to=(to,), language="fr", message=message, dedupe_key=key))
    delivery.deliver_due(services, NOW)
    return server.received


def assert_meant(received):
    [(recipients, letter)] = received
    assert recipients == (TO,)
    assert letter["To"] == TO
    assert set(letter.keys()) <= HEADERS, letter.keys()
    assert len(letter.get_all("Subject")) == 1
    assert all(len(letter.get_all(name)) == 1 for name in letter)
    head = letter.as_bytes().partition(b"\n\n")[0]
    assert max(map(len, head.splitlines())) <= 998
    shown = str(letter["Subject"])
    assert not any(unicodedata.category(sign) in {"Cc", "Zl", "Zp"} for sign in shown), shown


@pytest.mark.parametrize("name", WORDS)
def test_t18_a_subject_adds_no_header_and_no_recipient(sending, server, name):
    """A title with line ends, commas, 10 kB or turned letters goes out as one encoded subject."""
    message = ChallengeReceived(name=WORDS[name], challenge_title=WORDS[name], link="/firm")
    assert_meant(delivered(sending, server, message))


@pytest.mark.parametrize("name", WORDS)
def test_t18_names_and_reasons_stay_in_the_body(sending, server, name):
    """The names that people gave themselves, and what an officer wrote, reach no header."""
    words = WORDS[name]
    assert_meant(
        delivered(sending, server, JoinRequestRefused(name=words, organisation=words, reason=words))
    )


@pytest.mark.parametrize("address", ADDRESSES)
def test_t18_an_address_that_is_not_one_address_is_refused(
    sending, server, address, acting, session
):
    """Two addresses, a header or a display name where an address should be: refused at the door."""
    message = Invitation(name="X", organisation="Y", link="/account", expires_at=NOW)
    with pytest.raises(InvalidForm):
        outbox.post(
            acting(), outbox.Mail(to=(address,), language="fr", message=message, dedupe_key="t18")
        )
    firm = a_firm(session)
    try:
        invitations.invite(acting(an_officer(session)), address, "X", Role.FIRM, firm.id, "fr")
    except InvalidForm:
        invited = []
    else:
        invited = [row.recipients for row in session.query(outbox.OutboxRow)]
    assert all(EVIL not in str(row) and len(row) == 1 for row in invited)
    assert server.received == []


def test_t18_an_international_domain_is_written_as_servers_take_it(sending, server):
    """A domain in other letters is encoded, not passed through."""
    message = ChallengeReceived(challenge_title="Besoin", link="/firm")
    received = delivered(sending, server, message, to="a@مثال.invalid")
    [(recipients, _)] = received
    assert recipients == ("a@xn--mgbh0fb.invalid",)
