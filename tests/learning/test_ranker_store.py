import json
import multiprocessing
import shutil

import pytest

from matcher.errors import ModelRefused, UnknownModel, UnwritableOutput
from matcher.learning.ranker import store
from matcher.learning.ranker.heldout import compared, read_held_out
from matcher.learning.ranker.store import (
    load,
    require_free,
    rows,
    versions,
    write_version,
)
from matcher.ranking.champion import Current, champion, models_folder, read_current
from matcher.ranking.model import RankerModel

WEIGHTS = {"dense_whole": 1.0, "lexical_whole": 0.5}
ENCODER = "an-encoder"


@pytest.fixture
def folder(tmp_path):
    return models_folder(tmp_path)


def held_out(ours, formula=0.4, *, fingerprint="f", needs=30):
    """Return held_out.json of a version with the same figure on every need."""
    figures = {f"q{number}": [ours, formula] for number in range(needs)}
    return json.dumps({"set": {"fingerprint": fingerprint, "needs": figures}})


def write(folder, version=None, *, ours=0.5, encoder=ENCODER, **about):
    """Write a version whose held-out nDCG@10 is `ours`, and return its name."""
    files = {"held_out.json": held_out(ours, **about)}
    return write_version(
        folder, lambda name: (RankerModel(name, WEIGHTS, None, encoder), files), version
    ).name


def promote(folder, version, *, encoder=ENCODER, force=False):
    return store.promote(folder, version, encoder=encoder, force=force)


def rollback(folder, *, encoder=ENCODER):
    """Take the champion back and return what serves then: its name, and those before it."""
    now = store.rollback(folder, encoder=encoder).current
    return Current(now.champion, now.previous)


def test_versions_are_numbered_when_nobody_names_them(folder):
    assert [write(folder) for _ in range(11)][-1] == "r11"
    write(folder, "by-hand")
    assert versions(folder) == [*(f"r{number}" for number in range(1, 12)), "by-hand"]


def test_a_version_comes_back_as_it_was_written(folder):
    write(folder, "first")
    assert load(folder, "first").weights == WEIGHTS
    assert sorted(path.name for path in (folder / "first").iterdir()) == [
        "held_out.json",
        "model.json",
        "model.sha256",
    ]


def test_a_version_is_never_overwritten(folder):
    write(folder, "first")
    with pytest.raises(ModelRefused, match="already"):
        write(folder, "first")


@pytest.mark.parametrize("place", ["champion", "previous"])
def test_a_name_that_current_json_holds_is_not_used_again(folder, place):
    write(folder)
    promote(folder, "r1")
    if place == "previous":
        promote(folder, write(folder, "second"))
    shutil.rmtree(folder / "r1")
    with pytest.raises(ModelRefused, match=r"current\.json names a version r1"):
        require_free(folder, "r1")
    assert write(folder) == "r2"


def test_a_number_is_free_where_nothing_stands(folder):
    folder.mkdir(parents=True)
    (folder / "r1").mkdir()
    (folder / "r2").write_text("")
    (folder / "r3").symlink_to(folder / "nowhere")
    assert write(folder) == "r4"


def test_a_broken_pointer_does_not_keep_a_version_from_being_written(folder):
    write(folder)
    (folder / "current.json").write_text("{")
    assert write(folder) == "r2"


@pytest.mark.parametrize(
    "name", ["../up", "a/b", "", ".hidden", "Upper", "cold-start", "current.json", "a" * 65]
)
def test_a_version_has_a_plain_name(folder, name):
    with pytest.raises(ModelRefused, match="cannot be called"):
        require_free(folder, name)


def test_a_version_that_could_not_be_written_leaves_nothing_that_counts(folder):
    def failing(_):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_version(folder, failing, "first")
    assert versions(folder) == []
    write(folder, "first")
    assert [path.name for path in folder.iterdir()] == ["first"]


def test_without_a_promotion_nothing_serves(folder, tmp_path):
    assert champion(tmp_path) is None
    write(folder)
    assert champion(tmp_path) is None


