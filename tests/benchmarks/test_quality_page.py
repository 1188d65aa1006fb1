"""What make quality shows: tables between markers, and plots that anybody can read."""

from xml.etree import ElementTree

import pytest

from benchmarks import plots, quality_page
from benchmarks.svg import Drawing
from benchmarks.targets import Target
from tests.benchmarks.figures import figures, whole

SVG = "{http://www.w3.org/2000/svg}"
CALIBRATION = {
    "pairs": 30,
    "kept": 0.3,
    "error": 0.04,
    "error_low": 0.02,
    "error_high": 0.07,
    "brier": 0.1,
    "brier_of_the_mean": 0.2,
    "width_median": 0.1,
    "width_p90": 0.2,
    "numbers": 0.9,
    "too_wide": 0,
    "bins": [{"chance": 0.2, "kept": 0.1, "low": 0.0, "high": 0.3, "pairs": 30}],
}
STUFFING = {"tried": 3, "entered": 0.0, "flagged": 1.0}
STABILITY = {"needs": 2, "overlap": 0.95, "one_step": 0.1, "jumps": 0.0}
ROBUSTNESS = {
    "calibration": CALIBRATION,
    "stability": {**STABILITY, "kinds": {"capitals": STABILITY}},
    "evidence": {"quotes": 9, "exact": 1.0, "lowered": 0.9, "deleted": 8, "nothing_left": 1},
    "stuffing": {**STUFFING, "ways": {"once": STUFFING}, "honest_flagged": 0.01, "everywhere": 0.0},
    "cost": {
        "startups": 1920,
        "passerelle": {"median": 50.0, "p95": 90.0},
        "formula": {"median": 45.0, "p95": 80.0},
    },
    "no_partner/maroc_fr": {"has": [0.9], "lacks": [0.1], "of": "chance", "area": 1.0},
}


def test_the_table_has_a_line_for_each_set_with_ratio_and_recall():
    table = quality_page.sets_table({"tee_fr": whole(figures())})
    head, rule, line = table.split("\n")
    assert head.count("|") == rule.count("|") == line.count("|")
    assert "| tee_fr | 4 of 10 | 100 |" in line
    assert "| 1.20 | +0.100 [+0.100, +0.100] (bm25) |" in line
    assert line.endswith("| 0.900 |")


def test_a_target_that_is_missed_stands_out():
    reached, missed = Target("a", "≥ 1", "1", 0.0, "sure"), Target("b", "≥ 1", "0.5", 0.5)
    lines = quality_page.targets_table([reached, missed, Target("c", "≥ 1", "–", None)]).split("\n")
    assert lines[2:] == [
        "| a | ≥ 1 | 1 (sure) | reached |",
        "| b | ≥ 1 | 0.5 | **missed by 0.5** |",
        "| c | ≥ 1 | – | not measured |",
    ]


def test_every_part_of_robustness_has_its_heading():
    text = quality_page.robustness_tables(ROBUSTNESS)
    for heading in ("Stability", "Evidence", "Keyword stuffing", "Chances", "Cost", "No partner"):
        assert f"### {heading}\n" in text
    assert quality_page.robustness_tables({}) == "Not measured yet."


def test_the_page_keeps_what_is_written_by_hand(tmp_path):
    page = tmp_path / "page.md"
    start, end = quality_page.markers("table")
    page.write_text(f"before\n{start}\nold\n{end}\nafter\n", encoding="utf-8")
    quality_page.write_page(page, {"table": "new"})
    assert page.read_text(encoding="utf-8") == f"before\n{start}\n\nnew\n\n{end}\nafter\n"
    with pytest.raises(ValueError, match="has no place for targets"):
        quality_page.write_page(page, {"targets": "x"})


def test_the_page_of_the_project_has_a_place_for_every_part():
    text = (quality_page.Path(__file__).parents[2] / "docs" / "quality.md").read_text("utf-8")
    for name in ("table", "targets", "robustness"):
        assert all(marker in text for marker in quality_page.markers(name))


def test_a_drawing_says_what_it_shows():
    drawing = Drawing(100, 50, "Title & more", "What <is> shown.")
    drawing.text((1, 2), "a < b")
    root = ElementTree.fromstring(drawing.render())
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == "Title & more"
    assert root.find(f"{SVG}desc").text == "What <is> shown."
    assert root.find(f"{SVG}text").text == "a < b"
    assert "prefers-color-scheme: dark" in root.find(f"{SVG}style").text


def test_each_plot_has_its_numbers_in_words(tmp_path):
    sets = {"shipped/maroc_fr": figures(), "tee_fr": figures(0.7)}
    quality_page.write_plots(tmp_path, sets, ROBUSTNESS)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "languages.svg",
        "reliability.svg",
        "sets.svg",
    ]
    texts = {path.stem: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert "tee_fr: 0.500, product 0.700" in texts["sets"]
    assert "French, Recall@100" in texts["languages"]
    assert "told 0.20, kept 0.10 of 30" in texts["reliability"]
    for text in texts.values():
        ElementTree.fromstring(text)


def test_without_figures_there_are_no_plots():
    assert plots.plots({}, {}) == {}


def test_the_mean_without_what_changes_next_to_nothing_stands_beside_the_table():
    kinds = {
        "capitals": {**STABILITY, "overlap": 1.0},
        "decomposed (NFD)": {**STABILITY, "overlap": 1.0},
        "one synonym": {**STABILITY, "needs": 3, "overlap": 0.8},
        "line breaks": {**STABILITY, "needs": 1, "overlap": 0.6},
    }
    shown = quality_page.robustness_tables({"stability": {**STABILITY, "kinds": kinds}})
    assert "the mean overlap of the others is 0.750, over 4 needs." in shown
