"""A small writer of SVG drawings that can be read on light and dark pages, and aloud."""

from dataclasses import dataclass, field
from xml.sax.saxutils import escape

_STYLE = """
    text { font: 13px system-ui, sans-serif; fill: #1f2328; }
    .small { font-size: 11px; fill: #59636e; }
    .axis { stroke: #d1d9e0; stroke-width: 1; }
    .diagonal { stroke: #59636e; stroke-width: 1; stroke-dasharray: 4 4; }
    .interval { stroke: #0550ae; stroke-width: 3; stroke-opacity: 0.45; }
    .ours { fill: #0550ae; }
    .theirs { fill: none; stroke: #59636e; stroke-width: 2; }
    @media (prefers-color-scheme: dark) {
      text { fill: #f0f6fc; }
      .small { fill: #9198a1; }
      .axis { stroke: #3d444d; }
      .diagonal { stroke: #9198a1; }
      .interval { stroke: #79c0ff; }
      .ours { fill: #79c0ff; }
      .theirs { stroke: #9198a1; }
    }
"""


@dataclass
class Drawing:
    """A drawing of a given size in pixels, with a title and a description for who cannot see it."""

    width: int
    height: int
    title: str
    description: str
    _parts: list[str] = field(default_factory=list)

    def line(self, start: tuple[float, float], end: tuple[float, float], kind: str) -> None:
        """Draw a straight line; `kind` is a class of the style sheet."""
        (x1, y1), (x2, y2) = start, end
        places = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
        self._parts.append(f'<line {places} class="{kind}"/>')

    def dot(self, at: tuple[float, float], kind: str, *, radius: float = 5) -> None:
        """Draw a dot."""
        x, y = at
        self._parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" class="{kind}"/>')

    def text(self, at: tuple[float, float], words: str, *, kind: str = "", end: str = "") -> None:
        """Write words on a base line; `end` "end" or "middle" says which part of them is there."""
        x, y = at
        looks = f' class="{kind}"' if kind else ""
        anchor = f' text-anchor="{end}"' if end else ""
        self._parts.append(f'<text x="{x:.1f}" y="{y:.1f}"{looks}{anchor}>{escape(words)}</text>')

    def render(self) -> str:
        """Return the drawing as the content of a file."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" '
            f'width="{self.width}" height="{self.height}" role="img" aria-labelledby="t d">'
        )
        told = [
            f'<title id="t">{escape(self.title)}</title>',
            f'<desc id="d">{escape(self.description)}</desc>',
            f"<style>{_STYLE}  </style>",
        ]
        body = "\n".join(f"  {part}" for part in (*told, *self._parts))
        return f"{head}\n{body}\n</svg>\n"
