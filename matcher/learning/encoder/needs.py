"""Reads the training needs and grades that ship in data/training."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matcher.errors import ReferenceUnreadable
from matcher.learning.encoder.pairs import Graded, GradedNeed, Profile, Texts, TrainingNeed
from matcher.learning.splits import is_held_out

NEEDS, STARTUPS, GRADES = "needs.jsonl", "startups.jsonl", "graded_train.jsonl"
BLIND, BLIND_GRADES = "blind_needs.jsonl", "graded_blind.jsonl"
_NEED = ("startup_id", "fr", "ar", "en", "core_fr")
_BLIND_NEED = ("need_id", "fr", "ar", "en")


def read_profiles(data: Path) -> dict[str, Profile]:
    """Return the startups that needs were written for or graded with, by id.

    The sample startups come first (tagline, then abstract), then those of data/training, where one
    whose name is not known goes by its id. Raises ReferenceUnreadable for a file that is not as it
    should be.
    """
    samples = _rows(data / "samples" / "startups.jsonl", ("id", "name", "tagline", "text"))
    others = _rows(data / "training" / STARTUPS, ("id", "name", "text"))
    profiles = {row["id"]: Profile(row["name"], _sample_text(row)) for row in samples}
    return profiles | {row["id"]: Profile(row["name"] or row["id"], row["text"]) for row in others}


def read_needs(data: Path, profiles: Mapping[str, Profile]) -> list[TrainingNeed]:
    """Return the needs that may train, in the order of the file; the held-out ones are left out."""
    path = data / "training" / NEEDS
    samples = {row["id"] for row in _rows(data / "samples" / "startups.jsonl", ("id",))}
    needs = []
    for row in _rows(path, _NEED):
        startup = row["startup_id"]
        if startup not in profiles:
            raise ReferenceUnreadable(f"{path}: no startup has the id {startup}. Restore it.")
        if startup in samples and is_held_out(startup):
            continue
        profile = profiles[startup]
        group = profile.name if startup in samples else startup
        texts = (row["fr"], row["ar"], row["en"])
        needs.append(TrainingNeed(startup, texts, row["core_fr"], profile.text, group))
    return needs


def read_blind(data: Path) -> dict[str, Texts]:
    """Return the needs that were written before any startup was read, by id, in three languages.

    There may be none. Raises ReferenceUnreadable for a file that is not as it should be.
    """
    path = data / "training" / BLIND
    rows = _rows(path, _BLIND_NEED) if path.exists() else []
    return {row["need_id"]: (row["fr"], row["ar"], row["en"]) for row in rows}


def read_grades(
    path: Path, texts: Mapping[str, Texts], profiles: Mapping[str, Profile]
) -> dict[str, dict[str, int]]:
    """Return need id → startup id → grade (0 to 3) of a file; nothing when there is none.

    `texts` are the needs that may train, by id. Raises ReferenceUnreadable for grades of a need
    that may not train, or of an unknown startup.
    """
    found = {}
    for row in _rows(path, ("need_id",)) if path.exists() else []:
        grades = row.get("grades")
        if not isinstance(grades, dict) or set(grades.values()) - {0, 1, 2, 3}:
            raise ReferenceUnreadable(f"{path}: {row['need_id']} needs grades from 0 to 3.")
        if row["need_id"] not in texts or set(grades) - set(profiles):
            raise ReferenceUnreadable(
                f"{path}: {row['need_id']} is no need that may train, or a startup is unknown."
            )
        found[row["need_id"]] = grades
    return found


def read_graded(
    path: Path, texts: Mapping[str, Texts], profiles: Mapping[str, Profile]
) -> Graded | None:
    """Return the graded needs of a file, or None when there is none; see `read_grades`.

    A need without a startup of grade 2 or 3, or without one of grade 0 or 1, is left out.
    """
    if not path.exists():
        return None
    every = read_grades(path, texts, profiles).items()
    graded = [GradedNeed(name, texts[name], grades) for name, grades in every]
    kept = [each for each in graded if each.answers and each.others]
    seen = {startup for each in kept for startup in each.grades}
    return Graded(tuple(kept), {name: profiles[name] for name in sorted(seen)})


def _sample_text(row: Mapping[str, Any]) -> str:
    return (f"{row['tagline']}. " if row["tagline"] else "") + str(row["text"])


def _rows(path: Path, fields: tuple[str, ...]) -> list[dict[str, Any]]:
    rows = []
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                row = json.loads(line)
                missing = [name for name in fields if not isinstance(row.get(name), str)]
                if missing:
                    raise ReferenceUnreadable(f"{path}: line {number} has no {missing[0]}.")
                rows.append(row)
    except (OSError, ValueError, AttributeError) as problem:
        raise ReferenceUnreadable(f"{path} cannot be read ({problem}). Restore it.") from problem
    return rows
