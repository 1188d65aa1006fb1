"""The learned model that routes to support bodies: what it needs, refuses, and how right it is."""

import json
import shutil

import numpy as np
import pytest

from matcher.domain.challenge import Challenge, Facts, Requirement
from matcher.domain.support import Service, SupportKind
from matcher.engine import Matcher
from matcher.errors import ModelRefused
from matcher.ranking.support import need_of_support, support_for
from matcher.ranking.support_learned import RoutingModel, features, folder, read_routing
from matcher.ranking.support_meaning import Margins
from matcher.ranking.support_words import read_words
from matcher.retrieval.embedding import load_embedder
from matcher.settings import PROJECT_ROOT, Settings
from matcher.text.needs import complete

CASES = PROJECT_ROOT / "tests/ranking/support_cases"
CARD = json.loads((folder(PROJECT_ROOT) / "routing.json").read_text(encoding="utf-8"))
STORY = (
    "Nos briques blanchissent six mois plus loin. Nous cherchons à livrer des briques rouges. "
    "Nous cherchons qui nous dise enfin ce qui se passe."
)
UNIT = np.array([[1, 0]] * 2, dtype=np.float32)


def leaning(label, said=()):
    """Return a model that always says this class, whatever it reads."""
    width = features(read_words(Challenge("c", "x", "fr")), said, UNIT, (0.0, 0.0)).size
    bias = np.zeros(3, np.float32)
    bias[label] = 9
    return RoutingModel(np.zeros((3, width), np.float32), bias, said, 0.3, 0.5)


def margins(label, **fields):
    return Margins(0.0, 0.0, readings=UNIT, model=leaning(label), **fields)


@pytest.fixture
def copied(tmp_path):
    shutil.copytree(folder(PROJECT_ROOT), folder(tmp_path))
    return tmp_path


def test_the_model_serves_only_with_the_encoder_that_it_was_learned_with(copied, tmp_path_factory):
    assert read_routing(copied, CARD["encoder"]) is not None
    assert read_routing(copied, "another") is None
    assert read_routing(tmp_path_factory.mktemp("empty"), CARD["encoder"]) is None


def test_changed_weights_are_refused(copied):
    weights = folder(copied) / "routing.npz"
    weights.write_bytes(weights.read_bytes()[:-1] + b"x")
    with pytest.raises(ModelRefused, match="checksum"):
        read_routing(copied, CARD["encoder"])


def test_what_is_learned_decides_over_points():
    asked = Challenge("c", "Le client exige un rapport d'essai d'un laboratoire accrédité.", "fr")
    assert need_of_support(asked, margins(0)).kinds == set()
    assert need_of_support(asked, margins(1)).kinds == {SupportKind.CENTRE}


def test_without_words_of_a_service_the_nearest_requirement_is_quoted_where_it_stands():
    challenge = complete(Challenge("c", STORY, "fr"))
    near = tuple(float(each.text.startswith("qui nous")) for each in challenge.requirements)
    assert sum(near) == 1
    ((service, quote),) = need_of_support(challenge, margins(1, asks=near)).services
    assert service is Service.TECHNICAL_ASSISTANCE
    assert STORY[quote.start : quote.end] == quote.text
    assert quote.text.startswith("qui nous")


def test_a_requirement_of_the_form_is_quoted_for_a_cluster():
    challenge = Challenge("c", "Bonjour.", "fr", requirements=(Requirement("r1", "À plusieurs"),))
    (quote,) = need_of_support(challenge, margins(2, firms=(0.4,))).several_firms
    assert (quote.text, quote.source) == ("À plusieurs", "r1")


def test_the_nearest_branch_is_named_where_words_do_not_say_it_and_none_where_another_is_nearer():
    challenge = Challenge("c", "Le client exige un rapport d'essai.", "fr")
    leather = support_for(challenge, margins(1, branches={"cmtc": 0.5, "ceric": 0.1}))
    assert [each.body.key for each in leather.called] == ["cmtc"]
    other = support_for(challenge, margins(1, branches={"cmtc": 0.5, "other": 0.6}))
    assert other.called == ()


def test_the_routing_is_right_on_forty_challenges_that_nothing_was_tuned_on():
    """The target: 20 that need a technical centre and 20 that do not; at least 90 %."""
    rows = json.loads((CASES / "blind.json").read_text(encoding="utf-8"))
    rows = [row for row in rows if row["main"]]
    assert [row["needs_centre"] for row in rows].count(True) == 20
    assert len(rows) == 40
    matcher = Matcher(load_embedder(Settings()))
    cases = [
        complete(
            Challenge(
                row["id"], row["text"], row["language"], facts=Facts(sectors=tuple(row["sectors"]))
            )
        )
        for row in rows
    ]
    matcher.prepare(cases)
    near = [matcher.margins(case) for case in cases]
    assert all(each.model is not None for each in near)
    right = [
        (SupportKind.CENTRE in need_of_support(case, each).kinds) == row["needs_centre"]
        for case, each, row in zip(cases, near, rows, strict=True)
    ]
    assert sum(right) / len(right) >= 0.90
    named = [
        [each.body.key for each in support_for(case, margin).called][:1] == [row["centre"]]
        for case, margin, row in zip(cases, near, rows, strict=True)
        if row["centre"]
    ]
    assert sum(named) / len(named) >= 0.85
