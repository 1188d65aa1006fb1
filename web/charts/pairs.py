"""Pairs of bars: two shares of the same thing, one below the other."""

from dataclasses import dataclass

from markupsafe import Markup

from web.charts.drawing import LINE, Canvas, Chart, Reader, clipped, pattern, patterns, top_of

_WIDTH = 400
_NUMBERS = 60
_BAR = 15
_ROW = LINE + 2 * _BAR + 12
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"
"""So that a name of the other direction does not turn what is said of it around."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two shares (0 to 1) of one thing, and what is said of them; None where nothing is known."""

    label: str
    first: float
    second: float | None
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs(Chart):
    """Pairs in the order given; `names` says what the first and the second bar are."""

    names: tuple[str, str]
    pairs: tuple[Pair, ...]


def draw(chart: Pairs, reader: Reader) -> Markup:
    """Return the pairs as SVG: a legend, then each label with what is said above its two bars."""
    legend = 2 * LINE + 8
    canvas = Canvas(reader, _WIDTH, legend + max(len(chart.pairs), 1) * _ROW)
    canvas.add(patterns(chart, 2))
    for number, name in enumerate(chart.names):
        canvas.bar(0, number * LINE + 2, 14, 14, pattern(chart, number), "")
        canvas.text(22, number * LINE + 14, clipped(name, 48))
    top = top_of(value for each in chart.pairs for value in (each.first, each.second or 0.0))
    for row, each in enumerate(chart.pairs):
        _pair(canvas, chart, each, legend + row * _ROW, (_WIDTH - _NUMBERS) / top)
    return canvas.svg(chart)


def _pair(canvas: Canvas, chart: Pairs, each: Pair, y: float, scale: float) -> None:
    label = f"{_ISOLATE}{each.label}{_END_ISOLATE} · {each.said}" if each.said else each.label
    canvas.text(0, y + 14, clipped(label, 56))
    for number, value in enumerate((each.first, each.second)):
        if value is None:
            continue
        at = y + LINE + 2 + number * _BAR
        written = canvas.reader.share(value)
        tip = f"{each.label}, {chart.names[number]}: {written}"
        canvas.bar(0, at, max(value * scale, 1), _BAR - 2, pattern(chart, number), tip)
        canvas.number(_WIDTH, at + 11, written, "end", "chart-tick")
