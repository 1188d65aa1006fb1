"""Rows into what the engine reads; the only place that decides which text goes in."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from matcher.domain.challenge import Challenge, Facts, FirmSize, Requirement
from matcher.domain.permissions import is_public
from matcher.domain.startup import Capability, Startup, Terms
from matcher.domain.visibility import Visibility
from matcher.store.challenges import ChallengeRow
from matcher.store.organisations import OrganisationRow
from matcher.store.startups import StartupRow
from matcher.text.language import detect

FULL, PUBLIC = "full", "public"
"""The two readings of a challenge: all of it, and what startups may read of it."""


def full_text(row: ChallengeRow) -> str:
    """Return the whole text of a challenge as it is matched; what is excluded stays out."""
    parts = (
        row.context,
        row.problem,
        row.success_criteria,
        row.constraints,
        row.attached_text,
    )
    return "\n\n".join(part.strip() for part in parts if part.strip())


def full_challenge(row: ChallengeRow, firm: OrganisationRow) -> Challenge:
    """Return a challenge as the agency and its firm may read it."""
    text = full_text(row) or row.title
    return Challenge(
        id=str(row.id),
        title=row.title,
        text=text,
        language=_language(row, f"{row.title}. {text}"),
        requirements=_requirements(row),
        facts=_facts(row, firm),
    )


def public_challenge(row: ChallengeRow, firm: OrganisationRow) -> Challenge | None:
    """Return a challenge as startups may read it; None when they may not read anything of it.

    An open challenge is read whole. Of an anonymous one only the approved teaser is, with the
    sectors, the region and the maturity wanted: not the firm, its size, budget or requirements.
    Its language is the teaser's own: that of the row is the hidden text's.
    """
    if not is_public(row.visibility, row.state, row.teaser_state):
        return None
    if row.visibility is Visibility.OPEN:
        return full_challenge(row, firm)
    return Challenge(
        id=str(row.id),
        title=row.teaser_title,
        text=row.teaser_text or row.teaser_title,
        language=_language_of(f"{row.teaser_title}. {row.teaser_text}"),
        facts=Facts(sectors=tuple(row.sectors), trl_min=row.trl_min, asked_in=_asked_in(row)),
    )


def startup_of(
    row: StartupRow, organisation: OrganisationRow, open_introductions: int = 0
) -> Startup:
    """Return a startup as the engine indexes it."""
    return Startup(
        id=row.key,
        name=organisation.name,
        capabilities=tuple(
            Capability(each.key, each.title, each.text) for each in row.capabilities
        ),
        sectors=tuple(row.sectors),
        regions=tuple(row.regions),
        languages=tuple(row.languages),
        trl=row.trl,
        status=row.status,
        ice=organisation.ice,
        website=organisation.website,
        terms=Terms(
            refused_sectors=tuple(row.refused_sectors),
            refused_regions=tuple(row.refused_regions),
            firm_sizes=tuple(FirmSize(size) for size in row.firm_sizes),
            capacity=row.capacity,
            introductions_open=open_introductions,
            exclusive_with=tuple(row.exclusive_with),
            excluded_firms=tuple(row.excluded_firms),
            min_budget_dh=row.min_budget_dh,
        ),
        founded=organisation.founded,
    )


def startups_of(
    rows: Sequence[StartupRow],
    organisations: Mapping[int, OrganisationRow],
    open_introductions: Mapping[int, int],
) -> list[Startup]:
    """Return the startups that have something to index."""
    return [
        startup_of(row, organisations[row.id], open_introductions.get(row.id, 0))
        for row in rows
        if row.capabilities
    ]


def _requirements(row: ChallengeRow) -> tuple[Requirement, ...]:
    return tuple(
        Requirement(f"r{each.position}", each.text, each.importance) for each in row.requirements
    )


def _facts(row: ChallengeRow, firm: OrganisationRow) -> Facts:
    return Facts(
        sectors=tuple(row.sectors),
        region=row.region,
        trl_min=row.trl_min,
        budget_dh=row.budget_max_dh,
        deadline=row.deadline.isoformat() if row.deadline else "",
        languages=tuple(row.working_languages),
        on_site=row.on_site,
        firm=firm.name,
        firm_size=FirmSize(firm.size) if firm.size else None,
        collaboration=row.collaboration.value,
        asked_in=_asked_in(row),
    )


def _asked_in(row: ChallengeRow) -> int | None:
    return row.submitted_at.year if row.submitted_at else None


def _language(row: ChallengeRow, text: str) -> str:
    return row.language or _language_of(text)


@lru_cache(maxsize=4_000)
def _language_of(text: str) -> str:
    return detect(text).language
