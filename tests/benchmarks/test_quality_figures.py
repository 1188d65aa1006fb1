"""The figures of make quality, on small made-up inputs."""

import math

import numpy as np
import pytest

from benchmarks import calibration_quality, guard, no_partner, stability, targets
from benchmarks.targets import NDCG, RECALL
from matcher.domain.match import Band, Match
from tests.benchmarks.figures import figures


def calibrated(error=0.03):
    return {"error": error, "error_low": 0.01, "error_high": 0.06, "too_wide": 0}


def found(rows, start):
    return next(row for row in rows if row.what.startswith(start))


def a_match(startup_id, band=None):
    return Match(1, startup_id, startup_id, 1.0, (), band=band)


def test_the_best_baseline_never_is_the_product_and_may_differ_by_metric():
    assert targets.best_baseline(figures(), NDCG) == ("bm25", 0.5)
    assert targets.best_baseline(figures(), RECALL) == ("dense", 0.85)
    assert targets.ratio(figures()) == pytest.approx(1.2)
    assert targets.ratio(figures(baseline=0.5, ours=0.5)) == 1.0


def test_every_target_is_computed_and_says_by_how_much_it_is_missed():
    sets = dict.fromkeys(targets.HEADLINE, figures())
    sets |= {"maroc_fr": figures(0.40), "maroc_ar": figures(0.39), "maroc_en": figures(0.30)}
    rows = targets.targets(sets, {"calibration": calibrated()}, 12.0)
    assert found(rows, "maroc_fr, nDCG").verdict == "missed by 0.05"
    assert found(rows, "maroc_ar, nDCG").verdict == "reached"
    assert found(rows, "maroc_en, nDCG").verdict == "missed by 0.15"
    assert found(rows, "mean over").found == "1.200"
    assert found(rows, "the same: mean gain").found == "+0.100 [+0.100, +0.100]"
    assert found(rows, "the same: no set below").verdict == "reached"
    assert found(rows, "calibration error").verdict == "reached"
    assert found(rows, "quotes that are exact").verdict == "not measured"
    assert found(rows, "model files").verdict == "reached"


def test_a_headline_set_below_its_baseline_is_named():
    sets = dict.fromkeys(targets.HEADLINE, figures()) | {"tee_fr": figures(0.45)}
    row = found(targets.targets(sets, {}, 0), "the same: no set below")
    assert row.found == "tee_fr × 0.900"
    assert row.verdict == "missed by 0.05"


def test_sets_that_are_missing_are_said_and_the_shipped_one_stands_in():
    rows = targets.targets({"shipped/maroc_fr": figures(0.5), "tee_fr": figures()}, {}, 0)
    assert found(rows, "maroc_fr, nDCG").verdict == "reached"
    assert found(rows, "mean over").note == "1 of 5 sets"
    assert found(rows, "arcd_ar").verdict == "not measured"


def test_recall_below_a_baseline_on_any_set_is_named():
    row = found(targets.targets({"a": figures(), "b": figures(recall=0.8)}, {}, 0), "Recall@100 on")
    assert row.found == "b −0.050"
    assert row.verdict == "missed by 0.05"


def test_the_mean_gain_weighs_sets_alike_and_its_interval_draws_queries():
    many = figures(queries=400)
    few = figures(0.7, queries=4)
    few["per_query"]["passerelle"][NDCG] = [1.0, 0.4, 0.9, 0.5]
    gain = targets.mean_gain([many, few], resamples=2000)
    assert gain.delta == pytest.approx((0.1 + 0.2) / 2)
    assert gain.low < gain.delta < gain.high
    assert targets.mean_gain([many, few], resamples=2000) == gain


def test_the_area_counts_ties_half():
    assert no_partner.area([0.9, 0.8], [0.1, 0.2]) == 1.0
    assert no_partner.area([0.5], [0.5]) == 0.5
    assert no_partner.area([0.9, 0.1], [0.5]) == 0.5
    assert no_partner.area([], [0.5]) is None


def test_areas_are_pooled_over_the_values_not_over_the_areas():
    low, high = {"has": [0.2], "lacks": [0.1]}, {"has": [0.9], "lacks": [0.8]}
    assert no_partner.pooled({"a": low, "b": high}) == 0.75


