"""How well the guard does on the texts that were written for it."""

import pytest

from benchmarks.leak_guard import LEAST_PRECISION, LEAST_RECALL, score, table


def test_nothing_of_the_part_that_rules_were_written_with_is_lost():
    got = score("dev")
    assert got.recall >= 0.99
    assert got.precision >= 0.98
    assert got.flagged == got.leaking


def test_findings_in_texts_never_looked_at_are_right():
    got = score("test")
    assert got.precision >= LEAST_PRECISION
    assert got.unflagged >= LEAST_PRECISION * got.clean


@pytest.mark.xfail(
    strict=True,
    reason="scored once when the rules were frozen: 62 of 74 (0.838), below the promise of 0.95; "
    "names of organisations, figures and claims are missed",
)
def test_leaks_in_texts_never_looked_at_are_found():
    assert score("test").recall >= LEAST_RECALL


def test_the_table_names_both_parts():
    assert "| dev | " in table()
    assert "| test | " in table()
