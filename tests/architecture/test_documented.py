"""Every setting, verb, option and error code is where a reader looks for it."""

from pathlib import Path

import click
import pytest

from matcher import errors
from matcher.cli.main import VERBS, passerelle
from matcher.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
SETTINGS_PAGE = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
COMMAND_PAGE = (ROOT / "docs" / "command.md").read_text(encoding="utf-8")
ERRORS_PAGE = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")


def _commands(command, path):
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from _commands(command.get_command(context, name), f"{path} {name}")


COMMANDS = list(_commands(passerelle, "passerelle"))


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented(name):
    assert f"`PASSERELLE_{name.upper()}`" in SETTINGS_PAGE


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=[path for path, _ in COMMANDS])
def test_every_verb_and_option_is_documented(path, command):
    assert command.help
    assert f"`{path}" in COMMAND_PAGE
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.name not in {"help", "version"}:
            assert parameter.help, (path, parameter.name)
            assert f"`{parameter.opts[0]}" in COMMAND_PAGE, (path, parameter.opts)


def test_every_listing_has_a_json_form():
    for path, command in COMMANDS:
        if not isinstance(command, click.Group):
            options = {option for parameter in command.params for option in parameter.opts}
            assert "--json" in options, path


def test_the_listed_verbs_are_the_verbs():
    daily = "serve demo match worker config database backup restore journal administrator index"
    assert list(VERBS) == [*daily.split(), "evaluate", "encoder", "model", "programmes", "doctor"]


def test_every_error_has_its_own_code_and_is_documented():
    kinds = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.MatcherError)
    ]
    codes = [kind.code for kind in kinds]
    assert len(set(codes)) == len(codes)
    for kind in kinds:
        assert kind.__doc__
        assert kind is errors.MatcherError or f"`{kind.code}`" in ERRORS_PAGE, kind
