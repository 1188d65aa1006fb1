"""Challenges out of documents, forms, tables, or the words themselves."""

import hashlib
import re
from pathlib import Path
from typing import Final

from matcher.errors import EmptyChallenge, UnreadableInput
from matcher.intake.columns import CHALLENGE_COLUMNS
from matcher.intake.drafts import ChallengeDraft, draft_of
from matcher.intake.encodings import read_text
from matcher.intake.fields import RowFields
from matcher.intake.formats import open_rows
from matcher.intake.jsonlines import as_row, read_object
from matcher.intake.limits import IntakeLimits, check_file
from matcher.intake.report import RefusedRow, quoted, refuse_rows
from matcher.text.normalise import clean

_TABLES: Final = (".csv", ".tsv", ".xlsx", ".xlsm", ".jsonl", ".ndjson")
_TEXTS: Final = (".txt", ".md", ".text", "")
_DOCUMENTS: Final = (".pdf", ".docx", ".pptx", ".html", ".htm", ".xhtml")
_KNOWN: Final = re.compile(
    r"\.(?:txt|md|text|json|jsonl|ndjson|csv|tsv|xlsx?|xlsm|pdf|docx?|pptx?|html?|xhtml|odt|rtf)$",
    re.IGNORECASE,
)
_LONGEST_PATH: Final = 1_024


def read_challenge(path_or_text: Path | str, limits: IntakeLimits | None = None) -> ChallengeDraft:
    """Return the challenge in a document or a form, or the one that the words themselves are.

    A `Path`, and a string that names a file, are read: text, Markdown, PDF, Word, PowerPoint, HTML,
    or JSON with the fields of the form. A string that looks like a path (a known extension, or
    slashes without a space) must exist; any other string is the challenge itself, kept as it is.
    Raises UnreadableInput, UnreadableDocument, DocumentTooLarge, RefusedRows or EmptyChallenge.
    """
    bounds = limits or IntakeLimits()
    if isinstance(path_or_text, str) and not _names_a_file(path_or_text):
        return _from_words(path_or_text, "", bounds)
    path = Path(path_or_text)
    check_file(path, bounds)
    suffix = path.suffix.lower()
    if suffix == ".json" and (form := read_object(path, bounds)) is not None:
        return _from_form(form, path.stem, bounds)
    if suffix in (*_TABLES, ".json"):
        return _only_one(path, bounds)
    if suffix in _TEXTS:
        return _from_words(read_text(path), path.stem, bounds)
    return _from_words(_document(path), path.stem, bounds)


def read_challenges(path: Path | str, limits: IntakeLimits | None = None) -> list[ChallengeDraft]:
    """Return the challenges of a JSON Lines, JSON array, CSV or XLSX file, in order.

    Columns are named as docs/formats.md says; a row needs a text, a problem or a title. Raises
    RefusedRows naming every row that cannot be taken, UnreadableInput for the file as a whole.
    """
    bounds = limits or IntakeLimits()
    drafts: dict[str, ChallengeDraft] = {}
    refused: list[RefusedRow] = []
    place = 0
    rows = open_rows(Path(path), CHALLENGE_COLUMNS, bounds)
    for place, row in enumerate(rows.items, start=1):
        if isinstance(row, RefusedRow):
            refused.append(row)
            continue
        fields = RowFields(row, CHALLENGE_COLUMNS, unguard=rows.unguard)
        draft = draft_of(fields, bounds, f"challenge-{place}")
        if draft.id in drafts:
            fields.refuse("id", f"the id {quoted(draft.id)} is given twice", "Change one of them.")
        refused.extend(fields.problems)
        drafts.setdefault(draft.id, draft)
    refuse_rows(refused)
    if not place:
        raise EmptyChallenge(f"{path} holds no challenge. Add one row for each.")
    return list(drafts.values())


def _names_a_file(text: str) -> bool:
    """Tell whether an argument is meant as a path: it exists, or looks like nothing else."""
    if len(text) > _LONGEST_PATH or "\n" in text or "\x00" in text:
        return False
    words = text.strip()
    if _KNOWN.search(words) or (re.search(r"[/\\]", words) and not re.search(r"\s", words)):
        return True
    try:
        return Path(text).is_file()
    except OSError:
        return False


def _from_words(text: str, name: str, limits: IntakeLimits) -> ChallengeDraft:
    if not clean(text).strip():
        raise EmptyChallenge(
            f"The challenge{f' in {quoted(name)}' if name else ''} holds no text. "
            "Write what is sought, in a few sentences."
        )
    if re.search("[\x00\ud800-\udfff]", text):
        raise UnreadableInput(
            "The challenge holds NUL characters or broken letters. Save it again in UTF-8."
        )
    if len(text) > 10 * limits.cell_characters:
        raise UnreadableInput(
            f"The challenge has {len(text):,} characters; at most {10 * limits.cell_characters:,} "
            "are read. Keep the pages that say what is sought."
        )
    stamp = hashlib.sha256(text.encode()).hexdigest()[:8]
    return ChallengeDraft(id=name or f"challenge-{stamp}", title="", text=text)


def _from_form(form: dict[str, object], name: str, limits: IntakeLimits) -> ChallengeDraft:
    row = as_row(1, form)
    if isinstance(row, RefusedRow):
        raise UnreadableInput(row.problem)
    fields = RowFields(row, CHALLENGE_COLUMNS, unguard=None)
    draft = draft_of(fields, limits, name)
    refuse_rows(fields.problems)
    return draft


def _only_one(path: Path, limits: IntakeLimits) -> ChallengeDraft:
    drafts = read_challenges(path, limits)
    if len(drafts) > 1:
        raise UnreadableInput(
            f"{path} holds {len(drafts):,} challenges where one is expected. Keep one of them."
        )
    return drafts[0]


def _document(path: Path) -> str:
    if path.suffix.lower() not in _DOCUMENTS:
        raise UnreadableInput(
            f"{path} is in a format that is not read. Give a text, PDF, DOCX, PPTX, HTML or JSON "
            "file, or the text itself."
        )
    from matcher.text.documents import read_document

    return read_document(path, name=path.name)
