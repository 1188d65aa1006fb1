"""What is missing in a profile, as the checklist shows it, each line with where to mend it."""

from dataclasses import dataclass

from flask import url_for

from matcher.workflow.profile_gaps import Gap
from web.locale import language
from web.sentences import sentence


@dataclass(frozen=True, slots=True)
class Checks:
    """The lines of the checklist, and how many are done."""

    items: list[tuple[str, bool, str]]
    done: int

    @property
    def are_all_done(self) -> bool:
        """Whether nothing is missing."""
        return self.done == len(self.items)


def checks(gaps: tuple[Gap, ...]) -> Checks:
    """Return the checklist of a profile, what is missing first."""
    ordered = sorted(gaps, key=lambda gap: gap.is_done)
    return Checks(
        [(_words(gap), gap.is_done, _place(gap)) for gap in ordered],
        sum(gap.is_done for gap in gaps),
    )


def _words(gap: Gap) -> str:
    return sentence("gap_closed" if gap.is_done else "gap", gap.code, language())


def _place(gap: Gap) -> str:
    if gap.field:
        return url_for("startup.profile", _anchor=gap.field)
    if gap.capability_id is not None:
        return url_for("startup.edit_capability", capability_id=gap.capability_id, _anchor="text")
    return url_for("startup.new_capability")
