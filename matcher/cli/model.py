"""passerelle model: train a ranker, compare versions, promote one, take it back."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from matcher.learning.ranker.examples import Examples
    from matcher.learning.ranker.rivals import Comparison
    from matcher.learning.ranker.sources import Source
    from matcher.ranking.champion import Current
    from matcher.ranking.model import RankerModel

_JSON = click.option("--json", "as_json_output", is_flag=True, help="Print JSON instead of text.")
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FORMULA = "the cold-start formula"


@click.group()
def model() -> None:
    """Train the ranker, compare its versions, promote one, take it back."""


@model.command()
@click.argument("folders", nargs=-1, type=_FOLDER, metavar="[FOLDER]...")
@click.option("--version", "name", help="What to call it; else r1, r2 and so on.")
@_JSON
def train(*, folders: Sequence[Path], name: str | None, as_json_output: bool) -> None:
    """Train a ranker on judged needs, and write it with its card. It serves once promoted.

    Each FOLDER is in BEIR layout; without any, those below data/training/graded.
    """
    from matcher.learning.ranker.card import files_of
    from matcher.learning.ranker.examples import joined
    from matcher.learning.ranker.sources import training_folders
    from matcher.learning.ranker.store import require_free, write_version
    from matcher.learning.ranker.training import train as learn
    from matcher.settings import settings

    if name is not None:
        require_free(_place(), name)
    asked = [_examples(folder) for folder in training_folders(folders, settings().home)]
    sources = [source for _, source in asked]
    trained = learn(joined([examples for examples, _ in asked]))
    encoder = _encoder()
    written = write_version(
        _place(),
        lambda name: (
            replace(trained.model(name), encoder=encoder),
            files_of(trained, name, sources, encoder),
        ),
        name,
    )
    card = json.loads((written / "card.json").read_text(encoding="utf-8"))
    serve = f"passerelle model promote {written.name} lets it serve."
    _print(card, f"{_told(card)}\nWritten to {written}. {serve}", as_json_output=as_json_output)


@model.command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@click.argument("folder", type=_FOLDER)
@_JSON
def compare(*, first: str, second: str, folder: Path, as_json_output: bool) -> None:
    """Measure versions A and B on the judged needs of FOLDER; cold-start names the formula."""
    from matcher.cli.progress import tell
    from matcher.learning.ranker.rivals import compare as measure
    from matcher.learning.ranker.rivals import taught

    models = [_model(name) for name in (first, second)]
    examples, source = _examples(folder)
    for name in (first, second):
        if taught(_place(), name, source.fingerprint):
            tell(f"{name} learned from {source.name}: its figures there are too good.")
    found = measure(examples, *models)
    rows = _comparison(found, first, second)
    lines = [f"{source.name}: {found.needs} needs", *_lines(found, first, second)]
    _print(rows, "\n".join(lines), as_json_output=as_json_output)


@model.command()
@click.argument("version")
@click.option(
    "--force", is_flag=True, help="Even when clearly worse, not comparable, or of another encoder."
)
@_JSON
def promote(*, version: str, force: bool, as_json_output: bool) -> None:
    """Let VERSION serve, unless it is clearly worse than what serves now."""
    from matcher.learning.ranker.store import load
    from matcher.learning.ranker.store import promote as put

    encoder = _encoder()
    now = put(_place(), version, encoder=encoder, force=force)
    lines = [f"Serving now: {version}."]
    if load(_place(), version).encoder != encoder:
        lines = [
            f"Promoted: {version}. It was learned with another encoder than the one in use.",
            f"Serving now: {_FORMULA}.",
        ]
    _print(_current(now), "\n".join(lines), as_json_output=as_json_output)


@model.command()
@_JSON
def rollback(*, as_json_output: bool) -> None:
    """Let the version before serve again, or the cold-start formula."""
    from matcher.learning.ranker.store import rollback as take_back

    found = take_back(_place(), encoder=_encoder())
    lines = [f"Passed over: {version}. {why}" for version, why in found.passed_over.items()]
    lines.append(f"Serving now: {found.current.champion or _FORMULA}.")
    row = _current(found.current) | {"passed_over": dict(found.passed_over)}
    _print(row, "\n".join(lines), as_json_output=as_json_output)


@model.command("list")
@_JSON
def list_versions(*, as_json_output: bool) -> None:
    """List the versions of the ranker, and say which one serves."""
    from matcher.learning.ranker.store import rows

    found = rows(_place())
    lines = [
        f"{'*' if row['is_champion'] else ' '} {row['version']}: "
        + (row["problem"] or f"nDCG@10 {row['ndcg@10']} held out, {row['needs']} needs")
        for row in found
    ]
    if not any(row["is_champion"] for row in found):
        lines.append(f"* {_FORMULA}")
    _print(found, "\n".join(lines), as_json_output=as_json_output)


def _place() -> Path:
    from matcher.ranking.champion import models_folder
    from matcher.settings import settings

    return models_folder(settings().home)


def _encoder() -> str:
    from matcher import assembly

    return assembly.embedder().query_name


def _examples(folder: Path) -> "tuple[Examples, Source]":
    from matcher import assembly
    from matcher.cli.progress import progress_bar
    from matcher.intake.beir import read_beir
    from matcher.learning.ranker.examples import examples_of
    from matcher.learning.ranker.sources import source_of

    judged = read_beir(folder)
    source = source_of(folder, judged)
    with progress_bar(f"Ranking {source.name}") as progress:
        rankings = assembly.judged_rankings(judged, progress=progress)
        return examples_of(source.name, judged, rankings), source


def _model(name: str) -> "RankerModel":
    from matcher.learning.ranker.store import COLD_START_NAME, load
    from matcher.ranking.scorer import COLD_START_MODEL

    return COLD_START_MODEL if name == COLD_START_NAME else load(_place(), name)


def _told(card: dict[str, Any]) -> str:
    held, trained_on = card["held_out"]["all"], card["trained_on"]
    ours, formula = (held["systems"]["ndcg@10"][each] for each in ("ranker", "cold_start"))
    gap = held["ranker_minus"]["ndcg@10"]["cold_start"]
    needs, sets = trained_on["needs"], len(trained_on["sets"])
    about = f"{card['version']} learned from {needs} judged needs in {sets} sets."
    figures = f"ranker {ours['mean']:.3f}, {_FORMULA} {formula['mean']:.3f}"
    interval = f"{gap['mean']:+.3f} [{gap['low']:+.3f}, {gap['high']:+.3f}]"
    lines = [about, f"nDCG@10 held out: {figures}, difference {interval}."]
    if card["calibration"] is None:
        return "\n".join([*lines, "Too few pairs were kept to learn chances from."])
    error = card["calibration"]["all"]["error"]
    return "\n".join([*lines, f"Expected calibration error of its chances: {error:.3f}."])


def _comparison(found: "Comparison", first: str, second: str) -> dict[str, Any]:
    return {
        "needs": found.needs,
        "systems": {first: dict(found.first), second: dict(found.second)},
        "difference": {
            metric: {"delta": each.delta, "low": each.low, "high": each.high}
            for metric, each in found.differences.items()
        },
    }


def _lines(found: "Comparison", first: str, second: str) -> list[str]:
    return [
        f"{metric}: {first} {found.first[metric]:.3f}, {second} {found.second[metric]:.3f}, "
        f"difference {each.delta:+.3f} [{each.low:+.3f}, {each.high:+.3f}]"
        for metric, each in found.differences.items()
    ]


def _current(current: "Current") -> dict[str, Any]:
    return {"champion": current.champion, "previous": list(current.previous)}


def _print(value: object, text: str, *, as_json_output: bool) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2) if as_json_output else text)
