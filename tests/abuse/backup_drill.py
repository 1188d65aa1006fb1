"""The drill of T26: an installation that people write to, and a clean machine to restore on."""

import tarfile
import threading
import time
from contextlib import contextmanager
from datetime import timedelta

from pydantic import SecretStr
from sqlalchemy import func, select

from matcher.settings import Settings
from matcher.store.database import opened
from matcher.store.schema import METADATA
from matcher.workflow.context import Context, Services
from tests.workflow.gate import FakeGate
from tests.workflow.people import NOW, a_challenge, a_firm

SECRET = "only for tests, only for tests, only for tests"
PASSWORD = "the-password-of-the-mail-server"
LATER = NOW + timedelta(hours=3)


def services_on(settings, database):
    return Services(settings, database, FakeGate(), None)


def settings_at(var, url):
    return Settings(var=var, database_url=url, secret_key=SECRET, smtp_password=SecretStr(PASSWORD))


def write_on(services, until, failures):
    """Write as people do, until told to stop."""
    number = 0
    while not until.is_set():
        number += 1
        try:
            with services.database.session() as session:
                firm = a_firm(session, name=f"Filature {threading.get_ident()} {number}")
                row = a_challenge(session, firm)
                Context(session, None, NOW, services).write(
                    "challenge.created", "challenge", row.id
                )
        except Exception as problem:
            failures.append(problem)
            return


@contextmanager
def people_writing(services):
    until, failures = threading.Event(), []
    writers = [
        threading.Thread(target=write_on, args=(services, until, failures)) for _ in range(4)
    ]
    for each in writers:
        each.start()
    time.sleep(0.5)
    yield
    until.set()
    for each in writers:
        each.join()
    assert failures == []


def restored_counts(settings):
    with opened(settings.database_url) as database, database.engine.connect() as connection:
        return {
            name: connection.scalar(select(func.count()).select_from(table))
            for name, table in METADATA.tables.items()
        }


def content_of(file):
    with tarfile.open(file, "r:gz") as archive:
        return {each.name: archive.extractfile(each).read() for each in archive}


KILLED = """
import os, sys, signal
from pathlib import Path
from matcher.workflow import restoring
from tests.abuse.backup_drill import services_on, settings_at, LATER
real = getattr(restoring, sys.argv[4])
def killed(*args, **options):
    if sys.argv[5] == "after":
        real(*args, **options)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(restoring, sys.argv[4], killed)
clean = settings_at(Path(sys.argv[1]), sys.argv[2])
restoring.restore(clean, services_on, Path(sys.argv[3]), LATER)
"""
