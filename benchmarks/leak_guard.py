"""How well the leak guard finds what tells who is meant: python -m benchmarks.leak_guard.

Short texts written for it (teasers, profiles, messages; half of them clean; French, Arabic,
English) lie in tests/leak_texts. Rules are written with `dev.json` in view; `test.json` holds texts
that nobody who writes rules reads, and is only scored. A finding is right when it overlaps a
labelled passage, and a labelled passage is found when a finding overlaps it. Exit code 1 when the
test part falls below the promise.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from benchmarks.judged import ROOT
from matcher.text.leaks.findings import Finding, Kind
from matcher.text.leaks.guard import find
from matcher.text.leaks.known_names import KnownNames

TEXTS: Final = ROOT / "tests" / "leak_texts"
LEAST_RECALL: Final = 0.95
LEAST_PRECISION: Final = 0.80
Span = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Score:
    """What was found of what there is, passage by passage and text by text.

    `kinds` holds, for each kind, labelled passages and those found. `others` is the part of a
    leaking text's findings that no label covers.
    """

    labelled: int
    found: int
    findings: int
    right: int
    leaking: int
    flagged: int
    clean: int
    unflagged: int
    kinds: dict[str, tuple[int, int]]

    @property
    def recall(self) -> float:
        """The share of labelled passages that were found."""
        return self.found / self.labelled

    @property
    def precision(self) -> float:
        """The share of findings that are right."""
        return self.right / self.findings


def known_names() -> KnownNames:
    """Return the invented organisations that the texts speak of."""
    told = json.loads((TEXTS / "organisations.json").read_text(encoding="utf-8"))
    fields = ("name", "name_ar", "acronym")
    return KnownNames.of(
        name for each in told for name in (*(each.get(f, "") for f in fields), *each["brands"])
    )


def score(part: str) -> Score:
    """Return how the guard does on a part of the texts: dev or test."""
    texts = json.loads((TEXTS / f"{part}.json").read_text(encoding="utf-8"))
    names = known_names()
    return _counted([(_labels(each), find(each["text"], names)) for each in texts])


def _counted(read: Sequence[tuple[list[Span], tuple[Finding, ...]]]) -> Score:
    kinds = {kind.value: (0, 0) for kind in Kind}
    for labels, findings in read:
        for label in labels:
            all_of, found = kinds[label[0]]
            kinds[label[0]] = all_of + 1, found + _is_met(label, findings)
    right = sum(_is_right(each, labels) for labels, findings in read for each in findings)
    leaking = [findings for labels, findings in read if labels]
    clean = [findings for labels, findings in read if not labels]
    return Score(
        labelled=sum(all_of for all_of, _ in kinds.values()),
        found=sum(found for _, found in kinds.values()),
        findings=sum(len(findings) for _, findings in read),
        right=right,
        leaking=len(leaking),
        flagged=sum(bool(each) for each in leaking),
        clean=len(clean),
        unflagged=sum(not each for each in clean),
        kinds=kinds,
    )


def _labels(text: dict[str, Any]) -> list[Span]:
    """Return the labelled passages of a text; the same words twice are two places."""
    found: list[Span] = []
    for label in text["leaks"]:
        taken = [start for _, start, _ in found]
        start = text["text"].find(label["text"])
        while start in taken:
            start = text["text"].find(label["text"], start + 1)
        if start < 0:
            raise ValueError(f"{text['id']}: a label is not in its text")
        found.append((label["kind"], start, start + len(label["text"])))
    return found


def _is_met(label: Span, findings: Iterable[Finding]) -> bool:
    return any(each.start < label[2] and each.end > label[1] for each in findings)


def _is_right(finding: Finding, labels: Iterable[Span]) -> bool:
    return any(finding.start < end and finding.end > start for _, start, end in labels)


def table() -> str:
    """Return the figures of the parts that are in place as a table for docs/quality.md."""
    parts = {part: score(part) for part in ("dev", "test")}
    lines = [
        "| part | recall | precision | leaking texts flagged | clean texts left alone |",
        "|---|---|---|---|---|",
    ]
    for part, got in parts.items():
        lines.append(
            f"| {part} | {got.recall:.3f} ({got.found} of {got.labelled}) "
            f"| {got.precision:.3f} ({got.right} of {got.findings}) "
            f"| {got.flagged} of {got.leaking} | {got.unflagged} of {got.clean} |"
        )
    lines += ["", "| kind, found in the test part | " + " | ".join(Kind) + " |"]
    lines += ["|---|" + "---|" * len(Kind)]
    cells = (f"{found} of {all_of}" for all_of, found in parts["test"].kinds.values())
    lines += ["| passages | " + " | ".join(cells) + " |"]
    return "\n".join(lines)


def main() -> int:
    """Print the table; 1 when the test part misses the promise."""
    print(table())
    got = score("test")
    return int(got.recall < LEAST_RECALL or got.precision < LEAST_PRECISION)


if __name__ == "__main__":
    sys.exit(main())
