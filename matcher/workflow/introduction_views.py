"""What pages are told of introductions: plain values, holding only what their reader may read."""

from dataclasses import dataclass
from datetime import datetime

from matcher.domain.introduction import Side, Stage, Why
from matcher.domain.support import SupportKind
from matcher.errors import WorkflowError
from matcher.workflow.history import Load
from matcher.workflow.match_reading import ReasonView


@dataclass(frozen=True, slots=True)
class Waiting:
    """How long an introduction waits, in whole days; `days_left` is None when nothing ends."""

    days: int = 0
    days_left: int | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class IntroductionLine:
    """An introduction in a list. A name that may not be read is replaced by a description.

    `stage_code` is the code of the stage's short name. `support_name` names the support body of a
    trio; empty when there is none, or it does not take part any longer.
    """

    id: int
    stage: Stage
    stage_code: str
    standing: str
    challenge_id: int
    challenge_title: str
    firm_name: str
    startup_name: str
    support_name: str
    awaits_me: bool
    waiting: Waiting
    updated_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class StepView:
    """A step that was taken. Who, why and the proof are for officers; empty for others.

    `code` names a step that concerns the support body only.
    """

    stage: Stage
    side: str
    at: datetime
    who: str = ""
    reason: str = ""
    note: str = ""
    proof_id: int | None = None
    proof_name: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class ContactView:
    """Somebody to write to, once all sides said yes."""

    side: Side
    organisation: str
    person: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class DeclineView:
    """A no. `note` is what the reader may read of it.

    An officer reads all of it, the other side only what was passed on.
    """

    side: str
    reason: str
    note: str
    is_note_forwarded: bool


@dataclass(frozen=True, slots=True)
class StartupFacts:
    """What may be said of a startup before its name is."""

    sectors: tuple[str, ...]
    region: str
    trl: int | None
    certifications: tuple[str, ...]
    tagline: str
    website: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What a side of a trio said so far: a code of `matcher.wording.trios.ANSWERS`."""

    side: Side
    said: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class SupportSide:
    """The support body of an introduction, and what each of the three said.

    The reason and the note of its no are for officers and for itself.
    """

    id: int
    name: str
    kind: SupportKind
    takes_part: bool
    answers: tuple[AnswerView, ...]
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SupportChoice:
    """A support body that an officer may choose."""

    id: int
    name: str
    kind: SupportKind
    is_suggested: bool


@dataclass(frozen=True, slots=True)
class SupportPart:
    """What an officer may do about the support body; `refusal` says why none can be chosen.

    `may_see` says that it left, and that no officer took note yet.
    """

    choices: tuple[SupportChoice, ...] = ()
    may_choose: bool = False
    may_release: bool = False
    may_see: bool = False
    refusal: WorkflowError | None = None


@dataclass(frozen=True, slots=True)
class OfficerPart:
    """What officers see and may do besides."""

    startup_id: int
    firm_id: int
    startup_load: Load
    firm_load: Load
    obstacle: WorkflowError | None
    drafts: Why
    languages: dict[Side, str]
    outcomes: tuple[Stage, ...]
    may_propose: bool
    may_renew: bool
    may_withdraw: bool
    may_forward_note: bool
    is_interested: bool | None
    reminded_at: datetime | None
    support: SupportPart


@dataclass(frozen=True, slots=True)
class IntroductionView:
    """An introduction as its reader may see it; `viewer` is None for an officer."""

    id: int
    version: int
    stage: Stage
    stage_code: str
    standing: str
    viewer: Side | None
    challenge_id: int
    challenge_title: str
    sections: tuple[tuple[str, str], ...]
    firm_name: str
    is_firm_named: bool
    startup_name: str
    is_startup_named: bool
    startup: StartupFacts
    why: Why
    reasons: tuple[ReasonView, ...]
    steps: tuple[StepView, ...]
    contacts: tuple[ContactView, ...]
    decline: DeclineView | None
    may_answer: bool
    asked: frozenset[Side]
    awaited: frozenset[Side]
    said_yes: frozenset[Side]
    opens_challenge: bool
    waiting: Waiting
    support: SupportSide | None
    officer: OfficerPart | None
