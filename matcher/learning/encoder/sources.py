"""The sources of pairs: the needs that ship, and the training part of judged sets when given."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from matcher.intake.beir import BeirSet, Document, read_beir
from matcher.learning.encoder.needs import GRADES, read_graded, read_needs, read_profiles
from matcher.learning.encoder.pairs import Graded, Pair, TrainingNeed
from matcher.learning.splits import CUT_AS, Part, parts_of

WEIGHTS: Mapping[str, float] = {
    "need": 0.42,
    "core": 0.05,
    "lang": 0.04,
    "sbir_en": 0.09,
    "sbir_en_short": 0.08,
    "sbir_en_title": 0.05,
    "cordis_he_en": 0.09,
    "cordis_he_en_title": 0.02,
    "services_fr": 0.04,
    "tee_fr": 0.02,
    "ilab_fr": 0.04,
    "cpv_fr2en": 0.04,
    "arcd_ar": 0.02,
    "xquad_ar2en": 0.02,
}
"""Source → its share of the batches. Without judged sets, only the first three are there."""

BETWEEN_QUERIES = frozenset({"lang"})
"""Sources whose documents are queries too: the same need in another language."""

JUDGED_SETS = (
    "sbir_en",
    "sbir_en_short",
    "cordis_he_en",
    "services_fr",
    "tee_fr",
    "ilab_fr",
    "cpv_fr2en",
    "arcd_ar",
    "xquad_ar2en",
)
TITLED_SETS = ("sbir_en", "cordis_he_en")
"""Sets whose documents have titles of their own, which are paired with their texts."""

LEAST_GAIN: Mapping[str, float] = {"tee_fr": 2}
"""Set → the smallest score of a pair that teaches; 1 when it is not named."""
_LEAST_TITLED = 200
"""Characters that a text must pass to be paired with its title."""

LICENCES: Mapping[str, str] = {
    "need": "needs written for this project; startups: i-Lab laureates, Licence Ouverte 2.0",
    "core": "as need",
    "lang": "written for this project",
    "sbir_en": "SBIR topics and awards, US federal data",
    "sbir_en_short": "as sbir_en",
    "sbir_en_title": "as sbir_en",
    "cordis_he_en": "CORDIS, © European Union, CC BY 4.0",
    "cordis_he_en_title": "as cordis_he_en",
    "services_fr": "digital public services, part CC BY-NC-SA; the texts do not ship",
    "tee_fr": "French aid programmes; the texts do not ship",
    "ilab_fr": "i-Lab laureates, Licence Ouverte 2.0",
    "cpv_fr2en": "Common Procurement Vocabulary, © European Union, reuse allowed",
    "arcd_ar": "ARCD questions; the texts do not ship",
    "xquad_ar2en": "XQuAD, CC BY-SA 4.0; the texts do not ship",
    "graded": "needs and grades written for this project; startups: Licence Ouverte 2.0",
}
"""Source → where its texts come from and under which licence."""


@dataclass(frozen=True, slots=True)
class Material:
    """All that a run learns from: pairs by source, and graded needs if they ship."""

    sources: Mapping[str, Sequence[Pair]]
    graded: Graded | None


def read_material(data: Path, judged: Path | None = None) -> Material:
    """Return what to learn from: `data` is the project's data/, `judged` a folder of judged sets.

    Only the training part of each judged set is read into pairs. Raises ReferenceUnreadable,
    UnreadableInput or RefusedRows for files that are missing or not as they should be.
    """
    profiles = read_profiles(data)
    needs = read_needs(data, profiles)
    sources = need_sources(needs)
    if judged is not None:
        sources |= judged_sources(judged)
    targeted = {need.startup_id: need.texts for need in needs}
    return Material(sources, read_graded(data / "training" / GRADES, targeted, profiles))


def need_sources(needs: Sequence[TrainingNeed]) -> dict[str, list[Pair]]:
    """Return three sources: need and startup, the same need across languages, core and startup."""
    return {
        "need": [Pair(need.texts, need.document, need.group) for need in needs],
        "lang": [Pair(need.texts[1:], need.texts[0], need.group) for need in needs],
        "core": [Pair((need.core,), need.document, need.group) for need in needs],
    }


def judged_sources(folder: Path) -> dict[str, list[Pair]]:
    """Return the training part of each judged set in `folder`, then titles with their texts."""

    @cache
    def judged(name: str) -> BeirSet:
        return read_beir(folder / name)

    sources = {name: _judged_pairs(name, judged) for name in JUDGED_SETS}
    for name in TITLED_SETS:
        documents = judged(name).documents.items()
        sources[f"{name}_title"] = [
            Pair((title,), text, key)
            for key, (title, text, _) in documents
            if _is_titled(title, text)
        ]
    return sources


def training_part(
    name: str, judged: Callable[[str], BeirSet]
) -> Iterator[tuple[str, Mapping[str, float]]]:
    """Yield the queries of a judged set that may train, with the documents that teach and gains.

    `judged` reads a set by name. Queries come in file order; those without such a document do not.
    """
    own = judged(name)
    parts = parts_of(name, lambda each: judged(each).queries)
    least = LEAST_GAIN.get(name, 1)
    for query, text in own.queries.items():
        found = own.qrels.get(query, {}).items()
        gains = {document: gain for document, gain in found if gain >= least}
        if parts[query] is Part.TRAIN and gains:
            yield text, gains


def _judged_pairs(name: str, judged: Callable[[str], BeirSet]) -> list[Pair]:
    documents = judged(name).documents
    return [
        Pair((text,), _whole(documents[document]), document)
        for text, gains in training_part(name, judged)
        for document in gains
    ]


def _whole(document: Document) -> str:
    title, text, _ = document
    return f"{title}. {text}" if title and title not in text else text


def _is_titled(title: str, text: str) -> bool:
    return bool(title) and title.lower() not in text.lower() and len(text) > _LEAST_TITLED


def split_note() -> str:
    """Return how queries were split, in a sentence or two for a model card."""
    shared = ", ".join(f"{name} as {other}" for name, other in CUT_AS.items())
    return (
        "Queries of a judged set, in the order of sha256('passerelle:' + id): the first 30 % (at "
        "least 60, or a third) are only for the test, the next 20 % for the ranker, the rest "
        f"taught the encoder. Sets with the same queries share the cut ({shared}). maroc_* and "
        "arabtech_ar2en taught nothing. Needs for sample startups: those with "
        "sha256('passerelle:' + startup id) mod 100 below 22 were held out."
    )
