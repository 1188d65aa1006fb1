"""Is the routing to technical centres and clusters right? Run `python -m benchmarks.routing`.

Reads the labelled challenges of tests/ranking/support_cases: `dev` was learned from, `test` and
`blind` were written apart and run when everything was frozen; the 40 of `blind` that are marked
`main` are those of the target. By words and meaning, then by words alone.
"""

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matcher import assembly
from matcher.domain.challenge import Challenge, Facts
from matcher.domain.support import SupportKind
from matcher.domain.taxonomy import LANGUAGES
from matcher.engine import Matcher
from matcher.ranking.support import need_of_support, support_for
from matcher.text.needs import complete

CASES = Path(__file__).parents[1] / "tests/ranking/support_cases"


@dataclass(frozen=True, slots=True)
class Case:
    """A labelled challenge: whether a centre or a cluster is called for, and which centre."""

    challenge: Challenge
    needs_centre: bool
    centre: str | None
    needs_cluster: bool
    is_main: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the engine said of a case: which kinds it calls for, and the first centre it names."""

    case: Case
    kinds: frozenset[SupportKind]
    first: str | None

    @property
    def is_right_on_centres(self) -> bool:
        """Whether a centre is called for exactly where one is needed."""
        return (SupportKind.CENTRE in self.kinds) == self.case.needs_centre

    @property
    def is_right_on_clusters(self) -> bool:
        """Whether a cluster is called for exactly where one is needed."""
        return (SupportKind.CLUSTER in self.kinds) == self.case.needs_cluster


def cases_of(path: Path) -> list[Case]:
    """Return the cases of a file."""
    return [_case(row) for row in json.loads(path.read_text(encoding="utf-8"))]


def verdicts(cases: Iterable[Case], matcher: Matcher | None) -> list[Verdict]:
    """Return what the engine says of each case; by words alone without a matcher."""
    found = []
    for case in cases:
        margins = matcher.margins(case.challenge) if matcher is not None else None
        named = support_for(case.challenge, margins).called
        centres = [each.body.key for each in named if each.kind is SupportKind.CENTRE]
        kinds = need_of_support(case.challenge, margins).kinds
        found.append(Verdict(case, kinds, centres[0] if centres else None))
    return found


def main(name: str) -> None:
    """Print the shares of right answers on the sets of this name ("*" for all)."""
    matcher = Matcher(assembly.embedder())
    for path in sorted(CASES.glob(f"{name}.json")):
        cases = cases_of(path)
        for how, means in (("words and meaning", matcher), ("words alone", None)):
            found = verdicts(cases, means)
            _print(f"{path.stem}, {how}", found)
            main_ones = [each for each in found if each.case.is_main]
            if main_ones:
                _print(f"{path.stem}, {how}, those of the target", main_ones)


def _print(title: str, found: list[Verdict]) -> None:
    about_centres = [each for each in found if not each.case.needs_cluster and _is_centre(each)]
    print(f"{title}:")
    print(f"  centre or none  {_share([each.is_right_on_centres for each in found])}")
    for language in LANGUAGES:
        own = [each for each in found if each.case.challenge.language == language]
        print(f"    {language}            {_share([each.is_right_on_centres for each in own])}")
    print(f"  cluster or none {_share([each.is_right_on_clusters for each in found])}")
    named = [each.first == each.case.centre for each in about_centres]
    print(f"  the very centre {_share(named)}")
    wrong = [each.case.challenge.id for each in found if not _is_right(each)]
    print(f"  wrong: {', '.join(wrong) or 'none'}")


def _is_centre(verdict: Verdict) -> bool:
    return verdict.case.needs_centre and verdict.case.centre is not None


def _is_right(verdict: Verdict) -> bool:
    return verdict.is_right_on_centres and verdict.is_right_on_clusters


def _share(right: list[bool]) -> str:
    return f"{sum(right)} of {len(right)} ({sum(right) / max(len(right), 1):.0%})"


def _case(row: Mapping[str, Any]) -> Case:
    facts = Facts(sectors=tuple(row["sectors"]))
    challenge = complete(Challenge(row["id"], row["text"], row["language"], facts=facts))
    return Case(
        challenge, row["needs_centre"], row["centre"], row["needs_cluster"], row.get("main", False)
    )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "*")
