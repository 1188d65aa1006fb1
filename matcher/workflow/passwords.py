"""Passwords: how they are kept, and which ones are refused."""

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore, Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from matcher.domain.people import STAFF, Role
from matcher.errors import InvalidForm, TooBusy, WorkflowError
from matcher.settings import Settings
from matcher.workflow.breached_passwords import is_breached

MEMORY_KIB = 19_456
PASSES = 2
LANES = 1
"""Argon2id as OWASP asks for at least: about 50 ms on one core of a small server, 19 MiB a try."""
SHORTEST = 12
SHORTEST_FOR_STAFF = 15
LONGEST = 256
"""Lengths in characters. There is no rule on which characters; spaces and pasting are welcome."""

_DECOY = (
    "$argon2id$v=19$m=19456,t=2,p=1$VRratuv1Z0Ym7tZdkuydWQ"
    "$WHKJmoiZTWXCL2ijs2M3Gs/qT5aSW/KE3hVz2iGxylE"
)
"""The hash of a random word that nobody kept: an unknown address costs as much as a known one."""

AT_ONCE = max(1, (os.cpu_count() or 2) // 2)
IN_LINE = 2
"""How many passwords are hashed at the same time, and how many more wait: half of the processors
and most of the threads stay free for everybody else, however many passwords are tried."""

_ENOUGH = 6
_FEWEST_SIGNS = 5
_LOOKALIKES = str.maketrans("@40315$7", "aaoeisst")
_WALKS = (
    *("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"),
    *("azertyuiop", "qsdfghjklm", "wxcvbn", "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "1q2w3e4r5t6y7u8i9o0p"),
    *("1a2z3e4r5t6y7u8i9o0p", "qazwsxedcrfvtgbyhnujm", "ضصثقفغعهخحجد", "شسيبلاتنمكط", "٠١٢٣٤٥٦٧٨٩"),
)
_WORDS = (
    *("password", "passwort", "passphrase", "passw", "pass", "motdepasse", "motdepas", "mdp"),
    *("contrasena", "secret", "welcome", "bienvenue", "marhaba", "bonjour", "salam", "hello"),
    *("admin", "administrator", "administrateur", "root", "user", "utilisateur", "login", "guest"),
    *("invite", "test", "demo", "default", "change", "changeme", "letmein", "master", "super"),
    *("iloveyou", "loveyou", "jetaime", "love", "amour", "habibi", "monkey", "dragon", "soleil"),
    *("sunshine", "princess", "princesse", "football", "baseball", "superman", "batman", "shadow"),
    *("trustno", "starwars", "pokemon", "chocolat", "doudou", "maroc", "morocco", "casablanca"),
    *("rabat", "tanger", "agadir", "marrakech", "raja", "wydad", "barcelona", "realmadrid"),
    *("passerelle", "marocpme", "startup", "entreprise", "societe", "company", "summer", "winter"),
    *("janvier", "fevrier", "mars", "avril", "juin", "juillet", "aout", "septembre", "octobre"),
    *("novembre", "decembre", "january", "february", "march", "april", "june", "july", "august"),
    *("september", "october", "november", "december", "monday", "lundi", "vendredi", "friday"),
    *("mohamed", "mohammed", "muhammad", "ahmed", "fatima", "youssef", "computer", "internet"),
    *("google", "facebook", "linkedin", "microsoft", "windows", "samsung", "iphone", "gmail"),
    *("كلمةالسر", "كلمةالمرور", "مرحبا", "السلام", "المغرب", "بسمالله", "محمد", "احمد"),
)
"""Our own list: words that common passwords are made of, not passwords that leaked."""
_YEARS = re.compile(r"(?:19|20)\d\d")
_REPEATED = re.compile(r"(.{1,4}?)\1{2,}")


def hashed(password: str) -> str:
    """Return what is kept of a password."""
    with _turn():
        return _hasher().hash(_same(password))


def is_right(kept: str, password: str) -> bool:
    """Whether this is the password; the answer takes as long when there is none to compare with.

    TooBusy when too many others wait for the same.
    """
    try:
        with _turn():
            matches = _hasher().verify(kept or _DECOY, _same(password[: LONGEST * 2]))
    except (VerificationError, InvalidHashError):
        return False
    return matches and bool(kept)


def is_outdated(kept: str) -> bool:
    """Whether the password was kept with other parameters than those of today."""
    return _hasher().check_needs_rehash(kept)


def shortest(role: Role) -> int:
    """Return the fewest characters of a password in this role."""
    return SHORTEST_FOR_STAFF if role in STAFF else SHORTEST


def check_new(
    settings: Settings, password: str, role: Role, about: Iterable[str], field: str = "password"
) -> None:
    """Raise InvalidForm on the field when a password is too short, too long, known or guessable.

    `about` holds what a guesser would try first: the organisation, the name, the address.
    """
    problem = _problem(_same(password), shortest(role), about)
    if problem is None and is_breached(settings, _same(password)):
        problem = WorkflowError(
            "This password is on a list of passwords that leaked elsewhere or that many people "
            "use. Choose another one: a few words that only you would put together."
        )
    if problem is not None:
        raise InvalidForm({field: problem})


def _problem(password: str, fewest: int, about: Iterable[str]) -> WorkflowError | None:
    if len(password) < fewest:
        return WorkflowError(
            "This password is too short: use at least %(count)s characters. "
            "A few words that only you would put together are easy to remember.",
            count=fewest,
        )
    if len(password) > LONGEST:
        return WorkflowError(
            "This password is too long: use at most %(count)s characters.", count=LONGEST
        )
    if is_easily_guessed(password, about):
        return WorkflowError(
            "This password is easily guessed: it is made of common words, dates, rows of keys, "
            "or of your name, address or organisation. Add words that only you would choose."
        )
    return None


def is_easily_guessed(password: str, about: Iterable[str] = ()) -> bool:
    """Whether little is left of a password without common words, rows of keys and repeats."""
    folded = unicodedata.normalize("NFKD", password).casefold()
    bare = _YEARS.sub(" ", "".join(sign for sign in folded if not unicodedata.combining(sign)))
    known = sorted({*_WORDS, *_own_words(about)}, key=len, reverse=True)
    return any(
        len(set(form)) < _FEWEST_SIGNS or len(_remainder(form, known)) < _ENOUGH
        for form in (_letters(bare), _letters(bare.translate(_LOOKALIKES)))
    )


def _remainder(form: str, known: list[str]) -> str:
    for word in known:
        form = form.replace(word, " ")
    form = _REPEATED.sub(" ", form)
    for walk in _WALKS:
        form = _without_walk(_without_walk(form, walk), walk[::-1])
    return form.replace(" ", "")


def _without_walk(form: str, walk: str) -> str:
    """Return the form without any run of three or more signs of a row of keys."""
    for length in range(len(walk), 2, -1):
        for start in range(len(walk) - length + 1):
            form = form.replace(walk[start : start + length], " ")
    return form


def _own_words(about: Iterable[str]) -> Iterable[str]:
    for text in about:
        folded = unicodedata.normalize("NFKD", text).casefold()
        bare = "".join(sign for sign in folded if not unicodedata.combining(sign))
        words = [word for word in re.split(r"[\W_]+", bare) if len(word) > 2]
        yield from words
        if words:
            yield "".join(words)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _same(password: str) -> str:
    """Return the password as every keyboard writes it: é in one sign, not in two."""
    return unicodedata.normalize("NFKC", password)


_slots = BoundedSemaphore(AT_ONCE)
_line = Lock()
_waiting = 0


@contextmanager
def _turn() -> Iterator[None]:
    """Give a turn at hashing; TooBusy when the line is full, so that nobody blocks the others."""
    global _waiting  # noqa: PLW0603 - one line for the process
    with _line:
        if _waiting >= AT_ONCE + IN_LINE:
            raise TooBusy("Many people sign in at this moment. Wait a few seconds, then try again.")
        _waiting += 1
    try:
        with _slots:
            yield
    finally:
        with _line:
            _waiting -= 1


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
