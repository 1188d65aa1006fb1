"""What the application is made of, as CycloneDX: sbom.cdx.json. `make lock` writes it."""

import base64
import json
from importlib import metadata
from typing import Any, Final

from packaging.utils import canonicalize_name

from benchmarks.judged import ROOT

BILL: Final = ROOT / "sbom.cdx.json"
NODE: Final = ROOT / "package-lock.json"
_LICENCE: Final = "License :: "
_IN_THEIR_FILES: Final = {"axe-playwright-python": "MIT", "huey": "MIT"}
"""What packages say in a file alone."""


def write(versions: dict[str, str], hashes: dict[str, list[str]]) -> None:
    """Write the bill of these packages of Python, with the hashes of their files, and of Node's."""
    parts = [_of_python(name, number, hashes.get(name, [])) for name, number in versions.items()]
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "passerelle"}},
        "components": sorted([*parts, *of_node()], key=lambda part: part["purl"]),
    }
    BILL.write_text(json.dumps(bill, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def of_node() -> list[dict[str, Any]]:
    """Return the parts that npm fetches."""
    packages = json.loads(NODE.read_text(encoding="utf-8"))["packages"]
    return [
        _part(
            "npm/" + path.removeprefix("node_modules/").replace("@", "%40"),
            path.removeprefix("node_modules/"),
            told["version"],
            [("SHA-512", base64.b64decode(told["integrity"].partition("-")[2]).hex())],
            told["license"],
        )
        for path, told in packages.items()
        if path
    ]


def _of_python(name: str, version: str, hashes: list[str]) -> dict[str, Any]:
    told = [("SHA-256", one) for one in hashes]
    return _part(f"pypi/{canonicalize_name(name)}", name, version, told, licence(name))


def licence(name: str) -> str:
    """Return the licence that an installed package names; empty when it is not installed here."""
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    classified = [each for each in told.get_all("Classifier") or [] if each.startswith(_LICENCE)]
    short = (told.get("License") or "").strip().partition("\n")[0]
    named = " AND ".join(each.rpartition(" :: ")[2] for each in classified)
    return str(told.get("License-Expression") or named or short or _IN_THEIR_FILES.get(name, ""))


def _part(
    purl: str, name: str, version: str, hashes: list[tuple[str, str]], named: str
) -> dict[str, Any]:
    part: dict[str, Any] = {
        "type": "library",
        "name": name,
        "version": version,
        "purl": f"pkg:{purl}@{version}",
        "hashes": [{"alg": kind, "content": content} for kind, content in hashes],
    }
    return part | ({"licenses": [{"license": {"name": named}}]} if named else {})
