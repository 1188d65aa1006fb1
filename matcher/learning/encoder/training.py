"""Trains the encoder: the loop, and the checkpoints from which a stopped run goes on.

    run = TrainingRun(network, material, settings, folder)
    losses = run.finish(told=print)

After the first stage the weights are rounded to half precision, as they would ship, and kept in
`pairs.safetensors`: the second stage can be run again from there.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.errors import EncoderUnavailable
from matcher.learning.encoder.losses import contrastive_loss
from matcher.learning.encoder.network import Network
from matcher.learning.encoder.pairs import fingerprint
from matcher.learning.encoder.sources import Material
from matcher.learning.encoder.stages import PAIRS, Draws, Stage, stages

if TYPE_CHECKING:
    from torch.optim import Optimizer

CHECKPOINT, FIRST_STAGE = "checkpoint.pt", "pairs.safetensors"
CHECKPOINT_EVERY = 100
_TOLD_EVERY = 20


@dataclass(frozen=True, slots=True)
class Prompts:
    """The words put in front of queries and documents."""

    query: str
    passage: str


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """What a run depends on besides its material."""

    prompts: Prompts
    steps: int = 520
    graded_steps: int = 200
    frozen: int = 4
    seed: int = 1
    start: str = ""
    """The SHA-256 of the weights that stand in for the first stage, or nothing."""

    def stages(self) -> list[Stage]:
        """Return the stages to run, in order."""
        return stages(0 if self.start else self.steps, self.graded_steps)


@dataclass(frozen=True, slots=True)
class Step:
    """What is told about a step that was done; counted from 1 in its stage."""

    stage: str
    step: int
    steps: int
    loss: float
    """The mean over the last steps."""


Losses = dict[str, list[float]]


@dataclass(slots=True)
class TrainingRun:
    """One training, from the plain encoder (or given weights) to its last step."""

    network: Network
    material: Material
    settings: TrainingSettings
    folder: Path
    """Where the checkpoint lies."""
    losses: Losses = field(default_factory=dict)
    _from: dict[str, Any] = field(default_factory=dict, init=False)
    """The checkpoint to go on from, until it is used."""

    def resume(self) -> None:
        """Go on from the checkpoint, if there is one.

        EncoderUnavailable when it belongs to other texts or settings.
        """
        import torch

        path = self.folder / CHECKPOINT
        if not path.exists():
            return
        kept = torch.load(path, weights_only=True)
        if kept["made_for"] != self._made_for():
            raise EncoderUnavailable(
                f"{path} belongs to a run with other texts or settings. Train without --resume, or "
                "with another --version."
            )
        self.losses = kept["losses"]
        self._from = kept

    def finish(self, told: Callable[[Step], None] = lambda _: None) -> Losses:
        """Do every step that is left; return the loss of each step, by stage."""
        import torch

        torch.manual_seed(self.settings.seed)
        self.folder.mkdir(parents=True, exist_ok=True)
        for stage in self.settings.stages():
            if self._from and self._is_past(stage):
                continue
            self._run(stage, told)
            self.network.load(self.network.halved())
            if stage.name == PAIRS:
                self._keep_first_stage()
        return self.losses

    def _is_past(self, stage: Stage) -> bool:
        names = [each.name for each in self.settings.stages()]
        return names.index(stage.name) < names.index(self._from["stage"])

    def _run(self, stage: Stage, told: Callable[[Step], None]) -> None:
        import torch

        parameters = list(self.network.trained().values())
        optimiser = torch.optim.AdamW(parameters, lr=stage.rate, weight_decay=0.01)
        draws = Draws(stage, self.material, self.settings.seed)
        if self._from:
            self.network.load(self._from["weights"])
            optimiser.load_state_dict(self._from["optimiser"])
            draws.restore(self._from["draws"])
            self._from = {}
        losses = self.losses.setdefault(stage.name, [])
        while len(losses) < stage.steps:
            for group in optimiser.param_groups:
                group["lr"] = stage.rate_at(len(losses))
            losses.append(self._step(draws, optimiser))
            done = len(losses)
            if done % CHECKPOINT_EVERY == 0 or done == stage.steps:
                self._keep(stage, optimiser, draws)
            if done % _TOLD_EVERY == 0 or done == stage.steps:
                recent = losses[-_TOLD_EVERY:]
                told(Step(stage.name, done, stage.steps, sum(recent) / len(recent)))

    def _step(self, draws: Draws, optimiser: "Optimizer") -> float:
        import torch

        batch, prompts = draws.next(), self.settings.prompts
        of_documents = prompts.query if batch.are_documents_queries else prompts.passage
        queries = self.network.embed(batch.queries, prompts.query)
        documents = self.network.embed(batch.documents, of_documents)
        loss = contrastive_loss(queries, documents, batch)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.network.trained().values(), 1.0)
        optimiser.step()
        return loss.item()

    def _keep(self, stage: Stage, optimiser: "Optimizer", draws: Draws) -> None:
        import torch

        unfinished = self.folder / f"{CHECKPOINT}.part"
        kept = {
            "made_for": self._made_for(),
            "stage": stage.name,
            "losses": self.losses,
            "weights": {name: each.detach() for name, each in self.network.trained().items()},
            "optimiser": optimiser.state_dict(),
            "draws": draws.state(),
        }
        torch.save(kept, unfinished)
        unfinished.replace(self.folder / CHECKPOINT)

    def _keep_first_stage(self) -> None:
        from safetensors.torch import save_file

        save_file(self.network.halved(), self.folder / FIRST_STAGE)

    def _made_for(self) -> str:
        material = fingerprint(self.material.sources, self.material.graded)
        written = json.dumps([asdict(self.settings), material], sort_keys=True)
        return hashlib.sha256(written.encode()).hexdigest()
