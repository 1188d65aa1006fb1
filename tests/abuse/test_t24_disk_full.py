"""T24: the disk is full, read-only or failing: a clear error, nothing half kept, on it goes."""

import errno
import os
import resource
from pathlib import Path

import pytest
from sqlalchemy import event, select

from benchmarks.load.forms import Forms
from benchmarks.loopback import free_port
from matcher import health
from matcher.domain.people import Role
from matcher.errors import BackupFailed
from matcher.ranking.scorer import COLD_START_MODEL
from matcher.retrieval.attachment import verify
from matcher.retrieval.index import StartupIndex
from matcher.serving import LiveEngine
from matcher.store import migration
from matcher.store.chain_checking import check
from matcher.store.challenges import ChallengeRow
from matcher.store.journal import JournalRow, TaskRow
from matcher.workflow import backups, indexing, tasks
from matcher.workflow.context import Context
from tests.abuse.killing import Doomed, seeded
from tests.abuse.serving import SAVE, Desk
from tests.fakes import HashEmbedder
from tests.journeys import world
from tests.retrieval.builders import DRYING, PUMPS, WASTE, WATER, a_startup
from tests.web.conftest import sign_in
from tests.workflow import people
from tests.workflow.people import NOW
from web.app import create_app

LONG = pytest.mark.abuse_long
LONG_WORDS = "Nous cherchons à filtrer les eaux de rinçage de notre laiterie. " * 40
ROOM = 2**30
OLD = (a_startup("a", DRYING), a_startup("b", PUMPS))
NEW = (a_startup("a", WATER), a_startup("n", WASTE))
WAYS = {
    "full": ("PRAGMA max_page_count=1", f"PRAGMA max_page_count={ROOM}"),
    "read-only": ("PRAGMA query_only=ON", "PRAGMA query_only=OFF"),
}
"""How SQLite is made to refuse as it does on a full disk and in a read-only folder."""


@pytest.fixture
def away():
    return {"how": WAYS["full"][1]}


@pytest.fixture
def app(tmp_path, away):
    services, filled = world.copied(tmp_path / "t24")
    event.listen(
        services.database.engine, "checkout", lambda raw, *_: raw.execute(away["how"]).close()
    )
    made = create_app(services=services, clock=lambda: NOW)
    made.extensions["filled"] = filled
    yield made
    services.database.close()


def there(services):
    """Return how many challenges and lines of the journal there are; the chain must be whole."""
    with services.database.session(writes=False) as session:
        assert check(session.connection()).broken is None
        return (
            len(session.scalars(select(ChallengeRow.id)).all()),
            len(session.scalars(select(JournalRow.id)).all()),
        )


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "plein"), ("ar", "ممتلئ"), ("en", "disk of the service is full")]
)
@pytest.mark.parametrize("way", WAYS)
def test_t24_people_are_told_and_nothing_is_half_kept(app, away, way, language, words):
    """A draft that cannot be written: 507 in one's language, no row, no line; then it is saved."""
    services, browser = app.extensions["passerelle"], app.test_client()
    sign_in(browser, app.extensions["filled"].person(Role.FIRM))
    page = browser.get("/firm/challenges/new").get_data(as_text=True)
    [fields] = [fields for action, fields in Forms(page).found if action.endswith(SAVE)]
    saved = browser.post("/account/settings/details", data=_details(page, browser, language))
    assert saved.status_code == 303
    before, said = there(services), fields | {"problem": LONG_WORDS, "do": "save"}
    away["how"] = WAYS[way][0]
    codes = []
    for number in range(40):
        answer = browser.post(SAVE, data=said | {"title": f"T24 {number}", "page": f"p{number}"})
        codes.append(answer.status_code)
        if answer.status_code == 507:
            break
    assert codes == [303] * (len(codes) - 1) + [507]
    assert words in answer.text
    assert "store.no_room" in answer.text
    assert browser.get("/firm").status_code == 200
    kept = there(services)
    assert kept[0] == before[0] + len(codes) - 1
    assert kept[1] >= before[1] + len(codes) - 1
    away["how"] = WAYS[way][1]
    assert (
        browser.post(SAVE, data=said | {"title": "T24 again", "page": "again"}).status_code == 303
    )
    assert there(services)[0] == kept[0] + 1


def _details(page, browser, language):
    shown = browser.get("/account/settings").get_data(as_text=True)
    action = "/account/settings/details"
    [fields] = [fields for each, fields in Forms(shown).found if each.endswith(action)]
    return fields | {"language": language}


@pytest.mark.parametrize("rounds", [1, pytest.param(20, marks=LONG)])
def test_t24_a_server_whose_disk_fills_goes_on_by_itself(loopback, tmp_path, rounds):
    """A real limit on the size of files while it runs: refused, then taken, without a restart."""
    desk, draw, port = Desk(tmp_path / "world"), seeded("T24"), free_port()
    kept, refused = [], []
    with Doomed(lambda tell: desk.serve(port, tell)) as server:
        server.hear(1)
        for number in range(rounds):
            largest = max(each.stat().st_size for each in desk.folder.glob("world.sqlite3*"))
            room = largest + draw.randint(1, 60_000)
            resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
            for turn in range(200):
                title = f"T24 {number} {turn}"
                status, page = desk.post(port, title)
                if status != 303:
                    break
                kept.append(title)
            assert status == 507
            assert "store.no_room" in page
            refused.append(title)
            whole = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
            resource.prlimit(server.pid, resource.RLIMIT_FSIZE, whole)
            assert desk.post(port, f"T24 {number} again")[0] == 303
            kept.append(f"T24 {number} again")
    titles = [title for title in desk.titles() if title.startswith("T24 ")]
    assert sorted(titles) == sorted(kept)
    assert not set(refused) & set(titles)
    assert set(kept) <= desk.written_down()


