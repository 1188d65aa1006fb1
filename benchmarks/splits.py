"""Writes the test and the ranker part of judged sets, so that all measure on the same queries.

    python -m benchmarks.splits JUDGED OUT

JUDGED holds one folder in BEIR layout for each set. OUT/test/SET and OUT/rank/SET become folders
in the same layout, with the queries of that part and their judgements; a file CORPUS names the
corpus where it is. `passerelle evaluate OUT/test/SET` measures on them. Which query is in which
part: docs/evaluation.md, matcher/learning/splits.py.
"""

import json
import sys
from functools import cache
from pathlib import Path

from matcher.errors import MatcherError, UnreadableInput
from matcher.intake.startups import corpus_of
from matcher.learning.runs import prepare_folder, write_whole
from matcher.learning.splits import Part, parts_of

WRITTEN = (Part.TEST, Part.RANK)


def main(arguments: list[str]) -> int:
    """Write both parts of every set and print their sizes; return the exit code."""
    if len(arguments) != 2:
        print("python -m benchmarks.splits JUDGED OUT", file=sys.stderr)
        return 2
    try:
        for name, sizes in write_parts(Path(arguments[0]), Path(arguments[1])).items():
            print(name, *(f"{part} {count}" for part, count in sizes.items()))
    except MatcherError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    return 0


def write_parts(judged: Path, out: Path) -> dict[str, dict[Part, int]]:
    """Write the parts of every set in `judged`; return how many queries each has.

    A part without a query is not written. UnreadableInput when there is no set, or when the set
    whose cut another shares is not there.
    """

    @cache
    def lines_of(name: str) -> dict[str, str]:
        return _lines(judged / name / "queries.jsonl")

    names = sorted(path.parent.name for path in judged.glob("*/qrels.tsv"))
    if not names:
        raise UnreadableInput(f"{judged} holds no judged set: give a folder of BEIR folders.")
    sizes: dict[str, dict[Part, int]] = {}
    for name in names:
        parts = parts_of(name, lines_of)
        sizes[name] = {}
        for part in WRITTEN:
            kept = {query: line for query, line in lines_of(name).items() if parts[query] is part}
            sizes[name][part] = len(kept)
            if kept:
                _write(judged / name, out / part / name, kept)
    return sizes


def _write(folder: Path, place: Path, queries: dict[str, str]) -> None:
    header, *judgements = (
        (folder / "qrels.tsv").read_text(encoding="utf-8").rstrip("\n").split("\n")
    )
    kept = [line for line in judgements if line.split("\t")[0] in queries]
    prepare_folder(place)
    write_whole(place / "queries.jsonl", "\n".join(queries.values()) + "\n")
    write_whole(place / "qrels.tsv", "\n".join([header, *kept]) + "\n")
    write_whole(place / "CORPUS", f"{corpus_of(folder).resolve()}\n")


def _lines(path: Path) -> dict[str, str]:
    """Return the lines of a file of queries, by id."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
        return {str(json.loads(line)["_id"]): line for line in lines if line.strip()}
    except (OSError, ValueError, KeyError) as problem:
        raise UnreadableInput(f"{path} cannot be read as queries ({problem}).") from problem


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
