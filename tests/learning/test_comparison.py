import numpy as np
import pytest
from scipy.stats import bootstrap

from matcher.learning.comparison import paired_bootstrap


def figures(seed, gain):
    draw = np.random.default_rng(seed)
    base = draw.random(120)
    return np.clip(base + gain + draw.normal(0, 0.1, 120), 0, 1), base


def test_the_interval_is_that_of_scipy():
    ours, theirs = figures(4, 0.02)
    found = paired_bootstrap(ours, theirs)
    peer = bootstrap(
        (ours - theirs,), np.mean, n_resamples=10_000, method="percentile", rng=1
    ).confidence_interval
    assert found.delta == pytest.approx((ours - theirs).mean())
    assert found.low == pytest.approx(peer.low, abs=2e-3)
    assert found.high == pytest.approx(peer.high, abs=2e-3)


def test_the_same_figures_give_the_same_interval_every_time():
    ours, theirs = figures(5, 0.1)
    assert paired_bootstrap(ours, theirs) == paired_bootstrap(ours.copy(), theirs.copy())


def test_a_large_gain_is_clear_and_no_gain_is_not():
    better, base = figures(6, 0.2)
    assert paired_bootstrap(better, base).is_clear
    assert not paired_bootstrap(base[::-1].copy(), base).is_clear


def test_swapping_the_systems_turns_the_interval_round():
    ours, theirs = figures(7, 0.05)
    one, other = paired_bootstrap(ours, theirs), paired_bootstrap(theirs, ours)
    assert (one.delta, one.low, one.high) == pytest.approx((-other.delta, -other.high, -other.low))


def test_the_comparison_is_paired_so_hard_queries_do_not_widen_it():
    base = np.tile([0.0, 1.0], 50)
    found = paired_bootstrap(base + 0.1, base)
    assert found.high - found.low == pytest.approx(0.0, abs=1e-12)
    assert found.low == pytest.approx(0.1)


def test_systems_measured_on_different_queries_are_refused():
    with pytest.raises(ValueError, match="same queries"):
        paired_bootstrap(np.ones(3), np.ones(4))
    with pytest.raises(ValueError, match="same queries"):
        paired_bootstrap(np.ones(0), np.ones(0))
