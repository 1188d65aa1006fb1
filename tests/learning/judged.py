"""Judged needs made up by a formula, so that a test knows what there is to learn."""

import json

import numpy as np

from matcher.learning.ranker.examples import Examples, JudgedNeed

LANGUAGES = ("fr", "ar", "en")
TRUTH = {"dense_whole": 1.0, "lexical_whole": 0.3, "answers_words": 0.6}
NAMES = ("dense_whole", "lexical_whole", "lexical_sought", "answers_words", "shared_sector")


def made_examples(needs=60, candidates=30, *, seed=0, truth=None, names=NAMES, noise=0.5):
    """Return examples in sets `fr`, `ar`, `en`; every group is told in all three languages.

    The three candidates that the truth puts first are relevant, the first of them doubly.
    `shared_sector` is 0 throughout, as where the set states no sector.
    """
    draw = np.random.default_rng(seed)
    column = np.array([(truth or TRUTH).get(name, 0.0) for name in names])
    table = draw.normal(size=(needs, candidates, len(names))).astype(np.float32)
    table[:, :, list(names).index("shared_sector")] = 0.0
    value = table @ column + noise * draw.normal(size=(needs, candidates))
    places = (-value).argsort(axis=1).argsort(axis=1)
    gains = np.where(places == 0, 2.0, np.where(places < 3, 1.0, 0.0))
    return Examples(
        names,
        tuple(a_need(f"n{i // 3}-{LANGUAGES[i % 3]}", LANGUAGES[i % 3]) for i in range(needs)),
        np.arange(needs + 1) * candidates,
        tuple(f"s{number:03d}" for number in range(candidates)) * needs,
        table.reshape(-1, len(names)),
        np.zeros(needs * candidates),
        gains.ravel(),
        gains.ravel() > 0,
    )


def a_need(query_id, language="fr", *, gains=(2.0, 1.0, 1.0)):
    """Return a need whose set is its language."""
    group = query_id.rsplit("-", 1)[0]
    return JudgedNeed(query_id, language, group, language, 1.0, gains)


def write_judged(folder, corpus, queries, qrels):
    """Write a folder in BEIR layout; `qrels` are (query, document, score)."""
    folder.mkdir(parents=True)
    for name, texts in (("corpus", corpus), ("queries", queries)):
        rows = [{"_id": key, "title": "", "text": text} for key, text in texts.items()]
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    lines = ["query-id\tcorpus-id\tscore", *("\t".join(map(str, row)) for row in qrels)]
    (folder / "qrels.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder
