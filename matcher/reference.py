"""Reads data/: the taxonomy, word lists, cue phrases and centring texts that the engine rests on.

Every file is read once per process, from the folder `data` of `settings.home`, and checked while it
is read: `ReferenceUnreadable` names the file and what is wrong with it.

    data/taxonomy/sectors.json         [{"id", "label_fr", "label_en"?, "label_ar"?, "source"}]
    data/taxonomy/regions.json         the same fields; the id is the ISO 3166-2 code
    data/taxonomy/cities.json          [{"id", "label_fr", "region", "source"}]
    data/taxonomy/trl.json             the fields of sectors.json; the id is a number, 1 to 9
    data/taxonomy/sector_terms.json    {"sector id": {"fr": [...], "ar": [...], "en": [...]}}
    data/taxonomy/region_terms.json    {"region id": {"fr": [...], "ar": [...], "en": [...]}}
    data/taxonomy/ilab_sectors.json    {"label of the French i-Lab register": ["sector id", ...]}
    data/stopwords/{fr,ar,en}.txt      one word a line; # opens a comment
    data/cues/{fr,ar,en}.toml          lists of phrases, by name
    data/centring/NAME.txt             one text a line; # opens a comment
    data/support/{centres,clusters}.toml   support bodies: see `matcher.support_file`
    data/support/cues/{fr,ar,en}.toml  lists of phrases, by name
    data/support/branches/{fr,ar,en}.toml  key of a centre, or "other" → descriptions
    data/support/subjects.toml         {body key: {"specialist"?, "fr": [...], "ar", "en"}}
    data/support/prototypes/NAME_{fr,ar,en}.txt   one text a line; # opens a comment

Labels may be shown to people. Terms are our own vocabulary: they find a sector or a region in
somebody's words and are never shown.
"""

import json
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from matcher.domain.support import SupportBody
from matcher.domain.taxonomy import (
    LANGUAGES,
    TRL_RANGE,
    City,
    Region,
    Sector,
    TrlLevel,
    bare_name,
    bare_subject,
    label_key,
)
from matcher.errors import ReferenceUnreadable
from matcher.settings import settings
from matcher.support_file import Known, Subjects, read_subjects, read_support

Terms = Mapping[str, Mapping[str, tuple[str, ...]]]


def sectors() -> tuple[Sector, ...]:
    """Return the industrial sectors, in the order of the file."""
    return _sectors(_data())


def regions() -> tuple[Region, ...]:
    """Return the twelve Moroccan regions, by ISO code."""
    return _regions(_data())


def cities() -> tuple[City, ...]:
    """Return the Moroccan cities that have a known region."""
    return _cities(_data())


def trl_levels() -> tuple[TrlLevel, ...]:
    """Return the nine technology readiness levels, lowest first."""
    return _trl_levels(_data())


def sector_terms() -> Terms:
    """Return sector id → language → words that speak of this sector. For matching, never shown."""
    return _terms(_data() / "taxonomy/sector_terms.json", frozenset(s.id for s in sectors()))


def region_terms() -> Terms:
    """Return region id → language → other spellings of it and of its cities. Never shown."""
    return _terms(_data() / "taxonomy/region_terms.json", frozenset(r.id for r in regions()))


def stop_words(language: str) -> frozenset[str]:
    """Return the words of a language (fr, ar, en) that say nothing alone, as in the file."""
    return frozenset(_lines(_data() / "stopwords" / f"{_known(language)}.txt"))


def translations(language: str) -> Mapping[str, tuple[str, ...]]:
    """Return index term of a language → terms of the others that stand for it, the likeliest first.

    From data/lexicon/`language`_*.tsv; how they were learned: `learning.translations`.
    """
    return _translations(_data() / "lexicon", _known(language))


def cues(language: str) -> Mapping[str, tuple[str, ...]]:
    """Return name → phrases that announce a requirement, a wish, a fact..., for fr, ar or en."""
    return _cues(_data() / "cues" / f"{_known(language)}.toml")


def support_bodies() -> tuple[SupportBody, ...]:
    """Return the technical centres, then the clusters, each with what its sources confirm."""
    return _support_bodies(_data())


def support_cues(language: str) -> Mapping[str, tuple[str, ...]]:
    """Return name → phrases that ask for a support body, or only mention what one does."""
    return _cues(_data() / "support/cues" / f"{_known(language)}.toml")


def support_subjects() -> Mapping[str, Subjects]:
    """Return key of a support body → the words of what it deals with. For matching, never shown."""
    return _support_subjects(_data())


def support_branches(language: str) -> Mapping[str, tuple[str, ...]]:
    """Return key of a centre, or "other" → what its branch makes. For matching, never shown."""
    return _cues(_data() / "support/branches" / f"{_known(language)}.toml")


