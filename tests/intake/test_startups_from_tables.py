from collections.abc import Callable
from pathlib import Path

import pytest

from matcher.domain.startup import Status
from matcher.errors import RefusedRows, UnreadableInput
from matcher.intake.limits import IntakeLimits
from matcher.intake.report import require_whole
from matcher.intake.startups import read_startups

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str, *, encoding: str = "utf-8", name: str = "startups.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return written


def test_a_plain_table_becomes_startups(write: Write):
    path = write(
        "id,name,title,text,sector,region,TRL,ICE,website,langue,statut\n"
        "s1,Aqua Leak,Fuites,Détecte les fuites.,Eau,Souss-Massa,7,001561191000066,"
        "https://a.ma,fr,actif\n"
    )
    (startup,) = require_whole(read_startups(path))
    (capability,) = startup.capabilities
    assert (startup.id, startup.name, startup.trl, startup.ice) == (
        "s1", "Aqua Leak", 7, "001561191000066",
    )  # fmt: skip
    assert (startup.sectors, startup.regions, startup.languages) == (
        ("Eau",), ("Souss-Massa",), ("fr",),
    )  # fmt: skip
    assert (startup.status, startup.website) == (Status.ACTIVE, "https://a.ma")
    assert (capability.title, capability.text) == ("Fuites", "Détecte les fuites.")


@pytest.mark.parametrize(
    "header",
    [
        "Nom;Texte",
        "RAISON SOCIALE;Description de la solution",
        "Dénomination sociale;COMPÉTENCES",
        "legal_name;what we do",
        "الاسم;النص",
        "إسم الشركة;الوصف",
        "Nom de l’entreprise;Activité (en quelques lignes)",
    ],
)
def test_headings_are_known_in_three_languages(write: Write, header: str):
    (startup,) = require_whole(read_startups(write(f"{header}\nAlpha;Fait ceci.\n")))
    assert (startup.name, startup.capabilities[0].text) == ("Alpha", "Fait ceci.")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found_even_among_others(write: Write, separator: str):
    rows = [["nom", "secteur", "texte"], ["A", "Eau", '"un, deux; trois | quatre, cinq"']]
    path = write("\n".join(separator.join(row) for row in rows))
    (startup,) = require_whole(read_startups(path))
    assert startup.capabilities[0].text == "un, deux; trois | quatre, cinq"


def test_a_declared_separator_is_followed_and_lines_still_count(write: Write):
    intake = read_startups(write("sep=^\nnom^texte\nA^Fait ceci.\nB^\n"))
    assert [startup.name for startup in intake.startups] == ["A"]
    assert [(row.line, row.field) for row in intake.refused] == [(4, "texte")]


def test_the_text_is_kept_to_the_letter(write: Write):
    text = "  Deux  lignes\r\nNFD: e\u0301, invisible:\u200b, \u202eenvers, tabulation:\t. "
    path = write(f'nom,texte\nA,"{text}"\n')
    (startup,) = require_whole(read_startups(path))
    assert startup.capabilities[0].text == text


def test_hidden_characters_are_noted(write: Write):
    intake = read_startups(write("nom,texte\nA,visible\nB,in\u200bvisible\n"))
    assert any("hidden characters" in note and "line 3" in note for note in intake.notes)
    assert not any("hidden" in note for note in read_startups(write("nom,texte\nA,œil\n")).notes)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1256"])
def test_arabic_files_are_read_in_the_encodings_of_the_field(write: Write, encoding: str):
    text = "مجسات لرصد تسربات المياه في شبكات الري"
    path = write(
        f"الاسم;النص;القطاع;الجهة;TRL\r\nشركة السقي;{text};الماء;سوس ماسة;TRL 7\r\n",
        encoding=encoding,
    )
    (startup,) = require_whole(read_startups(path))
    assert (startup.name, startup.capabilities[0].text, startup.trl) == ("شركة السقي", text, 7)
    assert (startup.sectors, startup.regions) == (("الماء",), ("سوس ماسة",))


def test_lines_are_counted_where_rows_start(write: Write):
    path = write('nom,texte\nA,"un\ndeux\ntrois"\nB,\n\n\nC,bien\nD,\n')
    assert [row.line for row in read_startups(path).refused] == [5, 9]


