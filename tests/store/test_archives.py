"""The file of a backup: whole or not there at all."""

import os

import pytest

from matcher.errors import BackupFailed, BackupRefused
from matcher.store import archives


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "database.dump").write_bytes(b"all that matters" * 1000)
    return tmp_path / "parts"


def packed(folder, name="a.backup"):
    target = folder.parent / name
    archives.pack(target, {"counts": {}}, folder, ("database.dump",))
    return target


def test_what_is_packed_is_unpacked(folder, tmp_path):
    target = packed(folder)
    there = tmp_path / "there"
    there.mkdir()
    archives.unpack(target, archives.manifest_of(target), there)
    assert (there / "database.dump").read_bytes() == (folder / "database.dump").read_bytes()


def test_a_file_that_came_meanwhile_is_kept(folder, tmp_path):
    (tmp_path / "a.backup").write_bytes(b"somebody else's")
    with pytest.raises(BackupFailed):
        packed(folder)
    assert (tmp_path / "a.backup").read_bytes() == b"somebody else's"
    assert not list(tmp_path.glob(".*.new"))


def test_a_full_disk_leaves_nothing(folder, tmp_path, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BackupFailed, match="No space left"):
        packed(folder)
    assert [each.name for each in tmp_path.iterdir()] == ["parts"]


def test_a_disk_without_second_names_is_enough(folder, monkeypatch):
    def unknown(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", unknown)
    assert archives.manifest_of(packed(folder))["format"] == archives.FORMAT


def test_a_place_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BackupFailed, match="no folder"):
        archives.require_free(tmp_path / "nowhere" / "a.backup")


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a/../../b"])
def test_a_part_is_written_nowhere_else(folder, tmp_path, name):
    """Attack: a manifest that names a part outside. Expected: refused, and nothing written."""
    target = packed(folder)
    manifest = archives.manifest_of(target)
    manifest["parts"] = {name: manifest["parts"]["database.dump"]}
    there = tmp_path / "there"
    there.mkdir()
    with pytest.raises(BackupRefused):
        archives.unpack(target, manifest, there)
    assert list(there.iterdir()) == []


def test_a_part_of_another_backup_is_refused(folder, tmp_path):
    target = packed(folder)
    manifest = archives.manifest_of(target)
    (folder / "database.dump").write_bytes(b"another")
    other = packed(folder, "b.backup")
    there = tmp_path / "there"
    there.mkdir()
    with pytest.raises(BackupRefused):
        archives.unpack(other, manifest, there)