def test_a_promoted_version_serves(folder, tmp_path):
    write(folder)
    assert promote(folder, "r1") == Current("r1")
    found = champion(tmp_path)
    assert (found.version, found.weights) == ("r1", WEIGHTS)
    assert json.loads((folder / "current.json").read_text()) == {
        "champion": "r1",
        "previous": [],
        "taken_back": [],
    }


def test_a_version_worse_than_the_formula_is_refused(folder):
    write(folder, ours=0.3)
    with pytest.raises(ModelRefused, match=r"clearly worse than cold-start: -0\.100"):
        promote(folder, "r1")
    assert read_current(folder) == Current()


def test_a_version_worse_than_the_champion_is_refused_but_for_force(folder):
    write(folder, ours=0.5)
    write(folder, ours=0.45)
    promote(folder, "r1")
    with pytest.raises(ModelRefused, match="clearly worse than r1"):
        promote(folder, "r2")
    assert promote(folder, "r2", force=True) == Current("r2", ("r1",))


def test_an_equal_version_may_serve(folder):
    write(folder)
    write(folder)
    promote(folder, "r1")
    assert promote(folder, "r2") == Current("r2", ("r1",))
    assert promote(folder, "r2") == Current("r2", ("r1",))


@pytest.mark.parametrize("about", [{"fingerprint": "other"}, {"needs": 0}])
def test_versions_measured_on_other_needs_cannot_be_compared(folder, about):
    write(folder)
    promote(folder, "r1")
    write(folder, ours=0.9, **about)
    with pytest.raises(ModelRefused, match="not measured on the same held-out needs"):
        promote(folder, "r2")


def test_only_shared_needs_are_compared(folder):
    write(folder, ours=0.5, needs=30)
    write(folder, ours=0.6, needs=12)
    difference, needs = compared(read_held_out(folder / "r2"), read_held_out(folder / "r1"))
    assert needs == 12
    assert difference.delta == pytest.approx(0.1)


def test_rolling_back_goes_through_the_champions_to_the_formula(folder):
    for _ in range(3):
        promote(folder, write(folder))
    assert rollback(folder) == Current("r2", ("r1",))
    assert rollback(folder) == Current("r1")
    assert rollback(folder) == Current()
    with pytest.raises(UnknownModel):
        rollback(folder)


def test_rolling_back_passes_over_a_broken_version(folder):
    for _ in range(3):
        promote(folder, write(folder))
    (folder / "r2" / "model.json").write_text("{")
    assert rollback(folder) == Current("r1")


def test_rolling_back_passes_over_what_could_not_serve_and_says_why(folder):
    write(folder)
    write(folder, encoder="an-older-encoder")
    write(folder)
    write(folder)
    for name in ("r1", "r2", "r3", "r4"):
        promote(folder, name, force=True)
    shutil.rmtree(folder / "r3")
    found = store.rollback(folder, encoder=ENCODER)
    assert found.current == Current("r1", (), ("r4", "r3", "r2"))
    assert list(found.passed_over) == ["r3", "r2"]
    assert "no version 'r3'" in found.passed_over["r3"]
    assert "(an-older-encoder) than the one in use (an-encoder)" in found.passed_over["r2"]
    assert write(folder) == "r5", "a name that may come back is not given to another"


def test_a_version_of_another_encoder_is_promoted_by_force_alone(folder):
    write(folder, encoder="an-older-encoder")
    with pytest.raises(ModelRefused, match=r"r1 was learned with another encoder .* --force"):
        promote(folder, "r1")
    assert read_current(folder) == Current()
    assert promote(folder, "r1", force=True) == Current("r1")
    assert promote(folder, "r1", encoder="an-older-encoder") == Current("r1")


def test_what_was_taken_back_comes_back_without_being_measured_again(folder):
    for fingerprint in ("one", "two", "three"):
        promote(folder, write(folder, fingerprint=fingerprint), force=True)
    rollback(folder)
    rollback(folder)
    assert promote(folder, "r2") == Current("r2", ("r1",), ("r3",))
    assert promote(folder, "r3") == Current("r3", ("r1", "r2"))


