import json
from pathlib import Path

import docx
import openpyxl
import pytest

from matcher.domain.challenge import Facts, Importance
from matcher.errors import EmptyChallenge, RefusedRows, UnreadableInput
from matcher.intake.challenges import read_challenge, read_challenges
from matcher.intake.limits import IntakeLimits

NEED = "  Nous perdons 30 % de l'eau d'irrigation ; il faut localiser les fuites. "


def saved(tmp_path: Path, name: str, content: str | bytes | object) -> Path:
    path = tmp_path / name
    if isinstance(content, str):
        content = content.encode()
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


@pytest.mark.parametrize(
    "words",
    [
        NEED,
        "Détecter et/ou localiser les fuites",
        "نبحث عن حل لرصد تسربات المياه",
        "Which sensors work at 1.5 bar?",
        "x" * 5000,
        "une ligne\nfichier.pdf",
    ],
)
def test_words_are_the_challenge_itself(words: str):
    draft = read_challenge(words)
    assert draft.text == words
    assert draft == read_challenge(words)
    assert (draft.title, draft.language, draft.requirements, draft.facts) == ("", None, (), Facts())


@pytest.mark.parametrize(
    "argument",
    [
        "absent.pdf",
        "mes défis/besoin 3.docx",
        "data/besoin",
        r"C:\defis\besoin",
        "défi eau.TXT",
        "x.xls",
    ],
)
def test_what_looks_like_a_path_must_exist(argument: str):
    with pytest.raises(UnreadableInput, match="cannot be opened"):
        read_challenge(argument)


def test_a_path_is_never_taken_for_words():
    with pytest.raises(UnreadableInput):
        read_challenge(Path("un besoin sans fichier"))


@pytest.mark.parametrize("words", ["", "  \n ", "\u200b\u202e"])
def test_an_empty_challenge_is_refused(words: str):
    with pytest.raises(EmptyChallenge):
        read_challenge(words)


def test_broken_letters_are_refused():
    with pytest.raises(UnreadableInput):
        read_challenge("besoin \udce9")


@pytest.mark.parametrize(
    ("codec", "name"), [("utf-8", "besoin.txt"), ("cp1256", "b.md"), ("utf-16", "b")]
)
def test_a_text_file_is_read_to_the_letter(tmp_path: Path, codec: str, name: str):
    words = "نبحث عن حل لرصد تسربات المياه في شبكات الري.\r\nميزانية : 300 درهم\r\n"
    draft = read_challenge(str(saved(tmp_path, name, words.encode(codec))))
    assert draft.text == words
    assert draft.id == Path(name).stem


def test_a_word_document_is_read(tmp_path: Path):
    document = docx.Document()
    document.add_paragraph("Localiser les fuites d'eau.")
    document.save(str(tmp_path / "besoin.docx"))
    draft = read_challenge(tmp_path / "besoin.docx")
    assert "Localiser les fuites d'eau." in draft.text
    assert draft.id == "besoin"


def test_a_format_that_is_not_read_is_said(tmp_path: Path):
    with pytest.raises(UnreadableInput, match="format"):
        read_challenge(saved(tmp_path, "besoin.rtf", "{\\rtf1}"))


def test_a_text_far_too_long_is_refused(tmp_path: Path):
    with pytest.raises(UnreadableInput, match="characters"):
        read_challenge("besoin " * 20, IntakeLimits(cell_characters=10))


def test_a_form_gives_its_requirements_and_facts(tmp_path: Path):
    form = {
        "id": "d1",
        "title": "Où sont les fuites ?",
        "problem": "Des fuites d'eau.",
        "context": "Réseau de 40 km.",
        "excluded": "Pas de drones.",
        "contact": "x@exemple.ma",
        "requirements": [
            "Localiser à 1 m près",
            {"text": "Autonomie de 5 ans", "importance": "nice"},
            {"text": "Sans coupure", "importance": "doit"},
            {"text": "Alerte", "importance": "Souhaité"},
        ],
        "language": "fr",
        "facts": {
            "sectors": ["Eau"],
            "region": "Souss-Massa",
            "trl_min": "TRL 6",
            "budget": "0,5 MDH",
            "deadline": "31/03/2026",
            "languages": ["français", "arabe"],
            "on_site": True,
        },
    }
    draft = read_challenge(saved(tmp_path, "form.json", form))
    assert (draft.id, draft.title, draft.language) == ("d1", "Où sont les fuites ?", "fr")
    assert draft.text == "Des fuites d'eau.\n\nRéseau de 40 km."
    assert draft.requirements == (
        ("Localiser à 1 m près", Importance.MUST),
        ("Autonomie de 5 ans", Importance.NICE),
        ("Sans coupure", Importance.MUST),
        ("Alerte", Importance.NICE),
    )
    assert draft.facts == Facts(
        ("Eau",), "Souss-Massa", 6, 500_000, "2026-03-31", ("fr", "ar"), on_site=True
    )
    assert draft.notes == ("Fields not used: contact.",)


