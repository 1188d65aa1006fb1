"""Every chart is well formed, described, mirrored for Arabic, and has a table beside it."""

import csv
import io
import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from web.charts import bars, durations, ecosystem, exposure, funnel, months, pairs, stacked
from web.charts.drawing import Reader, clipped, round_top
from web.charts.overview import bubble, set_apart
from web.charts.tables import Table, csv_of

NASTY = '<script>alert("x")</script> & ماء'
ABOUT = {"id": "c1", "title": NASTY, "summary": "What it shows."}
ARABIC = Reader("rtl")
FRENCH = Reader()


def _about(*columns):
    return {**ABOUT, "columns": columns}


BARS = bars.Bars(bars=(bars.Bar(NASTY, 30), bars.Bar("b", 10)), **_about("l", "n", "s"))
STACKED = stacked.StackedBars(
    categories=("fr", "ar"), stacks=(stacked.Stack("a", (3, 1)),), **_about("l", "fr", "ar", "all")
)
FUNNEL = funnel.Funnel(
    steps=(funnel.Step("posted", 40), funnel.Step("met", 10), funnel.Step("contract", 0)),
    **_about("l", "n", "before", "first"),
)
DURATIONS = durations.Durations(
    steps=(durations.StepDays("a", (1, 2, 3, 9)), durations.StepDays("b", ())),
    **_about("l", "n", "m", "q1", "q3", "p95"),
)
HISTOGRAM = durations.Histogram(days=(0, 2, 2, 200), **_about("from", "to", "n"))
MONTHS = months.Months(
    months=("jan", "feb", "mar"),
    series=(months.Series("a", (1, None, 3)), months.Series("b", (0, 0, 0))),
    **_about("m", "a", "b"),
)
PAIRS = pairs.Pairs(
    names=("of all", NASTY),
    pairs=(pairs.Pair(NASTY, 0.5, 0.25, "less"), pairs.Pair("b", 0.5, None)),
    **_about("l"),
)
EXPOSURE = exposure.Exposure(counts=(0, 0, 1, 9), **_about("startups", "suggestions"))


