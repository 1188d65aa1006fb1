"""Names of all that plans speak of, read at once; what is gone keeps an empty name."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select

from matcher.domain.plan import Pair
from matcher.store.challenges import ChallengeRow
from matcher.store.organisations import OrganisationRow, UserRow
from matcher.store.startups import StartupRow
from matcher.workflow.context import Context


@dataclass(frozen=True, slots=True)
class Names:
    """Ids to names; `firm_of` is challenge → firm, `own_places` startups that said a capacity."""

    challenges: dict[int, str] = field(default_factory=dict)
    firm_of: dict[int, int] = field(default_factory=dict)
    firms: dict[int, str] = field(default_factory=dict)
    startups: dict[int, str] = field(default_factory=dict)
    regions: dict[int, str] = field(default_factory=dict)
    own_places: frozenset[int] = frozenset()
    officers: dict[int, str] = field(default_factory=dict)

    def title(self, challenge_id: int | None) -> str:
        """Return the title of a challenge."""
        return self.challenges.get(challenge_id or 0, "")

    def firm(self, challenge_id: int | None) -> str:
        """Return the name of a challenge's firm."""
        return self.firms.get(self.firm_of.get(challenge_id or 0, 0), "")

    def startup(self, startup_id: int | None) -> str:
        """Return the name of a startup."""
        return self.startups.get(startup_id or 0, "")


def names(context: Context, pairs: Iterable[Pair], officers: Iterable[int] = ()) -> Names:
    """Return the names of these challenges with their firms, startups and officers."""
    found = set(pairs)
    return names_of(
        context, {each for each, _ in found}, {each for _, each in found}, set(officers)
    )


def names_of(
    context: Context,
    challenge_ids: set[int],
    startup_ids: set[int],
    officer_ids: set[int],
    firm_ids: Iterable[int] = (),
) -> Names:
    """Return the names of these challenges with their firms, of startups, officers and firms."""
    session = context.session
    firms = session.execute(
        select(OrganisationRow.id, OrganisationRow.name).where(
            OrganisationRow.id.in_(sorted(firm_ids))
        )
    ).all()
    challenges = session.execute(
        select(ChallengeRow.id, ChallengeRow.title, ChallengeRow.firm_id, OrganisationRow.name)
        .join(OrganisationRow, OrganisationRow.id == ChallengeRow.firm_id)
        .where(ChallengeRow.id.in_(sorted(challenge_ids)))
    ).all()
    startups = session.execute(
        select(
            OrganisationRow.id, OrganisationRow.name, OrganisationRow.region, StartupRow.capacity
        )
        .join(StartupRow, StartupRow.id == OrganisationRow.id)
        .where(OrganisationRow.id.in_(sorted(startup_ids)))
    ).all()
    officers = session.execute(
        select(UserRow.id, UserRow.name).where(UserRow.id.in_(sorted(officer_ids)))
    ).all()
    return Names(
        challenges={row.id: row.title for row in challenges},
        firm_of={row.id: row.firm_id for row in challenges},
        firms={row.id: row.name for row in firms} | {row.firm_id: row.name for row in challenges},
        startups={row.id: row.name for row in startups},
        regions={row.id: row.region for row in startups},
        own_places=frozenset(row.id for row in startups if row.capacity is not None),
        officers={row.id: row.name for row in officers},
    )
