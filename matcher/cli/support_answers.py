"""The technical centres and clusters of an answer, as JSON and as lines for a terminal."""

from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from matcher.domain.match import MatchList
from matcher.domain.support import SupportMatch, SupportReason
from matcher.text.normalise import clean
from matcher.wording.support import SERVICES, SUPPORT_HEADINGS, SUPPORT_KINDS, SUPPORT_REASONS

NOBODY = frozenset({"matches.none", "matches.none_likely", "matches.none_answers"})
"""The notes with which the alternatives to startups are shown."""


def support_json(match: SupportMatch) -> dict[str, Any]:
    """Return the documented JSON object of a support body and its reasons."""
    return {
        "rank": match.rank,
        "key": match.body.key,
        "kind": match.kind.value,
        "acronym": match.body.acronym,
        "name": match.body.name,
        "reasons": [_reason_json(reason) for reason in match.reasons],
        "sources": list(match.body.sources),
    }


def show_support(console: Console, language: str, answer: MatchList) -> None:
    """Print the support bodies called for; where no startup fits, the alternatives."""
    found, heading = answer.support, "called"
    if not found and NOBODY & set(answer.notes):
        found, heading = answer.alternatives, "alternatives"
    if not found:
        return
    console.print(f"[bold]{escape(SUPPORT_HEADINGS[language][heading])}[/bold]")
    for match in found:
        kind = escape(SUPPORT_KINDS[language][match.kind])
        console.print(
            Padding(f"{match.rank}. {escape(match.body.label)}  [dim]{kind}[/dim]", (0, 2, 0, 1))
        )
        for reason in match.reasons:
            _show_reason(console, language, reason)
    console.print()


def _reason_json(reason: SupportReason) -> dict[str, Any]:
    quote = reason.quote
    return {
        "code": reason.code.value,
        "service": reason.service and reason.service.value,
        "sector": reason.sector or None,
        "evidence": quote
        and {"text": quote.text, "start": quote.start, "end": quote.end, "source": quote.source},
    }


def _show_reason(console: Console, language: str, reason: SupportReason) -> None:
    words = SUPPORT_REASONS[language][reason.code]
    if reason.service is not None:
        words = f"{words} : {SERVICES[language][reason.service]}"
    console.print(Padding(f"[cyan]{escape(words)}[/cyan]", (0, 2, 0, 4)))
    if reason.quote is not None:
        said = escape(" ".join(clean(reason.quote.text).split()))
        console.print(Padding(f"« {said} »", (0, 2, 0, 7)))
