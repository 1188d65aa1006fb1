"""What a firm, a project and a startup said for programmes alone: read and kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from matcher.domain.people import OrganisationKind
from matcher.domain.programme import Case, CeilingBasis, Programme
from matcher.domain.programme_asking import is_for_startups
from matcher.domain.programme_facts import Value
from matcher.domain.visibility import Collaboration
from matcher.errors import InvalidForm, StalePage, WorkflowError
from matcher.programmes.case_writing import case_data
from matcher.programmes.cases import case_from
from matcher.store.challenges import ChallengeRow
from matcher.store.organisations import OrganisationRow
from matcher.store.programmes import AidFactsRow
from matcher.workflow import startups
from matcher.workflow.aid_fields import (
    Answers,
    Field,
    UsedField,
    firm_fields,
    project_fields,
    read_amount,
    read_fact,
    startup_fields,
    used_fields,
)
from matcher.workflow.challenges import firm_of, readable
from matcher.workflow.context import Context
from matcher.workflow.programme_versions import in_force

ORGANISATION, CHALLENGE = "organisation", "challenge"
"""The kinds of subjects of which facts are kept."""
_OF_A_FIRM = frozenset({CeilingBasis.FIRM, CeilingBasis.YEAR})
_OF_A_PROJECT = frozenset({CeilingBasis.PROJECT})


@dataclass(frozen=True, slots=True)
class FactsView:
    """A form for programmes: what it asks, and what was said so far.

    `said` and `used` go by the names of the fields. `kind`: firm, project, startup.
    """

    kind: str
    subject_id: int
    title: str
    fields: tuple[Field, ...]
    used_fields: tuple[UsedField, ...]
    said: Mapping[str, Value]
    used: Mapping[str, int]
    version: int
    updated_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Form:
    """Whose facts a form is about; `subject` is the kind and number under which they are kept."""

    kind: str
    subject: tuple[str, int]
    title: str
    fields: tuple[Field, ...]
    used_fields: tuple[UsedField, ...]


def of_my_firm(context: Context) -> FactsView:
    """Return the form about the person's firm."""
    return _view(context, _firm_form(context))


def of_project(context: Context, challenge_id: int) -> FactsView:
    """Return the form about a challenge's project, for its firm."""
    return _view(context, _project_form(context, challenge_id))


def of_my_startup(context: Context) -> FactsView:
    """Return the form about the person's startup."""
    return _view(context, _startup_form(context))


def save_my_firm(context: Context, version: int, answers: Answers) -> int:
    """Return the new version of what the person's firm said."""
    return _save(context, _firm_form(context), version, answers)


def save_project(context: Context, challenge_id: int, version: int, answers: Answers) -> int:
    """Return the new version of what was said of a challenge's project."""
    return _save(context, _project_form(context, challenge_id), version, answers)


def save_my_startup(context: Context, version: int, answers: Answers) -> int:
    """Return the new version of what the person's startup said."""
    return _save(context, _startup_form(context), version, answers)


def said_of(context: Context, kind: str, subject_id: int) -> Case:
    """Return what was said of an organisation or a project; an empty case where nothing was."""
    row = _row(context, (kind, subject_id))
    if row is None:
        return Case()
    return case_from({**row.facts, "used_dh": _without_years(row.used_dh)}, f"{kind} {subject_id}")


def used_of(context: Context, kind: str, subject_id: int) -> dict[str, int]:
    """Return what was received, under the names by which it is kept."""
    row = _row(context, (kind, subject_id))
    return {} if row is None else {name: int(amount) for name, amount in row.used_dh.items()}


def forget_project(context: Context, challenge_id: int) -> None:
    """Delete what was said of a project; for a draft that is deleted."""
    row = _row(context, (CHALLENGE, challenge_id))
    if row is not None:
        context.session.delete(row)


def take_over(context: Context, kept_id: int, going_id: int) -> None:
    """Give an organisation what another one said that is merged into it, unless it said its own."""
    going = _row(context, (ORGANISATION, going_id))
    if going is not None and _row(context, (ORGANISATION, kept_id)) is None:
        going.subject_id = kept_id
        context.session.flush()


def _firm_form(context: Context) -> _Form:
    firm = firm_of(context)
    programmes = _in_force(context)
    return _Form(
        "firm",
        (ORGANISATION, firm.id),
        firm.name,
        firm_fields(programmes),
        used_fields(programmes, _OF_A_FIRM),
    )


def _project_form(context: Context, challenge_id: int) -> _Form:
    firm_of(context)
    row = readable(context, challenge_id)
    programmes = _in_force(context)
    return _Form(
        "project",
        (CHALLENGE, row.id),
        row.title,
        project_fields(programmes, asks_kind=asks_kind(row)),
        used_fields(programmes, _OF_A_PROJECT),
    )


