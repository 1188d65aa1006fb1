"""The part of docs/quality.md that is made: the tables and the plots, between their markers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.no_partner import pooled
from benchmarks.plots import plots
from benchmarks.targets import (
    NDCG,
    RECALL,
    Figures,
    Sets,
    Target,
    best_baseline,
    product,
    ratio,
)
from matcher.learning.systems import PRODUCT, SYSTEMS

Robustness = Mapping[str, Any]


def markers(name: str) -> tuple[str, str]:
    """Return the lines between which a part of the page is made."""
    return f"<!-- {name}: made by make quality -->", f"<!-- end of {name} -->"


def write_page(page: Path, parts: Mapping[str, str]) -> None:
    """Put each part between its markers; ValueError when the page lacks them."""
    text = page.read_text(encoding="utf-8")
    for name, content in parts.items():
        start, end = markers(name)
        before, found, rest = text.partition(start)
        _, also, after = rest.partition(end)
        if not found or not also:
            raise ValueError(f"{page} has no place for {name}: it needs {start} and {end}.")
        text = f"{before}{start}\n\n{content}\n\n{end}{after}"
    page.write_text(text, encoding="utf-8")


def write_plots(folder: Path, sets: Sets, robustness: Robustness) -> None:
    """Write the plots into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in plots(sets, robustness).items():
        (folder / name).write_text(content, encoding="utf-8")


def sets_table(sets: Sets) -> str:
    """Return nDCG@10 of every system on every set, and Recall@100 of the product and the best."""
    head = (
        "set",
        "test queries, of all",
        "docs",
        *SYSTEMS,
        "× best baseline",
        "against it, 95 % interval",
        "Recall@100: best baseline",
        PRODUCT,
    )
    return _table(head, (_set_cells(name, figures) for name, figures in sets.items()))


def _set_cells(name: str, figures: Figures) -> list[str]:
    best, _ = best_baseline(figures, NDCG)
    gap = figures["paired"][f"{PRODUCT}-vs-{best}"]
    recalled, recall = best_baseline(figures, RECALL)
    return [
        name,
        f"{figures['queries']} of {figures['of']}",
        str(figures["docs"]),
        *(f"{figures['systems'][system][NDCG]:.3f}" for system in SYSTEMS),
        f"{ratio(figures):.2f}",
        f"{gap['delta']:+.3f} [{gap['low']:+.3f}, {gap['high']:+.3f}] ({best})",
        f"{recall:.3f} ({recalled})",
        f"{product(figures, RECALL):.3f}",
    ]


def targets_table(found: Sequence[Target]) -> str:
    """Return every target with what was found."""
    rows = ([each.what, each.target, _with_note(each), _loud(each)] for each in found)
    return _table(("what", "target", "found", "verdict"), rows)


def _with_note(target: Target) -> str:
    return f"{target.found} ({target.note})" if target.note else target.found


def _loud(target: Target) -> str:
    return f"**{target.verdict}**" if target.missed_by else target.verdict


def robustness_tables(robustness: Robustness) -> str:
    """Return a table for each part of robustness that was measured, each with its heading."""
    makers: Mapping[str, tuple[str, Callable[[Figures], str]]] = {
        "stability": ("Stability", _stability),
        "evidence": ("Evidence", _evidence),
        "stuffing": ("Keyword stuffing", _stuffing),
        "calibration": ("Chances", _chances),
        "cost": ("Cost", _cost),
    }
    shown = [
        f"### {heading}\n\n{make(robustness[name])}"
        for name, (heading, make) in makers.items()
        if robustness.get(name)
    ]
    areas = {
        name.removeprefix("no_partner/"): each
        for name, each in robustness.items()
        if name.startswith("no_partner/")
    }
    if areas:
        shown.append(f"### No partner\n\n{_areas(areas)}")
    return "\n\n".join(shown) or "Not measured yet."


_NEXT_TO_NOTHING = ("capitals", "decomposed (NFD)")


