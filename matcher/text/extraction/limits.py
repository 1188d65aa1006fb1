"""How much a document may be and cost before it is refused."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a document may be, unpack to, and cost to read."""

    bytes: int = 20_000_000
    pages: int = 200
    characters: int = 2_000_000
    unpacked_bytes: int = 100_000_000
    """Total of what a Word or PowerPoint file unpacks to."""
    cpu_seconds: int = 10
    wall_seconds: int = 30
    memory_bytes: int = 512 * 1024 * 1024
    """Address space of the process that reads the file."""
    objects: int = 200_000
    """Objects that a PDF may hold; a deck of 200 pages has some thousands."""
