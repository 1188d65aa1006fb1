"""A case tried on programmes, and old verdicts worked out anew."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from matcher.domain.people import Role
from matcher.domain.programme import Case
from matcher.domain.programme_facts import Fact, FactKind
from matcher.domain.programme_verdict import Verdict
from matcher.programmes.answers import verdict_json
from matcher.programmes.case_writing import case_data as case_as_json
from matcher.programmes.codes import codes_of
from matcher.programmes.fields import Misfit
from matcher.programmes.forms import NO, YES
from matcher.text.normalise import plain_digits
from matcher.wording.programme_facts import CODES, FACTS
from matcher.workflow import programme_pages, programme_replay, programme_trying, programme_versions
from web.access import signed_in_as
from web.answers import download, page
from web.context import context
from web.extensions import UPLOAD, limited
from web.locale import _, language, lazy
from web.pages.programmes.blueprint import blueprint
from web.pages.programmes.controls import Control
from web.pages.programmes.words import problem, sector_names
from web.parameters import takes

_LARGEST = 1_000_000
PARTS = {
    "firm": lazy("The firm"),
    "startup": lazy("The startup"),
    "pair": lazy("The two together"),
    "project": lazy("The project"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What was sent: the case as JSON has it, the day, and which programme and version."""

    data: object
    day: date
    wanted: tuple[str, str]
    wrong: str = ""


@blueprint.get("/try")
@signed_in_as(Role.OFFICER)
@takes("programme")
def try_case() -> Response:
    """Show the form of a case."""
    return _page(Asked({}, context().now.date(), _chosen(request.args)))


@blueprint.post("/try")
@signed_in_as(Role.OFFICER)
@limited(UPLOAD)
def answer_case() -> Response:
    """Say what programmes make of a case, on a page or as a file."""
    content = _sent()
    asked = _asked(content)
    if asked.wrong:
        return _page(asked, status=422)
    try:
        case, verdicts = programme_trying.try_case(context(), asked.data, asked.day, asked.wanted)
    except Misfit as misfit:
        wrong = problem(misfit)
        return _page(Asked(asked.data, asked.day, asked.wanted, wrong), status=422)
    if request.form.get("do") == "json":
        return _file(case, verdicts, asked.day)
    shown = Asked(case_as_json(case), asked.day, asked.wanted)
    return _page(shown, verdicts=verdicts, is_asked=True)


@blueprint.get("/verdicts")
@signed_in_as(Role.OFFICER)
def verdicts() -> Response:
    """List the verdicts that were kept last."""
    return page("programmes/verdicts.html", lines=programme_pages.verdicts(context()))


@blueprint.get("/verdicts/<int:answer_id>")
@signed_in_as(Role.OFFICER)
def replay(answer_id: int) -> Response:
    """Show an old verdict worked out anew."""
    return page("programmes/replay.html", replay=programme_replay.replay(context(), answer_id))


def _sent() -> bytes:
    """Return the file that was sent, read before anything is asked of the database."""
    sent = request.files.get("file")
    if not isinstance(sent, FileStorage) or not sent.filename:
        return b""
    return sent.stream.read(_LARGEST + 1)


def _asked(content: bytes) -> Asked:
    wanted, today = _chosen(request.form), context().now.date()
    try:
        day = date.fromisoformat(plain_digits(request.form.get("day", "")) or today.isoformat())
    except ValueError:
        return Asked({}, today, wanted, _("Write the day like 2026-11-22."))
    if not content:
        fields = request.form.to_dict(flat=False)
        return Asked(programme_trying.case_data(fields, wanted[0]), day, wanted)
    if len(content) > _LARGEST:
        return Asked({}, day, wanted, _("This file is too large for a case: at most 1 MB."))
    try:
        return Asked(json.loads(content.decode("utf-8-sig")), day, wanted)
    except (ValueError, RecursionError):
        return Asked({}, day, wanted, _("This file is not valid JSON."))


def _chosen(given: Mapping[str, str]) -> tuple[str, str]:
    """Return the programme and the version that were chosen: fac@2024, or fac for any day's."""
    name, _at, version = given.get("programme", "").partition("@")
    return name, version


def _file(case: Case, found: tuple[Verdict, ...], day: date) -> Response:
    told = {
        "today": day.isoformat(),
        "case": case_as_json(case),
        "verdicts": [verdict_json(each) for each in found],
    }
    body = json.dumps(told, ensure_ascii=False, indent=2)
    return download(body, f"verdicts-{day.isoformat()}.json", "application/json")


def _page(
    asked: Asked,
    status: int = 200,
    verdicts: tuple[Verdict, ...] = (),
    *,
    is_asked: bool = False,
) -> Response:
    name, version = asked.wanted
    return page(
        "programmes/try.html",
        status=status,
        asked=asked,
        chosen=f"{name}@{version}" if version else name,
        programmes=_programmes(),
        parts=[(part, str(label), _controls(part, asked.data)) for part, label in PARTS.items()],
        used=_used(asked.data, name),
        verdicts=verdicts,
        is_asked=is_asked,
    )


def _programmes() -> list[tuple[str, str]]:
    """Return what can be chosen: each programme as it holds on the day, then its versions."""
    found: dict[str, list[tuple[str, str]]] = {}
    for each in programme_versions.all_versions(context()):
        rows = found.setdefault(each.id, [(each.id, each.name)])
        rows[0] = (each.id, each.name)
        rows.append((f"{each.id}@{each.version}", f"{each.name} · {each.version}"))
    return [row for rows in found.values() for row in rows]


def _used(data: object, name: str) -> str:
    used = data.get("used_dh") if isinstance(data, Mapping) else None
    amount = used.get(name) if isinstance(used, Mapping) else None
    return "" if amount is None else str(amount)


def _controls(part: str, data: object) -> list[Control]:
    known = data.get(part) if isinstance(data, Mapping) else None
    said = known if isinstance(known, Mapping) else {}
    facts = [fact for fact in programme_trying.FACTS if fact.value.startswith(f"{part}.")]
    return [_control(fact, said.get(fact.value.partition(".")[2])) for fact in facts]


def _control(fact: Fact, value: Any) -> Control:
    label, values = FACTS[language()][fact], _values(value)
    match fact.kind:
        case FactKind.YES_NO:
            options = [("", _("not said")), (YES, _("yes")), (NO, _("no"))]
            return Control("choice", fact.value, label, values, options)
        case FactKind.DATE:
            return Control("day", fact.value, label, values)
        case FactKind.CODES:
            return _coded(fact, label, values)
    return Control("short", fact.value, label, values)


def _coded(fact: Fact, label: str, values: list[str]) -> Control:
    codes = codes_of(fact)
    if codes is None:
        hint = _("Countries by their two capitals, such as MA ES.")
        return Control("line", fact.value, label, [" ".join(values)], hint=hint)
    names = {**sector_names(), **CODES[language()]}
    options = sorted(((code, names.get(code, code)) for code in codes), key=lambda each: each[1])
    return Control("several", fact.value, label, values, options)


def _values(value: Any) -> list[str]:
    match value:
        case None:
            return []
        case bool():
            return [YES if value else NO]
        case list():
            return [str(each) for each in value]
        case Mapping():
            return [f"{value.get('at_least', 0)}–{value.get('at_most', '')}"]
    return [str(value)]
