"""Lists to choose from, and codes in words, as the startup's pages show them."""

from typing import Any

from matcher.domain.challenge import FirmSize
from matcher.reference import regions, sectors, trl_levels
from matcher.workflow.interests import REASONS
from matcher.workflow.naming import region_name, sector_name, trl_name
from web.locale import LANGUAGES, _, language
from web.pages.startup.blueprint import blueprint
from web.sentences import sentence

ALL_REGIONS = "all"
"""The choice that stands for every region."""

Options = list[tuple[str, str]]


def sector_options(known: tuple[str, ...]) -> Options:
    """Return the sectors, with those of another taxonomy that a profile holds."""
    codes = [each.id for each in sectors()]
    codes += [code for code in known if code not in codes]
    return [(code, sector_name(code, language())) for code in codes]


def region_options(known: tuple[str, ...], *, with_all: bool = False) -> Options:
    """Return the regions, with those of another country that a profile holds."""
    codes = [each.id for each in regions()]
    codes += [code for code in known if code and code not in codes]
    named = [(code, region_name(code, language())) for code in codes]
    return [(ALL_REGIONS, _("All of Morocco")), *named] if with_all else named


def chosen_regions(codes: list[str]) -> tuple[str, ...]:
    """Return the regions that were ticked; all of them for the choice that stands for all."""
    if ALL_REGIONS not in codes:
        return tuple(codes)
    of_morocco = [each.id for each in regions()]
    others = [code for code in codes if code != ALL_REGIONS]
    return tuple(dict.fromkeys([*of_morocco, *others]))


def trl_options() -> Options:
    """Return the levels of maturity, each with what it means."""
    return [(str(each.id), f"{each.id} · {trl_name(each.id, language())}") for each in trl_levels()]


def size_options() -> Options:
    """Return the sizes of firms."""
    return [(each.value, sentence("firm_size", each, language())) for each in FirmSize]


def size_words(codes: Any) -> str:
    """Return sizes of firms in words, one after the other."""
    return _joined([label for code, label in size_options() if code in codes])


def reason_options() -> Options:
    """Return why a challenge may not be for a startup."""
    return [(each.value, sentence("decline", each, language())) for each in REASONS]


@blueprint.app_template_global()
def sector_words(codes: Any) -> str:
    """Return sectors in words, one after the other."""
    return _joined([sector_name(code, language()) for code in codes])


@blueprint.app_template_global()
def region_words(codes: Any) -> str:
    """Return regions in words, one after the other."""
    return _joined([region_name(code, language()) for code in codes if code])


@blueprint.app_template_global()
def trl_words(level: int | None) -> str:
    """Return a level of maturity with what it means; nothing for none."""
    return "" if level is None else f"{level} · {trl_name(level, language())}"


@blueprint.app_template_global()
def language_words(codes: Any) -> str:
    """Return languages by their own names."""
    return _joined([LANGUAGES.get(code, code) for code in codes])


def _joined(words: list[str]) -> str:
    comma = "، " if language() == "ar" else ", "
    return comma.join(words)