def test_after_another_promotion_what_was_taken_back_is_measured_again(folder):
    for fingerprint in ("one", "two"):
        promote(folder, write(folder, fingerprint=fingerprint), force=True)
    rollback(folder)
    promote(folder, write(folder, fingerprint="one"))
    with pytest.raises(ModelRefused, match="not measured on the same held-out needs"):
        promote(folder, "r2")


@pytest.mark.parametrize("version", ["absent", "../ranker", "current.json"])
def test_an_unknown_version_is_told_with_those_that_exist(folder, version):
    write(folder)
    with pytest.raises(UnknownModel, match="There is: r1"):
        promote(folder, version)


def test_a_broken_version_is_not_promoted(folder):
    write(folder)
    (folder / "r1" / "model.json").write_text(
        '{"version": "r1", "encoder": "an-encoder", "weights": {"unheard_of": 1}}'
    )
    with pytest.raises(ModelRefused, match="unheard_of"):
        promote(folder, "r1", force=True)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"champion": 3, "previous": []}',
        '{"champion": "../r1", "previous": []}',
        '{"champion": null, "previous": [null]}',
        '{"champion": null, "previous": [], "taken_back": ["../r1"]}',
        "[" * 100_000,
    ],
)
def test_a_broken_pointer_is_refused_and_force_mends_it(folder, tmp_path, content):
    write(folder)
    (folder / "current.json").write_text(content)
    with pytest.raises(ModelRefused, match=r"current\.json"):
        champion(tmp_path)
    assert promote(folder, "r1", force=True) == Current("r1")
    assert champion(tmp_path).version == "r1"


def test_a_champion_that_is_gone_is_refused(folder, tmp_path):
    folder.mkdir(parents=True)
    (folder / "current.json").write_text('{"champion": "r9", "previous": []}')
    with pytest.raises(ModelRefused, match="r9"):
        champion(tmp_path)


def test_the_list_tells_figures_problems_and_who_serves(folder):
    write(folder)
    write(folder, ours=0.6)
    promote(folder, "r2")
    (folder / "r1" / "model.json").write_text("{")
    first, second = rows(folder)
    assert not first["is_champion"]
    assert "cannot be read" in first["problem"]
    assert second == {
        "version": "r2",
        "needs": 30,
        "ndcg@10": 0.6,
        "problem": "",
        "is_champion": True,
    }


@pytest.mark.parametrize("broken", ["gone", "model.json", "held_out.json"])
def test_a_broken_champion_is_listed_and_can_be_left(folder, broken):
    write(folder)
    promote(folder, "r1")
    write(folder)
    if broken == "gone":
        shutil.rmtree(folder / "r1")
    else:
        (folder / "r1" / broken).write_text("{")
    first, second = rows(folder)
    assert (first["version"], first["is_champion"]) == ("r1", True)
    assert "cannot be read" in first["problem"]
    assert not second["is_champion"]
    with pytest.raises(ModelRefused, match=r"r1, .* rollback, or promote r2 with --force"):
        promote(folder, "r2")
    assert promote(folder, "r2", force=True) == Current("r2", ("r1",))


def test_a_long_wait_for_another_writer_is_told(folder, monkeypatch):
    monkeypatch.setattr(store, "LOCK_SECONDS", 0.05)
    with store._only_writer(folder), pytest.raises(UnwritableOutput, match="Another process"):
        write(folder)


def _promote_many(folder, names):
    for name in names:
        promote(folder, name, force=True)


def test_two_processes_at_once_lose_no_promotion(folder):
    names = [write(folder) for _ in range(12)]
    context = multiprocessing.get_context("fork")
    workers = [
        context.Process(target=_promote_many, args=(folder, part))
        for part in (names[:6], names[6:])
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0]
    current = read_current(folder)
    assert sorted([current.champion, *current.previous]) == sorted(names)
    assert not list(folder.glob(".*"))
