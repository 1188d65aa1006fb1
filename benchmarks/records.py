"""What was measured, kept with the engine it was measured on, so that a run can go on later."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Figures = dict[str, Any]


@dataclass(frozen=True)
class Records:
    """Figures by kind ("sets", "robustness") and name, each a JSON file in a folder.

    Figures of another engine are not seen: what is put side by side is of one engine.
    """

    folder: Path
    engine: str

    def read(self, kind: str, name: str) -> Figures | None:
        """Return figures that were kept for this engine; None when there are none."""
        try:
            kept = json.loads(self._place(kind, name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return kept["figures"] if kept.get("engine") == self.engine else None

    def keep(self, kind: str, name: str, figures: Figures) -> None:
        """Keep figures, in place of older ones of that name."""
        place = self._place(kind, name)
        place.parent.mkdir(parents=True, exist_ok=True)
        content = {"engine": self.engine, "figures": figures}
        partial = place.with_suffix(".partial")
        partial.write_text(json.dumps(content, indent=1), encoding="utf-8")
        partial.replace(place)

    def all(self, kind: str) -> dict[str, Figures]:
        """Return every kept figure of this engine, by name."""
        root = self.folder / kind
        names = sorted(str(path.relative_to(root).with_suffix("")) for path in root.rglob("*.json"))
        found = {name: self.read(kind, name) for name in names}
        return {name: figures for name, figures in found.items() if figures is not None}

    def _place(self, kind: str, name: str) -> Path:
        return self.folder / kind / f"{name}.json"
