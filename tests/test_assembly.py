"""The parts put together: files to indexes to answers."""

import json

import pytest

from matcher import assembly, health
from matcher.errors import RefusedRows, UnknownIndex
from matcher.settings import Settings
from tests.fakes import HashEmbedder

ROWS = [
    {"id": "a", "name": "Alpha", "text": "Détection de fuites sur les réseaux d'eau."},
    {"id": "b", "name": "Beta", "text": "Ruches connectées pour apiculteurs."},
]


@pytest.fixture
def embedder(monkeypatch, tmp_path):
    """Put a fake encoder and an empty var/ in the place of the real ones."""
    fake = HashEmbedder(256)
    monkeypatch.setattr(assembly, "embedder", lambda: fake)
    monkeypatch.setattr(assembly, "settings", lambda: Settings(var=tmp_path / "var"))
    monkeypatch.setattr(health, "settings", lambda: Settings(var=tmp_path / "var"))
    monkeypatch.setattr(health, "champion", lambda home: None)
    return fake


def written(path, rows):
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n", encoding="utf-8")
    return path


def test_an_unchanged_file_is_never_embedded_twice(embedder, tmp_path):
    file = written(tmp_path / "startups.jsonl", ROWS)
    assembly.matcher_for(file)
    before = len(embedder.calls)
    assembly.matcher_for(file)
    assert len(embedder.calls) == before


def test_a_changed_file_gets_its_own_index(embedder, tmp_path):
    file = written(tmp_path / "startups.jsonl", ROWS)
    first = assembly.index_folder(file)
    written(file, ROWS[:1])
    assert assembly.index_folder(file) != first
    assert len(assembly.open_or_build(file)) == 1


def test_another_encoder_gets_its_own_index(embedder, tmp_path, monkeypatch):
    file = written(tmp_path / "startups.jsonl", ROWS)
    first = assembly.index_folder(file)
    monkeypatch.setattr(assembly, "embedder", lambda: HashEmbedder(128))
    assert assembly.index_folder(file) != first


def test_a_broken_index_is_named_then_rebuilt(embedder, tmp_path):
    file = written(tmp_path / "startups.jsonl", ROWS)
    assembly.build(file)
    folder = assembly.index_folder(file)
    victim = max(folder.rglob("*.npy"), key=lambda path: path.stat().st_size)
    victim.write_bytes(victim.read_bytes()[:-1])
    assert assembly.verify_indexes(folder.name)[0]["problem"]
    told = []
    assert len(assembly.open_or_build(file, tell=told.append)) == 2
    assert any("built again" in line for line in told)
    assert assembly.verify_indexes(None) == [{"name": folder.name, "problem": ""}]


def test_one_refused_row_loads_nothing(embedder, tmp_path):
    file = written(tmp_path / "startups.jsonl", [*ROWS, {"id": "c", "name": "", "text": "x"}])
    with pytest.raises(RefusedRows, match="3"):
        assembly.build(file)
    assert assembly.index_rows() == []


def test_near_duplicates_are_told_and_kept(embedder, tmp_path):
    twin = {"id": "c", "name": "ALPHA SARL", "text": "Une autre fiche."}
    told = []
    built = assembly.build(written(tmp_path / "s.jsonl", [*ROWS, twin]), tell=told.append)
    assert len(built) == 3
    assert any(line.startswith("a and c may be one organisation") for line in told)


def test_the_list_of_indexes_says_what_they_hold(embedder, tmp_path):
    assembly.build(written(tmp_path / "startups.jsonl", ROWS))
    (row,) = assembly.index_rows()
    assert (row["startups"], row["encoder"], row["problem"]) == (2, embedder.name, "")
    assert row["created"]


def test_an_index_that_does_not_exist_cannot_be_verified(embedder):
    with pytest.raises(UnknownIndex, match="nothing"):
        assembly.verify_indexes("nothing")


def test_documents_are_ranked_for_each_query(embedder):
    documents = {row["id"]: (row["name"], row["text"]) for row in ROWS}
    ranked = assembly.rank_documents(documents, {"q": "détection de fuites d'eau", "r": "ruches"})
    assert [name for name, _ in ranked["q"]] == ["a", "b"]
    assert ranked["r"][0][0] == "b"
    assert [score for _, score in ranked["q"]] == sorted(
        (score for _, score in ranked["q"]), reverse=True
    )


def test_a_challenge_in_words_gets_its_language():
    assert assembly.challenge_at("نبحث عن حل لكشف تسربات الماء").language == "ar"
    assert assembly.challenge_at("We are looking for leak detection").language == "en"


def test_the_sample_challenges_are_read():
    languages = [challenge.language for challenge in assembly.sample_challenges()]
    assert languages[:3] == ["fr", "ar", "en"]
    assert len(languages) == 40


def test_the_examination_finds_a_broken_index(embedder, tmp_path):
    file = written(tmp_path / "startups.jsonl", ROWS)
    assembly.build(file)
    assert all(finding.is_sound for finding in health.examine())
    (assembly.index_folder(file) / "current").unlink()
    (wrong,) = [finding for finding in health.examine() if not finding.is_sound]
    assert wrong.subject.startswith("index startups")
    assert "builds it again" in wrong.remedy
