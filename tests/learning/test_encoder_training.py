import pytest
import torch

from matcher.errors import EncoderUnavailable
from matcher.learning.encoder import training
from matcher.learning.encoder.batches import Batch
from matcher.learning.encoder.losses import contrastive_loss
from matcher.learning.encoder.starting import read_weights
from tests.learning.tiny_training import a_home, a_network, a_run


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patched:
        yield a_home(tmp_path_factory.mktemp("home"), patched)


def weights_of(network):
    return {name: each.detach().clone() for name, each in network._model.named_parameters()}


def same(left, right):
    return all(torch.equal(each, right[name]) for name, each in left.items())


def a_batch(count):
    return Batch("need", ["q"] * count, ["d"] * count, [[False] * count] * count)


def test_a_query_beside_its_document_costs_nothing_and_a_swap_costs_much():
    rows = torch.eye(3)
    assert contrastive_loss(rows, rows, a_batch(3)).item() == pytest.approx(0, abs=1e-6)
    swapped = contrastive_loss(rows, rows[[1, 0, 2]], a_batch(3)).item()
    assert swapped == pytest.approx(50 * 2 / 3, abs=1e-3)


def test_a_masked_document_does_not_count_as_wrong():
    rows = torch.eye(2)
    twins = rows[[0, 0]]
    plain = Batch("need", ["q"], ["d", "d"], [[False, False]], is_mutual=False)
    hidden = Batch("need", ["q"], ["d", "d"], [[False, True]], is_mutual=False)
    assert contrastive_loss(rows[:1], twins, plain).item() == pytest.approx(0.6931, abs=1e-3)
    assert contrastive_loss(rows[:1], twins, hidden).item() == pytest.approx(0, abs=1e-6)


def test_training_changes_the_upper_layers_and_nothing_else(home, tmp_path):
    run = a_run(home, tmp_path / "run")
    before = weights_of(run.network)
    losses = run.finish()
    after, trained = weights_of(run.network), set(run.network.trained())
    assert {name.split(".")[2] for name in trained} == {"1"}
    kept = {name for name, weight in before.items() if torch.equal(weight, after[name])}
    assert set(before) - trained <= kept
    assert {name for name in trained if name.endswith("dense.weight")}.isdisjoint(kept)
    assert {name: len(each) for name, each in losses.items()} == {"pairs": 4, "graded": 3}


def test_the_loss_falls_on_a_batch_seen_again(home, tmp_path):
    run = a_run(home, tmp_path / "run")
    batch = training.Draws(run.settings.stages()[0], run.material, 1).next()
    again = type("Again", (), {"next": lambda _: batch})()
    optimiser = torch.optim.AdamW(run.network.trained().values(), lr=1e-2)
    losses = [run._step(again, optimiser) for _ in range(4)]
    assert losses[-1] < losses[0]


def test_the_same_seed_gives_the_same_weights_and_another_gives_others(home, tmp_path):
    runs = [a_run(home, tmp_path / str(n), seed=seed) for n, seed in enumerate((1, 1, 2))]
    losses = [run.finish() for run in runs]
    first, again, other = (weights_of(run.network) for run in runs)
    assert losses[0] == losses[1]
    assert same(first, again)
    assert not same(first, other)


@pytest.mark.parametrize("killed_after", [1, 3, 4, 6])
def test_a_killed_run_goes_on_as_if_unbroken(home, tmp_path, monkeypatch, killed_after):
    monkeypatch.setattr(training, "CHECKPOINT_EVERY", 2)
    monkeypatch.setattr(training, "_TOLD_EVERY", 1)
    whole = a_run(home, tmp_path / "whole")
    expected = whole.finish()
    seen = []

    def killed(step):
        seen.append(step)
        if len(seen) == killed_after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        a_run(home, tmp_path / "broken").finish(told=killed)
    later = a_run(home, tmp_path / "broken")
    later.resume()
    done = sum(map(len, later.losses.values()))
    assert done == killed_after - killed_after % 2 if killed_after < 6 else done == 6
    assert later.finish() == expected
    assert same(weights_of(later.network), weights_of(whole.network))


def test_a_checkpoint_of_other_settings_is_refused(home, tmp_path):
    a_run(home, tmp_path / "run").finish()
    other = a_run(home, tmp_path / "run", seed=2)
    with pytest.raises(EncoderUnavailable, match="other texts or settings"):
        other.resume()


def test_without_a_checkpoint_resuming_starts_afresh(home, tmp_path):
    run = a_run(home, tmp_path / "run")
    run.resume()
    assert run.losses == {}


def test_the_second_stage_starts_from_what_the_first_wrote(home, tmp_path):
    whole = a_run(home, tmp_path / "whole")
    whole.finish()
    weights, checksum = read_weights(tmp_path / "whole" / training.FIRST_STAGE)
    second = a_run(home, tmp_path / "second", start=checksum)
    second.network.load(weights)
    assert list(second.finish()) == ["graded"]
    assert same(weights_of(second.network), weights_of(whole.network))


def test_weights_to_start_from_are_read_from_a_file_of_torch(home, tmp_path):
    network = a_network(home)
    state = {name: each.half() for name, each in network._model.state_dict().items()}
    torch.save(state, tmp_path / "stage.pt")
    weights, checksum = read_weights(tmp_path / "stage.pt")
    assert all(name.startswith("encoder.") for name in weights)
    assert len(checksum) == 64
    network.load(weights)


def test_weights_that_change_a_frozen_layer_are_refused(home, tmp_path):
    network = a_network(home)
    weights = {
        name: each.detach() + 1 for name, each in a_network(home, frozen=0).trained().items()
    }
    with pytest.raises(EncoderUnavailable, match=r"layer\.0"):
        network.load(weights)


def test_weights_that_lack_a_layer_or_have_another_shape_are_refused(home):
    network = a_network(home)
    weights = network.halved()
    name = next(iter(weights))
    with pytest.raises(EncoderUnavailable, match="do not hold"):
        network.load({each: weight for each, weight in weights.items() if each != name})
    with pytest.raises(EncoderUnavailable, match="has no"):
        network.load(weights | {name: torch.zeros(3)})


@pytest.mark.parametrize("name", ["broken.pt", "broken.safetensors", "absent.pt"])
def test_a_file_without_weights_is_a_plain_error(tmp_path, name):
    if not name.startswith("absent"):
        (tmp_path / name).write_bytes(b"nothing of the kind")
    with pytest.raises(EncoderUnavailable, match=name):
        read_weights(tmp_path / name)


def test_an_encoder_without_upper_layers_is_refused(home):
    with pytest.raises(EncoderUnavailable, match="nothing to train"):
        a_network(home, frozen=2)


def test_long_texts_are_cut_and_padding_changes_nothing(home):
    network = a_network(home)
    with torch.no_grad():
        alone = network.embed(["pompe"], "query: ")
        beside = network.embed(["pompe", "solaire " * 50], "query: ")
    assert torch.allclose(alone[0], beside[0], atol=0.02)
    assert torch.allclose(beside.norm(dim=1), torch.ones(2))
