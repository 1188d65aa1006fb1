"""Every kind of event is known to the journal's words, and has a test that it is written."""

import ast
import re
from pathlib import Path

import pytest

from matcher.domain.journal import change, checked, is_code, reduced
from matcher.wording.actions import ACTIONS, SUBJECTS

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "tests"
NOT_TESTS = ("wording", "journeys", "browser")
SOURCES = [*(ROOT / "matcher").rglob("*.py"), *(ROOT / "web").rglob("*.py")]


def words_of_tests():
    """Return every text that stands in a test of use cases or of abuse."""
    found = set()
    for file in HERE.rglob("test_*.py"):
        if file.parent.name in NOT_TESTS or file == Path(__file__):
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


TESTED = words_of_tests()


@pytest.mark.parametrize("action", sorted(ACTIONS["fr"]))
def test_every_kind_of_event_has_a_test_that_it_is_written(action):
    assert action in TESTED, f"write a test that {action} is written, and name it there"


def written_actions():
    """Return the actions that the code writes, as far as they stand in full."""
    found = set()
    for file in SOURCES:
        text = file.read_text(encoding="utf-8")
        found |= set(re.findall(r"\.write\(\s*\"([a-z_]+\.[a-z_]+)\"", text))
    return found


def test_every_action_of_the_code_has_its_words():
    assert len(written_actions()) > 50
    assert written_actions() <= set(ACTIONS["fr"])


def test_every_subject_of_the_code_has_its_name():
    found = set()
    for file in SOURCES:
        text = file.read_text(encoding="utf-8")
        found |= set(re.findall(r"\.write\(\s*\S+,\s*\"([a-z_]+)\"", text))
    assert {"challenge", "user", "introduction"} <= found <= set(SUBJECTS["fr"])


def test_lines_are_written_by_contexts_alone():
    """The rule about names and texts is asked where lines are written: nowhere else."""
    allowed = {"context.py", "accounts.py", "support_bodies.py"}
    found = {
        file.name
        for file in SOURCES
        if re.search(r"\bJournalRow\(\s*(?!Base)\w+=", file.read_text(encoding="utf-8"))
    }
    assert found <= allowed


@pytest.mark.parametrize(
    "values",
    [
        {"name": "Atelier"},
        {"reason": "Le site de Bouskoura ferme."},
        {"reason": "somebody@essai.ma"},
        {"fields": ["Nadia B."]},
        {"state": {"was": "une phrase"}},
        {"state": "x" * 100},
        {"kind": "تحدٍّ"},
    ],
)
def test_names_and_texts_are_refused(values):
    with pytest.raises(ValueError, match="journal keeps"):
        checked(values)
    assert not set(reduced(values)) - {"fields"}


def test_numbers_codes_and_states_are_kept():
    values = {"state": "draft", "startups": [3, 1], "by_hand": True, "plan": None, "version": "1.2"}
    assert checked(values) == reduced(values) == values
    assert is_code({"challenge": 3, "stays": "met"})


def test_a_change_tells_codes_and_names_the_other_fields():
    before, after = change(
        {"name": "Avant", "region": "MA-01", "trl": None},
        {"name": "A", "region": "MA-02", "trl": 3},
    )
    assert before == {"region": "MA-01", "trl": None}
    assert after == {"region": "MA-02", "trl": 3, "fields": ["name"]}
