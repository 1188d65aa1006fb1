"""What people type about themselves and their organisation, checked in one place."""

import re

from matcher.errors import InvalidForm, WorkflowError
from matcher.notify.addresses import checked_address
from matcher.text.normalise import clean

LANGUAGES = ("fr", "ar", "en")
NAME_CHARACTERS = 120
NOT_AN_ADDRESS = "This is not an e-mail address. Write it like name@example.com."
PHONE = re.compile(r"\+?[0-9 .()/-]{6,30}")
Mistake = WorkflowError | None


def line(text: str) -> str:
    """Return what was typed on one line, without anything hidden in it."""
    return " ".join(clean(text).split())


def address(text: str) -> str:
    """Return an e-mail address as it was typed, trimmed."""
    return clean(text).strip()


def refuse(**mistakes: Mistake) -> None:
    """Raise InvalidForm with every mistake that is one."""
    found = {field: mistake for field, mistake in mistakes.items() if mistake is not None}
    if found:
        raise InvalidForm(found)


def name_mistake(name: str, longest: int = NAME_CHARACTERS) -> Mistake:
    """Return what is wrong with a name, or None."""
    if not name:
        return WorkflowError("This cannot be left empty.")
    return too_long(name, longest)


def too_long(text: str, longest: int) -> Mistake:
    """Return that a text is too long, or None."""
    if len(text) > longest:
        return WorkflowError("This is too long: use at most %(count)s characters.", count=longest)
    return None


def address_mistake(written: str) -> Mistake:
    """Return what is wrong with an e-mail address, or None; no server is asked."""
    try:
        domain = checked_address(written).rpartition("@")[2]
    except InvalidForm:
        domain = ""
    return None if "." in domain else WorkflowError(NOT_AN_ADDRESS)


def phone_mistake(phone: str) -> Mistake:
    """Return what is wrong with a telephone number, or None; none at all is fine."""
    if phone and not PHONE.fullmatch(phone):
        return WorkflowError("This is not a telephone number. Write it like +212 5 22 00 00 00.")
    return None


def language_mistake(language: str) -> Mistake:
    """Return that we do not speak a language, or None."""
    return None if language in LANGUAGES else WorkflowError("Choose one of the languages.")
