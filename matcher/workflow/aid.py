"""Which programmes could pay for a challenge, with which startup, and how much: for each reader.

A firm's verdicts rest on its own facts, on the project's, and on what it may read of the startup; a
startup's on its own facts only; the agency's on all.
"""

from sqlalchemy import select

from matcher.domain.introduction import Stage
from matcher.domain.permissions import is_staff
from matcher.domain.programme import Case, Programme
from matcher.domain.programme_verdict import Verdict, verdict_on
from matcher.errors import NotFound
from matcher.store.challenges import ChallengeRow
from matcher.store.introductions import IntroductionRow
from matcher.store.organisations import OrganisationRow
from matcher.store.startups import StartupRow
from matcher.workflow import aid_keeping, startups
from matcher.workflow.aid_case import Candidate, Shown, alone, pair_case, startup_case
from matcher.workflow.aid_views import AidSummary, AidView, Choice, Group, line_of
from matcher.workflow.challenges import readable
from matcher.workflow.context import Context
from matcher.workflow.introduction_names import both_named
from matcher.workflow.naming import description, startup_label
from matcher.workflow.programme_versions import in_force
from matcher.workflow.shortlists import HIDDEN_STAGES
from matcher.workflow.withheld import introduction_for, organisation_for, startup_for

NO_STARTUP = "There is no such startup for this challenge."


def aid(
    context: Context, challenge_id: int, startup_id: int | None = None, *, language: str = ""
) -> AidView:
    """Return what the programmes in force say of a challenge today, with a startup or without.

    NotFound where the person may not read the challenge, or may not know of the startup for it.
    """
    challenge = readable(context, challenge_id)
    spoken = language or context.person().language
    known = _candidates(context, challenge)
    candidate = None
    if startup_id is not None:
        candidate = _candidate(context, startup_id, known)
    programmes = in_force(context, context.now.date())
    case = pair_case(context, challenge, candidate, programmes)
    verdicts = _verdicts(context, programmes, case)
    aid_keeping.keep(context, (challenge.id, startup_id), case, verdicts)
    return AidView(
        challenge_id=challenge.id,
        title=challenge.title,
        firm_name=context.session.get_one(OrganisationRow, challenge.firm_id).name,
        startup_name=_name(context, candidate, known.get(startup_id or 0), spoken),
        day=context.now.date(),
        lines=tuple(line_of(each) for each in verdicts),
        choices=tuple(
            Choice(
                number=number if is_staff(context.person()) else row.id,
                name=_name(context, _of(context, number, row), row, spoken),
                is_current=number == startup_id,
            )
            for number, row in known.items()
        ),
    )


def summary(context: Context, challenge_id: int) -> AidSummary:
    """Return how many programmes could pay for a challenge, and the most that one gives."""
    found = aid(context, challenge_id)
    return AidSummary(
        count=len(found.group(Group.COULD_PAY)),
        most_dh=found.most(Group.COULD_PAY),
        count_if_confirmed=len(found.group(Group.TO_CONFIRM)),
        most_if_confirmed_dh=found.most(Group.TO_CONFIRM),
    )


def for_my_startup(context: Context) -> AidView:
    """Return what programmes that a startup can ask alone say of the person's startup."""
    home = startups.home_of(context)
    row = context.session.get(StartupRow, home.id)
    if row is None:
        raise NotFound(NO_STARTUP)
    programmes = alone(in_force(context, context.now.date()))
    case = startup_case(context, row, home, programmes)
    verdicts = _verdicts(context, programmes, case)
    aid_keeping.keep(context, (None, row.id), case, verdicts)
    return AidView(
        challenge_id=None,
        title="",
        firm_name="",
        startup_name=home.name,
        day=context.now.date(),
        lines=tuple(line_of(each, startup_asks=True) for each in verdicts),
    )


def startup_shown(context: Context, challenge_id: int, introduction_id: int) -> int:
    """Return the startup of an introduction that the firm was shown; else NotFound."""
    challenge = readable(context, challenge_id)
    for number, row in _candidates(context, challenge).items():
        if row.id == introduction_id:
            return number
    raise NotFound(NO_STARTUP)


def _verdicts(
    context: Context, programmes: tuple[Programme, ...], case: Case
) -> tuple[Verdict, ...]:
    today = context.now.date()
    return tuple(verdict_on(each, case, today) for each in programmes)


def _candidates(context: Context, challenge: ChallengeRow) -> dict[int, IntroductionRow]:
    """Return the introductions that the reader may know of, by startup, in the curator's order."""
    hidden = {Stage.SUGGESTED} if is_staff(context.person()) else HIDDEN_STAGES
    rows = context.session.scalars(
        select(IntroductionRow)
        .where(IntroductionRow.challenge_id == challenge.id, IntroductionRow.stage.not_in(hidden))
        .order_by(IntroductionRow.position, IntroductionRow.startup_id)
        .options(*introduction_for(context.actor))
    )
    return {row.startup_id: row for row in rows}


def _candidate(context: Context, startup_id: int, known: dict[int, IntroductionRow]) -> Candidate:
    row = known.get(startup_id)
    if row is None and not is_staff(context.person()):
        raise NotFound(NO_STARTUP)
    return _of(context, startup_id, row)


def _of(context: Context, startup_id: int, row: IntroductionRow | None) -> Candidate:
    person = context.person()
    startup = context.session.get(StartupRow, startup_id, options=startup_for(person))
    if startup is None:
        raise NotFound(NO_STARTUP)
    left_out = organisation_for(person)
    home = context.session.get_one(OrganisationRow, startup_id, options=left_out)
    if is_staff(context.person()):
        return Candidate(startup, home, Shown.ALL)
    is_named = row is not None and both_named(row)
    return Candidate(startup, home, Shown.NAMED if is_named else Shown.PROFILE)


def _name(
    context: Context, candidate: Candidate | None, row: IntroductionRow | None, language: str
) -> str:
    """Return what the reader may call a startup; nothing where none is meant."""
    if candidate is None:
        return ""
    home = candidate.organisation
    if is_staff(context.person()):
        return home.name
    stage = row.stage if row else Stage.RELEASED
    both = row is not None and both_named(row)
    name = startup_label(candidate.startup, home, stage, both_yes=both)
    return name or description(candidate.startup, home, language)
