"""How much a file may hold before it is refused."""

from dataclasses import dataclass
from pathlib import Path

from matcher.errors import UnreadableInput

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class IntakeLimits:
    """Bounds on what is read; sizes in bytes, lengths in characters.

    `line_characters` bounds one physical line of a text file, so that a line of a million columns
    is refused before it is parsed. `expanded_bytes` and `expansion_ratio` bound what a workbook
    (a ZIP archive) unpacks to.
    """

    file_bytes: int = 100 * MEBIBYTE
    rows: int = 200_000
    columns: int = 200
    cell_characters: int = 100_000
    line_characters: int = 2_000_000
    expanded_bytes: int = 256 * MEBIBYTE
    expansion_ratio: int = 200


def check_file(path: Path, limits: IntakeLimits) -> None:
    """Raise UnreadableInput unless this is an ordinary file, not empty, within the size limit."""
    try:
        size = path.stat().st_size
    except (OSError, ValueError) as problem:
        raise UnreadableInput(
            f"{path} cannot be opened: it does not exist or may not be read. Check the path."
        ) from problem
    if not path.is_file():
        raise UnreadableInput(f"{path} is not a file. Give the path of one file.")
    if size == 0:
        raise UnreadableInput(f"{path} is empty. Give a file that holds at least one row.")
    if size > limits.file_bytes:
        raise UnreadableInput(
            f"{path} has {size / MEBIBYTE:,.0f} MB; at most {limits.file_bytes / MEBIBYTE:,.0f} MB "
            "are read. Split it into several files."
        )
