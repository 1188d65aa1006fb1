"""A profile with the words of a challenge appended is indexed exactly as the honest one."""

import numpy as np
import pytest

from matcher.domain.startup import Capability, Startup
from matcher.retrieval.digest import as_read, text_version
from matcher.retrieval.index import StartupIndex
from matcher.text import word_lists
from tests.fakes import HashEmbedder
from tests.retrieval.builders import DRYING, PUMPS, WASTE, WATER, a_probe, a_startup, found
from tests.stuffing import ARABIC, ENGLISH, FRENCH, HONEST, IN_FRONT, WAYS

NEED = "Maintenance prédictive des pompes centrifuges : vibrations des roulements, arrêts d'usine."
OTHERS = [
    a_startup("a", DRYING),
    a_startup("b", PUMPS),
    a_startup("c", WATER),
    a_startup("d", WASTE),
]
STUFFED = {
    **{f"after, {name}": lambda words, way=way: HONEST + way(words) for name, way in WAYS.items()},
    **{
        f"before, {name}": lambda words, way=way: way(words) + HONEST
        for name, way in IN_FRONT.items()
    },
}


def an_index(embedder, *startups):
    return StartupIndex.build([*OTHERS, *startups], embedder)


def everything_scored(index, embedder):
    """Return all that a ranking of the startup "x" can rest on, with its sentences' texts."""
    probe = a_probe(index, embedder, NEED)
    scores = index.signals([probe], ["x"])
    batch = index.sentences(["x"])
    text = index.startup("x").capabilities[0].text
    quotes = [text[a:b] for a, b in zip(batch.starts, batch.ends, strict=True)]
    words = [
        sorted(batch.term_ids[a:b].tolist())
        for a, b in zip(batch.term_ptr, batch.term_ptr[1:], strict=False)
    ]
    return scores["dense"], scores["lexical"], batch.vectors, quotes, words


def assert_alike(one, other):
    for left, right in zip(one[:3], other[:3], strict=True):
        np.testing.assert_array_equal(left, right)
    assert one[3:] == other[3:]


@pytest.mark.parametrize("words", [FRENCH, ARABIC, ENGLISH], ids=["fr", "ar", "en"])
def test_every_variant_scores_exactly_like_the_honest_text(words):
    embedder = HashEmbedder()
    honest = everything_scored(an_index(embedder, a_startup("x", HONEST)), embedder)
    for name, stuffed in STUFFED.items():
        index = an_index(embedder, a_startup("x", stuffed(words)))
        assert_alike(everything_scored(index, embedder), honest)
        assert found(index, embedder, NEED)[0] == "b", name


def test_a_startup_that_is_stuffed_later_scores_like_the_honest_one():
    embedder = HashEmbedder()
    honest = an_index(embedder, a_startup("x", HONEST))
    stuffed = an_index(embedder, a_startup("x", HONEST))
    for index, text in ((honest, HONEST), (stuffed, HONEST + WAYS["six times"](FRENCH))):
        index.put([a_startup("x", text)])
    assert_alike(everything_scored(stuffed, embedder), everything_scored(honest, embedder))
    stuffed.withdraw(["x"])
    assert "x" not in found(stuffed, embedder, NEED)


def test_long_texts_are_cut_into_the_same_passages():
    embedder = HashEmbedder(max_tokens=12)
    indexes = [
        an_index(embedder, a_startup("x", text))
        for text in (HONEST, HONEST + WAYS["six sentences"](FRENCH))
    ]
    assert len({index.status().passages for index in indexes}) == 1
    assert_alike(*(everything_scored(index, embedder) for index in indexes))


def test_no_word_of_the_list_is_ever_embedded():
    embedder = HashEmbedder()
    an_index(embedder, a_startup("x", HONEST + WAYS["once"](["zirconium", *FRENCH])))
    assert not any("zirconium" in text for call in embedder.calls for text in call)


def test_the_startup_is_kept_as_it_was_given():
    text = HONEST + WAYS["once"](FRENCH)
    assert an_index(HashEmbedder(), a_startup("x", text)).startup("x").capabilities[0].text == text


def test_an_honest_startup_is_read_as_it_is():
    startup = a_startup("x", HONEST, titles=["Séchage solaire"])
    assert as_read(startup) is startup


def test_a_terse_profile_stays_findable():
    embedder = HashEmbedder()
    index = an_index(embedder, a_startup("x", ", ".join(FRENCH)))
    assert found(index, embedder, NEED)[0] == "x"


def test_a_capability_that_is_only_a_list_does_not_count_beside_honest_ones():
    honest, listed = Capability("c1", "", HONEST), Capability("c2", "", ", ".join(FRENCH))
    read = as_read(Startup("x", "X", (honest, listed)))
    assert read.capabilities[0] == honest
    assert read.capabilities[1].text == " " * len(listed.text)
    embedder = HashEmbedder()
    index = an_index(embedder, Startup("x", "X", (honest, listed)))
    assert found(index, embedder, NEED)[0] == "b"


def test_words_in_a_title_do_not_count():
    embedder = HashEmbedder()
    stuffed = a_startup("x", HONEST, titles=["Séchoir " + " ".join(FRENCH)])
    honest = a_startup("x", HONEST, titles=["Séchoir"])
    assert_alike(
        *(everything_scored(an_index(embedder, each), embedder) for each in (stuffed, honest))
    )


def test_an_index_is_built_again_when_the_rules_for_lists_change(tmp_path, monkeypatch):
    before = text_version()
    changed = tmp_path / "word_lists.py"
    changed.write_text("# other rules\n")
    monkeypatch.setattr(word_lists, "__file__", str(changed))
    text_version.cache_clear()
    try:
        assert text_version() != before
    finally:
        text_version.cache_clear()
