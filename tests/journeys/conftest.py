"""The stage of a journey."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.play import Play


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    """Return an agency, a firm and two startups, and nothing that happened yet."""
    opened = Play(tmp_path)
    yield opened
    opened.close()