def test_facts_may_stand_beside_the_text(tmp_path: Path):
    form = {"text": NEED, "sector": "Eau", "trl": 7, "budget": "à définir"}
    draft = read_challenge(saved(tmp_path, "form.json", form))
    assert (draft.id, draft.text, draft.facts.trl_min, draft.facts.budget_dh) == (
        "form",
        NEED,
        7,
        None,
    )


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"text": "a", "trl_min": 12}, "trl_min"),
        ({"text": "a", "budget": "beaucoup"}, "budget"),
        ({"text": "a", "budget": 1e300}, "budget"),
        ({"text": "a", "on_site": "parfois"}, "on_site"),
        ({"text": "a", "requirements": [{"text": "b", "importance": "bof"}]}, "requirements"),
        ({"title": "", "context": " "}, "text"),
        ({"text": "a", "region": ["Fès", "Rabat"]}, "region"),
    ],
)
def test_a_form_that_cannot_be_taken_names_the_field(tmp_path: Path, form: object, field: str):
    with pytest.raises(RefusedRows, match=f"line 1, {field}:"):
        read_challenge(saved(tmp_path, "form.json", form))


def test_a_file_of_challenges_is_read_in_order(tmp_path: Path):
    rows = [
        {
            "id": "fr-1",
            "language": "fr",
            "title": "Fuites",
            "text": NEED,
            "facts": {"sector": "Eau"},
        },
        {"id": "ar-1", "language": "ar", "title": "تسربات", "text": "نبحث عن حل."},
    ]
    path = saved(tmp_path, "c.jsonl", "\n".join(json.dumps(row) for row in rows))
    first, second = read_challenges(path)
    assert (first.id, first.language, first.title, first.text) == ("fr-1", "fr", "Fuites", NEED)
    assert first.facts.sectors == ("Eau",)
    assert (second.id, second.language, second.text) == ("ar-1", "ar", "نبحث عن حل.")
    with pytest.raises(UnreadableInput, match="2 challenges"):
        read_challenge(path)


def test_a_table_of_challenges_is_read(tmp_path: Path):
    path = saved(
        tmp_path,
        "c.csv",
        "titre;besoin;exigences;souhaité;TRL minimal;échéance\n"
        'Fuites;Les trouver.;"- Précis\n- Sobre";Peu cher;٦;31/03/2026\n'
        "Froid;Le garder.;;;;\n",
    )
    first, second = read_challenges(path)
    assert first.requirements == (
        ("Précis", Importance.MUST),
        ("Sobre", Importance.MUST),
        ("Peu cher", Importance.NICE),
    )
    assert (first.facts.trl_min, first.facts.deadline) == (6, "2026-03-31")
    assert (first.id, second.id, second.text) == ("challenge-1", "challenge-2", "Le garder.")


def test_a_workbook_with_one_challenge_is_a_challenge(tmp_path: Path):
    book = openpyxl.Workbook()
    book.active.append(["titre", "texte", "échéance"])
    book.active.append(["Fuites", NEED, 46112])
    book.save(tmp_path / "c.xlsx")
    book.close()
    draft = read_challenge(tmp_path / "c.xlsx")
    assert (draft.text, draft.facts.deadline) == (NEED, "2026-03-31")


def test_bad_rows_of_challenges_are_all_named(tmp_path: Path):
    path = saved(
        tmp_path, "c.jsonl", '{"id": "1", "text": "a"}\n{"id": "1", "text": "b"}\n{"id": "2"}\n{'
    )
    with pytest.raises(RefusedRows, match=r"(?s)3 rows.*line 2, id.*line 3, text.*line 4"):
        read_challenges(path)
