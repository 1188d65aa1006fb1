"""The languages that letters are written in, and which way each is read."""

from dataclasses import dataclass

from matcher.domain.introduction import DeclineReason
from matcher.notify.kinds import Kind
from matcher.notify.messages import DeskCount
from matcher.notify.wording import ar, en, fr


@dataclass(frozen=True, slots=True)
class Words:
    """All that one language says."""

    locale: str
    direction: str
    letters: dict[Kind, dict[str, str]]
    common: dict[str, str]
    declines: dict[DeclineReason, str]
    desk: dict[DeskCount, str]


WORDS: dict[str, Words] = {
    "fr": Words("fr", "ltr", fr.LETTERS, fr.COMMON, fr.DECLINES, fr.DESK),
    "ar": Words("ar_MA", "rtl", ar.LETTERS, ar.COMMON, ar.DECLINES, ar.DESK),
    "en": Words("en_GB", "ltr", en.LETTERS, en.COMMON, en.DECLINES, en.DESK),
}
"""The words of each language; French is the default."""
