"""Rules, aid, sources and what changed of them, in the words of the reader's language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask.blueprints import BlueprintSetupState

from matcher import reference
from matcher.domain.programme import AidTerms, Bonus, Programme, Rule, Source, Test, Unverified
from matcher.domain.programme_changes import Change, Part
from matcher.domain.programme_facts import Fact
from matcher.domain.programme_verdict import Finding, Verdict, Why
from matcher.errors import WorkflowError
from matcher.programmes.editing import EditedPart, read_alone
from matcher.wording.programme_facts import FACTS
from matcher.wording.programme_sums import sums_of
from matcher.wording.programmes import (
    ANSWERS,
    BONUSES,
    BOUNDS,
    GAPS,
    SENTENCES,
    WHYS,
    amount,
    joined,
    lines_of,
)
from matcher.workflow.naming import sector_name
from web.locale import _, date_text, gettext, language, lazy
from web.pages.programmes.blueprint import blueprint

FIELDS = {
    "id": lazy("Short name"),
    "name": lazy("Name"),
    "operator": lazy("Run by"),
    "instrument": lazy("Kind of support"),
    "note": lazy("Remark"),
    "version": lazy("Name of the version"),
    "valid_from": lazy("Holds from"),
    "as_of": lazy("Date of what the sources say"),
    "review_by": lazy("To be read again by"),
    "title": lazy("Title"),
    "where": lazy("Address, or reference in the press"),
    "read_on": lazy("Read on"),
    "sources": lazy("Sources"),
    "kind": lazy("Kind of rule"),
    "fact": lazy("What is asked"),
    "at_least": lazy("At least"),
    "at_most": lazy("At most"),
    "below": lazy("Below"),
    "values": lazy("What counts"),
    "unclear": lazy("What the sources do not settle"),
    "expected": lazy("Expected answer"),
    "years": lazy("Less than so many years ago"),
    "calls": lazy("Calls for projects"),
    "opens": lazy("Opens on"),
    "deadline": lazy("Closes on"),
    "next_is_unverified": lazy("The date of the next call is confirmed by no source"),
    "about": lazy("What no source confirms"),
    "alternatives": lazy("Alternatives"),
    "test": lazy("What is asked"),
    "rate_pct": lazy("Rate (% of the cost)"),
    "least_pct": lazy("Lower rate, where the sources give two (%)"),
    "ceiling_dh": lazy("Ceiling (DH)"),
    "ceiling_per": lazy("The ceiling counts"),
    "when": lazy("Only when"),
    "is_rate_a_maximum": lazy("The rate is the most that all bonuses give together"),
    "is_repayable": lazy("To be paid back"),
    "is_unverified": lazy("No source confirms the amount"),
    "bonuses": lazy("Bonuses"),
    "steps": lazy("Rates"),
    "rules": lazy("Rules"),
    "programmes": lazy("Programme"),
    "aid": lazy("Aid"),
}
KINDS = {
    "between": lazy("A number within bounds"),
    "one_of": lazy("One of several choices"),
    "holds": lazy("A question answered by yes or no"),
    "younger_than": lazy("A date not too long ago"),
    "call": lazy("A call for projects is open"),
    "any_of": lazy("One of several alternatives"),
    "unverified": lazy("Something that no source confirms"),
    "not_in_force": lazy("The programme is closed"),
}
ABOUT = {
    "status": lazy("whether the programme still runs"),
    "current_deadline": lazy("the current deadline"),
    "detail": lazy("the detail of the rule"),
}
INSTRUMENTS = {
    "grant": lazy("grant"),
    "investment_grant": lazy("investment grant"),
    "equity": lazy("equity"),
    "honour_loan": lazy("honour loan"),
    "incubation": lazy("incubation"),
    "bilateral_rd": lazy("bilateral research"),
    "technical_assistance": lazy("technical assistance"),
    "status": lazy("status"),
    "tax": lazy("tax relief"),
}
"""What a programme gives; a kind that nobody named here is shown as it was written."""
PER = {
    "project": lazy("for each project"),
    "firm": lazy("for each firm"),
    "year": lazy("for each year"),
}
OUTCOMES = {
    "same": lazy("The same answer as then"),
    "differs": lazy("Another answer than then"),
    "changed": lazy("The version was changed since: it is not the one of then"),
    "gone": lazy("This version is kept nowhere any more"),
}
_ADDED = {
    Part.RULE: lazy("Rule added"),
    Part.AID: lazy("Aid added"),
    Part.SOURCE: lazy("Source added"),
}
_REMOVED = {
    Part.RULE: lazy("Rule removed"),
    Part.AID: lazy("Aid removed"),
    Part.SOURCE: lazy("Source removed"),
}
_CHANGED = {
    Part.RULE: lazy("Rule changed"),
    Part.AID: lazy("Aid changed"),
    Part.SOURCE: lazy("Source changed"),
    Part.HEAD: lazy("Programme"),
    Part.ORDER: lazy("Order changed"),
}


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One difference in words; `before` and `after` are lists of lines, empty for nothing."""

    title: str
    id: str
    field: str
    before: list[str]
    after: list[str]


