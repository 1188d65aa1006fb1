"""What all forms share: clean text, messages in three languages, one list of mistakes."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import DateField, Field, IntegerField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from matcher.errors import InvalidForm
from matcher.text.normalise import clean, plain_digits
from web.errors import message_of
from web.locale import gettext, lazy

LINE = 200
"""Most characters of a line."""
PARAGRAPHS = 20_000
"""Most characters of a long text."""

FILE_KINDS = {
    "pdf": (b"%PDF",),
    "docx": (b"PK\x03\x04",),
    "pptx": (b"PK\x03\x04",),
    "xlsx": (b"PK\x03\x04",),
}
"""Ending of a file → how its content begins."""


class Form(FlaskForm):  # type: ignore[misc]
    """A form whose mistakes can be listed at its top, each with a link to its field."""

    def mistakes(self) -> list[tuple[str, str]]:
        """Return (id of the field, its name and what is wrong) for each mistake, in order."""
        return [
            (field.id, gettext("%(field)s: %(problem)s", field=field.label.text, problem=problem))
            for field in self
            for problem in _flat(field.errors)
        ]

    def mistake(self, name: str) -> str | None:
        """Return what is wrong with one field, or None."""
        return next(iter(_flat(self[name].errors)), None)

    def take(self, refused: InvalidForm) -> None:
        """Put what a use case refused beside the fields that it names."""
        for name, problem in refused.fields.items():
            if name in self:
                field = self[name]
                field.errors = [*field.errors, message_of(problem)]

    def values(self, *without: str) -> dict[str, Any]:
        """Return what was entered, by field, without the token."""
        return {
            name: value
            for name, value in self.data.items()
            if name != "csrf_token" and name not in without
        }


class Line(StringField):  # type: ignore[misc]
    """One line of text: trimmed, one spelling for one letter."""

    def __init__(
        self, label: str, *, required: bool = True, longest: int = LINE, **more: Any
    ) -> None:
        super().__init__(label, [*_presence(required), Length(max=longest)], **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the words without breaks or double spaces."""
        super().process_formdata([" ".join(clean(text).split()) for text in valuelist])


class Paragraphs(TextAreaField):  # type: ignore[misc]
    """A longer text: its lines are kept."""

    def __init__(
        self, label: str, *, required: bool = True, longest: int = PARAGRAPHS, **more: Any
    ) -> None:
        super().__init__(label, [*_presence(required), Length(max=longest)], **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the text with one kind of line break."""
        super().process_formdata([clean(text).strip() for text in valuelist])


class Whole(IntegerField):  # type: ignore[misc]
    """A whole number; Arabic digits and spaces between thousands are understood."""

    def __init__(
        self,
        label: str,
        *,
        required: bool = True,
        least: int | None = None,
        most: int | None = None,
        **more: Any,
    ) -> None:
        super().__init__(label, [*_presence(required), NumberRange(least, most)], **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the digits."""
        super().process_formdata(["".join(text.split()) for text in valuelist if text.strip()])


class Day(DateField):  # type: ignore[misc]
    """A day, as 2026-06-30; Arabic digits are understood."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the day."""
        super().process_formdata([plain_digits(text) for text in valuelist])


class OneOf:
    """Refuses what is not in a list; nothing chosen is fine."""

    def __init__(self, codes: Iterable[str]) -> None:
        self.codes = frozenset(codes)

    def __call__(self, _: Form, field: Field) -> None:
        """Raise ValidationError when the field holds something else."""
        if field.data and field.data != "None" and field.data not in self.codes:
            raise ValidationError(gettext("Choose from the list."))


class Upload(FileField):  # type: ignore[misc]
    """A file of one of some kinds, told by its ending and by how it begins."""

    def __init__(self, label: str, kinds: tuple[str, ...], **more: Any) -> None:
        super().__init__(label, [_OfKind(kinds)], **more)


class _OfKind:
    """Refuses a file that is not what it should be; no file at all is fine."""

    def __init__(self, kinds: tuple[str, ...]) -> None:
        self.kinds = kinds

    def __call__(self, _: Form, field: Field) -> None:
        sent = field.data
        if not isinstance(sent, FileStorage) or not sent.filename:
            return
        ending = sent.filename.rpartition(".")[2].lower()
        begins = FILE_KINDS.get(ending)
        start = sent.stream.read(8)
        sent.stream.seek(0)
        known = ending in self.kinds
        if not known or (begins is not None and not start.startswith(begins)):
            raise ValidationError(
                gettext("Send a file of one of these kinds: %(kinds)s.", kinds=self._listed())
            )

    def _listed(self) -> str:
        return ", ".join(kind.upper() for kind in self.kinds)


def choices(worded: Mapping[str, Any], blank: str | None = None) -> list[SelectChoice]:
    """Return the options of a list, with an empty one first when `blank` names it."""
    options = [SelectChoice(str(code), str(words)) for code, words in worded.items()]
    return options if blank is None else [SelectChoice("", blank), *options]


def _presence(required: bool) -> list[Any]:
    return [InputRequired(lazy("This is needed."))] if required else [Optional()]


def _flat(problems: Any) -> list[str]:
    """Return the messages of a field, or of a field made of fields, as one list."""
    if isinstance(problems, Mapping):
        return [each for inner in problems.values() for each in _flat(inner)]
    if isinstance(problems, (list, tuple)):
        return [each for inner in problems for each in _flat(inner)]
    return [str(problems)]
