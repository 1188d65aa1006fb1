"""What an officer asks of a plan, as it is kept with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from matcher.domain.plan import Pair
from matcher.domain.plan_json import Stored
from matcher.errors import InvalidForm, WorkflowError
from matcher.reference import regions

MOST_PLACES = 500
"""The largest number that any limit of a plan may have."""
NUMBERS = ("per_startup", "per_firm", "per_officer", "least", "most", "exposure_floor")
"""The fields that are whole numbers from 0."""
SHARES = ("certainty_cap", "keep_of_best")
"""The fields that are shares, kept from 0 to 1."""
DEFAULT_OF = {
    "per_startup_of": "per_startup",
    "per_firm_of": "per_firm",
    "per_officer_of": "per_officer",
    "least_of": "least",
    "most_of": "most",
}
"""The fields that set a number for single ones, and the field that holds for all others."""
_LOWEST_SHARE = 0.5


class PlanState(StrEnum):
    """Where a plan stands."""

    WAITING = "waiting"
    SOLVED = "solved"
    IMPOSSIBLE = "impossible"
    FAILED = "failed"


class FailureCode(StrEnum):
    """Why a plan could not be worked out; nothing else of an error is kept with it."""

    NO_TIME = "no_time"
    TOO_LARGE = "too_large"
    STORED = "stored"
    ABANDONED = "abandoned"
    UNEXPECTED = "unexpected"


class Mark(StrEnum):
    """What an officer says of a pair."""

    FORCE = "force"
    FORBID = "forbid"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class PlanSettings(Stored):
    """The limits of a plan.

    `per_startup` is for a startup that does not say how many introductions it takes at a time;
    `per_firm` and `per_officer` are at a time as well, with what is open counted. `least` and
    `most` are candidates of a challenge, open introductions counted. The fields of `DEFAULT_OF` say
    otherwise for single ones, by id. `exposure_floor`: newcomers that must get a place.
    `officer_id`: only the challenges that this officer leads. `forced` and `forbidden` are the
    officer's marks.
    """

    per_startup: int = 2
    per_firm: int = 4
    per_officer: int = 30
    least: int = 0
    most: int = 2
    per_startup_of: Mapping[int, int] = field(default_factory=dict)
    per_firm_of: Mapping[int, int] = field(default_factory=dict)
    per_officer_of: Mapping[int, int] = field(default_factory=dict)
    least_of: Mapping[int, int] = field(default_factory=dict)
    most_of: Mapping[int, int] = field(default_factory=dict)
    exposure_floor: int = 0
    least_by_region: Mapping[str, int] = field(default_factory=dict)
    certainty_cap: float = 1.0
    keep_of_best: float = 0.95
    officer_id: int | None = None
    forced: frozenset[Pair] = frozenset()
    forbidden: frozenset[Pair] = frozenset()
    seed: int = 0

    def number_of(self, name: str, subject_id: int) -> int:
        """Return the number of a field of `DEFAULT_OF` that holds for one subject."""
        own: Mapping[int, int] = getattr(self, name)
        return own.get(subject_id, getattr(self, DEFAULT_OF[name]))


def checked(settings: PlanSettings) -> PlanSettings:
    """Return these settings; InvalidForm names the fields that cannot be as they are."""
    problems: dict[str, WorkflowError] = {}
    for name in NUMBERS:
        if not _is_number(getattr(settings, name)):
            problems[name] = _out_of_range()
    for name in SHARES:
        if not _LOWEST_SHARE <= getattr(settings, name) <= 1:
            problems[name] = WorkflowError(
                "Choose a share from %(least)s to %(most)s per cent.", least=50, most=100
            )
    if settings.least > settings.most:
        problems.setdefault(
            "least", WorkflowError("The least number cannot be above the most number.")
        )
    problems |= _problems_by_name(settings)
    if problems:
        raise InvalidForm(problems)
    return settings


def _problems_by_name(settings: PlanSettings) -> dict[str, WorkflowError]:
    """Return what is wrong with the numbers of single challenges and regions."""
    problems = {
        name: _out_of_range()
        for name in (*DEFAULT_OF, "least_by_region")
        if not all(map(_is_number, getattr(settings, name).values()))
    }
    if not {region.id for region in regions()}.issuperset(settings.least_by_region):
        problems["least_by_region"] = WorkflowError("Choose a region of the list.")
    return problems


def _is_number(number: int) -> bool:
    return 0 <= number <= MOST_PLACES


def _out_of_range() -> WorkflowError:
    return WorkflowError("Write a number from %(least)s to %(most)s.", least=0, most=MOST_PLACES)
