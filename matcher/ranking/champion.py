"""Which trained ranker serves: models/ranker/current.json names it, or says that none does.

models/ranker/<version>/model.json     a version, see `ranking.model`
models/ranker/current.json             {"champion": "<version>" or null, "previous": […],
                                        "taken_back": […]}
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from matcher.errors import ModelRefused
from matcher.ranking.model import RankerModel, read_model

CURRENT = "current.json"
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
"""What a version may be called: a plain folder name."""


@dataclass(frozen=True, slots=True)
class Current:
    """The version that serves, None for the cold-start formula; those before it, newest last.

    `taken_back` are those that a rollback took out of this row: each may simply come back.
    """

    champion: str | None = None
    previous: tuple[str, ...] = ()
    taken_back: tuple[str, ...] = ()


def models_folder(home: Path) -> Path:
    """Return where the versions of the ranker live, below the folder that holds models/."""
    return home / "models" / "ranker"


def champion(home: Path) -> RankerModel | None:
    """Return the ranker that serves, None where the cold-start formula does.

    ModelRefused when current.json, or the version that it names, is broken: the order would not be
    the one that was measured.
    """
    folder = models_folder(home)
    named = read_current(folder).champion
    return read_model(folder / named) if named is not None else None


def read_current(folder: Path) -> Current:
    """Return what current.json says; that nothing was promoted yet when there is no such file."""
    file = folder / CURRENT
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        named = content["champion"]
        previous, back = list(content["previous"]), list(content.get("taken_back", []))
    except FileNotFoundError:
        return Current()
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise ModelRefused(_broken(file, repr(problem))) from problem
    names = [*([] if named is None else [named]), *previous, *back]
    if not all(isinstance(name, str) and NAME.fullmatch(name) for name in names):
        raise ModelRefused(_broken(file, "a version has no plain name"))
    return Current(named, tuple(previous), tuple(back))


def _broken(file: Path, problem: str) -> str:
    return (
        f"{file} cannot be read ({problem}). Restore it, or remove it and promote a version again "
        "with passerelle model promote."
    )
