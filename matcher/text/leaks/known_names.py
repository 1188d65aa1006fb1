"""Names of organisations that are known, made ready to be found in any spelling."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

from matcher.text.leaks.lexicon import city_words, is_common, is_in_needs, words
from matcher.text.leaks.reading import folded_words
from matcher.text.leaks.sounds import sounds

SHORTEST: Final = 3
"""Letters below which a name is nobody's."""
LINKS: Final = frozenset(
    [
        "de",
        "du",
        "des",
        "d",
        "la",
        "le",
        "les",
        "l",
        "et",
        "al",
        "el",
        "of",
        "the",
        "and",
        "en",
        "au",
        "aux",
        "a",
        "&",
        "ال",
        "و",
    ]
)
"""Words of a name that count for nothing."""
_LONGEST_ACRONYM: Final = 5
_LONG: Final = 7
"""Letters from which a name is known even when one of them is missing."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is looked for.

    `parts` are its words without links such as "de"; `rare` those that no dictionary and no map
    has. `is_own` marks a name of the writer, which may not stand there in any form.
    """

    text: str
    parts: tuple[str, ...]
    rare: frozenset[str]
    is_own: bool
    is_acronym: bool

    @property
    def joined(self) -> str:
        """The letters of the name, without spaces."""
        return "".join(self.parts)

    @property
    def heard(self) -> str:
        """The consonants of the name."""
        return "".join(sounds(part) for part in self.parts)

    @property
    def heard_whole(self) -> str:
        """The consonants of the name, with the s of its plurals."""
        return "".join(sounds(part, whole=True) for part in self.parts)


@dataclass(frozen=True)
class KnownNames:
    """Names in a form that is quick to look through: build it once, ask it often."""

    names: tuple[Name, ...] = ()
    own: tuple[str, ...] = ()
    _: object = field(default=None, repr=False)

    @classmethod
    def of(cls, others: Iterable[str] = (), own: Iterable[str] = ()) -> "KnownNames":
        """Return these names ready to be found: `own` in any form, `others` with more care."""
        mine = tuple(dict.fromkeys(each for each in own if len(each.strip()) >= SHORTEST))
        told = dict.fromkeys(_name(each, is_own=True) for each in mine)
        told |= dict.fromkeys(_name(each, is_own=False) for each in others)
        return cls(tuple(each for each in told if each.parts), mine)

    def with_own(self, own: Iterable[str]) -> "KnownNames":
        """Return the same names beside those of the writer; what is built already is shared."""
        return _Beside(KnownNames.of(own=own), self)

    def layers(self) -> Iterator["KnownNames"]:
        """Yield the sets of names to look through."""
        yield self

    @cached_property
    def by_letters(self) -> Mapping[str, tuple[Name, ...]]:
        """Letters without spaces → names."""
        return _grouped((each.joined, each) for each in self.names if not each.is_acronym)

    @cached_property
    def slips(self) -> frozenset[str]:
        """The letters of long names, each time without one of them."""
        return frozenset(
            each.joined[:place] + each.joined[place + 1 :]
            for each in self.names
            if not each.is_acronym and len(each.joined) >= _LONG
            for place in range(1, len(each.joined))
        )

    @cached_property
    def by_sound(self) -> Mapping[str, tuple[Name, ...]]:
        """Consonants → names."""
        return _grouped(
            (key, each)
            for each in self.names
            if not each.is_acronym
            for key in {each.heard, each.heard_whole}
        )

    @cached_property
    def by_part(self) -> Mapping[str, tuple[Name, ...]]:
        """Consonants of one word → names that hold it."""
        return _grouped(
            (sounds(part), each)
            for each in self.names
            if not each.is_acronym
            for part in set(each.parts)
        )

    @cached_property
    def acronyms(self) -> frozenset[str]:
        """Names that are nothing but capitals."""
        return frozenset(each.text for each in self.names if each.is_acronym)

    @cached_property
    def rare_words(self) -> Mapping[str, tuple[str, ...]]:
        """First consonant → words that only names have."""
        found: dict[str, dict[str, None]] = {}
        for name in self.names:
            for part in name.rare:
                if len(part) >= 5 and not name.is_acronym:
                    found.setdefault(sounds(part)[:1], {})[part] = None
        return {first: tuple(parts) for first, parts in found.items()}


@dataclass(frozen=True)
class _Beside(KnownNames):
    """The writer's own names beside all others."""

    def __init__(self, own: KnownNames, others: KnownNames) -> None:
        object.__setattr__(self, "names", own.names)
        object.__setattr__(self, "own", own.own)
        object.__setattr__(self, "_", others)

    def layers(self) -> Iterator[KnownNames]:
        yield self
        if isinstance(self._, KnownNames):
            yield from self._.layers()


NOBODY: Final = KnownNames()
"""No names at all: contacts, numbers and claims are found all the same."""


@lru_cache(maxsize=30_000)
def _name(told: str, *, is_own: bool) -> Name:
    is_acronym = (
        told.isupper() and told.isalpha() and len(told) <= _LONGEST_ACRONYM and told.isascii()
    )
    parts = tuple(part for part in folded_words(told) if part not in LINKS)
    forms = words("legal_forms")
    while len(parts) > 1 and (parts[-1] in forms or parts[-1] == "au"):
        parts = parts[:-1]
    while len(parts) > 1 and parts[0] in {"societe", "ste", "شركه", *forms}:
        parts = parts[1:]
    written = {each.lower(): each for each in told.replace("'", " ").split()}
    rare = frozenset(
        part
        for part in parts
        if len(part) > SHORTEST
        and part not in city_words() | words("business_words")
        and not is_common(part)
        and not is_common(_as_written(part, written))
        and not (is_own and is_in_needs(part))
    )
    text = told if is_acronym else " ".join(parts)
    long_enough = sum(map(len, parts)) >= SHORTEST
    return Name(text, parts if long_enough else (), rare, is_own, is_acronym)


def _as_written(part: str, written: Mapping[str, str]) -> str:
    """Return a word of a name with its accents, as dictionaries have it."""
    for lower, word in written.items():
        if folded_words(lower)[-1:] == (part,):
            return word
    return part


def _grouped(pairs: Iterable[tuple[str, Name]]) -> dict[str, tuple[Name, ...]]:
    found: dict[str, list[Name]] = {}
    for key, name in pairs:
        if key:
            found.setdefault(key, []).append(name)
    return {key: tuple(names) for key, names in found.items()}
