import logging
import signal
import sqlite3
import subprocess
import sys

import numpy as np
import pytest

from matcher.retrieval.vector_cache import VectorCache, key_of
from matcher.settings import PROJECT_ROOT

DIMENSION = 4


def a_cache(folder, encoder="one@abc") -> VectorCache:
    return VectorCache(folder, encoder, DIMENSION)


def unit(*numbers: float) -> np.ndarray:
    vector = np.array(numbers, dtype=np.float32)
    return vector / np.linalg.norm(vector)


def test_what_was_written_is_read_back_exactly(tmp_path):
    vectors = {
        key_of("query", "pompe"): unit(1, 2, 3, 4),
        key_of("query", "مضخة"): unit(0, 1, 0, 0),
    }
    a_cache(tmp_path).write(vectors)
    found = a_cache(tmp_path).read([*vectors, key_of("query", "autre")])
    assert found.keys() == vectors.keys()
    assert all(np.array_equal(found[key], vectors[key]) for key in vectors)


def test_an_empty_cache_knows_nothing_and_makes_no_file(tmp_path):
    assert a_cache(tmp_path).read([key_of("query", "a")]) == {}
    assert list(tmp_path.iterdir()) == []


def test_queries_and_passages_of_one_text_are_apart():
    assert key_of("query", "pompe") != key_of("passage", "pompe")
    assert key_of("query", "pompe") != key_of("query", "pompe ")


def test_encoders_never_share_vectors(tmp_path):
    key = key_of("query", "a")
    a_cache(tmp_path, "org/one@abc").write({key: unit(1, 0, 0, 0)})
    assert a_cache(tmp_path, "org/one@abd").read([key]) == {}


def test_an_encoder_named_like_a_path_stays_in_the_folder(tmp_path):
    cache = a_cache(tmp_path / "vectors", "../../x")
    cache.write({key_of("query", "a"): unit(1, 0, 0, 0)})
    assert cache.path.parent == tmp_path / "vectors"
    assert [path.name for path in tmp_path.iterdir()] == ["vectors"]


def test_thousands_of_keys_are_read_at_once(tmp_path):
    vectors = {key_of("passage", str(number)): unit(1, number, 0, 0) for number in range(3000)}
    a_cache(tmp_path).write(vectors)
    assert len(a_cache(tmp_path).read(list(vectors))) == len(a_cache(tmp_path)) == 3000


@pytest.mark.parametrize(
    "blob", [b"", b"\0" * 12, b"\0" * 16, np.full(4, np.nan, "<f4").tobytes(), b"\x7f" * 16]
)
def test_a_damaged_vector_counts_as_unknown_and_can_be_replaced(tmp_path, blob):
    good, bad = key_of("query", "good"), key_of("query", "bad")
    cache = a_cache(tmp_path)
    cache.write({good: unit(1, 1, 0, 0), bad: unit(0, 0, 1, 0)})
    connection = sqlite3.connect(cache.path)
    connection.execute("UPDATE vector SET value = ? WHERE key = ?", (blob, bad))
    connection.commit()
    connection.close()
    assert cache.read([good, bad]).keys() == {good}
    cache.write({bad: unit(0, 0, 1, 0)})
    assert cache.read([good, bad]).keys() == {good, bad}


@pytest.mark.parametrize("content", [b"", b"this was never a database" * 400, None])
@pytest.mark.parametrize("first", ["read", "write"])
def test_a_broken_file_is_set_aside_and_begun_again(tmp_path, caplog, content, first):
    keys = [key_of("query", str(number)) for number in range(500)]
    cache = a_cache(tmp_path)
    cache.write(dict.fromkeys(keys, unit(1, 0, 0, 0)))
    whole = cache.path.read_bytes()
    cache.path.write_bytes(
        whole[:100] + b"\xff" * (len(whole) // 2) if content is None else content
    )
    with caplog.at_level(logging.WARNING):
        if first == "read":
            assert cache.read(keys) == {}
        cache.write({keys[0]: unit(0, 1, 0, 0)})
    assert "set aside" in caplog.text
    assert cache.read(keys).keys() == {keys[0]}
    assert len([path for path in tmp_path.iterdir() if ".broken" in path.name]) == 1


def test_a_disk_that_cannot_be_written_is_said_once_and_the_work_goes_on(tmp_path, caplog):
    (tmp_path / "vectors").write_text("a file where the folder should be")
    cache = a_cache(tmp_path / "vectors")
    with caplog.at_level(logging.WARNING):
        cache.write({key_of("query", "a"): unit(1, 0, 0, 0)})
        cache.write({key_of("query", "b"): unit(1, 0, 0, 0)})
    assert caplog.text.count("cannot be written") == 1


_WRITER = """
import sys
sys.path.insert(0, {root!r})
import numpy as np
from pathlib import Path
from matcher.retrieval.vector_cache import VectorCache, key_of
cache = VectorCache(Path({folder!r}), "one@abc", 4)
number = 0
while {count} is None or number < {count}:
    cache.write({{key_of({who!r}, str(number)): np.array([1, 0, 0, 0], dtype=np.float32)}})
    number += 1
    print(number, flush=True)
"""


def a_writer(folder, who: str, count: int | None) -> subprocess.Popen[str]:
    script = _WRITER.format(root=str(PROJECT_ROOT), folder=str(folder), who=who, count=count)
    return subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)


def test_several_processes_write_at_once_and_nothing_is_lost(tmp_path):
    writers = [a_writer(tmp_path, who, 30) for who in ("a", "b", "c")]
    for writer in writers:
        writer.communicate(timeout=60)
    assert [writer.returncode for writer in writers] == [0, 0, 0]
    keys = [key_of(who, str(number)) for who in "abc" for number in range(30)]
    assert len(a_cache(tmp_path).read(keys)) == 90


def test_a_killed_writer_loses_nothing_that_it_had_stored(tmp_path):
    with a_writer(tmp_path, "a", None) as writer:
        stored = 0
        while stored < 20:
            stored = int(writer.stdout.readline())
        writer.send_signal(signal.SIGKILL)
        writer.wait(timeout=60)
    cache = a_cache(tmp_path)
    keys = [key_of("a", str(number)) for number in range(stored)]
    assert len(cache.read(keys)) == stored
    cache.write({key_of("b", "next"): unit(1, 0, 0, 0)})
    assert key_of("b", "next") in cache.read([key_of("b", "next")])
