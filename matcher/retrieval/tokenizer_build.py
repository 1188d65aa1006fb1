"""Builds the encoder's tokenizer file from pieces, scores and normalisation rules."""

import unicodedata
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

START, PADDING, END, UNKNOWN, MASK = "<s>", "<pad>", "</s>", "<unk>", "<mask>"
_HANGUL = range(0xAC00, 0xD7A4)
_LAST_CODE_POINT = 0x110000


def build_tokenizer(
    pieces: Sequence[str],
    scores: Sequence[float],
    rules: Mapping[str, str],
    *,
    lowercase: bool = False,
) -> "Tokenizer":
    """Return a Unigram tokenizer of XLM-RoBERTa's kind; a piece's place is its id.

    `rules` map one character to its replacement; characters written as a letter followed by
    its accents are composed first, as the original rules do. With `lowercase`, capitals are read
    as small letters,
    """
    from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers, processors
    from tokenizers.models import Unigram

    vocabulary = list(zip(pieces, scores, strict=True))
    tokenizer = Tokenizer(Unigram(vocabulary, unk_id=pieces.index(UNKNOWN), byte_fallback=False))
    small = [normalizers.Lowercase()] if lowercase else []
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Precompiled(_compiled(_with_compositions(rules))),
            normalizers.Strip(left=False, right=True),
            normalizers.Replace(Regex(" {2,}"), " "),
            *small,
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{START} $A {END}",
        pair=f"{START} $A {END} {END} $B {END}",
        special_tokens=[(START, pieces.index(START)), (END, pieces.index(END))],
    )
    tokenizer.add_special_tokens(_special_tokens())
    return tokenizer


def _special_tokens() -> list[object]:
    from tokenizers import AddedToken

    plain = [
        AddedToken(name, special=True, normalized=False) for name in (START, PADDING, END, UNKNOWN)
    ]
    return [*plain, AddedToken(MASK, lstrip=True, special=True, normalized=False)]


def _with_compositions(rules: Mapping[str, str]) -> dict[str, str]:
    """Add to the rules every way to write a composed character as a sequence.

    Korean syllables are left out: their sequences are longer than the tokenizer looks at.
    """
    complete = dict(rules)
    for code in range(_LAST_CODE_POINT):
        letter = chr(code)
        parts = unicodedata.normalize("NFD", letter)
        if code in _HANGUL or len(parts) < 2 or unicodedata.normalize("NFC", letter) != letter:
            continue
        target = rules.get(letter, letter)
        for length, start in enumerate(accumulate(parts), start=1):
            sequence = unicodedata.normalize("NFC", start) + parts[length:]
            if len(sequence) > 1:
                complete[sequence] = target
    return complete


def _compiled(rules: Mapping[str, str]) -> bytes:
    """Return the rules as the compact automaton that tokenizers read."""
    from sentencepiece import SentencePieceNormalizer, SetMinLogLevel, sentencepiece_model_pb2

    SetMinLogLevel(1)  # it writes notes to the terminal otherwise
    compiler = SentencePieceNormalizer(norm_map=sorted(rules.items()))
    specification = sentencepiece_model_pb2.NormalizerSpec  # type: ignore[attr-defined]  # made at run time
    compiled = specification.FromString(compiler.serialized_normalizer_spec())
    return bytes(compiled.precompiled_charsmap)
