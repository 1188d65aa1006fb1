from dataclasses import replace

import numpy as np
import pytest

from matcher.errors import TooFewVerdicts
from matcher.learning.ranker.fit import SIZE, Recipe, fit, out_of_fold, pairs_of, solve
from matcher.learning.ranker.folds import folds_of, groups_of, measured, ndcg_at_10, set_mean
from matcher.learning.ranker.trial import boosted_trees
from matcher.ranking.scorer import COLD_START
from tests.learning.judged import a_need, made_examples

WEAK = Recipe(strengths=(1e-4,))


def test_what_decides_is_found():
    weights = fit(made_examples(150), recipe=WEAK)
    assert weights["dense_whole"] > weights["answers_words"] > weights["lexical_whole"]
    assert weights["dense_whole"] / weights["answers_words"] == pytest.approx(1 / 0.6, rel=0.15)
    assert weights["lexical_sought"] < 0.1 * weights["dense_whole"]


def test_weights_keep_the_size_of_the_formula_and_are_not_below_zero():
    harmful = {"dense_whole": 1.0, "lexical_whole": -1.0}
    weights = fit(made_examples(truth=harmful))
    assert weights["lexical_whole"] == 0.0
    assert min(weights.values()) >= 0.0
    assert sum(weights.values()) == pytest.approx(SIZE, abs=1e-4)


def test_a_free_feature_may_count_against_a_startup():
    harmful = {"dense_whole": 1.0, "lexical_whole": -1.0}
    recipe = Recipe(free=frozenset({"lexical_whole"}), strengths=(1e-4,))
    assert fit(made_examples(truth=harmful), recipe=recipe)["lexical_whole"] < -0.3


def test_a_feature_of_which_nothing_is_known_keeps_its_place_beside_the_others():
    weights = fit(made_examples(truth=COLD_START, noise=0.2))
    assert weights["shared_sector"] == pytest.approx(COLD_START["shared_sector"], rel=0.5)


def test_pulled_hard_the_weights_are_the_formula():
    recipe = Recipe(strengths=(1e6,))
    weights = fit(made_examples(), recipe=recipe)
    share = np.array([COLD_START.get(name, 0.0) for name in weights])
    assert list(weights.values()) == pytest.approx(share / share.sum() * SIZE, abs=1e-3)


def test_the_same_examples_and_seed_give_the_same_weights():
    examples = made_examples()
    assert fit(examples) == fit(examples)


def test_a_set_with_no_weight_teaches_nothing():
    examples, others = made_examples(), made_examples(seed=5, truth={"lexical_sought": 1.0})
    is_french = examples.needs_of_rows() % 3 == 0
    mixed = replace(
        examples,
        table=np.where(is_french[:, None], others.table, examples.table),
        gains=np.where(is_french, others.gains, examples.gains),
        judged=examples.judged | others.judged,
    )
    without = fit(mixed, {"fr": 0.0}, recipe=WEAK)
    assert fit(mixed, recipe=WEAK)["lexical_sought"] > 2 * without["lexical_sought"]
    assert fit(mixed, {"fr": 9.0}, recipe=WEAK)["lexical_sought"] > 4 * without["lexical_sought"]


def test_pairs_put_more_gain_before_less_and_count_the_same_for_every_need():
    examples = made_examples(30, 10)
    pairs = pairs_of(examples)
    assert np.bincount(pairs.needs, pairs.shares) == pytest.approx(np.ones(30))
    assert len(pairs.shares) == 30 * (1 * 9 + 2 * 7)
    first = examples.table[:10][np.argsort(-examples.gains[:10])].astype(float)
    assert pairs.differences[pairs.needs == 0].sum(axis=0) == pytest.approx(
        9 * first[0]
        - first[1:].sum(axis=0)
        + 7 * first[1:3].sum(axis=0)
        - 2 * first[3:].sum(axis=0)
    )


