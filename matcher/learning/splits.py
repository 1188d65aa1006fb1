"""Which queries may teach what: one rule, fixed before anything was trained, used by everybody.

The queries of a set, in the order of a hash of their ids, are cut in three: the first part only
measures, the second teaches the ranker, the rest teaches the encoder. Sets that ask the same
queries share the cut, so that what taught on one set never measures on another.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

TEST_SHARE: Final = 0.3
RANK_SHARE: Final = 0.2
LEAST_TEST: Final = 60
"""A set gives at least so many queries to the test part, or a third of them if it is small."""
HELD_OUT_PERCENT: Final = 22

CUT_AS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sbir_en_short": "sbir_en",
        "ilab_fr_hard": "ilab_fr",
        "xquad_ar": "xquad_ar2en",
        "xquad_en": "xquad_ar2en",
    }
)
"""Set → the set whose cut it shares, because their queries have ids in common."""

NEVER_TAUGHT: Final = frozenset({"maroc_fr", "maroc_ar", "maroc_en", "arabtech_ar2en"})
"""Sets that teach nothing: all of their queries measure."""


class Part(StrEnum):
    """What a query may be used for."""

    TEST = "test"
    RANK = "rank"
    TRAIN = "train"


def place(identifier: str) -> int:
    """Return the number that orders ids: the SHA-256 of `passerelle:` and the id."""
    return int(hashlib.sha256(f"passerelle:{identifier}".encode()).hexdigest(), 16)


def cut(ids: Iterable[str]) -> dict[str, Part]:
    """Return the part of each id: the first 30 % test, the next 20 % the ranker, the rest train.

    The order of `ids` does not matter. At least 60 ids are for the test, or a third if there are
    fewer than 180. An id that is added or taken away may move others: cut whole sets.
    """
    ordered = sorted(set(ids), key=place)
    count = len(ordered)
    test = max(min(LEAST_TEST, count // 3), int(count * TEST_SHARE))
    rank = int(count * RANK_SHARE)
    return {
        each: Part.TEST if at < test else Part.RANK if at < test + rank else Part.TRAIN
        for at, each in enumerate(ordered)
    }


def parts_of(name: str, ids_of: Callable[[str], Iterable[str]]) -> dict[str, Part]:
    """Return the part of each query of a set; `ids_of` gives the query ids of a set by its name.

    A set that shares the cut of another one takes its parts from there; its queries that the other
    does not have were never taught, so they are for the test.
    """
    ids = list(ids_of(name))
    if name in NEVER_TAUGHT:
        return dict.fromkeys(ids, Part.TEST)
    shared = cut(ids_of(CUT_AS.get(name, name)))
    return {each: shared.get(each, Part.TEST) for each in ids}


def is_held_out(startup_id: str) -> bool:
    """Tell whether the training need written for this sample startup is kept from training.

    The rule is for needs whose startup is among the samples; needs for other startups all train.
    """
    return place(startup_id) % 100 < HELD_OUT_PERCENT
