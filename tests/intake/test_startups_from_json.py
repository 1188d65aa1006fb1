import json
from collections.abc import Callable
from pathlib import Path

import pytest

from matcher.errors import UnreadableInput
from matcher.intake.limits import IntakeLimits
from matcher.intake.report import require_whole
from matcher.intake.startups import read_startups

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(*lines: object, name: str = "startups.jsonl") -> Path:
        path = tmp_path / name
        texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        path.write_text("\n".join(texts), encoding="utf-8")
        return path

    return written


def test_the_sample_layout_is_read(write: Write):
    row = {
        "id": "x1", "name": "ALPHA", "tagline": "", "text": " Mesure l’eau. ", "sector": "Eau, air",
        "region": "Bretagne", "year": "2002", "website": "", "lang": "fr", "source": "s",
    }  # fmt: skip
    intake = read_startups(write(row))
    (startup,) = require_whole(intake)
    (capability,) = startup.capabilities
    assert (capability.title, capability.text) == ("", " Mesure l’eau. ")
    assert (startup.sectors, startup.regions, startup.languages) == (
        ("Eau, air",), ("Bretagne",), ("fr",),
    )  # fmt: skip
    assert startup.website == ""
    assert "Columns not used: 'year', 'source'." in intake.notes


def test_capabilities_are_kept_with_their_ids(write: Write):
    row = {
        "name": "A",
        "capabilities": [{"id": "c9", "title": "Un", "text": "un"}, {"text": "deux"}, "trois"],
    }
    (startup,) = require_whole(read_startups(write(row)))
    assert [(one.id, one.title, one.text) for one in startup.capabilities] == [
        ("c9", "Un", "un"),
        (f"{startup.id}#2", "", "deux"),
        (f"{startup.id}#3", "", "trois"),
    ]


@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_is_read_with_the_line_of_each_object(write: Write, indent: int | None):
    rows = [{"name": "A", "text": "[un, {deux]"}, {"name": "B"}, {"name": "C", "text": "trois"}]
    text = json.dumps(rows, indent=indent)
    intake = read_startups(write(text, name="startups.json"))
    assert [startup.name for startup in intake.startups] == ["A", "C"]
    assert [row.line for row in intake.refused] == [6 if indent else 1]


def test_an_array_larger_than_one_read_is_whole(write: Write):
    rows = [{"id": str(n), "name": f"N{n}", "text": "é" * 5000} for n in range(500)]
    startups = require_whole(read_startups(write(json.dumps(rows, ensure_ascii=False))))
    assert [startup.id for startup in startups] == [str(n) for n in range(500)]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"name": "A", "text": }', "not JSON"),
        ('"seul"', "not a JSON object"),
        ('{"name": "A", "text": "a", "text": "b"}', "'text' is given twice"),
        ('{"name": "A", "text": "\\ud800"}', "half of a character"),
        ('{"name": "A", "text": "a\\u0000b"}', "NUL"),
        ('{"name": "A", "text": ["a", NaN]}', "NaN"),
        ('{"name": "A", "text": "a", "trl": true}', "true or false"),
        ('{"name": "A", "text": {"x": 1}}', "no text"),
        (
            '{"name": "A", "capabilities": [{"id": "1", "text": "a"}, {"id": "1", "text": "b"}]}',
            "two",
        ),
        ('{"name": "A", "text": "a", "trl": ' + "9" * 5000 + "}", "digits"),
        ('{"x": ' + "[" * 100_000, "deep"),
        ('{"id": "1", "text": "sans nom"}', "no name"),
        ('{"name": null, "text": "sans nom"}', "no name"),
    ],
)
def test_a_bad_line_is_refused_and_the_others_read(write: Write, line: str, problem: str):
    intake = read_startups(write({"name": "Z", "text": "z"}, "", line, {"name": "Y", "text": "y"}))
    assert [startup.name for startup in intake.startups] == ["Z", "Y"]
    assert [row.line for row in intake.refused] == [3]
    assert problem in intake.refused[0].problem


@pytest.mark.parametrize(
    "text", ['[{"name": "A", "text": "a"} {"name": "B"}]', '[{"name": "A"', "["]
)
def test_a_broken_array_is_refused(write: Write, text: str):
    assert read_startups(write(text)).refused


def test_limits_hold_for_json(write: Write):
    rows = [{"name": f"N{n}", "text": "x"} for n in range(5)]
    for path in (write(*rows), write(json.dumps(rows))):
        with pytest.raises(UnreadableInput, match="more than 4 rows"):
            read_startups(path, IntakeLimits(rows=4))
    with pytest.raises(UnreadableInput, match="line 1"):
        read_startups(write(rows[0]), IntakeLimits(line_characters=10))


def test_a_beir_corpus_gives_startups_named_from_metadata_title_or_id(write: Write):
    path = write(
        {"_id": "1", "title": "T1", "text": "a", "metadata": {"name": "N1", "sector": "S", "x": 1}},
        {"_id": "2", "title": "T2", "text": "b", "metadata": {"name": ""}},
        {"_id": "3", "title": "", "text": " c "},
        name="corpus.jsonl",
    )
    startups = require_whole(read_startups(path.parent))
    assert [startup.name for startup in startups] == ["N1", "T2", "3"]
    assert [startup.capabilities[0].title for startup in startups] == ["T1", "T2", ""]
    assert startups[0].sectors == ("S",)
    assert startups[2].capabilities[0].text == " c "
