"""How well the guard does on the texts that were written for it."""

from benchmarks.leak_guard import LEAST_PRECISION, LEAST_RECALL, score, table


def test_nothing_of_the_part_that_rules_were_written_with_is_lost():
    got = score("dev")
    assert got.recall >= 0.98
    assert got.precision >= 0.94
    assert got.flagged >= 0.98 * got.leaking


def test_findings_in_texts_never_looked_at_are_right():
    got = score("test")
    assert got.precision >= LEAST_PRECISION
    assert got.unflagged >= LEAST_PRECISION * got.clean


def test_leaks_in_texts_never_looked_at_are_found():
    assert score("test").recall >= LEAST_RECALL


def test_the_table_names_both_parts():
    assert "| dev | " in table()
    assert "| test | " in table()
