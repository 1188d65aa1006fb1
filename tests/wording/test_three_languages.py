"""Every family of sentences exists in French, Arabic and English, with the same codes."""

from importlib import import_module
from pkgutil import iter_modules

import pytest

from matcher import wording

LANGUAGES = {"fr", "ar", "en"}


def families():
    """Yield (module.name, family) for each dictionary whose keys are languages."""
    for found in iter_modules(wording.__path__):
        module = import_module(f"matcher.wording.{found.name}")
        for name, value in vars(module).items():
            if name.isupper() and isinstance(value, dict) and LANGUAGES & set(value):
                yield f"{found.name}.{name}", value


FAMILIES = dict(families())


def test_there_are_families():
    assert len(FAMILIES) > 10


@pytest.mark.parametrize("name", FAMILIES)
def test_a_family_speaks_three_languages_with_the_same_codes(name):
    family = FAMILIES[name]
    assert set(family) == LANGUAGES
    if isinstance(family["fr"], dict):
        assert set(family["ar"]) == set(family["fr"]) == set(family["en"])
        assert all(
            str(words).strip() for language in family.values() for words in language.values()
        )
