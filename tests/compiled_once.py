"""What every application compiles anew, compiled once for each process of tests.

Tests make thousands of applications with the same templates and the same addresses.
"""

from io import BytesIO
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

_compile = Rule._compile_builder
_builders: dict[object, Any] = {}


class Templates(BytecodeCache):
    """Templates by their names and texts; Jinja checks that they are the same."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled of this very text."""
        if bucket.key in self.kept:
            bucket.load_bytecode(BytesIO(self.kept[bucket.key]))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self.kept[bucket.key] = bucket.bytecode_to_string()


def _compile_builder(rule: Rule, append_unknown: bool = True) -> Any:
    """Return the function that builds addresses of a rule; it is bound to the rule afterwards."""
    if rule.defaults:
        return _compile(rule, append_unknown)
    parts = tuple(rule._trace)
    key = (rule.rule, parts, frozenset(rule.arguments), append_unknown)
    if key not in _builders:
        _builders[key] = _compile(rule, append_unknown)
    return _builders[key]


def compile_once() -> None:
    """Have templates and addresses of all applications compiled once from now on."""
    Flask.jinja_options = {"bytecode_cache": Templates()}
    Rule._compile_builder = _compile_builder  # type: ignore[method-assign]
