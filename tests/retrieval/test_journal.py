import os

import pytest

from matcher.errors import SnapshotRefused
from matcher.retrieval.journal import Change, Journal, Mark
from tests.retrieval.builders import a_startup

ONE = Change(put=(a_startup("a", "Séchage\nsolaire \u2028 des figues", trl=4, sectors=("agro",)),))
TWO = Change(put=(a_startup("ب", "تحلية المياه"), a_startup("c")), withdrawn=("a", "é"))
THREE = Change(withdrawn=("c",))


@pytest.fixture
def journal(tmp_path):
    path = tmp_path / "journal.jsonl"
    path.touch()
    return Journal(path, "snapshot-00000001")


@pytest.fixture
def written(journal):
    mark = Mark()
    for change in (ONE, TWO, THREE):
        mark = journal.append(change, mark)
    return journal


def test_changes_come_back_as_they_were_written(written):
    changes, mark = written.read(Mark())
    assert changes == [ONE, TWO, THREE]
    assert mark == Mark(written.size(), 3)


def test_a_reader_goes_on_where_it_stopped(journal):
    first = journal.append(ONE, Mark())
    assert journal.read(Mark()) == ([ONE], first)
    assert journal.read(first) == ([], first)
    second = journal.append(TWO, first)
    assert journal.read(first) == ([TWO], second)


def test_a_line_torn_at_any_byte_is_passed_over_and_cut_off_by_the_next_writer(written):
    content = written.path.read_bytes()
    before = content.rindex(b"\n", 0, -1) + 1
    for torn in range(before, len(content)):
        written.path.write_bytes(content[:torn])
        changes, mark = written.read(Mark())
        assert changes == [ONE, TWO]
        assert mark.offset == before
    written.append(THREE, mark)
    assert written.path.read_bytes() == content


@pytest.mark.parametrize("place", [0, 5, 16, 17, 30, 150])
def test_a_changed_byte_in_a_whole_line_is_refused(written, place):
    content = bytearray(written.path.read_bytes())
    content[place] ^= 1
    written.path.write_bytes(bytes(content))
    with pytest.raises(SnapshotRefused, match=r"Line 1 .* damaged.*passerelle index build"):
        written.read(Mark())


def test_a_line_that_is_missing_or_moved_is_refused(written):
    first, second, third = written.path.read_bytes().splitlines(keepends=True)
    for content in (first + third, second + first + third, first + first):
        written.path.write_bytes(content)
        with pytest.raises(SnapshotRefused, match="it says that it is line"):
            written.read(Mark())


def test_a_journal_of_another_snapshot_is_refused(written):
    with pytest.raises(SnapshotRefused, match="checksum"):
        Journal(written.path, "snapshot-00000002").read(Mark())


def test_when_the_disk_refuses_the_journal_is_as_before(written, monkeypatch):
    content = written.path.read_bytes()
    _, mark = written.read(Mark())

    def full(file):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        written.append(ONE, mark)
    assert written.path.read_bytes() == content


def test_a_journal_that_is_missing_or_lost_lines_is_refused(written):
    _, mark = written.read(Mark())
    first = written.path.read_bytes().splitlines(keepends=True)[0]
    written.path.write_bytes(first)
    with pytest.raises(SnapshotRefused, match=r"Line 3 .* has gone"):
        written.read(mark)
    written.path.unlink()
    with pytest.raises(SnapshotRefused, match=r"missing.*passerelle index build"):
        written.read(Mark())
