"""Reads web/translations/<language>/*.po into memory; nothing compiled is kept."""

from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

FOLDER = Path(__file__).resolve().parent / "translations"


PLURALS = {
    "fr": "nplurals=2; plural=(n > 1);",
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3"
    " : n%100>=11 && n%100<=99 ? 4 : 5);",
}
"""Which form of a counted noun goes with a number; Babel's own rule for Arabic errs from 11 on."""


def catalogs(languages: Iterable[str], folder: Path = FOLDER) -> dict[str, Translations]:
    """Return the translations of each language; one without files keeps the English words."""
    return {
        language: _translations(language, folder, _state(language, folder))
        for language in languages
    }


def merged(language: str, folder: Path = FOLDER) -> Catalog:
    """Return all the files of a language as one catalog; of two translations the first is kept."""
    whole = Catalog(locale=language)
    if language in PLURALS:
        whole.mime_headers = [("Plural-Forms", PLURALS[language])]
    for path in files(language, folder):
        for message in read(path):
            known = whole.get(message.id, message.context)
            if any(message.string or ()) and known is None:
                whole.add(message.id, message.string, context=message.context)
    return whole


def files(language: str, folder: Path = FOLDER) -> list[Path]:
    """Return the files of a language, in the order in which they count."""
    return sorted((folder / language).glob("*.po"))


def read(path: Path) -> list[Message]:
    """Return the messages of one file, without its heading."""
    with path.open("rb") as stream:
        return [message for message in read_po(stream, locale=path.parent.name) if message.id]


def _state(language: str, folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return what tells whether the files of a language changed since they were read."""
    states = ((path.name, path.stat()) for path in files(language, folder))
    return tuple((name, state.st_mtime_ns, state.st_size) for name, state in states)


@lru_cache(maxsize=16)
def _translations(language: str, folder: Path, _state: tuple[object, ...]) -> Translations:
    """Return the translations of a language, read again only when its files changed."""
    return _compiled(merged(language, folder))


def _compiled(catalog: Catalog) -> Translations:
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(fp=compiled)
