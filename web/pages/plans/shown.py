"""A plan in the order in which officers read it: challenge by challenge."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from matcher.domain.plan import LeftOutKind
from matcher.workflow.plan_views import LeftOutView, LoadLine, PairView, PlanView, RelaxationView

KINDS = ("startup", "firm", "officer")


@dataclass(frozen=True, slots=True)
class Block:
    """A challenge with the startups chosen for it, and what was left out.

    `room` says that it could have more candidates, and what holds them out; None when it is full.
    `options` counts its possible startups.
    """

    challenge_id: int
    title: str
    firm_name: str
    pairs: tuple[PairView, ...]
    left_out: tuple[LeftOutView, ...]
    room: LeftOutView | None
    options: int = 0

    @property
    def left(self) -> int:
        """How many possible startups were not chosen."""
        return self.options - len(self.pairs)


@dataclass(frozen=True, slots=True)
class Shown:
    """The parts of a plan's page. `startups` counts those that are introduced.

    Not all that is left out is shown: `unserved_in_all` and `newcomers_in_all` count it.
    """

    served: tuple[Block, ...]
    unserved: tuple[Block, ...]
    newcomers: tuple[LeftOutView, ...]
    loads: Mapping[str, tuple[LoadLine, ...]]
    startups: int
    ready: int
    unserved_in_all: int
    newcomers_in_all: int


def shown(plan: PlanView) -> Shown:
    """Return the parts of a plan's page."""
    blocks = _blocks(plan)
    return Shown(
        served=tuple(each for each in blocks if each.pairs),
        unserved=tuple(each for each in blocks if not each.pairs),
        newcomers=tuple(each for each in plan.left_out if each.kind == LeftOutKind.NEWCOMER.value),
        loads={kind: _busiest(plan.loads, kind) for kind in KINDS},
        startups=len({each.startup_id for each in plan.pairs}),
        ready=sum(each.may_be_proposed for each in plan.pairs),
        unserved_in_all=_unserved(plan),
        newcomers_in_all=plan.left_out_in_all.get(LeftOutKind.NEWCOMER.value, 0),
    )


def _unserved(plan: PlanView) -> int:
    told = plan.figures
    return told.challenges - told.challenges_served if told else 0


def ways_out(plan: PlanView) -> list[tuple[int, RelaxationView]]:
    """Return the changes that would help, each with its place; those that are enough first."""
    listed = plan.conflict.relaxations if plan.conflict else ()
    return sorted(enumerate(listed), key=lambda each: (not each[1].is_enough, each[0]))


def _blocks(plan: PlanView) -> list[Block]:
    names: dict[int, tuple[str, str]] = {}
    pairs: dict[int, list[PairView]] = {}
    others: dict[int, list[LeftOutView]] = {}
    rooms: dict[int, LeftOutView] = {}
    for pair in plan.pairs:
        names[pair.challenge_id] = (pair.challenge_title, pair.firm_name)
        pairs.setdefault(pair.challenge_id, []).append(pair)
    for each in plan.left_out:
        if each.challenge_id is None or each.kind == LeftOutKind.NEWCOMER.value:
            continue
        names.setdefault(each.challenge_id, (each.challenge_title, each.firm_name))
        if each.kind == LeftOutKind.CHALLENGE.value:
            rooms[each.challenge_id] = each
        else:
            others.setdefault(each.challenge_id, []).append(each)
    return [
        Block(
            challenge_id=number,
            title=title,
            firm_name=firm,
            pairs=tuple(pairs.get(number, ())),
            left_out=tuple(others.get(number, ())),
            room=rooms.get(number),
            options=plan.options_of.get(number, 0),
        )
        for number, (title, firm) in names.items()
    ]


def _busiest(loads: Iterable[LoadLine], kind: str) -> tuple[LoadLine, ...]:
    """Return the lines of a kind that this plan adds to, the fullest first."""
    mine = [each for each in loads if each.kind == kind and each.planned]
    return tuple(sorted(mine, key=lambda each: (_left(each), -each.planned, each.name)))


def _left(line: LoadLine) -> float:
    return float("inf") if line.places is None else line.places - line.open - line.planned
