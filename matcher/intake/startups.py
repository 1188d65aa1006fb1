"""Startups out of a file: CSV, XLSX, JSON Lines, a JSON array or the BEIR layout."""

from dataclasses import dataclass, field
from pathlib import Path

from matcher.errors import UnreadableInput
from matcher.intake.columns import STARTUP_COLUMNS
from matcher.intake.fields import RowFields
from matcher.intake.formats import open_rows
from matcher.intake.gathering import Gathering
from matcher.intake.limits import IntakeLimits
from matcher.intake.report import Intake, RefusedRow, quoted
from matcher.intake.startup_rows import StartupWords, read_startup_row
from matcher.text.normalise import has_confusable_letters, has_hidden_characters


def read_startups(path: Path | str, limits: IntakeLimits | None = None) -> Intake:
    """Return the startups of a file (or of a folder in BEIR layout), with every refused row.

    All rows are checked, so that one reading reports all problems. The text of a capability is
    exactly the file's; names and labels are cleaned. docs/formats.md states the columns and how
    rows are gathered. Raises UnreadableInput when the file as a whole cannot be read.
    """
    bounds = limits or IntakeLimits()
    source = corpus_of(Path(path)) if Path(path).is_dir() else Path(path)
    rows = open_rows(source, STARTUP_COLUMNS, bounds)
    gathering, refused, seen = Gathering(), list[RefusedRow](), _Seen()
    for row in rows.items:
        if isinstance(row, RefusedRow):
            refused.append(row)
            continue
        fields = RowFields(row, STARTUP_COLUMNS, unguard=rows.unguard)
        words = read_startup_row(fields, bounds)
        if not fields.problems:
            for problem in gathering.add(words):
                fields.refuse(problem.field, problem.problem, problem.remedy)
        refused.extend(fields.problems)
        seen.take(fields, words)
    startups = gathering.startups()
    if not startups and not refused:
        raise UnreadableInput(f"{source} holds headings but no row. Add one row for each startup.")
    return Intake(startups, tuple(refused), (*rows.notes, *seen.notes(gathering.repeated)))


def corpus_of(folder: Path) -> Path:
    """Return the corpus.jsonl of a BEIR folder, or the one that its file CORPUS points to.

    Raises UnreadableInput when the folder has neither, or the pointer leads nowhere.
    """
    own, pointer = folder / "corpus.jsonl", folder / "CORPUS"
    if own.is_file():
        return own
    if not pointer.is_file():
        raise UnreadableInput(
            f"{folder} holds neither corpus.jsonl nor CORPUS. Give a folder in BEIR layout, or the "
            "path of one file."
        )
    lines = pointer.read_text(encoding="utf-8-sig", errors="replace").strip().splitlines()
    if len(lines) != 1 or len(lines[0]) > 4096 or "\x00" in lines[0]:
        raise UnreadableInput(
            f"{pointer} should hold one line: the path of a corpus.jsonl, relative to its folder."
        )
    corpus = folder / lines[0].strip()
    if not corpus.is_file():
        raise UnreadableInput(
            f"{pointer} names {quoted(lines[0])}, which is no file. Correct the path: it is "
            "relative to the folder that holds CORPUS."
        )
    return corpus


@dataclass
class _Seen:
    """What deserves a note: column names and line numbers, first come first."""

    plain: set[str] = field(default_factory=set)
    unknown: dict[str, None] = field(default_factory=dict)
    hidden: list[int] = field(default_factory=list)
    disguised: list[int] = field(default_factory=list)
    restored: list[int] = field(default_factory=list)
    unguarded: list[int] = field(default_factory=list)

    def take(self, fields: RowFields, words: StartupWords) -> None:
        """Look one row over."""
        if len(self.unknown) < 1000:
            self.unknown.update(dict.fromkeys(fields.unknown))
        given = str(fields.raw("name") or "")
        if has_confusable_letters(given):
            self.disguised.append(words.line)
        texts = [given, *(one.text for one in words.capabilities)]
        if any(self._hides(text) for text in texts):
            self.hidden.append(words.line)
        if words.ice_restored:
            self.restored.append(words.line)
        if fields.unguarded:
            self.unguarded.append(words.line)

    def _hides(self, text: str) -> bool:
        """Tell whether a text has hidden characters; only letters not met before cost a look."""
        if self.plain.issuperset(text):
            return False
        fresh = set(text) - self.plain
        self.plain |= {sign for sign in fresh if not has_hidden_characters(f"a{sign}")}
        return not self.plain.issuperset(fresh) and has_hidden_characters(text)

    def notes(self, repeated: int) -> list[str]:
        """Return the notes, in plain words."""
        found = [
            _note(self.hidden, "hidden characters, which matching ignores"),
            _note(self.disguised, "a name that mixes look-alike letters of two alphabets"),
            _note(self.restored, "an ICE whose leading zeros were lost and have been put back"),
            _note(self.unguarded, "a cell with an exporter's apostrophe, which was taken off"),
        ]
        if self.unknown:
            shown = ", ".join(quoted(name) for name in list(self.unknown)[:20])
            more = f" and {len(self.unknown) - 20:,} more" if len(self.unknown) > 20 else ""
            found.insert(0, f"Columns not used: {shown}{more}.")
        if repeated:
            found.append(f"Capabilities left out because their startup repeats them: {repeated:,}.")
        return [note for note in found if note]


def _note(lines: list[int], what: str) -> str:
    if not lines:
        return ""
    count = "1 row has" if len(lines) == 1 else f"{len(lines):,} rows have"
    return f"{count} {what} (first: line {lines[0]:,})."