def held(folder):
    verify(folder)
    index = StartupIndex.open(folder, HashEmbedder())
    return [index.startup(name) for name in index.ids()]


def squeezed(folder, change, tell):
    """Change the index with files of at most 100 bytes, then with room; tell what came of it."""
    index = StartupIndex.open(folder, HashEmbedder())
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, most))
    try:
        change(index)
    except OSError:
        tell("refused")
    assert held(folder) == list(OLD)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    change(index)
    tell("done")


@pytest.mark.parametrize("how", ["saved", "put"])
def test_t24_an_index_that_cannot_be_written_stays_the_old_one(tmp_path, how):
    folder = tmp_path / "index"
    StartupIndex.build(OLD, HashEmbedder()).save(folder)

    def change(index):
        if how == "put":
            index.put(NEW)
        else:
            StartupIndex.build([*NEW, OLD[1]], HashEmbedder()).save(folder)

    with Doomed(lambda tell: squeezed(folder, change, tell)) as child:
        child.hear(3)
        assert child.kill() == ["refused", "done"]
    assert held(folder) == [NEW[0], OLD[1], NEW[1]]


@pytest.mark.parametrize("tries", [6, pytest.param(100, marks=LONG)])
def test_t24_a_failing_disk_leaves_the_old_index_or_the_new_one(tmp_path, monkeypatch, tries):
    """Fsync fails at a random call: never an index in between, and the next save is whole."""
    folder, draw, real = tmp_path / "index", seeded("T24 fsync"), os.fsync
    StartupIndex.build(OLD, HashEmbedder()).save(folder)
    for _ in range(tries):
        left = draw.randint(0, 30)

        def failing(handle):
            nonlocal left
            left -= 1
            if left < 0:
                raise OSError(errno.EIO, "the disk fails")
            real(handle)

        monkeypatch.setattr(os, "fsync", failing)
        try:
            StartupIndex.build(NEW, HashEmbedder()).save(folder)
        except OSError:
            assert held(folder) in ([*OLD], [*NEW])
        else:
            assert held(folder) == [*NEW]
        monkeypatch.setattr(os, "fsync", real)
        StartupIndex.build(OLD, HashEmbedder()).save(folder)
        assert held(folder) == [*OLD]
    assert not list(folder.glob("writing-*"))


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS], ids=["full", "read-only"])
def test_t24_the_worker_takes_the_index_up_again_when_there_is_room(
    database, services, monkeypatch, number
):
    """A refresh that fails waits, with its kind written down, and is done when there is room."""
    folder = services.settings.var / "indexes" / "live"
    services.engine = LiveEngine(folder, HashEmbedder(), lambda: COLD_START_MODEL)
    with database.session() as session:
        people.a_startup(session)
        indexing.count_up(session)
        Context(session, None, NOW, services).later("refresh_index", key="all")
    duties = {"refresh_index": tasks.DUTIES["refresh_index"]}
    monkeypatch.setattr(tasks, "EVERY", {})

    def refused(*_, **__):
        raise OSError(number, "not written")

    def state():
        with database.session(writes=False) as session:
            row = session.scalars(select(TaskRow)).one()
            return row.state, row.error

    with monkeypatch.context() as without:
        without.setattr(Path, "mkdir", refused)
        tasks.work(services, lambda: NOW, duties=duties)
    assert state() == ("waiting", "OSError")
    later = NOW + tasks.LONGEST_DELAY
    tasks.work(services, lambda: later, duties=duties)
    assert state() == ("done", "")
    assert len(held(folder)) == 1


def test_t24_a_backup_without_room_says_so_and_leaves_no_file(database, services, tmp_path):
    """Files of at most 100,000 bytes: no backup that looks whole, and the next one is taken."""
    file = tmp_path / "night.backup"
    with database.engine.begin() as connection:
        migration.stamp(connection, migration.newest())
    database.close()

    def work(tell):
        _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, most))
        try:
            backups.back_up(services, file, NOW)
        except BackupFailed as problem:
            tell(f"{problem} {file.exists()}")

    with Doomed(work) as child:
        child.hear(2)
        [said] = child.kill()
    assert "cannot be written" in said
    assert said.endswith("Nothing was left. False")
    assert backups.back_up(services, file, NOW).file.exists()


def test_t24_the_doctor_tells_of_a_folder_that_cannot_be_written(monkeypatch):
    def refused(*_, **__):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "write_text", refused)
    found = health._disk()
    assert not found.is_sound
    assert "Read-only" in found.state
    assert "PASSERELLE_VAR" in found.remedy


def test_t24_a_folder_that_cannot_be_written_keeps_its_index(tmp_path):
    """A folder without the right to write, for whoever is not root."""
    if os.geteuid() == 0:
        pytest.skip("Root: it may write to every folder; the other tests of T24 refuse by errno")
    folder = tmp_path / "index"
    StartupIndex.build(OLD, HashEmbedder()).save(folder)
    folder.chmod(0o500)
    try:
        with pytest.raises(OSError, match="denied"):
            StartupIndex.build(NEW, HashEmbedder()).save(folder)
        assert held(folder) == [*OLD]
    finally:
        folder.chmod(0o700)
