"""Every package with the hashes of its files, and the list of all: python -m benchmarks.lock.

`constraints.txt` says which version of what. requirements.lock adds the SHA-256 of each file of
that version that Python 3.11 can install, on any platform, as the index of this machine's pip
lists them; nothing is downloaded. sbom.cdx.json is the same list for machines (CycloneDX), with
licences as the installed packages name them, and with what npm fetches. torch is in that list
without a hash: its file differs with the place that it is taken from.
"""

import re
from collections.abc import Iterator
from typing import Final

from packaging.tags import Tag
from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import Version

from benchmarks import bill
from benchmarks.judged import ROOT

CONSTRAINTS: Final = ROOT / "constraints.txt"
LOCK: Final = ROOT / "requirements.lock"
FROM_ELSEWHERE: Final = frozenset({"torch"})
"""What cannot be locked by hash: there is a build for each kind of processor and card."""
_HEAD: Final = """\
# Made by `make lock` from constraints.txt: do not edit. Every file of each version that Python 3.11
# can install, on any platform. torch is missing: docs/security.md says why.
"""
_PINNED: Final = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)$", re.MULTILINE)


def pinned() -> dict[str, str]:
    """Return package → version, as constraints.txt says."""
    return dict(_PINNED.findall(CONSTRAINTS.read_text(encoding="utf-8")))


def locked() -> dict[str, tuple[str, list[str]]]:
    """Return package → (version, hashes), as requirements.lock says."""
    found: dict[str, tuple[str, list[str]]] = {}
    for entry in LOCK.read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
        if entry and not entry.startswith("#"):
            name, _, version = entry.split()[0].partition("==")
            found[name] = (version, re.findall(r"--hash=sha256:([0-9a-f]{64})", entry))
    return found


def main() -> None:
    """Write the lock and the bill of materials."""
    hashes = dict(_hashes({n: v for n, v in pinned().items() if n not in FROM_ELSEWHERE}))
    missing = [name for name, found in hashes.items() if not found]
    if missing:
        raise SystemExit(f"No file is listed for {', '.join(missing)}: nothing was written.")
    entries = (
        " \\\n    ".join([f"{name}=={pinned()[name]}", *(f"--hash=sha256:{one}" for one in found)])
        for name, found in hashes.items()
    )
    LOCK.write_text(_HEAD + "\n".join(entries) + "\n", encoding="utf-8")
    bill.write(pinned(), {name: found for name, (_, found) in locked().items()})
    print(f"{len(hashes)} packages are locked.")


def _hashes(wanted: dict[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the hashes of each package's files, as pip's index lists them."""
    from pip._internal.commands import create_command
    from pip._internal.index.collector import parse_links
    from pip._internal.models.link import Link

    command = create_command("download")
    options, _ = command.parse_args(["-"])
    with command.main_context():
        session = command.get_default_session(options)
        finder = command._build_package_finder(options, session)
        collector = finder._link_collector
        for name, version in wanted.items():
            pages = collector.search_scope.get_index_urls_locations(canonicalize_name(name))
            found: set[str] = set()
            for url in pages:
                page = collector.fetch_response(Link(url)) if "://" in url else None
                links = parse_links(page) if page else ()
                found |= {
                    str(link.hash)
                    for link in links
                    if link.hash_name == "sha256" and _is_of(link.filename, version)
                }
            yield name, sorted(found)


def _is_of(filename: str, version: str) -> bool:
    """Whether a file is of this version, and of Python 3.11 on whichever platform."""
    try:
        if filename.endswith(".whl"):
            _, number, _, tags = parse_wheel_filename(filename)
            return number == Version(version) and any(map(_is_for_us, tags))
        return parse_sdist_filename(filename)[1] == Version(version)
    except (InvalidWheelFilename, InvalidSdistFilename):
        return False


def _is_for_us(tag: Tag) -> bool:
    if tag.abi == "abi3":
        return int(tag.interpreter.removeprefix("cp3") or 0) <= 11
    return tag.interpreter in {"py3", "py311", "cp311"}


if __name__ == "__main__":
    main()
