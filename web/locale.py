"""Language, direction, dates, numbers and the wording of codes."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal
from babel.support import Translations
from flask import Flask, current_app, request, session
from flask_babel import (
    Babel,
    Domain,
    force_locale,
    get_locale,
    gettext,
    lazy_gettext,
    ngettext,
    refresh,
)
from flask_login import current_user

from web.catalog import catalogs
from web.sentences import FAMILIES, sentence

__all__ = ["_", "force_locale", "gettext", "lazy", "ngettext", "refresh"]

LANGUAGES = {"fr": "Français", "ar": "العربية", "en": "English"}
"""Language code → its own name, in the order in which people choose."""
DEFAULT = "fr"
CHOSEN = "language"
"""Where a session keeps the language that was chosen in it."""
TIMEZONE = "Africa/Casablanca"
_REGIONS = {"fr": "fr", "ar": "ar_MA", "en": "en_GB"}
"""Language → the locale that formats its dates and numbers (European digits in Arabic too)."""

_ = gettext
lazy = lazy_gettext


class CatalogDomain(Domain):  # type: ignore[misc]
    """Translations out of our .po files, read once when the application starts."""

    def __init__(self, loaded: dict[str, Translations]) -> None:
        super().__init__()
        self._loaded = loaded

    def get_translations(self) -> Translations:
        """Return the translations of the language of this request."""
        return self._loaded[language()]


def language() -> str:
    """Return the language of this request: fr, ar or en."""
    chosen = get_locale()
    return chosen.language if chosen is not None and chosen.language in LANGUAGES else DEFAULT


def direction() -> str:
    """Return "rtl" or "ltr" for the language of this request."""
    return "rtl" if language() == "ar" else "ltr"


def choose_language() -> str:
    """Return the language chosen in this session, else the person's, else the browser's, else fr.

    Signing in forgets what the session chose before, so that the person's own language counts.
    """
    chosen: str = session.get(CHOSEN, "")
    if chosen in LANGUAGES:
        return chosen
    if current_user.is_authenticated and current_user.language in LANGUAGES:
        return str(current_user.language)
    wanted = (tag.replace("_", "-").partition("-")[0].lower() for tag, _ in _accepted())
    return next((tag for tag in wanted if tag in LANGUAGES), DEFAULT)


def remember_language(chosen: str) -> bool:
    """Use this language from now on in this session; False when we do not speak it."""
    if chosen not in LANGUAGES:
        return False
    session[CHOSEN] = chosen
    session.permanent = True
    refresh()
    return True


def date_text(value: date | datetime | None, style: str = "long") -> str:
    """Return a day in words, as the language writes it; nothing for no day."""
    if value is None:
        return ""
    day = _here(value).date() if isinstance(value, datetime) else value
    return format_date(day, format=style, locale=_formats())


def datetime_text(value: datetime | None, style: str = "medium") -> str:
    """Return a moment at Morocco's time, as the language writes it; nothing for none."""
    if value is None:
        return ""
    return format_datetime(_here(value), format=style, tzinfo=_zone(), locale=_formats())


def number_text(value: float | None, pattern: str | None = None) -> str:
    """Return a number with the separators of the language; a pattern says how many decimals."""
    return "" if value is None else format_decimal(value, pattern, locale=_formats())


def money_text(value: float | None) -> str:
    """Return an amount in dirhams, in words that the language uses."""
    if value is None:
        return ""
    amount = format_decimal(round(value), locale=_formats())
    return str(gettext("%(amount)s MAD", amount=amount))


def age_text(value: datetime | None, now: datetime | None = None) -> str:
    """Return how long ago, or in how long: "il y a 3 jours"; nothing for no moment."""
    if value is None:
        return ""
    moment = now or _now()
    apart = _here(value) - _here(moment)
    return format_timedelta(apart, add_direction=True, threshold=1, locale=_formats())


def install_locale(app: Flask) -> None:
    """Teach the application its languages, and its templates to write in them."""
    babel = Babel()
    babel.domain_instance = CatalogDomain(catalogs(LANGUAGES))
    babel.init_app(
        app, default_locale=DEFAULT, default_timezone=TIMEZONE, locale_selector=choose_language
    )
    app.before_request(_hear_choice)
    app.jinja_env.filters.update(
        date=date_text,
        datetime=datetime_text,
        number=number_text,
        money_dh=money_text,
        age=age_text,
    )
    app.jinja_env.globals.update({family: _sentence_of(family) for family in FAMILIES})
    app.jinja_env.globals.update(spoken=language, text_direction=direction)


def _accepted() -> list[tuple[str, float]]:
    """Return the languages that the browser asks for, best first: ar-MA counts as ar."""
    return [(tag, quality) for tag, quality in request.accept_languages if quality > 0]


def _hear_choice() -> None:
    """Remember the language of a link `?lang=ar`, then answer in it."""
    if request.method == "GET" and "lang" in request.args:
        remember_language(request.args["lang"])


def _sentence_of(family: str) -> Callable[[str], str]:
    def worded(code: str) -> str:
        return sentence(family, code, language())

    return worded


def _formats() -> Locale:
    return Locale.parse(_REGIONS[language()])


def _zone() -> ZoneInfo:
    zone: ZoneInfo = current_app.extensions["passerelle.zone"]
    return zone


def _now() -> datetime:
    moment: datetime = current_app.extensions["passerelle.clock"]()
    return moment


def _here(value: datetime) -> datetime:
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return aware.astimezone(_zone())
