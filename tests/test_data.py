"""What ships under data/ is what its README says, and holds nothing that it should not."""

import fnmatch
import json
import re
from collections import Counter

import pytest

from matcher import reference
from matcher.domain.challenge import Importance
from matcher.domain.taxonomy import TRL_RANGE
from matcher.settings import PROJECT_ROOT

DATA = PROJECT_ROOT / "data"
FILES = sorted(path for path in DATA.rglob("*") if path.is_file())
TEXTS = [path for path in FILES if path.suffix != ".bin"]
"""All but the filter of common passwords, which holds bits."""
LISTED = re.findall(r"`([\w*./-]+)`", (DATA / "README.md").read_text(encoding="utf-8"))
SETS = sorted(path.parent for path in DATA.glob("judgements/*/qrels.tsv"))
E_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w|\w\s*(?:\(at\)|\[at\]|arobase)\s*\w", re.IGNORECASE)
PHONE = re.compile(
    r"(?:\+\d{2,3}|\(0\)|\b0)[ .-]?\d(?:[ .-]?\d\d){4}\b"  # France, Morocco
    r"|(?<!DFARS )(?<!\w)(?:\(\d{3}\)|\d{3})[ .-]\d{3}[-.]\d{4}\b"  # United States
)
# A path of somebody's machine, or a tool's name, has no place in what we publish.
PRIVATE = re.compile(r"/(?:home|root|work|tmp|Users)/|pycountry|python-stdnum|executed here")
SCRIPT = {"ar": re.compile(r"[\u0600-\u06ff]"), "latin": re.compile(r"[A-Za-zÀ-ÿ]")}
FRENCH = re.compile(r"\b(?:le|la|les|des|nous|une|est|sans|pour|qui|et|à)\b", re.IGNORECASE)
ENGLISH = re.compile(r"\b(?:the|we|and|of|to|is|for|with|in|or)\b", re.IGNORECASE)


def rows(path):
    # Some texts hold a “next line” character (U+0085), so only a newline ends a row.
    lines = path.read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


STARTUPS = rows(reference.sample_startups_path())
CHALLENGES = rows(reference.sample_challenges_path())


def corpus_of(folder):
    pointer = folder / "CORPUS"
    if pointer.exists():
        return folder / pointer.read_text(encoding="utf-8").strip()
    return folder / "corpus.jsonl"


def grades_of(folder):
    header, *lines = (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()
    assert header == "query-id\tcorpus-id\tscore"
    return [line.split("\t") for line in lines]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(DATA)))
def test_every_file_is_listed_with_its_source(path):
    name = path.relative_to(DATA).as_posix()
    assert name == "README.md" or any(fnmatch.fnmatch(name, listed) for listed in LISTED)


def test_every_listed_folder_and_file_exists():
    names = [path.relative_to(DATA).as_posix() for path in FILES]
    listed = [each for each in LISTED if each.startswith(("samples/", "taxonomy/", "judgements/"))]
    assert listed
    for each in listed:
        assert fnmatch.filter(names, each), each


def test_the_data_stays_small():
    assert sum(path.stat().st_size for path in FILES) < 16_600_000


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(DATA)))
def test_no_file_holds_an_address_a_number_or_a_path_of_a_machine(path):
    text = path.read_text(encoding="utf-8")
    for pattern in (E_MAIL, PHONE, PRIVATE):
        assert not pattern.findall(text)


@pytest.mark.parametrize(
    "text",
    ["ecrire a nom.prenom@exemple.fr", "tel 05 22 00 00 00", "+212 522000000", "(555) 555-0100"],
)
def test_the_patterns_would_see_an_address_or_a_number(text):
    assert E_MAIL.search(text) or PHONE.search(text)


@pytest.mark.parametrize("name", ["sectors", "regions", "cities", "trl"])
def test_every_row_of_the_taxonomy_cites_a_source_and_shows_no_doubtful_field(name):
    for row in json.loads((DATA / f"taxonomy/{name}.json").read_text(encoding="utf-8")):
        assert row["source"]
        assert all(row["source"])
        assert set(row) <= {"id", "label_fr", "label_ar", "label_en", "region", "source"}
        assert all(value for value in row.values())


def test_the_samples_are_the_startups_of_the_register():
    assert len({row["id"] for row in STARTUPS}) == len(STARTUPS) == 1_920
    fields = {"id", "name", "tagline", "text", "sector", "region", "year", "website", "lang"}
    for row in STARTUPS:
        assert set(row) == fields | {"source", "licence"}
        assert row["name"].strip()
        assert row["text"].strip()
        assert row["lang"] == "fr"
        assert row["licence"] == "Licence Ouverte 2.0"


def test_a_sector_filter_finds_samples_for_the_labels_that_we_map():
    counts = Counter(s for row in STARTUPS for s in reference.canonical_sectors(row["sector"]))
    for sector in ("pharma", "digital", "electronics", "chemistry", "mechanics_metallurgy"):
        assert counts[sector] >= 100, sector