def rule_lines(test: Test) -> list[str]:
    """Return what a test asks: a sentence, then one for each alternative."""
    lines = [_sentence(line) for line in lines_of(language(), test, sector_names())]
    if isinstance(test, Unverified):
        # As a sentence alone it would claim what nobody confirmed.
        return [f"{lines[0]} ({WHYS[language()][Why.UNVERIFIED]})"]
    return lines


def sector_names() -> dict[str, str]:
    """Return the name of each sector by its id."""
    return {sector.id: sector_name(sector.id, language()) for sector in reference.sectors()}


def instrument(kinds: str) -> str:
    """Return the kinds of support of a programme: grant+incubation."""
    return joined(language(), [str(INSTRUMENTS.get(kind, kind)) for kind in kinds.split("+")])


def aid_lines(terms: AidTerms) -> list[str]:
    """Return what an aid pays, to whom, and what is not known of it."""
    return [*_sums(terms), *_conditions_of(terms), *_reserves(terms)]


def sources_of(programme: Programme) -> tuple[Source, ...]:
    """Return the sources of a programme, each once."""
    found = [source for each in programme.rules for source in each.sources]
    for terms in programme.aid:
        found.extend(terms.sources)
        found.extend(source for bonus in terms.bonuses for source in bonus.sources)
    return tuple(dict.fromkeys(found))


def part_lines(part: EditedPart, table: Mapping[str, Any]) -> list[str]:
    """Return a rule or an aid of a draft in words; nothing while it cannot be read."""
    if part is EditedPart.SOURCE:
        return []
    read = read_alone(part, table)
    if isinstance(read, Rule):
        return rule_lines(read.test)
    return aid_lines(read) if isinstance(read, AidTerms) else []


def problem(error: WorkflowError) -> str:
    """Return what is wrong in a draft, with the names that its fields have on the page."""
    told = dict(error.params)
    if "field" in told:
        told["field"] = label(str(told["field"]))
    if told.get("fact") in set(Fact):
        told["fact"] = FACTS[language()][Fact(str(told["fact"]))]
    words = str(gettext(error.template))
    return words % told if told else words


def label(field: str) -> str:
    """Return the name of a field on the page; the field itself when it has none."""
    return str(FIELDS.get(field, field))


def change_lines(changes: tuple[Change, ...], *programmes: Programme) -> list[ChangeLine]:
    """Return differences in words; sources are called as in these programmes."""
    titles = {source.id: source.title for each in programmes for source in sources_of(each)}
    return [_change(each, titles) for each in changes]


def answer(verdict: Verdict) -> str:
    """Return the answer of a verdict."""
    return ANSWERS[language()][verdict.answer]


def why(finding: Finding) -> str:
    """Return why a rule is met, failed or unknown."""
    return WHYS[language()][finding.why]


def to_ask(facts: tuple[Fact, ...]) -> str:
    """Return the sentence that says what to ask for."""
    spoken = language()
    names = joined(spoken, [FACTS[spoken][fact] for fact in facts])
    return SENTENCES[spoken]["ask"].format(facts=names)


def aid_of(verdict: Verdict) -> list[str]:
    """Return the aid that a verdict tells: the amount or why there is none, then its arithmetic."""
    spoken, aid = language(), verdict.aid or verdict.aid_if_confirmed
    if aid is None:
        return []
    words = SENTENCES[spoken]
    told = [words["if_confirmed"]] if verdict.aid is None else []
    if aid.gap is not None:
        told.append(GAPS[spoken][aid.gap])
    elif aid.amount_dh is not None:
        bounds = joined(spoken, [BOUNDS[spoken][bound] for bound in aid.bounds])
        sentence = words["aid_at_most" if bounds else "aid"]
        told.append(sentence.format(amount=amount(spoken, aid.amount_dh), bounds=bounds))
        told.extend(sums_of(spoken, aid))
    return [*told, to_ask(aid.missing)] if aid.missing else told


