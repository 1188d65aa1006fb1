"""Languages of challenges, startups and people, and the reasons that were given."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from matcher.domain.introduction import Stage
from matcher.store.introductions import IntroductionRow
from matcher.store.matches import VerdictRow
from matcher.store.organisations import OrganisationRow, UserRow
from matcher.store.startups import StartupRow
from matcher.workflow.context import Context
from matcher.workflow.insight_scope import SUGGESTED, Wanted, cases
from matcher.workflow.verdicts import REJECT

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Mix:
    """Language code → how many; and the reasons of curators and of both sides.

    `startups` counts the languages that they work in: one may count in several. `declines` are by
    side ("firm", "startup", "agency"), then by reason.
    """

    challenges: Counts
    startups: Counts
    people: Counts
    verdicts: Counts
    rejects: Counts
    declines: Mapping[str, Counts]


def mix(context: Context, wanted: Wanted) -> Mix:
    """Return the languages, and why candidates of a period's challenges were left out."""
    of = cases(context, wanted)
    ids = [each.id for each in of]
    verdicts = _verdicts(context, ids)
    return Mix(
        challenges=Counter(each.language for each in of),
        startups=_spoken(context),
        people=_people(context),
        verdicts=_by_kind(verdicts),
        rejects=_by_reason(verdicts),
        declines=_declines(context, ids),
    )


def _spoken(context: Context) -> Counts:
    found = context.session.execute(
        select(StartupRow.languages, func.count())
        .join(OrganisationRow, OrganisationRow.id == StartupRow.id)
        .where(*SUGGESTED)
        .group_by(StartupRow.languages)
    )
    spoken: Counter[str] = Counter()
    for languages, count in found:
        for language in languages or ("",):
            spoken[language] += count
    return spoken


def _people(context: Context) -> Counts:
    found = context.session.execute(
        select(UserRow.language, func.count()).where(UserRow.is_active).group_by(UserRow.language)
    )
    return dict(found.all())


def _verdicts(context: Context, ids: list[int]) -> Mapping[tuple[str, str], int]:
    """Return (kind, reason) → how many decisions stand."""
    found = context.session.execute(
        select(VerdictRow.kind, VerdictRow.reason, func.count())
        .where(VerdictRow.challenge_id.in_(ids), VerdictRow.undone_at.is_(None))
        .group_by(VerdictRow.kind, VerdictRow.reason)
    )
    return {(kind, reason): count for kind, reason, count in found}


def _by_kind(verdicts: Mapping[tuple[str, str], int]) -> Counts:
    counted: Counter[str] = Counter()
    for (kind, _), count in verdicts.items():
        counted[kind] += count
    return counted


def _by_reason(verdicts: Mapping[tuple[str, str], int]) -> Counts:
    return {reason: count for (kind, reason), count in verdicts.items() if kind == REJECT}


def _declines(context: Context, ids: list[int]) -> Mapping[str, Counts]:
    found = context.session.execute(
        select(IntroductionRow.decline_side, IntroductionRow.decline_reason, func.count())
        .where(IntroductionRow.challenge_id.in_(ids), IntroductionRow.stage == Stage.DECLINED)
        .group_by(IntroductionRow.decline_side, IntroductionRow.decline_reason)
    )
    declines: dict[str, dict[str, int]] = {}
    for side, reason, count in found:
        declines.setdefault(side, {})[reason] = count
    return declines
