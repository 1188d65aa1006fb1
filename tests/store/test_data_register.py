"""Each column of each table is classified; what the register says is what the tables are."""

import pytest

from matcher.domain.data_register import REGISTER, TABLES, Class, searched
from matcher.store.schema import METADATA
from matcher.wording.data_register import CLASSES, KEEPINGS, PROCESSINGS, PURPOSES, READERS

COLUMNS = [
    (table.name, column.name) for table in METADATA.sorted_tables for column in table.columns
]
PERSONAL = ("email", "name", "phone", "recipients", "address")
"""Words in the names of columns that hold people, or names of organisations."""


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=".".join)
def test_every_column_has_a_class_a_purpose_and_a_time(table, column):
    """A new column fails here until somebody says what it holds, in data_register.py."""
    assert table in TABLES, f"Say in matcher/domain/data_register.py what {table!r} is kept for."
    assert TABLES[table].class_of(column) in Class


def test_the_register_names_nothing_that_is_not_there():
    listed = {(table, column) for table, kept in TABLES.items() for column in kept.columns}
    assert listed - set(COLUMNS) == set()
    assert sum(len(each.tables) for each in REGISTER) == len(TABLES)


def test_no_column_has_two_classes():
    for name, kept in TABLES.items():
        several = (kept.plain, kept.personal, kept.confidential, kept.hidden)
        assert sum(map(len, several)) == len(kept.columns), name


def test_a_column_named_after_a_person_is_never_plain():
    plain = {
        (table, column)
        for table, column in COLUMNS
        if any(word in column for word in PERSONAL)
        and TABLES[table].class_of(column) is Class.PLAIN
    }
    assert plain == {("facts", "name"), ("startups", "name_shown"), ("tasks", "name")}


def test_the_owner_and_the_author_of_a_row_are_columns_that_name_a_person():
    for name, kept in TABLES.items():
        columns = METADATA.tables[name].columns
        for who in filter(None, (kept.owner, kept.author)):
            keys = {key.column.table.name for key in columns[who].foreign_keys}
            assert name == "users" or keys == {"users"}, (name, who)


def test_every_table_with_a_secret_is_somebodys():
    """So that it goes with the account, without anybody thinking of it."""
    for name, kept in TABLES.items():
        assert not kept.hidden or kept.owner, name


def test_every_code_has_its_sentence():
    codes = {
        "processing": ({each.key for each in REGISTER}, PROCESSINGS, PURPOSES),
        "reader": ({reader for each in REGISTER for reader in each.readers}, READERS),
        "keeping": ({kept.keeping for kept in TABLES.values()}, KEEPINGS),
        "class": (set(Class), CLASSES),
    }
    for known, *families in codes.values():
        for family in families:
            for language in ("fr", "ar", "en"):
                assert {str(code) for code in known} <= set(family[language])


def test_texts_and_names_are_searched_when_somebody_goes():
    found = searched()
    assert {"title", "problem", "teaser_text"} <= set(found["challenges"])
    assert "payload" in found["outbox"]
    assert "journal" not in found
