import json

import pytest

from matcher.errors import ReferenceUnreadable
from matcher.learning.baselines import bm25, fusion, tags, tfidf
from matcher.learning.baselines.language import corpus_language

FRENCH = {
    "drying": ("Séchage solaire", "Nous construisons des séchoirs solaires pour les dattes."),
    "vision": ("", "Contrôle par caméra des pièces embouties en fin de ligne."),
    "water": ("Traitement des eaux", "Réutilisation des eaux usées industrielles."),
}


def docs_of(ranking):
    return [doc for doc, _ in ranking]


def test_bm25_finds_by_stem_and_ignores_stop_words():
    run = bm25.rank(FRENCH, {"q": "séchoir solaire", "stop": "nous des les"}, language="fr")
    assert docs_of(run["q"]) == ["drying"]
    assert run["stop"] == []


def test_bm25_scores_follow_the_formula_of_lucene():
    texts = {"a": ("", "pump pump valve"), "b": ("", "valve sensor"), "c": ("", "motor")}
    ((doc, score),) = bm25.rank(texts, {"q": "pump"}, language="en")["q"]
    idf, mean_length = 0.9808292530117262, 2.0  # log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    expected = idf * 2 / (2 + 1.2 * (1 - 0.75 + 0.75 * 3 / mean_length))
    assert doc == "a"
    assert score == pytest.approx(expected, rel=1e-5)


def test_bm25_reads_the_title_as_well():
    assert docs_of(bm25.rank(FRENCH, {"q": "traitement"}, language="fr")["q"]) == ["water"]


def test_bm25_stems_arabic():
    texts = {"a": ("", "معالجة المياه الصناعية"), "b": ("", "تجفيف التمور")}
    assert docs_of(bm25.rank(texts, {"q": "التمور"}, language="ar")["q"]) == ["b"]
    assert docs_of(bm25.rank(texts, {"q": "صناعية"}, language="ar")["q"]) == ["a"]


def test_bm25_takes_a_language_without_stemmer_or_stop_words():
    assert docs_of(bm25.rank({"a": ("", "hello vatten")}, {"q": "vatten"}, language="xx")["q"]) == [
        "a"
    ]


@pytest.mark.parametrize("text", ["", "???", "a"])
def test_lexical_baselines_answer_nothing_when_there_are_no_words(text):
    nothing = {"q": []}
    assert bm25.rank({"d": ("", text)}, {"q": "pump"}, language="en") == nothing
    assert tfidf.rank({"d": ("", text)}, {"q": "pump"}) == nothing
    assert bm25.rank(FRENCH, {"q": text}, language="fr") == nothing
    assert tfidf.rank(FRENCH, {"q": text}) == nothing


def test_lexical_baselines_do_not_depend_on_the_order_of_the_documents():
    same = dict.fromkeys(("c", "a", "b"), ("", "solar dryer for dates"))
    turned = dict(reversed(same.items()))
    for rank in (lambda docs: bm25.rank(docs, {"q": "solar"}, language="en"), tfidf_solar):
        assert docs_of(rank(same)["q"]) == ["a", "b", "c"]
        assert rank(same) == rank(turned)


def tfidf_solar(docs):
    return tfidf.rank(docs, {"q": "solar"})


def test_tfidf_scores_are_cosines():
    run = tfidf.rank(FRENCH, {"same": FRENCH["vision"][1], "half": "caméra neuve"})
    assert run["same"][0] == ("vision", pytest.approx(1.0))
    assert 0 < run["half"][0][1] < 1


def test_fusion_adds_reciprocal_ranks():
    one = {"q": [("a", 9.0), ("b", 8.0)]}
    two = {"q": [("b", 0.9), ("c", 0.8)]}
    fused = fusion.rank([one, two], {"q": ""})["q"]
    assert fused == [
        ("b", pytest.approx(1 / 62 + 1 / 61)),
        ("a", pytest.approx(1 / 61)),
        ("c", pytest.approx(1 / 62)),
    ]


def test_fusion_takes_a_query_that_one_system_left_out():
    assert fusion.rank([{"q": [("a", 1.0)]}, {}], {"q": "", "r": ""}) == {
        "q": [("a", pytest.approx(1 / 61))],
        "r": [],
    }


@pytest.fixture
def taxonomy(tmp_path):
    sectors = [
        {
            "id": "water",
            "label_fr": "Eau",
            "label_ar": "الماء",
            "label_en": "Water",
            "source": ["x"],
        },
        {"id": "energy", "label_fr": "Énergie solaire", "synonyms": ["photovoltaic"]},
        {"id": "mines", "label_fr": "Mines"},
    ]
    (tmp_path / "sectors.json").write_text(json.dumps(sectors))
    (tmp_path / "sector_terms.json").write_text(
        json.dumps({"water": {"fr": ["station d'épuration"]}})
    )
    (tmp_path / "regions.json").write_text(json.dumps([{"id": "MA-09", "label_fr": "Souss-Massa"}]))
    return tmp_path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Eau potable", {"sectors:water"}),
        ("notre STATION D’EPURATION", {"sectors:water"}),
        ("معالجة المآء في المصنع", {"sectors:water"}),
        ("énergie", set()),
        ("de l'energie solaire", {"sectors:energy"}),
        ("photovoltaic x", {"sectors:energy"}),
        ("Souss Massa : mines et eau", {"regions:MA-09", "sectors:mines", "sectors:water"}),
        ("x miner", set()),
        ("", set()),
    ],
)
def test_a_text_has_the_tags_whose_words_occur_in_it(taxonomy, text, expected):
    assert tags.tags(text, tags.read_vocabulary(taxonomy)) == expected


def test_tags_rank_by_overlap_then_by_id(taxonomy):
    texts = {"b": ("Mines", "eau"), "a": ("Mines", "eau"), "c": ("", "eau"), "d": ("", "rien")}
    run = tags.rank(texts, {"q": "eau", "none": "rien"}, taxonomy=taxonomy)
    assert run == {"q": [("c", 1.0), ("a", 0.5), ("b", 0.5)], "none": []}


def test_a_missing_taxonomy_is_named(tmp_path):
    with pytest.raises(ReferenceUnreadable, match=r"sectors\.json"):
        tags.rank({}, {}, taxonomy=tmp_path)


def test_the_corpus_language_is_what_most_documents_say():
    assert corpus_language(["fr", "fr-MA", None, "en"], []) == "fr"
    assert corpus_language(["fr", "en"], []) == "en"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Nous cherchons une solution de contrôle qualité pour nos pièces", "fr"),
        ("We are looking for a way to dry dates with less energy", "en"),
        ("نبحث عن حل لتجفيف التمور بطاقة أقل", "ar"),
    ],
)
def test_the_language_of_a_silent_corpus_is_read_from_its_texts(text, language):
    assert corpus_language([None, "", 3], [text] * 3) == language


def test_an_empty_corpus_is_taken_as_english():
    assert corpus_language([], []) == "en"
