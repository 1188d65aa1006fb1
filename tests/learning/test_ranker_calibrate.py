import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from matcher.errors import TooFewVerdicts
from matcher.learning.ranker.calibrate import (
    SHOWN,
    ShownPairs,
    calibrate,
    out_of_fold_chances,
    shown_pairs,
)
from matcher.learning.ranker.plot import reliability_svg
from matcher.learning.ranker.reliability import by_name, reliability
from matcher.ranking.calibration import inputs_of
from tests.learning.judged import made_examples


@pytest.fixture(scope="module")
def examples():
    return made_examples(150)


@pytest.fixture(scope="module")
def shown(examples):
    return shown_pairs(examples, examples.cold_start())


def made_pairs(pairs=600, *, groups=60, seed=0):
    """Return pairs whose chance is a known logistic function of the score."""
    draw = np.random.default_rng(seed)
    inputs = draw.normal(size=(pairs, 3)) * [1.0, 0.5, 0.0] + [0.0, 0.0, 1.0]
    chance = 1 / (1 + np.exp(1.0 - 2.0 * inputs[:, 0]))
    names = np.array([f"g{number % groups}" for number in range(pairs)])
    languages = np.where(np.arange(pairs) % 2 == 0, "fr", "ar")
    return ShownPairs(inputs, draw.random(pairs) < chance, names, languages, languages)


def test_what_is_shown_are_the_first_ten_of_each_list(examples, shown):
    assert len(shown.kept) == SHOWN * len(examples.needs)
    scores = examples.cold_start()[:30]
    order = np.argsort(-scores, kind="stable")[:SHOWN]
    assert shown.inputs[:SHOWN] == pytest.approx(inputs_of(scores, 1.0)[order])
    assert list(shown.kept[:SHOWN]) == list(examples.gains[:30][order] >= 1)


def test_pairs_that_nobody_judged_can_be_left_out(examples):
    judged = shown_pairs(examples, examples.cold_start(), judged_only=True)
    assert judged.kept.all()
    assert 0 < len(judged.kept) < SHOWN * len(examples.needs)


def test_chances_rise_with_the_score_and_lie_in_their_interval(shown):
    found = calibrate(shown, fits=40)
    chances = found.chances(shown.inputs)
    assert (chances[:, 1] <= chances[:, 0]).all()
    assert (chances[:, 0] <= chances[:, 2]).all()
    for start in range(0, len(chances), SHOWN):
        assert (np.diff(chances[start : start + SHOWN, 0]) <= 1e-12).all()


def test_a_fit_is_that_of_a_known_logistic_regression():
    pairs = made_pairs()
    found = calibrate(pairs, fits=0).coefficients[0]
    known = LogisticRegression(C=1e6, tol=1e-10, max_iter=1000).fit(pairs.inputs[:, :2], pairs.kept)
    assert found[1:3] == pytest.approx(known.coef_[0], rel=0.02)
    assert found[0] == pytest.approx(known.intercept_[0], rel=0.02)
    assert found[3] == 0.0


def test_every_bootstrap_fit_is_kept_and_the_seed_decides_them():
    pairs = made_pairs()
    first, again, other = (calibrate(pairs, seed, fits=25).coefficients for seed in (1, 1, 2))
    assert first.shape == (26, 4)
    assert np.array_equal(first, again)
    assert np.array_equal(first[0], other[0])
    assert not np.array_equal(first[1:], other[1:])


def test_pairs_that_can_be_told_apart_perfectly_still_give_finite_chances():
    pairs = made_pairs()
    perfect = ShownPairs(pairs.inputs, pairs.inputs[:, 0] > 0, *[pairs.groups] * 3)
    assert np.isfinite(calibrate(perfect, fits=10).coefficients).all()


def test_too_few_kept_pairs_are_refused():
    pairs = made_pairs()
    none = ShownPairs(pairs.inputs, np.arange(600) < 5, *[pairs.groups] * 3)
    with pytest.raises(TooFewVerdicts, match="5 pairs are kept and 595 are not"):
        calibrate(none)


def test_true_chances_are_calibrated_on_pairs_that_taught_nothing():
    pairs = made_pairs(3000, groups=300)
    chances = out_of_fold_chances(pairs, fits=20)
    told = reliability(chances[:, 0], pairs.kept, pairs.groups)
    assert told.error < 0.04
    assert told.error_low <= told.error_high
    assert told.brier < told.brier_of_the_mean
    inside = [each.low <= each.chance <= each.high for each in told.bins]
    assert np.mean(inside) >= 0.7


def test_the_calibration_error_counted_by_hand():
    chances = np.repeat([0.1, 0.9], 10)
    kept = np.array([True] * 3 + [False] * 7 + [True] * 8 + [False] * 2)
    told = reliability(chances, kept, np.array([f"g{number}" for number in range(20)]))
    assert told.error == pytest.approx(0.5 * 0.2 + 0.5 * 0.1)
    assert told.error_equal_width == pytest.approx(told.error)
    assert told.brier == pytest.approx(
        (3 * 0.81 + 7 * 0.01 + 8 * 0.01 + 2 * 0.81) / 20,
    )
    assert [(each.pairs, each.kept) for each in told.bins] == [(10, 0.3), (10, 0.8)]


def test_bins_hold_as_many_pairs_each():
    pairs = made_pairs(1000)
    chances = np.random.default_rng(3).random(1000)
    told = reliability(chances, pairs.kept, pairs.groups)
    assert [each.pairs for each in told.bins] == [100] * 10
    assert sum(each.pairs for each in told.bins) == told.pairs


def test_figures_by_language_are_of_that_language_alone():
    pairs = made_pairs()
    chances = np.full(600, 0.4)
    found = by_name(chances, pairs.kept, pairs.groups, pairs.languages)
    assert list(found) == ["ar", "fr"]
    assert found["fr"].kept == pytest.approx(pairs.kept[::2].mean())


def test_the_plot_has_a_dot_for_each_bin_and_no_raw_markup():
    pairs = made_pairs()
    told = reliability(np.random.default_rng(3).random(600), pairs.kept, pairs.groups)
    drawn = reliability_svg(told.bins, "a <b> title")
    assert drawn.count("<circle") == len(told.bins)
    assert "a &lt;b&gt; title" in drawn
    assert drawn.startswith("<svg")
    assert drawn.endswith("</svg>\n")