def _startup_form(context: Context) -> _Form:
    home = startups.home_of(context)
    programmes = _in_force(context)
    alone = tuple(each for each in programmes if is_for_startups(each))
    return _Form(
        "startup",
        (ORGANISATION, home.id),
        home.name,
        startup_fields(programmes),
        used_fields(alone, _OF_A_FIRM | _OF_A_PROJECT),
    )


def asks_kind(row: ChallengeRow) -> bool:
    """Whether a challenge leaves the kind of collaboration open, so that the project may say it."""
    return row.collaboration is Collaboration.ANY


def _in_force(context: Context) -> tuple[Programme, ...]:
    return in_force(context, context.now.date())


def _view(context: Context, form: _Form) -> FactsView:
    row = _row(context, form.subject)
    known = said_of(context, *form.subject)
    used = {} if row is None else row.used_dh
    today = context.now.date()
    kept = {each.name: used.get(each.key(today)) for each in form.used_fields}
    return FactsView(
        kind=form.kind,
        subject_id=form.subject[1],
        title=form.title,
        fields=form.fields,
        used_fields=form.used_fields,
        said={
            each.name: known.facts[each.fact] for each in form.fields if each.fact in known.facts
        },
        used={name: int(amount) for name, amount in kept.items() if amount is not None},
        version=row.version if row else 0,
        updated_at=row.updated_at if row else None,
    )


def _save(context: Context, form: _Form, version: int, answers: Answers) -> int:
    """Keep what was answered; what the form does not ask stays as it was."""
    _take_turn(context, form.subject)
    row = _row(context, form.subject)
    known = said_of(context, *form.subject)
    facts, problems = dict(known.facts), dict[str, WorkflowError]()
    today = context.now.date()
    for field in form.fields:
        value, wrong = read_fact(field, answers, today)
        problems |= wrong
        facts.pop(field.fact, None)
        if value is not None:
            facts[field.fact] = value
    used: dict[str, Any] = dict(row.used_dh) if row else {}
    problems |= _read_used(form, answers, today, used)
    if problems:
        raise InvalidForm(problems)
    told = case_data(Case(facts))
    if row is not None and (told, used) == (row.facts, row.used_dh):
        return row.version
    if row is None and not (told or used):
        return 0
    if version != (row.version if row else 0):
        raise StalePage(
            "Somebody else saved these answers since you opened the page. Nothing was overwritten: "
            "read them again, then save."
        )
    return _write(context, form, row, told, used)


def _read_used(
    form: _Form, answers: Answers, today: date, used: dict[str, Any]
) -> dict[str, WorkflowError]:
    problems = {}
    for field in form.used_fields:
        amount, problem = read_amount("".join(answers.get(field.name, ())[:1]))
        if problem:
            problems[field.name] = WorkflowError(problem)
        used.pop(field.key(today), None)
        if amount is not None:
            used[field.key(today)] = amount
    return problems


def _write(
    context: Context,
    form: _Form,
    row: AidFactsRow | None,
    told: dict[str, Any],
    used: dict[str, Any],
) -> int:
    kind, number = form.subject
    if row is None:
        row = AidFactsRow(subject_kind=kind, subject_id=number, version=0, updated_at=context.now)
        context.session.add(row)
    before = (dict(row.facts or {}), dict(row.used_dh or {}))
    row.facts, row.used_dh = told, used
    row.version += 1
    row.user_id = context.person().id
    row.updated_at = context.now
    subject = OrganisationKind.STARTUP.value if form.kind == "startup" else kind
    # Which answers changed, never what they say: turnovers are not for the journal.
    context.write("aid.said", subject, number, after={"fields": _changed(before, (told, used))})
    context.session.flush()
    return row.version


def _changed(
    before: tuple[dict[str, Any], dict[str, Any]], after: tuple[dict[str, Any], dict[str, Any]]
) -> list[str]:
    old, new = (_flat(*each) for each in (before, after))
    names = (name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    return sorted({name.partition("@")[0] for name in names})


def _flat(facts: dict[str, Any], used: dict[str, Any]) -> dict[str, Any]:
    told = {f"{part}.{name}": v for part, inner in facts.items() for name, v in inner.items()}
    return told | {f"used.{name}": amount for name, amount in used.items()}


def _without_years(used: Mapping[str, Any]) -> dict[str, Any]:
    return {name: amount for name, amount in used.items() if "@" not in name}


def _take_turn(context: Context, subject: tuple[str, int]) -> None:
    """Hold whom the facts are about until the commit, so that two first answers do not cross."""
    kept = ChallengeRow if subject[0] == CHALLENGE else OrganisationRow
    context.session.get_one(kept, subject[1], with_for_update=True, populate_existing=True)


def _row(context: Context, subject: tuple[str, int]) -> AidFactsRow | None:
    found: AidFactsRow | None = context.session.scalar(
        select(AidFactsRow).where(
            AidFactsRow.subject_kind == subject[0], AidFactsRow.subject_id == subject[1]
        )
    )
    return found
