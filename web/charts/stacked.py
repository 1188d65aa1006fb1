"""Stacked bars: how each row divides into the same categories."""

from dataclasses import dataclass

from markupsafe import Markup

from web.charts.drawing import LINE, Canvas, Chart, Reader, clipped, pattern, patterns, top_of
from web.charts.tables import Cell, Table

_WIDTH = 400
_NUMBERS = 56
_ROW = LINE + 28
_WIDE_ENOUGH = 26


@dataclass(frozen=True, slots=True)
class Stack:
    """One row: its label, and a number for each category."""

    label: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StackedBars(Chart):
    """Rows of the same categories, six at most told apart by pattern.

    Columns: label, each category, all. With `is_share` every row is as long as the others.
    """

    categories: tuple[str, ...]
    stacks: tuple[Stack, ...]
    is_share: bool = False


def draw(chart: StackedBars, reader: Reader) -> Markup:
    """Return the rows as SVG, a legend above, and the number inside each part with room for it."""
    legend = len(chart.categories) * LINE + 8
    canvas = Canvas(reader, _WIDTH, legend + max(len(chart.stacks), 1) * _ROW)
    canvas.add(patterns(chart, len(chart.categories)))
    for number, name in enumerate(chart.categories):
        canvas.bar(0, number * LINE + 2, 14, 14, pattern(chart, number), "")
        canvas.text(22, number * LINE + 14, clipped(name, 48))
    longest = top_of(sum(stack.values) for stack in chart.stacks)
    for row, stack in enumerate(chart.stacks):
        whole = sum(stack.values)
        scale = (_WIDTH - _NUMBERS) / ((whole or 1.0) if chart.is_share else longest)
        _row(canvas, chart, stack, legend + row * _ROW, scale)
    return canvas.svg(chart)


def _row(canvas: Canvas, chart: StackedBars, stack: Stack, y: float, scale: float) -> None:
    write = canvas.reader.number
    canvas.text(0, y + 14, clipped(stack.label, 52))
    canvas.number(_WIDTH, y + LINE + 16, write(sum(stack.values)), "end")
    x = 0.0
    for number, (name, value) in enumerate(zip(chart.categories, stack.values, strict=True)):
        width = value * scale
        if width <= 0:
            continue
        tip = f"{stack.label}, {name}: {write(value)}"
        canvas.bar(x, y + LINE + 2, width, 20, pattern(chart, number), tip)
        if width >= _WIDE_ENOUGH:
            middle = x + width / 2
            canvas.number(middle, y + LINE + 17, write(value), "middle", "chart-inside")
        x += width


def table_of(chart: StackedBars) -> Table:
    """Return label, the number of each category, and the sum of each row."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (stack.label, *stack.values, sum(stack.values)) for stack in chart.stacks
    )
    return Table(chart.columns, rows)
