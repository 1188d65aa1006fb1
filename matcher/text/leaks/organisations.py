"""Known organisations and brands in a text: other spellings, other scripts, slips of the pen."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from rapidfuzz import fuzz, process

from matcher.text.leaks.findings import Kind, Trace
from matcher.text.leaks.known_names import LINKS, KnownNames, Name
from matcher.text.leaks.lexicon import any_of, city_words, is_common, words
from matcher.text.leaks.new_names import VERBS
from matcher.text.leaks.reading import Reading, Word
from matcher.text.leaks.sounds import sounds, undisguised

_LONGEST: Final = 7
_FURTHEST: Final = 80
_ALIKE: Final = 82
_ALIKE_WORD: Final = 84
_HEARD: Final = 80
_MOST_LINKS: Final = 3
_STOP: Final = re.compile(r"[.;!?]\s(?=\w)")
_DOTTED: Final = re.compile(r"(?<![\w.])(?:[A-Z]\. ?){1,4}[A-Z]\b\.?")
_PROCLITIC: Final = re.compile("^(?:[وف]?(?:[بك]?ال|لل)|[وفبكل])(?=.{2})")
_ARTICLE: Final = re.compile("^(?:[وف]?(?:[بك]?ال|لل)|[وفبكل]|l'|d')(?=.{3})")
_SPELLED_OUT: Final = re.compile(r"(?<!\w)(?:[^\W\d_][ .-]){3,}[^\W\d_](?!\w)")


@dataclass(frozen=True, slots=True)
class _Said:
    """Some words of the text that may be a name."""

    words: Sequence[Word]
    letters: str

    @property
    def has_capital(self) -> bool:
        return any(word.is_capital for word in self.words)

    @property
    def is_arabic(self) -> bool:
        return self.words[0].is_arabic


def known(read: Reading, names: KnownNames) -> Iterator[Trace]:
    """Yield every place where a known name stands."""
    for layer in names.layers():
        if layer.names:
            yield from _whole_names(read, layer)
            yield from _parts_of_names(read, layer)
            yield from _acronyms(read, layer)
            yield from _dotted_acronyms(read, layer)


def _whole_names(read: Reading, names: KnownNames) -> Iterator[Trace]:
    told = _spoken(read)
    forms = [_forms_of(word) for word in told]
    for first, word in enumerate(told):
        if word.text in LINKS:
            continue
        for begin in _beginnings(undisguised(word.text)):
            for after in _named_from(read, told, forms, first, begin, names):
                yield Trace(Kind.ORGANISATION, word.start, told[after].end, "known_name")


def _forms_of(word: Word) -> tuple[str, str, str]:
    """Return a word's letters and its consonants, with and without a plural; links are nothing."""
    if word.text in LINKS:
        return "", "", ""
    plain = undisguised(word.text)
    return plain, sounds(plain), sounds(plain, whole=True)


def _named_from(
    read: Reading,
    told: Sequence[Word],
    forms: Sequence[tuple[str, str, str]],
    first: int,
    begin: str,
    names: KnownNames,
) -> Iterator[int]:
    """Yield the last word of each known name that begins with this word."""
    letters, heard, whole = "", "", ""
    for last in range(first, min(first + _LONGEST, len(told))):
        if told[last].end - told[first].start > _FURTHEST or len(letters) > _FURTHEST:
            return
        if last > first and _STOP.search(read.low, told[last - 1].end, told[last].start + 1):
            return
        if last == first:
            letters, heard, whole = begin, sounds(begin), sounds(begin, whole=True)
        else:
            more = forms[last]
            letters, heard, whole = letters + more[0], heard + more[1], whole + more[2]
        if not forms[last][0]:
            continue
        if (
            letters not in names.by_letters
            and heard not in names.by_sound
            and (whole not in names.by_sound)
            and letters not in names.slips
        ):
            continue
        parts = [begin, *(forms[place][0] for place in range(first + 1, last + 1))]
        said = _Said(told[first : last + 1], letters)
        if _is_name(read, said, [part for part in parts if part], {heard, whole}, names):
            yield last


def _spoken(read: Reading) -> list[Word]:
    """Return the words; letters written one by one (T h e r m o) count as one word."""
    apart = [found.span() for found in _SPELLED_OUT.finditer(read.low)]
    told = [word for word in read.words if not any(a <= word.start < b for a, b in apart)]
    for start, end in apart:
        letters = re.sub(r"[\W_]", "", read.low[start:end])
        cased = re.sub(r"[\W_]", "", read.cased[start:end])
        told.append(Word(letters, cased, start, end))
    return sorted(told, key=lambda word: word.start)


def _is_name(
    read: Reading, said: "_Said", parts: Sequence[str], heard: Collection[str], names: KnownNames
) -> bool:
    if any(_may_be(read, said, name) for name in names.by_letters.get(said.letters, ())):
        return True
    if said.letters in names.slips and not all(is_common(word.text) for word in said.words):
        return True
    alike = (name for key in heard for name in names.by_sound.get(key, ()))
    return any(_sounds_like(said, name, parts) for name in alike)


