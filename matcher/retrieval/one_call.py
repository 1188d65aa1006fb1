"""A pass through a network as one call, so that busy threads do not hold it up.

Each operation of a network gives the interpreter's lock away and must wait for it afterwards: while
other threads are busy, ten times as long as it computes. A traced network waits once.
"""

import logging
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

AFTER = 6
"""Batches before a network is traced: who asks a question or two does not wait for it."""
CHECKED = 2
"""Batches that are read both ways before the traced network is trusted."""
WARM_BATCHES = AFTER + CHECKED + 2
"""Batches after which a network is at its best."""
_TOLERANCE = 1e-5
_log = logging.getLogger(__name__)


class OneCall:
    """The forward pass of a network with `last_hidden_state`; the same numbers, or as before.

    Not for several threads at once: the encoder reads one batch at a time.
    """

    def __init__(self, network: Any) -> None:
        self._network = network
        self._step_by_step = network.forward
        self._names: tuple[str, ...] = ()
        self._traced: Any = None
        self._seen = self._right = 0
        self._is_given_up = False

    def __call__(self, **given: Any) -> Mapping[str, Any]:
        """Return what the network returns."""
        inputs = _inputs(given)
        if self._traced is not None and tuple(inputs) == self._names:
            return self._in_one_call(inputs, given)
        found: Mapping[str, Any] = self._step_by_step(**given)
        self._seen += 1
        if self._seen >= AFTER and inputs and self._traced is None and not self._is_given_up:
            self._trace(inputs)
        return found

    def _in_one_call(
        self, inputs: "dict[str, torch.Tensor]", given: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        import torch

        rows = self._traced(*inputs.values())
        if self._right < CHECKED:
            found: Mapping[str, Any] = self._step_by_step(**given)
            before = found["last_hidden_state"]
            if not torch.allclose(rows, before, atol=_TOLERANCE, rtol=_TOLERANCE):
                self._give_up("other numbers")
                return found
            self._right += 1
        return {"last_hidden_state": rows}

    def _trace(self, inputs: "dict[str, torch.Tensor]") -> None:
        import torch

        names, step_by_step = tuple(inputs), self._step_by_step

        class Alone(torch.nn.Module):
            def __init__(self, network: Any) -> None:
                super().__init__()
                self.network = network

            def forward(self, *tensors: torch.Tensor) -> Any:
                told = dict(zip(names, tensors, strict=True))
                return step_by_step(**told, return_dict=False)[0]

        try:
            with warnings.catch_warnings(), torch.inference_mode(mode=False), torch.no_grad():
                warnings.simplefilter("ignore")
                copies = tuple(each.clone() for each in inputs.values())
                alone: Any = Alone(self._network).eval()
                trace: Any = torch.jit.trace
                traced = trace(alone, copies, check_trace=False)
                freeze: Any = torch.jit.freeze
                self._names, self._traced = names, freeze(traced)
        except Exception as problem:  # the tracer raises anything; without it all works, slower
            self._give_up(type(problem).__name__)

    def _give_up(self, why: str) -> None:
        _log.info("The encoder is run step by step: %s.", why)
        self._traced, self._is_given_up = None, True


def _inputs(given: Mapping[str, Any]) -> "dict[str, torch.Tensor]":
    """Return the tensors of a call; none when it asks for more than a plain pass."""
    import torch

    others = [name for name, value in given.items() if not isinstance(value, torch.Tensor)]
    if others not in ([], ["return_dict"]):
        return {}
    return {name: given[name] for name in sorted(given) if name not in others}
