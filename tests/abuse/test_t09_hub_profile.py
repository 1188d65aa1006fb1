"""T09: a profile with a sentence for every sector is flagged, and is not first for everything."""

import pytest

from matcher import assembly
from matcher.domain.challenge import Challenge
from matcher.domain.match import FlagCode
from matcher.engine import Matcher
from matcher.intake.startups import read_startups
from matcher.ranking.flags import flags
from matcher.ranking.hubs import FIRST, generic_needs, most_allowed, shares
from matcher.reference import centring_texts, sample_startups_path, sectors
from matcher.text.sectors import EVERYTHING, sectors_mentioned
from tests.builders import a_startup
from tests.fakes import HashEmbedder
from tests.retrieval.builders import DRYING, PUMPS, WASTE, WATER

SENTENCES = {
    "fr": "Nous avons une solution pour le secteur {} et ses usines.",
    "ar": "لدينا حل لقطاع {} ومصانعه.",
    "en": "We have a solution for the {} sector and its plants.",
}
SAMPLE = read_startups(sample_startups_path()).startups
EVERY = 25
"""The short form looks at one sample startup of so many."""


def hub(language):
    """A profile with one sentence for each sector there is."""
    labels = {"fr": "label_fr", "ar": "label_ar", "en": "label_en"}
    names = [getattr(each, labels[language]) or each.label_fr for each in sectors()]
    return a_startup("hub", " ".join(SENTENCES[language].format(name) for name in names))


def is_flagged(startup):
    return FlagCode.FOUND_EVERYWHERE in {each.code for each in flags(startup)}


@pytest.mark.parametrize("language", SENTENCES)
def test_a_sentence_for_every_sector_is_flagged(language):
    assert is_flagged(hub(language))


def test_honest_startups_are_not():
    for startup in SAMPLE[::EVERY]:
        assert not is_flagged(startup), startup.id


@pytest.mark.abuse_long
def test_no_sample_startup_is_and_none_comes_near():
    widest = max(
        len(sectors_mentioned("\n".join(f"{one.title}\n{one.text}" for one in each.capabilities)))
        for each in SAMPLE
    )
    assert widest + 3 <= EVERYTHING
    assert not [each.id for each in SAMPLE if is_flagged(each)]


def test_the_officer_sees_it_in_the_list():
    texts = [DRYING, PUMPS, WASTE, WATER]
    matcher = Matcher(HashEmbedder(256)).index(
        [*(a_startup(f"s{n}", texts[n % 4]) for n in range(30)), hub("fr")]
    )
    need = Challenge("c", "Nous cherchons une solution pour nos usines du secteur textile.", "fr")
    shown = {each.startup_id: each.flags for each in matcher.match(need, top=30).matches}
    codes = [each.code for each in shown["hub"]]
    assert codes.count(FlagCode.FOUND_EVERYWHERE) == 1


def test_what_is_first_for_more_than_the_allowed_share_is_flagged_by_that():
    embedder = HashEmbedder(256)
    everywhere = a_startup("hub", " ".join(centring_texts("fr")))
    others = [a_startup(f"s{n:03}", f"{[DRYING, PUMPS, WASTE, WATER][n % 4]} Client {n}.")
              for n in range(120)]  # fmt: skip
    matcher = Matcher(embedder).index([*others, everywhere])
    index = matcher._index.frozen()
    found = shares(index, generic_needs(embedder, index))
    assert found["hub"] > most_allowed(len(index))
    need = Challenge("c", centring_texts("fr")[0], "fr")
    match = next(m for m in matcher.match(need, top=5).matches if m.startup_id == "hub")
    assert FlagCode.FOUND_EVERYWHERE in {each.code for each in match.flags}


@pytest.mark.abuse_long
@pytest.mark.encoder
@pytest.mark.parametrize("language", SENTENCES)
def test_with_the_real_encoder_it_is_not_first_everywhere_and_is_flagged_where_shown(language):
    matcher, startup = assembly.matcher_for(), hub(language)
    matcher._index.put([startup])
    first, challenges = 0, assembly.sample_challenges()
    for challenge in challenges:
        for match in matcher.match(challenge, top=FIRST).matches:
            if match.startup_id == "hub":
                first += 1
                assert FlagCode.FOUND_EVERYWHERE in {each.code for each in match.flags}
    assert first <= most_allowed(len(SAMPLE)) * len(challenges), f"{first} of {len(challenges)}"
