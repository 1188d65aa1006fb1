"""How many days things take: a box for each step, and a histogram of one."""

from bisect import bisect_right
from dataclasses import dataclass
from statistics import quantiles

from markupsafe import Markup

from web.charts.drawing import LINE, Canvas, Chart, Reader, clipped, hue, round_top, top_of
from web.charts.tables import Table

_WIDTH = 400
_ROW = LINE + 34
_AXIS = 26
_PLOT = 160


@dataclass(frozen=True, slots=True)
class Spread:
    """Five numbers of a step: how many, the middle half, and nine in ten."""

    count: int
    low: float
    quarter: float
    median: float
    three_quarters: float
    high: float


def spread_of(days: tuple[float, ...]) -> Spread | None:
    """Return 5th, 25th, 50th, 75th and 95th percentile of the days; None for none."""
    if not days:
        return None
    if len(days) == 1:
        return Spread(1, *(days[0],) * 5)
    cuts = quantiles(days, n=20, method="inclusive")
    return Spread(len(days), cuts[0], cuts[4], cuts[9], cuts[14], cuts[18])


@dataclass(frozen=True, slots=True)
class StepDays:
    """A step, and the days that each thing stayed in it."""

    label: str
    days: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Durations(Chart):
    """Steps with their days.

    Columns: step, how many, median, first quartile, third quartile, 95th percentile.
    """

    steps: tuple[StepDays, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram(Chart):
    """How many things took how many days; columns: from, below, how many.

    `edges` are where bins begin, ascending; the last bin has no end.
    """

    days: tuple[float, ...]
    edges: tuple[float, ...] = (0, 1, 3, 7, 14, 30, 60, 90)

    def counts(self) -> tuple[int, ...]:
        """Return how many fall into each bin; what is below the first edge counts in the first."""
        counts = [0] * len(self.edges)
        for day in self.days:
            counts[max(bisect_right(self.edges, day) - 1, 0)] += 1
        return tuple(counts)


def draw(chart: Durations, reader: Reader) -> Markup:
    """Return the steps as SVG: nine in ten as a line, the middle half as a box, and the median."""
    spreads = [spread_of(step.days) for step in chart.steps]
    top = round_top(top_of(found.high for found in spreads if found))
    height = max(len(chart.steps), 1) * _ROW
    canvas = Canvas(reader, _WIDTH, height + _AXIS)
    scale = (_WIDTH - 16) / top
    _axis(canvas, top, height)
    for row, (step, found) in enumerate(zip(chart.steps, spreads, strict=True)):
        y = row * _ROW
        canvas.text(0, y + 14, clipped(step.label, 44))
        canvas.number(_WIDTH, y + 14, reader.number(found.median) if found else "–", "end")
        if found:
            _box(canvas, found, step.label, y + LINE + 2, scale)
    return canvas.svg(chart)


def _box(canvas: Canvas, found: Spread, label: str, y: float, scale: float) -> None:
    write = canvas.reader.number
    start = 8.0
    canvas.line(
        [(start + found.low * scale, y + 11), (start + found.high * scale, y + 11)], "chart-whisker"
    )
    tip = f"{label}: {write(found.quarter)} – {write(found.median)} – {write(found.three_quarters)}"
    width = max((found.three_quarters - found.quarter) * scale, 2)
    canvas.bar(start + found.quarter * scale, y + 2, width, 18, hue(0), tip)
    middle = start + found.median * scale
    canvas.line([(middle, y), (middle, y + 22)], "chart-median")


def _axis(canvas: Canvas, top: float, height: float) -> None:
    for tick in range(5):
        x = 8 + (_WIDTH - 16) * tick / 4
        canvas.line([(x, LINE), (x, height)], "chart-rule")
        anchor = ("start", "middle", "middle", "middle", "end")[tick]
        at = (0, x, x, x, _WIDTH)[tick]
        written = canvas.reader.number(top * tick / 4)
        canvas.number(at, height + 18, written, anchor, "chart-tick")  # type: ignore[arg-type]


def draw_histogram(chart: Histogram, reader: Reader) -> Markup:
    """Return the counts as SVG: one column for each bin, its edge below and its count above."""
    counts = chart.counts()
    canvas = Canvas(reader, _WIDTH, _PLOT + 2 * LINE + 8)
    step, top = _WIDTH / len(counts), top_of(counts)
    for place, count in enumerate(counts):
        x, height = place * step, _PLOT * count / top
        edge = reader.number(chart.edges[place]) + ("+" if place + 1 == len(counts) else "")
        if count:
            canvas.bar(x + 2, LINE + _PLOT - height, step - 4, height, hue(0), f"{edge}: {count}")
        canvas.number(x + step / 2, LINE + _PLOT - height - 4, reader.number(count), "middle")
        canvas.number(x + 2, 2 * LINE + _PLOT + 2, edge, "start", "chart-tick")
    canvas.line([(0, LINE + _PLOT), (_WIDTH, LINE + _PLOT)], "chart-axis")
    return canvas.svg(chart)


def table_of(chart: Durations) -> Table:
    """Return step, how many, median, quartiles and 95th percentile of each step."""
    rows = []
    for step in chart.steps:
        found = spread_of(step.days)
        five = (found.median, found.quarter, found.three_quarters, found.high) if found else ()
        rows.append((step.label, len(step.days), *(five or (None,) * 4)))
    return Table(chart.columns, tuple(rows))


def table_of_histogram(chart: Histogram) -> Table:
    """Return where each bin begins and ends, and how many fall into it."""
    ends = (*chart.edges[1:], None)
    return Table(chart.columns, tuple(zip(chart.edges, ends, chart.counts(), strict=True)))
