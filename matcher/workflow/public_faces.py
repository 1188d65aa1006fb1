"""What startups may read of a challenge: the only door to it in their room."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select

from matcher.domain.challenge import FirmSize, Importance
from matcher.domain.permissions import is_public
from matcher.domain.visibility import LIVE, Collaboration, TeaserState, Visibility
from matcher.store.challenges import ChallengeRow
from matcher.store.organisations import OrganisationRow
from matcher.workflow.context import Context
from matcher.workflow.engine_texts import public_challenge
from matcher.workflow.naming import redact
from matcher.workflow.withheld import challenge_for_others, organisation_for, with_public_texts

SECTIONS = ("context", "problem", "success_criteria", "constraints", "excluded", "attached_text")
"""The texts of an open challenge, in the order in which they are read."""
LONGEST_BEGINNING = 280
NEWEST = (ChallengeRow.submitted_at.desc(), ChallengeRow.id.desc())


@dataclass(frozen=True, slots=True)
class NeedView:
    """One thing that an open challenge asks for."""

    text: str
    importance: Importance


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicFace:
    """A challenge as startups read it. Of an anonymous one, only what its teaser says.

    `sections` are code → text; an anonymous challenge has one, "teaser".
    """

    id: int
    is_anonymous: bool
    title: str
    sections: tuple[tuple[str, str], ...]
    language: str
    sectors: tuple[str, ...]
    trl_min: int | None
    since: datetime
    firm_name: str = ""
    firm_size: FirmSize | None = None
    needs: tuple[NeedView, ...] = ()
    region: str = ""
    site: str = ""
    on_site: bool = False
    collaboration: Collaboration | None = None
    budget_min_dh: int | None = None
    budget_max_dh: int | None = None
    deadline: date | None = None
    working_languages: tuple[str, ...] = ()

    @property
    def beginning(self) -> str:
        """The first words, for a list."""
        text = " ".join(" ".join(text for _, text in self.sections).split())
        if len(text) <= LONGEST_BEGINNING:
            return text
        return text[:LONGEST_BEGINNING].rsplit(" ", 1)[0] + "…"


def face(context: Context, challenge_id: int) -> PublicFace | None:
    """Return what startups may read of a challenge now; None when that is nothing."""
    wanted = select(ChallengeRow).where(ChallengeRow.id == challenge_id, *may_be_public())
    row = context.session.scalars(wanted.options(*challenge_for_others())).first()
    if row is None or not is_public(row.visibility, row.state, row.teaser_state):
        return None
    with_public_texts(context.session, [row])
    options = organisation_for(context.actor)
    return face_of(row, context.session.get_one(OrganisationRow, row.firm_id, options=options))


def open_ids(context: Context) -> list[int]:
    """Return the challenges that startups may read now, the newest first."""
    wanted = select(ChallengeRow.id).where(*may_be_public()).order_by(*NEWEST)
    return list(context.session.scalars(wanted))


def faces(context: Context, numbers: Collection[int]) -> list[PublicFace]:
    """Return those of these challenges that startups may read now, the newest first.

    Their needs are left out.
    """
    found = context.session.execute(
        select(ChallengeRow, OrganisationRow)
        .join(OrganisationRow, OrganisationRow.id == ChallengeRow.firm_id)
        .where(ChallengeRow.id.in_(numbers), *may_be_public())
        .order_by(*NEWEST)
        .options(*challenge_for_others(), *organisation_for(context.actor))
    ).all()
    with_public_texts(context.session, [row for row, _ in found])
    shown = (face_of(row, firm, with_needs=False) for row, firm in found)
    return [each for each in shown if each is not None]


def may_be_public() -> tuple[ColumnElement[bool], ...]:
    """Return what the database is asked: of the others nothing is loaded, as if they were not."""
    return (
        ChallengeRow.state.in_(LIVE),
        or_(
            ChallengeRow.visibility == Visibility.OPEN,
            and_(
                ChallengeRow.visibility == Visibility.ANONYMOUS,
                ChallengeRow.teaser_state == TeaserState.APPROVED,
            ),
        ),
    )


def face_of(
    row: ChallengeRow, firm: OrganisationRow, *, with_needs: bool = True
) -> PublicFace | None:
    """Return the public face of a row; None when startups may not read anything of it."""
    if not is_public(row.visibility, row.state, row.teaser_state):
        return None
    if row.visibility is Visibility.ANONYMOUS:
        return _teaser(row, firm)
    return PublicFace(
        id=row.id,
        is_anonymous=False,
        title=without_contacts(row.title),
        sections=_sections(row),
        language=row.language,
        sectors=tuple(row.sectors),
        trl_min=row.trl_min,
        since=row.submitted_at or row.created_at,
        firm_name=firm.name,
        firm_size=FirmSize(firm.size) if firm.size else None,
        needs=_needs(row) if with_needs else (),
        region=row.region,
        site=without_contacts(row.site),
        on_site=row.on_site,
        collaboration=row.collaboration,
        budget_min_dh=row.budget_min_dh,
        budget_max_dh=row.budget_max_dh,
        deadline=row.deadline,
        working_languages=tuple(row.working_languages),
    )


def without_contacts(text: str) -> str:
    """Return a text of an open challenge without addresses, sites and telephone numbers."""
    return redact(text, ())


def _teaser(row: ChallengeRow, firm: OrganisationRow) -> PublicFace | None:
    """Return the face of an anonymous challenge, with the facts that its public reading has."""
    read = public_challenge(row, firm)
    if read is None:
        return None
    return PublicFace(
        id=row.id,
        is_anonymous=True,
        title=row.teaser_title,
        sections=(("teaser", row.teaser_text),) if row.teaser_text.strip() else (),
        language=read.language,
        sectors=read.facts.sectors,
        trl_min=read.facts.trl_min,
        region=read.facts.region,
        since=row.submitted_at or row.created_at,
    )


def _sections(row: ChallengeRow) -> tuple[tuple[str, str], ...]:
    told = ((code, str(getattr(row, code))) for code in SECTIONS)
    return tuple((code, without_contacts(text)) for code, text in told if text.strip())


def _needs(row: ChallengeRow) -> tuple[NeedView, ...]:
    return tuple(
        NeedView(without_contacts(each.text), each.importance) for each in row.requirements
    )