def test_old_line_ends_are_read(write: Write):
    assert len(require_whole(read_startups(write("nom,texte\rA,un\rB,deux\r")))) == 2


def test_every_problem_is_reported_in_one_reading(write: Write):
    path = write(
        "nom;texte;trl;ice;statut\n"
        ";sans nom;;;\n"
        "A;bien;;;\n"
        "B;trl;12;001561191000065;bof\n"
        "C;trop;;;;;;de cellules\n"
        "D;trop peu\n"
        "E;nul\0;;;\n"
        "F;#N/A;;;\n"
    )
    intake = read_startups(path)
    assert sorted((row.line, row.field) for row in intake.refused) == [
        (2, "nom"), (4, "ice"), (4, "statut"), (4, "trl"), (5, ""), (6, ""), (7, "texte"),
        (8, "texte"),
    ]  # fmt: skip
    assert all(row.problem and row.remedy for row in intake.refused)


def test_nothing_is_half_loaded(write: Write):
    intake = read_startups(write("nom,texte\nA,bien\nB,\n"))
    assert len(intake.startups) == 1
    with pytest.raises(RefusedRows, match=r"(?s)1 row was refused.*line 3, texte"):
        require_whole(intake)


def test_a_long_report_is_cut_and_counted(write: Write):
    intake = read_startups(write("nom,texte\n" + "A,\n" * 50))
    with pytest.raises(RefusedRows) as caught:
        require_whole(intake)
    message = str(caught.value)
    assert "50 rows were refused" in message
    assert "and 30 more problems" in message
    assert message.count("\n") == 21


def test_values_shown_in_a_report_cannot_drive_a_terminal(write: Write):
    intake = read_startups(write("nom,texte,trl\nA,bien,\x1b[2J\u202e" + "x" * 200 + "\n"))
    (row,) = intake.refused
    assert "\x1b" not in row.problem
    assert "\u202e" not in row.problem
    assert len(row.problem) < 100


def test_rows_of_one_startup_add_capabilities(write: Write):
    path = write(
        "id,nom,titre,texte,secteur,trl\n"
        "s1,Alpha,Un,Premier.,Eau,\n"
        "s2,Beta,,Autre.,,\n"
        "s1,ALPHA,Deux,Second.,Énergie,6\n"
        "s1,Alpha,Deux,Second.,eau,6\n"
    )
    intake = read_startups(path)
    alpha, beta = require_whole(intake)
    assert [(one.id, one.title, one.text) for one in alpha.capabilities] == [
        ("s1#1", "Un", "Premier."),
        ("s1#2", "Deux", "Second."),
    ]
    assert (alpha.sectors, alpha.trl) == (("Eau", "Énergie"), 6)
    assert beta.id == "s2"
    assert any("repeats them: 1" in note for note in intake.notes)


def test_rows_without_an_id_are_gathered_by_name(write: Write):
    path = write("nom,texte\nÉcoLeau,un\nECOLEAU,deux\nAutre,trois\n")
    first, second = require_whole(read_startups(path))
    assert [one.text for one in first.capabilities] == ["un", "deux"]
    again = require_whole(read_startups(write("nom,texte\nAutre,trois\nÉcoLeau,un\n")))
    assert {startup.id for startup in again} == {first.id, second.id}


def test_an_id_with_two_names_is_refused(write: Write):
    intake = read_startups(write("id,nom,texte\n1,Alpha,un\n1,Beta,deux\n"))
    (row,) = intake.refused
    assert (row.line, row.field) == (3, "id")
    assert "Alpha" in row.problem
    assert "line 2" in row.problem


def test_contradicting_facts_are_refused(write: Write):
    intake = read_startups(write("id,nom,texte,trl\n1,A,un,5\n1,A,deux,7\n"))
    assert [(row.line, row.field) for row in intake.refused] == [(3, "trl")]


