"""The support body of an introduction as readers see it, and those that officers may choose."""

from sqlalchemy import func, select

from matcher.domain.introduction import ASKED, Side, Stage
from matcher.domain.support import SupportKind
from matcher.store.challenges import ChallengeRow
from matcher.store.introductions import IntroductionRow
from matcher.store.organisations import OrganisationRow
from matcher.store.support import SupportBodyRow
from matcher.workflow.context import Context
from matcher.workflow.introduction_moves import Parties, all_said_yes, asked_of
from matcher.workflow.introduction_obstacles import unreadable
from matcher.workflow.introduction_support import declined_with
from matcher.workflow.introduction_support_left import awaits_officer_here
from matcher.workflow.introduction_views import (
    AnswerView,
    SupportChoice,
    SupportPart,
    SupportSide,
)
from matcher.workflow.support_reading import suggested

_BEFORE = frozenset({Stage.KEPT, Stage.RELEASED})


def support_side(
    context: Context, row: IntroductionRow, who: Parties, viewer: Side | None
) -> SupportSide | None:
    """Return the support body that was chosen, with what a reader may know of the answers."""
    if who.support is None:
        return None
    takes_part = Side.SUPPORT in asked_of(row)
    left = viewer is Side.SUPPORT and not takes_part
    own = viewer in {None, Side.SUPPORT}
    reason, note = declined_with(context, row) if own else ("", "")
    return SupportSide(
        id=who.support.id,
        name=who.support.name,
        kind=who.support_kind or SupportKind.CENTRE,
        takes_part=takes_part,
        answers=() if left else _answers(row),
        reason=reason,
        note=note,
    )


def support_part(context: Context, row: IntroductionRow, who: Parties) -> SupportPart:
    """Return the support bodies that an officer may choose from, those that suit best first."""
    chosen = Side.SUPPORT in asked_of(row)
    if row.stage not in _BEFORE:
        may_release = row.stage in ASKED | {Stage.EXPIRED} and not all_said_yes(row)
        left = awaits_officer_here(context, row)
        return SupportPart(may_release=chosen and may_release, may_see=left)
    problem = unreadable(who.challenge)
    if problem is not None:
        return SupportPart(may_release=chosen, refusal=problem)
    return SupportPart(choices=_choices(context, row), may_choose=True, may_release=chosen)


def _answers(row: IntroductionRow) -> tuple[AnswerView, ...]:
    told = {
        Side.FIRM: (row.firm_said, row.firm_said_at),
        Side.STARTUP: (row.startup_said, row.startup_said_at),
        Side.SUPPORT: (row.support_said, row.support_said_at),
    }
    asked = frozenset() if row.stage is Stage.KEPT else frozenset({Side.FIRM})
    if row.stage not in _BEFORE:
        asked = frozenset(Side)
    return tuple(
        AnswerView(side, said if said or side in asked else "unasked", at)
        for side, (said, at) in told.items()
    )


def _choices(context: Context, row: IntroductionRow) -> tuple[SupportChoice, ...]:
    first = _suggested(context, row.challenge_id)
    rows = context.session.execute(
        select(OrganisationRow.id, OrganisationRow.name, SupportBodyRow.kind)
        .join(SupportBodyRow, SupportBodyRow.id == OrganisationRow.id)
        .where(OrganisationRow.is_active | (OrganisationRow.id == row.support_id))
        .order_by(func.lower(OrganisationRow.name), OrganisationRow.id)
    )
    found = [SupportChoice(each, name, kind, each in first) for each, name, kind in rows]
    place = {each: number for number, each in enumerate(first)}
    return tuple(sorted(found, key=lambda each: place.get(each.id, len(place))))


def _suggested(context: Context, challenge_id: int) -> list[int]:
    """Return the organisations of the support bodies that suit a challenge, the best first.

    Those that the engine names; before it named any, those of the challenge's sectors.
    """
    named = [each.organisation_id for each in suggested(context, challenge_id)]
    found = [number for number in named if number is not None]
    return found or _of_the_sectors(context, challenge_id)


def _of_the_sectors(context: Context, challenge_id: int) -> list[int]:
    wanted = set(context.session.get_one(ChallengeRow, challenge_id).sectors)
    rows = context.session.execute(
        select(OrganisationRow.id, OrganisationRow.sectors)
        .join(SupportBodyRow, SupportBodyRow.id == OrganisationRow.id)
        .order_by(SupportBodyRow.kind, OrganisationRow.id)
    )
    return [number for number, sectors in rows if wanted & set(sectors)]
