"""Firms out of a file, each row checked."""

import pytest

from matcher.errors import UnreadableInput
from matcher.intake.firms import read_firms


def firms(tmp_path, text):
    path = tmp_path / "firms.csv"
    path.write_text(text, encoding="utf-8")
    return read_firms(path)


def test_headings_in_arabic_are_understood(tmp_path):
    found = firms(tmp_path, "الاسم;المدينة;سنة التأسيس\nمطاحن الشمال;تطوان;1987\n")

    assert [(one.name, one.city, one.founded) for one in found.firms] == [
        ("مطاحن الشمال", "تطوان", 1987)
    ]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (",,,", ""),
        ("A,123,,", "ice"),
        ("A,,immense,", "taille"),
        ("A,,,bientôt", "création"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(tmp_path, row, field):
    text = f"nom,ice,taille,création\n{row}\nB,,,\n"

    found = firms(tmp_path, text)

    if field:
        assert [(one.line, one.field) for one in found.refused] == [(2, field)]
        assert found.refused[0].remedy
    assert [one.name for one in found.firms] == ["B"]


def test_a_firm_comes_once(tmp_path):
    found = firms(tmp_path, "nom\nMinoterie\nMINOTERIE\n")

    assert len(found.firms) == 1
    assert "already on line 2" in found.refused[0].problem


def test_a_file_without_rows_is_refused(tmp_path):
    with pytest.raises(UnreadableInput, match="no row"):
        firms(tmp_path, "nom,ice\n")
