"""Lines over months."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from markupsafe import Markup

from web.charts.drawing import (
    HUES,
    LINE,
    Anchor,
    Canvas,
    Chart,
    Point,
    Reader,
    clipped,
    round_top,
    top_of,
)
from web.charts.tables import Cell, Table

_WIDTH = 400
_PLOT = 180
_SIDE = 40
_PER_LETTER, _BETWEEN = 7.0, 10.0
"""About how wide a letter of a month's name is, and what is left free between two names."""
_DASHES = ("", "6 3", "2 3", "8 3 2 3", "1 4", "12 4")


@dataclass(frozen=True, slots=True)
class Series:
    """One line: its name, and a value for each month; None where nothing is known."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Months(Chart):
    """Lines over the same months, six at most told apart; columns: month, each line's name.

    With `is_share` values are shares (0 to 1) and are written as per cent.
    """

    months: tuple[str, ...]
    series: tuple[Series, ...]
    is_share: bool = False

    def written(self, value: float, reader: Reader) -> str:
        """Return a value as the reader writes it."""
        return reader.share(value) if self.is_share else reader.number(value)


def draw(chart: Months, reader: Reader) -> Markup:
    """Return the lines as SVG, told apart by colour and by dashes, with a legend above."""
    legend = len(chart.series) * LINE + 12
    canvas = Canvas(reader, _WIDTH, legend + _PLOT + 2 * LINE)
    values = [value for line in chart.series for value in line.values if value is not None]
    top = round_top(top_of(values))
    _grid(canvas, chart, legend, top)
    step = (_WIDTH - _SIDE - 8) / max(len(chart.months) - 1, 1)
    for x, month, anchor in labels(chart.months, step):
        canvas.text(x, legend + _PLOT + LINE, month, anchor, "chart-tick")
    for number, line in enumerate(chart.series):
        css = f"chart-line chart-line-{number % HUES + 1}"
        sample_y = number * LINE + 9
        _dashed(canvas, [(0, sample_y), (28, sample_y)], css, number)
        canvas.text(36, number * LINE + 14, clipped(line.name, 46))
        points = [
            None if value is None else (_SIDE + place * step, legend + _PLOT * (1 - value / top))
            for place, value in enumerate(line.values)
        ]
        for known, run in groupby(points, key=lambda point: point is not None):
            if known:
                _dashed(canvas, [point for point in run if point is not None], css, number)
        _dots(canvas, chart, line, points)
    return canvas.svg(chart)


def labels(months: Sequence[str], step: float) -> list[tuple[float, str, Anchor]]:
    """Return where which months are written below the plot: every one, every second, … that fit.

    The first begins below its point, and one at the end ends with the drawing: none leaves it.
    """
    for every in range(1, max(len(months), 1)):
        shown = range(0, len(months), every)
        spans = [_extent(months, place, step) for place in shown]
        if all(here[1] + _BETWEEN <= after[0] for here, after in pairwise(spans)):
            return [_label(months, place, step) for place in shown]
    return [_label(months, 0, step)] if months else []


def _label(months: Sequence[str], place: int, step: float) -> tuple[float, str, Anchor]:
    x, words = _SIDE + place * step, months[place]
    if not place:
        return x, words, "start"
    if x + _PER_LETTER * len(words) / 2 > _WIDTH:
        return _WIDTH, words, "end"
    return x, words, "middle"


def _extent(months: Sequence[str], place: int, step: float) -> tuple[float, float]:
    x, words, anchor = _label(months, place, step)
    width = _PER_LETTER * len(words)
    left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
    return left, left + width


def _grid(canvas: Canvas, chart: Months, y: float, top: float) -> None:
    for tick in range(5):
        level = y + _PLOT * (1 - tick / 4)
        canvas.line([(_SIDE, level), (_WIDTH, level)], "chart-axis" if not tick else "chart-rule")
        written = chart.written(top * tick / 4, canvas.reader)
        canvas.number(_SIDE - 6, level + 5, written, "end", "chart-tick")


def _dashed(canvas: Canvas, points: list[Point], css: str, number: int) -> None:
    dashes = _DASHES[number % len(_DASHES)]
    group = Markup('<g stroke-dasharray="{}">').format(dashes) if dashes else Markup("<g>")
    canvas.add(group)
    canvas.line(points, css)
    canvas.add(Markup("</g>"))


def _dots(canvas: Canvas, chart: Months, line: Series, points: list[Point | None]) -> None:
    mark = Markup('<circle class="chart-dot" cx="{}" cy="{}" r="3"><title>{}</title></circle>')
    for month, value, point in zip(chart.months, line.values, points, strict=True):
        if point is not None and value is not None:
            tip = f"{line.name}, {month}: {chart.written(value, canvas.reader)}"
            canvas.add(mark.format(f"{canvas.x(point[0]):.1f}", f"{point[1]:.1f}", tip))


def table_of(chart: Months) -> Table:
    """Return each month with the value of every line."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (month, *(line.values[place] for line in chart.series))
        for place, month in enumerate(chart.months)
    )
    shares = tuple(range(1, 1 + len(chart.series))) if chart.is_share else ()
    return Table(chart.columns, rows, shares)
