import numpy as np
import pytest

from matcher.domain.startup import Status
from matcher.errors import UnknownStartup
from matcher.retrieval.filters import Filters
from matcher.retrieval.index import Probe, StartupIndex
from matcher.text.tokens import terms
from tests.fakes import HashEmbedder
from tests.retrieval.builders import DRYING, PUMPS, WASTE, WATER, a_probe, a_startup, found

FOUR = (
    a_startup("dry", DRYING),
    a_startup("pump", PUMPS),
    a_startup("water", WATER),
    a_startup("waste", WASTE),
)


@pytest.fixture
def embedder():
    return HashEmbedder()


@pytest.fixture
def index(embedder):
    return StartupIndex.build(FOUR, embedder)


def test_the_startup_whose_words_are_asked_for_comes_first(index, embedder):
    assert found(index, embedder, "séchage de figues")[0] == "dry"
    assert found(index, embedder, "vibrations des pompes")[0] == "pump"


def test_a_candidate_says_what_each_channel_gave(index, embedder):
    first = index.search([a_probe(index, embedder, "séchage de figues")])[0]
    assert set(first.signals) == {"fusion", "dense", "lexical"}
    assert first.signals["fusion"] == pytest.approx(2 / 61)


def test_a_startup_is_as_near_as_its_best_capability(embedder):
    many = a_startup("many", PUMPS, WATER, DRYING)
    index = StartupIndex.build([a_startup("one", DRYING), many, a_startup("z", WASTE)], embedder)
    candidates = {
        each.startup_id: each.signals
        for each in index.search([a_probe(index, embedder, DRYING)], limit=10)
    }
    assert candidates["many"] == pytest.approx(candidates["one"], rel=0.02)
    assert list(candidates)[:2] == ["many", "one"]


def test_a_startup_with_a_thousand_capabilities_does_not_push_the_others_out(embedder):
    crowd = a_startup("crowd", *[f"Séchage des figues, variante {n}." for n in range(300)])
    index = StartupIndex.build(
        [crowd, a_startup("far", WATER), a_startup("near", DRYING)], embedder
    )
    assert set(found(index, embedder, "séchage des figues", limit=3)) == {"crowd", "far", "near"}


def test_a_limit_is_kept_and_equal_startups_come_by_id(embedder):
    twins = [a_startup(name, DRYING) for name in ("é", "b", "Z", "a")]
    index = StartupIndex.build(twins, embedder)
    assert found(index, embedder, DRYING) == ["Z", "a", "b", "é"]
    assert found(index, embedder, DRYING, limit=2) == ["Z", "a"]
    assert found(index, embedder, DRYING, limit=0) == []
    index.put([a_startup("aa", DRYING)])
    assert found(index, embedder, DRYING) == ["Z", "a", "aa", "b", "é"]


def test_several_probes_are_asked_together_and_weigh_what_they_say(index, embedder):
    figs = a_probe(index, embedder, "figues dattes séchage", weight=0.1)
    pumps = a_probe(index, embedder, "pompes vibrations", weight=3.0)
    assert [each.startup_id for each in index.search([figs, pumps])][:2] == ["pump", "dry"]


def test_a_probe_without_known_words_still_asks_by_meaning(index, embedder):
    vector = a_probe(index, embedder, DRYING).vector
    candidates = index.search([Probe("?", vector, ("inconnu",))])
    assert candidates[0].startup_id == "dry"
    assert "lexical" not in candidates[0].signals


def test_a_vector_of_another_encoder_is_refused(index):
    with pytest.raises(ValueError, match="64 numbers"):
        index.search([Probe("?", np.zeros(3, np.float32), ())])
    with pytest.raises(ValueError, match="finite"):
        index.search([Probe("?", np.full(64, np.nan, np.float32), ())])


def test_filters_act_inside_the_search_and_never_after_the_cut(embedder):
    crowd = [a_startup(f"a{n:03}", DRYING, trl=3) for n in range(120)]
    index = StartupIndex.build([*crowd, a_startup("z", WATER, trl=9)], embedder)
    assert found(index, embedder, DRYING, limit=5, filters=Filters(trl_min=9)) == ["z"]
    index.put([a_startup("y", PUMPS, trl=9)])
    assert set(found(index, embedder, DRYING, limit=5, filters=Filters(trl_min=9))) == {"y", "z"}


def test_paused_startups_are_not_found_unless_asked_for(embedder):
    index = StartupIndex.build([*FOUR, a_startup("p", DRYING, status=Status.PAUSED)], embedder)
    assert "p" not in found(index, embedder, DRYING)
    assert found(index, embedder, DRYING, filters=Filters(statuses=frozenset({"paused"}))) == ["p"]


def test_an_empty_index_finds_nothing_until_something_is_put(embedder):
    index = StartupIndex.build([], embedder)
    assert found(index, embedder, DRYING) == []
    index.put(FOUR)
    assert found(index, embedder, "séchage de figues")[0] == "dry"
    probe = a_probe(index, embedder, "séchage de figues")
    assert index.signals([probe], ["dry", "pump"])["lexical"][0, 0] > 0


