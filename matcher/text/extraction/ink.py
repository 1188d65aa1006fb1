"""Follows the drawing of a PDF page and blanks the text that no reader would see."""

from typing import Any, Final

TINY: Final = 1.0
"""Points below which no reader sees a letter."""
_PALE: Final = 0.95
"""Brightness, from 0 to 1, from which ink does not show on white paper."""

_SHOW: Final = frozenset({b"Tj", b"TJ", b"'", b'"'})
_PAINT: Final = frozenset({b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"})
_FILL: Final = frozenset({b"g", b"rg", b"k", b"sc", b"scn"})
_INVISIBLE: Final = frozenset({3, 7})


class Ink:
    """What the pen of a page holds: colour, size, and whether it writes at all.

    Its `watch` is called before each drawing operator (PDF 32000-1, 8 and 9) and empties the
    operands of those that would write unseen text. White text counts as seen once anything
    coloured, a picture or a form has been drawn before it, for it may stand on that.
    """

    def __init__(self, *, drops_invisible: bool) -> None:
        self._drops_invisible = drops_invisible
        self._mode = 0
        self._size = 12.0
        self._brightness = 0.0
        self._has_ground = False
        self._saved: list[tuple[int, float, float]] = []

    def watch(self, operator: bytes, operands: list[Any], cm: list[float], tm: list[float]) -> None:
        """Follow one operator; `cm` and `tm` are the page's and the text's matrices."""
        if operator in _SHOW:
            if self._is_unseen(_scale(cm) * _scale(tm)):
                operands.clear()
        elif operator in _FILL:
            self._brightness = _brightness(operator, operands)
        elif operator in _PAINT:
            self._has_ground = self._has_ground or self._brightness < _PALE
        elif operator in {b"Do", b"sh", b"INLINE IMAGE"}:
            self._has_ground = True
        else:
            self._keep(operator, operands)

    def _keep(self, operator: bytes, operands: list[Any]) -> None:
        if operator == b"Tr" and operands:
            self._mode = int(operands[0])
        elif operator == b"Tf" and len(operands) > 1:
            self._size = abs(float(operands[1]))
        elif operator == b"q":
            self._saved.append((self._mode, self._size, self._brightness))
        elif operator == b"Q" and self._saved:
            self._mode, self._size, self._brightness = self._saved.pop()

    def _is_unseen(self, scale: float) -> bool:
        if self._mode in _INVISIBLE:
            return self._drops_invisible
        return self._size * scale < TINY or (self._brightness >= _PALE and not self._has_ground)


def _scale(matrix: list[float]) -> float:
    return max(abs(float(number)) for number in matrix[:4])


def _brightness(operator: bytes, operands: list[Any]) -> float:
    """Return how bright a fill is, by its darkest part; what is not surely bright counts as dark.

    One number in a special colour space may be an amount of ink as well as of light.
    """
    parts = [float(part) for part in operands if isinstance(part, int | float)]
    is_special = operator in {b"sc", b"scn"}
    if not parts or len(parts) != len(operands) or (is_special and len(parts) < 3):
        return 0.0
    is_ink = operator == b"k" or (is_special and len(parts) == 4)
    return 1.0 - max(parts) if is_ink else min(parts)
