"""Abuse tests, named by their ids: what an attacker tries, and what must happen instead."""

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long ones to `make abuse`."""
    if config.getoption("--abuse-long"):
        return
    left_out = pytest.mark.skip(reason="Long abuse tests: they take minutes; run make abuse")
    for item in items:
        if "abuse_long" in item.keywords:
            item.add_marker(left_out)
