"""Which packages there are: constraints, lock, project and bill of materials say the same."""

import ast
import json
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from benchmarks import bill, lock

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PINNED = {canonicalize_name(name): version for name, version in lock.pinned().items()}
LOCKED = {canonicalize_name(name): told for name, told in lock.locked().items()}
BILL = json.loads(bill.BILL.read_text(encoding="utf-8"))["components"]
OURS = {"matcher", "web", "benchmarks", "tests"}


def _bill(kind):
    return {
        canonicalize_name(part["name"]) if kind == "pypi" else part["name"]: part
        for part in BILL
        if part["purl"].startswith(f"pkg:{kind}/")
    }


def _imported():
    for path in (each for top in ("matcher", "web") for each in (ROOT / top).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (each.name.partition(".")[0] for each in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module.partition(".")[0]


def _asked():
    project, build = PROJECT["project"], PROJECT["build-system"]["requires"]
    more = project["optional-dependencies"]["dev"]
    return [Requirement(each) for each in (*project["dependencies"], *more, *build)]


def test_the_lock_holds_what_is_pinned_with_hashes():
    assert {n: v for n, (v, _) in LOCKED.items()} | {"torch": PINNED["torch"]} == PINNED
    assert [name for name, (_, hashes) in LOCKED.items() if not hashes] == []


@pytest.mark.parametrize("asked", _asked(), ids=str)
def test_what_the_project_asks_for_is_pinned(asked):
    assert asked.specifier.contains(PINNED[canonicalize_name(asked.name)])


def test_what_a_package_needs_is_pinned_too():
    """The lock is installed without looking for more."""
    missing = []
    for name in PINNED.keys() - {"torch"}:
        try:
            needed = map(Requirement, metadata.requires(name) or [])
        except metadata.PackageNotFoundError:
            continue
        missing += [
            (name, str(each))
            for each in needed
            if (each.marker is None or each.marker.evaluate({"extra": ""}))
            and not each.specifier.contains(
                PINNED.get(canonicalize_name(each.name), ""), prereleases=True
            )
        ]
    assert missing == []


def test_the_bill_lists_each_package_with_version_hashes_and_licence():
    python, node = _bill("pypi"), _bill("npm")
    assert {name: part["version"] for name, part in python.items()} == PINNED
    for name, (_, hashes) in LOCKED.items():
        assert [each["content"] for each in python[name]["hashes"]] == hashes, name
    assert sorted(node) == sorted(each["name"] for each in bill.of_node())
    assert all(node[each["name"]] == each for each in bill.of_node())
    unnamed = {part["name"] for part in BILL if not part.get("licenses")}
    assert unnamed == set()


def test_what_the_code_imports_is_in_the_bill():
    known = metadata.packages_distributions()
    listed = set(_bill("pypi"))
    outside = set(_imported()) - OURS - set(sys.stdlib_module_names)
    unlisted = {
        name: known.get(name)
        for name in outside
        if not {canonicalize_name(each) for each in known.get(name, [])} & listed
    }
    assert unlisted == {}
    assert len(outside) > 20


def test_set_up_installs_the_lock_by_hash_and_is_done_again_when_it_changes():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "--require-hashes --no-deps -r requirements.lock" in text
    assert re.search(r"^\$\(STAMP\):.*\brequirements\.lock\b", text, re.MULTILINE)
    for line in (each for each in text.splitlines() if "$(PIP)" in each):
        assert "requirements.lock" in line or "torch==" in line or "--no-deps" in line, line
