"""How well the guard does on the texts that were written for it."""

import pytest

from benchmarks.leak_guard import LEAST_PRECISION, LEAST_RECALL, has, score, table

needs_the_test_part = pytest.mark.skipif(
    not has("test"), reason="the last test part was read and is dev now; the next is not in place"
)


def test_nothing_of_the_part_that_rules_were_written_with_is_lost():
    got = score("dev")
    assert (got.recall, got.precision) == (1.0, 1.0)
    assert (got.flagged, got.unflagged) == (got.leaking, got.clean)


@needs_the_test_part
def test_findings_in_texts_never_looked_at_are_right():
    got = score("test")
    assert got.precision >= LEAST_PRECISION
    assert got.unflagged >= 0.9 * got.clean


@needs_the_test_part
def test_leaks_in_texts_never_looked_at_are_found():
    assert score("test").recall >= LEAST_RECALL


def test_the_table_names_both_parts():
    assert "| dev | " in table()
    assert "| test | " in table()
