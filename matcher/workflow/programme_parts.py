"""Officers change one part of a draft: its head, a source, a rule, an aid."""

from matcher.errors import InvalidForm, NotFound, WorkflowError
from matcher.programmes.editing import (
    EditedPart,
    moved_up,
    part_fields,
    parts_of,
    place_of,
    with_part,
    without_part,
)
from matcher.programmes.forms import Fields
from matcher.text.normalise import clean
from matcher.workflow import programme_drafts
from matcher.workflow.account_fields import refuse, too_long
from matcher.workflow.context import Context
from matcher.workflow.programme_drafts import Draft

MOST_PARTS = 100
_CHARACTERS = 2_000


def entered(draft: Draft, part: EditedPart, number: int) -> Fields:
    """Return a part of a draft as the fields of its form; NotFound when there is no such part."""
    found = part_fields(draft.document, part, number)
    if found is None:
        raise NotFound("There is no such part of this draft.")
    return found


def save_draft(
    context: Context,
    draft_id: int,
    row_version: int,
    fields: Fields,
    place: tuple[EditedPart, int] = (EditedPart.HEAD, 0),
) -> tuple[EditedPart, int]:
    """Keep a part as its form has it, and return where it stands; past the last adds one.

    InvalidForm with what is wrong in that part; nothing is kept then.
    """
    draft = programme_drafts.read(context, draft_id)
    part, number = place
    known = 1 if part is EditedPart.HEAD else len(parts_of(draft.document, part))
    number = min(number, known)
    tidy = {name: [clean(each).strip() for each in given] for name, given in fields.items()}
    longest = max((len(each) for given in tidy.values() for each in given), default=0)
    refuse(part=too_long("x" * longest, _CHARACTERS))
    if number >= MOST_PARTS:
        raise InvalidForm({"part": WorkflowError("There are too many of them already.")})
    document = with_part(draft.document, part, number, tidy)
    wrong = _wrong(context, draft, document, (part, number))
    if wrong:
        raise InvalidForm(wrong)
    programme_drafts.save_document(context, draft_id, row_version, document)
    return part, number


def remove_part(
    context: Context, draft_id: int, row_version: int, place: tuple[EditedPart, int]
) -> None:
    """Take a source, a rule or an aid out of a draft; NotFound when there is no such part."""
    draft = programme_drafts.read(context, draft_id)
    entered(draft, *place)
    document = without_part(draft.document, *place)
    programme_drafts.save_document(context, draft_id, row_version, document)


def move_part(
    context: Context, draft_id: int, row_version: int, place: tuple[EditedPart, int]
) -> None:
    """Put a rule or an aid before the one that it follows: the first aid that fits counts."""
    draft = programme_drafts.read(context, draft_id)
    entered(draft, *place)
    document = moved_up(draft.document, *place)
    programme_drafts.save_document(context, draft_id, row_version, document)


def _wrong(
    context: Context, draft: Draft, document: dict[str, object], place: tuple[EditedPart, int]
) -> dict[str, WorkflowError]:
    """Return what is wrong in the part alone, by field; the rest of a draft may wait."""
    found: dict[str, WorkflowError] = {}
    for each in programme_drafts.findings_of(context, draft.programme_id, document):
        part, number, field = place_of(document, each.path)
        if (part, number) == place and not each.is_warning:
            found.setdefault(field or "part", each.problem)
    return found
