"""A traced network gives the same numbers as the network itself, or is not used."""

import numpy as np
import pytest
import torch

from matcher.retrieval.one_call import AFTER, CHECKED, OneCall


class Network(torch.nn.Module):
    """Embeds tokens; `wild` makes its numbers depend on what tracing cannot see."""

    def __init__(self, *, wild=False):
        super().__init__()
        torch.manual_seed(1)
        self.rows = torch.nn.Embedding(50, 8)
        self.turn = torch.nn.Linear(8, 8)
        self.wild = wild
        self.steps = 0

    def forward(self, input_ids, attention_mask, return_dict=True, other=None):
        self.steps += 1
        found = self.turn(self.rows(input_ids)) * attention_mask[..., None]
        if self.wild and input_ids.shape[1] > 4:
            found = found * 2
        return {"last_hidden_state": found} if return_dict else (found,)


def batch(length, texts=2):
    ids = torch.arange(length * texts).reshape(texts, length) % 50
    return {"input_ids": ids, "attention_mask": torch.ones_like(ids), "return_dict": True}


def numbers(found):
    return np.asarray(found["last_hidden_state"].detach())


def run(network, lengths):
    one = OneCall(network)
    with torch.inference_mode():
        return one, [numbers(one(**batch(length))) for length in lengths]


def test_after_some_batches_a_pass_is_one_call_with_the_same_numbers():
    network, lengths = Network(), [4] * AFTER + [4, 9, 1, 30, 7]
    _, found = run(network, lengths)
    # The steps of AFTER batches, of tracing, and of the batches that were read both ways.
    assert network.steps == AFTER + 1 + CHECKED
    with torch.inference_mode():
        for rows, length in zip(found, lengths, strict=True):
            np.testing.assert_allclose(rows, numbers(network.forward(**batch(length))), atol=1e-6)


def test_a_network_that_tracing_cannot_see_through_is_run_step_by_step():
    network, lengths = Network(wild=True), [4] * AFTER + [4, 9, 9]
    _, found = run(network, lengths)
    assert network.steps == len(lengths) + 1
    with torch.inference_mode():
        for rows, length in zip(found, lengths, strict=True):
            np.testing.assert_allclose(rows, numbers(network.forward(**batch(length))), atol=1e-6)


@pytest.mark.parametrize("more", [{"other": "x"}, {"return_dict": True, "other": 3}])
def test_who_asks_for_more_is_answered_step_by_step(more):
    network = Network()
    one, _ = run(network, [4] * (AFTER + CHECKED + 2))
    before = network.steps
    with torch.inference_mode():
        one(**batch(4) | more)
    assert network.steps == before + 1


def test_a_network_that_cannot_be_traced_goes_on_as_before():
    class Stubborn(Network):
        def forward(self, input_ids, attention_mask, return_dict=True):
            if not return_dict:
                raise RuntimeError("not like this")
            return super().forward(input_ids, attention_mask)

    network = Stubborn()
    _, found = run(network, [4] * (AFTER + 3))
    assert len(found) == AFTER + 3
