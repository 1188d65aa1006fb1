"""Writes the trained layers as they ship, with the card that says where they come from."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.errors import UnwritableOutput
from matcher.learning.encoder.adapter_card import adapter_text
from matcher.learning.encoder.card import card_text

if TYPE_CHECKING:
    from torch import Tensor

LAYERS, ADAPTER = "layers.safetensors", "adapter.safetensors"


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, and what models/embedding.toml must say to use it."""

    version: str
    folder: Path
    sha256: str
    file: str = LAYERS
    of: str = ""
    """The layers that an adapter changes."""

    @property
    def table(self) -> str:
        """The table `[trained]` or `[queries]` of models/embedding.toml."""
        kind, more = "trained", "lowercase = true"
        if self.file == ADAPTER:
            kind, more = "queries", f'of = "{self.of}"'
        return (
            f'[{kind}]\nname = "{self.version}"\nfile = "encoder/{self.version}/{self.file}"\n'
            f'sha256 = "{self.sha256}"\n{more}\n'
        )


def export(
    weights: "Mapping[str, Tensor]",
    card: Mapping[str, Any],
    models: Path,
    name: str,
    *,
    file: str = LAYERS,
) -> Exported:
    """Write models/encoder/`name` with the file, card.json and card.md, whole or not at all.

    `weights` are in half precision. UnwritableOutput when there is such a version already, or
    when nothing can be written there.
    """
    from safetensors.torch import save

    refuse_existing(models, name)
    place = models / "encoder" / name
    content = save(dict(sorted(weights.items())))
    written = dict(card) | {
        "version": name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "megabytes": round(len(content) / 1e6, 1),
    }
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent, prefix=".part-") as scratch:
            partial = Path(scratch) / name
            partial.mkdir()
            (partial / file).write_bytes(content)
            (partial / "card.json").write_text(_as_json(written), encoding="utf-8")
            (partial / "card.md").write_text(_page(written), encoding="utf-8")
            shutil.move(partial, place)
    except OSError as problem:
        raise UnwritableOutput(f"{place} cannot be written ({problem.strerror}).") from problem
    return Exported(name, place, written["sha256"], file, str(card.get("origin", "")))


def _page(card: Mapping[str, Any]) -> str:
    return adapter_text(card) if card.get("kind") == "adapter" else card_text(card)


def refuse_existing(models: Path, name: str) -> None:
    """Raise UnwritableOutput when this version is there: what ships is never written over."""
    if (models / "encoder" / name).exists():
        raise UnwritableOutput(
            f"{models / 'encoder' / name} is there already. Give another --version."
        )


def _as_json(card: Mapping[str, Any]) -> str:
    return json.dumps(card, ensure_ascii=False, indent=2) + "\n"
