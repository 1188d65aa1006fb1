import numpy as np
import pytest

from matcher.errors import InvalidVectors
from matcher.retrieval import atlas as atlases
from matcher.retrieval.atlas import Atlas
from matcher.retrieval.neighbourhoods import neighbourhoods

TOPICS = ("water", "solar", "leather")


def _rows(count, *, seed=0, dimension=24):
    """Unit rows around three topics, in turn."""
    numbers = np.random.default_rng(seed)
    topics = np.eye(dimension)[:3]
    rows = topics[np.arange(count) % 3] + numbers.normal(0, 0.12, (count, dimension))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def _ids(count, prefix="s"):
    return [f"{prefix}{number}" for number in range(count)]


@pytest.fixture(scope="module")
def atlas():
    kinds = ["startup"] * 90 + ["challenge"] * 30
    return Atlas.drawn(_ids(120), kinds, _rows(120))


def test_every_place_is_on_the_map(atlas):
    assert atlas.places.shape == (120, 2)
    assert atlas.places.min() >= 0
    assert atlas.places.max() <= 1


def test_the_same_items_give_the_same_map(atlas):
    again = Atlas.drawn(atlas.ids, atlas.kinds, _rows(120))
    assert np.array_equal(again.places, atlas.places)


def test_neighbours_on_the_map_are_neighbours_in_meaning(atlas):
    assert atlas.trustworthiness() >= 0.85


def test_of_many_an_even_share_is_laid_out_and_the_others_beside_it(monkeypatch):
    monkeypatch.setattr(atlases, "_MOST_LAID_OUT", 60)
    monkeypatch.setattr(atlases, "_ROWS_AT_ONCE", 25)
    atlas = Atlas.drawn(_ids(200), ["startup"] * 200, _rows(200))
    assert atlas.places.shape == (200, 2)
    assert ((atlas.places >= 0) & (atlas.places <= 1)).all()
    assert atlas.trustworthiness() >= 0.8
    assert np.array_equal(
        Atlas.drawn(_ids(200), ["startup"] * 200, _rows(200)).places, atlas.places
    )


def test_challenges_lie_among_startups_of_their_topic(atlas):
    apart = np.linalg.norm(atlas.places[90:, None] - atlas.places[None, :90], axis=2)
    nearest = apart.argmin(axis=1)
    assert np.mean(nearest % 3 == np.arange(90, 120) % 3) >= 0.9


def test_adding_moves_nothing_and_lands_beside_its_like(atlas):
    more = atlas.with_more(_ids(9, "new"), ["startup"] * 9, _rows(9, seed=5))
    assert np.array_equal(more.places[:120], atlas.places)
    apart = np.linalg.norm(more.places[120:, None] - atlas.places[None], axis=2)
    assert (apart.argmin(axis=1) % 3 == np.arange(9) % 3).all()
    assert more.trustworthiness() >= 0.85
    assert ((more.places >= 0) & (more.places <= 1)).all()


def test_a_changed_item_alone_is_placed_anew(atlas):
    changed = atlas.with_more(["s0"], ["startup"], _rows(3)[1:2])
    assert len(changed.ids) == len(atlas.ids)
    assert np.array_equal(changed.places[:-1], atlas.places[1:])


def test_what_is_taken_out_leaves_the_rest_in_place(atlas):
    rest = atlas.without(["s0", "unknown"])
    assert rest.ids == atlas.ids[1:]
    assert np.array_equal(rest.places, atlas.places[1:])


@pytest.mark.parametrize("count", [0, 1, 2, 3, 11, 13])
def test_few_items_are_placed_too(count):
    small = Atlas.drawn(_ids(count), ["startup"] * count, _rows(count))
    assert small.places.shape == (count, 2)
    assert ((small.places >= 0) & (small.places <= 1)).all()
    assert len(small.with_more(["x"], ["challenge"], _rows(1)).ids) == count + 1


def test_equal_texts_do_not_break_the_map():
    same = np.repeat(_rows(1), 20, axis=0)
    assert np.isfinite(Atlas.drawn(_ids(20), ["startup"] * 20, same).places).all()


def test_what_does_not_fit_is_refused(atlas):
    for ids, rows in ((["a"], _rows(2)), (["a", "a"], _rows(2)), (["a"], _rows(1) * np.nan)):
        with pytest.raises(InvalidVectors):
            atlas.with_more(ids, ["startup"] * len(ids), rows)


def test_an_atlas_comes_back_from_a_file(atlas, tmp_path):
    np.savez(tmp_path / "atlas.npz", **atlas.to_arrays())
    with np.load(tmp_path / "atlas.npz") as stored:
        again = Atlas.from_arrays(stored)
    assert again.ids == atlas.ids
    assert np.array_equal(again.places, atlas.places)
    assert np.allclose(again.vectors, atlas.vectors, atol=1e-3)


def _named(atlas):
    texts = [
        f"Notre projet traite {word} avec des membranes"
        for word in ("les eaux usées", "le rayonnement solaire", "le cuir des tanneries")
    ]
    return neighbourhoods(
        atlas.places,
        [texts[row % 3] for row in range(120)],
        [(TOPICS[row % 3],) for row in range(120)],
        count=6,
    )


def test_neighbourhoods_are_nested_and_hold_everything_once(atlas):
    found = _named(atlas)
    large = [each for each in found if each.parent is None]
    small = [each for each in found if each.parent is not None]
    for level in (large, small):
        assert sorted(row for each in level for row in each.members) == list(range(120))
    members = {each.number: set(each.members) for each in large}
    assert all(set(each.members) <= members[each.parent] for each in small)


def test_neighbourhoods_are_named_by_what_tells_them_apart(atlas):
    for each in _named(atlas):
        topics = {row % 3 for row in each.members}
        if len(topics) == 1:
            assert each.sectors == (TOPICS[topics.pop()],)
            assert "membranes" not in each.words
            assert each.words


def test_a_word_of_one_text_alone_names_nothing(atlas):
    texts = ["secret"] + [""] * 119
    found = neighbourhoods(atlas.places, texts, count=6)
    assert all(each.words == () and each.sectors == () for each in found)


def test_few_items_have_no_neighbourhoods():
    assert neighbourhoods(np.zeros((5, 2), np.float32), [""] * 5) == ()
