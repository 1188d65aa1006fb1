"""What a startup accepts and refuses, and who asks, read from files."""

import json

import pytest

from matcher.domain.challenge import FirmSize
from matcher.domain.startup import NO_TERMS, Terms
from matcher.errors import RefusedRows
from matcher.intake import columns
from matcher.intake.challenges import read_challenge, read_challenges
from matcher.intake.report import require_whole
from matcher.intake.startups import read_startups
from matcher.intake.terms import firm_size, firm_sizes, introductions
from matcher.intake.values import BadValue

SMALL, MEDIUM = FirmSize.SMALL, FirmSize.MEDIUM
FRENCH = "secteurs refusés;régions refusées;tailles d'entreprise;capacité d'accueil;"
FRENCH += "mises en relation en cours;exclusivité avec;entreprises exclues;budget minimum"
ARABIC = "القطاعات المرفوضة;الجهات المرفوضة;أحجام المقاولات;القدرة الاستيعابية;"
ARABIC += "التقديمات الجارية;حصرية مع;المقاولات المستبعدة;الميزانية الدنيا"
ENGLISH = "refused_sectors;refused regions;firm sizes;capacity;introductions_open;"
ENGLISH += "exclusive with;excluded firms;min budget"


def startups_of(tmp_path, text, name="s.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return require_whole(read_startups(path))


@pytest.mark.parametrize("headings", [FRENCH, ARABIC, ENGLISH])
def test_terms_are_read_under_headings_of_three_languages(tmp_path, headings):
    row = "Alpha;Fait ceci.;Textile|Cuir;Oriental, Fès;PME;٤;1;Rif;Atlas|Souss;0,2 MDH"
    (startup,) = startups_of(tmp_path, f"nom;texte;{headings}\n{row.replace('|', '؛')}\n")
    assert startup.terms == Terms(
        refused_sectors=("Textile", "Cuir"),
        refused_regions=("Oriental", "Fès"),
        firm_sizes=(SMALL, MEDIUM),
        capacity=4,
        introductions_open=1,
        exclusive_with=("Rif",),
        excluded_firms=("Atlas", "Souss"),
        min_budget_dh=200_000,
    )


def test_terms_may_stand_in_an_object_of_their_own(tmp_path):
    row = {"name": "A", "text": "b", "terms": {"capacity": 0, "firm_sizes": ["large"]}}
    (startup,) = startups_of(tmp_path, json.dumps(row), "s.jsonl")
    assert startup.terms == Terms(capacity=0, firm_sizes=(FirmSize.LARGE,))


@pytest.mark.parametrize("said", [{"capacity": 4}, {"capacité d'accueil": "4"}])
def test_an_object_of_terms_may_repeat_nothing_of_its_row(tmp_path, said):
    row = {"terms": {"capacity": 0, "firm_sizes": ["large"]}, "name": "A", "text": "b"} | said
    with pytest.raises(RefusedRows, match="line 1, capacity: it is given twice, once inside terms"):
        startups_of(tmp_path, json.dumps(row), "s.jsonl")


def test_an_empty_value_gives_way_to_the_object_of_terms(tmp_path):
    row = {"name": "A", "text": "b", "capacity": None, "terms": {"capacity": 2}}
    assert startups_of(tmp_path, json.dumps(row), "s.jsonl")[0].terms == Terms(capacity=2)


@pytest.mark.parametrize("terms", ["capacity: 4", ["Textile"], 3, False])
def test_terms_that_are_no_object_are_refused(tmp_path, terms):
    row = {"name": "A", "text": "b", "terms": terms}
    with pytest.raises(RefusedRows, match="line 1, terms: it is not an object"):
        startups_of(tmp_path, json.dumps(row), "s.jsonl")


@pytest.mark.parametrize("heading", ["exclusive_with", "excluded_firms"])
def test_commas_part_the_firms_of_a_cell_and_stay_in_the_names_of_a_list(tmp_path, heading):
    csv = f"nom;texte;{heading}\nA;b;Atlas, Souss|Rif، Doukkala\n"
    (startup,) = startups_of(tmp_path, csv)
    assert getattr(startup.terms, heading) == ("Atlas", "Souss", "Rif", "Doukkala")
    row = {"name": "A", "text": "b", heading: ["Exemple, Fils et Cie", "Souss; Rif"]}
    (startup,) = startups_of(tmp_path, json.dumps(row), "s.jsonl")
    assert getattr(startup.terms, heading) == ("Exemple, Fils et Cie", "Souss", "Rif")


def test_a_file_without_terms_says_nothing_of_them(tmp_path):
    (startup,) = startups_of(tmp_path, "nom;texte;capacité d'accueil\nAlpha;Fait ceci.;-\n")
    assert startup.terms == NO_TERMS


def test_rows_of_one_startup_join_what_they_refuse(tmp_path):
    (startup,) = startups_of(
        tmp_path,
        "nom;texte;secteurs refusés;capacity;firm sizes\nA;un;Textile;0;grande\nA;deux;Cuir;;TPE\n",
    )
    assert startup.terms.refused_sectors == ("Textile", "Cuir")
    assert startup.terms.capacity == 0
    assert startup.terms.firm_sizes == (FirmSize.MICRO, FirmSize.LARGE)


def test_rows_of_one_startup_may_not_contradict_each_other(tmp_path):
    with pytest.raises(RefusedRows, match="'3' contradicts '0' on line 2"):
        startups_of(tmp_path, "nom;texte;capacity\nA;un;0\nA;deux;3\n")


@pytest.mark.parametrize(
    ("heading", "cell", "problem"),
    [
        ("capacity", "beaucoup", "not a number of introductions"),
        ("capacity", "-3", "not a number of introductions"),
        ("mises en relation en cours", "1,5", "not a number of introductions"),
        ("capacity", "99999999", "not a number of introductions"),
        ("tailles d'entreprise", "énorme", "not a size of firm"),
        ("budget minimum", "500 €", "not an amount in dirhams"),
    ],
)
def test_a_value_that_cannot_be_taken_names_its_column(tmp_path, heading, cell, problem):
    with pytest.raises(RefusedRows, match=f"line 2, {heading}: .*{problem}"):
        startups_of(tmp_path, f"nom;texte;{heading}\nA;b;{cell}\n")


@pytest.mark.parametrize(
    ("cell", "sizes"),
    [
        ("petite, moyenne", (SMALL, MEDIUM)),
        ("صغيرة؛ متوسطة", (SMALL, MEDIUM)),
        (["LARGE", "micro"], (FirmSize.MICRO, FirmSize.LARGE)),
        ("toutes", ()),
        ("", ()),
        (None, ()),
    ],
)
def test_sizes_are_read_smallest_first(cell, sizes):
    assert firm_sizes(cell) == sizes


def test_a_firm_has_one_size():
    assert firm_size("Moyenne") is MEDIUM
    assert firm_size("n/a") is None
    with pytest.raises(BadValue, match="several sizes"):
        firm_size("PME")


def test_places_are_whole_numbers():
    assert [introductions(cell) for cell in (3, 3.0, "3", "٣", None, "-")] == [3] * 4 + [None] * 2


def test_a_challenge_says_who_asks(tmp_path):
    path = tmp_path / "c.csv"
    path.write_text(
        "texte;entreprise;taille de l'entreprise\nUn besoin.;Atlas SARL;petite\n", encoding="utf-8"
    )
    (draft,) = read_challenges(path)
    assert (draft.facts.firm, draft.facts.firm_size) == ("Atlas SARL", SMALL)
    form = tmp_path / "c.json"
    form.write_text(json.dumps({"text": "Un besoin.", "facts": {"firm": "f-1"}}))
    assert (read_challenge(form).facts.firm, read_challenge(form).facts.firm_size) == ("f-1", None)
    form.write_text(json.dumps({"text": "Un besoin.", "firm_size": "PME"}))
    with pytest.raises(RefusedRows, match=r"firm_size: .*several sizes"):
        read_challenge(form)


def test_a_column_of_plain_words_named_terms_is_reported_not_swallowed(tmp_path):
    path = tmp_path / "s.csv"
    path.write_text("nom;texte;terms\nA;b;payer vite\n", encoding="utf-8")
    assert "Columns not used: 'terms'." in read_startups(path).notes


@pytest.mark.parametrize("named", [columns.STARTUP_COLUMNS, columns.CHALLENGE_COLUMNS])
def test_every_field_answers_to_its_own_name(named):
    for field in set(named.aliases.values()):
        assert named.field_of(field) == field
