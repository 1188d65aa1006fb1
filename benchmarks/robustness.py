"""What quality is beyond the order: stability, evidence, stuffing, no partner, chances, cost."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from benchmarks import calibration_quality, cost, evidence, no_partner, stability, stuffing
from benchmarks.engines import Asked, Engines
from benchmarks.judged import MAROC, JudgedSet, named
from benchmarks.timing import one_thread

OTHERS = ("sbir_en", "services_fr", "cordis_he_en", "tee_fr")
"""Sets beside the job's own on which "no partner" is measured, when they are given."""
MOST_QUERIES = 100
NO_PARTNER = "no_partner/"


@dataclass(frozen=True)
class Part:
    """One measurement: its name, and how to make it."""

    name: str
    make: Callable[[], dict[str, Any] | None]


def parts(engines: Engines, sets: Mapping[str, JudgedSet]) -> Iterator[Part]:
    """Yield every measurement that these sets allow; nothing is asked before one is made."""
    job = {name: found for name in MAROC if (found := named(sets, name)) is not None}

    def asked() -> list[Asked]:
        return [engines.ask(each) for each in job.values()]

    def take(measure: Callable[[list[Asked]], dict[str, Any] | None]) -> dict[str, Any] | None:
        return measure(asked())

    if not job:
        return
    yield Part("calibration", partial(take, calibration_quality.measure))
    yield Part("stability", partial(take, stability.measure))
    yield Part("evidence", partial(take, evidence.measure))
    yield Part("stuffing", partial(take, stuffing.measure))
    yield Part("cost", partial(_cost, engines, next(iter(job.values()))))
    others = {name: sets[name] for name in OTHERS if name in sets}
    for name, found in {**job, **others}.items():
        yield Part(f"{NO_PARTNER}{name}", partial(_no_partner, engines, found))


def _no_partner(engines: Engines, judged: JudgedSet) -> dict[str, Any]:
    return no_partner.measure(engines.ask(judged, most=MOST_QUERIES))


def _cost(engines: Engines, judged: JudgedSet) -> dict[str, Any]:
    with one_thread():
        return cost.measure(engines.ask(judged))
