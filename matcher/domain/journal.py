"""What a line of the journal may hold: numbers, codes and states; never a name or a text.

The journal is a chain that cannot be edited, so it holds nothing that must be erased one day. A
person is told by a number alone, and who that was can be forgotten elsewhere.
"""

import re
from collections.abc import Mapping
from typing import Any

KEYS = frozenset({
    "active", "added_near", "attachment", "base", "by", "by_hand", "capabilities", "capability",
    "capacity", "challenges", "changed", "conflict", "deck", "ended", "endpoint", "fields", "file",
    "findings", "founded", "id", "introductions", "invitations", "is_interested", "key", "kind",
    "kinds", "languages", "members", "merged", "merged_into", "method", "name_shown", "near",
    "new", "officer", "organisation", "pairs", "people", "plan", "programme", "reason", "refused",
    "region", "regions", "role", "rows", "said", "same", "sectors", "sha256", "side", "size",
    "stage", "startup", "startups", "state", "status", "steps", "subject", "support", "teaser",
    "text_version", "texts", "to", "trl", "verdict", "version", "visibility", "written",
})  # fmt: skip
"""The names under which something may be kept."""
LONGEST_CODE = 80
MOST_DEPTH = 3
_CODE = re.compile(r"[A-Za-z0-9_.:+-]*")


def checked(values: Mapping[str, object]) -> dict[str, object]:
    """Return the values of a line; ValueError for what a journal may not keep."""
    for name, value in values.items():
        if name not in KEYS:
            raise ValueError(f"The journal keeps nothing under {name!r}.")
        if not is_code(value):
            raise ValueError(f"The journal keeps numbers and codes only: not that {name!r}.")
    return dict(values)


def is_code(value: object, depth: int = MOST_DEPTH) -> bool:
    """Whether a value is a number, a code or a state, or a list or a table of such."""
    if value is None or isinstance(value, bool | int):
        return True
    if isinstance(value, str):
        return len(value) <= LONGEST_CODE and _CODE.fullmatch(value) is not None
    if depth and isinstance(value, list | tuple):
        return all(is_code(each, depth - 1) for each in value)
    if depth and isinstance(value, Mapping):
        return all(is_code(each, depth - 1) for pair in value.items() for each in pair)
    return False


def reduced(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what may be kept of these values; of all else only its name, under `fields`."""
    kept = {name: value for name, value in values.items() if name in KEYS and is_code(value)}
    left = [name for name in values if name not in kept]
    if left:
        told = kept.get("fields")
        kept["fields"] = sorted({*(told if isinstance(told, list) else ()), *left})
    return kept


def change(
    before: Mapping[str, object], after: Mapping[str, object]
) -> tuple[dict[str, object], dict[str, object]]:
    """Return what may be told of a change: both values of a code, and only the names of others."""
    told = {name for name in before if name in KEYS and is_code([before[name], after.get(name)])}
    left = sorted(set(before) - told)
    was = {name: value for name, value in before.items() if name in told}
    now = {name: value for name, value in after.items() if name in told}
    return was, now | ({"fields": left} if left else {})
