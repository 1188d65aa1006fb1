"""The load measure: what it reads off pages and how it sums up what it saw."""

import json

import pytest

from benchmarks.load.__main__ import _judged, _options
from benchmarks.load.forms import Forms
from benchmarks.load.report import Asked, as_table, lines, p95, read, share_of_writes

PAGE = """
<form action="/find"><input name="q"></form>
<form method="post" action="/desk/7/keep">
  <input type="hidden" name="csrf_token" value="t"><input type="checkbox" name="no">
  <input type="checkbox" name="yes" value="1" checked><input type="submit" name="do">
  <textarea name="note">déjà
écrit</textarea><select name="size"><option value="a"><option value="b" selected></select>
</form>
"""


def asked(name, ms, at=0.0, problem=""):
    return Asked(name, ms, at, problem)


def test_forms_are_sent_as_a_browser_would():
    action, fields = Forms(PAGE).of("/keep")
    assert action == "/desk/7/keep"
    assert fields == {"csrf_token": "t", "yes": "1", "note": "déjà\nécrit", "size": "b"}
    assert Forms(PAGE).of("/find") is None


def test_requests_are_summed_up_by_name_with_pages_and_matches_first():
    rows = [asked("read /", float(ms)) for ms in range(1, 101)] + [asked("match partners", 900.0)]
    found = lines([*rows, asked("write keep", 3.0)])
    assert [each.name for each in found] == [
        "every page", "every match", "match partners", "read /", "write keep"
    ]  # fmt: skip
    assert found[3].p95 == pytest.approx(95.05)
    assert found[0].count == 101
    assert p95([*rows], match=True) == 900
    assert "| read / | 100 | 50 ms | 95 ms | 100 ms |" in as_table(found)
    assert share_of_writes([asked("write a", 1)] + [asked("read b", 1)] * 4) == 0.2


def test_only_requests_of_the_time_count(tmp_path):
    file = tmp_path / "requests.jsonl"
    rows = [{"name": "read /", "ms": 1.0, "at": at, "problem": ""} for at in (1.0, 2.0, 3.0)]
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert [each.at for each in read(file, after=2.0, before=3.0)] == [2.0]


@pytest.mark.parametrize(
    ("quiet", "loud", "late", "kept"),
    [
        ([asked("read /", 10), asked("match partners", 10)], [], 100, True),
        ([asked("read /", 600), asked("match partners", 10)], [], 100, False),
        ([asked("read /", 10), asked("match partners", 1_100)], [], 100, False),
        ([asked("read /", 10), asked("match partners", 10, problem="500")], [], 100, False),
        ([asked("read /", 10), asked("match partners", 10)], [], 106, False),
        ([asked("read /", 10), asked("match partners", 10)], [asked("read /", 21)], 100, False),
        ([asked("read /", 10)], [], 100, False),
    ],
)
def test_each_promise_is_kept_or_missed(quiet, loud, late, kept, capsys):
    assert _judged(quiet, loud, 100, late) == (0 if kept else 1)
    assert ("MISSED" in capsys.readouterr().out) == (not kept)


def test_small_takes_less_of_everything():
    full, small = _options([]), _options(["--small"])
    assert (full.users, full.minutes, full.profiles, full.challenges) == (50, 10, 10_000, 2_000)
    assert small.users < full.users
    assert small.profiles < full.profiles
