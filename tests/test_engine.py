"""The whole pipeline, with an embedder that only knows words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain.challenge import Facts
from matcher.domain.match import ReasonCode, RefusalCode
from matcher.domain.startup import Capability, Startup, Status
from matcher.engine import Matcher
from matcher.errors import EmptyChallenge, UnknownFilter
from matcher.ranking.features import FEATURES
from matcher.retrieval.filters import Filters
from matcher.retrieval.index import StartupIndex
from tests.builders import a_challenge, a_startup
from tests.fakes import HashEmbedder

SUBJECTS = {
    "leaks": "Détection de fuites sur les réseaux d'eau potable par écoute. Alarme en une heure.",
    "looms": "Contrôle visuel des tissus sur métier à tisser. Caméras et éclairage rasant.",
    "bees": "Ruches connectées pour apiculteurs. Suivi du poids et de la température.",
    "dyes": "Décoloration des bains de teinture par électrolyse. L'eau est réutilisée au lavage.",
    "pumps": "Surveillance vibratoire des pompes et réducteurs. Capteurs autonomes sans fil.",
}
OTHERS = [f"Produit{n} gère{n} dossiers{n} clients{n}. Vente{n} conseil{n}." for n in range(60)]


@pytest.fixture(scope="module")
def embedder():
    return HashEmbedder(2048)


@pytest.fixture(scope="module")
def matcher(embedder):
    return Matcher(embedder).index([a_startup(name, text) for name, text in SUBJECTS.items()])


@pytest.fixture(scope="module")
def crowd(embedder):
    """Return a matcher over enough unrelated startups for scores to have a scale."""
    subjects = [a_startup(name, text) for name, text in SUBJECTS.items()]
    others = [a_startup(f"other{n}", text) for n, text in enumerate(OTHERS)]
    return Matcher(embedder).index([*subjects, *others])


def ids(answer):
    return [match.startup_id for match in answer.matches]


def test_the_startup_that_says_what_is_asked_comes_first(matcher):
    answer = matcher.match(
        a_challenge("Nous cherchons une détection de fuites sur notre réseau d'eau.")
    )
    assert ids(answer)[0] == "leaks"
    assert [match.rank for match in answer.matches] == [1, 2, 3, 4, 5]


def test_every_quote_is_an_exact_substring_of_its_capability(crowd):
    answer = crowd.match(a_challenge("", musts=["décoloration des bains de teinture", "sans fil"]))
    texts = SUBJECTS | {f"other{n}": text for n, text in enumerate(OTHERS)}
    quotes = [
        (match.startup_id, reason.evidence)
        for match in answer.matches
        for reason in match.reasons
        if reason.evidence
    ]
    assert quotes
    for startup_id, quote in quotes:
        assert quote.capability_id == f"{startup_id}-c1"
        assert texts[startup_id][quote.start : quote.end] == quote.text


def test_each_requirement_has_its_reason_and_unmet_musts_are_listed(crowd):
    challenge = a_challenge(
        "", musts=["détection de fuites", "zèbres volants xylophones"], wishes=["quarks bleutés"]
    )
    matches = {match.startup_id: match for match in crowd.match(challenge, top=65).matches}
    best = matches["leaks"]
    by_requirement = {reason.requirement: reason for reason in best.reasons if reason.requirement}
    assert list(by_requirement) == [each.text for each in challenge.requirements]
    assert by_requirement["détection de fuites"].evidence.text.startswith("Détection de fuites")
    for missing in ("zèbres volants xylophones", "quarks bleutés"):
        assert by_requirement[missing].code is ReasonCode.REQUIREMENT_NOT_FOUND
        assert by_requirement[missing].evidence is None
    assert best.unmet == ("zèbres volants xylophones",)


def test_without_any_answer_the_closest_passage_is_shown_as_such(crowd):
    challenge = a_challenge("Des ruches connectées.", musts=["zèbres volants xylophones"])
    best = crowd.match(challenge).matches[0]
    assert best.startup_id == "bees"
    missing, closest = best.reasons
    assert missing.code is ReasonCode.REQUIREMENT_NOT_FOUND
    assert closest.code is ReasonCode.CLOSEST_PASSAGE
    assert closest.evidence.text in SUBJECTS["bees"]


def test_a_startup_below_the_trl_asked_for_is_refused_by_name(embedder):
    ready, early, unsaid = (
        a_startup("ready", trl=8),
        a_startup("early", trl=3),
        a_startup("unsaid"),
    )
    matcher = Matcher(embedder).index([ready, early, unsaid])
    answer = matcher.match(a_challenge(facts=Facts(trl_min=6)))
    assert sorted(ids(answer)) == ["ready", "unsaid"]
    assert [(each.startup_id, each.code) for each in answer.refusals] == [
        ("early", RefusalCode.TRL_TOO_LOW)
    ]


def test_a_startup_far_from_the_site_is_not_proposed_for_work_on_site(embedder):
    near, far = a_startup("near", regions=("MA-03",)), a_startup("far", regions=("MA-12",))
    matcher = Matcher(embedder).index([near, far])
    on_site = Facts(region="MA-03", on_site=True)
    answer = matcher.match(a_challenge(facts=on_site))
    assert ids(answer) == ["near"]
    assert answer.refusals[0].code is RefusalCode.REGION_NOT_SERVED
    assert sorted(ids(matcher.match(a_challenge(facts=Facts(region="MA-03"))))) == ["far", "near"]


def test_startups_that_are_not_active_never_appear_by_default(embedder):
    matcher = Matcher(embedder).index(
        [a_startup("here"), a_startup("gone", status=Status.WITHDRAWN)]
    )
    assert ids(matcher.match(a_challenge())) == ["here"]


def test_filters_act_inside_the_search(embedder):
    many = [a_startup(f"s{n:03}", "Capteurs sans fil.", sectors=("digital",)) for n in range(300)]
    rare = a_startup("z-rare", "Ruches connectées.", sectors=("agrofood",))
    matcher = Matcher(embedder).index([*many, rare])
    wanted = Filters(sectors=frozenset({"agrofood"}))
    assert ids(matcher.match(a_challenge(), filters=wanted, candidates=10)) == ["z-rare"]


def test_a_startup_counts_by_its_best_capability(embedder):
    weak = Capability("c1", "", "Ruches connectées pour apiculteurs.")
    strong = Capability("c2", "", "Détection de fuites sur les réseaux d'eau.")
    both = Startup("both", "Both", (weak, strong))
    matcher = Matcher(embedder).index([both, *(a_startup(n, t) for n, t in SUBJECTS.items())])
    answer = matcher.match(
        a_challenge("Nous cherchons une détection de fuites sur les réseaux d'eau.")
    )
    best = answer.matches[0]
    assert best.startup_id == "both"
    assert best.reasons[0].evidence.capability_id == "c2"


def test_equal_startups_are_ordered_by_id(embedder):
    twins = [a_startup(name) for name in ("b", "a", "d", "c")]
    assert ids(Matcher(embedder).index(twins).match(a_challenge())) == ["a", "b", "c", "d"]


def test_the_same_input_gives_the_same_output(matcher):
    challenge = a_challenge("Nous voulons surveiller nos pompes sans fil et être alertés.")
    assert matcher.match(challenge) == matcher.match(challenge)


def test_every_match_carries_every_feature_by_name(matcher):
    assert list(matcher.match(a_challenge()).matches[0].features) == list(FEATURES)


@pytest.mark.parametrize("text", ["", "  \n", "\u200b\u202e", "...", "😀😀", "12 345"])
def test_a_challenge_without_text_is_refused(matcher, text):
    with pytest.raises(EmptyChallenge, match="c1"):
        matcher.match(a_challenge(text))


def test_an_index_without_startups_gives_no_match(embedder):
    assert Matcher(embedder).match(a_challenge()).matches == ()


def test_a_need_in_darija_is_flagged(matcher):
    answer = matcher.match(
        a_challenge("بغينا نعرفو واش الموتورات ديالنا غادي يخسرو قبل ما يوقفو", "ar")
    )
    assert "language.darija" in answer.notes


def test_hidden_characters_are_flagged_and_change_nothing(matcher):
    plain = matcher.match(a_challenge("Nous cherchons une détection de fuites."))
    hidden = matcher.match(a_challenge("Nous cher\u200bchons une dé\u00adtection de fuites.\u202e"))
    assert "text.hidden_characters" in hidden.notes
    assert ids(hidden) == ids(plain)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["fr", "ar", "en"]))
def test_any_text_is_answered_or_refused(matcher, text, language):
    try:
        answer = matcher.match(a_challenge(text, language))
    except EmptyChallenge:
        return
    assert len(answer.matches) == len(SUBJECTS)
    for match in answer.matches:
        for reason in match.reasons:
            if reason.evidence:
                quote = reason.evidence
                assert SUBJECTS[match.startup_id][quote.start : quote.end] == quote.text


def test_places_lost_to_hard_rules_go_to_the_next_candidates(embedder):
    early = [a_startup(f"early{n:03}", "Détection de fuites d'eau.", trl=2) for n in range(60)]
    ready = a_startup("z-ready", "Surveillance de réseaux, fuites comprises.", trl=8)
    matcher = Matcher(embedder).index([*early, ready])
    challenge = a_challenge("Nous cherchons une détection de fuites d'eau. TRL 7 minimum.")
    answer = matcher.match(challenge, candidates=10)
    assert ids(answer) == ["z-ready"]
    assert len(answer.refusals) == 60


def test_as_many_matches_come_back_as_are_asked_for(crowd):
    assert len(crowd.match(a_challenge(), top=40, candidates=10).matches) == 40


def test_who_is_paused_is_found_when_a_filter_asks_for_them(embedder):
    matcher = Matcher(embedder).index([a_startup("here"), a_startup("p", status=Status.PAUSED)])
    asked = Filters(statuses=frozenset({"paused"}))
    assert ids(matcher.match(a_challenge(), filters=asked)) == ["p"]


@pytest.mark.parametrize(
    "filters",
    [
        Filters(sectors=frozenset({"zzz"})),
        Filters(regions=frozenset({"Narnia"})),
        Filters(languages=frozenset({"klingon"})),
    ],
)
def test_a_filter_value_that_nobody_knows_is_told(matcher, filters):
    with pytest.raises(UnknownFilter, match="Known here"):
        matcher.match(a_challenge(), filters=filters)


def test_a_known_value_that_no_startup_states_finds_nobody(matcher):
    answer = matcher.match(a_challenge(), filters=Filters(sectors=frozenset({"automotive"})))
    assert answer.matches == ()
    assert "matches.none" in answer.notes


def test_a_very_long_text_is_asked_by_what_it_seeks(crowd):
    story = "Notre usine a vu passer beaucoup de monde cette année, et le temps fut long. " * 200
    need = "Nous cherchons une détection de fuites sur les réseaux d'eau. "
    assert ids(crowd.match(a_challenge(story + need + story)))[0] == "leaks"


def test_an_index_handed_over_empty_stays_the_one_that_changes(embedder):
    index = StartupIndex.build((), embedder)
    matcher = Matcher(embedder, index)
    index.put([a_startup("late")])
    assert ids(matcher.match(a_challenge())) == ["late"]


def test_a_need_in_darija_is_never_said_to_be_answered(matcher):
    challenge = a_challenge("بغينا نعرفو واش الموتورات ديالنا غادي يخسرو", "ar")
    codes = {r.code for match in matcher.match(challenge).matches for r in match.reasons}
    assert ReasonCode.REQUIREMENT_MET not in codes


@pytest.mark.parametrize("text", ["x", "Eau", "de la pompe ?"])
def test_a_need_of_fewer_than_three_words_claims_nothing(matcher, text):
    answer = matcher.match(a_challenge(text))
    assert "text.too_short" in answer.notes
    assert all(match.band is None and match.chance is None for match in answer.matches)
    codes = {reason.code for match in answer.matches for reason in match.reasons}
    assert ReasonCode.REQUIREMENT_MET not in codes


def test_a_need_of_one_sentence_is_long_enough(matcher):
    answer = matcher.match(a_challenge("Nous cherchons une détection de fuites d'eau."))
    assert "text.too_short" not in answer.notes
