import json
from collections import Counter

import pytest

from benchmarks.splits import main, write_parts
from matcher.errors import UnreadableInput
from matcher.intake.beir import read_beir
from matcher.learning.splits import CUT_AS, NEVER_TAUGHT, Part, cut, is_held_out, parts_of

IDS = [f"q{number}" for number in range(300)]


def test_the_cut_never_changes():
    found = cut(IDS[:10])
    assert {part: [each for each in found if found[each] is part] for part in Part} == {
        Part.TEST: ["q9", "q7", "q2"],
        Part.RANK: ["q5", "q8"],
        Part.TRAIN: ["q4", "q3", "q0", "q1", "q6"],
    }
    assert [n for n in range(40) if is_held_out(f"ilab-2001-{n:04d}")] == [3, 14, 16, 31, 34, 38]


def test_thirty_percent_test_and_twenty_rank():
    assert Counter(cut(IDS).values()) == {Part.TEST: 90, Part.RANK: 60, Part.TRAIN: 150}


@pytest.mark.parametrize(("count", "test"), [(201, 60), (180, 60), (51, 17), (3, 1), (2, 0)])
def test_a_small_set_keeps_sixty_queries_or_a_third_for_the_test(count, test):
    assert Counter(cut(IDS[:count]).values())[Part.TEST] == test


def test_the_order_of_the_ids_does_not_matter():
    assert cut(reversed(IDS)) == cut(IDS)


def test_sets_that_ask_the_same_queries_share_the_cut():
    hard = IDS[::3]
    sets = {"ilab_fr": IDS, "ilab_fr_hard": hard}
    whole = parts_of("ilab_fr", sets.__getitem__)
    assert parts_of("ilab_fr_hard", sets.__getitem__) == {each: whole[each] for each in hard}
    assert whole == cut(IDS)


def test_queries_that_the_shared_set_lacks_only_measure():
    sets = {"xquad_ar2en": IDS[:200], "xquad_ar": IDS}
    parts = parts_of("xquad_ar", sets.__getitem__)
    assert {parts[each] for each in IDS[200:]} == {Part.TEST}
    assert {each: parts[each] for each in IDS[:200]} == cut(IDS[:200])


@pytest.mark.parametrize("name", sorted(NEVER_TAUGHT))
def test_the_job_itself_only_measures(name):
    assert set(parts_of(name, lambda _: IDS).values()) == {Part.TEST}


def test_no_set_is_cut_as_one_that_is_cut_as_another():
    assert not set(CUT_AS.values()) & set(CUT_AS)


def test_about_a_fifth_of_the_needs_is_held_out():
    assert 180 < sum(map(is_held_out, (f"ilab-{number}" for number in range(1_000)))) < 260


def a_judged_folder(folder, ids, *, corpus=None):
    folder.mkdir(parents=True)
    queries = [{"_id": each, "text": f"besoin {each}"} for each in ids]
    (folder / "queries.jsonl").write_text("".join(json.dumps(row) + "\n" for row in queries))
    lines = "".join(f"{each}\td1\t1\n" for each in ids)
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n" + lines)
    if corpus:
        (folder / "CORPUS").write_text(corpus)
    else:
        row = {"_id": "d1", "title": "", "text": "réponse"}
        (folder / "corpus.jsonl").write_text(json.dumps(row) + "\n")


@pytest.fixture
def judged(tmp_path):
    a_judged_folder(tmp_path / "judged/ilab_fr", IDS)
    a_judged_folder(tmp_path / "judged/ilab_fr_hard", IDS[:50], corpus="../ilab_fr/corpus.jsonl")
    a_judged_folder(tmp_path / "judged/maroc_fr", IDS[:9])
    return tmp_path / "judged"


def test_the_parts_are_written_as_folders_that_can_be_evaluated(judged, tmp_path):
    sizes = write_parts(judged, tmp_path / "out")
    parts = cut(IDS)
    for part in (Part.TEST, Part.RANK):
        found = read_beir(tmp_path / "out" / part / "ilab_fr_hard")
        assert set(found.queries) == {each for each in IDS[:50] if parts[each] is part}
        assert set(found.qrels) == set(found.queries)
        assert sizes["ilab_fr_hard"][part] == len(found.queries)
        assert set(found.documents) == {"d1"}
    assert len(read_beir(tmp_path / "out/test/maroc_fr").queries) == 9
    assert not (tmp_path / "out/rank/maroc_fr").exists()


def test_a_set_whose_cut_is_that_of_a_missing_one_is_refused(judged, tmp_path):
    (judged / "ilab_fr/queries.jsonl").unlink()
    (judged / "ilab_fr/qrels.tsv").unlink()
    with pytest.raises(UnreadableInput, match="ilab_fr"):
        write_parts(judged, tmp_path / "out")


def test_a_folder_without_sets_is_a_plain_error(tmp_path, capsys):
    assert main([str(tmp_path), str(tmp_path / "out")]) == 2
    assert "no judged set" in capsys.readouterr().err
    assert main([]) == 2
