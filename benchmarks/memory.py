"""Peak memory of a process that answers from an index, and what one more text takes there.

Run by itself, so that nothing else is in the process: loads the encoder, opens a saved index,
answers needs, then adds one text at a time and searches for it. Prints JSON.

    python -m benchmarks.memory INDEX_FOLDER ENCODER_FOLDER SCRATCH_FOLDER < NEEDS_AS_JSON
"""

import json
import resource
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from benchmarks.matching import CANDIDATES, EXPLAINED
from benchmarks.timing import timed
from matcher.domain.challenge import Challenge
from matcher.domain.startup import Capability, Startup
from matcher.engine import Matcher
from matcher.retrieval.embedding import Embedder, load_embedder
from matcher.retrieval.index import Probe, StartupIndex
from matcher.settings import PROJECT_ROOT, Settings
from matcher.text.tokens import terms

ADDED = 20
"""Texts to add; all differ, so that the cache of vectors knows none of them."""


@dataclass(frozen=True)
class Use:
    """Megabytes at the peak, and the milliseconds of the slowest of nineteen texts in twenty."""

    megabytes: float
    adding: float
    """Adding a text and searching for it, encoding included."""
    adding_p50: float
    """The median of the same."""
    encoding: float
    """Encoding such a text alone."""


def measure(index: Path, encoder: Path, needs: list[str]) -> Use:
    """Measure in a process of its own."""
    with tempfile.TemporaryDirectory() as scratch:
        told = subprocess.run(
            [sys.executable, "-m", __name__, index, encoder, scratch],
            cwd=PROJECT_ROOT,
            check=True,
            input=json.dumps(needs),
            stdout=subprocess.PIPE,
            text=True,
        ).stdout
    return Use(**json.loads(told))


def use(index: StartupIndex, embedder: Embedder, needs: list[str]) -> Use:
    """Answer needs, note the peak, then add texts."""
    matcher = Matcher(embedder, index)
    for number, text in enumerate(needs):
        challenge = Challenge(id=f"n{number}", text=text, language="fr")
        matcher.match(challenge, top=EXPLAINED, candidates=CANDIDATES)
    megabytes = _peak_megabytes()
    adding, encoding = [], []
    for number in range(ADDED):
        text = f"Capteur sans fil numéro {number} pour mesurer la pression des fours à chaux."
        adding.append(timed(lambda: _add_and_find(index, embedder, number, text))[1])  # noqa: B023
        other = text.replace("Capteur", "Compteur")
        encoding.append(timed(lambda: embedder.passages([other]))[1])  # noqa: B023
    p50, p95 = np.percentile(adding, [50, 95]).tolist()
    alone = float(np.percentile(encoding, 95))
    return Use(megabytes, p95 * 1e3, p50 * 1e3, alone * 1e3)


def _peak_megabytes() -> float:
    """Return the most memory that this program ever held.

    Linux says it in /proc; the figure of getrusage would count what the parent held when it
    started this process.
    """
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _add_and_find(index: StartupIndex, embedder: Embedder, number: int, text: str) -> None:
    startup = Startup(f"new{number}", "Nouvelle", (Capability("c", "", text),))
    index.put([startup])
    vector = index.centring.passages(embedder.passages([text]))[0]
    found = index.search([Probe(text, vector, tuple(terms(text, "fr")))], limit=10)
    if startup.id not in {each.startup_id for each in found}:
        raise RuntimeError(f"{startup.id} was added, but the next search did not find it.")


def main(arguments: list[str]) -> None:
    """Measure in this process and print the figures."""
    folder, encoder, scratch = arguments
    embedder = load_embedder(Settings(encoder=encoder, var=Path(scratch)))
    embedder.queries(["une première question"])
    index = StartupIndex.open(Path(folder), embedder)
    print(json.dumps(asdict(use(index, embedder, json.load(sys.stdin)))))


if __name__ == "__main__":
    main(sys.argv[1:])
