"""Programmes and verdicts as JSON, the same for the command, the pages and what is kept."""

from typing import Any

from matcher.domain.programme import AidTerms, AnyOf, Condition, Programme, Rule, Test
from matcher.domain.programme_aid import Aid
from matcher.domain.programme_verdict import Verdict
from matcher.programmes.kinds import KIND_NAMES


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
        "bonuses": [
            {
                "bonus": bonus.id,
                "sources": [source.where for source in bonus.sources],
                "steps": [
                    {
                        "least_pct": step.least_pct,
                        "rate_pct": step.rate_pct,
                        "when": [_test(condition) for condition in step.when],
                    }
                    for step in bonus.steps
                ],
            }
            for bonus in terms.bonuses
        ],
    }


def _test(test: Test) -> dict[str, Any]:
    if isinstance(test, AnyOf):
        groups = [[_test(condition) for condition in group] for group in test.alternatives]
        return {"kind": "any_of", "alternatives": groups}
    return {"kind": KIND_NAMES[type(test)], **_fields(test)}


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


def _aid(aid: Aid | None) -> dict[str, Any] | None:
    if aid is None:
        return None
    return {
        "amount_dh": aid.amount_dh,
        "is_at_most": bool(aid.bounds),
        "bounds": [bound.value for bound in aid.bounds],
        "least_dh": aid.least_dh,
        "rate_pct": aid.rate_pct,
        "bonuses": [
            {
                "bonus": each.bonus.id,
                "least_pct": each.least_pct,
                "most_pct": each.most_pct,
                "missing": [fact.value for fact in each.missing],
            }
            for each in aid.bonuses
        ],
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
