"""Challenges as they are read, and the table of their states."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import lazyload

from matcher.domain.permissions import may_read_challenge
from matcher.domain.visibility import LIVE, STATE_MOVES, ChallengeState
from matcher.errors import NotAllowed, NotFound, NotPossible, StalePage
from matcher.store.challenges import AttachmentRow, ChallengeRow
from matcher.store.journal import JournalRow
from matcher.store.organisations import OrganisationRow, UserRow
from matcher.workflow.challenge_views import (
    Asked,
    AttachmentView,
    ChallengeCard,
    ChallengeView,
    Draft,
    Event,
)
from matcher.workflow.context import Context

SUBJECT = "challenge"
"""The `subject_kind` of a challenge's attachments and of its lines in the journal."""
EDITABLE = LIVE | {ChallengeState.DRAFT, ChallengeState.NO_PARTNER}
"""The states in which the firm may change its challenge."""
TOLD = (
    "challenge.created",
    "challenge.edited",
    "challenge.submitted",
    "challenge.curation",
    "challenge.shortlisted",
    "challenge.no_partner",
    "challenge.closed",
    "challenge.withdrawn",
    "challenge.draft",
    "teaser.approved",
    "teaser.refused",
)
"""The actions of the journal that a firm reads in the history of its challenge."""


def read(context: Context, challenge_id: int) -> ChallengeView:
    """Return all of a challenge, for its firm and the agency; NotFound for anybody else."""
    row = readable(context, challenge_id)
    author = context.session.get(UserRow, row.author_id) if row.author_id else None
    return ChallengeView(
        card=card_of(row, context.session.get_one(OrganisationRow, row.firm_id).name),
        draft=draft_of(row),
        teaser_reason=row.teaser_reason,
        fallback=row.fallback,
        author_name=author.name if author else "",
        attachments=attachments_of(context, row.id),
        may_edit=row.state in EDITABLE,
        moves=STATE_MOVES[row.state],
    )


def card(context: Context, challenge_id: int) -> ChallengeCard:
    """Return a challenge in short, for its firm and the agency; NotFound for anybody else."""
    row = readable(context, challenge_id)
    return card_of(row, context.session.get_one(OrganisationRow, row.firm_id).name)


def of_my_firm(context: Context) -> tuple[ChallengeCard, ...]:
    """Return the challenges of the person's firm, what changed last first."""
    firm = firm_of(context)
    rows = context.session.scalars(
        select(ChallengeRow)
        .options(lazyload("*"))
        .where(ChallengeRow.firm_id == firm.id)
        .order_by(ChallengeRow.updated_at.desc(), ChallengeRow.id.desc())
    )
    return tuple(card_of(row, firm.name) for row in rows)


def history(context: Context, challenge_id: int) -> tuple[Event, ...]:
    """Return what happened to a challenge, the oldest first."""
    row = readable(context, challenge_id)
    found = context.session.execute(
        select(JournalRow.action, JournalRow.at)
        .where(
            JournalRow.subject_kind == SUBJECT,
            JournalRow.subject_id == row.id,
            JournalRow.action.in_(TOLD),
        )
        .order_by(JournalRow.id)
    )
    return tuple(Event(action, at) for action, at in found)


def move(context: Context, row: ChallengeRow, to: ChallengeState) -> None:
    """Take a challenge to another state; NotPossible when the table does not allow it.

    Who may do it is for the caller to check.
    """
    before = row.state
    if to not in STATE_MOVES[before]:
        raise NotPossible("This challenge is in a state from which this cannot be done.")
    row.state = to
    row.closed_at = context.now if to is ChallengeState.CLOSED else None
    touch(context, row)
    context.write(
        f"challenge.{to.value}",
        SUBJECT,
        row.id,
        before={"state": before.value},
        after={"state": to.value},
    )


def touch(context: Context, row: ChallengeRow) -> None:
    """Count a change, so that pages that show the challenge as it was cannot decide."""
    row.version += 1
    row.updated_at = context.now


def firm_of(context: Context) -> OrganisationRow:
    """Return the firm that the person speaks for; NotAllowed for anybody else."""
    person = context.person()
    firm = (
        context.session.get(OrganisationRow, person.organisation_id)
        if person.organisation_id is not None
        else None
    )
    if firm is None or not may_read_challenge(person, firm.id) or person.is_staff:
        raise NotAllowed("Only a member of an industrial firm can do this.")
    return firm


def readable(context: Context, challenge_id: int) -> ChallengeRow:
    """Return the row of a challenge that the person may read all of; else NotFound."""
    person = context.person()
    wanted = select(ChallengeRow).where(ChallengeRow.id == challenge_id)
    if not person.is_staff:
        wanted = wanted.where(ChallengeRow.firm_id == person.organisation_id)
    row = context.session.scalars(wanted).first()
    if row is None or not may_read_challenge(person, row.firm_id):
        raise NotFound("There is no such challenge.")
    return row


def held(context: Context, challenge_id: int) -> ChallengeRow:
    """Return the row as the database has it now, held until the commit; NotFound as in readable."""
    readable(context, challenge_id)
    context.session.flush()
    return context.session.get_one(
        ChallengeRow, challenge_id, with_for_update=True, populate_existing=True
    )


def check_version(row: ChallengeRow, version: int) -> None:
    """Raise StalePage when the challenge changed since the page was loaded."""
    if row.version != version:
        raise StalePage(
            "This challenge changed since you opened the page. Nothing was done: look at it "
            "again, then decide."
        )


def card_of(row: ChallengeRow, firm_name: str) -> ChallengeCard:
    """Return the short form of a row."""
    return ChallengeCard(
        id=row.id,
        title=row.title,
        state=row.state,
        visibility=row.visibility,
        teaser_state=row.teaser_state,
        matching=row.matching,
        firm_id=row.firm_id,
        firm_name=firm_name,
        language=row.language,
        author_id=row.author_id,
        officer_id=row.officer_id,
        version=row.version,
        text_version=row.text_version,
        created_at=row.created_at,
        updated_at=row.updated_at,
        submitted_at=row.submitted_at,
        released_at=row.released_at,
        closed_at=row.closed_at,
    )


PLAIN = (
    "title",
    "context",
    "problem",
    "success_criteria",
    "constraints",
    "excluded",
    "attached_text",
    "region",
    "site",
    "on_site",
    "trl_min",
    "collaboration",
    "budget_min_dh",
    "budget_max_dh",
    "deadline",
    "visibility",
    "teaser_title",
    "teaser_text",
)
"""The fields of a draft that are columns of the same name."""


def draft_of(row: ChallengeRow) -> Draft:
    """Return what the firm wrote."""
    return Draft(
        **{name: getattr(row, name) for name in PLAIN},
        sectors=tuple(row.sectors),
        working_languages=tuple(row.working_languages),
        requirements=tuple(Asked(each.text, each.importance, each.id) for each in row.requirements),
    )


def attachments_of(context: Context, challenge_id: int) -> tuple[AttachmentView, ...]:
    """Return the files of a challenge, the oldest first; their contents are not read."""
    rows: Sequence[AttachmentRow] = context.session.scalars(
        select(AttachmentRow)
        .where(AttachmentRow.subject_kind == SUBJECT, AttachmentRow.subject_id == challenge_id)
        .order_by(AttachmentRow.created_at, AttachmentRow.filename)
    ).all()
    return tuple(
        AttachmentView(row.id, row.filename, row.media_type, row.size, row.text, row.created_at)
        for row in rows
    )
