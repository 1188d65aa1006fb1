"""The reliability plot: chances told against shares kept, as a small SVG."""

from collections.abc import Sequence
from html import escape

from matcher.learning.ranker.reliability import Bin

_SIDE, _LEFT, _TOP = 320, 56, 36
_TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
_LARGEST, _SMALLEST = 7.0, 2.5
_INK, _CENTRED = "#1f5a7a", 'text-anchor="middle"'


def reliability_svg(bins: Sequence[Bin], title: str) -> str:
    """Return the plot: one dot a bin, its area by its pairs, its line the 95 % interval.

    On the diagonal, chances come true.
    """
    most = max((each.pairs for each in bins), default=1)
    width, height = _LEFT + _SIDE + 20, _TOP + _SIDE + 52
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
    parts = [
        f'{head} font-family="sans-serif" font-size="12" role="img">',
        f"<title>{escape(title)}</title>",
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        f'<text x="{_LEFT}" y="20" font-size="14">{escape(title)}</text>',
        *_axes(),
        _line((0.0, 0.0), (1.0, 1.0), 'stroke="#888888" stroke-dasharray="4 4"'),
    ]
    for each in bins:
        told = f"told {each.chance:.2f}, kept {each.kept:.2f} of {each.pairs} pairs"
        radius = max(_SMALLEST, _LARGEST * (each.pairs / most) ** 0.5)
        place = f'cx="{_x(each.chance)}" cy="{_y(each.kept)}" r="{radius:.1f}"'
        low, high = (each.chance, each.low), (each.chance, each.high)
        parts.append(_line(low, high, f'stroke="{_INK}" stroke-width="1.5"'))
        parts.append(f'<circle {place} fill="{_INK}"><title>{told}</title></circle>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _axes() -> list[str]:
    frame = f'x="{_LEFT}" y="{_TOP}" width="{_SIDE}" height="{_SIDE}"'
    below, middle = _TOP + _SIDE, _TOP + _SIDE // 2
    turned = f'x="14" y="{middle}" transform="rotate(-90 14 {middle})"'
    parts = [f'<rect {frame} fill="none" stroke="#444444"/>']
    for tick in _TICKS:
        beside = f'x="{_LEFT - 8}" y="{_y(tick)}" text-anchor="end" dominant-baseline="middle"'
        parts.append(f'<text x="{_x(tick)}" y="{below + 18}" {_CENTRED}>{tick:.1f}</text>')
        parts.append(f"<text {beside}>{tick:.1f}</text>")
    parts.append(f'<text x="{_x(0.5)}" y="{below + 40}" {_CENTRED}>chance told</text>')
    parts.append(f"<text {turned} {_CENTRED}>share kept</text>")
    return parts


def _line(start: tuple[float, float], end: tuple[float, float], style: str) -> str:
    ends = f'x1="{_x(start[0])}" y1="{_y(start[1])}" x2="{_x(end[0])}" y2="{_y(end[1])}"'
    return f"<line {ends} {style}/>"


def _x(value: float) -> str:
    return f"{_LEFT + value * _SIDE:.1f}"


def _y(value: float) -> str:
    return f"{_TOP + (1.0 - value) * _SIDE:.1f}"
