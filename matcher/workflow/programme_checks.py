"""What is wrong in a draft of a programme: what no file may hold, and what may not be published."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from matcher.domain.programme import AidTerms, Programme, Rule
from matcher.domain.programme_changes import Part, changes
from matcher.errors import WorkflowError
from matcher.programmes.documents import Document, mistakes_in, programme_in
from matcher.programmes.fields import Misfit, Path
from matcher.programmes.writing import data_of
from matcher.workflow.programme_versions import Kept

_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._+-]{0,39}")
"""What a version may be called: it stands in addresses."""
_WHERE = ("https://", "http://", "press: ")


@dataclass(frozen=True, slots=True)
class Found:
    """One thing to mend: what it is, and the path to its field; a warning keeps nobody back."""

    path: Path
    problem: WorkflowError
    is_warning: bool = False


def findings_in(
    document: Document, programme_id: str, earlier: tuple[Kept, ...], today: date
) -> tuple[Found, ...]:
    """Return all that is wrong in a draft; `earlier` are the versions that there are already."""
    found = [Found(each.path, each) for each in mistakes_in(document)]
    told = [*found, *_misnamed(document, programme_id), *_sources(document, earlier, today)]
    try:
        programme = programme_in(document)
    except Misfit:
        return tuple(told)
    told.extend(_beside(programme, earlier))
    told.extend(_warnings(programme, earlier, today))
    return tuple(told)


def _misnamed(document: Document, programme_id: str) -> Iterator[Found]:
    if document["programmes"][0].get("id") != programme_id:
        problem = WorkflowError(
            "The short name of a programme stays as it is: %(name)s.", name=programme_id
        )
        yield Found(("programmes", 0, "id"), problem)


def _sources(document: Document, earlier: tuple[Kept, ...], today: date) -> Iterator[Found]:
    """Yield what is wrong with sources that are new, or that somebody changed."""
    known = data_of(earlier[-1].programme)["sources"] if earlier else {}
    for name, source in document["sources"].items():
        place, read_on, where = ("sources", name), source.get("read_on"), source.get("where")
        if source == known.get(name):
            continue
        if isinstance(where, str) and not where.startswith(_WHERE):
            problem = WorkflowError(
                "Write an address that begins with https://, or “press: ” and the reference."
            )
            yield Found((*place, "where"), problem)
        if type(read_on) is date and read_on > today:
            yield Found((*place, "read_on"), WorkflowError("This day is still to come."))


def _beside(programme: Programme, earlier: tuple[Kept, ...]) -> Iterator[Found]:
    """Yield what keeps a sound version from standing beside those that there are."""
    if any(each.programme.version == programme.version for each in earlier):
        problem = WorkflowError(
            "There is a version “%(version)s” already: choose another name.",
            version=programme.version,
        )
        yield Found(("version",), problem)
    if not _NAME.fullmatch(programme.version):
        problem = WorkflowError(
            "Name a version with letters without accents, digits, dots and dashes only, at most 40."
        )
        yield Found(("version",), problem)
    last = max((each.programme.valid_from for each in earlier), default=None)
    if last is not None and programme.valid_from < last:
        problem = WorkflowError(
            "The version before holds from %(day)s on: this one cannot begin earlier.",
            day=last.isoformat(),
        )
        yield Found(("valid_from",), problem)


def _warnings(programme: Programme, earlier: tuple[Kept, ...], today: date) -> Iterator[Found]:
    for path, each in _dated(programme):
        if today > each.review_by:
            problem = WorkflowError(
                "The review date is past: it gives no verdict until its sources are read again."
            )
            yield Found((*path, "review_by"), problem, is_warning=True)
    if earlier:
        differing = changes(earlier[-1].programme, programme)
        if not [each for each in differing if (each.part, each.field) != (Part.HEAD, "valid_from")]:
            problem = WorkflowError("Nothing differs from the version before.")
            yield Found((), problem, is_warning=True)


def _dated(programme: Programme) -> Iterator[tuple[Path, Rule | AidTerms]]:
    for number, rule in enumerate(programme.rules):
        yield ("rules", number), rule
    for number, terms in enumerate(programme.aid):
        yield ("programmes", 0, "aid", number), terms
