"""Plans as JSON, both ways: dataclasses whose fields say all there is to know."""

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import lru_cache
from typing import Any, Self, Union, cast, get_args, get_origin, get_type_hints


class Stored:
    """A dataclass that can be kept as JSON and read back as it was."""

    __slots__ = ()

    def as_json(self) -> dict[str, Any]:
        """Return what `from_json` reads: dicts, lists, texts and numbers; defaults are left out."""
        return cast(dict[str, Any], _packed(self))

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """Return what `as_json` wrote. Fields that were unknown then have their default."""
        return cast(Self, _reader(cast(Any, cls))(content))


def _packed(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        held = ((each, getattr(value, each.name)) for each in fields(value))
        return {each.name: _packed(own) for each, own in held if own != _default(each)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        if all(isinstance(key, str) for key in value):
            return {str(key): _packed(held) for key, held in value.items()}
        return [[_packed(key), _packed(value[key])] for key in sorted(value)]
    if isinstance(value, frozenset):
        return [_packed(each) for each in sorted(value)]
    return [_packed(each) for each in value] if isinstance(value, tuple) else value


@lru_cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """Return what reads a value of this type back."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in {Union, types.UnionType}:
        (held,) = (_reader(each) for each in inner if each is not type(None))
        return lambda value: None if value is None else held(value)
    if origin is tuple and inner[-1] is not Ellipsis:
        parts = tuple(map(_reader, inner))
        return lambda value: tuple(read(each) for read, each in zip(parts, value, strict=True))
    if origin in {tuple, frozenset}:
        made, each_of = origin, _reader(inner[0])
        return lambda value: made(map(each_of, value))
    if origin is not None:
        return _mapping_reader(*map(_reader, inner))
    return _object_reader(kind) if is_dataclass(kind) else cast(Callable[[Any], Any], kind)


def _mapping_reader(key: Callable[[Any], Any], value: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def read(content: Any) -> dict[Any, Any]:
        pairs = content.items() if isinstance(content, Mapping) else content
        return {key(each): value(held) for each, held in pairs}

    return read


def _object_reader(kind: Any) -> Callable[[Any], Any]:
    known = get_type_hints(kind)
    readers = {each.name: _reader(known[each.name]) for each in fields(kind)}

    def read(content: Mapping[str, Any]) -> Any:
        return kind(
            **{name: readers[name](value) for name, value in content.items() if name in readers}
        )

    return read


def _default(each: Field[Any]) -> Any:
    if each.default_factory is not MISSING:
        return each.default_factory()
    return each.default
