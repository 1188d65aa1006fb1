"""What officers take out as a spreadsheet: organisations, challenges, decisions, the journal."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, lazyload

from matcher.domain.people import OrganisationKind
from matcher.domain.visibility import ChallengeState
from matcher.errors import NotFound
from matcher.store.challenges import ChallengeRow
from matcher.store.introductions import IN_TIME, IntroductionRow
from matcher.store.journal import JournalRow
from matcher.store.matches import VerdictRow
from matcher.store.organisations import OrganisationRow, UserRow
from matcher.store.startups import StartupRow
from matcher.workflow.context import Context
from matcher.workflow.export_files import FORMATS, MEDIA_TYPES, XLSX, as_csv, as_xlsx
from matcher.workflow.introduction_moves import said_yes
from matcher.workflow.organisation_facts import region_label, sector_label

_PARTING = re.compile("[,;|،؛]")
JOURNAL_LINES = 50_000
"""Lines of the journal that one file holds, the newest."""


@dataclass(frozen=True, slots=True)
class Export:
    """A file to be saved."""

    filename: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Table:
    headings: tuple[str, ...]
    rows: Callable[[Session], Iterator[tuple[Any, ...]]]
    name: str


def export(context: Context, subject: str, form: str) -> Export:
    """Return a subject (see SUBJECTS) as a file; officers only, and it is noted in the journal."""
    context.staff()
    table = _TABLES.get(subject)
    if table is None or form not in FORMATS:
        raise NotFound("There is no such export.")
    rows = list(table.rows(context.session))
    content = (
        as_xlsx(table.headings, rows, table.name) if form == XLSX else as_csv(table.headings, rows)
    )
    context.write("export.made", "export", None, after={"subject": subject, "rows": len(rows)})
    name = f"passerelle-{table.name}-{context.now:%Y-%m-%d}.{form}"
    return Export(name, MEDIA_TYPES[form], content)


_STARTUP_HEADINGS = (
    "id", "nom", "ice", "site web", "secteurs", "régions", "langues", "trl", "statut",
    "id compétence", "titre", "description", "capacité d'accueil", "secteurs refusés",
    "régions refusées", "tailles d'entreprise", "entreprises exclues", "exclusivité",
    "budget minimum", "année de création",
)  # fmt: skip
_STATUS = {"active": "actif", "paused": "en pause", "withdrawn": "retiré"}


def _startups(session: Session) -> Iterator[tuple[Any, ...]]:
    """Yield a line for each capability, headed so that an import reads it back as it was."""
    rows = session.execute(
        select(StartupRow, OrganisationRow)
        .join(OrganisationRow, OrganisationRow.id == StartupRow.id)
        .where(OrganisationRow.merged_into.is_(None))
        .order_by(OrganisationRow.name_key, OrganisationRow.id)
    )
    for row, home in rows:
        facts = (
            row.key, home.name, home.ice, home.website, _sectors(row.sectors),
            _regions(row.regions), row.languages, row.trl, _STATUS[row.status.value],
        )  # fmt: skip
        terms = (
            row.capacity, _sectors(row.refused_sectors), _regions(row.refused_regions),
            row.firm_sizes, _names(row.excluded_firms), _names(row.exclusive_with),
            row.min_budget_dh, home.founded,
        )  # fmt: skip
        for one in row.capabilities:
            yield (*facts, one.key, one.title, one.text, *terms)
        if not row.capabilities:
            yield (*facts, "", "", "", *terms)


_FIRM_HEADINGS = (
    "numéro passerelle", "nom", "ice", "ville", "région", "secteurs", "taille",
    "année de création", "site web",
)  # fmt: skip


def _firms(session: Session) -> Iterator[tuple[Any, ...]]:
    rows = session.scalars(
        select(OrganisationRow)
        .where(OrganisationRow.kind == OrganisationKind.FIRM, OrganisationRow.merged_into.is_(None))
        .order_by(OrganisationRow.name_key, OrganisationRow.id)
    )
    for row in rows:
        yield (
            row.id, row.name, row.ice, row.city, region_label(row.region),
            _sectors(row.sectors), row.size, row.founded, row.website,
        )  # fmt: skip


_CHALLENGE_HEADINGS = (
    "numéro", "titre", "entreprise", "état", "visibilité", "langue", "secteurs", "région",
    "trl minimal", "budget maximal (dh)", "date limite", "contexte", "problème",
    "critères de succès", "contraintes", "exigences", "soumis le", "publié le", "clos le",
)  # fmt: skip


def _challenges(session: Session) -> Iterator[tuple[Any, ...]]:
    """Yield the challenges that were submitted; drafts belong to their firms."""
    rows = session.execute(
        select(ChallengeRow, OrganisationRow.name)
        .join(OrganisationRow, OrganisationRow.id == ChallengeRow.firm_id)
        .where(ChallengeRow.state != ChallengeState.DRAFT)
        .order_by(ChallengeRow.id)
    )
    for row, firm in rows:
        yield (
            row.id, row.title, firm, row.state, row.visibility, row.language,
            _sectors(row.sectors), region_label(row.region), row.trl_min, row.budget_max_dh,
            row.deadline, row.context, row.problem, row.success_criteria, row.constraints,
            [each.text for each in row.requirements], row.submitted_at, row.released_at,
            row.closed_at,
        )  # fmt: skip


_INTRODUCTION_HEADINGS = (
    "numéro", "défi", "entreprise", "startup", "étape", "a dit oui", "décliné par", "motif",
    "en attente depuis", "échéance", "créée le", "modifiée le", "organisme d'appui",
)  # fmt: skip


def _introductions(session: Session) -> Iterator[tuple[Any, ...]]:
    firm, startup, support = (aliased(OrganisationRow) for _ in range(3))
    rows = session.execute(
        select(IntroductionRow, ChallengeRow.title, firm.name, startup.name, support.name)
        .join(ChallengeRow, ChallengeRow.id == IntroductionRow.challenge_id)
        .join(firm, firm.id == ChallengeRow.firm_id)
        .join(startup, startup.id == IntroductionRow.startup_id)
        .outerjoin(support, support.id == IntroductionRow.support_id)
        .order_by(*IN_TIME)
    )
    for row, title, firm_name, startup_name, support_name in rows:
        yield (
            row.id, title, firm_name, startup_name, row.stage, sorted(said_yes(row)),
            row.decline_side, row.decline_reason, row.waiting_since, row.ends_at,
            row.created_at, row.updated_at, support_name,
        )  # fmt: skip


_VERDICT_HEADINGS = (
    "numéro", "défi", "startup", "décision", "motif", "note", "ajoutée à la main", "par", "le",
    "annulée le",
)  # fmt: skip


def _verdicts(session: Session) -> Iterator[tuple[Any, ...]]:
    rows = session.execute(
        select(VerdictRow, ChallengeRow.title, OrganisationRow.name, UserRow.name)
        .join(ChallengeRow, ChallengeRow.id == VerdictRow.challenge_id)
        .outerjoin(OrganisationRow, OrganisationRow.id == VerdictRow.startup_id)
        .outerjoin(UserRow, UserRow.id == VerdictRow.user_id)
        .options(lazyload("*"))
        .order_by(VerdictRow.id)
    )
    for row, title, startup, person in rows:
        yield (
            row.id, title, startup, row.kind, row.reason, row.note, row.by_hand, person,
            row.created_at, row.undone_at,
        )  # fmt: skip


_JOURNAL_HEADINGS = ("le", "par", "action", "sujet", "numéro", "avant", "après")


def _journal(session: Session) -> Iterator[tuple[Any, ...]]:
    rows = session.execute(
        select(JournalRow, UserRow.name)
        .outerjoin(UserRow, UserRow.id == JournalRow.user_id)
        .order_by(JournalRow.id.desc())
        .limit(JOURNAL_LINES)
    )
    for row, person in rows:
        yield (
            row.at, person, row.action, row.subject_kind, row.subject_id,
            _told(row.before), _told(row.after),
        )  # fmt: skip


def _told(values: dict[str, Any]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in values.items())


def _names(firms: list[str]) -> list[str]:
    """Return names of firms without the signs that part them in a cell."""
    return [" ".join(_PARTING.sub(" ", name).split()) for name in firms]


def _sectors(kept: list[str]) -> list[str]:
    return [sector_label(each) for each in kept]


def _regions(kept: list[str]) -> list[str]:
    return [region_label(each) for each in kept]


_TABLES = {
    "startups": _Table(_STARTUP_HEADINGS, _startups, "startups"),
    "firms": _Table(_FIRM_HEADINGS, _firms, "entreprises"),
    "challenges": _Table(_CHALLENGE_HEADINGS, _challenges, "defis"),
    "introductions": _Table(_INTRODUCTION_HEADINGS, _introductions, "mises-en-relation"),
    "verdicts": _Table(_VERDICT_HEADINGS, _verdicts, "decisions"),
    "journal": _Table(_JOURNAL_HEADINGS, _journal, "journal"),
}
SUBJECTS = tuple(_TABLES)
"""What can be exported."""
