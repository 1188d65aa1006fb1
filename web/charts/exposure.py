"""How evenly suggestions are spread: a Lorenz curve."""

from dataclasses import dataclass
from itertools import accumulate

from markupsafe import Markup

from web.charts.drawing import LINE, Canvas, Chart, Reader
from web.charts.tables import Table

_WIDTH = 400
_SIDE = 44
_PLOT = 300
_POINTS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure(Chart):
    """How often each one was suggested; columns: share of startups, their share of suggestions.

    `across` and `upwards` name the axes; `even` names the line of perfect evenness.
    """

    counts: tuple[int, ...]
    across: str = ""
    upwards: str = ""
    even: str = ""


def lorenz(counts: tuple[int, ...]) -> tuple[tuple[float, float], ...]:
    """Return (share of those suggested least, their share of all suggestions), from 0 to 1."""
    ordered = sorted(counts)
    whole = sum(ordered)
    if not whole:
        return ((0.0, 0.0), (1.0, 1.0))
    sums = [0, *accumulate(ordered)]
    return tuple((place / len(ordered), total / whole) for place, total in enumerate(sums))


def draw(chart: Exposure, reader: Reader) -> Markup:
    """Return the curve as SVG below the line of perfect evenness."""
    canvas = Canvas(reader, _WIDTH, _PLOT + 3 * LINE + 12)
    width, top = _WIDTH - _SIDE - 8, LINE + 8
    bottom = top + _PLOT
    for tick in range(5):
        share = tick / 4
        level, x = bottom - _PLOT * share, _SIDE + width * share
        css = "chart-rule" if tick else "chart-axis"
        canvas.line([(_SIDE, level), (_SIDE + width, level)], css)
        canvas.number(_SIDE - 6, level + 5, reader.share(share), "end", "chart-tick")
        if tick:
            side = "end" if tick == 4 else "middle"
            at = _WIDTH if tick == 4 else x
            canvas.number(at, bottom + LINE, reader.share(share), side, "chart-tick")  # type: ignore[arg-type]
    points = [(_SIDE + width * x, bottom - _PLOT * y) for x, y in _thinned(lorenz(chart.counts))]
    canvas.area(points, "chart-gap")
    canvas.line([(_SIDE, bottom), (_SIDE + width, top)], "chart-even")
    canvas.line(points, "chart-line chart-line-1")
    canvas.text(0, 14, chart.upwards, "start", "chart-tick")
    canvas.text(_WIDTH, bottom + 2 * LINE + 6, chart.across, "end", "chart-tick")
    canvas.text(_SIDE + width * 0.52, bottom - _PLOT * 0.62, chart.even, "end", "chart-tick")
    return canvas.svg(chart)


def _thinned(points: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    """Return about a hundred of the points, first and last among them."""
    every = max(1, len(points) // _POINTS)
    return [*points[:-1:every], points[-1]]


def table_of(chart: Exposure) -> Table:
    """Return, for each tenth of startups, the suggestions that they and those below them got."""
    points = lorenz(chart.counts)
    rows = []
    for tenth in range(1, 11):
        share = tenth / 10
        reached = [point for point in points if point[0] <= share + 1e-9]
        rows.append((share, _between(points, len(reached) - 1, share)))
    return Table(chart.columns, tuple(rows), shares=(0, 1))


def _between(points: tuple[tuple[float, float], ...], place: int, share: float) -> float:
    """Return the height of the curve at a share, on the straight line between two points."""
    x, y = points[place]
    if place + 1 == len(points):
        return y
    next_x, next_y = points[place + 1]
    return y + (next_y - y) * (share - x) / (next_x - x)
