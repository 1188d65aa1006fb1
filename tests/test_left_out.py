"""The list at the end of a run."""

import pytest

from tests.left_out import left_out


def a_skip(reason):
    return pytest.TestReport(
        nodeid="t", location=("t.py", 1, "t"), keywords={}, outcome="skipped", when="setup",
        longrepr=("t.py", 1, reason),
    )  # fmt: skip


def test_each_reason_is_told_once_with_the_number_of_tests():
    skips = [a_skip("Skipped: Node: not here"), a_skip("Skipped: Chromium: not here")]
    assert left_out([*skips, skips[0]]) == [
        "Chromium: not here (1 test)",
        "Node: not here (2 tests)",
    ]


def test_nothing_skipped_is_nothing_left_out():
    assert left_out([]) == []
