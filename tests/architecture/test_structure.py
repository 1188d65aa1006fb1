"""The promises about the shape of the code, kept by tests."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted(
    path for top in ("matcher", "web", "benchmarks") for path in (ROOT / top).rglob("*.py")
)


def test_the_import_contracts_hold():
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [linter], cwd=ROOT, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, done.stdout + done.stderr


# Migrations are written once, by alembic, and read top to bottom: their length says nothing.
READ = [path for path in CODE if path.parent.name != "versions"]


@pytest.mark.parametrize("path", READ, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_passes_four_hundred_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_is_for(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_package_files_hold_a_docstring_and_nothing_else():
    for path in CODE:
        if path.name == "__init__.py":
            body = ast.parse(path.read_text(encoding="utf-8")).body
            assert len(body) == 1, path


def test_the_tests_mirror_the_tree():
    for folder in (ROOT / "matcher").iterdir():
        if (folder / "__init__.py").exists():
            assert list((ROOT / "tests" / folder.name).glob("test_*.py")), folder.name


def test_no_file_names_a_machine_or_a_registry_host():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    words = [
        "/" + "work/",
        "/" + "root/",
        "pypi" + ".org",
        "python" + "hosted.org",
        "registry." + "npmjs",
    ]
    texts = {
        name: (ROOT / name).read_text(encoding="utf-8", errors="ignore")
        for name in listed
        if name and not name.startswith("data/") and (ROOT / name).is_file()
    }
    found = [(name, word) for name, text in texts.items() for word in words if word in text]
    assert found == []


def test_every_test_file_has_a_name_of_its_own():
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))
