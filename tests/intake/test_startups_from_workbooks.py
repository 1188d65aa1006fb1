import datetime as dt
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest

from matcher.errors import UnreadableInput
from matcher.intake.limits import IntakeLimits
from matcher.intake.report import require_whole
from matcher.intake.startups import read_startups

Save = Callable[..., Path]
HEAD = ["nom", "texte", "TRL", "ICE"]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    def saved(*sheets: Sequence[Sequence[object]]) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for number, rows in enumerate(sheets, start=1):
            sheet = book.create_sheet(f"Feuille {number}")
            for row in rows:
                sheet.append(list(row))
        path = tmp_path / "startups.xlsx"
        book.save(path)
        book.close()
        return path

    return saved


def rewritten(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """Write the workbook again with one of its parts changed."""
    changed = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(entry.filename, change(data) if entry.filename == part else data)
    return changed


def test_a_sheet_becomes_startups(save: Save):
    path = save([HEAD, ["Alpha", "Détecte\nles fuites. ", 7, "001561191000066"]])
    (startup,) = require_whole(read_startups(path))
    assert (startup.name, startup.trl, startup.ice) == ("Alpha", 7, "001561191000066")
    assert startup.capabilities[0].text == "Détecte\nles fuites. "


def test_an_ice_kept_as_a_number_gets_its_zeros_back_with_a_note(save: Save):
    intake = read_startups(save([HEAD, ["Alpha", "un", 7.0, 1561191000066]]))
    assert intake.startups[0].ice == "001561191000066"
    assert intake.startups[0].trl == 7
    assert any("leading zeros" in note for note in intake.notes)


def test_rows_are_counted_as_the_sheet_numbers_them(save: Save):
    path = save([["Catalogue"], [], HEAD, ["A", "un"], [None, None], ["", ""], ["B", None]])
    intake = read_startups(path)
    assert [startup.name for startup in intake.startups] == ["A"]
    assert [(row.line, row.field) for row in intake.refused] == [(7, "texte")]


def test_the_sheet_with_the_table_is_read_and_the_others_named(save: Save):
    path = save([], [["Notice"]], [HEAD, ["A", "un"]], [HEAD, ["B", "deux"]])
    intake = read_startups(path)
    assert [startup.name for startup in intake.startups] == ["A"]
    assert "Sheets not read: 'Feuille 2', 'Feuille 4'." in intake.notes


def test_error_cells_and_dates_are_refused_where_they_make_no_sense(save: Save):
    seventh = dt.datetime(2026, 9, 7, tzinfo=None)  # noqa: DTZ001 - sheets know no time zones
    path = save([HEAD, ["A", "#N/A", 1], ["B", "bien", seventh], ["C", "bien", "#REF!"]])
    refused = read_startups(path).refused
    assert [(row.line, row.field) for row in refused] == [(2, "texte"), (3, "TRL"), (4, "TRL")]
    assert "07/09" in refused[1].problem


def test_a_formula_gives_its_saved_value(save: Save):
    path = save([HEAD, ["A", "=A2", 1]])
    computed = rewritten(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: (
            xml.replace(b'<c r="B2"><f>A2</f><v', b'<c r="B2" t="str"><f>A2</f><v')
            .replace(b"<f>A2</f><v />", b"<f>A2</f><v>un texte</v>")
            .replace(b"<f>A2</f><v/>", b"<f>A2</f><v>un texte</v>")
            .replace(b"<f>A2</f><v></v>", b"<f>A2</f><v>un texte</v>")
        ),
    )
    assert read_startups(computed).startups[0].capabilities[0].text == "un texte"


def test_a_formula_that_was_never_computed_is_refused_not_skipped(save: Save):
    intake = read_startups(save([HEAD, ["=B3", "=A3", "=1+6"], ["B", "deux"]]))
    assert [startup.name for startup in intake.startups] == ["B"]
    assert {(row.line, row.field) for row in intake.refused} >= {(2, "nom"), (2, "texte")}
    assert "formula" in intake.refused[0].problem


def test_text_that_starts_like_a_formula_is_text(save: Save, tmp_path: Path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEAD)
    sheet.append(["A", "x"])
    sheet["B2"].value = "=un texte"
    sheet["B2"].data_type = "s"
    path = tmp_path / "text.xlsx"
    book.save(path)
    book.close()
    assert read_startups(path).startups[0].capabilities[0].text == "=un texte"


def test_a_workbook_is_known_by_its_content(save: Save):
    path = save([HEAD, ["A", "un"]])
    assert len(read_startups(path.rename(path.with_suffix(".csv"))).startups) == 1


def test_hidden_sheets_are_not_read(save: Save, tmp_path: Path):
    path = save([HEAD, ["A", "un"]])
    book = openpyxl.load_workbook(path)
    book.create_sheet("Vue").append(["autre chose"])
    book.worksheets[0].sheet_state = "hidden"
    book.active = 1
    hidden = tmp_path / "hidden.xlsx"
    book.save(hidden)
    book.close()
    with pytest.raises(UnreadableInput, match="autre chose"):
        read_startups(hidden)


def test_a_bomb_is_refused_before_it_is_unpacked(save: Save):
    bomb = rewritten(save([HEAD, ["A", "un"]]), "xl/styles.xml", lambda _: b" " * (30 << 20))
    assert bomb.stat().st_size < 1 << 20
    with pytest.raises(UnreadableInput, match="unpacks"):
        read_startups(bomb)


def test_what_unpacks_past_the_limit_is_refused(save: Save):
    path = save([HEAD, ["A", "un"]])
    with pytest.raises(UnreadableInput, match="unpacks"):
        read_startups(path, IntakeLimits(expanded_bytes=1000))


def test_declared_entities_are_refused(save: Save):
    declared = b'<!DOCTYPE x [<!ENTITY a "b">]>'
    path = rewritten(
        save([HEAD, ["A", "un"]]), "xl/worksheets/sheet1.xml", lambda xml: declared + xml
    )
    with pytest.raises(UnreadableInput, match="no workbook needs"):
        read_startups(path)


def test_a_row_number_past_the_last_is_refused_quickly(save: Save):
    path = rewritten(
        save([HEAD, ["A", "un"]]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'<row r="2"', b'<row r="99999999999"'),
    )
    with pytest.raises(UnreadableInput, match="past the last"):
        read_startups(path)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_a_damaged_part_is_one_clear_error(save: Save, part: str):
    path = rewritten(save([HEAD, ["A", "un"]]), part, lambda xml: xml[: len(xml) // 2])
    with pytest.raises(UnreadableInput, match="damaged"):
        read_startups(path)


SHARED = (
    '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<si><t>nom</t></si><si><t>texte</t></si><si><t>Alpha</t></si>"
    '<si><r><t xml:space="preserve">un </t></r><r><t>texte</t></r></si></sst>'
)


def with_shared_strings(save: Save, shared: str) -> Path:
    """Save a workbook the way spreadsheet programs do: each text once, in a part of its own."""
    path = save([["A", "B"], ["C", "D"]])
    typed = rewritten(
        path,
        "[Content_Types].xml",
        lambda xml: xml.replace(
            b"</Types>",
            b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.'
            b'openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
        ),
    )
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
        '<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="s"><v>3</v></c></row>'
        "</sheetData></worksheet>"
    )
    made = rewritten(typed.rename(path), "xl/worksheets/sheet1.xml", lambda _: sheet.encode())
    whole = made.rename(path)
    with zipfile.ZipFile(whole, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", shared)
    return whole


def test_shared_and_rich_strings_are_read_whole(save: Save):
    (startup,) = require_whole(read_startups(with_shared_strings(save, SHARED)))
    assert (startup.name, startup.capabilities[0].text) == ("Alpha", "un texte")


def test_missing_shared_strings_are_damage_not_silence(save: Save):
    for shared in (SHARED[:-60], SHARED.replace("<si><t>Alpha</t></si>", "")):
        with pytest.raises(UnreadableInput, match="damaged"):
            read_startups(with_shared_strings(save, shared))


def test_a_cut_archive_and_another_archive_are_refused(save: Save, tmp_path: Path):
    whole = save([HEAD, ["A", "un"]]).read_bytes()
    cut, other = tmp_path / "cut.xlsx", tmp_path / "other.xlsx"
    cut.write_bytes(whole[: len(whole) // 2])
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    for path in (cut, other):
        with pytest.raises(UnreadableInput, match="XLSX"):
            read_startups(path)


def test_a_sheet_far_too_wide_is_refused(save: Save):
    with pytest.raises(UnreadableInput, match="columns"):
        read_startups(save([[*HEAD, *(f"c{number}" for number in range(300))], ["A", "un"]]))


def test_cells_beyond_the_headings_are_refused(save: Save):
    assert read_startups(save([HEAD, ["A", "un", 1, None, "perdu"]])).refused[0].line == 2
