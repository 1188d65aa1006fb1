"""docs/security.md holds each requirement once, and names tests and files that exist."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
LISTED = """
V1.2.1 V1.2.4 V1.3.6 V1.3.7 V1.3.11 V1.5.2 V2.2.1 V2.2.2 V2.2.3 V2.3.1 V2.3.2 V2.3.3 V2.4.1
V3.3.1 V3.3.2 V3.3.4 V3.4.1 V3.4.3 V3.4.4 V3.4.5 V3.4.6 V3.5.1 V3.5.3 V3.7.2 V4.1.3
V5.1.1 V5.2.1 V5.2.2 V5.2.3 V5.3.2 V5.4.1 V6.2.1 V6.2.4 V6.2.12 V6.3.1 V6.3.3 V6.4.3
V7.2.4 V7.3.1 V7.3.2 V7.4.2 V8.1.1 V8.2.1 V8.2.2 V8.2.3 V8.3.1 V8.4.1 V11.4.2 V11.5.1
V13.4.2 V14.2.4 V14.3.2 V15.1.2 V15.3.1 V15.3.3 V16.2.1 V16.2.5 V16.3.2 V16.4.1 V16.4.2
V16.5.1 V16.5.3
"""
"""Requirements of OWASP ASVS 5.0 that concern Passerelle."""
IDS = LISTED.split()
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if re.match(r"\| V\d", line)
]
NAMED = sorted(set(re.findall(r"`(test_\w+\.py)::(\w+)`", PAGE)))


def _functions(file):
    [path] = (ROOT / "tests").rglob(file)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_each_requirement_stands_there_once_and_in_order():
    assert len(IDS) == 62
    assert [row[0] for row in ROWS] == IDS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_says_what_is_asked_its_state_and_what_shows_it(row):
    _, asked, state, shown, where = row
    assert 0 < len(asked.split()) <= 12
    assert state in {"met", "not applicable", "open"}
    assert state != "met" or re.match(r"`test_\w+\.py::test_\w+`", shown)
    assert state != "open" or "Missing:" in shown
    assert state != "not applicable" or len(shown.split()) > 3
    places = re.findall(r"`([^`]+)`", where)
    assert places or state == "not applicable"
    assert [each for each in places if not (ROOT / each).exists()] == []


@pytest.mark.parametrize(("file", "function"), NAMED, ids="::".join)
def test_a_test_that_is_named_exists(file, function):
    assert function in _functions(file)


def test_every_test_that_is_named_is_written_as_one():
    """So that none escapes the test above by another spelling."""
    assert PAGE.count("::") == len(re.findall(r"`test_\w+\.py::test_\w+`", PAGE))
