"""The first page of a startup: what waits for it, what is under way, what became of the past."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from matcher.domain.introduction import Side
from matcher.domain.permissions import is_public
from matcher.domain.visibility import ChallengeState, Visibility
from matcher.store.challenges import ChallengeRow
from matcher.store.introductions import IntroductionRow
from matcher.workflow import decks, interests, startups, suggestions
from matcher.workflow.context import Context
from matcher.workflow.decks import DeckDraft
from matcher.workflow.interests import AnswerView
from matcher.workflow.introduction_letters import public_title
from matcher.workflow.introduction_reading import listed
from matcher.workflow.introduction_steps import decline_of
from matcher.workflow.introduction_views import DeclineView, IntroductionLine
from matcher.workflow.profile_gaps import Gap, gaps
from matcher.workflow.startup_views import ProfileView
from matcher.workflow.suggestions import ChallengeLine
from matcher.workflow.withheld import (
    challenge_for_others,
    has_teaser,
    introduction_for,
    with_public_texts,
)

MOST_NEW = 5
MOST_ENDED = 8
MOST_SAID = 8
_TOLD_CLOSED = frozenset({ChallengeState.CLOSED, ChallengeState.NO_PARTNER})
"""The ends of a challenge of which those who answered it are told."""


@dataclass(frozen=True, slots=True)
class Ended:
    """An introduction that ended, with the reason as it was passed on, if a side said no."""

    line: IntroductionLine
    decline: DeclineView | None


@dataclass(frozen=True, slots=True)
class Said:
    """An answer that was given. `is_open` says whether the challenge can still be read."""

    answer: AnswerView
    title: str
    is_open: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Overview:
    """All that the first page shows."""

    profile: ProfileView
    gaps: tuple[Gap, ...]
    to_answer: tuple[IntroductionLine, ...]
    under_way: tuple[IntroductionLine, ...]
    new: tuple[ChallengeLine, ...]
    new_in_all: int
    decks: tuple[DeckDraft, ...]
    ended: tuple[Ended, ...]
    said: tuple[Said, ...]


def overview(context: Context) -> Overview:
    """Return the first page of the person's startup."""
    profile = startups.profile(context)
    lines = listed(context, shown="open").lines
    fresh = [line for line in suggestions.suggested(context) if line.is_waiting]
    return Overview(
        profile=profile,
        gaps=gaps(profile),
        to_answer=tuple(line for line in lines if line.awaits_me),
        under_way=tuple(line for line in lines if not line.awaits_me),
        new=tuple(fresh[:MOST_NEW]),
        new_in_all=len(fresh),
        decks=decks.waiting(context),
        ended=_ended(context),
        said=_said(context, profile.startup_id),
    )


def _ended(context: Context) -> tuple[Ended, ...]:
    lines = listed(context, shown="ended").lines
    last = sorted(lines, key=lambda line: (line.updated_at, line.id), reverse=True)[:MOST_ENDED]
    rows = {
        row.id: row
        for row in context.session.scalars(
            select(IntroductionRow)
            .where(IntroductionRow.id.in_([line.id for line in last]))
            .options(*introduction_for(context.actor))
        )
    }
    return tuple(Ended(line, decline_of(context, rows[line.id], Side.STARTUP)) for line in last)


def _said(context: Context, startup_id: int) -> tuple[Said, ...]:
    """Return the last answers on which no introduction followed yet; nothing of what is sealed."""
    begun = interests.begun(context, startup_id)
    answers = interests.answers(context, startup_id)
    rows = context.session.scalars(
        select(ChallengeRow)
        .options(*challenge_for_others())
        .where(ChallengeRow.id.in_(set(answers) - set(begun)))
    ).all()
    named = [row for row in rows if _may_be_named(row)]
    with_public_texts(context.session, named)
    language = context.person().language
    found = [
        Said(
            answers[row.id],
            public_title(row, language),
            is_public(row.visibility, row.state, row.teaser_state),
            answers[row.id].at,
        )
        for row in named
    ]
    return tuple(sorted(found, key=lambda each: each.at, reverse=True)[:MOST_SAID])


def _may_be_named(row: ChallengeRow) -> bool:
    """Whether those who answered a challenge may still read its public title."""
    if is_public(row.visibility, row.state, row.teaser_state):
        return True
    was_shown = row.visibility is Visibility.OPEN or has_teaser(row)
    return was_shown and row.state in _TOLD_CLOSED
