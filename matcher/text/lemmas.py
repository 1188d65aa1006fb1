"""One folded word to its index term: lemma from a dictionary, stem for what no dictionary knows."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Final

from matcher.text.normalise import fold

_ARTICLE: Final = "ال"
_PROCLITICS: Final = re.compile("(?:[وف]?(?:[بك]?ال|لل)|[وف][بكل]|[وفبكل])(?=.{3})")
_PRONOUNS: Final = re.compile("(?<=...)(?:هما|هم|هن|ها|نا|كم|كن|ه|ك|ي)$")


def latin_term(word: str, language: str) -> str:
    """Return the index term of a folded French or English word.

    The dictionary of `language` ("fr" or "en") is asked first, then the other one, so that a word
    gets its term even where the language was mistaken. Words in neither are stemmed as French,
    whatever the language, for the same reason.
    """
    other = "en" if language == "fr" else "fr"
    lemma = lemmas(language).get(word) or lemmas(other).get(word) or word
    return stemmer("french")(lemma)


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
    return stemmer("arabic")(_without_proclitics(word))


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
def stemmer(name: str) -> Callable[[str], str]:
    """Return the Snowball stemmer of that name ("french", "english", "arabic")."""
    import Stemmer

    stem: Callable[[str], str] = Stemmer.Stemmer(name, 0).stemWord
    return stem


@cache
def lemmas(language: str) -> Mapping[str, str]:
    """Return the dictionary of a language ("fr", "ar", "en"): folded word to folded lemma.

    Accents are often left out in practice, so the dictionary is folded. Where several words fold
    to one, the word that is written so without accents wins, then the shortest lemma, then the
    first in alphabetical order. Loading takes about a second and 30 MB a language.
    """
    from simplemma.strategies import DefaultDictionaryFactory

    # A factory of our own that caches nothing: the unfolded dictionary is freed at once.
    shipped = DefaultDictionaryFactory(cache_max_size=0).get_dictionary(language)
    entries = [entry for entry in shipped.items() if "".join(entry).isalpha()]
    words = _folded(word for word, _ in entries)
    bases = _folded(lemma for _, lemma in entries)
    found: dict[str, str] = {}
    for (word, _), plain, base in zip(entries, words, bases, strict=True):
        if (
            plain not in found
            or word == plain
            or (len(base), base) < (len(found[plain]), found[plain])
        ):
            found[plain] = base
    return found


def _folded(words: Iterable[str]) -> list[str]:
    """Fold many words in one go, which is ten times faster than one by one."""
    # The bar keeps a place for words of which nothing is left.
    return [word.strip() for word in fold("|".join(words)).split("|")]