def test_startups_without_words_are_kept_but_never_found(embedder):
    index = StartupIndex.build([*FOUR, a_startup("mute"), a_startup("blank", " \n ")], embedder)
    assert not {"mute", "blank"} & set(found(index, embedder, DRYING))
    signals = index.signals([a_probe(index, embedder, DRYING)], ["mute", "blank", "dry"])
    assert signals["dense"][:, 0].tolist()[:2] == [0, 0]
    assert signals["lexical"][2, 0] > signals["lexical"][0, 0]
    assert index.startup("mute").id == "mute"


def test_signals_are_those_of_the_search_on_the_scale_of_the_index(index, embedder):
    probe = a_probe(index, embedder, "séchage de figues par capteurs")
    candidates = {each.startup_id: each.signals for each in index.search([probe])}
    names = sorted(candidates)
    signals = index.signals([probe, probe], names)
    spread = index.spreads(probe.vector[np.newaxis])[0]
    raw = [candidates[name]["dense"] for name in names]
    assert signals["dense"].shape == (4, 2)
    assert signals["dense"][:, 1] * spread == pytest.approx(raw, abs=1e-5)
    lexical = np.array([candidates[name].get("lexical", 0.0) for name in names])
    expected = (lexical - lexical.mean()) / lexical.std()
    assert signals["lexical"][:, 0] == pytest.approx(expected, abs=1e-3)


def test_signals_of_recent_startups_are_on_the_same_scale(embedder):
    centring = StartupIndex.build(FOUR, embedder).centring
    index = StartupIndex.build(FOUR, embedder, centring=centring)
    index.put([a_startup("copy", DRYING)])
    probe = a_probe(index, embedder, "séchage de figues")
    signals = index.signals([probe], ["pump", "copy", "dry"])
    for channel in ("dense", "lexical"):
        assert signals[channel][1, 0] == pytest.approx(signals[channel][2, 0], abs=1e-5)
        assert signals[channel][1, 0] > signals[channel][0, 0]


def test_signals_and_sentences_name_a_startup_that_is_not_there(index, embedder):
    index.withdraw(["pump"])
    for name in ("pump", "nobody"):
        with pytest.raises(UnknownStartup, match=name):
            index.signals([a_probe(index, embedder, PUMPS)], ["dry", name])
        with pytest.raises(UnknownStartup, match=name):
            index.sentences([name])
        with pytest.raises(UnknownStartup, match=name):
            index.startup(name)


def test_sentences_are_exact_substrings_grouped_as_asked_for(index, embedder):
    index.put([a_startup("new", WATER, DRYING), a_startup("dry", PUMPS, DRYING)])
    names = ["new", "pump", "mute", "dry"]
    index.put([a_startup("mute")])
    batch = index.sentences(names)
    assert batch.owners.tolist() == [0, 0, 0, 1, 3, 3, 3]
    assert batch.capability.tolist() == [0, 1, 1, 0, 0, 1, 1]
    texts = [
        index.startup(names[owner]).capabilities[place].text[start:end]
        for owner, place, start, end in zip(
            batch.owners, batch.capability, batch.starts, batch.ends, strict=True
        )
    ]
    sentences = ["Séchage solaire des figues et des dattes.", "Nos capteurs mesurent l'humidité."]
    assert texts == [WATER, *sentences, PUMPS, PUMPS, *sentences]
    expected = index.centring.passages(embedder.passages(texts))
    assert batch.vectors == pytest.approx(expected, abs=2e-3)
    assert batch.vectors.dtype == np.float32
    for row, text in enumerate(texts):
        probe = a_probe(index, embedder, text)
        ids = batch.term_ids[batch.term_ptr[row] : batch.term_ptr[row + 1]]
        assert ids.tolist() == sorted(set(index.term_ids(probe.terms).tolist()))


def test_the_sentences_of_nobody_are_an_empty_batch(index):
    batch = index.sentences([])
    assert (len(batch.owners), batch.vectors.shape, batch.term_ptr.tolist()) == (0, (0, 64), [0])


def test_rare_words_weigh_more_and_unknown_words_most(index):
    (solar,), (pump,) = (probe_terms(text) for text in ("solaire", "pompes"))
    weights = index.idf([solar, pump, "inconnu"])
    assert weights.dtype == np.float32
    assert weights[0] < weights[1] < weights[2]
    assert index.term_ids([solar, "inconnu"])[1] == -1


def probe_terms(text):
    return terms(text, "fr")


def test_a_sentence_is_read_in_the_language_of_its_whole_text(embedder):
    english = "We design and make sensors for the food industry. Fins cool plates."
    index = StartupIndex.build([a_startup("en", english), a_startup("fr", DRYING)], embedder)
    batch = index.sentences(["en"])
    last = batch.term_ids[batch.term_ptr[1] : batch.term_ptr[2]].tolist()
    assert last == sorted(set(index.term_ids(terms("Fins cool plates.", "en")).tolist()))
