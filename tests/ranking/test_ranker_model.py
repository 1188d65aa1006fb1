"""A ranker as it is stored: it comes back whole, or it is refused."""

import hashlib
import json
import pickle

import numpy as np
import pytest

from matcher.errors import ModelRefused
from matcher.ranking.calibration import Calibration
from matcher.ranking.champion import models_folder
from matcher.ranking.features import FEATURES
from matcher.ranking.model import DIGEST, FILE, LARGEST_WEIGHT, RankerModel, read_model, write_model
from matcher.settings import settings

WEIGHTS = {"dense_whole": 1.25, "lexical_whole": 0.1 + 0.2}
CALIBRATION = Calibration(np.array([[-1.0, 0.5, 1.0, 0.25], [-1.5, 0.25, 1.0, 0.5]]))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "r1").mkdir()
    return tmp_path / "r1"


def a_model(weights=WEIGHTS, calibration=CALIBRATION):
    return RankerModel("r1", weights, calibration, "an-encoder")


def put(folder, content):
    """Write bytes as a model, with their digest."""
    (folder / FILE).write_bytes(content)
    (folder / DIGEST).write_text(f"{hashlib.sha256(content).hexdigest()}  {FILE}\n")


def stored(folder, **changes):
    """Write a model with some entries changed, None for one that is taken away."""
    write_model(folder, a_model())
    content = json.loads((folder / FILE).read_text(encoding="utf-8")) | changes
    kept = {name: value for name, value in content.items() if value is not None}
    put(folder, json.dumps(kept).encode())
    return folder


def test_a_model_comes_back_as_it_was_written(folder):
    model = a_model()
    write_model(folder, model)
    again = read_model(folder)
    assert (again.version, again.weights) == ("r1", WEIGHTS)
    assert np.array_equal(again.calibration.coefficients, CALIBRATION.coefficients)
    table = np.random.default_rng(0).normal(size=(9, len(FEATURES))).astype(np.float32)
    assert np.array_equal(again.scores(table), model.scores(table))


def test_a_model_without_a_calibration_comes_back_without_one(folder):
    write_model(folder, a_model(calibration=None))
    assert read_model(folder).calibration is None


def test_scores_are_weighed_by_name_and_rounded():
    model = RankerModel("r1", {name: number / 3 for number, name in enumerate(FEATURES)})
    found = model.scores(np.eye(len(FEATURES), dtype=np.float32))
    assert found.tolist() == [round(number / 3, 6) for number in range(len(FEATURES))]
    assert not RankerModel("r1", {}).scores(np.ones((2, len(FEATURES)), np.float32)).any()


def test_what_is_written_is_plain_json_and_nothing_else(folder):
    write_model(folder, a_model())
    assert sorted(path.name for path in folder.iterdir()) == [FILE, DIGEST]
    content = json.loads((folder / FILE).read_text(encoding="ascii"))
    assert content["weights"] == WEIGHTS


class Trap:
    """Something that shows when a pickle of it is opened."""

    opened = False

    def __reduce__(self):
        return spring, ()


def spring():
    Trap.opened = True
    return {}


def test_a_pickle_is_refused_and_never_opened(folder):
    put(folder, pickle.dumps(Trap()))
    with pytest.raises(ModelRefused, match="cannot be read"):
        read_model(folder)
    assert not Trap.opened


def test_a_missing_model_is_refused_with_its_place(folder):
    with pytest.raises(ModelRefused, match=FILE):
        read_model(folder / "absent")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"r1"',
        b"\xff\xfe",
        b'{"version": "r1"}',
        b'{"weights": {}}',
        b"[" * 100_000,
        b'{"weights": ' + b'{"a":' * 100_000,
    ],
)
def test_a_damaged_model_is_refused(folder, content):
    put(folder, content)
    with pytest.raises(ModelRefused, match="cannot be read"):
        read_model(folder)


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
        {"version": "r2"},
        {"encoder": None},
        {"encoder": ""},
        {"encoder": " "},
        {"weights": {"dense_whole": -0.1, "lexical_whole": 1.0}},
        {"weights": {"dense_whole": 1.01 * LARGEST_WEIGHT}},
        {"weights": {"dense_whole": 0.0}},
        {"calibration": CALIBRATION.as_json() | {"coefficients": [[-1.0, 0.5, -0.1, 0.25]]}},
    ],
)
def test_a_model_with_a_damaged_part_is_refused(folder, changes):
    with pytest.raises(ModelRefused, match="cannot be read"):
        read_model(stored(folder, **changes))


@pytest.mark.parametrize("weight", [float("nan"), float("inf"), float("-inf")])
def test_weights_that_are_no_finite_numbers_are_neither_read_nor_written(folder, weight):
    with pytest.raises(ModelRefused, match="finite"):
        read_model(stored(folder, weights={"dense_whole": weight}))
    with pytest.raises(ValueError, match="JSON"):
        write_model(folder, RankerModel("r1", {"dense_whole": weight}))


def test_a_feature_that_this_version_does_not_compute_is_named(folder):
    with pytest.raises(ModelRefused, match="weighs moon_phase, tides, which"):
        read_model(stored(folder, weights={"tides": 1.0, "dense_whole": 1.0, "moon_phase": 0.1}))


def test_a_slope_of_the_score_may_be_negative_beside_that_of_the_lead(folder):
    rows = [[-1.0, -0.6, 2.0, 0.25]]
    stored(folder, calibration=CALIBRATION.as_json() | {"coefficients": rows})
    assert read_model(folder).calibration.coefficients.tolist() == rows


@pytest.mark.parametrize("digest", [None, b"", b"\xff", b"0" * 64 + b"  model.json\n"])
def test_a_file_that_is_not_the_one_that_was_written_is_refused(folder, digest):
    write_model(folder, a_model())
    (folder / DIGEST).unlink()
    if digest is not None:
        (folder / DIGEST).write_bytes(digest)
    with pytest.raises(ModelRefused, match=r"not the file that model\.sha256 is of"):
        read_model(folder)


def test_one_changed_figure_is_refused(folder):
    write_model(folder, a_model())
    text = (folder / FILE).read_text(encoding="ascii")
    (folder / FILE).write_text(text.replace("1.25", "1.26"), encoding="ascii")
    with pytest.raises(ModelRefused, match="not the file"):
        read_model(folder)


@pytest.mark.parametrize("version", ["r1", "r2", "r3"])
def test_the_versions_that_ship_are_sound(version):
    assert read_model(models_folder(settings().home) / version).version == version
