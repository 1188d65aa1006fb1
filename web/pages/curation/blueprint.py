"""The room's blueprint, and what its templates say in words."""

from flask import Blueprint

from matcher.domain.introduction import RejectReason
from matcher.domain.match import Chance
from matcher.reference import regions, sectors
from matcher.wording.engine import CHANCE, FAR, YOUNG
from web.locale import language
from web.sentences import sentence

blueprint = Blueprint("curation", __name__, url_prefix="/desk")

ARABIC_KEYS = {
    "J": "ت",
    "K": "ن",
    "G": "ل",
    "E": "ث",
    "U": "ع",
    "N": "ى",
    "T": "ف",
    "P": "ح",
    "R": "ق",
    "C": "ؤ",
    "B": "لا",
    "H": "ا",
}
"""What an Arabic keyboard prints on the same keys."""


@blueprint.app_template_global()
def reject_options() -> list[tuple[str, str]]:
    """Return the reasons why a startup is not kept, in their order: their place is their key."""
    return [(each.value, sentence("reject", each, language())) for each in RejectReason]


@blueprint.app_template_global()
def chance_text(chance: Chance) -> str:
    """Return a calibrated chance as a count out of a hundred, for officers only."""
    counts = (round(100 * value) for value in (chance.value, chance.low, chance.high))
    return CHANCE[language()].format(*counts)


@blueprint.app_template_global()
def far_text() -> str:
    """Return what is said of a startup of another field."""
    return FAR[language()]


@blueprint.app_template_global()
def young_text() -> str:
    """Return what is said of the startup that has the place kept for a young one."""
    return YOUNG[language()]


@blueprint.app_template_global()
def sector_names(codes: tuple[str, ...]) -> str:
    """Return the names of sectors, one after the other; a code that nobody worded as it is."""
    known = {each.id: each for each in sectors()}
    return " · ".join(_label(known.get(code), code) for code in codes)


@blueprint.app_template_global()
def region_name(code: str) -> str:
    """Return the name of a region."""
    return _label({each.id: each for each in regions()}.get(code), code)


@blueprint.app_template_global()
def arabic_key(letter: str) -> str:
    """Return what an Arabic keyboard prints on a key; nothing where the page is not Arabic."""
    return ARABIC_KEYS.get(letter, "") if language() == "ar" else ""


def _label(found: object | None, code: str) -> str:
    return getattr(found, f"label_{language()}", "") or getattr(found, "label_fr", "") or code
