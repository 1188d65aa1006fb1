import json
import shutil

import pytest

from matcher import reference
from matcher.domain.taxonomy import LANGUAGES, bare_name, bare_subject
from matcher.errors import ReferenceUnreadable
from matcher.settings import PROJECT_ROOT, Settings


@pytest.fixture
def own_data(tmp_path, monkeypatch):
    """A copy of the taxonomy that a test may spoil."""
    shutil.copytree(PROJECT_ROOT / "data/taxonomy", tmp_path / "data/taxonomy")
    monkeypatch.setattr(reference, "settings", lambda: Settings(home=tmp_path))
    return tmp_path / "data"


def rewrite(path, change):
    rows = json.loads(path.read_text(encoding="utf-8"))
    changed = change(rows)
    path.write_text(json.dumps(changed, ensure_ascii=False), encoding="utf-8")


def test_morocco_has_its_twelve_regions_by_iso_code():
    assert [region.id for region in reference.regions()] == [f"MA-{n:02d}" for n in range(1, 13)]


def test_every_city_lies_in_a_known_region():
    known = {region.id for region in reference.regions()}
    assert {city.region for city in reference.cities()} == known


def test_maturity_has_nine_levels_with_a_label():
    assert [level.id for level in reference.trl_levels()] == list(range(1, 10))
    assert all(level.label_fr and level.label_en for level in reference.trl_levels())


def test_every_sector_has_words_in_the_three_languages():
    terms = reference.sector_terms()
    assert set(terms) == {sector.id for sector in reference.sectors()}
    assert all(len(terms[sector][code]) >= 12 for sector in terms for code in LANGUAGES)


def test_a_word_speaks_of_one_sector_alone():
    owners: dict[str, str] = {}
    for sector, by_language in reference.sector_terms().items():
        for word in (each for words in by_language.values() for each in words):
            assert owners.setdefault(bare_subject(word), sector) == sector, word


def test_a_spelling_names_one_region_alone():
    owners = {bare_name(city.label_fr): city.region for city in reference.cities()}
    for region, by_language in reference.region_terms().items():
        for word in (each for words in by_language.values() for each in words):
            assert owners.setdefault(bare_name(word), region) == region, word


def test_every_label_leads_back_to_its_own_sector():
    for sector in reference.sectors():
        for label in (sector.id, sector.label_fr, sector.label_en, sector.label_fr.upper()):
            assert reference.canonical_sector(label) == sector.id, label


@pytest.mark.parametrize(
    ("text", "sector"),
    [
        ("Secteur automobile", "automotive"),
        ("صناعة السيارات", "automotive"),
        ("النسيج", "textile"),
        ("fish canning", "seafood"),
        ("Pharmacie & biotechnologies", "pharma"),
        ("PHOSPHATES", "chemistry"),
    ],
)
def test_a_sector_is_found_in_any_of_the_three_languages(text, sector):
    assert reference.canonical_sector(text) == sector
    assert reference.canonical_sectors(text) == (sector,)


def test_an_unknown_sector_keeps_its_own_words_in_one_spelling():
    assert reference.canonical_sector("Génie des Procédés") == "genie des procedes"
    assert reference.canonical_sectors("génie des procédés") == ("genie des procedes",)


def test_a_label_of_two_sectors_is_found_by_both_and_by_itself():
    own = reference.canonical_sector("Chimie & Environnement")
    assert own == "chimie environnement"
    assert reference.canonical_sectors("Chimie & environnement") == (
        "chemistry",
        "environment",
        own,
    )


def test_an_empty_sector_is_no_sector():
    assert reference.canonical_sectors("  ") == ()
    assert reference.canonical_sector("") == ""


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("MA-06", "MA-06"),
        ("ma06", "MA-06"),
        ("Casablanca", "MA-06"),
        ("Région de Casablanca – Settat", "MA-06"),
        ("جهة الدار البيضاء-سطات", "MA-06"),
        ("مدينة طنجة", "MA-01"),
        ("Tangier", "MA-01"),
        ("FES MEKNES", "MA-03"),
        ("L’Oriental", "MA-02"),
        ("الداخلة", "MA-12"),
        ("العيون الساقية الحمراء", "MA-11"),
        ("Aït Melloul", "MA-09"),
    ],
)
def test_a_region_is_found_by_code_label_or_city(text, region):
    assert reference.canonical_region(text) == region


def test_a_region_elsewhere_keeps_its_own_words():
    assert reference.canonical_region("Île-de-France") == "ile de france"
    assert reference.canonical_region("île-de-France") == "ile de france"


@pytest.mark.parametrize("word", ["جديدة", "عيون", "بيضاء", "MA-13", ""])
def test_a_common_word_is_not_taken_for_a_region(word):
    assert not reference.canonical_region(word).startswith("MA-")


def test_every_region_label_leads_back_to_its_own_region():
    for region in reference.regions():
        labels = filter(None, (region.label_fr, region.label_ar, region.label_en))
        assert {reference.canonical_region(label) for label in labels} == {region.id}
    for city in reference.cities():
        assert reference.canonical_region(city.label_fr) == city.region


