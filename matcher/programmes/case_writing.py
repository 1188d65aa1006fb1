"""A case as JSON, in the form of docs/programmes.md: it reads back as the same case."""

from datetime import date
from typing import Any

from matcher.domain.programme import Case
from matcher.domain.programme_facts import Range, Value


def case_data(case: Case) -> dict[str, Any]:
    """Return a case as an object of JSON, its facts in the order of their names."""
    parts: dict[str, Any] = {}
    for fact, value in sorted(case.facts.items(), key=lambda each: each[0].value):
        part, _, name = fact.value.partition(".")
        parts.setdefault(part, {})[name] = _plain(value)
    if case.used_dh:
        parts["used_dh"] = dict(sorted(case.used_dh.items()))
    return parts


def _plain(value: Value) -> object:
    if isinstance(value, Range):
        if value.exact is not None:
            return value.exact
        band = {"at_least": value.low, "at_most": value.high}
        return {name: bound for name, bound in band.items() if bound is not None}
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value
