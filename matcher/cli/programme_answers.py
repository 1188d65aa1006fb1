"""Programmes and verdicts as text for a terminal."""

import click

from matcher import reference
from matcher.domain.programme import (
    Programme,
    Rule,
    Source,
)
from matcher.domain.programme_aid import Aid
from matcher.domain.programme_verdict import Answer, Finding, Verdict
from matcher.wording.programme_facts import FACTS
from matcher.wording.programme_sums import sums_of
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
    for line in sums_of(language, aid):
        click.echo(f"      {line}")
    if aid.terms is not None:
        for source in aid.terms.sources:
            click.echo("      " + _source_line(language, source, aid.terms.as_of))


def _sector_names(language: str) -> dict[str, str]:
    return {
        sector.id: getattr(sector, f"label_{language}") or sector.label_fr
        for sector in reference.sectors()
    }
