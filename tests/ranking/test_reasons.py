"""Reasons: codes with exact quotes, and what is missing."""

import numpy as np
import pytest

from matcher.domain.challenge import Facts
from matcher.domain.match import ReasonCode
from matcher.domain.startup import Capability, Startup
from matcher.ranking.answers import Answers
from matcher.ranking.reasons import MET, PARTLY, reasons, unmet_musts
from matcher.retrieval.sentences import SentenceBatch
from tests.builders import a_challenge, a_startup

TEXT = "Un premier fait. Un second fait."


def a_batch(startup):
    """Two sentences in the last capability."""
    last = len(startup.capabilities) - 1
    return SentenceBatch(
        owners=np.zeros(2, np.int32),
        vectors=np.zeros((2, 4), np.float32),
        term_ptr=np.zeros(3, np.int64),
        term_ids=np.zeros(0, np.int32),
        capability=np.full(2, last, np.int32),
        starts=np.array([0, 17], np.int32),
        ends=np.array([16, 32], np.int32),
    )


def given(challenge, startup, sentences, strengths, *, aside=None, closest=1):
    strength = np.array([strengths], np.float32)
    found = Answers(
        np.array([sentences], np.int64),
        strength,
        strength,
        strength,
        np.array([aside or [False] * len(sentences)]),
        np.array([closest if sentences[0] >= 0 else -1]),
    )
    return reasons(challenge, startup, 0, found, a_batch(startup))


@pytest.mark.parametrize(
    ("strength", "code"),
    [
        (MET + 1e-6, ReasonCode.REQUIREMENT_MET),
        (MET - 0.01, ReasonCode.REQUIREMENT_PARTLY_MET),
        (PARTLY + 0.01, ReasonCode.REQUIREMENT_PARTLY_MET),
    ],
)
def test_the_code_says_how_strong_the_answer_is(strength, code):
    startup = Startup("s", "S", (Capability("c1", "", "Autre."), Capability("c2", "", TEXT)))
    (reason,) = given(a_challenge(musts=["un fait"]), startup, [1], [strength])
    assert reason.code is code
    assert (reason.evidence.text, reason.evidence.start, reason.evidence.end) == (
        "Un second fait.",
        17,
        32,
    )
    assert reason.evidence.capability_id == "c2"


def test_below_the_lower_bound_nothing_is_claimed_and_the_closest_is_shown():
    startup = a_startup("s", TEXT)
    challenge = a_challenge(musts=["a", "b"], wishes=["c"])
    found = given(challenge, startup, [0, 1, 0], [1.0, 2.0, 0.5])
    assert [reason.code for reason in found] == [ReasonCode.REQUIREMENT_NOT_FOUND] * 3 + [
        ReasonCode.CLOSEST_PASSAGE
    ]
    assert all(reason.evidence is None for reason in found[:3])
    assert found[3].evidence.text == "Un second fait."
    assert unmet_musts(challenge, found) == ("a", "b")


def test_a_sentence_aside_of_the_whole_need_is_not_quoted():
    found = given(
        a_challenge(musts=["a", "b"]), a_startup("s", TEXT), [0, 1], [9.0, 9.0], aside=[True, False]
    )
    assert [reason.code for reason in found] == [
        ReasonCode.REQUIREMENT_NOT_FOUND,
        ReasonCode.REQUIREMENT_MET,
    ]
    assert found[0].evidence is None


def test_where_all_are_aside_the_sentence_closest_to_the_need_is_shown():
    found = given(
        a_challenge(musts=["a"]), a_startup("s", TEXT), [0], [9.0], aside=[True], closest=1
    )
    assert [reason.code for reason in found] == [
        ReasonCode.REQUIREMENT_NOT_FOUND,
        ReasonCode.CLOSEST_PASSAGE,
    ]
    assert found[1].evidence.text == "Un second fait."


def test_a_startup_without_text_gets_no_quote():
    found = given(a_challenge(musts=["a"]), a_startup("s", ""), [-1], [9.0])
    assert [(reason.code, reason.evidence) for reason in found] == [
        (ReasonCode.REQUIREMENT_NOT_FOUND, None)
    ]


def test_shared_facts_are_reasons_too():
    startup = a_startup("s", TEXT, sectors=("Automobile",), regions=("Tanger",), trl=7)
    facts = Facts(sectors=("automotive",), region="MA-01", trl_min=6)
    found = given(a_challenge(musts=["a"], facts=facts), startup, [0], [9.0])
    assert [reason.code for reason in found[1:]] == [
        ReasonCode.SHARED_SECTOR,
        ReasonCode.TRL_REACHED,
        ReasonCode.REGION_SERVED,
    ]


def test_a_sentence_that_speaks_of_what_must_not_be_does_not_answer():
    startup = a_startup("s", "Un bain de chlore. Un bain sans chlore.")
    batch = a_batch(startup)
    (reason,) = given(a_challenge(musts=["sans chlore"]), startup, [0], [9.0])
    assert startup.capabilities[0].text[batch.starts[0] : batch.ends[0]].startswith("Un bain de")
    assert reason.code is ReasonCode.REQUIREMENT_PARTLY_MET
    (reason,) = given(a_challenge(musts=["sans chlore"]), startup, [1], [9.0])
    assert reason.code is ReasonCode.REQUIREMENT_MET


def test_a_maturity_that_nobody_stated_is_to_be_asked():
    found = given(
        a_challenge(musts=["a"], facts=Facts(trl_min=6)), a_startup("s", TEXT), [0], [9.0]
    )
    assert found[-1].code is ReasonCode.TRL_NOT_SAID
