import json
import os
import random
import signal
import sys

import pytest

from matcher.errors import IndexBusy, SnapshotRefused
from matcher.retrieval import place, vectors
from matcher.retrieval.attachment import verify
from matcher.retrieval.index import StartupIndex
from matcher.retrieval.manifest import read_manifest
from tests.fakes import HashEmbedder
from tests.retrieval.builders import DRYING, PUMPS, WASTE, WATER, a_probe, a_startup, found

OLD = (a_startup("a", DRYING), a_startup("b", PUMPS, WATER), a_startup("م", "تحلية مياه البحر"))
NEW = (a_startup("a", WATER, trl=4, sectors=("agro",)), a_startup("n", WASTE))


@pytest.fixture
def embedder():
    return HashEmbedder()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "index"


@pytest.fixture
def saved(folder, embedder):
    StartupIndex.build(OLD, embedder).save(folder, created="2026-01-31T10:00:00Z")
    return folder


def snapshots(folder):
    return sorted(path.name for path in folder.glob("snapshot-*"))


def current(folder):
    return folder / (folder / "current").read_text().strip()


def answers(index, embedder):
    probe = a_probe(index, embedder, "séchage solaire de l'eau")
    ids = index.ids()
    batch = index.sentences(ids)
    return (
        index.search([probe]),
        {name: each.tolist() for name, each in index.signals([probe], ids).items()},
        [getattr(batch, name).tolist() for name in batch.__slots__],
        [index.startup(name) for name in ids],
        index.idf(probe.terms).tolist(),
        index.spreads(probe.vector[None]).tolist(),
    )


def test_an_opened_index_answers_as_the_saved_one(embedder, folder):
    built = StartupIndex.build([*OLD, *NEW[1:]], embedder)
    built.save(folder, created="2026-01-31T10:00:00Z")
    opened = StartupIndex.open(folder, embedder)
    assert answers(opened, embedder) == answers(built, embedder)
    assert opened.status() == built.status()
    assert opened.status().created == "2026-01-31T10:00:00Z"


def test_an_approximate_index_survives_the_disk_too(embedder, folder, monkeypatch):
    monkeypatch.setattr(vectors, "EXACT_BELOW", 2)
    built = StartupIndex.build([*OLD, *NEW[1:]], embedder)
    built.save(folder)
    assert answers(StartupIndex.open(folder, embedder), embedder) == answers(built, embedder)


def test_an_empty_index_can_be_saved_opened_and_filled(embedder, folder):
    StartupIndex.build([], embedder).save(folder)
    opened = StartupIndex.open(folder, embedder)
    assert found(opened, embedder, DRYING) == []
    opened.put(OLD)
    assert found(StartupIndex.open(folder, embedder), embedder, DRYING)[0] == "a"


def test_an_index_saved_with_changes_holds_them(embedder, folder):
    index = StartupIndex.build(OLD, embedder)
    index.put(NEW)
    index.withdraw(["b"])
    index.save(folder)
    opened = StartupIndex.open(folder, embedder)
    assert opened.ids() == ["a", "n", "م"]
    assert opened.startup("a") == NEW[0]
    assert opened.status().changed == 0


def test_a_folder_without_an_index_is_refused_and_says_how_to_build_one(folder, embedder):
    with pytest.raises(SnapshotRefused, match="passerelle index build"):
        StartupIndex.open(folder, embedder)


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (HashEmbedder(name="other"), "made with the encoder fake-64, and other is in use"),
        (HashEmbedder(32, name="fake-64"), "vectors have 64 numbers, and the encoder's have 32"),
    ],
)
def test_a_snapshot_of_another_encoder_is_refused(saved, other, reason):
    with pytest.raises(SnapshotRefused, match=f"{reason}.*passerelle index build"):
        StartupIndex.open(saved, other)


