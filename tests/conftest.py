"""What the whole suite shares: who may use the network, what runs last, and what was left out.

Sockets are shut for every test. Tests that stand on a server of ours may reach this machine, by its
loopback address, and nothing else.
"""

import pytest

pytest_plugins = ["tests.left_out", "tests.postgres"]

LOOPBACK = "127.0.0.1"
SERVERS = {"database_url", "live_server", "loopback", "postgres_server", "postgres_url"}
"""The fixtures that stand on a server of ours; a test that asks for one may reach it."""


@pytest.fixture
def loopback() -> str:
    """Return this machine's own address, and let the test reach it (a mail server, say)."""
    return LOOPBACK


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Open the loopback to those that need it; run browser tests last.

    They are the slowest, and the browser keeps an event loop that other tests must not meet.
    """
    for item in items:
        if SERVERS.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.allow_hosts([LOOPBACK]))
        if "browser" in item.path.parent.parts:
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the long abuse tests be asked for."""
    parser.addoption("--abuse-long", action="store_true", help="run the long abuse tests as well")
