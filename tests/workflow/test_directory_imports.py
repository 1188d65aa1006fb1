"""Files of startups and firms: read, compared, taken over whole, and written out again."""

import csv
import io

import pytest

from matcher.domain.startup import Status
from matcher.errors import NotAllowed, NotPossible, StalePage, UnreadableInput
from matcher.store.challenges import AttachmentRow
from matcher.store.journal import JournalRow, TaskRow
from matcher.store.organisations import OrganisationRow
from matcher.store.startups import StartupRow
from matcher.workflow import exports, imports
from matcher.workflow.import_reading import FIRMS, ROWS, STARTUPS, read
from tests.workflow.people import a_firm, a_firm_member, a_startup, an_officer

CSV = (
    "id,nom,secteurs,régions,trl,description\n"
    "aw-1,Atlas Eau,Agroalimentaire,Casablanca-Settat,7,Nous filtrons l'eau de rinçage.\n"
    "aw-2,مياه الأطلس,Textile et habillement,فاس مكناس,5,نعالج مياه الغسل الصناعي.\n"
)


@pytest.fixture
def desk(database, services, now):
    """Return an officer's desk on which each step has its own transaction, as in the app."""
    return Desk(database, services, now)


class Desk:
    def __init__(self, database, services, now):
        self.database, self.services, self.now = database, services, now
        with database.session() as session:
            self.officer = an_officer(session)

    def do(self, step, *more, **named):
        from matcher.workflow.context import Context

        with self.database.session() as session:
            return step(Context(session, self.officer, self.now, self.services), *more, **named)

    def bring(self, text, kind=STARTUPS, name="startups.csv"):
        content = text.encode() if isinstance(text, str) else text
        examined = imports.compared(self.services.database, read(kind, name, content))
        return self.do(imports.keep, examined)

    def apply(self, import_id, *, add_near=False):
        sheet = imports.reread(self.services, import_id)
        return self.do(imports.apply, import_id, sheet, add_near=add_near)

    def outcomes(self, import_id):
        found = self.do(imports.report, import_id)
        return [each["outcome"] for each in found.lines]

    def rows(self, table):
        with self.database.session(writes=False) as session:
            return session.query(table).order_by(table.id).all()

    def add(self, builder, *more, **named):
        with self.database.session() as session:
            return builder(session, *more, **named).id


def test_a_dry_run_changes_nothing_and_keeps_the_file(desk):
    number = desk.bring(CSV)

    assert desk.outcomes(number) == ["new", "new"]
    assert desk.rows(StartupRow) == []
    kept = desk.rows(AttachmentRow)[0]
    assert (kept.subject_kind, kept.subject_id, kept.filename) == ("import", number, "startups.csv")


def test_taking_over_writes_all_and_asks_for_one_refresh(desk):
    number = desk.bring(CSV)

    assert desk.apply(number) == 2

    rows = desk.rows(StartupRow)
    assert [(row.key, row.sectors, row.regions, row.trl) for row in rows] == [
        ("aw-1", ["agrofood"], ["MA-06"], 7),
        ("aw-2", ["textile"], ["MA-03"], 5),
    ]
    assert rows[1].capabilities[0].text == "نعالج مياه الغسل الصناعي."
    names = [task.name for task in desk.rows(TaskRow)]
    assert sorted(names) == ["refresh_index", "rematch"]
    assert "import.applied" in [row.action for row in desk.rows(JournalRow)]


def test_the_same_click_twice_writes_once(desk):
    number = desk.bring(CSV)

    assert desk.apply(number) == desk.apply(number) == 2
    assert len(desk.rows(StartupRow)) == 2


def test_the_same_file_again_changes_nothing(desk):
    desk.apply(desk.bring(CSV))

    again = desk.bring(CSV)

    assert desk.outcomes(again) == ["same", "same"]
    assert not desk.do(imports.report, again).about.may_apply


def test_the_id_finds_its_startup_again_and_says_what_changes(desk):
    desk.apply(desk.bring(CSV))
    changed = CSV.replace("Atlas Eau", "Atlas Eaux").replace(",7,", ",8,")

    number = desk.bring(changed)

    line = desk.do(imports.report, number, outcome="changed").lines[0]
    assert line["changes"] == [["name", "Atlas Eau", "Atlas Eaux"], ["trl", "7", "8"]]
    desk.apply(number)
    first = desk.rows(StartupRow)[0]
    assert (first.trl, first.version, len(first.capabilities)) == (8, 2, 1)


def test_an_empty_cell_says_nothing(desk):
    desk.apply(desk.bring(CSV))

    number = desk.bring(CSV.replace(",7,", ",,").replace("Agroalimentaire", ""))

    assert desk.outcomes(number) == ["same", "same"]


def test_an_import_never_wakes_a_paused_startup(desk):
    desk.add(a_startup, key="aw-1", status=Status.PAUSED)

    desk.apply(desk.bring(CSV))

    assert desk.rows(StartupRow)[0].status is Status.PAUSED


def test_a_refused_row_keeps_everything_out(desk):
    number = desk.bring(CSV.replace(",7,", ",seventy,"))

    report = desk.do(imports.report, number)
    assert report.lines[0]["outcome"] == "refused"
    assert report.lines[0]["remedy"]
    assert not report.about.may_apply
    with pytest.raises(NotPossible):
        desk.apply(number)
    assert desk.rows(StartupRow) == []


