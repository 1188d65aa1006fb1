"""Programmes and verdicts as JSON and as text for a terminal."""

from typing import Any

import click

from matcher import reference
from matcher.domain.programme import (
    AidTerms,
    AnyOf,
    Between,
    Condition,
    Holds,
    InCall,
    NotInForce,
    OneOf,
    Programme,
    Rule,
    Source,
    Test,
    Unverified,
    YoungerThan,
)
from matcher.domain.programme_aid import Aid
from matcher.domain.programme_verdict import Answer, Finding, Verdict
from matcher.wording.programme_facts import FACTS
from matcher.wording.programmes import (
    ANSWERS,
    BOUNDS,
    GAPS,
    SENTENCES,
    WHYS,
    amount,
    joined,
    lines_of,
)


def programme_json(programme: Programme) -> dict[str, Any]:
    """Return one version of a programme, its rules, sources and amounts, for JSON."""
    return {
        "id": programme.id,
        "version": programme.version,
        "valid_from": programme.valid_from.isoformat(),
        "name": programme.name,
        "operator": programme.operator,
        "instrument": programme.instrument,
        "note": programme.note,
        "rules": [{**_rule(rule), "test": _test(rule.test)} for rule in programme.rules],
        "aid": [_terms(terms) for terms in programme.aid],
    }


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict with its findings, sources, missing facts and arithmetic, for JSON."""
    programme = verdict.programme
    return {
        "programme": programme.id,
        "version": programme.version,
        "name": programme.name,
        "answer": verdict.answer.value,
        "deciding": [finding.rule.id for finding in verdict.deciding],
        "missing": [fact.value for fact in verdict.missing],
        "findings": [
            {
                **_rule(finding.rule),
                "state": finding.state.value,
                "why": finding.why.value,
                "missing": [fact.value for fact in finding.missing],
            }
            for finding in verdict.findings
        ],
        "aid": _aid(verdict.aid),
        "aid_if_confirmed": _aid(verdict.aid_if_confirmed),
    }


def show_programme(language: str, programme: Programme) -> None:
    """Print a programme: its name, who runs it, and each rule with its sources."""
    click.secho(f"{programme.name} [{programme.id}@{programme.version}]", bold=True)
    click.echo(f"  {programme.operator}")
    for rule in programme.rules:
        _show_rule(language, rule, "")
    click.echo()


def show_verdict(language: str, verdict: Verdict) -> None:
    """Print a verdict: the answer, the rules on which it rests, what to ask for, the aid."""
    programme = verdict.programme
    click.secho(f"{programme.name} [{programme.id}@{programme.version}]", bold=True)
    colour = {Answer.ELIGIBLE: "green", Answer.NOT_ELIGIBLE: "red"}.get(verdict.answer, "yellow")
    click.secho(f"  {ANSWERS[language][verdict.answer]}", fg=colour)
    for finding in verdict.deciding:
        _show_finding(language, finding)
    if verdict.missing:
        facts = joined(language, [FACTS[language][fact] for fact in verdict.missing])
        click.echo("  " + SENTENCES[language]["ask"].format(facts=facts))
    if verdict.aid_if_confirmed is not None:
        click.echo("  " + SENTENCES[language]["if_confirmed"])
    aid = verdict.aid or verdict.aid_if_confirmed
    if aid is not None:
        _show_aid(language, aid)
    click.echo()


def _show_finding(language: str, finding: Finding) -> None:
    _show_rule(language, finding.rule, WHYS[language][finding.why])


def _show_rule(language: str, rule: Rule, why: str) -> None:
    names = _sector_names(language)
    first, *others = lines_of(language, rule.test, names)
    click.echo(f"  - {first} ({why})" if why else f"  - {first}")
    for line in others:
        click.echo(f"      · {line}")
    for source in rule.sources:
        click.echo("      " + _source_line(language, source, rule.as_of))


def _source_line(language: str, source: Source, as_of: str) -> str:
    return SENTENCES[language]["source"].format(
        title=source.title, where=source.where, read_on=source.read_on.isoformat(), as_of=as_of
    )


def _show_aid(language: str, aid: Aid) -> None:
    words = SENTENCES[language]
    if aid.gap is not None:
        click.echo("  " + GAPS[language][aid.gap])
    elif aid.amount_dh is not None:
        _show_amount(language, aid, aid.amount_dh)
    if aid.missing:
        facts = joined(language, [FACTS[language][fact] for fact in aid.missing])
        click.echo("  " + words["ask"].format(facts=facts))


def _show_amount(language: str, aid: Aid, most: int) -> None:
    words = SENTENCES[language]
    bounds = joined(language, [BOUNDS[language][bound] for bound in aid.bounds])
    sentence = words["aid_at_most" if bounds else "aid"]
    click.echo("  " + sentence.format(amount=amount(language, most), bounds=bounds))
    for line in _arithmetic(language, aid):
        click.echo(f"      {line}")


def _arithmetic(language: str, aid: Aid) -> list[str]:
    words, terms, lines = SENTENCES[language], aid.terms, []
    if terms is None or aid.cost_dh is None:
        return []
    if aid.by_rate_dh is not None:
        lines.append(
            words["by_rate"].format(
                rate=terms.rate_pct,
                cost=amount(language, aid.cost_dh),
                by_rate=amount(language, aid.by_rate_dh),
            )
        )
    if aid.room_dh is not None and aid.ceiling_dh is not None:
        ceiling, used, room = (
            amount(language, each) for each in (aid.ceiling_dh, aid.used_dh, aid.room_dh)
        )
        lines.append(words["room"].format(ceiling=ceiling, used=used, room=room))
    if terms.is_repayable:
        lines.append(words["repayable"])
    lines.extend(_source_line(language, source, terms.as_of) for source in terms.sources)
    return lines


def _sector_names(language: str) -> dict[str, str]:
    return {
        sector.id: getattr(sector, f"label_{language}") or sector.label_fr
        for sector in reference.sectors()
    }


def _rule(rule: Rule | AidTerms) -> dict[str, Any]:
    return {
        "rule": rule.id,
        "as_of": rule.as_of,
        "review_by": rule.review_by.isoformat(),
        "sources": [
            {
                "title": source.title,
                "where": source.where,
                "read_on": source.read_on.isoformat(),
            }
            for source in rule.sources
        ],
    }


def _terms(terms: AidTerms) -> dict[str, Any]:
    return {
        **_rule(terms),
        "rate_pct": terms.rate_pct,
        "ceiling_dh": terms.ceiling_dh,
        "ceiling_per": terms.ceiling_per.value,
        "is_rate_a_maximum": terms.is_rate_a_maximum,
        "is_repayable": terms.is_repayable,
        "is_unverified": terms.is_unverified,
        "when": [_test(condition) for condition in terms.when],
    }


def _test(test: Test) -> dict[str, Any]:
    if isinstance(test, AnyOf):
        groups = [[_test(condition) for condition in group] for group in test.alternatives]
        return {"kind": "any_of", "alternatives": groups}
    return {"kind": _KINDS[type(test)], **_fields(test)}


def _fields(test: Condition) -> dict[str, Any]:
    fields = {name: getattr(test, name) for name in test.__slots__}
    if "calls" in fields:
        fields["calls"] = [
            {
                "opens": call.opens and call.opens.isoformat(),
                "deadline": call.deadline.isoformat(),
            }
            for call in fields["calls"]
        ]
    return {name: value for name, value in fields.items() if value not in (None, ())}


_KINDS: dict[type, str] = {
    Between: "between",
    OneOf: "one_of",
    Holds: "holds",
    YoungerThan: "younger_than",
    InCall: "call",
    Unverified: "unverified",
    NotInForce: "not_in_force",
}


def _aid(aid: Aid | None) -> dict[str, Any] | None:
    if aid is None:
        return None
    return {
        "amount_dh": aid.amount_dh,
        "is_at_most": bool(aid.bounds),
        "bounds": [bound.value for bound in aid.bounds],
        "rate_pct": aid.terms and aid.terms.rate_pct,
        "cost_dh": aid.cost_dh,
        "by_rate_dh": aid.by_rate_dh,
        "ceiling_dh": aid.ceiling_dh,
        "ceiling_per": aid.terms and aid.terms.ceiling_per.value,
        "used_dh": aid.used_dh,
        "room_dh": aid.room_dh,
        "is_repayable": bool(aid.terms and aid.terms.is_repayable),
        "gap": aid.gap and aid.gap.value,
        "missing": [fact.value for fact in aid.missing],
        "terms": aid.terms and _rule(aid.terms),
    }
