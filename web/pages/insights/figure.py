"""A figure as the page shows it: a drawing, its table, its CSV, and how far to trust it."""

from dataclasses import dataclass

from markupsafe import Markup

from web.charts.tables import Table
from web.locale import _

MOST_BESIDE = 4
FEW = 10
"""Below so many things a share says little."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `count` is how many things stand behind it; `name` is that of its CSV.

    `drawing` is None for one that is a table alone.
    """

    name: str
    title: str
    summary: str
    table: Table
    count: int
    drawing: Markup | None = None

    @property
    def is_wide(self) -> bool:
        """Whether the table has too many columns to stand beside the drawing."""
        return len(self.table.header) > MOST_BESIDE

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return self.count == 0

    @property
    def is_small(self) -> bool:
        """Whether the numbers are too small for conclusions."""
        return 0 < self.count < FEW


def not_said() -> str:
    """Return the label of what was left empty."""
    return str(_("Not said"))
