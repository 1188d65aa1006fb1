"""A ranker as it is stored: it comes back whole, or it is refused."""

import json
import pickle

import numpy as np
import pytest

from matcher.errors import ModelRefused
from matcher.ranking.calibration import Calibration
from matcher.ranking.features import FEATURES
from matcher.ranking.model import FILE, RankerModel, read_model, write_model

WEIGHTS = {"dense_whole": 1.25, "lexical_whole": 0.1 + 0.2}
CALIBRATION = Calibration(np.array([[-1.0, 0.5, 1.0, 0.25], [-1.5, 0.25, 1.0, 0.5]]))


def stored(folder, **changes):
    """Write a model with some entries changed, None for one that is taken away."""
    write_model(folder, RankerModel("r1", WEIGHTS, CALIBRATION))
    content = json.loads((folder / FILE).read_text(encoding="utf-8")) | changes
    kept = {name: value for name, value in content.items() if value is not None}
    (folder / FILE).write_text(json.dumps(kept), encoding="utf-8")
    return folder


def test_a_model_comes_back_as_it_was_written(tmp_path):
    model = RankerModel("r1", WEIGHTS, CALIBRATION)
    write_model(tmp_path, model)
    again = read_model(tmp_path)
    assert (again.version, again.weights) == ("r1", WEIGHTS)
    assert np.array_equal(again.calibration.coefficients, CALIBRATION.coefficients)
    table = np.random.default_rng(0).normal(size=(9, len(FEATURES))).astype(np.float32)
    assert np.array_equal(again.scores(table), model.scores(table))


def test_a_model_without_a_calibration_comes_back_without_one(tmp_path):
    write_model(tmp_path, RankerModel("r1", WEIGHTS))
    assert read_model(tmp_path).calibration is None


def test_scores_are_weighed_by_name_and_rounded():
    model = RankerModel("r1", {name: number / 3 for number, name in enumerate(FEATURES)})
    found = model.scores(np.eye(len(FEATURES), dtype=np.float32))
    assert found.tolist() == [round(number / 3, 6) for number in range(len(FEATURES))]
    assert not RankerModel("r1", {}).scores(np.ones((2, len(FEATURES)), np.float32)).any()


def test_what_is_written_is_plain_json_and_nothing_else(tmp_path):
    write_model(tmp_path, RankerModel("r1", WEIGHTS, CALIBRATION))
    assert [path.name for path in tmp_path.iterdir()] == [FILE]
    content = json.loads((tmp_path / FILE).read_text(encoding="ascii"))
    assert content["weights"] == WEIGHTS


class Trap:
    """Something that shows when a pickle of it is opened."""

    opened = False

    def __reduce__(self):
        return spring, ()


def spring():
    Trap.opened = True
    return {}


def test_a_pickle_is_refused_and_never_opened(tmp_path):
    (tmp_path / FILE).write_bytes(pickle.dumps(Trap()))
    with pytest.raises(ModelRefused, match="cannot be read"):
        read_model(tmp_path)
    assert not Trap.opened


def test_a_missing_model_is_refused_with_its_place(tmp_path):
    with pytest.raises(ModelRefused, match=FILE):
        read_model(tmp_path / "absent")


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'"r1"', b"\xff\xfe", b'{"version": "r1"}', b'{"weights": {}}'],
)
def test_a_damaged_model_is_refused(tmp_path, content):
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(ModelRefused, match="cannot be read"):
        read_model(tmp_path)


@pytest.mark.parametrize(
    "changes",
    [
        {"weights": ["dense_whole"]},
        {"weights": {"dense_whole": "much"}},
        {"weights": {"dense_whole": [1.0]}},
        {"weights": {"dense_whole": 10**400}},
        {"calibration": {}},
        {"calibration": []},
        {"calibration": {"inputs": ["score"], "coefficients": [[1.0, 2.0]]}},
        {"version": None},
    ],
)
def test_a_model_with_a_damaged_part_is_refused(tmp_path, changes):
    with pytest.raises(ModelRefused, match="cannot be read"):
        read_model(stored(tmp_path, **changes))


@pytest.mark.parametrize("weight", [float("nan"), float("inf"), float("-inf")])
def test_weights_that_are_no_finite_numbers_are_neither_read_nor_written(tmp_path, weight):
    with pytest.raises(ModelRefused, match="finite"):
        read_model(stored(tmp_path, weights={"dense_whole": weight}))
    with pytest.raises(ValueError, match="JSON"):
        write_model(tmp_path, RankerModel("r1", {"dense_whole": weight}))


def test_a_feature_that_this_version_does_not_compute_is_named(tmp_path):
    with pytest.raises(ModelRefused, match="weighs moon_phase, tides, which"):
        read_model(stored(tmp_path, weights={"tides": 1.0, "dense_whole": 1.0, "moon_phase": 0.1}))
