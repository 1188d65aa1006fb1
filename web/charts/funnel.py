"""A funnel: how many get from each step to the next, from a challenge to a contract."""

from dataclasses import dataclass

from markupsafe import Markup

from web.charts.drawing import LINE, Canvas, Chart, Reader, clipped, hue, top_of
from web.charts.tables import Table

_WIDTH = 400
_ROW = LINE + 38
_BAND = 26


@dataclass(frozen=True, slots=True)
class Step:
    """A step, and how many reached it."""

    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel(Chart):
    """Steps in their order; columns: step, number, share of the step before, share of the first."""

    steps: tuple[Step, ...]

    def share_of_before(self, place: int) -> float | None:
        """Return how much of the step before came through; None for the first, or after nobody."""
        before = self.steps[place - 1].count if place else 0
        return self.steps[place].count / before if before else None

    def share_of_first(self, place: int) -> float | None:
        """Return how much of the first step came this far; None when nobody began."""
        first = self.steps[0].count
        return self.steps[place].count / first if first else None


def draw(chart: Funnel, reader: Reader) -> Markup:
    """Return the funnel as SVG: a band for each step, narrowing towards the next."""
    canvas = Canvas(reader, _WIDTH, max(len(chart.steps), 1) * _ROW)
    top = top_of(step.count for step in chart.steps)
    widths = [_WIDTH * step.count / top for step in chart.steps]
    for place, step in enumerate(chart.steps):
        y = place * _ROW
        written = reader.number(step.count)
        share = chart.share_of_before(place)
        if share is not None:
            written = f"{written} ({reader.share(share)})"
        canvas.text(0, y + 14, clipped(step.label, 40))
        canvas.number(_WIDTH, y + 14, written, "end")
        tip = f"{step.label}: {written}"
        canvas.bar(0, y + LINE + 2, max(widths[place], 2), _BAND, hue(0), tip)
        if place + 1 < len(chart.steps):
            low, high = y + LINE + 2 + _BAND, y + _ROW
            narrowing = [(0.0, low), (widths[place], low), (widths[place + 1], high), (0.0, high)]
            canvas.area(narrowing, "chart-flow")
    return canvas.svg(chart)


def table_of(chart: Funnel) -> Table:
    """Return step, number, share of the step before and share of the first step."""
    rows = tuple(
        (step.label, step.count, chart.share_of_before(place), chart.share_of_first(place))
        for place, step in enumerate(chart.steps)
    )
    return Table(chart.columns, rows, shares=(2, 3))
