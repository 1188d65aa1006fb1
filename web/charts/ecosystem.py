"""The map of the ecosystem: startups as dots and challenges as diamonds, placed by meaning."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from web.charts.drawing import LINE, Canvas, Chart, Reader, clipped, short
from web.charts.overview import bubble, set_apart
from web.charts.tables import Table

Kind = Literal["startup", "challenge"]

MOST_MARKS = 300
"""Above this a map shows its regions as circles; a page of one region shows the marks in it."""
_WIDTH, _HEIGHT = 640, 520
_EDGE = 14
_LEGEND = LINE + 14
_LONGEST_TIP = 44
_SPACE = 1.15
"""How much room is left around a region that fills the map."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A startup or a challenge; x and y between 0 and 1, `href` its page."""

    kind: Kind
    name: str
    x: float
    y: float
    href: str
    region: int | None = None


@dataclass(frozen=True, slots=True)
class Region:
    """A neighbourhood with its name; `href` leads to the map of it alone."""

    number: int
    label: str
    x: float
    y: float
    count: int
    href: str


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the map that is shown."""

    x: float = 0.0
    y: float = 0.0
    span: float = 1.0

    def holds(self, x: float, y: float) -> bool:
        """Return whether a place is inside."""
        return 0 <= x - self.x <= self.span and 0 <= y - self.y <= self.span


@dataclass(frozen=True, slots=True, kw_only=True)
class EcosystemMap(Chart):
    """What is on the map; columns: kind, name, neighbourhood.

    `kind_names` are the words for startups and for challenges, also in the legend. Give
    `show_marks` to draw every mark whatever their number (a mark takes about 110 bytes).
    """

    marks: tuple[Mark, ...]
    regions: tuple[Region, ...] = ()
    window: Window = Window()
    kind_names: tuple[str, str]
    show_marks: bool = False

    @property
    def seen(self) -> tuple[Mark, ...]:
        """The marks inside the window."""
        return tuple(mark for mark in self.marks if self.window.holds(mark.x, mark.y))

    @property
    def is_overview(self) -> bool:
        """Whether regions stand for the marks in them, because these are too many."""
        return bool(self.regions) and not self.show_marks and len(self.seen) > MOST_MARKS


def window_of(places: Iterable[tuple[float, float]]) -> Window:
    """Return the smallest square that holds all places with some room around them."""
    given = list(places)
    if not given:
        return Window()
    xs, ys = [x for x, _ in given], [y for _, y in given]
    span = max(max(xs) - min(xs), max(ys) - min(ys), 0.05) * _SPACE
    return Window((min(xs) + max(xs) - span) / 2, (min(ys) + max(ys) - span) / 2, span)


def draw(chart: EcosystemMap, reader: Reader) -> Markup:
    """Return the map as SVG with links; it is not mirrored, for its sides mean nothing."""
    canvas = Canvas(reader, _WIDTH, _HEIGHT + _LEGEND)
    canvas.add(
        Markup('<rect class="chart-ground" width="{}" height="{}"/>').format(_WIDTH, _HEIGHT)
    )
    if chart.is_overview:
        _circles(canvas, chart)
    else:
        _dots(canvas, chart)
        _names(canvas, chart)
        _legend(canvas, chart)
    return canvas.svg(chart, is_interactive=True)


def _at(window: Window, x: float, y: float) -> tuple[float, float]:
    wide = _EDGE + (x - window.x) / window.span * (_WIDTH - 2 * _EDGE)
    high = _EDGE + (y - window.y) / window.span * (_HEIGHT - 2 * _EDGE)
    return wide, high


def _dots(canvas: Canvas, chart: EcosystemMap) -> None:
    """Draw marks: a dot is a line of no length with a round end, the shortest that SVG can say."""
    link = Markup('<a href="{}"><title>{}</title><path d="M{} {}{}"/></a>')
    seen = sorted(chart.seen, key=lambda mark: (mark.y, mark.x))  # the order of the Tab key
    size = "6" if len(seen) > MOST_MARKS else "10"
    for kind, name, shape in (
        ("startup", chart.kind_names[0], "h0"),
        ("challenge", chart.kind_names[1], "l6 6-6 6-6-6z"),
    ):
        opening = Markup('<g class="map-{}" role="group" aria-label="{}" stroke-width="{}">')
        canvas.add(opening.format(kind, name, size if kind == "startup" else "2"))
        for mark in seen:
            if mark.kind == kind:
                x, y = _at(chart.window, mark.x, mark.y)
                top = y if kind == "startup" else y - 6
                tip = clipped(mark.name, _LONGEST_TIP)
                canvas.add(link.format(mark.href, tip, short(x), short(top), shape))
        canvas.add(Markup("</g>"))


def _names(canvas: Canvas, chart: EcosystemMap) -> None:
    """Write the names of regions over the marks, leaving out one that would cover another."""
    taken: list[tuple[float, float, float]] = []
    for region in sorted(chart.regions, key=lambda region: -region.count):
        if not chart.window.holds(region.x, region.y):
            continue
        x, y = _at(chart.window, region.x, region.y)
        label = clipped(region.label, 34)
        half = 4.2 * len(label) + 4
        x = min(max(x, half), _WIDTH - half)
        if any(abs(y - row) < LINE + 2 and abs(x - at) < half + wide for at, row, wide in taken):
            continue
        taken.append((x, y, half))
        _words(canvas, x, y + 5, label, "map-name")


def _circles(canvas: Canvas, chart: EcosystemMap) -> None:
    """Draw each region as a circle with its count, its name below, linked to its own map."""
    most = max(region.count for region in chart.regions) or 1
    regions = sorted(chart.regions, key=lambda region: (region.y, region.x))
    bubbles = [
        bubble(*_at(chart.window, each.x, each.y), each.count / most, each.label)
        for each in regions
    ]
    set_apart(bubbles, _WIDTH, _HEIGHT)
    opening = Markup('<a class="map-region" href="{}"><title>{} ({})</title>')
    circle = Markup('<circle cx="{}" cy="{}" r="{}"/>')
    for region, each in zip(regions, bubbles, strict=True):
        count = canvas.reader.number(region.count)
        canvas.add(opening.format(region.href, region.label, count))
        canvas.add(circle.format(short(each.x), short(each.y), short(each.radius)))
        _words(canvas, each.x, each.y + 5, count, "map-count")
        for number, line in enumerate(each.lines):
            _words(canvas, each.x, each.baseline(number), line, "map-name")
        canvas.add(Markup("</a>"))


def _legend(canvas: Canvas, chart: EcosystemMap) -> None:
    y = _HEIGHT + LINE - 2
    counts = [sum(mark.kind == kind for mark in chart.seen) for kind in ("startup", "challenge")]
    sample = Markup('<g class="map-{}" stroke-width="{}"><path d="M{} {}{}"/></g>')
    for place, (kind, shape) in enumerate((("startup", "h0"), ("challenge", "l6 6-6 6-6-6z"))):
        start = place * _WIDTH / 2 + 14
        top = y if place == 0 else y - 6
        width = "10" if place == 0 else "2"
        drawn = sample.format(kind, width, short(canvas.x(start)), short(top), shape)
        canvas.add(drawn)
        words = f"{chart.kind_names[place]} ({canvas.reader.number(counts[place])})"
        canvas.text(start + 14, y + 5, words)


def _words(canvas: Canvas, x: float, y: float, words: str, css: str) -> None:
    """Write words around a point of the map, which is the same in every direction."""
    mark = Markup('<text class="{}" x="{}" y="{}" text-anchor="middle">{}</text>')
    canvas.add(mark.format(css, short(x), short(y), words))


def table_of(chart: EcosystemMap) -> Table:
    """Return the kind, the name and the neighbourhood of what is inside the window."""
    names = {region.number: region.label for region in chart.regions}
    kinds = {"startup": chart.kind_names[0], "challenge": chart.kind_names[1]}
    rows = [
        (kinds[mark.kind], mark.name, names.get(mark.region, "") if mark.region is not None else "")
        for mark in chart.seen
    ]
    return Table(chart.columns, tuple(sorted(rows, key=lambda row: (row[2], row[0], row[1]))))