def test_a_startup_that_looks_like_another_is_left_out_unless_wanted(desk):
    known = desk.add(a_startup, organisation={"name": "ATLAS EAU SARL"})
    number = desk.bring(CSV)

    near = desk.do(imports.report, number, outcome="near").lines
    assert [each[0] for each in near[0]["near"]] == [known]
    assert desk.apply(number) == 1

    again = desk.bring(CSV)
    assert desk.apply(again, add_near=True) == 1
    assert len(desk.rows(StartupRow)) == 3


def test_a_change_since_the_report_stops_it(desk):
    desk.apply(desk.bring(CSV))
    number = desk.bring(CSV.replace(",7,", ",8,"))
    with desk.database.session() as session:
        session.query(StartupRow).filter_by(key="aw-1").one().version += 1

    with pytest.raises(StalePage):
        desk.apply(number)
    assert desk.rows(StartupRow)[0].trl == 7

    examined = imports.compared(desk.services.database, imports.reread(desk.services, number))
    desk.do(imports.look_again, number, examined)
    assert desk.apply(number) == 1


def test_a_row_of_a_merged_startup_is_refused(desk):
    target = desk.add(a_startup)
    desk.add(a_startup, key="aw-1", organisation={"merged_into": target})

    number = desk.bring(CSV)

    assert "merged" in desk.do(imports.report, number).lines[0]["problem"]


def test_too_many_rows_and_other_kinds_are_refused():
    many = "nom,description\n" + "".join(f"S{n},Texte\n" for n in range(ROWS + 1))
    with pytest.raises(UnreadableInput, match="2,000 rows"):
        read(STARTUPS, "s.csv", many.encode())
    with pytest.raises(UnreadableInput, match="kind of file"):
        read(STARTUPS, "s.exe", b"MZ")
    with pytest.raises(UnreadableInput, match=r"^s\.csv is empty"):
        read(STARTUPS, "s.csv", b"")


def test_firms_are_found_by_their_ice_then_by_their_name(desk):
    ice = "001234567000089"
    by_ice = desk.add(a_firm, name="Ancien nom", ice=ice, city="Fès")
    by_name = desk.add(a_firm, name="Conserverie du Détroit")
    text = (
        "nom,ice,ville,taille\n"
        f"Nouveau nom,{ice},Fès,PME\n"
        "CONSERVERIE DU DETROIT,,Tanger,grande\n"
        "Filature du Nord,,Tétouan,moyenne\n"
    )
    refused = desk.bring(text, FIRMS, "firmes.csv")
    assert desk.outcomes(refused)[0] == "refused"

    number = desk.bring(text.replace("PME", "petite").replace(ice, _ice()), FIRMS, "firmes.csv")
    with desk.database.session() as session:
        session.get(OrganisationRow, by_ice).ice = _ice()
    number = desk.bring(text.replace("PME", "petite").replace(ice, _ice()), FIRMS, "firmes.csv")
    assert desk.outcomes(number) == ["changed", "changed", "new"]
    desk.apply(number)

    rows = {row.id: row for row in desk.rows(OrganisationRow)}
    assert (rows[by_ice].name, rows[by_ice].size) == ("Nouveau nom", "small")
    assert (rows[by_name].city, rows[by_name].size) == ("Tanger", "large")
    new = next(row for row in rows.values() if row.name == "Filature du Nord")
    assert new.region == "MA-01"


def _ice():
    from matcher.intake.ice import ice_key

    return "0012345670000" + ice_key("0012345670000")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_exported_startups_come_back_without_a_change(desk, form):
    desk.apply(desk.bring(CSV))
    desk.add(
        a_startup,
        "=SOMME(A1) : un texte qui commence par un signe",
        "نص بالعربية، بفاصلة\nوسطر ثان",
        sectors=["Chimie & environnement"],
        regions=["Île-de-France"],
        languages=["fr", "ar"],
        status=Status.PAUSED,
        capacity=2,
        firm_sizes=["small", "medium"],
        excluded_firms=["Conserves, Filets et Cie"],
        min_budget_dh=50_000,
    )

    made = desk.do(exports.export, "startups", form)
    number = desk.bring(made.content, name=made.filename)

    told = desk.do(imports.report, number).lines
    assert [each["changes"] for each in told] == [[], [], []]
    assert desk.outcomes(number) == ["same"] * 3


def test_exported_firms_come_back_without_a_change(desk):
    desk.add(a_firm, name="@Filature du Nord", city="Tétouan", size="large", founded=1987)

    made = desk.do(exports.export, "firms", "xlsx")

    assert desk.outcomes(desk.bring(made.content, FIRMS, made.filename)) == ["same"]


def test_cells_that_a_spreadsheet_would_run_are_guarded(desk):
    for sign in "=+-@":
        desk.add(a_firm, name=f"{sign}cmd|' /C calc'!A0")

    content = desk.do(exports.export, "firms", "csv").content

    assert content.startswith("\ufeff".encode())
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert {row[1][:2] for row in rows[1:]} == {"'=", "'+", "'-", "'@"}


@pytest.mark.parametrize("subject", exports.SUBJECTS)
def test_every_export_can_be_made_and_is_noted(desk, subject):
    made = desk.do(exports.export, subject, "csv")

    assert made.filename.endswith(".csv")
    assert desk.rows(JournalRow)[-1].action == "export.made"


def test_only_officers_export_or_read_imports(acting, session):
    member = a_firm_member(session)

    with pytest.raises(NotAllowed):
        exports.export(acting(member), "startups", "csv")
    with pytest.raises(NotAllowed):
        imports.latest(acting(member))
