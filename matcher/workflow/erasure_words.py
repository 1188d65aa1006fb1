"""The words that give a person or an organisation away, and texts without them."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from matcher.store.organisations import OrganisationRow, UserRow
from matcher.text.normalise import fold
from matcher.workflow.naming import HIDDEN, names_of, without_names

_DIGITS = 9
"""The last digits of a telephone number: what stays the same however its beginning is written."""
_SHORTEST = 6


@dataclass(frozen=True, slots=True)
class Words:
    """What is looked for. `names` are sought everywhere; `short` and `titles` where we wrote them.

    A name of one word may be anybody's or a common word: it is taken out of lists of names, and
    of what the house itself wrote, but not out of other people's texts.
    """

    names: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not (self.names or self.short or self.exact or self.titles or self.phones)

    def forms(self, *, in_lists: bool) -> tuple[str, ...]:
        """Return what a search of a column looks for, as it stands in texts and in JSON."""
        sought = [*self.names, *self.exact, *((*self.short, *self.titles) if in_lists else ())]
        spelled = {
            form
            for word in sought
            for form in (word, word.lower(), word.upper(), word.title(), fold(word))
        }
        spelled |= {end for number in self.phones for end in _ends(number)}
        return tuple(sorted(spelled | {json.dumps(form)[1:-1] for form in spelled}))

    def without(self, text: str, *, in_lists: bool) -> str:
        """Return the text with «[…]» in place of these words."""
        shown = text
        for word in (*self.exact, *(self.titles if in_lists else ())):
            shown = re.sub(re.escape(word), HIDDEN, shown, flags=re.IGNORECASE)
        for number in self.phones:
            shown = _telephone(number).sub(HIDDEN, shown)
        return without_names(shown, (*self.names, *(self.short if in_lists else ())))

    def out_of(self, value: Any, *, in_lists: bool) -> Any:
        """Return a value of a JSON column without these words; a list loses what is one of them."""
        if isinstance(value, str):
            return self.without(value, in_lists=in_lists)
        if isinstance(value, dict):
            return {
                self.without(key, in_lists=in_lists): self.out_of(held, in_lists=in_lists)
                for key, held in value.items()
            }
        if isinstance(value, list):
            cleaned = [self.out_of(each, in_lists=in_lists) for each in value]
            return [each for each in cleaned if each != HIDDEN]
        return value


def words_of_person(row: UserRow) -> Words:
    """Return what gives a person away: the name in either order, the address, the telephone."""
    parts = row.name.split()
    names = (row.name, " ".join(reversed(parts))) if len(parts) > 1 else ()
    return Words(
        names=tuple(dict.fromkeys(names)),
        short=(row.name,) if len(parts) == 1 else (),
        exact=tuple(dict.fromkeys((row.email, row.email_key))),
        phones=tuple(_number(row.phone)),
    )


def words_of_organisation(row: OrganisationRow, titles: tuple[str, ...] = ()) -> Words:
    """Return what gives an organisation away: its names, its ICE, its site; and these titles."""
    names = names_of(row)
    several = tuple(name for name in names if len(re.findall(r"\w+", name)) > 1)
    return Words(
        names=several,
        short=tuple(name for name in names if name not in several),
        exact=(row.ice,) if len(row.ice) >= _SHORTEST else (),
        titles=tuple(title for title in titles if len(title) >= _SHORTEST),
    )


def words_of_invited(name: str, address: str) -> Words:
    """Return what gives somebody away who was invited, or asked to join, and never came."""
    return words_of_person(UserRow(name=name, email=address, email_key=address, phone=""))


def _number(phone: str) -> Iterator[str]:
    digits = re.sub(r"\D", "", phone)
    if len(digits) >= _SHORTEST:
        yield digits[-_DIGITS:]


def _ends(number: str) -> Iterator[str]:
    """Yield how a number may end: its last three digits, together or with a sign between."""
    yield from (f"{number[-3]}{sign}{number[-2:]}" for sign in ("", " ", ".", "-", "/"))


def _telephone(number: str) -> re.Pattern[str]:
    spaced = r"[\s.()/-]{0,3}".join(number)
    return re.compile(rf"(?<!\d)(?:\+?\d{{1,3}}[\s.()/-]{{0,3}})?0?{spaced}(?!\d)")
