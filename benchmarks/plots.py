"""The plots of docs/quality.md: each set, each language, and whether chances come true."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.judged import MAROC
from benchmarks.svg import Drawing
from benchmarks.targets import NDCG, RECALL, Figures, Sets, best_baseline, of_set, product
from matcher.learning.systems import PRODUCT

_LEFT, _RIGHT, _TOP, _ROW, _WIDTH = 210, 130, 64, 26, 760
_LANGUAGES = {"maroc_fr": "French", "maroc_ar": "Arabic", "maroc_en": "English"}
_TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True)
class Row:
    """One row of a dot plot: a baseline, the product, and where the product may be."""

    label: str
    theirs: float
    ours: float
    low: float
    high: float


def plots(sets: Sets, robustness: Mapping[str, Any]) -> dict[str, str]:
    """Return the plots that the figures allow, by file name."""
    found = {}
    if sets:
        found["sets.svg"] = sets_plot(sets)
    languages = list(_language_rows(sets))
    if languages:
        found["languages.svg"] = dot_plot(
            languages,
            "The same needs in three languages",
            "For each language of the needs, nDCG@10 and Recall@100 of the product and of the "
            "best baseline.",
        )
    if robustness.get("calibration"):
        found["reliability.svg"] = reliability_plot(robustness["calibration"])
    return found


def sets_plot(sets: Sets) -> str:
    """Return the product beside the best baseline on each set."""
    rows = [set_row(name, figures) for name, figures in sets.items()]
    return dot_plot(
        rows,
        "nDCG@10 on each set: the product and its best baseline",
        "For each judged set, the score of the best baseline and that of the product. The bar is "
        "the 95 % interval of the difference, laid off from the baseline.",
    )


def set_row(name: str, figures: Figures) -> Row:
    """Return a set's row; the interval is that of the paired difference."""
    best, baseline = best_baseline(figures, NDCG)
    gap = figures["paired"][f"{PRODUCT}-vs-{best}"]
    ours = product(figures, NDCG)
    return Row(name, baseline, ours, baseline + gap["low"], baseline + gap["high"])


def dot_plot(rows: Sequence[Row], title: str, description: str) -> str:
    """Return rows of two dots on one scale from 0 to 1, with the numbers beside them."""
    bottom = _TOP + _ROW * len(rows)
    told = "; ".join(f"{row.label}: {row.theirs:.3f}, product {row.ours:.3f}" for row in rows)
    drawing = Drawing(_WIDTH, bottom + 34, title, f"{description} {told}.")
    drawing.text((12, 20), title)
    drawing.dot((20, 40), "theirs")
    drawing.text((32, 44), "best baseline", kind="small")
    drawing.dot((130, 40), "ours")
    drawing.text((142, 44), "product, with the interval of the difference", kind="small")
    for tick in _TICKS:
        drawing.line((_across(tick), _TOP - 8), (_across(tick), bottom), "axis")
        drawing.text((_across(tick), bottom + 18), f"{tick:.1f}", kind="small", end="middle")
    for number, row in enumerate(rows):
        _draw_row(drawing, row, _TOP + _ROW * number + 10)
    return drawing.render()


def _draw_row(drawing: Drawing, row: Row, height: float) -> None:
    drawing.text((_LEFT - 14, height + 4), row.label, end="end")
    if row.high > row.low:
        drawing.line((_across(row.low), height), (_across(row.high), height), "interval")
    drawing.dot((_across(row.theirs), height), "theirs")
    drawing.dot((_across(row.ours), height), "ours")
    numbers = f"{row.theirs:.3f} → {row.ours:.3f}"
    drawing.text((_WIDTH - 12, height + 4), numbers, kind="small", end="end")


def _across(value: float) -> float:
    inside = min(1.0, max(0.0, value))
    return _LEFT + inside * (_WIDTH - _LEFT - _RIGHT)


def _language_rows(sets: Sets) -> Iterable[Row]:
    for name in MAROC:
        figures = of_set(sets, name)
        if figures is None:
            continue
        row = set_row(f"{_LANGUAGES[name]}, nDCG@10", figures)
        yield row
        _, recall = best_baseline(figures, RECALL)
        ours = product(figures, RECALL)
        yield Row(f"{_LANGUAGES[name]}, Recall@100", recall, ours, ours, ours)


def reliability_plot(found: Figures) -> str:
    """Return the chance told against the share kept, a dot for each bin, with its interval."""
    size, left, top = 360, 70, 72
    bins = found["bins"]

    def at(told: float, kept: float) -> tuple[float, float]:
        return left + told * size, top + (1 - kept) * size

    listed = "; ".join(
        f"told {each['chance']:.2f}, kept {each['kept']:.2f} of {each['pairs']}" for each in bins
    )
    title = "Do chances come true"
    description = (
        f"Chance told by the product against the share that was kept, {found['pairs']} pairs in "
        f"{len(bins)} bins; on the diagonal the two agree. {listed}."
    )
    drawing = Drawing(left + size + 90, top + size + 60, title, description)
    drawing.text((12, 20), title)
    told = f"expected calibration error {found['error']:.3f}, {found['pairs']} pairs"
    drawing.text((12, 38), told, kind="small")
    for tick in _TICKS:
        drawing.line(at(tick, 0), at(tick, 1), "axis")
        drawing.line(at(0, tick), at(1, tick), "axis")
        x, y = at(tick, 0)
        drawing.text((x, y + 18), f"{tick:.1f}", kind="small", end="middle")
        x, y = at(0, tick)
        drawing.text((x - 8, y + 4), f"{tick:.1f}", kind="small", end="end")
    drawing.line(at(0, 0), at(1, 1), "diagonal")
    for each in bins:
        drawing.line(at(each["chance"], each["low"]), at(each["chance"], each["high"]), "interval")
        drawing.dot(at(each["chance"], each["kept"]), "ours")
    drawing.text((left + size / 2, top + size + 42), "chance told", end="middle")
    drawing.text((12, top - 12), "share kept", kind="small")
    return drawing.render()
