"""T25: kill -9 while people write and e-mails go out; the power goes while the database writes."""

import shutil
import sqlite3
import time
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from benchmarks.loopback import free_port
from matcher.notify.mailer import Agency, SmtpMailer
from matcher.notify.messages import ChallengeReceived
from matcher.store.chain_checking import check
from matcher.store.challenges import ChallengeRow
from matcher.store.database import connect
from matcher.store.outbox import MailState, OutboxRow
from matcher.workflow.context import Context, Services
from matcher.workflow.delivery import CLAIM_LASTS, deliver_due
from matcher.workflow.outbox import Mail, post
from tests.abuse.killing import Doomed, seeded, told, until
from tests.abuse.serving import Clients, Desk
from tests.mail_server import running_mail_server
from tests.workflow.people import NOW, a_challenge, a_firm

LONG = pytest.mark.abuse_long
CLIENTS = 20


def integrity(file):
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchone()[0]


def chain_of(url):
    with closing(connect(url)) as database, database.engine.connect() as connection:
        return check(connection).broken


@pytest.mark.parametrize("kills", [2, pytest.param(100, marks=LONG)])
def test_t25_every_acknowledged_write_is_there_after_a_kill(loopback, tmp_path, kills):
    """20 clients write, the server is killed: what was answered is there, once, with its line."""
    desk, draw, kept, tried = Desk(tmp_path / "world"), seeded("T25 server"), [], set()
    for number in range(kills):
        port = free_port()
        with Doomed(lambda tell, port=port: desk.serve(port, tell)) as server:
            server.hear(1)
            clients = Clients(
                lambda title, port=port: desk.post(port, title), CLIENTS, f"T25 {number}"
            )
            wanted = draw.randint(1, 40)
            until(lambda clients=clients, most=wanted: len(clients.acknowledged) >= most)
            time.sleep(draw.uniform(0, 0.05))
            server.kill()
        clients.end()
        assert clients.acknowledged, "nothing was acknowledged before the kill"
        assert clients.strange == []
        kept += clients.acknowledged
        tried |= clients.tried
        there = [title for title in desk.titles() if title.startswith("T25 ")]
        assert set(kept) <= set(there), set(kept) - set(there)
        assert len(there) == len(set(there)), "a write is there twice"
        assert set(there) <= tried
        assert set(there) <= desk.written_down(), "a write is there without its line in the journal"
        assert integrity(desk.folder / "world.sqlite3") == "ok"
        assert chain_of(desk.url) is None
    told(f"T25 server: {len(kept)} writes acknowledged, {len(tried)} tried, {kills} kills")


def sending(database, server):
    mailer = SmtpMailer(Agency("agence@passerelle.invalid", "https://x.invalid"), server.settings)
    return Services(None, database, None, mailer)


def deliver_for_ever(url, server, now, tell):
    with closing(connect(url)) as database:
        tell("begins")
        while deliver_due(sending(database, server), now).sent:
            tell("round")
        tell("ended")


@pytest.mark.parametrize(("kills", "mails"), [(4, 25), pytest.param(100, 600, marks=LONG)])
def test_t25_no_e_mail_is_sent_twice(loopback, database, services, kills, mails):
    """The worker is killed while it sends: each recipient has each e-mail at most once."""
    url = database.engine.url.render_as_string(hide_password=False)
    message = ChallengeReceived(challenge_title="Eau", link="/d/7")
    with database.session() as session:
        context = Context(session, None, NOW, services)
        for number in range(mails):
            to = (f"a{number}@firm.invalid", f"b{number}@firm.invalid")
            post(context, Mail(to=to, language="fr", message=message, dedupe_key=f"k{number}"))
    draw, now = seeded("T25 outbox"), NOW
    with running_mail_server() as server:
        for _ in range(kills):
            before, wanted = len(server.received), draw.randint(0, 2 * mails // kills)
            now += CLAIM_LASTS + timedelta(minutes=1)
            with Doomed(lambda tell, at=now: deliver_for_ever(url, server, at, tell)) as worker:
                worker.hear(1)
                until(lambda seen=before + wanted: len(server.received) >= seen, 5)
                time.sleep(draw.uniform(0, 0.02))
        now += CLAIM_LASTS + timedelta(minutes=1)
        while deliver_due(sending(database, server), now).sent:
            continue
        got = [(letter["Message-ID"], one) for to, letter in server.received for one in to]
    assert len(got) == len(set(got)), "somebody has an e-mail twice"
    with database.session(writes=False) as session:
        rows = session.scalars(select(OutboxRow)).all()
    sent = [row for row in rows if row.state == MailState.SENT]
    unknown = [row for row in rows if row.state == MailState.UNKNOWN]
    assert len(sent) + len(unknown) == mails
    assert len(unknown) <= kills
    everyone = {one for _, one in got}
    assert all(set(row.recipients) <= everyone for row in sent)
    told(f"T25 outbox: {len(sent)} sent, {len(unknown)} unknown, {kills} kills")


@pytest.mark.parametrize("cuts", [25, pytest.param(1_000, marks=LONG)])
def test_t25_a_power_cut_loses_nothing_that_was_acknowledged(database, services, tmp_path, cuts):
    """What the disk had not yet is cut off or scrambled at random: all before it is there."""
    file, draw = tmp_path / "passerelle.sqlite3", seeded("T25 power")
    log = file.with_name(f"{file.name}-wal")
    with database.engine.connect() as connection:
        assert connection.scalar(text("PRAGMA synchronous")) == 2, "FULL: a commit waits for it"
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    acknowledged = []
    for number in range(30):
        with database.session() as session:
            row = a_challenge(session, a_firm(session), title=f"T25 {number}")
            Context(session, None, NOW, services).write("challenge.created", "challenge", row.id)
        acknowledged.append((log.stat().st_size, f"T25 {number}"))
    whole = log.read_bytes()
    for number in range(cuts):
        at = draw.randint(0, len(whole))
        folder = tmp_path / f"cut{number}"
        folder.mkdir()
        shutil.copyfile(file, folder / file.name)
        rest = draw.randbytes(draw.randint(0, 9_000)) if draw.random() < 0.5 else b""
        (folder / log.name).write_bytes(whole[:at] + rest)
        url = f"sqlite:///{folder / file.name}"
        with closing(connect(url)) as after, after.session(writes=False) as session:
            there = list(session.scalars(select(ChallengeRow.title).order_by(ChallengeRow.id)))
        expected = [title for size, title in acknowledged if size <= at]
        assert there[: len(expected)] == expected
        assert there == [title for _, title in acknowledged][: len(there)], "not a moment"
        assert integrity(folder / file.name) == "ok"
        assert chain_of(url) is None
        shutil.rmtree(folder)