def support_prototypes(name: str, language: str) -> tuple[str, ...]:
    """Return the asks, or what resembles them, that a need is compared with by meaning."""
    return _lines(_data() / "support/prototypes" / f"{name}_{_known(language)}.txt")


def leak_words(name: str) -> tuple[str, ...]:
    """Return a list of words by which the leak guard knows what tells who is meant."""
    return _cues(_data() / "leaks/words.toml")[name]


def centring_texts(name: str) -> tuple[str, ...]:
    """Return the generic texts of data/centring/`name`.txt, whose mean is taken off vectors."""
    if not name.isidentifier():
        raise ReferenceUnreadable(f"“{name}” cannot name a centring file: use letters and digits.")
    return _lines(_data() / "centring" / f"{name}.txt")


def canonical_sector(text: str) -> str:
    """Return the id of the sector that `text` names, else its own words in one spelling.

    An id, a label, a term in any of the three languages, or a label of the i-Lab register that
    stands for one sector alone. Two unknown labels that differ by case or accents become one.
    """
    found = canonical_sectors(text)
    return found[0] if len(found) == 1 else label_key(text)


def canonical_sectors(text: str) -> tuple[str, ...]:
    """Return every sector id that a label stands for, then its own words when they name several.

    A label such as “Chimie & environnement” covers two of our sectors; it stays findable by both
    ids and by itself. An unknown label gives its own words, an empty one nothing.
    """
    words = label_key(text)
    if not words:
        return ()
    ids = _sector_names(_data()).get(bare_subject(text), ())
    return ids if len(ids) == 1 else (*ids, words)


def canonical_region(text: str) -> str:
    """Return the ISO code of the Moroccan region that `text` names, else its words in one spelling.

    A code (MA-06, ma06), a label in one of three scripts, or a city, which gives its region.
    Regions elsewhere stay as words: “Île-de-France” gives “ile de france”.
    """
    return _region_names(_data()).get(bare_name(text)) or label_key(text)


def sample_startups_path() -> Path:
    """Return the JSON Lines file of the sample startups."""
    return _data() / "samples/startups.jsonl"


def sample_challenges_path() -> Path:
    """Return the JSON Lines file of the illustrative challenges."""
    return _data() / "samples/challenges.jsonl"


def _data() -> Path:
    return settings().home / "data"


