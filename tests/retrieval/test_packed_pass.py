"""Texts end to end give the numbers that they give one by one, or the network is left alone."""

import pytest
import torch
from transformers import BertConfig, BertModel

from matcher.retrieval.packed_pass import CHECKED, PackedPass, can_be_packed

SMALL = {
    "vocab_size": 60,
    "hidden_size": 24,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "intermediate_size": 48,
    "max_position_embeddings": 40,
}


def network(**other):
    torch.manual_seed(3)
    return BertModel(BertConfig(**(SMALL | other)), add_pooling_layer=False).eval()


def batch(*lengths, **more):
    torch.manual_seed(sum(lengths))
    longest = max(lengths)
    mask = torch.tensor([[1] * n + [0] * (longest - n) for n in lengths])
    ids = torch.randint(1, 60, mask.shape) * mask
    return {"input_ids": ids, "attention_mask": mask} | more


def packed(bert):
    """Return the network's packed pass and how often its own steps are taken."""
    steps, before = [], bert.forward

    def counted(**given):
        steps.append(1)
        return before(**given)

    bert.forward = counted
    return PackedPass(bert), steps


@torch.inference_mode()
def test_the_numbers_are_those_of_the_network_and_padding_is_nothing():
    bert = network()
    one, steps = packed(bert)
    for lengths in ([5], [9, 4, 4, 1], [3, 40, 7], [12, 12], [2, 1, 30]):
        given = batch(*lengths)
        found = one(**given)["last_hidden_state"]
        right = bert.forward(**given)["last_hidden_state"]
        kept = given["attention_mask"].bool()
        assert torch.allclose(found[kept], right[kept], atol=1e-5)
        if len(steps) > 2 * CHECKED:
            assert not found[~kept].any()
    assert len(steps) == 5 + CHECKED


@torch.inference_mode()
def test_kinds_of_tokens_are_read_as_the_network_reads_them():
    bert = network()
    given = batch(6, 3)
    given["token_type_ids"] = torch.tensor([[0, 0, 1, 1, 0, 1], [1, 0, 0, 0, 0, 0]])
    kept = given["attention_mask"].bool()
    found = PackedPass(bert)._packed(given)
    assert torch.allclose(found[kept], bert(**given)["last_hidden_state"][kept], atol=1e-5)


@torch.inference_mode()
def test_a_network_that_gives_other_numbers_is_run_step_by_step(caplog):
    bert = network()
    one, steps = packed(bert)
    own = bert.forward
    bert.encoder.layer[1].output.LayerNorm.eps = 1e-12
    one._step_by_step = lambda **given: {"last_hidden_state": own(**given)["last_hidden_state"] * 2}
    for turn in range(1, 4):
        given = batch(4, 2)
        found = one(**given)["last_hidden_state"]
        kept = given["attention_mask"].bool()
        assert torch.allclose(found, own(**given)["last_hidden_state"] * 2)
        assert kept.any()
        assert len(steps) == 2 * turn
    assert "step by step" in caplog.text


@torch.inference_mode()
@pytest.mark.parametrize("more", [{"output_attentions": True}, {"return_dict": False}])
def test_who_asks_for_more_is_answered_step_by_step(more):
    bert = network(attn_implementation="eager")
    one, steps = packed(bert)
    for _ in range(CHECKED + 1):
        one(**batch(4))
    before = len(steps)
    one(**batch(4), **more)
    assert len(steps) == before + 1


@pytest.mark.parametrize(
    ("bert", "can"),
    [
        (network(), True),
        (network(hidden_act="relu"), False),
        (network(is_decoder=True), False),
        (network().bfloat16(), False),
        (torch.nn.Linear(2, 2), False),
    ],
)
def test_only_a_network_whose_steps_are_known_is_packed(bert, can):
    assert can_be_packed(bert) is can
