"""What the whole suite shares: who may use the network, what runs last, and what was left out.

Sockets are shut for every test. Tests that stand on a server of ours may reach this machine, by its
loopback address, and nothing else.
"""

import gc
from contextlib import closing
from pathlib import Path

import pytest

from matcher.store.database import connect
from matcher.store.schema import METADATA
from tests.compiled_once import compile_once

pytest_plugins = ["tests.left_out", "tests.postgres"]

LOOPBACK = "127.0.0.1"
SERVERS = {"database_url", "live_server", "loopback", "postgres_server", "postgres_url"}
"""The fixtures that stand on a server of ours; a test that asks for one may reach it."""
WALKS = (
    "test_every_page_in_french",
    "test_every_page_in_arabic",
    "test_programmes_room",
    "test_planner",
    "test_curation_keyboard",
    "test_firm_room",
    "test_directory_walk",
    "test_every_page_in_english",
    "test_insights_room",
    "test_aid",
)
"""The longest walks in a browser; `make walks` takes them, and CI does."""
LONG = (*WALKS, "test_stored_payloads", "test_journey_arabic")
"""Tests in a browser that take the longest, so that none is left alone at the end."""


compile_once()


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a SQLite file with all tables and no rows; copied for each test."""
    file = tmp_path_factory.mktemp("template") / "empty.sqlite3"
    with closing(connect(f"sqlite:///{file}")) as database:
        METADATA.create_all(database.engine)
    return file


@pytest.fixture
def loopback() -> str:
    """Return this machine's own address, and let the test reach it (a mail server, say)."""
    return LOOPBACK


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Open the loopback to those that need it; run browser tests last, the longest of them first.

    The browser keeps an event loop that other tests must not meet.
    """
    for item in items:
        if SERVERS.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.allow_hosts([LOOPBACK]))
        if "browser" in item.path.parent.parts:
            item.add_marker(pytest.mark.browser)
        if item.path.stem in WALKS:
            item.add_marker(pytest.mark.walk)
    items.sort(key=_turn)


def pytest_collection_finish() -> None:
    """Look for garbage less often, and never among modules and tests: a sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def _turn(item: pytest.Item) -> tuple[bool, int]:
    """Return when a test runs: those in a browser last, of those the long walks first."""
    if item.get_closest_marker("browser") is None:
        return False, 0
    name = item.path.stem
    return True, LONG.index(name) if name in LONG else len(LONG)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the long abuse tests be asked for."""
    parser.addoption("--abuse-long", action="store_true", help="run the long abuse tests as well")