def test_the_weights_minimise_what_is_documented():
    draw = np.random.default_rng(0)
    differences = draw.normal(0.3, 1.0, size=(400, 2)) * [1.0, 10.0]
    found = solve(
        differences,
        np.full(400, 1 / 400),
        prior=np.zeros(2),
        free=np.zeros(2, dtype=bool),
        strength=0.01,
    )
    spread = np.sqrt((differences**2).mean(axis=0))

    def loss(point):
        away = 0.01 / 2 * ((point * spread) ** 2).sum()
        return np.logaddexp(0, -differences @ point).mean() + away

    scales = np.linspace(0.2, 4, 400)
    best = found * min(scales, key=lambda scale: loss(found * scale))
    for nudge in ([0.01, 0.0], [-0.01, 0.0], [0.0, 0.001], [0.0, -0.001]):
        assert loss(best) < loss(best + nudge) + 1e-5


def test_too_few_needs_are_refused_in_a_sentence():
    with pytest.raises(TooFewVerdicts, match="Only 6 judged needs"):
        fit(made_examples(6))


def test_a_group_lies_in_one_fold_and_folds_hold_as_many_groups():
    groups = np.repeat([f"g{number}" for number in range(23)], 3)
    folds = folds_of(groups, seed=1)
    for name in np.unique(groups):
        assert len(set(folds[groups == name])) == 1
    sizes = [len(set(groups[folds == fold])) for fold in range(5)]
    assert sorted(sizes) == [4, 4, 5, 5, 5]
    assert np.array_equal(folds, folds_of(groups, seed=1))
    assert not np.array_equal(folds, folds_of(groups, seed=2))


def test_one_group_alone_cannot_be_tested():
    with pytest.raises(TooFewVerdicts):
        folds_of(np.array(["a", "a"]))


def test_no_need_is_scored_by_what_it_taught():
    examples = made_examples()
    before = out_of_fold(examples, recipe=WEAK)
    changed = examples.gains.copy()
    fold = before.folds == 2
    rows = fold[examples.needs_of_rows()]
    changed[rows] = np.roll(changed[rows], 1)
    after = out_of_fold(replace(examples, gains=changed, judged=changed > 0), recipe=WEAK)
    assert np.array_equal(after.scores[rows], before.scores[rows])
    assert not np.array_equal(after.scores[~rows], before.scores[~rows])


def test_learned_weights_order_unseen_needs_better_than_the_formula():
    examples = made_examples(120, truth={"answers_words": 1.0})
    learned = np.nanmean(ndcg_at_10(examples, out_of_fold(examples).scores))
    assert learned > np.nanmean(ndcg_at_10(examples, examples.cold_start())) + 0.1


def test_the_quick_figure_is_the_published_one():
    examples = made_examples(12, 25)
    scores = np.round(examples.cold_start(), 1)  # with ties
    quick = ndcg_at_10(examples, scores)
    assert quick == pytest.approx(measured(examples, scores).values["ndcg@10"])


def test_a_relevant_startup_that_was_not_found_counts_against_the_order():
    examples = made_examples(3, 25)
    needs = (a_need("n0-fr", gains=(2.0, 2.0, 1.0, 1.0)), *examples.needs[1:])
    missed = replace(examples, needs=needs)
    quick = ndcg_at_10(missed, examples.gains)
    assert quick[0] < 1.0
    assert quick[1] == 1.0
    assert measured(missed, examples.gains).values["recall@100"] == pytest.approx([0.75, 1, 1])


def test_the_mean_of_sets_weighs_sets_not_needs():
    examples = made_examples(4, 3)  # fr twice, ar and en once
    values = np.array([1.0, 0.0, np.nan, 0.0])
    assert set_mean(examples, values, None) == pytest.approx((0.5 + 0.0) / 2)
    assert set_mean(examples, values, {"ar": 3.0}) == pytest.approx(0.5 / 4)


def test_the_trees_learn_from_the_same_folds():
    examples = made_examples(90, truth={"answers_words": 1.0})
    found = boosted_trees(examples)
    assert found.shape == examples.gains.shape
    assert np.nanmean(ndcg_at_10(examples, found)) > 0.5
    assert len(groups_of(examples)) == 90
