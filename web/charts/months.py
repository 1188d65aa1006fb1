"""Lines over months."""

from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from web.charts.drawing import HUES, LINE, Canvas, Chart, Point, Reader, clipped, round_top, top_of
from web.charts.tables import Cell, Table

_WIDTH = 400
_PLOT = 180
_SIDE = 40
_MOST_LABELS = 6
_DASHES = ("", "6 3", "2 3", "8 3 2 3", "1 4", "12 4")


@dataclass(frozen=True, slots=True)
class Series:
    """One line: its name, and a value for each month; None where nothing is known."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Months(Chart):
    """Lines over the same months, six at most told apart; columns: month, each line's name."""

    months: tuple[str, ...]
    series: tuple[Series, ...]


def draw(chart: Months, reader: Reader) -> Markup:
    """Return the lines as SVG, told apart by colour and by dashes, with a legend above."""
    legend = len(chart.series) * LINE + 12
    canvas = Canvas(reader, _WIDTH, legend + _PLOT + 2 * LINE)
    values = [value for line in chart.series for value in line.values if value is not None]
    top = round_top(top_of(values))
    _grid(canvas, legend, top)
    step = (_WIDTH - _SIDE - 8) / max(len(chart.months) - 1, 1)
    every = -(-len(chart.months) // _MOST_LABELS)
    for place, month in enumerate(chart.months):
        if place % every == 0:
            at = (_SIDE + place * step, legend + _PLOT + LINE)
            canvas.text(*at, month, "middle" if place else "start", "chart-tick")
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


def _grid(canvas: Canvas, y: float, top: float) -> None:
    for tick in range(5):
        level = y + _PLOT * (1 - tick / 4)
        canvas.line([(_SIDE, level), (_WIDTH, level)], "chart-axis" if not tick else "chart-rule")
        written = canvas.reader.number(top * tick / 4)
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
            tip = f"{line.name}, {month}: {canvas.reader.number(value)}"
            canvas.add(mark.format(f"{canvas.x(point[0]):.1f}", f"{point[1]:.1f}", tip))


def table_of(chart: Months) -> Table:
    """Return each month with the value of every line."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (month, *(line.values[place] for line in chart.series))
        for place, month in enumerate(chart.months)
    )
    return Table(chart.columns, rows)
