"""Numbers that are drawn: in a row they would count what others do, sealed things among it."""

import secrets
from typing import Any, Final

from sqlalchemy import Connection, event, select
from sqlalchemy.orm import Mapped, mapped_column

LARGEST: Final = 2_000_000_000


class DrawnId:
    """A table whose rows are shown to members by their numbers; these tell no order and no count.

    Rows of a table that is not in this way keep the numbers that they have; order by time.
    """

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)


def drawn(connection: Connection, table: Any) -> int:
    """Return a number that no row of a table has."""
    while True:
        number = 1 + secrets.randbelow(LARGEST)
        if connection.scalar(select(table.c.id).where(table.c.id == number)) is None:
            return number


@event.listens_for(DrawnId, "before_insert", propagate=True)
def _draw(mapper: Any, connection: Connection, row: Any) -> None:
    if row.id is None:
        row.id = drawn(connection, mapper.local_table)
