import hashlib
import json

import numpy as np
import pytest
from safetensors.numpy import save

from matcher.errors import EncoderUnavailable
from matcher.retrieval.conversion import converted_encoder, read_source
from matcher.retrieval.embedding import load_embedder
from matcher.retrieval.encoder_model import LoadOptions, load_model
from matcher.retrieval.query_adapter import QueryAdapter
from matcher.settings import PROJECT_ROOT, Settings
from tests.retrieval import packed

MAP = "encoder.layer.0.output.dense"


def factors(seed=0, *, rank=2, scale=1.0):
    random = np.random.default_rng(seed)
    up = (random.normal(size=(packed.HIDDEN, rank)) * scale).astype(np.float16)
    down = random.normal(size=(rank, packed.FEED_FORWARD)).astype(np.float16)
    return {f"{MAP}.up": up, f"{MAP}.down": down}


def written(folder, tensors):
    content = save(tensors)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "adapter.safetensors").write_bytes(content)
    table = {
        "name": "asking-1",
        "file": "adapter.safetensors",
        "sha256": hashlib.sha256(content).hexdigest(),
        "of": "ours",
    }
    return table, QueryAdapter.described(table, folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(str(place))
        source = packed.an_installed_package(place, packed.packed_image())
        yield converted_encoder(source, tmp_path_factory.mktemp("var"))


@pytest.fixture
def model(folder):
    return load_model(str(folder), LoadOptions(precision="float32", offline=True))


def test_queries_change_and_passages_do_not(model, tmp_path):
    texts = ["pompe solaire", "été"]
    queries = model.encode(texts, "query", "")
    passages = model.encode(texts, "passage", "")
    model.read_queries_with(written(tmp_path, factors())[1].maps())
    assert np.array_equal(model.encode(texts, "passage", ""), passages)
    assert np.abs(model.encode(texts, "query", "") - queries).max() > 0.01


def test_the_product_of_the_factors_is_added_to_the_map(model, tmp_path):
    tensors = factors(3)
    before = model._model[0].auto_model.get_submodule(MAP).weight.detach().numpy().copy()
    model.read_queries_with(written(tmp_path, tensors)[1].maps())
    after = model._for_queries[0].auto_model.get_submodule(MAP).weight.detach().numpy()
    up, down = (tensors[f"{MAP}.{side}"].astype(np.float32) for side in ("up", "down"))
    np.testing.assert_allclose(after, before + up @ down, rtol=1e-6, atol=1e-6)
    kept = model._model[0].auto_model.get_submodule(MAP).weight.detach().numpy()
    assert np.array_equal(kept, before)


def test_the_embeddings_are_not_held_twice(model, tmp_path):
    model.read_queries_with(written(tmp_path, factors())[1].maps())
    ours, theirs = (each[0].auto_model for each in (model._model, model._for_queries))
    assert ours.embeddings.word_embeddings.weight is theirs.embeddings.word_embeddings.weight
    assert ours.encoder is not theirs.encoder
    assert model._model.tokenizer is model._for_queries.tokenizer


def test_factors_of_nothing_change_nothing(model, tmp_path):
    before = model.encode(["pompe"], "query", "")
    model.read_queries_with(written(tmp_path, factors(scale=0.0))[1].maps())
    assert np.array_equal(model.encode(["pompe"], "query", ""), before)


@pytest.mark.parametrize(
    "tensors",
    [
        {"encoder.layer.9.w.up": np.ones((2, 1), np.float16),
         "encoder.layer.9.w.down": np.ones((1, 2), np.float16)},
        {f"{MAP}.up": np.ones((3, 1), np.float16), f"{MAP}.down": np.ones((1, 3), np.float16)},
        {"embeddings.word_embeddings.up": np.ones((len(packed.PIECES), 1), np.float16),
         "embeddings.word_embeddings.down": np.ones((1, packed.HIDDEN), np.float16)},
        {"encoder.up": np.ones((3, 1), np.float16), "encoder.down": np.ones((1, 3), np.float16)},
    ],
)  # fmt: skip
def test_factors_of_another_encoder_are_refused(model, tmp_path, tensors):
    maps = written(tmp_path, tensors)[1].maps()
    with pytest.raises(EncoderUnavailable, match="could change"):
        model.read_queries_with(maps)


def test_half_a_pair_of_factors_is_refused(tmp_path):
    _, adapter = written(tmp_path, {f"{MAP}.up": np.ones((2, 1), np.float16)})
    with pytest.raises(EncoderUnavailable, match="down"):
        adapter.maps()


def test_a_missing_or_changed_file_is_refused_with_what_to_do(tmp_path):
    _, adapter = written(tmp_path, factors())
    adapter.path.write_bytes(adapter.path.read_bytes() + b" ")
    with pytest.raises(EncoderUnavailable, match="checksum"):
        adapter.maps()
    adapter.path.unlink()
    with pytest.raises(EncoderUnavailable, match="Restore models"):
        adapter.maps()


@pytest.mark.parametrize("key", ["name", "file", "sha256", "of"])
def test_a_description_of_the_reading_must_say_everything(tmp_path, key):
    table, _ = written(tmp_path, factors())
    with pytest.raises(KeyError, match=key):
        QueryAdapter.described({name: table[name] for name in table if name != key}, tmp_path)
    with pytest.raises(KeyError, match=key):
        QueryAdapter.described(table | {key: 1}, tmp_path)


def a_home(place, monkeypatch, tensors):
    monkeypatch.syspath_prepend(str(place / "site"))
    source = packed.an_installed_package(place / "site", packed.packed_image(), "carries")
    layers = {f"{MAP}.bias": np.zeros(packed.HIDDEN, np.float16)}
    models = place / "home" / "models"
    models.mkdir(parents=True)
    content = save(layers)
    (models / "layers.safetensors").write_bytes(content)
    table, _ = written(models, tensors)
    told = {"name": "ours", "file": "layers.safetensors", "lowercase": "true",
            "sha256": hashlib.sha256(content).hexdigest()}  # fmt: skip
    (models / "embedding.toml").write_text(
        f'name = "tiny"\npackage = "{source.package}"\nfile = "{source.file}"\n'
        f'sha256 = "{source.sha256}"\nquery_prompt = ""\npassage_prompt = ""\n[trained]\n'
        + "".join(f'{key} = "{value}"\n' for key, value in told.items()).replace('"true"', "true")
        + "[queries]\n"
        + "".join(f'{key} = "{value}"\n' for key, value in table.items())
    )
    return Settings(home=place / "home", var=place / "var", encoder="embedded")


def test_another_reading_is_another_name_for_queries_and_the_same_for_passages(
    tmp_path, monkeypatch
):
    settings = a_home(tmp_path, monkeypatch, factors())
    embedder = load_embedder(settings)
    name, query_name = embedder.name, embedder.query_name
    assert query_name.startswith(f"{name}+asking-1@")
    query, passage = embedder.queries(["pompe"]), embedder.passages(["pompe"])
    table, _ = written(settings.home / "models", factors(9))
    path = settings.home / "models" / "embedding.toml"
    told = path.read_text()
    path.write_text(told[: told.index("[queries]")] + "[queries]\n"
                    + "".join(f'{key} = "{value}"\n' for key, value in table.items()))  # fmt: skip
    changed = load_embedder(settings)
    assert changed.name == name
    assert changed.query_name != query_name
    assert np.array_equal(changed.passages(["pompe"]), passage)
    assert not np.array_equal(changed.queries(["pompe"]), query)


def test_the_plain_encoder_has_no_reading_of_its_own(tmp_path, monkeypatch):
    settings = a_home(tmp_path, monkeypatch, factors())
    plain = load_embedder(Settings(home=settings.home, var=settings.var, encoder="plain"))
    assert plain.query_name == plain.name


def test_a_broken_description_of_the_reading_is_refused_when_asked_for(tmp_path):
    keys = ("name", "package", "file", "sha256", "query_prompt", "passage_prompt")
    path = tmp_path / "embedding.toml"
    path.write_text("".join(f'{key} = "x"\n' for key in keys) + '[queries]\nname = "x"\n')
    assert read_source(path).adapter is None
    with pytest.raises(EncoderUnavailable, match="embedding"):
        read_source(path, trained=True)


def test_a_reading_of_other_layers_is_refused(tmp_path, monkeypatch):
    settings = a_home(tmp_path, monkeypatch, factors())
    path = settings.home / "models" / "embedding.toml"
    path.write_text(path.read_text().replace('of = "ours"', 'of = "others"'))
    with pytest.raises(EncoderUnavailable, match="others"):
        _ = load_embedder(settings).query_name


def test_name_and_weights_stay_of_a_piece_when_the_description_changes_later(tmp_path, monkeypatch):
    settings = a_home(tmp_path, monkeypatch, factors())
    path = settings.home / "models" / "embedding.toml"
    told = path.read_text()
    path.write_text(told[: told.index("[queries]")])
    running = load_embedder(settings)
    plain, name = running.queries(["pompe"]), running.query_name
    path.write_text(told)
    assert running.query_name == name == running.name
    running.queries(["solaire"])
    fresh = load_embedder(settings)
    assert fresh.query_name != name
    assert not np.array_equal(fresh.queries(["pompe"]), plain)
    alone = load_embedder(Settings(home=settings.home, var=tmp_path / "other", encoder="embedded"))
    np.testing.assert_allclose(fresh.queries(["solaire"]), alone.queries(["solaire"]), atol=1e-6)


def test_a_damaged_reading_stops_queries_and_nothing_else(tmp_path, monkeypatch):
    settings = a_home(tmp_path, monkeypatch, factors())
    (settings.home / "models" / "adapter.safetensors").write_bytes(b"nothing")
    embedder = load_embedder(settings)
    assert embedder.passages(["pompe"]).shape == (1, packed.HIDDEN)
    with pytest.raises(EncoderUnavailable, match="checksum"):
        embedder.queries(["pompe"])
    with pytest.raises(EncoderUnavailable, match="checksum"):
        embedder.check()


def test_the_reading_that_ships_is_whole_and_of_the_layers_that_ship():
    source = read_source(PROJECT_ROOT / "models" / "embedding.toml", trained=True)
    maps = source.adapter.maps()
    assert len(maps) == 72
    assert all(up.dtype == np.float16 and np.isfinite(up).all() for up, _ in maps.values())
    card = json.loads((source.adapter.path.parent / "card.json").read_text(encoding="utf-8"))
    assert (card["sha256"], card["origin"]) == (source.adapter.sha256, source.trained.name)
