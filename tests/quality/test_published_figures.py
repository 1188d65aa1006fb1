"""The embedded encoder is the real one: it reproduces figures published for the original weights.

Needs the judged sets: PASSERELLE_JUDGED names a folder that holds `xquad_ar/` in BEIR layout,
`sts_fr/test.tsv` (sentence1, sentence2, score) and `bitext/tatoeba.{fra,ara}-eng.tsv` (a pair a
line), each with a heading line. Run by `make quality`; minutes the first time, then from the cache.
"""

import csv
import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import spearmanr

from matcher.retrieval.conversion import converted_encoder, read_source
from matcher.retrieval.embedding import Embedder, load_embedder
from matcher.settings import Settings

WITHIN = 0.01


@pytest.fixture(scope="module")
def judged() -> Path:
    named = os.environ.get("PASSERELLE_JUDGED")
    if not named:
        pytest.skip("PASSERELLE_JUDGED is not set: it names the folder of judged sets")
    return Path(named)


@pytest.fixture(scope="module")
def encoder() -> Embedder:
    return load_embedder(Settings(encoder="plain"))


@pytest.fixture(scope="module")
def encoder_without_prompts(tmp_path_factory) -> Embedder:
    settings = Settings()
    source = read_source(settings.home / "models" / "embedding.toml")
    folder = tmp_path_factory.mktemp("encoders") / "without-prompts"
    shutil.copytree(converted_encoder(source, settings.var), folder)
    (folder / "config_sentence_transformers.json").write_text('{"prompts": {}}')
    return load_embedder(Settings(encoder=str(folder)))


def test_arabic_questions_find_their_paragraphs_as_published(judged, encoder):
    folder = judged / "xquad_ar"
    paragraphs, questions = _texts(folder / "corpus.jsonl"), _texts(folder / "queries.jsonl")
    relevant: dict[str, set[str]] = {}
    for row in _rows(folder / "qrels.tsv")[1:]:
        relevant.setdefault(row[0], set()).add(row[1])
    names = np.array(list(paragraphs))
    scores = (
        encoder.queries(list(questions.values())) @ encoder.passages(list(paragraphs.values())).T
    )
    best = names[np.argsort(-scores, axis=1, kind="stable")[:, :10]]
    gains = [_ndcg(top, relevant[name]) for name, top in zip(questions, best, strict=True)]
    _is_near(float(np.mean(gains)), 0.935, "XQuAD-ar nDCG@10")


def test_similar_french_sentences_are_near_as_published(judged, encoder_without_prompts):
    first, second, grades = zip(*_rows(judged / "sts_fr" / "test.tsv")[1:], strict=True)
    left = encoder_without_prompts.passages(first)
    right = encoder_without_prompts.passages(second)
    found = spearmanr((left * right).sum(axis=1), [float(grade) for grade in grades]).statistic
    _is_near(float(found), 0.793, "STS-b French, Spearman")


@pytest.mark.parametrize(("pair", "published"), [("fra-eng", 0.930), ("ara-eng", 0.807)])
def test_translations_are_nearest_as_published(judged, encoder_without_prompts, pair, published):
    foreign, english = zip(*_rows(judged / "bitext" / f"tatoeba.{pair}.tsv")[1:], strict=True)
    scores = encoder_without_prompts.passages(foreign) @ encoder_without_prompts.passages(english).T
    found = float(np.mean(scores.argmax(axis=1) == np.arange(len(foreign))))
    _is_near(found, published, f"Tatoeba {pair}, accuracy")


def _is_near(found: float, published: float, what: str) -> None:
    print(f"{what}: {found:.4f} (published {published:.3f})")  # noqa: T201  # the figure is the point
    assert abs(found - published) <= WITHIN, f"{what}: {found:.4f}, published {published:.3f}"


def _ndcg(top: np.ndarray, relevant: set[str]) -> float:
    gain = sum(1 / np.log2(place + 2) for place, name in enumerate(top) if name in relevant)
    return float(gain / sum(1 / np.log2(place + 2) for place in range(min(len(relevant), 10))))


def _texts(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return {row["_id"]: f"{row.get('title', '')} {row['text']}".strip() for row in rows}


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