def _map(count=3, **more):
    marks = tuple(
        ecosystem.Mark(
            "challenge" if number % 8 == 0 else "startup",
            f"Entreprise numéro {number}",
            (number * 0.618) % 1,
            (number * 0.414) % 1,
            f"/startups/{number}",
            number % 2,
        )
        for number in range(count)
    )
    regions = tuple(
        ecosystem.Region(n, f"Eau {n}", 0.3 + n / 2, 0.5, count // 2, f"?region={n}")
        for n in range(2)
    )
    return ecosystem.EcosystemMap(
        marks=marks,
        regions=regions,
        kind_names=("Startups", "Défis"),
        **_about("k", "n", "r"),
        **more,
    )


DRAWN = [
    (bars.draw, BARS, bars.table_of),
    (stacked.draw, STACKED, stacked.table_of),
    (funnel.draw, FUNNEL, funnel.table_of),
    (durations.draw, DURATIONS, durations.table_of),
    (durations.draw_histogram, HISTOGRAM, durations.table_of_histogram),
    (months.draw, MONTHS, months.table_of),
    (exposure.draw, EXPOSURE, exposure.table_of),
    (pairs.draw, PAIRS, lambda chart: Table((), ())),
    (ecosystem.draw, _map(), ecosystem.table_of),
    (ecosystem.draw, _map(400), ecosystem.table_of),
    (bars.draw, bars.Bars(bars=(), **_about("l", "n", "s")), bars.table_of),
    (funnel.draw, funnel.Funnel(steps=(), **_about("l", "n", "b", "f")), funnel.table_of),
    (exposure.draw, exposure.Exposure(counts=(), **_about("a", "b")), exposure.table_of),
    (months.draw, months.Months(months=(), series=(), **_about("m")), months.table_of),
]
EACH = pytest.mark.parametrize(("draw", "chart", "table_of"), DRAWN)


@EACH
@pytest.mark.parametrize("reader", [FRENCH, ARABIC])
def test_a_chart_is_well_formed_and_says_what_it_is(draw, chart, table_of, reader):
    markup = draw(chart, reader)
    root = ElementTree.fromstring(markup)
    names = [element.get("id") for element in root.iter() if element.get("id")]
    assert root.get("role") in {"img", "group"}
    assert root.get("aria-labelledby") in names
    assert root.get("aria-describedby") in names
    assert len(names) == len(set(names))
    assert "<script" not in markup
    assert "style=" not in markup
    assert not re.search(r'="[^"]*\b(nan|inf)\b', markup)


@EACH
def test_a_table_has_as_many_cells_as_headings(draw, chart, table_of):
    table = table_of(chart)
    assert all(len(row) == len(table.header) for row in table.rows)


def test_bars_begin_at_the_right_in_arabic():
    def left_of_bar(reader):
        rects = ElementTree.fromstring(bars.draw(BARS, reader)).findall(".//{*}rect")
        return [float(rect.get("x")) for rect in rects if rect.get("class") == "chart-fill-1"]

    assert left_of_bar(FRENCH)[0] == 0
    wide, narrow = left_of_bar(ARABIC)
    assert 0 < wide < narrow < 400


def test_numbers_read_from_left_to_right_in_arabic():
    texts = ElementTree.fromstring(bars.draw(BARS, ARABIC)).findall(".//{*}text")
    numbers = [text for text in texts if text.get("class") == "chart-number"]
    assert {text.get("direction") for text in numbers} == {"ltr"}
    assert {text.get("text-anchor") for text in numbers} == {"start"}


def test_shares_are_of_the_whole():
    assert [row[2] for row in bars.table_of(BARS).rows] == [0.75, 0.25]


def test_a_funnel_tells_what_came_through():
    assert funnel.table_of(FUNNEL).rows[1] == ("met", 10, 0.25, 0.25)
    assert funnel.table_of(FUNNEL).rows[2] == ("contract", 0, 0.0, 0.0)


def test_every_category_has_a_pattern_of_its_own():
    shapes = re.findall(r'chart-hatch" d="([^"]*)"', stacked.draw(STACKED, FRENCH))
    assert len(set(shapes)) == 2


def test_a_line_is_broken_where_nothing_is_known():
    assert stacked_paths(months.draw(MONTHS, FRENCH)) == 2


def stacked_paths(markup):
    """How many strokes draw the first line, its sample in the legend left out."""
    return len(re.findall(r'chart-line-1" d=', markup)) - 1


def test_percentiles_of_one_day_are_that_day():
    found = durations.spread_of((4,))
    assert (found.low, found.median, found.high) == (4, 4, 4)


def test_a_day_on_an_edge_begins_the_next_bin():
    chart = durations.Histogram(days=(0, 1, 1, 5), edges=(0, 1, 5), **_about("f", "t", "n"))
    assert chart.counts() == (1, 2, 1)


def test_the_lorenz_curve_lies_below_evenness():
    assert exposure.table_of(EXPOSURE).rows[-1] == (1.0, 1.0)
    assert all(got <= share + 1e-9 for share, got in exposure.table_of(EXPOSURE).rows)


def test_two_thousand_marks_stay_light():
    assert len(ecosystem.draw(_map(2000, show_marks=True), ARABIC).encode()) < 250_000


def test_many_marks_are_shown_as_regions_that_lead_to_their_own_map():
    markup = ecosystem.draw(_map(2000), FRENCH)
    assert len(markup) < 5_000
    assert re.findall(r'href="([^"]*)"', markup) == ["?region=0", "?region=1"]


def test_names_of_regions_do_not_cover_each_other():
    bubbles = [bubble(300 + n, 250 + n, 1, "eau potable, membranes") for n in range(12)]
    set_apart(bubbles, 640, 520)
    for place, one in enumerate(bubbles):
        assert one.half_width <= one.x <= 640 - one.half_width
        for other in bubbles[place + 1 :]:
            across = one.half_width + other.half_width - abs(one.x - other.x)
            along = one.half_height + other.half_height - abs(one.middle - other.middle)
            assert min(across, along) < 4


def test_a_window_shows_only_what_is_in_it():
    window = ecosystem.window_of([(0.1, 0.1), (0.2, 0.3)])
    chart = _map(2000, window=window)
    assert 0 < len(chart.seen) < 300
    drawn = re.findall(r'href="/startups/(\d+)"', ecosystem.draw(chart, FRENCH))
    assert len(drawn) == len(chart.seen) == len(ecosystem.table_of(chart).rows)


def test_every_mark_is_a_link_with_a_name():
    root = ElementTree.fromstring(ecosystem.draw(_map(), FRENCH))
    assert all(link.find("{*}title").text for link in root.findall(".//{*}a"))


def test_csv_holds_no_formula():
    table = Table(("name", "n"), (("=1+1", 2), ("a,b", 0.5), ("-x", None)))
    rows = list(csv.reader(io.StringIO(csv_of(table).removeprefix("\ufeff"))))
    assert rows == [["name", "n"], ["'=1+1", "2"], ["a,b", "0.5"], ["'-x", ""]]


def test_scales_end_on_round_numbers():
    assert [round_top(value) for value in (0, 0.3, 1, 3, 12, 51, 100)] == [
        1,
        0.5,
        1,
        5,
        20,
        100,
        100,
    ]


def test_long_words_are_cut_with_a_sign():
    assert clipped("  a   b ", 5) == "a b"
    assert clipped("abcdef", 4) == "abc…"


@pytest.mark.parametrize("count", range(1, 41))
@pytest.mark.parametrize("name", ["nov. 2025", "septembre 2025", "ш 25"])
def test_months_below_the_lines_do_not_cover_each_other_nor_leave_the_drawing(count, name):
    written = months.labels([name] * count, 352 / max(count - 1, 1))
    width = 7 * len(name)
    sides = {"start": 0, "middle": width / 2, "end": width}
    lefts = [x - sides[anchor] for x, _, anchor in written]
    assert len(written) >= min(count, 2)
    assert all(before + width < after for before, after in pairwise(lefts))
    assert lefts[0] >= 0
    assert lefts[-1] + width <= 400 or count == 1


def test_shares_over_months_are_written_as_per_cent():
    chart = months.Months(
        months=("jan",), series=(months.Series("a", (0.25,)),), is_share=True, **_about("m", "a")
    )
    assert "25%" in months.draw(chart, FRENCH)
    assert months.table_of(chart).is_share(1)


def test_a_pair_without_a_second_share_draws_one_bar():
    bars_drawn = re.findall(r"<rect fill", pairs.draw(PAIRS, FRENCH))
    assert len(bars_drawn) == 2 + 3
