"""passerelle programmes: what it lists, what it says of a case, and what it refuses."""

import json
from contextlib import closing
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from matcher.cli.programmes import programmes as command
from matcher.domain.programme import AnyOf
from matcher.domain.programme_aid import Bound, Gap
from matcher.domain.programme_facts import CODES as CODED
from matcher.domain.programme_facts import Fact
from matcher.domain.programme_verdict import Answer, Why
from matcher.domain.taxonomy import LANGUAGES
from matcher.errors import UnknownFilter, UnreadableInput
from matcher.programmes.cases import case_from, read_case
from matcher.programmes.reading import programmes
from matcher.programmes.writing import as_toml, digest, read_one
from matcher.settings import settings
from matcher.store.database import connect
from matcher.store.migration import upgrade
from matcher.store.programmes import ProgrammeVersionRow
from matcher.wording.programme_facts import CODES, FACTS
from matcher.wording.programmes import ANSWERS, BOUNDS, GAPS, SENTENCES, WHYS, lines_of

CASE = {
    "firm": {
        "turnover_dh": 25_000_000,
        "activity": "industry",
        "legal_form": "sarl",
        "moroccan_law": True,
    },
    "startup": {"created_on": "2023-05-01", "committee_opinion": True, "startup_status": None},
    "project": {"purpose": "product_development", "cost_dh": 5_000_000},
    "used_dh": {"tatwir_rdi_projet": 500_000},
}
DAY = ("--today", "2026-11-22")


def run(*arguments, **options):
    done = CliRunner().invoke(command, [*arguments], catch_exceptions=False, **options)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def case_file(tmp_path):
    path = tmp_path / "case.json"
    path.write_text(json.dumps(CASE), encoding="utf-8")
    return str(path)


def test_the_list_names_each_programme_once_with_its_rules_and_sources():
    answer = json.loads(run("--json", *DAY))
    assert answer["today"] == "2026-11-22"
    names = [row["id"] for row in answer["programmes"]]
    assert len(names) == len(set(names)) == 17
    for row in answer["programmes"]:
        assert row["rules"]
        for rule in row["rules"]:
            assert rule["sources"][0]["title"]
            assert rule["test"]["kind"]


def test_the_list_is_that_of_the_day():
    listed = json.loads(run("--json", "--today", "2023-06-01"))["programmes"]
    assert "2023" in [row["version"] for row in listed if row["id"] == "tatwir_rdi_projet"]
    assert "charte_tpme" not in [row["id"] for row in listed]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_is_in_the_language_asked_for(case_file, language):
    assert "Tatwir" in run("--language", language, *DAY)
    said = run("check", "--case", case_file, "--language", language, *DAY)
    assert ANSWERS[language][Answer.CANNOT_SAY] in said
    assert WHYS[language][Why.UNVERIFIED] in said
    assert "{" not in said


def test_a_case_has_a_verdict_on_each_programme(case_file):
    verdicts = json.loads(run("check", "--case", case_file, "--json", *DAY))["verdicts"]
    by_id = {row["programme"]: row for row in verdicts}
    assert len(by_id) == 17
    assert by_id["jei"]["answer"] == "eligible"
    assert by_id["cir"]["answer"] == "not_eligible"
    projet = by_id["tatwir_rdi_projet"]
    assert projet["answer"] == "cannot_say"
    assert projet["deciding"] == ["call"]
    assert projet["missing"] == ["programme.next_call"]
    assert projet["aid"] is None
    assert projet["aid_if_confirmed"]["amount_dh"] == 3_000_000


def test_an_old_verdict_is_replayed(case_file):
    asked = ("check", "--case", case_file, "--json", "--today", "2023-06-01")
    (verdict,) = json.loads(run(*asked, "--programme", "tatwir_rdi_projet@2023"))["verdicts"]
    assert (verdict["version"], verdict["answer"]) == ("2023", "eligible")
    aid = verdict["aid"]
    assert (aid["by_rate_dh"], aid["room_dh"], aid["amount_dh"]) == (
        3_000_000,
        3_500_000,
        3_000_000,
    )
    (same,) = json.loads(run(*asked, "--programme", "tatwir_rdi_projet"))["verdicts"]
    assert same == verdict