def _stability(found: Figures) -> str:
    head = ("change", "needs", "overlap of the top 10", "band: one step", "band: more")
    rows = [*found["kinds"].items(), ("all", found)]
    table = _table(
        head,
        (
            [
                name,
                str(each["needs"]),
                f"{each['overlap']:.3f}",
                f"{each['one_step']:.1%}",
                f"{each['jumps']:.1%}",
            ]
            for name, each in rows
        ),
    )
    telling = [each for name, each in found["kinds"].items() if name not in _NEXT_TO_NOTHING]
    needs = sum(each["needs"] for each in telling)
    if not needs:
        return table
    mean = sum(each["needs"] * each["overlap"] for each in telling) / needs
    return (
        f"{table}\n\nCapitals and decomposed characters change next to nothing, so their rows "
        f"say little: the mean overlap of the others is {mean:.3f}, over {needs} needs."
    )


def _evidence(found: Figures) -> str:
    return (
        f"Of {found['quotes']} quotes in the first five places, {found['exact']:.1%} are exact. "
        f"Deleting the sentence lowered the pair's score in {found['lowered']:.1%} of "
        f"{found['deleted']} cases ({found['nothing_left']} startups had no other sentence)."
    )


def _stuffing(found: Figures) -> str:
    head = ("how", "tried", "entered the top 10", "flagged")
    rows = [*found["ways"].items(), ("all", found)]
    table = _table(
        head,
        (
            [name, str(each["tried"]), f"{each['entered']:.1%}", _share(each["flagged"])]
            for name, each in rows
        ),
    )
    return (
        f"{table}\n\nOf the honest startups, {_share(found['honest_flagged'])} are flagged. A "
        f"profile with a sentence for each sector is in the first ten of {found['everywhere']:.1%} "
        "of the needs."
    )


def _chances(found: Figures) -> str:
    bins = (
        [
            f"{each['chance']:.3f}",
            f"{each['kept']:.3f} [{each['low']:.3f}, {each['high']:.3f}]",
            str(each["pairs"]),
        ]
        for each in found["bins"]
    )
    told = (
        f"{found['pairs']} pairs, of which {found['kept']:.1%} were kept. Expected calibration "
        f"error {found['error']:.3f} [{found['error_low']:.3f}, {found['error_high']:.3f}]; Brier "
        f"score {found['brier']:.3f}, against {found['brier_of_the_mean']:.3f} for always telling "
        f"the share kept. Half of the intervals are narrower than {found['width_median']:.2f}, "
        f"nine in ten than {found['width_p90']:.2f}; {found['numbers']:.1%} of the chances are "
        "sure enough to be shown as a number."
    )
    return f"{told}\n\n{_table(('mean chance', 'share kept, 95 % interval', 'pairs'), bins)}"


def _cost(found: Figures) -> str:
    rows = (
        [name, f"{found[key]['median']:.0f} ms", f"{found[key]['p95']:.0f} ms"]
        for key, name in ((PRODUCT, "the product"), ("formula", "the formula, untrained"))
    )
    head = (f"one match over {found['startups']} startups, warm", "median", "p95")
    return _table(head, rows)


def _areas(found: Mapping[str, Figures]) -> str:
    rows = [
        [name, each["of"], str(len(each["has"])), str(len(each["lacks"])), _area(each["area"])]
        for name, each in found.items()
    ]
    has, lacks = (sum(len(each[side]) for each in found.values()) for side in ("has", "lacks"))
    rows.append(["all together", "", str(has), str(lacks), _area(pooled(found))])
    head = ("set", "top …", "needs with a partner", "without", "area under the curve")
    return _table(head, rows)


def _area(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _share(value: float) -> str:
    return f"{value:.1%}"


def _table(head: Sequence[str], rows: "Sequence[list[str]] | Iterator[list[str]]") -> str:
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    lines += [f"| {' | '.join(cells)} |" for cells in rows]
    return "\n".join(lines)