def test_overlap_is_of_the_longer_list():
    assert stability.overlap(["a", "b"], ["b", "a"]) == 1.0
    assert stability.overlap(["a", "b", "c", "d"], ["a"]) == 0.25
    assert stability.overlap([], []) == 1.0


def test_band_changes_count_for_startups_in_both_lists_and_no_band_is_no_change():
    before = [a_match("a", Band.LIKELY), a_match("b", Band.LIKELY), a_match("c"), a_match("d")]
    after = [a_match("b", Band.POSSIBLE), a_match("a", Band.UNLIKELY), a_match("c", Band.LIKELY)]
    assert stability.band_steps(before, after) == [2, 1, 0]
    summary = stability.summary([(before, after)])
    assert summary["jumps"] == summary["one_step"] == pytest.approx(1 / 3)
    assert summary["overlap"] == 0.75


def test_chances_that_come_true_have_no_error_and_wide_ones_are_not_numbers():
    told = np.repeat([0.25, 0.75], 40)
    kept = np.tile([True, False, False, False], 10).tolist() + [True, True, True, False] * 10
    rows = np.column_stack([told, told - 0.1, told + 0.1])
    rows[:20, 2] += 0.2
    measured = calibration_quality.figures(rows, kept, [f"n{place % 8}" for place in range(80)])
    assert measured["error"] == pytest.approx(0.0, abs=1e-9)
    assert measured["numbers"] == 0.75
    assert measured["too_wide"] == 0
    assert sum(each["pairs"] for each in measured["bins"]) == 80


def test_chances_that_are_too_high_have_the_error_that_they_have():
    rows = np.column_stack([np.full(50, 0.9), np.full(50, 0.8), np.full(50, 0.95)])
    kept = [place % 2 == 0 for place in range(50)]
    measured = calibration_quality.figures(rows, kept, [str(place) for place in range(50)])
    assert measured["error"] == pytest.approx(0.4)
    assert measured["brier"] == pytest.approx(0.41)


def reference(**changes):
    known = {"sets": {"a": {NDCG: 0.6, RECALL: 0.9}}, "shares": {}, "calibration": {"error": 0.03}}
    return known | changes


def test_what_holds_is_no_fall():
    sets, parts = {"a": figures(0.595)}, {"calibration": calibrated(0.039)}
    assert guard.falls(reference(), sets, parts) == []


def test_a_score_that_loses_more_than_two_percent_and_worse_chances_are_falls():
    sets, parts = {"a": figures(0.58), "new": figures()}, {"calibration": calibrated(0.041)}
    fallen = guard.falls(reference(), sets, parts)
    assert fallen == ["a ndcg@10: 0.5800, was 0.6000", "calibration error: 0.0410, was 0.0300"]


def test_a_share_of_robustness_may_lose_two_points_and_no_more():
    known = reference(shares={"stuffing: kept out": 1.0, "evidence: exact": 1.0})
    stuffing = {"entered": 0.03, "flagged": None}
    fallen = guard.falls(known, {}, {"stuffing": stuffing, "evidence": {"exact": 0.99}})
    assert fallen == ["stuffing: kept out: 0.9700, was 1.0000"]


def test_after_a_full_run_what_is_missing_has_fallen_but_for_sets():
    known = reference(shares={"evidence: exact": 1.0, "stuffing: kept out": 0.9})
    parts = {"evidence": {"exact": 1.0}}
    assert guard.falls(known, {}, parts) == []
    assert guard.falls(known, {}, parts, is_full=True) == [
        "stuffing: kept out: missing, was 0.9000",
        "calibration error: missing, was 0.0300",
    ]


def test_the_reference_keeps_what_was_not_measured_again(tmp_path):
    known = guard.updated(reference(), {"b": figures()}, {})
    assert set(known["sets"]) == {"a", "b"}
    assert known["calibration"] == {"error": 0.03}
    guard.write(known, tmp_path / "reference.json")
    assert guard.read(tmp_path / "reference.json") == known
    assert guard.read(tmp_path / "none.json")["sets"] == {}


def test_the_stored_reference_can_be_read():
    known = guard.read()
    assert set(known) == {"sets", "shares", "calibration"}
    assert all(
        math.isfinite(each) for metrics in known["sets"].values() for each in metrics.values()
    )
