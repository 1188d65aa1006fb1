"""Reads the packed 4-bit weights ("E5S1") that the embedded encoder is converted from.

The layout, all little-endian: a header of eleven numbers; the tokenizer's pieces with their
scores; single-character normalisation rules; a directory of tensors, each float32 or Q4_0.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from matcher.errors import EncoderUnavailable

MAGIC = b"E5S1"
BLOCK = 32
_Q4_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])
_ROWS_AT_A_TIME = 65_536
_FLOAT32, _Q4 = 0, 1


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the network, as the file states them."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class PackedModel:
    """A whole packed model. Tensors stay packed until `tensor` is asked for one."""

    shape: Shape
    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    rules: Mapping[str, str]
    directory: Mapping[str, tuple[int, int, int]]
    image: bytes

    def tensor(self, name: str, *, rows: int | None = None) -> NDArray[np.float32 | np.float16]:
        """Return one tensor, flat or with `rows` rows.

        Plain tensors come as float32, unpacked ones as float16: a 4-bit weight is a small whole
        number times a float16 scale, so half precision loses next to nothing.
        """
        if name not in self.directory:
            raise EncoderUnavailable(f"The packed weights hold no tensor named {name!r}.")
        kind, count, offset = self.directory[name]
        values: NDArray[np.float32 | np.float16]
        if kind == _FLOAT32:
            values = np.frombuffer(self.image, dtype="<f4", count=count, offset=offset)
        else:
            values = _unpacked(self.image, count, offset)
        return values if rows is None else values.reshape(rows, -1)


def read(image: bytes) -> PackedModel:
    """Return the model packed in `image`, or raise EncoderUnavailable when it is not one."""
    try:
        return _read(image)
    except (struct.error, UnicodeDecodeError, ValueError) as problem:
        raise EncoderUnavailable(f"The packed weights are not readable: {problem}.") from problem


class _Cursor:
    """Reads numbers one after another; struct.error past the end."""

    def __init__(self, image: bytes) -> None:
        self.image = image
        self.at = 0

    def numbers(self, layout: str) -> tuple[int, ...]:
        found = struct.unpack_from("<" + layout, self.image, self.at)
        self.at += struct.calcsize("<" + layout)
        return found

    def number(self, layout: str) -> int:
        return self.numbers(layout)[0]

    def raw(self, size: int) -> bytes:
        if size < 0 or self.at + size > len(self.image):
            raise ValueError("it ends too early")
        self.at += size
        return self.image[self.at - size : self.at]


def _read(image: bytes) -> PackedModel:
    cursor = _Cursor(image)
    if cursor.raw(len(MAGIC)) != MAGIC:
        raise ValueError("it does not begin with E5S1")
    version = cursor.number("I")
    hidden, layers, heads, feed_forward, vocabulary, positions, types = cursor.numbers("7i")
    epsilon, block = cursor.numbers("fi")
    if version != 1 or block != BLOCK:
        raise ValueError(f"version {version} with blocks of {block} is not known")
    pieces, scores = _read_pieces(cursor)
    rules = _read_rules(cursor)
    return PackedModel(
        Shape(hidden, layers, heads, feed_forward, vocabulary, positions, types, epsilon),
        pieces,
        scores,
        rules,
        _read_directory(cursor),
        image,
    )


def _read_pieces(cursor: _Cursor) -> tuple[tuple[str, ...], tuple[float, ...]]:
    count, _bos, _eos, _pad, _unknown = cursor.numbers("5i")
    size = cursor.number("Q")
    offsets = cursor.numbers(f"{count + 1}I")
    scores = tuple(float(score) for score in cursor.numbers(f"{count}f"))
    letters = cursor.raw(size)
    return tuple(letters[start:end].decode() for start, end in pairwise(offsets)), scores


def _read_rules(cursor: _Cursor) -> dict[str, str]:
    count, _size = cursor.numbers("iI")
    rules: dict[str, str] = {}
    for _ in range(count):
        letter, length = cursor.numbers("IB")
        rules[chr(letter)] = "".join(map(chr, cursor.numbers(f"{length}I")))
    return rules


def _read_directory(cursor: _Cursor) -> dict[str, tuple[int, int, int]]:
    directory: dict[str, tuple[int, int, int]] = {}
    for _ in range(cursor.number("i")):
        name = cursor.raw(cursor.number("H")).decode()
        kind, count, offset, size = cursor.numbers("BIQQ")
        expected = count * 4 if kind == _FLOAT32 else count // BLOCK * _Q4_BLOCK.itemsize
        if kind not in (_FLOAT32, _Q4) or size != expected or offset + size > len(cursor.image):
            raise ValueError(f"the tensor {name} does not fit in the file")
        directory[name] = (kind, count, offset)
    return directory


def _unpacked(image: bytes, count: int, offset: int) -> NDArray[np.float16]:
    """Return `count` weights of Q4_0 blocks, (nibble - 8) x scale.

    Byte j of a block holds weight j in its low nibble and weight j + 16 in its high one.
    """
    blocks = np.frombuffer(image, dtype=_Q4_BLOCK, count=count // BLOCK, offset=offset)
    weights = np.empty((len(blocks), BLOCK), dtype=np.float16)
    for start in range(0, len(blocks), _ROWS_AT_A_TIME):
        part = blocks[start : start + _ROWS_AT_A_TIME]
        scale = part["scale"].astype(np.float32)[:, None]
        target = weights[start : start + _ROWS_AT_A_TIME]
        target[:, : BLOCK // 2] = ((part["nibbles"] & 15).astype(np.float32) - 8) * scale
        target[:, BLOCK // 2 :] = ((part["nibbles"] >> 4).astype(np.float32) - 8) * scale
    return weights.reshape(-1)
