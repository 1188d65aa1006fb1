import ir_measures
import numpy as np
import pytest

from matcher.errors import UnreadableInput, UnwritableOutput
from matcher.learning.evaluation import measure
from matcher.learning.runs import trec_lines, write_runs


def parsed(lines):
    return [line.split() for line in lines]


def test_a_run_file_has_six_columns_and_ranks_from_one():
    rows = parsed(trec_lines("bm25", {"q1": [("a", 2.5), ("b", 1.0)], "q2": [("a", 3.0)]}))
    assert rows == [
        ["q1", "Q0", "a", "1", "2.5", "bm25"],
        ["q1", "Q0", "b", "2", "1", "bm25"],
        ["q2", "Q0", "a", "1", "3", "bm25"],
    ]


@pytest.mark.parametrize("score", [0.0, 1e-12, 0.87654321, 31.25, -4.0])
def test_scores_fall_strictly_in_single_precision_even_when_all_are_equal(score):
    rows = parsed(trec_lines("x", {"q": [(f"d{place:04}", score) for place in range(1000)]}))
    scores = np.array([np.float32(row[4]) for row in rows])
    assert (np.diff(scores) < 0).all()
    assert [row[2] for row in rows] == sorted(row[2] for row in rows)


def test_a_tool_that_reads_the_file_finds_the_figures_that_were_measured(tmp_path):
    run = {"q": [("c", 0.5), ("b", 0.5), ("a", 0.5), ("d", 0.5000000001)]}
    qrels = {"q": {"b": 2, "c": 1}}
    (file,) = write_runs(tmp_path, {"tied": run})
    read = list(ir_measures.read_trec_run(str(file)))
    theirs = ir_measures.calc_aggregate([ir_measures.nDCG @ 10], qrels, read)
    ours = measure(run, qrels, ["q"]).means()["ndcg@10"]
    assert theirs[ir_measures.nDCG @ 10] == pytest.approx(ours, abs=1e-9)


@pytest.mark.parametrize("name", ["two words", "tab\tbed", "", "line\nbreak", "\u00a0"])
def test_an_id_that_the_format_cannot_hold_is_refused_and_nothing_is_written(tmp_path, name):
    with pytest.raises(UnreadableInput, match="white space"):
        write_runs(tmp_path / "runs", {"good": {"q": [("a", 1.0)]}, "bad": {"q": [(name, 1.0)]}})
    assert not (tmp_path / "runs").exists()


def test_nothing_but_the_run_files_is_left_in_the_folder(tmp_path):
    write_runs(tmp_path / "new" / "runs", {"bm25": {"q": [("a", 1.0)]}, "tags": {"q": []}})
    assert sorted(path.name for path in (tmp_path / "new/runs").iterdir()) == [
        "bm25.run",
        "tags.run",
    ]


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UnwritableOutput, match="file"):
        write_runs(tmp_path / "file" / "runs", {"bm25": {"q": [("a", 1.0)]}})
