"""Abuse tests, named by their ids: what an attacker tries, and what must happen instead."""

import pytest

from tests.journeys.conftest import play  # noqa: F401 - the stage of a journey
from tests.workflow.conftest import (  # noqa: F401 - the fixtures of use cases
    acting,
    any_database,
    at_once,
    database,
    gate,
    mailer,
    now,
    services,
    session,
    worker,
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long ones to `make abuse`."""
    if config.getoption("--abuse-long"):
        return
    left_out = pytest.mark.skip(reason="Long abuse tests: they take minutes; run make abuse")
    for item in items:
        if "abuse_long" in item.keywords:
            item.add_marker(left_out)
