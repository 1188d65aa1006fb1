"""Requests whose typed words hold nothing that no reader sees, in whichever field they stand."""

from collections.abc import Iterator
from typing import Any, ClassVar

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
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
        super()._load_form_data()
        self.__dict__["form"] = WatchedForm(list(self._cleaned(self.form)))

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """Return what the address asks for."""
        return ImmutableMultiDict(list(self._cleaned(super().args)))

    def _cleaned(self, typed: MultiDict[str, Any]) -> Iterator[tuple[str, Any]]:
        for name, value in typed.items(multi=True):
            yield name, value if name in self.as_typed else clean(value)