_NAMES: Mapping[str, Any] = {
    "rule": rule_lines,
    "aid": aid_lines,
    "problem": problem,
    "label": label,
    "answer": answer,
    "why": why,
    "ask": to_ask,
    "sums": aid_of,
    "instrument": instrument,
    "outcomes": OUTCOMES,
}


@blueprint.record
def _words(state: BlueprintSetupState) -> None:
    """Give the templates these words under one name, in macros too."""
    state.app.jinja_env.globals["programme_words"] = _NAMES


def _sentence(line: str) -> str:
    """Return a line of the command's list as it stands on a page: with a capital first."""
    return line[:1].upper() + line[1:]


def _change(change: Change, titles: Mapping[str, str]) -> ChangeLine:
    whole = {(True, False): _ADDED, (False, True): _REMOVED}
    kind = (change.before is None, change.after is None)
    if not change.field and kind in whole:
        title = str(whole[kind][change.part])
    else:
        title = str(_CHANGED[change.part])
    return ChangeLine(
        title,
        "" if change.part in {Part.HEAD, Part.ORDER} else change.id,
        label(change.field) if change.field else "",
        list(_said(change.before, titles, change.field)),
        list(_said(change.after, titles, change.field)),
    )


def _said(value: Any, titles: Mapping[str, str], field: str) -> Iterator[str]:
    """Yield a value of a programme in words, one line for each thing in it."""
    match value:
        case None:
            return
        case tuple():
            for each in value:
                yield from _said(each, titles, field)
        case bool() | date() | str() | int() | float():
            yield _plain(value, titles, field)
        case _:
            yield from _part(value)


def _part(value: Any) -> Iterator[str]:
    match value:
        case Rule():
            yield from rule_lines(value.test)
        case AidTerms():
            yield from aid_lines(value)
        case Source():
            yield f"{value.title}, {value.where}"
        case Bonus():
            yield _bonus(value)
        case _:
            yield from rule_lines(value)


def _plain(value: bool | date | str | float, titles: Mapping[str, str], field: str) -> str:
    match value:
        case bool():
            return str(_("yes") if value else _("no"))
        case date():
            return date_text(value)
        case str():
            return _named(value, titles, field)
    return amount(language(), value)


def _named(value: str, titles: Mapping[str, str], field: str) -> str:
    if field == "ceiling_per":
        return str(PER[value])
    return instrument(value) if field == "instrument" else titles.get(value, value)


def _sums(terms: AidTerms) -> Iterator[str]:
    if terms.rate_pct is not None:
        most = _("%(rate)s%% of the cost at most", rate=terms.rate_pct)
        plain = _("%(rate)s%% of the cost", rate=terms.rate_pct)
        yield most if terms.is_rate_a_maximum else plain
    if terms.ceiling_dh is not None:
        ceiling = amount(language(), terms.ceiling_dh)
        basis = str(PER[terms.ceiling_per])
        yield _("Ceiling: %(ceiling)s DH %(basis)s", ceiling=ceiling, basis=basis)
    for bonus in terms.bonuses:
        yield _bonus(bonus)


def _conditions_of(terms: AidTerms) -> Iterator[str]:
    for condition in terms.when:
        for line in rule_lines(condition):
            yield _("Only when: %(condition)s", condition=line)


def _reserves(terms: AidTerms) -> Iterator[str]:
    if terms.is_repayable:
        yield _("To be paid back")
    if terms.is_unverified:
        yield _("No source confirms the amount")


def _bonus(bonus: Bonus) -> str:
    name = BONUSES[language()][bonus.id]
    rates = [_step(step.least_pct, step.rate_pct) for step in bonus.steps]
    return str(_("%(bonus)s: %(rates)s", bonus=name, rates=joined(language(), rates)))


def _step(least: int | None, rate: int | None) -> str:
    if rate is None:
        return str(_("rate not confirmed"))
    if least is None:
        return str(_("%(rate)s%%", rate=rate))
    return str(_("from %(least)s to %(rate)s%%", least=least, rate=rate))