def test_every_file_that_is_missing_cut_or_changed_is_noticed(saved, embedder):
    files = json.loads((current(saved) / "manifest.json").read_text())["files"]
    assert len(files) > 10
    for name in files:
        path = current(saved) / name
        content = path.read_bytes()
        damaged = bytearray(content)
        damaged[len(damaged) // 2] ^= 1
        for damage, reason in ((bytes(damaged), "checksum"), (content[:-1], "bytes instead of")):
            path.write_bytes(damage)
            with pytest.raises(SnapshotRefused, match=reason):
                StartupIndex.open(saved, embedder)
        path.unlink()
        with pytest.raises(SnapshotRefused, match="missing"):
            StartupIndex.open(saved, embedder)
        path.write_bytes(content)
    assert StartupIndex.open(saved, embedder).ids() == ["a", "b", "م"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"format": 99}, "format is 99"),
        ({"format": 1}, "format is 1, and this version reads 2"),
        ({"startups": 4}, "holds 3 startups where its manifest says 4"),
        ({"passages": 9}, "passages"),
        ({"sentences": 1}, "sentences"),
        ({"capabilities": -1}, "wrong kind"),
        ({"encoder": None}, "wrong kind"),
        ({"text_version": "0"}, "other rules"),
        ({"files": {"../../secret": {"size": 1, "sha256": ""}}}, "outside of it"),
        ({"files": 3}, "not complete"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused_with_the_reason(saved, embedder, change, reason):
    path = current(saved) / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(SnapshotRefused, match=reason):
        StartupIndex.open(saved, embedder, verify=False)


@pytest.mark.parametrize("content", ["", "{", "[]", "null", "\ud800".encode("utf-8", "replace")])
def test_a_manifest_that_is_no_manifest_is_refused(saved, embedder, content):
    path = current(saved) / "manifest.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(SnapshotRefused, match="manifest"):
        StartupIndex.open(saved, embedder)


@pytest.mark.parametrize("name", ["", "../index", "snapshot-1", "/etc", "é"])
def test_a_pointer_to_anything_but_a_snapshot_is_refused_and_can_be_replaced(saved, embedder, name):
    (saved / "current").write_text(name)
    with pytest.raises(SnapshotRefused, match="current"):
        StartupIndex.open(saved, embedder)
    StartupIndex.build(NEW, embedder).save(saved)
    assert StartupIndex.open(saved, embedder).ids() == ["a", "n"]


def test_a_pointer_to_a_snapshot_that_is_gone_is_refused(saved, embedder):
    (saved / "current").write_text("snapshot-00000009")
    with pytest.raises(SnapshotRefused, match="snapshot-00000009"):
        StartupIndex.open(saved, embedder)


def test_checksums_are_only_compared_when_asked(saved, embedder):
    path = current(saved) / "sentences.npy"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))
    assert read_manifest(current(saved), verify=False).startups == 3
    with pytest.raises(SnapshotRefused, match=r"sentences\.npy"):
        read_manifest(current(saved))


def test_readers_see_every_change_of_a_writer_at_their_next_search(saved, embedder):
    writer, reader = (StartupIndex.open(saved, embedder) for _ in range(2))
    writer.put(NEW)
    assert found(reader, embedder, WASTE)[0] == "n"
    assert reader.startup("a") == NEW[0]
    writer.withdraw(["n"])
    assert "n" not in found(reader, embedder, WASTE)
    writer.compact()
    assert found(reader, embedder, WATER) == found(writer, embedder, WATER)
    assert reader.status() == writer.status()
    reader.put([a_startup("r", WASTE)])
    assert found(writer, embedder, WASTE)[0] == "r"
    assert found(StartupIndex.open(saved, embedder), embedder, WASTE)[0] == "r"


def test_two_writers_take_turns_and_lose_nothing(saved, embedder):
    one, two = (StartupIndex.open(saved, embedder) for _ in range(2))
    one.put([a_startup("one", WASTE)])
    two.put([a_startup("two", WASTE)])
    one.compact()
    two.withdraw(["one"])
    one.put([a_startup("three", WASTE)])
    for index in (one, two, StartupIndex.open(saved, embedder)):
        found(index, embedder, WASTE)
        assert index.ids() == ["a", "b", "three", "two", "م"]


def test_a_second_writer_is_told_that_the_first_is_busy(saved, embedder, monkeypatch):
    monkeypatch.setattr(place, "LOCK_SECONDS", 0.0)
    index = StartupIndex.open(saved, embedder)
    with place.only_writer(saved):
        for change in (
            lambda: index.put(NEW),
            lambda: index.withdraw(["a"]),
            index.compact,
            lambda: index.save(saved),
        ):
            with pytest.raises(IndexBusy, match="Another process is writing"):
                change()
    assert index.ids() == ["a", "b", "م"]
    index.put(NEW)
    assert index.ids() == ["a", "b", "n", "م"]


