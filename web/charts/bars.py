"""Horizontal bars, each with its number and its share of the whole."""

from dataclasses import dataclass

from markupsafe import Markup

from web.charts.drawing import LINE, Canvas, Chart, Reader, clipped, hue, top_of
from web.charts.tables import Table

_WIDTH = 400
_NUMBERS = 92
_ROW = LINE + 24


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label and how much."""

    label: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars(Chart):
    """Bars in the order given; columns: label, number, share.

    `whole` is what shares are of: the sum of the bars unless it is given.
    """

    bars: tuple[Bar, ...]
    whole: float | None = None

    def share(self, bar: Bar) -> float:
        """Return a bar's share of the whole, 0 when there is nothing."""
        whole = sum(each.value for each in self.bars) if self.whole is None else self.whole
        return bar.value / whole if whole else 0.0


def draw(chart: Bars, reader: Reader) -> Markup:
    """Return the bars as SVG: the label above its bar, so that long ones have room at any width."""
    canvas = Canvas(reader, _WIDTH, max(len(chart.bars), 1) * _ROW)
    room, top = _WIDTH - _NUMBERS, top_of(bar.value for bar in chart.bars)
    for row, bar in enumerate(chart.bars):
        y = row * _ROW
        written = f"{reader.number(bar.value)} ({reader.share(chart.share(bar))})"
        canvas.text(0, y + 14, clipped(bar.label, 52))
        canvas.bar(0, y + LINE + 2, room, 14, "chart-track", "")
        if bar.value > 0:
            tip = f"{bar.label}: {written}"
            canvas.bar(0, y + LINE + 2, max(room * bar.value / top, 2), 14, hue(0), tip)
        canvas.number(_WIDTH, y + LINE + 14, written, "end")
    return canvas.svg(chart)


def table_of(chart: Bars) -> Table:
    """Return label, number and share of each bar."""
    rows = tuple((bar.label, bar.value, chart.share(bar)) for bar in chart.bars)
    return Table(chart.columns, rows, shares=(2,))
