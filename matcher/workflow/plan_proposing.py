"""From a plan to introductions: what would be sent, then what an officer ticked is proposed.

Each pair is checked anew and proposed by itself: one that cannot be is told, the others go.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.domain.introduction import NAMED, OPEN, Side, Stage, Why
from matcher.domain.plan import ForbidCode, Pair
from matcher.errors import InvalidForm, NotFound, NotPossible, WorkflowError
from matcher.store.introductions import IntroductionRow
from matcher.workflow import introductions, verdicts
from matcher.workflow.context import Context
from matcher.workflow.curation_steps import Said, decide, match_id, opened, taken_up
from matcher.workflow.introduction_drafts import draft, side_languages
from matcher.workflow.introduction_moves import Parties, locked, parties
from matcher.workflow.introduction_obstacles import members, obstacle
from matcher.workflow.plan_facts import facts_of
from matcher.workflow.plan_kept import check_version, kept
from matcher.workflow.plan_naming import Names, names
from matcher.workflow.plan_problem import forbidden_between
from matcher.workflow.plan_views import (
    Addressee,
    ProposalView,
    ProposedPair,
    ProposedView,
    RefusedPair,
)
from matcher.workflow.verdicts import KEEP, REJECT

PROPOSED = "plan.proposed"
"""The action of the journal for what was proposed from a plan."""
_BEGUN = OPEN | NAMED
_NOT_IN_PLAN = "This pair is not in the plan."


def proposals(context: Context, plan_id: int, pairs: Iterable[Pair]) -> tuple[ProposalView, ...]:
    """Return what would be sent for these pairs of a plan, and to whom; nothing is changed."""
    context.staff()
    _, plan = kept(context, plan_id).solved()
    wanted = [each for each in dict.fromkeys(pairs) if each in plan.chosen]
    called = names(context, wanted)
    return tuple(_proposal(context, each, called) for each in wanted)


def propose(
    context: Context,
    plan_id: int,
    version: int,
    pairs: Iterable[Pair],
    words: Mapping[Pair, Why] | None = None,
) -> ProposedView:
    """Return which of these pairs are proposed now, and which could not be, each with the reason.

    `words` are the officer's; a side without any gets those that are drafted for it. The same
    click twice proposes once.
    """
    context.staff()
    known = kept(context, plan_id)
    check_version(known.row, version)
    _, plan = known.solved()
    wanted = sorted(set(pairs))
    called = names(context, wanted)
    proposed: list[ProposedPair] = []
    refused: list[RefusedPair] = []
    for pair in wanted:
        try:
            if pair not in plan.chosen:
                raise NotFound(_NOT_IN_PLAN)
            with _whole(context.session):
                why = (words or {}).get(pair, Why())
                proposed.append(_proposed(context, plan_id, pair, why, called))
        except WorkflowError as problem:
            refused.append(_refused(pair, problem, called))
    _write(context, plan_id, proposed)
    return ProposedView(plan_id, tuple(proposed), tuple(refused))


@contextmanager
def _whole(session: Session) -> Iterator[None]:
    """Do all of it or nothing: on an error, what was read of rows that went is forgotten too."""
    known = set(session.identity_map.keys())
    try:
        with session.begin_nested():
            yield
    except WorkflowError:
        for key in set(session.identity_map.keys()) - known:
            row = session.identity_map.get(key)
            if row is not None:
                session.expunge(row)
        raise


def _proposed(context: Context, plan_id: int, pair: Pair, why: Why, called: Names) -> ProposedPair:
    """Return what became of one pair: kept as a curator keeps it, then proposed."""
    challenge_id, startup_id = pair
    challenge, officer = opened(context, challenge_id)
    row = _row(context, pair)
    already = row is not None and row.stage in _BEGUN
    if row is None or not already:
        problem = _changed(context, pair, row)
        if problem is not None:
            raise problem
        by_hand = match_id(context, challenge_id, startup_id) is None
        mark = verdicts.standing(context, challenge_id, startup_id).mark
        said = Said(KEEP, by_hand=by_hand, plan_id=plan_id)
        decide(context, challenge, startup_id, said, mark)
        row = locked(context, introductions.keep(context, challenge_id, startup_id))
        taken_up(context, challenge, officer)
        introductions.propose(context, row.id, row.version, why)
    return ProposedPair(
        challenge_id,
        startup_id,
        called.title(challenge_id),
        called.startup(startup_id),
        row.id,
        already,
    )


def _refused(pair: Pair, problem: WorkflowError, called: Names) -> RefusedPair:
    if isinstance(problem, InvalidForm):
        problem = next(iter(problem.fields.values()), problem)
    return RefusedPair(*pair, called.title(pair[0]), called.startup(pair[1]), problem)


def _write(context: Context, plan_id: int, proposed: Iterable[ProposedPair]) -> None:
    new = [[each.challenge_id, each.startup_id] for each in proposed if not each.already]
    if new:
        context.write(PROPOSED, "plan", plan_id, after={"pairs": new})


def _proposal(context: Context, pair: Pair, called: Names) -> ProposalView:
    row = _row(context, pair)
    stand_in = row or IntroductionRow(challenge_id=pair[0], startup_id=pair[1])
    who = parties(context, stand_in)
    problem: WorkflowError | None = None
    if row is not None and row.stage in _BEGUN:
        problem = NotPossible("This introduction has begun already.")
    words, languages = draft(context, who), side_languages(context, who)
    return ProposalView(
        challenge_id=pair[0],
        startup_id=pair[1],
        challenge_title=called.title(pair[0]),
        firm_name=called.firm(pair[0]),
        startup_name=called.startup(pair[1]),
        stage=row.stage if row else None,
        words=words,
        languages=languages,
        addressees=_addressees(context, who, tuple(languages)),
        obstacle=problem or _changed(context, pair, row) or obstacle(context, stand_in, who),
    )


def _addressees(context: Context, who: Parties, sides: Iterable[Side]) -> tuple[Addressee, ...]:
    return tuple(
        Addressee(side, who.organisation_of(side).name, person.name, person.language)
        for side in sides
        for person in members(context, who.organisation_of(side).id)
    )


def _changed(context: Context, pair: Pair, row: IntroductionRow | None) -> NotPossible | None:
    """Return why a pair of a plan can no longer be proposed; None when nothing has changed.

    What an officer may pass over by hand is in the way here: nobody looked at it yet.
    """
    if row is not None and row.stage in {Stage.DECLINED, Stage.EXPIRED}:
        return NotPossible("This introduction has ended. It cannot be proposed from a plan.")
    verdict = verdicts.standing(context, *pair).verdict
    if verdict is not None and verdict.kind == REJECT:
        return NotPossible("An officer rejected this startup for this challenge.")
    now = facts_of(context, [pair])
    if pair[0] not in now.challenges or pair[1] not in now.startups:
        return NotPossible("This challenge is not open: nobody can be proposed for it.")
    return _between(forbidden_between(now, pair))


def _between(code: ForbidCode | None) -> NotPossible | None:
    """Return what speaks against a pair besides what `introduction_obstacles` knows."""
    if code is ForbidCode.DECLINED_BEFORE:
        return NotPossible("One of the two said no to the other before.")
    if code is ForbidCode.MET_BEFORE:
        return NotPossible("The firm and the startup know each other already.")
    return None


def _row(context: Context, pair: Pair) -> IntroductionRow | None:
    return context.session.scalar(
        select(IntroductionRow)
        .where(IntroductionRow.challenge_id == pair[0], IntroductionRow.startup_id == pair[1])
        .execution_options(populate_existing=True)
    )