def _beginnings(word: str) -> tuple[str, ...]:
    """Return a first word with and without what Arabic and French tie to it."""
    bare = _ARTICLE.sub("", word)
    return (word,) if bare == word else (word, bare)


def _may_be(read: Reading, said: _Said, name: Name) -> bool:
    """Whether the very letters of a name are meant as one: a common word needs its capital."""
    if name.is_own or (len(name.parts) > 1 and len(said.words) > 1):
        return True
    if name.rare:
        return said.has_capital or said.is_arabic or len(name.joined) >= 6
    if said.is_arabic:
        return _has_cue(read, said.words[0].start)
    if len(name.parts) > 1 or len(said.words) > 1:
        return True
    word = said.words[0]
    return (
        word.is_capital
        and (_is_inside(read, word) or _has_cue(read, word.start))
        and (word.text not in city_words())
        and not (
            _beside_capital(read, word) and is_common(name.joined) and _is_geography(read, word)
        )
    )


def _sounds_like(said: _Said, name: Name, told: Sequence[str]) -> bool:
    """Whether the consonants of a name are enough: long ones, nearly the same or other letters."""
    heard = name.heard
    if len(told) > len(name.parts) and all(is_common(word.text) for word in said.words):
        return False
    arabic_name = "\u0600" <= name.joined[:1] <= "\u06ff"
    if said.is_arabic == arabic_name:
        alike = fuzz.ratio(said.letters, name.joined)
        if len(said.words) == 1 and len(name.parts) == 1 and is_common(said.words[0].cased):
            return False
        return alike >= _ALIKE - 6 and len(heard) >= 3 and (bool(name.rare) or len(heard) >= 5)
    return _sounds_across(said, name, told)


def _sounds_across(said: _Said, name: Name, told: Sequence[str]) -> bool:
    """Whether words in the letters of one script sound like a name in those of another."""
    heard = name.heard
    if len(name.parts) == 1 and (len(heard) < 4 or is_common(said.words[0].text)):
        return False
    if all(is_common(word.text) for word in said.words) and len(heard) < 7:
        return False
    if len(told) > len(name.parts):
        return False
    return len(heard) >= 4 and (len(told) < len(name.parts) or _are_alike(told, name.parts))


