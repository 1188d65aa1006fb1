"""What an examination of this installation found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing examined: its state, and what to do when it is not sound."""

    subject: str
    state: str
    is_sound: bool = True
    remedy: str = ""
