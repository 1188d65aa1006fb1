"""What ships in data/programmes is sound; what is wrong in such a file is told with its place."""

from datetime import date

import pytest

from matcher.domain.programme import About, AnyOf, Unverified
from matcher.errors import ReferenceUnreadable
from matcher.programmes.reading import programmes, read_programmes

SHIPPED = {
    *("tatwir_rdi_brevet", "tatwir_rdi_projet", "tatwir_rdi_pilote", "tatwir_startup"),
    *("tatwir_croissance_verte", "marocpme_mascir", "istitmar", "imtiaz", "imtiaz_technologie"),
    *("charte_tpme", "innov_invest", "mnf_angels", "cir", "jei", "fac", "inmaresp"),
    "intilak_tatwir_2013",
}
UNCONFIRMED = {
    *("tatwir_startup", "tatwir_croissance_verte", "marocpme_mascir", "istitmar", "imtiaz"),
    *("imtiaz_technologie", "innov_invest", "mnf_angels", "inmaresp"),
}
GOOD = """
version = "1"
valid_from = 2025-01-01
as_of = "2025-11"
review_by = 2027-01-01

[sources.page]
title = "A page"
where = "https://example.org/page"
read_on = 2026-11-22

[[rules]]
id = "turnover"
kind = "between"
fact = "firm.turnover_dh"
at_least = 10_000_000
sources = ["page"]

[[programmes]]
id = "example"
name = "Example"
operator = "Agency"
instrument = "grant"
"""


def test_the_programmes_of_the_issue_ship():
    assert {programme.id for programme in programmes()} == SHIPPED


def test_what_nobody_confirmed_to_run_says_so():
    latest = {programme.id: programme for programme in programmes()}
    found = {
        name
        for name, programme in latest.items()
        if any(rule.is_status_unverified for rule in programme.rules)
    }
    assert found == UNCONFIRMED


def test_three_windows_of_tatwir_keep_three_versions_each():
    versions = [(each.id, each.version) for each in programmes() if "tatwir_rdi" in each.id]
    assert len(versions) == 9
    for name in ("tatwir_rdi_brevet", "tatwir_rdi_projet", "tatwir_rdi_pilote"):
        assert [v for i, v in versions if i == name] == ["2023", "2025", "2025-11"]


def test_sources_were_read_and_are_to_be_read_again():
    for programme in programmes():
        for rule in (*programme.rules, *programme.aid):
            assert all(source.where.startswith(("http", "press: ")) for source in rule.sources)
            assert all(source.read_on == date(2026, 11, 22) for source in rule.sources)
            assert rule.review_by > programme.valid_from


def test_a_status_is_never_an_alternative():
    for programme in programmes():
        for rule in programme.rules:
            if isinstance(rule.test, AnyOf):
                inner = [each for group in rule.test.alternatives for each in group]
                assert Unverified(About.STATUS) not in inner


def read(tmp_path, text):
    path = tmp_path / "example.toml"
    path.write_text(text, encoding="utf-8")
    return read_programmes(path)


def test_a_file_is_read(tmp_path):
    (programme,) = read(tmp_path, GOOD)
    assert (programme.id, programme.version) == ("example", "1")
    (rule,) = programme.rules
    assert (rule.as_of, rule.sources[0].title) == ("2025-11", "A page")


def test_a_rule_may_have_its_own_dates(tmp_path):
    own = GOOD.replace(
        'kind = "between"', 'kind = "between"\nas_of = "2016"\nreview_by = 2026-01-01'
    )
    (programme,) = read(tmp_path, own)
    assert (programme.rules[0].as_of, programme.rules[0].review_by) == ("2016", date(2026, 1, 1))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("version =", "version", "not valid TOML"),
        ('version = "1"', "", "“version” is missing"),
        ('version = "1"', "version = 1", "“version” must be a text"),
        ("valid_from = 2025-01-01", 'valid_from = "soon"', "“valid_from” must be a date"),
        ('as_of = "2025-11"', 'as_of = "2025-13"', "“as_of” must be a year"),
        ("read_on = 2026-11-22", "", "sources, page: “read_on” is missing"),
        ('title = "A page"', 'title = " "', "“title” must be a text"),
        ("at_least", "at_leest", r"rules 1 \(turnover\)"),
        ("at_least = 10", 'at_lest = "a"\nat_least = 10', "“at_lest” is not a field here"),
        ('kind = "between"', 'kind = "beyond"', "“beyond” is no kind; choose from any_of"),
        ('"firm.turnover_dh"', '"firm.turnover"', "“firm.turnover” is no fact"),
        ('"firm.turnover_dh"', '"firm.activity"', "is of the kind codes"),
        ("10_000_000", '"ten"', "“at_least” must be a number"),
        ("10_000_000", "-1", "“at_least” must be a number, 0 or more"),
        ('sources = ["page"]', "", "“sources” is missing"),
        ('sources = ["page"]', "sources = []", "“sources” is empty"),
        ('sources = ["page"]', 'sources = ["other"]', "“other” is not among"),
        ('id = "example"', "", "“id” is missing"),
        ("[[programmes]]", "[[program]]", "no \\[\\[programmes\\]\\]"),
        ("[[rules]]", "[rules]", "“rules” must be a list"),
        ('name = "Example"', 'name = "Example"\ncolour = "red"', "“colour” is not a field"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path, old, new, message):
    assert old in GOOD
    with pytest.raises(ReferenceUnreadable, match=message) as caught:
        read(tmp_path, GOOD.replace(old, new))
    assert "example.toml" in str(caught.value)


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ('kind = "one_of"\nfact = "firm.sectors"\nvalues = ["astrology"]', "“astrology” is no"),
        ('kind = "one_of"\nfact = "firm.stage"\nvalues = ["old"]', "“old” is no firm.stage"),
        ('kind = "unverified"\nabout = "weather"', "“weather” is no about"),
        ('kind = "call"\ncalls = []', "at least one"),
        ('kind = "any_of"\nalternatives = [[{ kind = "not_in_force" }]]', "two alternatives"),
        ('kind = "any_of"\nalternatives = [{ kind = "not_in_force" }]', "list of conditions"),
        ('kind = "holds"\nfact = "programme.status"', "is no fact"),
        ('kind = "younger_than"\nfact = "firm.created_on"\nyears = 2.5', "whole number"),
    ],
)
def test_a_test_that_cannot_be_is_refused(tmp_path, rule, message):
    bad = f'[[rules]]\nid = "bad"\n{rule}\nsources = ["page"]\n\n[[programmes]]'
    with pytest.raises(ReferenceUnreadable, match=message) as caught:
        read(tmp_path, GOOD.replace("[[programmes]]", bad))
    assert "rules 2 (bad)" in str(caught.value)


@pytest.mark.parametrize(
    ("aid", "message"),
    [
        ("rate_pct = 130", "from 1 to 100"),
        ("rate_pct = 30.5", "whole number"),
        ("is_repayable = true", "neither a rate nor a ceiling"),
        ('rate_pct = 30\nceiling_per = "moon"', "“moon” is no ceiling_per"),
    ],
)
def test_an_amount_that_cannot_be_is_refused(tmp_path, aid, message):
    with pytest.raises(ReferenceUnreadable, match=message):
        read(tmp_path, f'{GOOD}\n[[programmes.aid]]\nid = "a"\nsources = ["page"]\n{aid}\n')


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(ReferenceUnreadable, match="cannot be read"):
        read_programmes(tmp_path / "none.toml")