def test_there_are_forty_challenges_with_ids_of_their_own():
    assert len({row["id"] for row in CHALLENGES}) == len(CHALLENGES) == 40
    assert len({row["text"] for row in CHALLENGES}) == 40
    assert Counter(row["language"] for row in CHALLENGES) == {"fr": 16, "ar": 12, "en": 12}


def test_the_demo_comes_first_one_in_each_language():
    assert [row["language"] for row in CHALLENGES[:3]] == ["fr", "ar", "en"]


def test_challenges_vary_in_length_and_in_form():
    lengths = [len(row["text"].split()) for row in CHALLENGES]
    assert sum(length <= 30 for length in lengths) >= 10
    assert sum(length >= 120 for length in lengths) >= 6
    assert 16 <= sum(bool(row["requirements"]) for row in CHALLENGES) <= 24


@pytest.mark.parametrize("row", CHALLENGES, ids=lambda row: row["id"])
def test_a_challenge_says_that_it_is_an_illustration(row):
    assert row["illustrative"] is True
    assert row["note"] == "Illustration, written for this project; no real firm."


@pytest.mark.parametrize("row", CHALLENGES, ids=lambda row: row["id"])
def test_a_challenge_states_known_facts_and_requirements(row):
    facts = row["facts"]
    assert set(facts) <= {"sectors", "region", "trl_min", "budget_dh"}
    assert set(facts["sectors"]) <= {sector.id for sector in reference.sectors()}
    assert facts.get("region", "MA-01") in {region.id for region in reference.regions()}
    assert facts.get("trl_min", 1) in TRL_RANGE
    assert facts.get("budget_dh", 1) > 0
    for requirement in row["requirements"]:
        assert requirement["text"].strip()
        assert requirement["importance"] in set(Importance)
    if row["requirements"]:
        assert any(each["importance"] == "must" for each in row["requirements"])


@pytest.mark.parametrize("row", CHALLENGES, ids=lambda row: row["id"])
def test_a_challenge_is_written_in_its_language(row):
    text = row["title"] + " " + row["text"]
    arabic, latin = (len(SCRIPT[name].findall(text)) for name in ("ar", "latin"))
    if row["language"] == "ar":
        assert arabic > 10 * latin
        return
    assert arabic == 0
    french, english = len(FRENCH.findall(text)), len(ENGLISH.findall(text))
    assert (french > english) if row["language"] == "fr" else (english > french)


@pytest.mark.parametrize("folder", SETS, ids=lambda path: path.name)
def test_grades_refer_to_queries_and_documents_that_exist(folder):
    queries = {row["_id"] for row in rows(folder / "queries.jsonl")}
    documents = {row["_id"] for row in rows(corpus_of(folder))}
    grades = grades_of(folder)
    assert {query for query, _, _ in grades} == queries
    assert {document for _, document, _ in grades} <= documents
    assert {score for _, _, score in grades} <= {"0", "1", "2"}
    assert len({(query, document) for query, document, _ in grades}) == len(grades)


@pytest.mark.parametrize("folder", SETS, ids=lambda path: path.name)
def test_ids_are_unique_and_texts_are_there(folder):
    for path in (folder / "queries.jsonl", corpus_of(folder)):
        found = rows(path)
        assert len({row["_id"] for row in found}) == len(found)
        assert all(row["text"].strip() for row in found)


def test_the_judged_sets_are_those_described():
    sizes = {folder.name: len(rows(folder / "queries.jsonl")) for folder in SETS}
    assert sizes == {
        **dict.fromkeys(("maroc_fr", "maroc_ar", "maroc_en"), 20),
        **dict.fromkeys(("cordis_he_en", "sbir_en", "sbir_en_short"), 60),
    }
    assert {name: len(rows(corpus_of(DATA / "judgements" / name))) for name in sizes} == {
        **dict.fromkeys(("maroc_fr", "maroc_ar", "maroc_en"), 1_920),
        **dict.fromkeys(("sbir_en", "sbir_en_short"), 730),
        "cordis_he_en": 753,
    }


def test_the_judged_startups_are_the_sample_startups():
    samples = {row["id"]: (row["tagline"], row["text"]) for row in STARTUPS}
    judged = rows(DATA / "judgements/maroc_fr/corpus.jsonl")
    assert {row["_id"]: (row["title"], row["text"]) for row in judged} == samples


def test_the_same_needs_are_told_and_graded_in_the_three_languages():
    french, arabic, english = (DATA / "judgements" / f"maroc_{code}" for code in ("fr", "ar", "en"))
    assert grades_of(french) == grades_of(arabic) == grades_of(english)


def test_no_challenge_repeats_a_judged_need():
    judged = {row["text"] for path in SETS for row in rows(path / "queries.jsonl")}
    titles = {row["metadata"].get("title") for path in SETS for row in rows(path / "queries.jsonl")}
    for row in CHALLENGES:
        assert row["text"] not in judged
        assert row["title"] not in titles
