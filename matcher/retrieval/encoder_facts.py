"""What is known of an encoder without loading it: its identity, sizes and prompts."""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

_NOT_OF_THE_MODEL = ("onnx", "openvino", "manifest.json")
_NOT_OF_THE_MODEL_SUFFIXES = (".md", ".onnx", ".h5", ".msgpack", ".ot", ".png")


@dataclass(frozen=True, slots=True)
class EncoderFacts:
    """One encoder. `name` ends with a hash of its weights, tokenizer and prompts.

    `max_length` counts tokens with the special ones and the prompt, `max_tokens` without.
    """

    name: str
    dimension: int
    max_length: int
    max_tokens: int
    query_prompt: str
    passage_prompt: str

    def prompt(self, kind: str) -> str:
        """Return what goes in front of a "query" or a "passage"."""
        return self.query_prompt if kind == "query" else self.passage_prompt


def facts_place(folder: Path, prompts: Mapping[str, str] | None, var: Path) -> Path:
    """Return the file where the facts of the model in `folder` are remembered.

    It depends on every file's path, size and time of change, so that a changed model is asked
    again, and on prompts that are given from outside.
    """
    listing = [
        (str(path.relative_to(folder)), status.st_size, status.st_mtime_ns)
        for path in _model_files(folder)
        for status in (path.stat(),)
    ]
    told = json.dumps([str(folder.resolve()), listing, prompts])
    return var / "encoder" / "facts" / f"{hashlib.sha256(told.encode()).hexdigest()[:32]}.json"


def read_facts(place: Path) -> EncoderFacts | None:
    """Return the facts remembered at `place`, or None when there are none that can be read."""
    try:
        return EncoderFacts(**json.loads(place.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write_facts(place: Path, facts: EncoderFacts) -> None:
    """Remember the facts; whoever reads at the same time sees all of them or none."""
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(dir=place.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as opened:
        json.dump(asdict(facts), opened, indent=2)
    Path(partial).replace(place)


def identity(label: str, folder: Path, prompts: Mapping[str, str]) -> str:
    """Return `label@<12 hex digits>`, from the content of every file of the model and its prompts.

    Reads every file: a second for half a gigabyte.
    """
    told = hashlib.sha256(json.dumps(prompts, sort_keys=True).encode())
    for path in _model_files(folder):
        with path.open("rb") as opened:
            content = hashlib.file_digest(opened, "sha256").hexdigest()
        told.update(f"{path.relative_to(folder).as_posix()} {content}\n".encode())
    return f"{label}@{told.hexdigest()[:12]}"


def _model_files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and _is_of_the_model(path.relative_to(folder))
    )


def _is_of_the_model(path: Path) -> bool:
    is_hidden = any(part.startswith(".") for part in path.parts)
    return not (
        is_hidden or path.parts[0] in _NOT_OF_THE_MODEL or path.suffix in _NOT_OF_THE_MODEL_SUFFIXES
    )
