"""E-mail addresses as a mail server takes them."""

import re

from matcher.errors import InvalidForm, WorkflowError

_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*"
)
LONGEST = 254


def checked_address(written: str) -> str:
    """Return the address with its domain in ASCII; InvalidForm for anything else in it.

    A line end, a second address, a display name or an encoded word is refused: none of them can
    reach a header.
    """
    name, at, domain = written.rpartition("@")
    try:
        address = f"{name}{at}{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        address = ""
    if len(address) > LONGEST or "=?" in address or not _ADDRESS.fullmatch(address):
        problem = WorkflowError("This is not an e-mail address that can be written to. Correct it.")
        raise InvalidForm({"email": problem})
    return address


def checked_addresses(written: tuple[str, ...]) -> list[str]:
    """Return the addresses, each once; InvalidForm when one is wrong or there is none."""
    if not written:
        raise InvalidForm({"email": WorkflowError("Add an e-mail address.")})
    once = {address.casefold(): address for address in map(checked_address, reversed(written))}
    return list(reversed(once.values()))
