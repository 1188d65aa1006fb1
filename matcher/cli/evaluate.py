"""passerelle evaluate: every system on one folder of judged queries, in one run."""

import json
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from matcher.intake.beir import BeirSet
    from matcher.learning.baselines.plain_encoder import PlainEncoder
    from matcher.learning.rankings import Run, System
    from matcher.learning.report import Report

_LIBRARIES = (
    "bm25s",
    "faiss-cpu",
    "numpy",
    "pystemmer",
    "scikit-learn",
    "sentence-transformers",
    "torch",
)

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--queries", type=_FILE, help="Queries (JSON Lines) instead of the folder's own.")
@click.option("--qrels", type=_FILE, help="Judgements (TSV) instead of the folder's own.")
@click.option(
    "--systems",
    default="",
    metavar="a,b,…",
    help="bm25, tfidf, dense, fusion, tags, passerelle; all of them when left out.",
)
@click.option(
    "--json",
    "json_file",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="Write the figures to this file (- for the screen) instead of showing a table.",
)
@click.option(
    "--run-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write one TREC run file for each system into this folder.",
)
def evaluate(
    *,
    folder: Path,
    queries: Path | None,
    qrels: Path | None,
    systems: str,
    json_file: Path | None,
    run_dir: Path | None,
) -> None:
    """Measure ranking quality on FOLDER, which holds judged queries in BEIR layout.

    docs/evaluation.md says what each system is and what each figure means.
    """
    from matcher.learning.runs import prepare_folder, write_runs, write_whole
    from matcher.learning.systems import chosen

    names = chosen(systems)
    for place in (run_dir, _parent(json_file)):
        if place is not None:
            prepare_folder(place)
    report, runs = _evaluated(folder, queries, qrels, names)
    if run_dir is not None:
        write_runs(run_dir, runs)
    if json_file is None:
        _show(report)
        return
    written = json.dumps(report.as_json(), ensure_ascii=False, indent=2) + "\n"
    if _parent(json_file) is None:
        click.echo(written, nl=False)
    else:
        write_whole(json_file, written)


def _evaluated(
    folder: Path, queries: Path | None, qrels: Path | None, names: Sequence[str]
) -> "tuple[Report, dict[str, Run]]":
    from matcher.intake.beir import read_beir
    from matcher.learning.baselines.language import corpus_language
    from matcher.learning.report import report
    from matcher.learning.systems import NEED_ENCODER, PRODUCT, Bench
    from matcher.settings import settings

    judged: BeirSet = read_beir(folder, queries=queries, qrels=qrels)
    bench = Bench(
        documents={name: (title, text) for name, (title, text, _) in judged.documents.items()},
        queries=judged.queries,
        language=corpus_language(
            (metadata.get("lang") for _, _, metadata in judged.documents.values()),
            [text for _, text, _ in judged.documents.values()],
        ),
        taxonomy=settings().home / "data" / "taxonomy",
        encoder=_plain_encoder() if NEED_ENCODER & set(names) else None,
        product=_product() if PRODUCT in names else None,
    )
    runs = _ranked(bench.run, names)
    about = {"folder": folder.resolve().name, "language": bench.language}
    return report(
        runs,
        judged.queries,
        judged.qrels,
        docs=len(judged.documents),
        about=about | _provenance(names, bench.encoder),
    ), runs


def _ranked(run: "Callable[[str], Run]", names: Sequence[str]) -> "dict[str, Run]":
    runs: dict[str, Run] = {}
    for name in names:
        if sys.stderr.isatty():
            click.echo(f"Ranking with {name}…", err=True)
        runs[name] = run(name)
    return runs


def _plain_encoder() -> "PlainEncoder":
    from matcher.learning.baselines.plain_encoder import PlainEncoder
    from matcher.retrieval.chosen_encoder import EMBEDDED, PLAIN, ChosenEncoder
    from matcher.settings import settings

    knobs = settings()
    if knobs.encoder == EMBEDDED:  # the baseline is the literal recipe: nothing was trained for it
        knobs = knobs.model_copy(update={"encoder": PLAIN})
    chosen = ChosenEncoder(knobs)
    facts = chosen.facts()
    return PlainEncoder(
        str(chosen.folder() or knobs.encoder),
        knobs.var / "baselines",
        prompts={"query": facts.query_prompt, "passage": facts.passage_prompt},
        precision=knobs.precision,
    )


def _product() -> "System":
    from matcher import assembly

    return assembly.rank_documents


def _provenance(names: Sequence[str], encoder: "PlainEncoder | None") -> dict[str, Any]:
    from matcher.learning.systems import PRODUCT
    from matcher.retrieval.embedding import load_embedder
    from matcher.settings import settings

    about: dict[str, Any] = {}
    if encoder is not None or PRODUCT in names:
        about["encoder"] = {"name": load_embedder(settings()).query_name}
    if encoder is not None:
        about["encoder"]["dense"] = Path(encoder.model).name
        about["encoder"]["dense_precision"] = encoder.precision()
    libraries = {name: version(name) for name in ("passerelle", *_LIBRARIES)}
    return about | {"versions": libraries}


def _parent(json_file: Path | None) -> Path | None:
    return None if json_file is None or str(json_file) == "-" else json_file.parent


def _show(report: "Report") -> None:
    from rich.console import Console
    from rich.table import Table

    from matcher.learning.evaluation import METRICS
    from matcher.learning.report import gaps

    left_out = f" ({report.without_relevant} more have no relevant document)"
    title = f"{report.about['folder']}: {report.queries} queries"
    title += f"{left_out if report.without_relevant else ''}, {report.docs} documents"
    ours, found = gaps(report)
    table = Table(
        title=title,
        caption=f"Last column: mean nDCG@10 of {ours} minus that of the system, 95 % interval",
    )
    table.add_column("system")
    for metric in METRICS:
        table.add_column(metric, justify="right")
    table.add_column(f"{ours} minus it", no_wrap=True)
    for name, figures in report.systems.items():
        numbers = [f"{figures[metric]:.3f}" for metric in METRICS]
        table.add_row(name, *numbers, found.get(name, ""))
    Console(width=None if sys.stdout.isatty() else 120).print(table)