def test_a_reader_outlives_the_files_that_it_reads(saved, embedder):
    reader = StartupIndex.open(saved, embedder)
    before = answers(reader.frozen(), embedder)
    frozen = reader.frozen()
    for _ in range(3):
        StartupIndex.build(NEW, embedder).save(saved)
    assert snapshots(saved) == ["snapshot-00000003", "snapshot-00000004"]
    assert answers(frozen, embedder) == before
    assert found(reader, embedder, WASTE)[0] == "n"


def test_a_damaged_journal_is_refused_by_open_and_by_readers(saved, embedder):
    writer, reader = (StartupIndex.open(saved, embedder) for _ in range(2))
    writer.put(NEW)
    writer.withdraw(["n"])
    journal = current(saved) / "journal.jsonl"
    content = bytearray(journal.read_bytes())
    content[40] ^= 1
    journal.write_bytes(bytes(content))
    for ask in (
        lambda: found(reader, embedder, WASTE),
        lambda: StartupIndex.open(saved, embedder),
        lambda: reader.put(NEW),
    ):
        with pytest.raises(SnapshotRefused, match="Line 1 of the journal"):
            ask()


def test_an_index_is_verified_without_its_encoder_journal_included(saved, embedder):
    StartupIndex.open(saved, embedder).put(NEW)
    assert verify(saved).startups == 3
    journal = current(saved) / "journal.jsonl"
    journal.write_bytes(journal.read_bytes().replace(b"tri", b"TRI").replace(b"Tri", b"tri"))
    with pytest.raises(SnapshotRefused, match="journal"):
        verify(saved)


def test_an_index_whose_folder_went_away_says_so(saved, embedder):
    index = StartupIndex.open(saved, embedder)
    (saved / "current").unlink()
    with pytest.raises(SnapshotRefused, match="has gone"):
        found(index, embedder, DRYING)


def run_and_kill(work, moment):
    """Run work in a child process that is killed at its moment-th call; return whether it was."""
    child = os.fork()
    if child == 0:
        calls = iter(range(1, sys.maxsize))

        def count(frame, event, function):
            if next(calls) >= moment:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.setprofile(count)
        work()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def calls_of(work):
    """Return how many calls work makes."""
    calls = 0

    def count(frame, event, function):
        nonlocal calls
        calls += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls


def test_a_save_killed_at_any_moment_leaves_the_old_index_or_the_new_one(folder, embedder):
    old, new = (StartupIndex.build(startups, embedder) for startups in (OLD, NEW))
    for index in (old, new):
        index.frozen().save(folder)
    length = calls_of(lambda: old.frozen().save(folder))
    draw = random.Random(7)
    outcomes = set()
    # What a killed writer left is removed first, so that later saves make more calls than this one.
    for moment in [*draw.sample(range(1, length), 8), *range(length - 600, length + 600, 150)]:
        before = StartupIndex.open(folder, embedder).ids()
        index = new if before == old.ids() else old
        was_killed = run_and_kill(lambda index=index: index.frozen().save(folder), moment)
        opened = StartupIndex.open(folder, embedder)
        assert opened.ids() in (old.ids(), new.ids())
        assert [opened.startup(name) for name in opened.ids()] in ([*OLD], [*NEW])
        outcomes.add((was_killed, opened.ids() == before))
    assert {(True, True), (True, False)} <= outcomes
    old.frozen().save(folder)
    assert not list(folder.glob("writing-*"))
    assert len(snapshots(folder)) == 2


def test_a_put_killed_at_any_moment_is_there_whole_or_not_at_all(saved, embedder):
    index = StartupIndex.open(saved, embedder)
    index.put([a_startup("kept", WASTE), a_startup("trial")])
    length = calls_of(lambda: index.put(NEW))
    index.put([OLD[0]])
    index.withdraw(["n", "trial"])
    for moment in [*random.Random(8).sample(range(1, length), 12), *range(length - 90, length, 9)]:
        run_and_kill(lambda: index.put(NEW), moment)
        opened = StartupIndex.open(saved, embedder)
        assert opened.ids() in (["a", "b", "kept", "م"], ["a", "b", "kept", "n", "م"])
        assert opened.startup("a") == (NEW[0] if "n" in opened else OLD[0])
    opened.withdraw(["kept"])
    found(index, embedder, WASTE)
    assert "kept" not in index
