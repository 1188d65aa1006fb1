"""Requests whose typed words hold nothing that no reader sees, in whichever field they stand."""

from collections.abc import Iterator
from typing import Any, ClassVar

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.utils import cached_property

from matcher.text.normalise import clean
from web.strange_fields import WatchedForm


class TypedRequest(Request):
    """A request whose words are cleaned at the door, so that no form can forget to.

    Words come composed (NFC), with one kind of line break, without controls, zero-width, bidi and
    tag characters. Passwords stay as they were typed.
    """

    as_typed: ClassVar[frozenset[str]] = frozenset({"password", "current", "new"})
    """Fields that hold passwords are left alone."""

    def _load_form_data(self) -> None:
        if "form" in self.__dict__:
            return
        self._refuse_a_flood()
        super()._load_form_data()
        self.__dict__["form"] = WatchedForm(list(self._cleaned(self.form)))

    def _refuse_a_flood(self) -> None:
        """Raise 413 for far more words than any form takes: such a body is read all at once."""
        most = self.max_form_memory_size
        is_form = self.mimetype == "application/x-www-form-urlencoded"
        if is_form and most is not None and (self.content_length or 0) > most:
            raise RequestEntityTooLarge

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """Return what the address asks for."""
        return ImmutableMultiDict(list(self._cleaned(super().args)))

    def _cleaned(self, typed: MultiDict[str, Any]) -> Iterator[tuple[str, Any]]:
        for name, value in typed.items(multi=True):
            yield name, value if name in self.as_typed else clean(value)
