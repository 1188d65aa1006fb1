"""What all e-mails are made of: the base of every kind, and what their links may be."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from matcher.notify.kinds import Kind

Language = Literal["fr", "ar", "en"]
LinkPath = Annotated[str, Field(pattern=r"^/([A-Za-z0-9._~-][A-Za-z0-9._~/-]{0,300})?$")]
"""A path such as /invitation/a-token: no other site, no query, no words of anyone."""
HIDDEN_LINK = "/hidden"
"""What officers see in place of a link that gives access to an account."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """What all messages share: the name of the person who is greeted, or nothing."""

    kind: ClassVar[Kind]
    secrets: ClassVar[frozenset[str]] = frozenset()

    name: str = ""

    def languages(self, language: str) -> tuple[str, ...]:
        """Return the languages of the letter, in order; one, except in an introduction."""
        return (language,)

    def text(self, field: str, language: str) -> str:
        """Return a field as this language's part of the letter shows it."""
        del language
        return str(getattr(self, field))

    def combined_with(self, later: "Message") -> "Message":
        """Return one message for two in a digest: here the later one, which knows more."""
        return later
