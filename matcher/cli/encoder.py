"""passerelle encoder: trains the encoder's upper layers for this job."""

import json
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from matcher.cli.progress import progress_bar

if TYPE_CHECKING:
    from matcher.learning.encoder.export import Exported
    from matcher.learning.encoder.training import Step, TrainingSettings

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_COUNT = click.IntRange(min=0)
_VERSION = re.compile(r"[a-z0-9][a-z0-9.-]*")


@click.group()
def encoder() -> None:
    """Train the layers of the encoder that ship in models/encoder."""


@encoder.command()
@click.option(
    "--judged",
    type=_FOLDER,
    envvar="PASSERELLE_JUDGED",
    help="A folder of judged sets, whose training part joins in.",
)
@click.option("--version", "name", default="needs-1", show_default=True, help="Name of the result.")
@click.option(
    "--steps", type=_COUNT, default=520, show_default=True, help="Steps on pairs (first stage)."
)
@click.option(
    "--graded-steps",
    type=_COUNT,
    default=200,
    show_default=True,
    help="Steps on graded needs and pairs (second stage).",
)
@click.option(
    "--frozen",
    type=_COUNT,
    default=4,
    show_default=True,
    help="Lowest layers that stay as they are.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="What chance starts from.")
@click.option("--init", type=_FILE, help="Weights that stand in for the first stage.")
@click.option("--resume", is_flag=True, help="Go on from the checkpoint of this version.")
@click.option("--json", "as_json_output", is_flag=True, help="Print JSON instead of text.")
def train(  # noqa: PLR0913 (one argument an option)
    *,
    judged: Path | None,
    name: str,
    steps: int,
    graded_steps: int,
    frozen: int,
    seed: int,
    init: Path | None,
    resume: bool,
    as_json_output: bool,
) -> None:
    """Train, then write models/encoder/VERSION and say what models/embedding.toml must hold."""
    _require_plain(name)
    if not graded_steps and (init or not steps):
        raise click.UsageError("There is nothing to do: give --steps or --graded-steps.")
    os.environ.setdefault(
        "OMP_WAIT_POLICY", "PASSIVE"
    )  # idle threads leave the processor to others
    from matcher.learning.encoder.training import Prompts, TrainingSettings

    prompts = Prompts("query: ", "passage: ")
    knobs = TrainingSettings(
        prompts, steps=steps, graded_steps=graded_steps, frozen=frozen, seed=seed
    )
    written = _trained(knobs, name, judged, init, resume=resume)
    _print(written, name, as_json_output=as_json_output)


@encoder.command()
@click.option(
    "--judged",
    type=_FOLDER,
    envvar="PASSERELLE_JUDGED",
    help="A folder of judged sets, whose training part joins in.",
)
@click.option("--version", "name", required=True, help="Name of the result.")
@click.option(
    "--steps", type=click.IntRange(min=1), default=280, show_default=True, help="Steps to do."
)
@click.option("--seed", type=int, default=1, show_default=True, help="What chance starts from.")
@click.option("--json", "as_json_output", is_flag=True, help="Print JSON instead of text.")
def adapt(*, judged: Path | None, name: str, steps: int, seed: int, as_json_output: bool) -> None:
    """Train how needs are read, write models/encoder/VERSION, say what embedding.toml must hold."""
    _require_plain(name)
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    import torch

    from matcher.learning.encoder.adapter_card import adapter_card
    from matcher.learning.encoder.adapting import Adapting, course_of
    from matcher.learning.encoder.export import ADAPTER, export, refuse_existing
    from matcher.learning.encoder.low_rank import AdaptedNetwork
    from matcher.learning.encoder.needs import read_needs, read_profiles
    from matcher.learning.encoder.told import read_told
    from matcher.retrieval.chosen_encoder import EMBEDDED
    from matcher.retrieval.conversion import converted_encoder, read_source
    from matcher.retrieval.embedding import load_embedder
    from matcher.settings import settings

    ours = settings().model_copy(update={"encoder": EMBEDDED})
    refuse_existing(ours.home / "models", name)
    source = read_source(ours.home / "models" / "embedding.toml", trained=True)
    if ours.threads:
        torch.set_num_threads(ours.threads)
    profiles = read_profiles(ours.home / "data")
    needs = read_told(ours.home / "data", read_needs(ours.home / "data", profiles), profiles)
    with progress_bar("Embedding documents") as told:
        course = course_of(needs, profiles, judged, load_embedder(ours), told)
    network = AdaptedNetwork(converted_encoder(source, ours.var), seed)
    run = Adapting(network, course, source.query_prompt, seed)
    losses = run.run(steps, _step_teller(steps))
    card = adapter_card(course, losses, source.folder_name, seed, run.needs_seen)
    written = export(network.halved(), card, ours.home / "models", name, file=ADAPTER)
    _print(written, name, as_json_output=as_json_output)


def _step_teller(steps: int) -> Callable[[int, float], None]:
    started = time.monotonic()

    def told(step: int, loss: float) -> None:
        seconds = time.monotonic() - started
        click.echo(f"{step}/{steps}: loss {loss:.3f}, {seconds:.0f} s", err=True)

    return told


@encoder.command()
@click.argument("versions", nargs=-1, required=True)
@click.option("--version", "name", required=True, help="Name of the result.")
@click.option("--json", "as_json_output", is_flag=True, help="Print JSON instead of text.")
def average(*, versions: tuple[str, ...], name: str, as_json_output: bool) -> None:
    """Write the mean of two or more trained VERSIONS as models/encoder/NAME."""
    _require_plain(name)
    from safetensors.torch import load_file

    from matcher.learning.encoder.averaging import averaged
    from matcher.learning.encoder.export import export, refuse_existing
    from matcher.retrieval.conversion import converted_encoder, read_source
    from matcher.settings import settings

    ours = settings()
    models = ours.home / "models"
    refuse_existing(models, name)
    source = read_source(models / "embedding.toml")
    plain = load_file(converted_encoder(source, ours.var) / "model.safetensors")
    weights, card = averaged([models / "encoder" / each for each in versions], plain)
    _print(export(weights, card, models, name), name, as_json_output=as_json_output)


def _print(written: "Exported", name: str, *, as_json_output: bool) -> None:
    if as_json_output:
        row = {"version": name, "folder": str(written.folder), "sha256": written.sha256}
        click.echo(json.dumps(row, indent=2))
    else:
        click.echo(f"Written: {written.folder}\nTo use it, put into models/embedding.toml:\n")
        click.echo(written.table, nl=False)


def _require_plain(name: str) -> None:
    """Raise BadParameter for a version that is no plain folder name."""
    if not _VERSION.fullmatch(name):
        raise click.BadParameter(
            "use small letters, digits, dots and hyphens", param_hint="--version"
        )


def _trained(
    knobs: "TrainingSettings", name: str, judged: Path | None, init: Path | None, *, resume: bool
) -> "Exported":
    """Run what is left of a training and write its result."""
    from dataclasses import replace

    import torch

    from matcher.learning.encoder.card import card_of
    from matcher.learning.encoder.export import export, refuse_existing
    from matcher.learning.encoder.network import Network
    from matcher.learning.encoder.sources import read_material
    from matcher.learning.encoder.starting import read_weights
    from matcher.learning.encoder.training import Prompts, TrainingRun
    from matcher.retrieval.conversion import converted_encoder, read_source
    from matcher.settings import settings

    ours = settings()
    refuse_existing(ours.home / "models", name)
    source = read_source(ours.home / "models" / "embedding.toml")
    if ours.threads:
        torch.set_num_threads(ours.threads)
    network = Network(converted_encoder(source, ours.var), frozen=knobs.frozen)
    knobs = replace(knobs, prompts=Prompts(source.query_prompt, source.passage_prompt))
    if init is not None:
        weights, checksum = read_weights(init)
        network.load(weights)
        knobs = replace(knobs, start=checksum)
    material = read_material(ours.home / "data", judged)
    run = TrainingRun(network, material, knobs, ours.var / "training" / name)
    if resume:
        run.resume()
    losses = run.finish(told=_teller())
    card = card_of(material, knobs, losses, source.name)
    return export(network.halved(), card, ours.home / "models", name)


def _teller() -> "Callable[[Step], None]":
    started = time.monotonic()

    def told(step: "Step") -> None:
        seconds = time.monotonic() - started
        line = f"{step.stage} {step.step}/{step.steps}: loss {step.loss:.3f}, {seconds:.0f} s"
        click.echo(line, err=True)

    return told
