"""One answered challenge, as JSON and as lines for a terminal."""

from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from matcher.cli.support_answers import show_support, support_json
from matcher.domain.challenge import Challenge
from matcher.domain.match import Chance, Evidence, Flag, Match, MatchList, Reason, RefusalCode
from matcher.text.normalise import clean
from matcher.wording.engine import BANDS, CHANCE, FAR, FLAGS, NOTES, REASONS, REFUSALS, YOUNG

_STYLES = {
    "requirement_met": "green",
    "requirement_partly_met": "yellow",
    "requirement_not_found": "dim",
}


def as_json(challenge: Challenge, answer: MatchList) -> dict[str, Any]:
    """Return the documented JSON object of one challenge and its matches."""
    return {
        "id": challenge.id,
        "language": challenge.language,
        "text": challenge.text,
        "matches": [_match_json(match) for match in answer.matches],
        "refusals": [
            {"startup_id": each.startup_id, "code": each.code.value} for each in answer.refusals
        ],
        "notes": list(answer.notes),
        "support": [support_json(each) for each in answer.support],
        "alternatives": [support_json(each) for each in answer.alternatives],
    }


def _match_json(match: Match) -> dict[str, Any]:
    return {
        "rank": match.rank,
        "startup_id": match.startup_id,
        "name": match.name,
        "reasons": [_reason_json(reason) for reason in match.reasons],
        "unmet": list(match.unmet),
        "band": match.band and match.band.value,
        "chance": _chance_json(match.chance),
        "is_far": match.is_far,
        "is_young": match.is_young,
        "flags": [_flag_json(flag) for flag in match.flags],
    }


def _chance_json(chance: Chance | None) -> dict[str, float] | None:
    if chance is None:
        return None
    return {name: round(getattr(chance, name), 2) for name in ("value", "low", "high")}


def _flag_json(flag: Flag) -> dict[str, Any]:
    return {"code": flag.code.value, "evidence": _evidence_json(flag.evidence)}


def _reason_json(reason: Reason) -> dict[str, Any]:
    return {
        "code": reason.code.value,
        "requirement": reason.requirement,
        "evidence": _evidence_json(reason.evidence),
    }


def _evidence_json(evidence: Evidence | None) -> dict[str, Any] | None:
    if evidence is None:
        return None
    return {
        "text": evidence.text,
        "start": evidence.start,
        "end": evidence.end,
        "capability_id": evidence.capability_id,
    }


def show(console: Console, challenge: Challenge, answer: MatchList) -> None:
    """Print a challenge and its matches, worded in the challenge's language."""
    console.rule(f"[bold]{_shown(challenge.id)}[/bold] · {challenge.language}", align="left")
    console.print(Padding(_shown(challenge.text), (0, 2, 1, 2)))
    for match in answer.matches:
        _show_match(console, challenge.language, match)
    for note in answer.notes:
        console.print(f"[yellow]{escape(NOTES[challenge.language][note])}[/yellow]")
    if answer.refusals:
        _show_refusals(console, challenge.language, answer)
    show_support(console, challenge.language, answer)


def _show_match(console: Console, language: str, match: Match) -> None:
    console.print(
        f"[bold]{match.rank}. {_shown(match.name)}[/bold]  [dim]{_shown(match.startup_id)}[/dim]"
    )
    for line in _judgements(language, match):
        console.print(Padding(line, (0, 2, 0, 3)))
    for reason in match.reasons:
        style = _STYLES.get(reason.code.value, "cyan")
        words = REASONS[language][reason.code]
        if reason.requirement:
            words = f"{words} : {reason.requirement}"
        console.print(Padding(f"[{style}]{_shown(words)}[/{style}]", (0, 2, 0, 3)))
        if reason.evidence:
            console.print(Padding(f"« {_shown(reason.evidence.text)} »", (0, 2, 0, 6)))
    console.print()


def _judgements(language: str, match: Match) -> Iterator[str]:
    """Yield how likely the match is, in words and where it is sure enough as a number; warnings."""
    if match.band is not None:
        words = BANDS[language][match.band]
        if match.chance is not None:
            low, high = round(100 * match.chance.low), round(100 * match.chance.high)
            words = (
                f"{words} ({CHANCE[language].format(round(100 * match.chance.value), low, high)})"
            )
        yield f"[bold]{escape(words)}[/bold]"
    if match.is_far:
        yield f"[magenta]{escape(FAR[language])}[/magenta]"
    if match.is_young:
        yield f"[magenta]{escape(YOUNG[language])}[/magenta]"
    for flag in match.flags:
        quote = f" « {_shown(flag.evidence.text)} »" if flag.evidence else ""
        yield f"[red]{escape(FLAGS[language][flag.code])}[/red]{quote}"


def _show_refusals(console: Console, language: str, answer: MatchList) -> None:
    counts: dict[RefusalCode, int] = {}
    for each in answer.refusals:
        counts[each.code] = counts.get(each.code, 0) + 1
    for code, count in counts.items():
        console.print(f"[dim]{count} × {escape(REFUSALS[language][code])}[/dim]")


def _shown(text: str) -> str:
    """Return text on one line, without what could change how a terminal behaves."""
    return escape(" ".join(clean(text).split()))
