"""Which words stand for which, learned from texts that say the same."""

import json
import random

import pytest

from matcher.domain.taxonomy import LANGUAGES
from matcher.learning.splits import is_held_out
from matcher.learning.translations import LEAST_SHARE, MOST, translations, write_tables
from matcher.settings import settings
from matcher.text.tokens import terms

PAIRS = [
    (["pomp", "solair"], ["pump", "solar"]),
    (["pomp", "eau"], ["pump", "water"]),
    (["eau", "solair"], ["water", "solar"]),
    (["four", "solair"], ["oven", "solar"]),
    (["four", "eau"], ["oven", "water"]),
]
HELD_OUT = [f"s{number}" for number in range(400) if is_held_out(f"s{number}")]
TEACHING = [f"s{number}" for number in range(400) if not is_held_out(f"s{number}")]


def test_the_right_words_find_each_other():
    table = translations(PAIRS)
    best = {term: found[0][0] for term, found in table.items()}
    assert best == {"pomp": "pump", "solair": "solar", "eau": "water", "four": "oven"}


def test_translations_come_best_first_with_their_shares():
    for found in translations(PAIRS).values():
        shares = [share for _, share in found]
        assert shares == sorted(shares, reverse=True)
        assert len(found) <= MOST
        assert all(LEAST_SHARE - 0.001 <= share <= 1 for share in shares)


def test_what_was_seen_once_is_not_kept():
    assert "rare" not in translations([*PAIRS, (["rare", "eau"], ["odd", "water"])])


@pytest.mark.parametrize("pairs", [[], [([], ["water"])], [(["eau"], [])], [([], [])]])
def test_without_meetings_there_is_nothing_to_learn(pairs):
    assert translations(pairs) == {}


def test_a_term_counts_once_a_text_in_any_order():
    repeated = [([*reversed(ours), *ours], [*theirs, *theirs]) for ours, theirs in PAIRS]
    assert translations(repeated) == translations(PAIRS)


def write_training(folder, needs, outside=()):
    """Write needs told in three languages, `(startup id, French, Arabic, English)`."""
    folder.mkdir()
    rows = [dict(zip(("startup_id", "fr", "ar", "en"), need, strict=True)) for need in needs]
    for name, content in (("needs", rows), ("startups", [{"id": each} for each in outside])):
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in content)
        (folder / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
    return folder


def needs():
    """Return needs about pumps for startups that teach, and about ovens for held-out samples."""
    pumps = [(each, "pompe solaire", "مضخة شمسية", "solar pump") for each in TEACHING[:3]]
    water = [(each, "pompe eau", "مضخة المياه", "water pump") for each in TEACHING[3:6]]
    ovens = [(each, "four eau", "فرن المياه", "water oven") for each in HELD_OUT[:6]]
    return [*pumps, *water, *ovens]


def written(folder, training):
    folder.mkdir()
    sizes = write_tables(training, folder)
    tables = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.tsv")}
    assert {name: len({line.split("\t")[0] for line in each.splitlines()})
            for name, each in tables.items()} == sizes  # fmt: skip
    return tables


def test_a_table_is_written_for_every_two_languages(tmp_path):
    tables = written(tmp_path / "out", write_training(tmp_path / "in", needs()))
    assert set(tables) == {"ar_en", "ar_fr", "en_ar", "en_fr", "fr_ar", "fr_en"}
    first, *_ = [line for line in tables["fr_en"].splitlines() if line.startswith("pomp\t")]
    assert first.split("\t")[1] == "pump"
    assert 0 < float(first.split("\t")[2]) <= 1


def test_needs_of_held_out_samples_teach_nothing(tmp_path):
    tables = written(tmp_path / "out", write_training(tmp_path / "in", needs()))
    assert not [name for name, table in tables.items() if {"oven", "four"} & set(table.split())]


def test_needs_for_startups_outside_the_samples_all_teach(tmp_path):
    training = write_training(tmp_path / "in", needs(), outside=HELD_OUT[:6])
    assert "four\toven\t" in written(tmp_path / "out", training)["fr_en"]


def test_blind_needs_teach_too(tmp_path):
    training = write_training(tmp_path / "in", needs())
    rows = [
        {"need_id": f"b{n}", "fr": f"verin {n}", "ar": "مكبس", "en": f"cylinder {n}"}
        for n in range(9)
    ]
    (training / "blind_needs.jsonl").write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8"
    )
    assert "verin\tcylind" in written(tmp_path / "out", training)["fr_en"]


def test_the_same_needs_give_the_same_bytes(tmp_path):
    training = write_training(tmp_path / "in", needs(), outside=HELD_OUT[:6])
    assert written(tmp_path / "one", training) == written(tmp_path / "two", training)


def test_the_tables_that_ship_speak_of_terms_as_texts_are_read_today():
    """When this fails, reading has changed: python -m matcher.learning.translations mends it."""
    data = settings().home / "data"
    sought: dict[str, set[str]] = {name: set() for name in LANGUAGES}
    draw = random.Random(1)
    for path in sorted((data / "lexicon").glob("*.tsv")):
        lines = path.read_text(encoding="utf-8").splitlines()
        for line in draw.sample(lines, 34):
            for language, term in zip(path.stem.split("_"), line.split("\t"), strict=False):
                sought[language].add(term)
    count = sum(map(len, sought.values()))
    assert count >= 200
    lines = [
        line
        for name in ("needs.jsonl", "blind_needs.jsonl")
        for line in (data / "training" / name).read_text(encoding="utf-8").splitlines()
    ]
    for line in lines:
        need = json.loads(line)
        for language, missing in sought.items():
            if missing:
                missing.difference_update(terms(need[language], language))
    assert sum(map(len, sought.values())) <= count / 100, sought
