"""T20: files made to harm an import are refused or reported by the row, within memory and time."""

import json
import subprocess
import sys

import pytest

from matcher.errors import NotPossible, UnreadableInput
from matcher.store.startups import StartupRow
from matcher.workflow import imports
from matcher.workflow.context import Context
from matcher.workflow.import_reading import FILE_BYTES, ROWS, read
from tests.abuse.filled_forms import House
from tests.journeys.world import NOW

HEAD = "nom;ice;description\n"
ROW = "Atlas {n};;Nous filtrons l'eau de rinçage numéro {n}.\n"
MEMORY_MB = 512
SECONDS = 30
ICE = "001525713000097"

MEASURE = """
import json, sys, time
from pathlib import Path
from matcher.errors import UnreadableInput
from matcher.intake.startups import read_startups
from matcher.workflow.import_reading import FILE_BYTES, LIMITS, read
path, whole = Path(sys.argv[1]), sys.argv[2] == "whole"
began = time.monotonic()
try:
    if whole:
        found = read_startups(path)
        told = {"startups": len(found.startups), "refused": len(found.refused)}
    else:
        with path.open("rb") as file:
            sheet = read("startups", path.name, file.read(FILE_BYTES + 1))
        told = {"startups": len(sheet.startups), "refused": len(sheet.refused)}
except UnreadableInput as problem:
    told = {"problem": str(problem)[:300]}
# Not ru_maxrss: a process takes that over from the one that started it.
status = Path("/proc/self/status").read_text()
peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
print(json.dumps(told | {"megabytes": peak, "seconds": time.monotonic() - began}))
"""


def measured(path, how="page"):
    """Return what came of reading a file in a process of its own, with what it took."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path), how],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def assert_bounded(found):
    assert found["megabytes"] < MEMORY_MB, found
    assert found["seconds"] < SECONDS, found


def many_rows(path, megabytes):
    line = ROW.format(n=1).encode() * 1000
    with path.open("wb") as file:
        file.write(HEAD.encode())
        while file.tell() < megabytes * 1_000_000:
            file.write(line)


def test_two_hundred_megabytes_are_refused_at_once(tmp_path):
    path = tmp_path / "large.csv"
    many_rows(path, 200)
    for how in ("page", "whole"):
        found = measured(path, how)
        assert "problem" in found
        assert_bounded(found)


def test_a_million_columns_are_refused(tmp_path):
    path = tmp_path / "wide.csv"
    path.write_text(";".join(f"c{n}" for n in range(1_000_000)) + "\n" + HEAD + ROW, "utf-8")
    for how in ("page", "whole"):
        found = measured(path, how)
        assert "problem" in found
        assert_bounded(found)


@pytest.mark.abuse_long
def test_the_largest_file_that_is_taken_stays_within_bounds(tmp_path):
    path = tmp_path / "full.csv"
    text = "Nous filtrons l'eau de rinçage des ateliers. " * 80
    rows = [f"Atlas {n};;{text} Atelier {n}." for n in range(ROWS)]
    path.write_text(HEAD + "\n".join(rows), "utf-8")
    assert path.stat().st_size < FILE_BYTES
    found = measured(path)
    assert found["startups"] == ROWS
    assert_bounded(found)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1256"])
def test_honest_encodings_are_understood(encoding):
    text = "nom;description\nمياه الأطلس;نعالج مياه الغسل الصناعي في الموقع\n"
    (startup,) = read("startups", "a.csv", text.encode(encoding)).startups
    assert startup.name == "مياه الأطلس"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (HEAD.encode() + "Séchage é à ü;;Eau é à ".encode() * 40 + b"\xff\xfe\xc3\x28\n", "broken"),
        (b"PK\x03\x04rien", "workbook|archive"),
        (b"%PDF-1.7", "PDF"),
        (b"", "empty"),
        (bytes(5_000), "text"),
        (b"nom\n", "column"),
        (HEAD.encode() + ROW.format(n=1).encode() * (ROWS + 1), "rows"),
    ],
)
def test_what_is_no_table_is_refused_whole(content, why):
    with pytest.raises(UnreadableInput, match=why):
        read("startups", "a.csv", content)


@pytest.mark.parametrize(
    "rows",
    [
        "Atlas\x00;;Nous filtrons l'eau.\n",
        "Atlas;123;Nous filtrons l'eau.\n",
        f"Atlas;{ICE};Nous filtrons.\nAtlas;001525713000000;Nous filtrons autre chose.\n",
        "Atlas,;eau;x;y\n",
        'Atlas;;"Nous filtrons\n',
    ],
    ids=["NUL", "ICE", "two ICE", "mixed ; and ,", "open quote"],
)
def test_a_wrong_row_is_named_and_keeps_everything_out(house, rows):
    sheet = read("startups", "a.csv", (HEAD + ROW.format(n=7) + rows).encode())
    assert sheet.refused
    assert all(each.line > 2 and each.problem and each.remedy for each in sheet.refused)
    before = _count(house)
    number = _do(house, imports.keep, imports.compared(house.services.database, sheet))
    assert _count(house) == before, "a dry run wrote something"
    with pytest.raises(NotPossible):
        _do(house, imports.apply, number, imports.reread(house.services, number), add_near=True)
    assert _count(house) == before, "a part of the file was taken over"


def test_two_startups_with_one_ice_are_not_both_opened(house):
    rows = f"Atlas Eau;{ICE};Nous filtrons l'eau.\nDunes Sable;{ICE};Nous trions le sable.\n"
    examined = imports.compared(
        house.services.database, read("startups", "a.csv", (HEAD + rows).encode())
    )
    assert [each["outcome"] for each in examined.plans.lines()] != ["new", "new"]


def test_it_breaks_off_whole_when_writing_fails(house, monkeypatch):
    sheet = read("startups", "a.csv", (HEAD + ROW.format(n=1) + ROW.format(n=2)).encode())
    number = _do(house, imports.keep, imports.compared(house.services.database, sheet))
    before = _count(house)
    monkeypatch.setattr(imports.matching, "startup_changed", _cut_off)
    with pytest.raises(KeyboardInterrupt):
        _do(house, imports.apply, number, imports.reread(house.services, number), add_near=True)
    assert _count(house) == before


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("imports"))
    yield house
    house.close()


def _cut_off(*_):
    raise KeyboardInterrupt


def _do(house, step, *values, **named):
    from matcher.domain.people import Role

    with house.services.database.session() as session:
        officer = house.world.person(Role.OFFICER)
        return step(Context(session, officer, NOW, house.services), *values, **named)


def _count(house):
    with house.services.database.session(writes=False) as session:
        return session.query(StartupRow).count()
