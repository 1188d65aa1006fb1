import json

import pytest

from matcher import reference
from matcher.errors import ReferenceUnreadable
from matcher.learning.encoder.needs import GRADES, read_graded, read_needs, read_profiles
from matcher.learning.encoder.sources import (
    JUDGED_SETS,
    LICENCES,
    WEIGHTS,
    judged_sources,
    read_material,
    split_note,
)
from matcher.learning.encoder.told import read_told
from matcher.learning.splits import cut, is_held_out
from matcher.settings import PROJECT_ROOT
from tests.learning.tiny_training import HELD_OUT, OTHERS, TEACHING, write_data, write_rows

IDS = [f"q{number}" for number in range(30)]


@pytest.fixture
def data(tmp_path):
    return write_data(tmp_path / "data")


def the_graded(data):
    profiles = read_profiles(data)
    texts = {need.startup_id: need.texts for need in read_needs(data, profiles)}
    return read_graded(data / "training" / GRADES, texts, profiles)


def test_the_needs_that_are_held_out_teach_nothing(data):
    needs = read_needs(data, read_profiles(data))
    assert [need.startup_id for need in needs] == [*TEACHING, *OTHERS]


def test_a_startup_reads_as_its_tagline_and_its_text(data):
    profiles = read_profiles(data)
    assert profiles[TEACHING[1]].text == "été. solaire pompe t"
    assert profiles[OTHERS[1]].text == "solaire pompe t"


def test_a_sample_startup_groups_by_its_name_and_another_by_its_id(data):
    groups = [need.group for need in read_needs(data, read_profiles(data))]
    assert groups == [*(name.upper() for name in TEACHING), *OTHERS]


def test_startups_without_a_name_are_not_taken_for_twins(data):
    write_rows(
        data / "training/startups.jsonl",
        [{"id": name, "name": "", "text": "pompe"} for name in OTHERS],
    )
    profiles = read_profiles(data)
    assert len({profiles[name].name for name in OTHERS}) == len(OTHERS)


def test_without_judged_sets_only_the_needs_teach(data):
    material = read_material(data)
    assert {name: len(pairs) for name, pairs in material.sources.items()} == {
        "need": 40, "lang": 40, "core": 40,
    }  # fmt: skip
    assert len(material.graded.needs) == 20


def test_grades_of_a_held_out_need_are_refused(data):
    write_rows(data / "training/graded_train.jsonl", [{"need_id": HELD_OUT, "grades": {"o1": 3}}])
    with pytest.raises(ReferenceUnreadable, match=HELD_OUT):
        the_graded(data)


@pytest.mark.parametrize("grades", [{"o1": 4, "o2": 0}, {"nobody": 3}, None])
def test_grades_that_make_no_sense_are_refused(data, grades):
    write_rows(data / "training/graded_train.jsonl", [{"need_id": "o1", "grades": grades}])
    with pytest.raises(ReferenceUnreadable):
        the_graded(data)


@pytest.mark.parametrize("grades", [{"o1": 3, "o2": 2}, {"o1": 0, "o2": 1}])
def test_a_need_without_an_answer_or_without_another_is_left_out(data, grades):
    write_rows(data / "training/graded_train.jsonl", [{"need_id": "o1", "grades": grades}])
    assert the_graded(data).needs == ()


@pytest.mark.parametrize("line", ["{", "[]", '{"startup_id": "s1"}'])
def test_a_broken_file_of_needs_is_named(data, line):
    (data / "training/needs.jsonl").write_text(line + "\n")
    with pytest.raises(ReferenceUnreadable, match=r"needs\.jsonl"):
        read_material(data)


def a_judged_set(folder):
    write_rows(folder / "queries.jsonl", [{"_id": each, "text": f"ask {each}"} for each in IDS])
    long = "x" * 201
    rows = [
        {"_id": f"d{each}", "title": f"Title {each}", "text": f"text of {each} {long}"}
        for each in IDS
    ]
    rows[0]["text"] = f"title {IDS[0]} and {long}"
    write_rows(folder / "corpus.jsonl", rows)
    lines = "".join(f"{each}\td{each}\t1\n{each}\tdq0\t2\n" for each in IDS if each != "q0")
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n" + lines)


def test_only_the_training_part_of_a_judged_set_teaches(tmp_path):
    for name in JUDGED_SETS:
        a_judged_set(tmp_path / name)
    sources = judged_sources(tmp_path)
    teaching = {f"ask {each}" for each, part in cut(IDS).items() if part == "train"} - {"ask q0"}
    for name in JUDGED_SETS:
        assert {pair.queries[0] for pair in sources[name]} == teaching
    assert sources["ilab_fr"][0].document.startswith("Title q")
    assert {pair.group for pair in sources["tee_fr"]} == {"dq0"}
    titles = [pair.queries[0] for pair in sources["sbir_en_title"]]
    assert titles == [f"Title {each}" for each in IDS[1:]]


def test_every_source_has_a_share_a_licence_and_a_place_in_the_note():
    assert set(LICENCES) == {*WEIGHTS, "graded"}
    assert set(JUDGED_SETS) <= set(WEIGHTS)
    assert "ilab_fr_hard as ilab_fr" in split_note()


def shipped(name):
    lines = (PROJECT_ROOT / "data/training" / name).read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


def test_what_ships_is_what_its_page_says():
    needs, startups = shipped("needs.jsonl"), shipped("startups.jsonl")
    lines = reference.sample_startups_path().read_text(encoding="utf-8").split("\n")
    samples = {json.loads(line)["id"] for line in lines if line}
    assert (len(needs), len(startups)) == (1_935, 958)
    assert len({row["startup_id"] for row in needs}) == len(needs)
    assert all(row["startup_id"] in samples for row in needs[:977])
    assert [row["startup_id"] for row in needs[977:]] == [row["id"] for row in startups]
    assert not samples & {row["id"] for row in startups}
    material = read_material(PROJECT_ROOT / "data")
    assert len(material.sources["need"]) == 1_711
    assert sum(is_held_out(row["startup_id"]) for row in needs[:977]) == 1_935 - 1_711
    assert len(material.graded.needs) == 650
    profiles = read_profiles(PROJECT_ROOT / "data")
    told = read_told(PROJECT_ROOT / "data", read_needs(PROJECT_ROOT / "data", profiles), profiles)
    blind = [need for need in told if not need.startup]
    assert (len(told) - len(blind), len(blind)) == (1_711, 1_750)
    assert sum(bool(need.grades) for need in blind) == 840
    assert sum(bool(need.grades and need.gains) for need in blind) == 389
    held_out = {
        json.loads(line)["text"]
        for file in (PROJECT_ROOT / "data/training/graded").glob("*/queries.jsonl")
        for line in file.read_text(encoding="utf-8").split("\n")
        if line
    }
    assert len(held_out) == 3 * (224 + 120 + 120)
    assert not held_out & {text for need in told for text in need.texts}
