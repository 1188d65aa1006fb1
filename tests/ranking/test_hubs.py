"""A profile that is found for far more generic needs than honest ones is flagged."""

from matcher.ranking.hubs import found_everywhere, generic_needs, most_allowed, shares
from matcher.reference import centring_texts
from matcher.retrieval.index import StartupIndex
from tests.fakes import HashEmbedder
from tests.retrieval.builders import DRYING, PUMPS, WASTE, WATER, a_startup

HONEST = [
    a_startup(f"s{number:03}", f"{text} Client numéro {number}.")
    for number, text in enumerate([DRYING, PUMPS, WASTE, WATER] * 30)
]


def test_generic_needs_are_asked_in_every_language():
    embedder = HashEmbedder()
    needs = generic_needs(embedder, StartupIndex.build(HONEST[:4], embedder))
    assert len(needs) == sum(len(centring_texts(name)) for name in ("fr", "ar", "en"))


def test_a_profile_that_speaks_of_everything_is_found_everywhere():
    embedder = HashEmbedder(256)
    hub = a_startup("hub", *centring_texts("fr"), *centring_texts("en"), *centring_texts("ar"))
    index = StartupIndex.build([*HONEST, hub], embedder)
    needs = generic_needs(embedder, index)
    assert found_everywhere(index, needs) == {"hub"}
    assert shares(index, needs)["hub"] > 0.9


def test_honest_startups_are_not():
    embedder = HashEmbedder(256)
    index = StartupIndex.build(HONEST, embedder)
    allowed = most_allowed(len(index))
    found = shares(index, generic_needs(embedder, index))
    assert sum(share > allowed for share in found.values()) <= 1


def test_in_an_index_of_a_few_nobody_is_a_hub():
    embedder = HashEmbedder()
    index = StartupIndex.build(HONEST[:20], embedder)
    assert found_everywhere(index, generic_needs(embedder, index)) == frozenset()


def test_nothing_asked_nothing_found():
    embedder = HashEmbedder()
    assert found_everywhere(StartupIndex.build(HONEST[:4], embedder), ()) == frozenset()
