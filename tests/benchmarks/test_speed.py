"""The benchmark itself works; nothing here looks at how long anything takes."""

import numpy as np
import pytest

from benchmarks import hybrid, matching, memory, speed
from benchmarks.timing import race

COUNT = 300


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return matching.build(tmp_path_factory.mktemp("bench"), COUNT)


def test_hybrid_retrieval_agrees_with_the_composition_it_is_timed_against():
    report = hybrid.measure(COUNT)
    lines = list(speed.retrieval_lines(report))
    assert [row.words for row in report.rows] == [8, 8, 60, 60]
    assert report.ours_in_theirs > 0.9
    assert len(lines) == 3
    assert lines[-1].met


def test_the_index_is_built_from_the_given_vectors_alone(built):
    assert built.index.status().capabilities == COUNT
    assert built.index.status().startups == COUNT // 2
    lines = list(speed.index_lines(built, needs=2))
    assert [line.target for line in lines] == ["≤ 90 s", "≤ 60 ms"]


def test_a_need_of_the_benchmark_has_requirements_that_are_ranked(built):
    needs = matching.challenges(2, COUNT)
    found = matching.Matcher(built.embedder, built.index).match(needs[0], top=20)
    assert len(found.matches) == 20
    assert len({reason.requirement for reason in found.matches[0].reasons} - {None}) >= 4


def test_every_added_text_is_found_by_the_next_search(built):
    before = len(built.index)
    use = memory.use(built.index, built.embedder, [matching.challenges(1, COUNT)[0].text])
    assert len(built.index) == before + memory.ADDED
    assert use.megabytes > 10


def test_a_race_asks_every_system_everything_in_every_round():
    asked = []
    spent = race([lambda each: asked.append(("a", each)), asked.append], [1, 2, 3], rounds=2)
    assert [each.wall.shape for each in spent] == [(2, 3), (2, 3)]
    assert sorted(map(str, asked)) == sorted([*["('a', 1)", "('a', 2)", "('a', 3)"] * 2, *"123123"])
    assert np.all(spent[0].best().wall <= spent[0].wall)


def test_the_table_takes_the_place_between_its_markers(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"before\n{speed.START}\nold\n{speed.END}\nafter\n", encoding="utf-8")
    line = speed.Line("something", "≤ 1", "2", met=False)
    speed.write(page, speed.as_table(COUNT, [line]))
    text = page.read_text(encoding="utf-8")
    assert "| something | ≤ 1 | 2 | **no** |" in text
    assert "old" not in text
    assert text.startswith("before\n")
    assert text.endswith("after\n")
