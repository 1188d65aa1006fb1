"""What every chart is drawn with: marks on a canvas that knows the reader's direction."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from markupsafe import Markup

Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]

HUES = 6
"""Colours of the style sheet (--chart-1 …), each with a pattern of its own."""
LINE = 18
"""Height of a line of text in a chart."""
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"
_PATTERNS = (
    "",
    "M-1 1l2-2M0 8l8-8M7 9l2-2",
    "M2 2h2v2h-2zM6 6h2v2h-2z",
    "M0 2h8M0 6h8",
    "M-1 7l2 2M0 0l8 8M7-1l2 2",
    "M2 0v8M6 0v8",
)


def _plain_number(value: float) -> str:
    return f"{value:g}"


def _plain_share(value: float) -> str:
    return f"{value:.0%}"


@dataclass(frozen=True, slots=True)
class Reader:
    """How the person reads: direction, and how numbers and shares (0 to 1) are written."""

    direction: Literal["ltr", "rtl"] = "ltr"
    number: Callable[[float], str] = _plain_number
    share: Callable[[float], str] = _plain_share

    @property
    def is_rtl(self) -> bool:
        """Whether lines begin at the right."""
        return self.direction == "rtl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What every chart says of itself.

    `id` is unique on the page, letters, digits and hyphens; `summary` says in a sentence or two
    what the chart shows; `columns` are the headings of its table, in the reader's language.
    """

    id: str
    title: str
    summary: str
    columns: tuple[str, ...]


@dataclass(slots=True)
class Canvas:
    """Collects marks. x runs from the inline start: in Arabic from the right."""

    reader: Reader
    width: float
    height: float
    marks: list[Markup] = field(default_factory=list)

    def x(self, x: float, extent: float = 0) -> float:
        """Return the distance from the left of something so far from the start, so wide."""
        return self.width - x - extent if self.reader.is_rtl else x

    def add(self, markup: Markup) -> None:
        """Add a mark that is drawn already."""
        self.marks.append(markup)

    def text(
        self, x: float, y: float, words: str, anchor: Anchor = "start", css: str = "chart-label"
    ) -> None:
        """Write words; `anchor` is meant in the reader's direction."""
        shown = f"{_ISOLATE}{words}{_END_ISOLATE}" if self.reader.is_rtl else words
        mark = Markup('<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>')
        self.add(mark.format(css, short(self.x(x)), short(y), anchor, shown))

    def number(
        self, x: float, y: float, digits: str, anchor: Anchor = "start", css: str = "chart-number"
    ) -> None:
        """Write a number, which reads from left to right everywhere."""
        turned: dict[Anchor, Anchor] = {"start": "end", "end": "start", "middle": "middle"}
        side = turned[anchor] if self.reader.is_rtl else anchor
        mark = Markup(
            '<text class="{}" direction="ltr" unicode-bidi="embed" x="{}" y="{}" '
            'text-anchor="{}">{}</text>'
        )
        self.add(mark.format(css, short(self.x(x)), short(y), side, digits))

    def bar(self, x: float, y: float, width: float, height: float, fill: str, tip: str) -> None:
        """Draw a bar; `fill` is a class, or "url(#…)" for a pattern; `tip` is its tooltip."""
        fill_by = Markup('fill="{}"') if fill.startswith("url(") else Markup('class="{}"')
        mark = Markup('<rect {} x="{}" y="{}" width="{}" height="{}">{}</rect>')
        tooltip = Markup("<title>{}</title>").format(tip) if tip else ""
        left = self.x(x, width)
        drawn = (short(left), short(y), short(width), short(height))
        self.add(mark.format(fill_by.format(fill), *drawn, tooltip))

    def line(self, points: Iterable[Point], css: str) -> None:
        """Draw a broken line through points."""
        path = "L".join(f"{short(self.x(x))} {short(y)}" for x, y in points)
        self.add(Markup('<path class="{}" d="M{}" fill="none"/>').format(css, path))

    def area(self, points: Iterable[Point], css: str) -> None:
        """Fill the area that points enclose."""
        path = "L".join(f"{short(self.x(x))} {short(y)}" for x, y in points)
        self.add(Markup('<path class="{}" d="M{}z"/>').format(css, path))

    def svg(self, chart: Chart, *, is_interactive: bool = False) -> Markup:
        """Return the whole drawing, named and described for those who cannot see it.

        One with links is a group: an image would hide its links from a screen reader.
        """
        head = Markup(
            '<svg class="chart" role="{}" aria-labelledby="{}-title" aria-describedby="{}-desc" '
            'viewBox="0 0 {} {}" direction="{}" xmlns="http://www.w3.org/2000/svg">'
            '<title id="{}-title">{}</title><desc id="{}-desc">{}</desc>'
        )
        opening = head.format(
            "group" if is_interactive else "img",
            chart.id,
            chart.id,
            short(self.width),
            short(self.height),
            self.reader.direction,
            chart.id,
            chart.title,
            chart.id,
            chart.summary,
        )
        return opening + Markup("").join(self.marks) + Markup("</svg>")


def short(value: float) -> str:
    """Return a coordinate with one decimal at most."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def clipped(words: str, most: int) -> str:
    """Return words that fit into `most` characters, with … where some are left out."""
    words = " ".join(words.split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def hue(number: int) -> str:
    """Return the class that fills with a colour of the style sheet; colours come round again."""
    return f"chart-fill-{number % HUES + 1}"


def pattern(chart: Chart, number: int) -> str:
    """Return what fills with a colour and its pattern, once `patterns` are on the canvas."""
    return f"url(#{chart.id}-p{number % HUES + 1})"


def patterns(chart: Chart, count: int) -> Markup:
    """Return the definitions of the first `count` patterns."""
    mark = Markup(
        '<pattern id="{}-p{}" width="8" height="8" patternUnits="userSpaceOnUse">'
        '<rect class="{}" width="8" height="8"/><path class="chart-hatch" d="{}"/></pattern>'
    )
    drawn = [
        mark.format(chart.id, number + 1, hue(number), _PATTERNS[number] or "M0 0")
        for number in range(min(count, HUES))
    ]
    return Markup("<defs>{}</defs>").format(Markup("").join(drawn))


def top_of(values: Iterable[float]) -> float:
    """Return the largest value, at least a little more than nothing."""
    return max((value for value in values), default=0) or 1.0


def round_top(value: float) -> float:
    """Return the next round number (1, 2 or 5 and noughts) that is not below the value."""
    if value <= 0:
        return 1.0
    step = 1.0
    while step * 10 <= value:
        step *= 10
    while step > value:
        step /= 10
    return next(step * times for times in (1, 2, 5, 10) if step * times >= value)
