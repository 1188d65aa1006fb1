"""Which HTML elements a reader would not see, by their styles."""

import re
from dataclasses import dataclass
from typing import Final

_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE: Final = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE_SELECTOR: Final = re.compile(r"[.#]?[a-z_][\w-]*", re.IGNORECASE)
_NUMBER: Final = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")
_COLOUR: Final = re.compile(r"#[0-9a-f]{3,8}\b|rgba?\([^)]*\)|\b[a-z]+\b")
_NAMED: Final = {"white": (255, 255, 255), "black": (0, 0, 0), "snow": (255, 250, 250)}
_NEAR: Final = 24
"""Steps of 255, in each of red, green and blue, below which two colours look the same."""
_SAME_GROUND: Final = frozenset({"", "none", "transparent", "inherit", "initial", "unset"})

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Look:
    """How text at one place of a page looks."""

    is_hidden: bool = False
    colour: Colour | None = None
    """None: not said, so the browser's black."""
    ground: Colour | None = (255, 255, 255)
    """None: no plain colour, such as a picture."""

    @property
    def is_seen(self) -> bool:
        """Whether the text can be read: not hidden, and not in the colour of its ground."""
        if self.is_hidden:
            return False
        if self.colour is None or self.ground is None:
            return True
        pairs = zip(self.colour, self.ground, strict=True)
        return any(abs(one - other) >= _NEAR for one, other in pairs)


def styled(around: Look, declarations: str, *, is_hidden: bool) -> Look:
    """Return how an element looks that stands inside `around` and has these CSS declarations."""
    style = _declarations(declarations)
    ground = style.get("background-color") or style.get("background") or ""
    colour = _colour(style.get("color", ""))
    return Look(
        is_hidden=around.is_hidden or is_hidden or _hides(style),
        colour=around.colour if colour is None else colour,
        ground=around.ground if ground in _SAME_GROUND else _colour(ground),
    )


def hidden_selectors(stylesheet: str) -> frozenset[str]:
    """Return the simple selectors (tag, .class, #id) that a style sheet makes invisible."""
    return frozenset(
        selector.strip().lower()
        for selectors, declarations in _RULE.findall(_COMMENT.sub("", stylesheet))
        if _hides(_declarations(declarations))
        for selector in selectors.split(",")
        if _SIMPLE_SELECTOR.fullmatch(selector.strip())
    )


def _hides(style: dict[str, str]) -> bool:
    if style.get("display") == "none" or style.get("visibility") in {"hidden", "collapse"}:
        return True
    if _is_below(style.get("opacity"), 0.05) or _is_below(style.get("font-size"), 2.0):
        return True
    if any(_is_below(style.get(side), -500.0) for side in ("left", "top", "right", "text-indent")):
        return True
    is_cut = style.get("overflow") in {"hidden", "clip"}
    sizes = ("height", "width", "max-height", "max-width")
    return is_cut and any(_is_below(style.get(size), 2.0) for size in sizes)


def _declarations(text: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in _COMMENT.sub("", text).lower().split(";"))
    return {
        name.strip(): value.replace("!important", "").strip() for name, _, value in pairs if value
    }


def _is_below(value: str | None, limit: float) -> bool:
    """Tell whether a CSS size is smaller than `limit` pixels; em and rem count 16, 100% too."""
    number = _NUMBER.match(value) if value else None
    if not value or number is None:
        return False
    size = float(number.group())
    if value.endswith("em"):
        size *= 16
    elif value.endswith("%"):
        size *= 0.16
    return size < limit


def _colour(text: str) -> Colour | None:
    for word in _COLOUR.findall(text):
        if word in _NAMED:
            return _NAMED[word]
        if word.startswith("#"):
            digits = word[1:] if len(word) > 6 else "".join(digit * 2 for digit in word[1:4])
            return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)
        numbers = [min(255, int(float(n))) for n in _NUMBER.findall(word)[:3]]
        if word.startswith("rgb") and len(numbers) == 3:
            return numbers[0], numbers[1], numbers[2]
    return None
