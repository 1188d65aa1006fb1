"""Rows of JSON: one object a line, or one array of objects, read without loading the whole file."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, TextIO

from matcher.errors import UnreadableInput
from matcher.intake.encodings import NAMES, detect_encoding, open_text
from matcher.intake.limits import IntakeLimits
from matcher.intake.report import RefusedRow, quoted
from matcher.intake.rows import Rows, SourceRow, too_many_rows

_CHUNK: Final = 1 << 20
_REMEDY: Final = "Write one JSON object a line, with its quotes and commas, as in docs/formats.md."


def starts_like_json(path: Path) -> str:
    """Return the first sign of a text file when it is `{` or `[`, else an empty string."""
    with open_text(path, detect_encoding(path)) as stream:
        first = stream.read(4096).lstrip(" \t\r\n\ufeff")[:1]
    return first if first in ("{", "[") else ""


def read_json_rows(path: Path, limits: IntakeLimits) -> Rows:
    """Return the objects of a JSON Lines file or of a JSON array, as rows of (key, value) pairs.

    A row's line is the physical line where its object starts. An object that cannot be read, or
    that gives a key twice, is a refused row. Raises UnreadableInput past the limits.
    """
    encoding = detect_encoding(path)
    is_array = starts_like_json(path) == "["
    items = _from_array(path, encoding, limits) if is_array else _from_lines(path, encoding, limits)
    kind = "a JSON array" if is_array else "JSON Lines"
    return Rows(
        _limited(items, limits), unguard=None, notes=[f"Read as {kind} in {NAMES[encoding]}."]
    )


def read_object(path: Path, limits: IntakeLimits) -> dict[str, Any] | None:
    """Return the one JSON object that a file holds, or None when it holds something else."""
    with open_text(path, detect_encoding(path)) as stream:
        text = stream.read(limits.line_characters + 1)
    if len(text) > limits.line_characters:
        return None
    try:
        value = decode(text.lstrip("\ufeff"))
    except BadJson:
        return None
    return value if isinstance(value, dict) else None


class BadJson(ValueError):
    """A text is not the JSON it should be; never reaches a person as it is."""


def decode(text: str) -> object:
    """Return the value of a JSON text; BadJson when it is none, repeats a key or nests too deep."""
    try:
        return json.loads(text, object_pairs_hook=_pairs, parse_constant=_no_constant)
    except RecursionError as problem:
        raise BadJson("it nests too deep") from problem
    except json.JSONDecodeError as problem:
        raise BadJson(f"not JSON: {problem.msg} at column {problem.colno:,}") from problem
    except ValueError as problem:
        raise BadJson(str(problem).split(";")[0]) from problem


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(
            f"the key {quoted(next(k for k in keys if keys.count(k) > 1))} is given twice"
        )
    return found


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not a JSON value")


def _limited(
    items: Iterator[SourceRow | RefusedRow], limits: IntakeLimits
) -> Iterator[SourceRow | RefusedRow]:
    for count, item in enumerate(items, start=1):
        if count > limits.rows:
            raise too_many_rows(limits)
        yield item


def _from_lines(
    path: Path, encoding: str, limits: IntakeLimits
) -> Iterator[SourceRow | RefusedRow]:
    with open_text(path, encoding) as stream:
        for number, line in enumerate(json_lines(stream, limits), start=1):
            text = line.strip(" \t\r\n\ufeff")
            if text:
                yield _row(number, text)


def json_lines(stream: TextIO, limits: IntakeLimits) -> Iterator[str]:
    """Yield the lines of a text stream; UnreadableInput for one that is far too long."""
    number = 0
    while line := stream.readline(limits.line_characters + 1):
        number += 1
        if len(line) > limits.line_characters:
            raise UnreadableInput(
                f"line {number:,} has more than {limits.line_characters:,} characters. {_REMEDY}"
            )
        yield line


def _row(number: int, text: str) -> SourceRow | RefusedRow:
    try:
        return as_row(number, decode(text))
    except BadJson as problem:
        return RefusedRow(number, "", str(problem), _REMEDY)


def as_row(number: int, value: object) -> SourceRow | RefusedRow:
    """Return a decoded JSON value as a row; what is no object is refused."""
    if not isinstance(value, dict):
        return RefusedRow(number, "", "it is not a JSON object", _REMEDY)
    return SourceRow(number, tuple(value.items()))


def _from_array(
    path: Path, encoding: str, limits: IntakeLimits
) -> Iterator[SourceRow | RefusedRow]:
    """Yield the elements of a top-level array, holding no more than one element at a time."""
    decoder = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_no_constant)
    with open_text(path, encoding) as stream:
        window = _Window(stream, limits)
        window.take("[")
        while not window.starts_with("]"):
            number = window.line
            try:
                yield as_row(number, window.element(decoder))
            except BadJson as problem:
                yield RefusedRow(number, "", str(problem), _REMEDY)
                return  # where the next element starts is unknown
            if not window.starts_with("]"):
                if not window.starts_with(","):
                    yield RefusedRow(window.line, "", "a comma or ] is missing", _REMEDY)
                    return
                window.take(",")


class _Window:
    """A moving view on a JSON text: what was read and not yet used, and the current line."""

    def __init__(self, stream: TextIO, limits: IntakeLimits) -> None:
        self._stream = stream
        self._limit = limits.line_characters
        self._text = ""
        self._at = 0
        self.line = 1

    def starts_with(self, sign: str) -> bool:
        """Tell whether the next sign that is no white space is this one."""
        self._skip_space()
        return self._text.startswith(sign, self._at)

    def take(self, sign: str) -> None:
        """Step over a sign that is known to come next."""
        self._skip_space()
        self._advance(self._at + len(sign))
        self._skip_space()

    def element(self, decoder: json.JSONDecoder) -> object:
        """Return the value that starts here and step over it; BadJson when there is none."""
        while True:
            try:
                value, end = decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as problem:
                if len(self._text) - self._at > self._limit or not self._more():
                    raise BadJson(f"not JSON: {problem.msg}") from problem
            except RecursionError as problem:
                raise BadJson("it nests too deep") from problem
            except ValueError as problem:
                raise BadJson(str(problem).split(";")[0]) from problem
            else:
                self._advance(end)
                return value

    def _skip_space(self) -> None:
        while True:
            end = self._at
            while end < len(self._text) and self._text[end] in " \t\r\n\ufeff":
                end += 1
            self._advance(end)
            if end < len(self._text) or not self._more():
                return

    def _advance(self, end: int) -> None:
        self.line += self._text.count("\n", self._at, end)
        self._at = end

    def _more(self) -> bool:
        piece = self._stream.read(max(_CHUNK, len(self._text) - self._at))
        self._text = self._text[self._at :] + piece
        self._at = 0
        return bool(piece)
