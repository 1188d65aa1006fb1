"""Startups as stored lines: found by id or by position, and decoded one at a time."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from dataclasses import fields as fields_of
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain.challenge import FirmSize
from matcher.domain.startup import NO_TERMS, Capability, Startup, Status, Terms

_OPTIONAL = ("sectors", "regions", "languages", "ice", "website")


def encoded(startup: Startup) -> bytes:
    """Return a startup as one line of JSON (UTF-8, no line end); "not said" is left out."""
    fields: dict[str, object] = {
        "id": startup.id,
        "name": startup.name,
        "capabilities": [[each.id, each.title, each.text] for each in startup.capabilities],
    }
    for name in _OPTIONAL:
        if value := getattr(startup, name):
            fields[name] = value
    if startup.trl is not None:
        fields["trl"] = startup.trl
    if startup.founded is not None:
        fields["founded"] = startup.founded
    if startup.status is not Status.ACTIVE:
        fields["status"] = startup.status.value
    if startup.terms != NO_TERMS:
        fields["terms"] = _terms_said(startup.terms)
    line = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return line.encode("utf-8", "surrogatepass")


def decoded(line: bytes) -> Startup:
    """Return the startup of a line that `encoded` made.

    Raises:
        ValueError: the line is not such a line.

    """
    return from_fields(json.loads(line.decode("utf-8", "surrogatepass")))


def from_fields(fields: dict[str, Any]) -> Startup:
    """Return the startup of a parsed line; ValueError when it is not one."""
    try:
        return Startup(
            id=fields["id"],
            name=fields["name"],
            capabilities=tuple(Capability(*each) for each in fields["capabilities"]),
            sectors=tuple(fields.get("sectors", ())),
            regions=tuple(fields.get("regions", ())),
            languages=tuple(fields.get("languages", ())),
            trl=fields.get("trl"),
            status=Status(fields.get("status", "active")),
            ice=fields.get("ice", ""),
            website=fields.get("website", ""),
            terms=_terms(fields["terms"]) if "terms" in fields else NO_TERMS,
            founded=fields.get("founded"),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"This is not a stored startup: {error!r}.") from error


def _terms_said(terms: Terms) -> dict[str, object]:
    """Return the terms that differ from those of a startup that said nothing."""
    return {
        each.name: value
        for each in fields_of(terms)
        if (value := getattr(terms, each.name)) != getattr(NO_TERMS, each.name)
    }


def _terms(said: dict[str, Any]) -> Terms:
    """Return stored terms; ValueError or TypeError when they are not such."""
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in said.items()
    }
    given["firm_sizes"] = tuple(FirmSize(size) for size in given.get("firm_sizes", ()))
    return Terms(**given)


@dataclass(frozen=True, slots=True)
class Records:
    """n startups in ascending order of id: a position stands for an id, and orders like it.

    `ids` and `lines` hold UTF-8 bytes end to end; entry i is bytes ptr[i] to ptr[i + 1]. `hashes`
    are the ids' 64-bit hashes in ascending order, `hashed` the positions that they belong to.
    Nothing is decoded until asked for, so the arrays may be memory-mapped.
    """

    ids: NDArray[np.uint8]
    id_ptr: NDArray[np.int64]
    lines: NDArray[np.uint8]
    line_ptr: NDArray[np.int64]
    hashes: NDArray[np.uint64]
    hashed: NDArray[np.int64]

    @classmethod
    def of(cls, stored: Iterable[tuple[str, bytes]]) -> "Records":
        """Pack ids, ascending and distinct, with their lines."""
        ids, lines = bytearray(), bytearray()
        id_ptr, line_ptr, hashes = [0], [0], []
        for startup_id, line in stored:
            ids += _id_bytes(startup_id)
            lines += line
            id_ptr.append(len(ids))
            line_ptr.append(len(lines))
            hashes.append(_hash(startup_id))
        unsorted = np.array(hashes, dtype=np.uint64)
        hashed = np.argsort(unsorted, kind="stable").astype(np.int64)
        return cls(
            np.frombuffer(bytes(ids), dtype=np.uint8),
            np.array(id_ptr, dtype=np.int64),
            np.frombuffer(bytes(lines), dtype=np.uint8),
            np.array(line_ptr, dtype=np.int64),
            unsorted[hashed],
            hashed,
        )

    def __len__(self) -> int:
        return len(self.id_ptr) - 1

    def id(self, position: int) -> str:
        """Return the id at a position."""
        return self._id_bytes_at(position).decode("utf-8", "surrogatepass")

    def ids_at(self, positions: NDArray[np.int64]) -> list[str]:
        """Return the ids at several positions."""
        starts, ends = self.id_ptr[positions].tolist(), self.id_ptr[positions + 1].tolist()
        memory = self.ids.data
        return [
            str(memory[start:end], "utf-8", "surrogatepass")
            for start, end in zip(starts, ends, strict=True)
        ]

    def startup(self, position: int) -> Startup:
        """Decode the startup at a position."""
        return decoded(self.line(position))

    def line(self, position: int) -> bytes:
        """Return the stored line at a position."""
        return self.lines[self.line_ptr[position] : self.line_ptr[position + 1]].tobytes()

    def positions(self, startup_ids: Sequence[str]) -> NDArray[np.int64]:
        """Return the position of each id, -1 for an id that is not here."""
        wanted = np.fromiter(map(_hash, startup_ids), dtype=np.uint64, count=len(startup_ids))
        places = np.searchsorted(self.hashes, wanted)
        found = [
            self._position(startup_id, int(place), int(number))
            for startup_id, place, number in zip(startup_ids, places, wanted, strict=True)
        ]
        return np.array(found, dtype=np.int64)

    def rank(self, startup_id: str) -> int:
        """Return how many ids here come before this one."""
        wanted = _id_bytes(startup_id)
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self._id_bytes_at(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low

    def _position(self, startup_id: str, place: int, number: int) -> int:
        """Return the position of an id from the first place of its hash; -1 when it is not here."""
        wanted = _id_bytes(startup_id)
        while place < len(self.hashes) and int(self.hashes[place]) == number:
            position = int(self.hashed[place])
            if self._id_bytes_at(position) == wanted:
                return position
            place += 1
        return -1

    def _id_bytes_at(self, position: int) -> bytes:
        return self.ids[self.id_ptr[position] : self.id_ptr[position + 1]].tobytes()


def _id_bytes(startup_id: str) -> bytes:
    """Return an id as UTF-8, whose byte order is the order of the strings."""
    return startup_id.encode("utf-8", "surrogatepass")


def _hash(startup_id: str) -> int:
    return int.from_bytes(hashlib.blake2b(_id_bytes(startup_id), digest_size=8).digest())
