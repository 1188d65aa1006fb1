"""What deletion does to a person: the number stays, in the journal and beside what was decided.

What the person wrote for an organisation stays with the organisation, without the name.
"""

from sqlalchemy import delete, func, select, update

from matcher.domain.data_register import TABLES
from matcher.domain.people import Role
from matcher.store.organisations import JoinRequestRow, TokenRow, UserRow, email_key
from matcher.store.personal import ConsentRow
from matcher.store.schema import METADATA
from matcher.workflow import erasure_files, erasure_mail, erasure_mentions, matching
from matcher.workflow.context import Context
from matcher.workflow.erasure_mentions import Changed
from matcher.workflow.erasure_words import words_of_person

KEPT_BY_NUMBER = frozenset({"users", "consents"})
"""Tables about a person whose rows stay: of the account the number, of consents which and when."""


def pseudonym(user_id: int) -> str:
    """Return what stands for the name of somebody who was deleted."""
    return f"#{user_id}"


def forget_person(context: Context, row: UserRow, files: frozenset[int]) -> None:
    """Delete all that tells who a person is; `files` are those that name them."""
    session = context.session
    words, address = words_of_person(row), row.email
    erasure_mail.forget_address(session, address)
    _forget_links(context, row)
    erasure_files.empty(session, files)
    _close(context, row)
    session.flush()
    react(context, erasure_mentions.take_out(session, words))


def react(context: Context, changed: Changed) -> None:
    """Have what was worked out from texts that changed be worked out anew."""
    from matcher.store.challenges import ChallengeRow, RequirementRow
    from matcher.store.startups import CapabilityRow, StartupRow

    session = context.session
    challenges = set(changed.rows["challenges"])
    challenges |= _owners(context, RequirementRow, changed.rows["requirements"], "challenge_id")
    startups = set(changed.rows["startups"])
    startups |= _owners(context, CapabilityRow, changed.rows["capabilities"], "startup_id")
    for kind, ids in ((ChallengeRow, challenges), (StartupRow, startups)):
        session.execute(
            update(kind)
            .where(kind.id.in_(ids))
            .values(version=kind.version + 1, text_version=kind.text_version + 1)
        )
    session.expire_all()
    for challenge_id in sorted(challenges):
        matching.ask(context, challenge_id)
    for startup_id in sorted(startups):
        matching.startup_changed(context, startup_id)


def _owners(context: Context, table: type, ids: set[int], column: str) -> set[int]:
    asked = select(getattr(table, column)).where(table.id.in_(ids))  # type: ignore[attr-defined]
    return set(context.session.scalars(asked))


def _forget_links(context: Context, row: UserRow) -> None:
    """Delete links, factors and requests that are this person's, by number or by address."""
    session = context.session
    for name, kept in TABLES.items():
        table = METADATA.tables.get(name)
        if table is not None and kept.owner and name not in KEPT_BY_NUMBER:
            session.execute(delete(table).where(table.c[kept.owner] == row.id))
    asked = set(
        session.scalars(
            select(JoinRequestRow.id).where(func.lower(JoinRequestRow.email) == row.email.lower())
        )
    )
    for token in session.scalars(select(TokenRow)):
        theirs = email_key(str(token.payload.get("email", ""))) == row.email_key
        if theirs or token.payload.get("request") in asked:
            session.delete(token)
    session.flush()
    session.execute(
        update(ConsentRow)
        .where(ConsentRow.join_request_id.in_(asked))
        .values(join_request_id=None, user_id=row.id)
    )
    session.execute(delete(JoinRequestRow).where(JoinRequestRow.id.in_(asked)))


def _close(context: Context, row: UserRow) -> None:
    row.name = pseudonym(row.id)
    row.email = row.email_key = f"erased:{row.id}"
    row.phone = row.password_hash = ""
    row.is_active, row.confirmed_at, row.signed_in_at = False, None, None
    row.suggestions_on, row.shortcuts_on = False, True
    row.language, row.session_epoch = "fr", row.session_epoch + 1
    row.warned_at, row.erased_at = None, context.now


def is_last_administrator(context: Context, row: UserRow) -> bool:
    """Whether nobody would be left who can manage people."""
    if row.role is not Role.ADMINISTRATOR:
        return False
    others = context.session.scalar(
        select(UserRow.id)
        .where(UserRow.role == Role.ADMINISTRATOR, UserRow.is_active, UserRow.id != row.id)
        .limit(1)
    )
    return others is None