def _known(language: str) -> str:
    if language not in LANGUAGES:
        raise ReferenceUnreadable(
            f"There are no words for the language “{language}”: choose {', '.join(LANGUAGES)}."
        )
    return language


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ReferenceUnreadable(
            f"{path} is missing: restore it, or point PASSERELLE_HOME at the project's folder."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ReferenceUnreadable(f"{path} cannot be read as UTF-8 text: {error}.") from error


def _json(path: Path) -> Any:
    try:
        return json.loads(_text(path))
    except json.JSONDecodeError as error:
        raise ReferenceUnreadable(f"{path} is not valid JSON: {error}. Restore it.") from error


@cache
def _lines(path: Path) -> tuple[str, ...]:
    stripped = (line.strip() for line in _text(path).splitlines())
    return tuple(line for line in stripped if line and not line.startswith("#"))


@cache
def _translations(folder: Path, language: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[tuple[float, str]]] = {}
    for path in sorted(folder.glob(f"{language}_*.tsv")):
        for line in _lines(path):
            try:
                term, other, share = line.split("\t")
                found.setdefault(term, []).append((-float(share), other))
            except ValueError as error:
                raise ReferenceUnreadable(
                    f"{path}: “{line}” is not a term, a translation and a share. Restore the file."
                ) from error
    return MappingProxyType(
        {term: tuple(other for _, other in sorted(ways)) for term, ways in found.items()}
    )


@cache
def _cues(path: Path) -> Mapping[str, tuple[str, ...]]:
    try:
        table = tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise ReferenceUnreadable(f"{path} is not valid TOML: {error}.") from error
    return MappingProxyType({name: _words(path, name, value) for name, value in table.items()})


def _words(path: Path, name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
        raise ReferenceUnreadable(f"{path}: “{name}” must be a list of words or phrases.")
    return tuple(value)


def _rows(path: Path, *required: str) -> list[Mapping[str, Any]]:
    """Return the rows of a JSON list, each with the fields required and an id of its own."""
    rows = _json(path)
    if not isinstance(rows, list):
        raise ReferenceUnreadable(f"{path} must hold a list of rows.")
    for number, row in enumerate(rows, start=1):
        fields = row if isinstance(row, dict) else {}
        missing = [f for f in required if not isinstance(fields.get(f), str | int)]
        if missing:
            raise ReferenceUnreadable(f"{path}: row {number} has no {', '.join(missing)}.")
    if len({row["id"] for row in rows}) < len(rows):
        raise ReferenceUnreadable(f"{path}: two rows have the same id.")
    return rows


@cache
def _support_bodies(data: Path) -> tuple[SupportBody, ...]:
    known = Known({each.id for each in _sectors(data)}, {each.id for each in _regions(data)})
    paths = [data / "support" / f"{name}.toml" for name in ("centres", "clusters")]
    bodies = tuple(each for path in paths for each in read_support(path, _text(path), known))
    if len({each.key for each in bodies}) < len(bodies):
        raise ReferenceUnreadable(f"{data / 'support'}: two support bodies have the same key.")
    return bodies


@cache
def _support_subjects(data: Path) -> Mapping[str, Subjects]:
    path = data / "support/subjects.toml"
    return read_subjects(path, _text(path), {each.key for each in _support_bodies(data)})


def _labels(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(row.get(name) or "") for name in ("label_fr", "label_en", "label_ar")}


@cache
def _sectors(data: Path) -> tuple[Sector, ...]:
    rows = _rows(data / "taxonomy/sectors.json", "id", "label_fr")
    return tuple(Sector(id=str(row["id"]), **_labels(row)) for row in rows)


@cache
def _regions(data: Path) -> tuple[Region, ...]:
    rows = _rows(data / "taxonomy/regions.json", "id", "label_fr")
    return tuple(Region(id=str(row["id"]), **_labels(row)) for row in rows)


@cache
def _cities(data: Path) -> tuple[City, ...]:
    path = data / "taxonomy/cities.json"
    rows = _rows(path, "id", "label_fr", "region")
    known = {region.id for region in _regions(data)}
    for row in rows:
        if row["region"] not in known:
            raise ReferenceUnreadable(f"{path}: {row['id']} lies in no known region.")
    return tuple(
        City(row["id"], row["label_fr"], row["region"], row.get("label_ar", "")) for row in rows
    )


@cache
def _trl_levels(data: Path) -> tuple[TrlLevel, ...]:
    path = data / "taxonomy/trl.json"
    levels = tuple(TrlLevel(id=row["id"], **_labels(row)) for row in _rows(path, "id", "label_fr"))
    if [level.id for level in levels] != list(TRL_RANGE):
        raise ReferenceUnreadable(f"{path} must hold the levels 1 to 9, in order.")
    return levels


@cache
def _terms(path: Path, known: frozenset[str]) -> Terms:
    table = _json(path)
    if not isinstance(table, dict):
        raise ReferenceUnreadable(f"{path} must hold an object: id, language, words.")
    for name, by_language in table.items():
        if name not in known:
            raise ReferenceUnreadable(f"{path}: “{name}” is not an id of the taxonomy.")
        if not isinstance(by_language, dict) or set(by_language) != set(LANGUAGES):
            raise ReferenceUnreadable(f"{path}: “{name}” needs words for {', '.join(LANGUAGES)}.")
    return MappingProxyType(
        {
            name: MappingProxyType(
                {code: _words(path, f"{name}.{code}", by[code]) for code in LANGUAGES}
            )
            for name, by in table.items()
        }
    )


@cache
def _ilab_sectors(data: Path) -> Mapping[str, tuple[str, ...]]:
    path = data / "taxonomy/ilab_sectors.json"
    table = _json(path)
    if not isinstance(table, dict):
        raise ReferenceUnreadable(f"{path} must hold an object: label, sector ids.")
    known = {sector.id for sector in _sectors(data)}
    mapped = {label: _words(path, label, ids) for label, ids in table.items()}
    unknown = sorted({i for ids in mapped.values() for i in ids} - known)
    if unknown:
        raise ReferenceUnreadable(f"{path}: {', '.join(unknown)} is not an id of the taxonomy.")
    return MappingProxyType(mapped)


@cache
def _sector_names(data: Path) -> Mapping[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for label, ids in _ilab_sectors(data).items():
        names[bare_subject(label)] = ids
    terms = sector_terms()
    for sector in _sectors(data):
        for name in _names_of(sector, terms):
            names[bare_subject(name)] = (sector.id,)
    return names


@cache
def _region_names(data: Path) -> Mapping[str, str]:
    names: dict[str, str] = {}
    for city in _cities(data):
        names[bare_name(city.label_fr)] = city.region
    terms = region_terms()
    for region in _regions(data):
        for name in (*_names_of(region, terms), region.id.replace("-", "")):
            names[bare_name(name)] = region.id
    return names


def _names_of(row: Sector | Region, terms: Terms) -> Iterable[str]:
    yield row.id
    yield from filter(None, (row.label_fr, row.label_en, row.label_ar))
    for words in terms.get(row.id, {}).values():
        yield from words
