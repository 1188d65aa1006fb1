"""Passwords that leaked, or that everybody uses: looked up on this machine, never asked elsewhere.

What ships holds the first four bytes of the hash of each password, in order. An installation may
name a full file beside it, as Have I Been Pwned gives it ordered by hash: `SHA1:COUNT` a line.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from matcher.errors import InvalidSetting
from matcher.settings import Settings

_BYTES = 4
_HASH = re.compile(rb"[0-9A-F]{40}")
_SHORTEST_BASE = 5
_LOOKALIKES = str.maketrans("@40315$7!", "aaoeissti")
_AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_BLOCK = 4_096


def is_breached(settings: Settings, password: str) -> bool:
    """Whether a password is on one of the lists, as it is or without what people put around it."""
    known = _common(_place(settings))
    if any(_holds(known, form) for form in _forms(password)):
        return True
    return settings.breached_passwords is not None and _is_leaked(
        settings.breached_passwords, password
    )


def packed(words: Iterable[str]) -> bytes:
    """Return the file of a list of passwords."""
    return b"".join(sorted({_start(_same(word)) for word in words}))


def check_file(path: Path) -> None:
    """Raise InvalidSetting when a full list cannot be read as one."""
    try:
        with path.open("rb") as leaked:
            first = leaked.readline(200)
    except OSError as problem:
        raise InvalidSetting(
            f"PASSERELLE_BREACHED_PASSWORDS: {path} cannot be read. See docs/settings.md."
        ) from problem
    if not _HASH.match(first):
        raise InvalidSetting(
            f"PASSERELLE_BREACHED_PASSWORDS: {path} is not a list of SHA-1 hashes in order. "
            "See docs/settings.md."
        )


def _forms(password: str) -> Iterable[str]:
    """Return what to look up: the password, and the one word or the two that it is made of."""
    whole = _same(password)
    yield whole
    plain = "".join(
        sign for sign in unicodedata.normalize("NFKD", whole) if not unicodedata.combining(sign)
    )
    bare = _AROUND.sub("", plain)
    for form in {bare, bare.translate(_LOOKALIKES), _AROUND.sub("", plain.translate(_LOOKALIKES))}:
        if len(form) >= _SHORTEST_BASE:
            yield form
        half = form[: len(form) // 2]
        if len(half) >= _SHORTEST_BASE and form == half * 2:
            yield half


def _same(password: str) -> str:
    return unicodedata.normalize("NFKC", password).casefold()


def _start(word: str) -> bytes:
    return hashlib.sha256(word.encode("utf-8", "replace")).digest()[:_BYTES]


def _place(settings: Settings) -> Path:
    return settings.home / "data" / "passwords" / "common.bin"


@cache
def _common(path: Path) -> bytes:
    return path.read_bytes()


def _holds(known: bytes, word: str) -> bool:
    wanted = _start(word)
    low, high = 0, len(known) // _BYTES
    while low < high:
        middle = (low + high) // 2
        if known[middle * _BYTES : (middle + 1) * _BYTES] < wanted:
            low = middle + 1
        else:
            high = middle
    return known[low * _BYTES : (low + 1) * _BYTES] == wanted


def _is_leaked(path: Path, password: str) -> bool:
    """Whether a file of hashes in order has this password; about thirty small reads."""
    check_file(path)
    digest = hashlib.sha1(password.encode("utf-8", "replace"), usedforsecurity=False)
    wanted = digest.hexdigest().upper().encode()
    with path.open("rb") as leaked:
        low, high = 0, leaked.seek(0, 2)
        while high - low > _BLOCK:
            middle = (low + high) // 2
            leaked.seek(middle)
            leaked.readline()
            if leaked.tell() >= high or leaked.readline()[:40].upper() > wanted:
                high = middle
            else:
                low = middle
        leaked.seek(low)
        if low:
            leaked.readline()
        lines = leaked.read(high - low + 2 * _BLOCK).split(b"\n")
    return any(line[:40].upper() == wanted for line in lines)
