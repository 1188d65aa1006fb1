"""The leak guard at work: which names count for whom, findings in place, what was looked at.

Officers' findings know every firm and startup of the directory. A writer's own know nobody but
itself: what a page shows a member never depends on who else is registered.
"""

import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import func, select

from matcher.domain.people import OrganisationKind
from matcher.store.organisations import OrganisationRow
from matcher.text.leaks.findings import Kind
from matcher.text.leaks.guard import find, hide, known_only
from matcher.text.leaks.known_names import KnownNames
from matcher.workflow.context import Context
from matcher.workflow.naming import names_of, redact

_COUNTED = frozenset({OrganisationKind.FIRM, OrganisationKind.STARTUP})


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text: `kind` says what it gives away, "" for words that give nothing away."""

    text: str
    kind: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A text cut into pieces, those that give somebody away among them."""

    parts: tuple[Part, ...] = ()

    @property
    def found(self) -> tuple[Part, ...]:
        """The pieces that give somebody away."""
        return tuple(part for part in self.parts if part.kind)


def checked(text: str, names: KnownNames) -> Checked:
    """Return a text with each finding in its place."""
    parts: list[Part] = []
    rest = 0
    for each in find(text, names):
        parts += [Part(text[rest : each.start]), Part(each.text, each.kind.value, each.reason)]
        rest = each.end
    parts.append(Part(text[rest:]))
    return Checked(tuple(part for part in parts if part.text))


def without(found: Checked, shown: Iterable[str]) -> Checked:
    """Return the same text; names that the reader may read anyway are no findings."""
    open_names = KnownNames.of(own=shown)
    return Checked(
        tuple(
            Part(part.text)
            if part.kind == Kind.ORGANISATION and _is_only(part.text, open_names)
            else part
            for part in found.parts
        )
    )


def quoted(text: str, hidden: tuple[str, ...]) -> str:
    """Return somebody's words as a reader may quote them who may not know these names.

    «[…]» stands for all that tells who wrote them: names, numbers, people, places, claims; where no
    name is hidden, for contacts alone.
    """
    return _hidden(text, hidden) if hidden else redact(text, ())


def names_for_staff(context: Context, own: Iterable[str] = ()) -> KnownNames:
    """Return every firm and startup that an officer's page knows, and the writer's own names."""
    return _NAMES.now(context).with_own(own)


def checked_for_staff(context: Context, text: str, own: Iterable[str] = ()) -> Checked:
    """Return a text with each finding in its place, as an officer reads it."""
    context.staff()
    return checked(text, names_for_staff(context, own))


def checked_for_writer(text: str, own: Iterable[str]) -> Checked:
    """Return a text with each finding in its place, as its writer reads it under these names."""
    return _checked_for_writer(text, tuple(own))


@lru_cache(maxsize=500)
def _checked_for_writer(text: str, own: tuple[str, ...]) -> Checked:
    return checked(text, KnownNames.of(own=own))


def counts(texts: Iterable[Checked]) -> dict[str, object]:
    """Return how many findings there are and of which kinds: what the journal may keep."""
    kinds = Counter(part.kind for each in texts for part in each.found)
    return {"findings": sum(kinds.values()), "kinds": dict(sorted(kinds.items()))}


@lru_cache(maxsize=4_000)
def _hidden(text: str, names: tuple[str, ...]) -> str:
    return hide(text, find(text, KnownNames.of(own=names)))


class _Names:
    """The names of the directory, made ready once for each state that it is in."""

    def __init__(self) -> None:
        self._holds = threading.Lock()
        self._state: tuple[object, ...] = ()
        self._names = KnownNames()

    def now(self, context: Context) -> KnownNames:
        """Return the names as they are in this transaction."""
        state = self._state_of(context)
        with self._holds:
            if state == self._state:
                return self._names
        names = KnownNames.of(_names(context))
        with self._holds:
            self._state, self._names = state, names
        return names

    def _state_of(self, context: Context) -> tuple[object, ...]:
        told = context.session.execute(
            select(
                func.count(OrganisationRow.id),
                func.max(OrganisationRow.id),
                func.sum(OrganisationRow.version),
                func.sum(func.length(OrganisationRow.name)),
                func.sum(func.length(OrganisationRow.website)),
            ).where(OrganisationRow.kind.in_(_COUNTED))
        ).one()
        return (str(context.services.database.engine.url), *told)


_NAMES = _Names()


def _names(context: Context) -> list[str]:
    rows = context.session.scalars(
        select(OrganisationRow).where(OrganisationRow.kind.in_(_COUNTED))
    )
    return [name for row in rows for name in names_of(row)]


def _is_only(text: str, names: KnownNames) -> bool:
    """Whether a finding is such a name, a legal form or a cue beside it aside."""
    told = sum(each.end - each.start for each in known_only(text, names))
    return told * 2 >= len(text)