def _are_alike(told: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether each word sounds like its counterpart in the other script."""
    return all(
        {sounds(one), sounds(one, whole=True)} & {sounds(other), sounds(other, whole=True)}
        for one, other in zip(told, parts, strict=True)
    )


def _parts_of_names(read: Reading, names: KnownNames) -> Iterator[Trace]:
    """Yield a rare word of a name, or most words of one in another order or with slips."""
    told = [word for word in read.words if len(word.text) >= 3]
    for place, word in enumerate(told):
        for name in _names_with(word, names):
            found = _gathered(told, place, name)
            if _is_enough(read, found, name):
                start, end = min(each.start for each in found), max(each.end for each in found)
                yield Trace(Kind.ORGANISATION, start, end, "known_name")
                break


def _names_with(word: Word, names: KnownNames) -> Iterator[Name]:
    text = undisguised(word.text)
    for form in dict.fromkeys((text, _PROCLITIC.sub("", text))):
        heard = sounds(form)
        if len(heard) >= 2:
            yield from (name for name in names.by_part.get(heard, ()) if _is_part(form, name))
    if len(text) < 5 or word.is_arabic or is_common(word.text):
        return
    choices = names.rare_words.get(sounds(text)[:1], ())
    for part, _alike, _place in process.extract(
        text, choices, scorer=fuzz.ratio, score_cutoff=_ALIKE_WORD, limit=3
    ):
        yield from (name for name in names.by_part[sounds(part)] if part in name.rare)


def _is_part(text: str, name: Name) -> bool:
    """Whether a word is one of the name's, a slip aside; other scripts are compared by sound."""
    heard = sounds(text)
    for part in name.parts:
        if sounds(part) != heard:
            continue
        if (text[0] > "\u05ff") != (part[0] > "\u05ff"):
            return len(heard) >= 3
        if fuzz.ratio(text, part) >= _ALIKE_WORD - 14:
            return True
    return False


def _gathered(told: Sequence[Word], place: int, name: Name) -> list[Word]:
    """Return the words around one that stand for the other words of a name, the nearest first.

    One word between them may be a stranger where the name has three words or more.
    """
    left = list(name.parts)
    _take(told[place], left)
    found = [told[place]]
    for step in (1, -1):
        strangers, at = 0, place + step
        while left and 0 <= at < len(told) and strangers <= (len(name.parts) > 2):
            if abs(told[at].start - told[place].start) > _FURTHEST:
                break
            if _take(told[at], left, loosely=len(name.parts) > 2):
                found.append(told[at])
            else:
                strangers += told[at].text not in LINKS
            at += step
    return sorted(found, key=lambda each: each.start)


def _take(word: Word, left: list[str], *, loosely: bool = False) -> bool:
    """Take the part of a name that a word stands for out of those left; False when none is."""
    for form in _beginnings(undisguised(word.text)):
        for part in left:
            same_script = (form[0] > "\u05ff") == (part[0] > "\u05ff")
            alike = fuzz.ratio(form, part)
            one, other = sounds(form), sounds(part)
            heard = len(one) >= 2 and (
                one == other or (loosely and fuzz.ratio(one, other) >= _HEARD)
            )
            if (alike >= _ALIKE_WORD or (heard and alike >= 70)) if same_script else heard:
                left.remove(part)
                return True
    return False


def _is_enough(read: Reading, found: Sequence[Word], name: Name) -> bool:
    """Whether these words can only be this organisation."""
    if not _are_together(read, found, may_differ=2 <= len(found) < len(name.parts)):
        return False
    if len(found) >= 2 and len(found) >= len(name.parts) - (len(name.parts) >= 3):
        capitals = sum(word.is_capital or word.is_arabic for word in found)
        every = len(found) == len(name.parts)
        if every or not all(is_common(word.text) for word in found):
            return capitals >= 1
        # Common words that are only a part of the name: Cèdre Blanc, but not "الأرز الأبيض".
        is_cued = _has_cue(read, found[0].start)
        return is_cued if found[0].is_arabic else capitals == len(found)
    return _is_rare_enough(read, found[0], name)


def _is_rare_enough(read: Reading, word: Word, name: Name) -> bool:
    """Whether one word is enough: no dictionary has it, and only this name does."""
    rare = any(fuzz.ratio(undisguised(word.text), part) >= _ALIKE_WORD - 8 for part in name.rare)
    if not rare or is_common(word.text) or word.text in city_words() or len(word.text) < 4:
        return False
    if word.is_arabic:
        return _has_cue(read, word.start) and len(word.text) >= 4
    if fuzz.ratio(undisguised(word.text), next(iter(name.rare))) < 95 and len(name.rare) == 1:
        return word.is_capital and len(word.text) >= 6
    return word.is_capital or name.is_own


def _are_together(read: Reading, found: Sequence[Word], *, may_differ: bool) -> bool:
    """Whether nothing but links stands between these words, and perhaps one word that differs."""
    strangers = 0
    for before, after in pairwise(found):
        gap = read.low[before.end : after.start]
        between = re.findall(r"\w+", gap)
        strangers += sum(word not in LINKS for word in between)
        if len(between) > _MOST_LINKS or re.search(r"[.;!?]|\n\s*\n", gap):
            return False
    return strangers <= may_differ


def _acronyms(read: Reading, names: KnownNames) -> Iterator[Trace]:
    if not names.acronyms:
        return
    for word in read.words:
        if word.cased in names.acronyms and (
            word.text not in words("everyday_acronyms")
            or _has_cue(read, word.start)
            or _acts(read, word)
        ):
            yield Trace(Kind.ORGANISATION, word.start, word.end, "known_name")


def _acts(read: Reading, word: Word) -> bool:
    """Whether a word opens a sentence and does what firms do: "CND met à disposition"."""
    acting = re.compile(rf"\s(?:{VERBS}|{any_of('verbs')})\b")
    return not _is_inside(read, word) and acting.match(read.low, word.end) is not None


def _dotted_acronyms(read: Reading, names: KnownNames) -> Iterator[Trace]:
    for found in _DOTTED.finditer(read.cased):
        letters = re.sub("[. ]", "", found.group())
        is_plain = letters.lower() in words("everyday_acronyms")
        if letters in names.acronyms and (not is_plain or _has_cue(read, found.start())):
            yield Trace(Kind.ORGANISATION, *found.span(), "known_name")


def _has_cue(read: Reading, start: int) -> bool:
    """Whether the words before tell that a name follows: chez, groupe, شركه, لدي."""
    before = read.low[max(0, start - 40) : start]
    cues = any_of("name_cues", "designators", "arabic_designators", "arabic_name_cues")
    return re.search(rf"(?<!\w)[وبل]?{cues}\s[«\"'(]?\s?$", before) is not None


def _is_inside(read: Reading, word: Word) -> bool:
    """Whether a word stands inside a sentence, where a capital tells a name."""
    before = read.low[: word.start].rstrip(" \"'«(")
    return bool(before) and before[-1] not in ".!?:\n;•-"


def _beside_capital(read: Reading, word: Word) -> bool:
    place = read.words.index(word)
    near = [*read.words[max(0, place - 1) : place], *read.words[place + 1 : place + 2]]
    return any(each.is_capital for each in near)


def _is_geography(read: Reading, word: Word) -> bool:
    around = read.low[max(0, word.start - 12) : word.end + 12]
    return (
        re.search(
            r"\b(?:haut|moyen|anti|mont|monts|high|middle|mountains?|djebel|region)\b", around
        )
        is not None
    )
