"""A tiny packed encoder, so that conversion is tested in milliseconds."""

import hashlib
import struct
from pathlib import Path

import numpy as np

from matcher.retrieval.conversion import EncoderSource

HIDDEN, LAYERS, HEADS, FEED_FORWARD, POSITIONS = 32, 1, 2, 64, 16
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁pompe", "▁é", "t", "é", "a", "▁solaire", "<mask>"]
RULES = {"\t": " ", "\x01": "", "ﬁ": "fi"}


def packed_image(seed: int = 0) -> bytes:
    """Return a whole E5S1 file with random weights."""
    random = np.random.default_rng(seed)
    head = struct.pack("<4sI7ifi", b"E5S1", 1, HIDDEN, LAYERS, HEADS, FEED_FORWARD, len(PIECES),
                       POSITIONS, 2, 1e-12, 32) + _pieces() + _rules()  # fmt: skip
    tensors = list(_tensors(random))
    directory_size = 4 + sum(2 + len(name) + 21 for name, _, _, _ in tensors)
    offset = len(head) + directory_size
    directory, content = struct.pack("<i", len(tensors)), b""
    for name, kind, count, data in tensors:
        directory += struct.pack(f"<H{len(name)}s", len(name), name.encode())
        directory += struct.pack("<BIQQ", kind, count, offset + len(content), len(data))
        content += data
    return head + directory + content


def an_installed_package(folder: Path, image: bytes, name: str = "carrier") -> EncoderSource:
    """Write a package whose code must not run, and say where its weights are."""
    package = folder / name
    package.mkdir(parents=True, exist_ok=True)
    (package / "__init__.py").write_text("raise RuntimeError('the package was run')")
    (package / "weights.bin").write_bytes(image)
    sha256 = hashlib.sha256(image).hexdigest()
    return EncoderSource("tiny", name, "weights.bin", sha256, "query: ", "passage: ")


def _pieces() -> bytes:
    encoded = [piece.encode() for piece in PIECES]
    offsets = [0]
    for piece in encoded:
        offsets.append(offsets[-1] + len(piece))
    scores = [0.0] * 4 + [-float(place) for place in range(1, len(PIECES) - 4)] + [0.0]
    return (
        struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, offsets[-1])
        + struct.pack(f"<{len(offsets)}I", *offsets)
        + struct.pack(f"<{len(scores)}f", *scores)
        + b"".join(encoded)
    )


def _rules() -> bytes:
    body = b"".join(
        struct.pack(f"<IB{len(target)}I", ord(letter), len(target), *map(ord, target))
        for letter, target in RULES.items()
    )
    return struct.pack("<iI", len(RULES), len(body)) + body


def _tensors(random):
    def plain(name, count):
        values = random.normal(1.0 if name.endswith("ln.w") else 0.0, 0.1, count)
        return name, 0, count, values.astype("<f4").tobytes()

    def packed(name, count):
        blocks = b"".join(
            np.float16(0.02).tobytes() + random.integers(0, 256, 16, dtype=np.uint8).tobytes()
            for _ in range(count // 32)
        )
        return name, 1, count, blocks

    yield packed("emb.word", len(PIECES) * HIDDEN)
    yield plain("emb.pos", POSITIONS * HIDDEN)
    yield plain("emb.type", 2 * HIDDEN)
    yield plain("emb.ln.w", HIDDEN)
    yield plain("emb.ln.b", HIDDEN)
    sizes = {"q": HIDDEN, "k": HIDDEN, "v": HIDDEN, "ao": HIDDEN, "fi": FEED_FORWARD, "fo": HIDDEN}
    for layer in range(LAYERS):
        for part, outputs in sizes.items():
            inputs = FEED_FORWARD if part == "fo" else HIDDEN
            yield packed(f"l{layer}.{part}.w", outputs * inputs)
            yield plain(f"l{layer}.{part}.b", outputs)
        for part in ("aln", "oln"):
            yield plain(f"l{layer}.{part}.w", HIDDEN)
            yield plain(f"l{layer}.{part}.b", HIDDEN)
