"""Brings htmx and the fonts from npm into web/static/vendor; every page works without them."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = Path(__file__).resolve().parent / "static" / "vendor"
HTMX = "htmx.min.js"
_SANS = "@fontsource/ibm-plex-sans/files/ibm-plex-sans-"
_ARABIC = "@fontsource/ibm-plex-sans-arabic/files/ibm-plex-sans-arabic-"
FILES = {
    "htmx.org/dist/htmx.min.js": HTMX,
    f"{_SANS}latin-400-normal.woff2": "fonts/ibm-plex-sans-latin-400-normal.woff2",
    f"{_SANS}latin-600-normal.woff2": "fonts/ibm-plex-sans-latin-600-normal.woff2",
    f"{_SANS}latin-ext-400-normal.woff2": "fonts/ibm-plex-sans-latin-ext-400-normal.woff2",
    f"{_ARABIC}arabic-400-normal.woff2": "fonts/ibm-plex-sans-arabic-arabic-400-normal.woff2",
}
"""File in node_modules → its place in the vendor folder."""
_MINUTES = 5


@dataclass(frozen=True, slots=True)
class Assets:
    """Which of the third-party files are there."""

    htmx: bool
    fonts: bool


@lru_cache(maxsize=1)
def assets() -> Assets:
    """Return which third-party files are there; looked up once."""
    fonts = [place for place in FILES.values() if place.endswith(".woff2")]
    return Assets(
        htmx=(VENDOR / HTMX).is_file(),
        fonts=all((VENDOR / place).is_file() for place in fonts),
    )


def bring(root: Path = ROOT, vendor: Path = VENDOR) -> str:
    """Copy the files that the lock file pins, and return one line on how it went."""
    npm = shutil.which("npm")
    if npm is None:
        return (
            "No Node here: the pages use the system's fonts and whole-page loads instead of htmx."
        )
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    try:
        done = subprocess.run(  # noqa: S603 - our own command, no input of others
            command, cwd=root, capture_output=True, text=True, timeout=_MINUTES * 60, check=False
        )
    except subprocess.TimeoutExpired:
        return "npm did not answer: the pages work without htmx and fonts; try make assets later."
    if done.returncode:
        return "npm could not bring htmx and the fonts: the pages work without; try make assets."
    for source, place in FILES.items():
        _copy(root / "node_modules" / source, vendor / place)
    return f"htmx and the fonts are in {os.path.relpath(vendor, root)}."


def _copy(source: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, place)


def main() -> int:
    """Bring the files, say how it went, and succeed in any case."""
    sys.stdout.write(bring() + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
