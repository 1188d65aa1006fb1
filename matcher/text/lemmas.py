"""One folded word to its index term: lemma from a dictionary, stem for what no dictionary knows."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import takewhile
from typing import Final

from matcher.text.normalise import fold

SHORT: Final = 3
"""Letters up to which a Latin word is neither looked up nor stemmed."""

_ARTICLE: Final = "ال"
_PROCLITICS: Final = re.compile("(?:[وف]?(?:[بك]?ال|لل)|[وف][بكل]|[وفبكل])(?=.{3})")
_PRONOUNS: Final = re.compile("(?<=...)(?:هما|هم|هن|ها|نا|كم|كن|ه|ك|ي)$")


def latin_term(word: str, language: str) -> str:
    """Return the index term of a folded French or English word: the stem of its lemma.

    The dictionary of `language` ("fr" or "en") is asked first, then the other one, so that a word
    that one language has gets its term even where the language was mistaken; for the same reason a
    word that neither has is stemmed as French. Only words of both may differ. A word of up to three
    letters is left as it is: there the dictionaries expand abbreviations (trl → trail).
    """
    if len(word) <= SHORT:
        return word
    for name in (language, "en" if language == "fr" else "fr"):
        lemma = lemmas(name).get(word)
        if lemma is not None:
            return lemma if len(lemma) <= SHORT else stemmer(name)(lemma)
    return stemmer("fr")(word)


def arabic_term(word: str) -> str:
    """Return the index term of a folded Arabic word: its noun's lemma where there is one.

    A word is looked up with the article first (التمور is only the noun, تمور may be a verb), as it
    stands next, then without conjunction, preposition, article and possessive, in this order.
    """
    known = lemmas("ar")
    for form in _arabic_forms(word):
        lemma = known.get(_ARTICLE + form) or known.get(form)
        if lemma is not None:
            return lemma
    return stemmer("ar")(_without_proclitics(word))


def _arabic_forms(word: str) -> Iterator[str]:
    bare = _without_proclitics(word)
    yield from (word,) if bare == word else (word, bare) if not _has_article(word) else (bare, word)
    for form in (word, bare):
        owned = _PRONOUNS.sub("", form)
        if owned != form:
            yield owned
            if owned.endswith("ت"):
                yield owned[:-1] + "ه"


def _has_article(word: str) -> bool:
    return re.match("[وف]?(?:[بك]?ال|لل)", word) is not None


def _without_proclitics(word: str) -> str:
    return _PROCLITICS.sub("", word, count=1) if _PROCLITICS.match(word) else word


@cache
def stemmer(language: str) -> Callable[[str], str]:
    """Return the Snowball stemmer of a language ("fr", "ar", "en")."""
    import Stemmer

    names = {"fr": "french", "ar": "arabic", "en": "english"}
    # No cache in the stemmer: the caller remembers whole terms.
    stem: Callable[[str], str] = Stemmer.Stemmer(names[language], 0).stemWord
    return stem


@cache
def lemmas(language: str) -> Mapping[str, str]:
    """Return the dictionary of a language ("fr", "ar", "en"): folded word to folded lemma.

    Accents are often left out in practice, so the dictionary is folded. Where several words fold
    to one, the word that is written so without accents wins, then the lemma that shares the longest
    beginning, then the shortest, then the first in alphabetical order. Loading takes about a
    second and 60 MB a language.
    """
    from simplemma.strategies import DefaultDictionaryFactory

    # A factory of our own that caches nothing: the unfolded dictionary is freed at once.
    shipped = DefaultDictionaryFactory(cache_max_size=0).get_dictionary(language)
    entries = [entry for entry in shipped.items() if "".join(entry).isalpha()]
    words = _folded(word for word, _ in entries)
    bases = _folded(lemma for _, lemma in entries)
    found: dict[str, str] = {}
    same: dict[str, str] = {}  # One object for equal lemmas: a third of the memory.
    for (word, _), plain, base in zip(entries, words, bases, strict=True):
        # The few true ones (yeux) cost less than the many wrong ones (chutes → choir).
        is_doubtful = language == "fr" and plain[:SHORT] != base[:SHORT]
        if not is_doubtful and (
            plain not in found or word == plain or _is_closer(plain, base, found[plain])
        ):
            found[plain] = same.setdefault(base, base)
    return found


def _is_closer(word: str, lemma: str, other: str) -> bool:
    """Tell whether `lemma` is the likelier reading of `word`: unites is unite rather than unir."""

    def distance(base: str) -> tuple[int, int, str]:
        return -_shared(word, base), len(base), base

    return distance(lemma) < distance(other)


def _shared(word: str, other: str) -> int:
    return sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, other, strict=False))
    )


def _folded(words: Iterable[str]) -> list[str]:
    """Fold many words in one go, which is ten times faster than one by one."""
    # The bar keeps a place for words of which nothing is left.
    return [word.strip() for word in fold("|".join(words)).split("|")]