def test_several_text_columns_are_several_capabilities(write: Write):
    path = write(
        "nom;accroche;solution;problèmes résolus\nA;Pitch;Une vanne.;Les fuites.\nB;;;Gel.\n"
    )
    first, second = require_whole(read_startups(path))
    assert [(one.title, one.text) for one in first.capabilities] == [
        ("Pitch", "Une vanne."),
        ("", "Les fuites."),
    ]
    assert [one.text for one in second.capabilities] == ["Gel."]


def test_unknown_columns_are_named_not_refused(write: Write):
    intake = read_startups(write("nom,texte,année,couleur,,raison sociale\nA,un,2020,bleu,,B\n"))
    assert intake.startups[0].name == "A"
    assert "Columns not used: 'année', 'couleur', 'raison sociale'." in intake.notes


def test_a_missing_column_says_which_were_found(write: Write):
    with pytest.raises(UnreadableInput, match=r"the text; .*'nom', 'ville'"):
        read_startups(write("nom,ville\nA,Fès\n"))


def test_a_title_above_the_table_is_stepped_over(write: Write):
    intake = read_startups(
        write("Liste des startups 2025,,\n,,\nnom,texte,trl\nA,un,x\nB,deux,3\n")
    )
    assert [startup.name for startup in intake.startups] == ["B"]
    assert intake.refused[0].line == 4


def test_an_exporters_apostrophe_is_taken_off(write: Write):
    path = write("nom,texte\n'=HYPERLINK(1),'-40 °C : tient au froid.\n'Aïn Atlas','tient bon\n")
    first, second = require_whole(read_startups(path))
    assert (first.name, first.capabilities[0].text) == ("=HYPERLINK(1)", "-40 °C : tient au froid.")
    assert (second.name, second.capabilities[0].text) == ("'Aïn Atlas'", "'tient bon")


def test_a_formula_is_only_text(write: Write):
    (startup,) = require_whole(read_startups(write("nom,texte\n=1+1,@SUM(A1)\n")))
    assert (startup.name, startup.capabilities[0].text) == ("=1+1", "@SUM(A1)")


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ('A,"jamais fermé\nB,deux\n', "never closed"),
        ('A,"fermé"puis\n', "closing quote"),
    ],
)
def test_bad_quotes_are_refused_rows(write: Write, rows: str, problem: str):
    intake = read_startups(write("nom,texte\n" + rows))
    assert intake.refused[0].line == 2
    assert problem in intake.refused[0].problem


def test_a_name_in_two_alphabets_is_noted(write: Write):
    intake = read_startups(write("nom,texte\nC\u043esumar,un\n"))
    assert any("look-alike" in note for note in intake.notes)


def test_a_name_that_is_only_hidden_characters_is_no_name(write: Write):
    assert read_startups(write("nom,texte\n\u200b\u202e,un\n")).refused[0].field == "nom"


def test_limits_are_kept(write: Write):
    path = write("nom,texte\n" + "A,un\n" * 10)
    with pytest.raises(UnreadableInput, match="more than 9 rows"):
        read_startups(path, IntakeLimits(rows=9))
    with pytest.raises(UnreadableInput, match="MB are read"):
        read_startups(path, IntakeLimits(file_bytes=20))
    intake = read_startups(
        write("nom,texte\nA," + "x" * 11 + "\n"), IntakeLimits(cell_characters=10)
    )
    assert "11 characters" in intake.refused[0].problem


def test_a_cell_past_what_is_read_is_a_refused_row(write: Write):
    intake = read_startups(write("nom,texte\nA," + "x" * 140_000 + "\nB,deux\n"))
    assert [row.line for row in intake.refused] == [2]
    assert [startup.name for startup in intake.startups] == ["B"]


@pytest.mark.parametrize("columns", [300, 1_000_000, 3_000_000])
def test_a_table_far_too_wide_is_refused(write: Write, columns: int):
    header = "nom,texte" + "," * columns
    with pytest.raises(UnreadableInput, match=r"columns|characters"):
        read_startups(write(header + "\n" + header))


@pytest.mark.parametrize("content", ["", "\n\n\n", "nom,texte\n"])
def test_a_file_without_rows_is_refused(write: Write, content: str):
    with pytest.raises(UnreadableInput):
        read_startups(write(content))


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(UnreadableInput, match=r"absent\.csv"):
        read_startups(tmp_path / "absent.csv")