def test_word_lists_leave_out_comments_and_blank_lines(own_data):
    (own_data / "stopwords").mkdir()
    (own_data / "stopwords/fr.txt").write_text("# un titre\n\n le \nla\n", encoding="utf-8")
    assert reference.stop_words("fr") == {"le", "la"}


def test_cue_phrases_are_read_by_name(own_data):
    (own_data / "cues").mkdir()
    (own_data / "cues/en.toml").write_text('must = ["we need", "must"]\n', encoding="utf-8")
    assert reference.cues("en") == {"must": ("we need", "must")}


@pytest.mark.parametrize("broken", ['must = "we need"', "must = [1]", "must = ["])
def test_broken_cues_are_refused_with_the_name_of_the_file(own_data, broken):
    (own_data / "cues").mkdir()
    (own_data / "cues/en.toml").write_text(broken, encoding="utf-8")
    with pytest.raises(ReferenceUnreadable, match=r"en\.toml"):
        reference.cues("en")


def test_centring_texts_are_the_lines_of_a_file(own_data):
    (own_data / "centring").mkdir()
    (own_data / "centring/passages.txt").write_text("one text\nanother\n", encoding="utf-8")
    assert reference.centring_texts("passages") == ("one text", "another")


@pytest.mark.parametrize("name", ["../taxonomy/trl", "a/b", "", "fr.txt"])
def test_a_name_cannot_lead_out_of_the_folder(name):
    with pytest.raises(ReferenceUnreadable):
        reference.centring_texts(name)


@pytest.mark.parametrize("language", ["de", "../fr", ""])
def test_a_language_without_words_is_refused(language):
    for read in (reference.stop_words, reference.cues):
        with pytest.raises(ReferenceUnreadable, match="fr, ar, en"):
            read(language)


def test_a_missing_file_is_named_with_what_to_do(own_data):
    (own_data / "taxonomy/sectors.json").unlink()
    with pytest.raises(ReferenceUnreadable, match=r"sectors\.json is missing.*PASSERELLE_HOME"):
        reference.sectors()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"[{", "not valid JSON"),
        (b"\xff\xfe[", "UTF-8"),
        (b"{}", "list of rows"),
        (b"[3]", "row 1 has no id, label_fr"),
        (b'[{"id": "a"}]', "row 1 has no label_fr"),
        (b'[{"id": ["a"], "label_fr": "A"}]', "row 1 has no id"),
        (b'[{"id": "a", "label_fr": "A"}, {"id": "a", "label_fr": "B"}]', "same id"),
    ],
)
def test_a_broken_table_is_refused_with_the_reason(own_data, content, message):
    (own_data / "taxonomy/sectors.json").write_bytes(content)
    with pytest.raises(ReferenceUnreadable, match=message):
        reference.sectors()


def test_a_city_in_no_known_region_is_refused(own_data):
    path = own_data / "taxonomy/cities.json"
    rewrite(path, lambda rows: [{**rows[0], "region": "MA-13"}, *rows[1:]])
    with pytest.raises(ReferenceUnreadable, match=rf"{reference_first_city()} lies in no known"):
        reference.cities()


def reference_first_city():
    path = PROJECT_ROOT / "data/taxonomy/cities.json"
    return json.loads(path.read_text(encoding="utf-8"))[0]["id"]


def test_a_missing_level_is_refused(own_data):
    rewrite(own_data / "taxonomy/trl.json", lambda rows: rows[:-1])
    with pytest.raises(ReferenceUnreadable, match="1 to 9"):
        reference.trl_levels()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda table: {**table, "astrology": table["textile"]}, "astrology"),
        (lambda table: {**table, "textile": {"fr": ["fil"]}}, "textile"),
        (lambda table: {**table, "textile": {**table["textile"], "ar": "نسيج"}}, r"textile\.ar"),
        (list, "must hold an object"),
    ],
)
def test_broken_terms_are_refused_with_the_reason(own_data, change, message):
    rewrite(own_data / "taxonomy/sector_terms.json", change)
    with pytest.raises(ReferenceUnreadable, match=message):
        reference.sector_terms()


def test_a_label_that_stands_for_no_known_sector_is_refused(own_data):
    rewrite(own_data / "taxonomy/ilab_sectors.json", lambda table: {**table, "X": ["astrology"]})
    with pytest.raises(ReferenceUnreadable, match="astrology"):
        reference.canonical_sector("X")


def test_what_is_read_cannot_be_changed_by_a_caller():
    with pytest.raises(TypeError):
        reference.sector_terms()["textile"] = {}  # type: ignore[index]
    with pytest.raises(TypeError):
        reference.sector_terms()["textile"]["fr"] = ()  # type: ignore[index]


def test_the_sample_files_are_there():
    assert reference.sample_startups_path().is_file()
    assert reference.sample_challenges_path().is_file()
