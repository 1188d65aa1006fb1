"""The overview of the map: regions as circles with their counts, kept from covering each other."""

from collections.abc import Sequence
from dataclasses import dataclass

from web.charts.drawing import clipped

_SMALLEST, _LARGEST = 12, 22
_LETTER = 7.2
_LINE = 15
_LONGEST = 18
_GAP = 4
_ROUNDS = 200
_LONG_WAY = 5


@dataclass(slots=True)
class Bubble:
    """A circle around x, y with up to two lines of words below it; moved until it has room."""

    x: float
    y: float
    radius: float
    lines: tuple[str, ...]

    @property
    def half_width(self) -> float:
        """Half of the room that it takes from side to side."""
        return max(self.radius, *(_LETTER * len(line) / 2 for line in self.lines)) + _GAP

    @property
    def half_height(self) -> float:
        """Half of the room that it takes from top to bottom, words included."""
        return (2 * self.radius + _LINE * len(self.lines) + _GAP) / 2

    @property
    def middle(self) -> float:
        """Half-way from the top of the circle to the last line."""
        return self.y - self.radius + self.half_height

    def baseline(self, line: int) -> float:
        """Return where a line of words stands."""
        return self.y + self.radius + 12 + line * _LINE


def bubble(x: float, y: float, share: float, label: str) -> Bubble:
    """Return a bubble with the area of its share (0 to 1) of the largest."""
    return Bubble(x, y, max(_SMALLEST, _LARGEST * share**0.5), _lines(label))


def _lines(label: str) -> tuple[str, ...]:
    """Return a label in one line, or in two when it is long."""
    words = label.split()
    if len(label) <= _LONGEST or len(words) < 2:
        return (clipped(label, _LONGEST),)
    cut = min(
        range(1, len(words)),
        key=lambda place: max(len(" ".join(words[:place])), len(" ".join(words[place:]))),
    )
    return clipped(" ".join(words[:cut]), _LONGEST), clipped(" ".join(words[cut:]), _LONGEST)


def set_apart(bubbles: Sequence[Bubble], width: float, height: float) -> None:
    """Move bubbles, as little as it takes, until they do not cover each other, or nearly so."""
    for number in range(_ROUNDS):
        is_long_way = number % _LONG_WAY == _LONG_WAY - 1  # else a full column stays too full
        moved = [
            _pushed(one, other, is_long_way=is_long_way)
            for place, one in enumerate(bubbles)
            for other in bubbles[place + 1 :]
        ]
        for each in bubbles:
            _kept_inside(each, width, height)
        if not any(moved):
            return


def _pushed(one: Bubble, other: Bubble, *, is_long_way: bool) -> bool:
    """Move two apart, the shorter way or the longer; return whether they did overlap."""
    across = one.half_width + other.half_width - abs(one.x - other.x)
    along = one.half_height + other.half_height - abs(one.middle - other.middle)
    if across <= 0.5 or along <= 0.5:
        return False
    if (across < along) is not is_long_way:
        step = across / 4 * (1 if one.x <= other.x else -1)
        one.x, other.x = one.x - step, other.x + step
    else:
        step = along / 4 * (1 if one.middle <= other.middle else -1)
        one.y, other.y = one.y - step, other.y + step
    return True


def _kept_inside(each: Bubble, width: float, height: float) -> None:
    each.x = min(max(each.x, each.half_width), width - each.half_width)
    lowest = height - (2 * each.half_height - each.radius)
    each.y = min(max(each.y, each.radius + _GAP), lowest)