@pytest.mark.parametrize(
    ("wanted", "day", "message"),
    [
        ("tatwir", "2026-11-22", "no programme “tatwir”"),
        ("fac@1999", "2026-11-22", "no version “1999”: choose from 2024"),
        ("charte_tpme", "2020-01-01", "known from 2025-07-03 on"),
    ],
)
def test_a_programme_that_is_not_there_is_told(case_file, wanted, day, message):
    with pytest.raises(UnknownFilter, match=message):
        run("check", "--case", case_file, "--programme", wanted, "--today", day)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], "must be a table"),
        ({"frim": {}}, "“frim” is not a field here; known: firm"),
        ({"firm": {"turnover": 1}}, "case, firm: “turnover” is not a field"),
        ({"firm": {"turnover_dh": "1"}}, "must be a number"),
        ({"firm": {"turnover_dh": {"at_least": 3, "at_most": 2}}}, "lies below"),
        ({"firm": {"turnover_dh": {"least": 3}}}, "“least” is not a field"),
        ({"firm": {"activity": "astrology"}}, "“astrology” is no activity"),
        ({"firm": {"sectors": []}}, "“sectors” is empty"),
        ({"pair": {"countries": ["Maroc"]}}, "two capitals"),
        ({"startup": {"created_on": "May"}}, "must be a date"),
        ({"startup": {"committee_opinion": "yes"}}, "must be true or false"),
        ({"used_dh": {"fac": -1}}, "0 or more"),
        ({"used_dh": {"fac": 1.5}}, "whole number"),
    ],
)
def test_what_is_wrong_in_a_case_is_told(data, message):
    with pytest.raises(UnreadableInput, match=message):
        case_from(data, "case")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"firm": {}, "firm": {}}', "“firm” stands there twice"),
        (b'{"used_dh": {"nope": 3}}', "names “nope”, which is no programme; choose from fac"),
        (b'{"used_dh": {"fac": ' + b"9" * 5_000 + b"}}", "a number too long"),
        (b"[" * 100_000, "goes too deep"),
    ],
)
def test_what_json_alone_would_let_pass_is_told(tmp_path, content, message):
    path = tmp_path / "case.json"
    path.write_bytes(content)
    with pytest.raises(UnreadableInput, match=message):
        read_case(path, {"fac"})


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe{", b"[" * 100_000, b" " * 1_000_001])
def test_a_file_that_is_no_json_is_told(tmp_path, content):
    path = tmp_path / "case.json"
    path.write_bytes(content)
    with pytest.raises(UnreadableInput):
        run("check", "--case", str(path), *DAY)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_its_sentence(language):
    for table, codes in ((ANSWERS, Answer), (WHYS, Why), (BOUNDS, Bound), (GAPS, Gap)):
        assert set(table[language]) == set(codes)
    assert set(FACTS[language]) == set(Fact)
    assert set(SENTENCES[language]) == set(SENTENCES["fr"])
    assert set(CODES[language]) == set(CODES["fr"]) >= set().union(*CODED.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_is_worded(language):
    for programme in programmes():
        for rule in programme.rules:
            lines = list(lines_of(language, rule.test))
            assert all(line and "{" not in line for line in lines)
            if isinstance(rule.test, AnyOf):
                assert len(lines) == 1 + len(rule.test.alternatives)


@pytest.fixture
def a_database(tmp_path, monkeypatch):
    """Return a database that the command finds, with a version that an officer published."""
    url = f"sqlite:///{tmp_path / 'passerelle.sqlite3'}"
    monkeypatch.setenv("PASSERELLE_DATABASE_URL", url)
    monkeypatch.setenv("PASSERELLE_VAR", str(tmp_path))
    monkeypatch.setenv("PASSERELLE_SECRET_KEY", "k" * 40)
    settings.cache_clear()
    with closing(connect(url)) as database:
        upgrade(database)
        with database.session() as session:
            text = as_toml(next(each for each in programmes() if each.id == "fac"))
            text = text.replace('"2024"', '"2026"', 1).replace("2_000_000", "3_000_000")
            text = text.replace("valid_from = 2024", "valid_from = 2025")
            published = read_one(text, "text")
            row = ProgrammeVersionRow(
                programme_id="fac",
                version="2026",
                state="published",
                body=text,
                sha256=digest(published),
                created_at=datetime(2026, 1, 1, tzinfo=UTC),
                published_at=datetime(2026, 1, 1, tzinfo=UTC),
            )
            session.add(row)
    yield
    settings.cache_clear()


@pytest.mark.usefixtures("a_database")
def test_published_versions_count_when_they_are_asked_for(case_file):
    def version_of(*more):
        rows = json.loads(run("--json", *DAY, *more))["programmes"]
        return next(row["version"] for row in rows if row["id"] == "fac")

    assert (version_of(), version_of("--database")) == ("2024", "2026")
    asked = ("check", "--case", case_file, "--json", *DAY, "--programme")
    (verdict,) = json.loads(run(*asked, "fac@2026", "--database"))["verdicts"]
    assert verdict["version"] == "2026"
    with pytest.raises(UnknownFilter, match="choose from 2024"):
        run(*asked, "fac@2026")
