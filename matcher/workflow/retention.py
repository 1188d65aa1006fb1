"""What is kept for a time only, and the daily duty that deletes it."""

from datetime import datetime, timedelta

from sqlalchemy import Text, cast, delete, func, or_, select, update

from matcher.domain.data_register import Keeping
from matcher.domain.introduction import Stage
from matcher.domain.people import STAFF
from matcher.domain.visibility import ChallengeState
from matcher.notify.data_messages import AccountUnused
from matcher.settings import Settings
from matcher.store.challenges import AttachmentRow, ChallengeRow
from matcher.store.imports import ImportRow
from matcher.store.introductions import IntroductionRow, MoveRow
from matcher.store.journal import FactRow
from matcher.store.organisations import JoinRequestRow, TokenRow, UserRow
from matcher.store.outbox import MailState, OutboxRow
from matcher.store.personal import ConsentRow, ErasureRow
from matcher.workflow import erasure_files, erasure_mail, outbox
from matcher.workflow.context import Context
from matcher.workflow.erasure import CONFIRMED, PERSON
from matcher.workflow.erasure_people import is_last_administrator
from matcher.workflow.joining import REFUSED, UNCONFIRMED
from matcher.workflow.tasks import KEPT_DAYS

LINK_DAYS = 30
"""Days for which a link that was used or is too old is remembered."""
WARNING = timedelta(days=30)
"""Between the warning and the deletion of an account that nobody uses."""
BATCH = 500
"""How many rows of a kind one day's duty takes; the next day takes the others."""
_ENDED = (ChallengeState.CLOSED, ChallengeState.WITHDRAWN, ChallengeState.NO_PARTNER)
_GONE = (MailState.SENT, MailState.FAILED, MailState.CANCELLED, MailState.COMBINED)


def days(settings: Settings) -> dict[Keeping, int]:
    """Return for how many days each kind of thing is kept; those without limit are not named."""
    return {
        Keeping.REQUEST: settings.keep_requests_days,
        Keeping.LINK: LINK_DAYS,
        Keeping.MAIL: settings.keep_mail_days,
        Keeping.INTRODUCTION: settings.keep_notes_days,
        Keeping.FILE: settings.keep_files_days,
        Keeping.IMPORT_FILE: settings.keep_imports_days,
        Keeping.TASK: KEPT_DAYS,
    }


def apply(context: Context) -> int:
    """Return how many rows were emptied or deleted because their time is over."""
    kept = days(context.services.settings)
    done = sum(
        (
            _links(context, _before(context, kept[Keeping.LINK])),
            _tries(context),
            _requests(context, _before(context, kept[Keeping.REQUEST])),
            _mails(context, _before(context, kept[Keeping.MAIL])),
            _notes(context, _before(context, kept[Keeping.INTRODUCTION])),
            _files(context, _before(context, kept[Keeping.FILE])),
            _imports(context, _before(context, kept[Keeping.IMPORT_FILE])),
            _unused(context),
        )
    )
    if done:
        context.write("retention.applied", "retention", None, after={"rows": done})
    return done


def _before(context: Context, kept: int) -> datetime:
    return context.now - timedelta(days=kept)


def _links(context: Context, before: datetime) -> int:
    over = or_(TokenRow.used_at < before, TokenRow.expires_at < before)
    ids = context.session.scalars(select(TokenRow.id).where(over).limit(BATCH)).all()
    context.session.execute(delete(TokenRow).where(TokenRow.id.in_(ids)))
    return len(ids)


def _tries(context: Context) -> int:
    """Forget the counts of sign-in tries of earlier days; they hold no name."""
    yesterday = f"sign_in:{context.now - timedelta(days=1):%Y-%m-%d}"
    old = (FactRow.name > "sign_in:") & (FactRow.name < yesterday)
    found = context.session.scalars(select(FactRow.name).where(old)).all()
    context.session.execute(delete(FactRow).where(FactRow.name.in_(found)))
    return len(found)


def _requests(context: Context, before: datetime) -> int:
    """Delete requests to join that were refused, or that nobody confirmed."""
    old = select(JoinRequestRow.id).where(
        or_(
            (JoinRequestRow.state == REFUSED) & (JoinRequestRow.decided_at < before),
            (JoinRequestRow.state == UNCONFIRMED) & (JoinRequestRow.created_at < before),
        )
    )
    ids = context.session.scalars(old.limit(BATCH)).all()
    context.session.execute(delete(ConsentRow).where(ConsentRow.join_request_id.in_(ids)))
    context.session.execute(delete(JoinRequestRow).where(JoinRequestRow.id.in_(ids)))
    return len(ids)


def _mails(context: Context, before: datetime) -> int:
    """Empty e-mails that went out or were stopped long ago; that there was one stays."""
    rows = context.session.scalars(
        select(OutboxRow)
        .where(
            OutboxRow.state.in_(_GONE),
            func.coalesce(OutboxRow.sent_at, OutboxRow.created_at) < before,
            cast(OutboxRow.recipients, Text) != "[]",
        )
        .limit(BATCH)
    ).all()
    for row in rows:
        erasure_mail.empty(row)
    return len(rows)


def _notes(context: Context, before: datetime) -> int:
    """Forget what was written around introductions that were declined, or expired."""
    over = select(IntroductionRow.id).where(
        IntroductionRow.stage.in_((Stage.DECLINED, Stage.EXPIRED, Stage.NO_FIT)),
        IntroductionRow.updated_at < before,
        or_(
            IntroductionRow.why != "",
            IntroductionRow.decline_note != "",
            IntroductionRow.id.in_(select(MoveRow.introduction_id).where(MoveRow.note != "")),
        ),
    )
    ids = context.session.scalars(over.limit(BATCH)).all()
    context.session.execute(
        update(IntroductionRow).where(IntroductionRow.id.in_(ids)).values(why="", decline_note="")
    )
    context.session.execute(update(MoveRow).where(MoveRow.introduction_id.in_(ids)).values(note=""))
    return len(ids)


def _files(context: Context, before: datetime) -> int:
    """Delete the files of challenges that ended long ago."""
    ended = func.coalesce(ChallengeRow.closed_at, ChallengeRow.updated_at)
    ids = context.session.scalars(
        select(ChallengeRow.id)
        .where(
            ChallengeRow.state.in_(_ENDED),
            ended < before,
            ChallengeRow.id.in_(
                select(AttachmentRow.subject_id).where(AttachmentRow.subject_kind == "challenge")
            ),
        )
        .limit(BATCH)
    ).all()
    if ids:
        erasure_files.drop(context.session, ("challenge", list(ids)))
    return len(ids)


def _imports(context: Context, before: datetime) -> int:
    """Empty the files that were imported, and their reports."""
    rows = context.session.execute(
        select(ImportRow.id, ImportRow.attachment_id)
        .join(AttachmentRow, AttachmentRow.id == ImportRow.attachment_id)
        .where(ImportRow.created_at < before, AttachmentRow.size > 0)
        .limit(BATCH)
    ).all()
    erasure_files.empty(context.session, frozenset(row.attachment_id for row in rows))
    context.session.execute(
        update(ImportRow)
        .where(ImportRow.id.in_([row.id for row in rows]))
        .values(lines=[], notes=[])
    )
    return len(rows)


def _unused(context: Context) -> int:
    """Warn people who have not come for long, and delete those who did not come after it."""
    session = context.session
    limit = timedelta(days=context.services.settings.keep_unused_accounts_days)
    seen = func.coalesce(UserRow.signed_in_at, UserRow.created_at)
    quiet = session.scalars(
        select(UserRow)
        .where(
            UserRow.erased_at.is_(None),
            UserRow.role.not_in(STAFF),
            seen < context.now - limit + WARNING,
        )
        .order_by(UserRow.id)
        .limit(BATCH)
    ).all()
    return sum(_warn_or_erase(context, row) for row in quiet)


def _warn_or_erase(context: Context, row: UserRow) -> int:
    last = row.signed_in_at or row.created_at
    if row.warned_at is None or row.warned_at < last:
        row.warned_at = context.now
        message = AccountUnused(
            name=row.name, erased_on=(context.now + WARNING).date(), link="/account/sign-in"
        )
        key = f"unused:{row.id}:{context.now:%Y-%m-%d}"
        outbox.post(
            context,
            outbox.Mail(to=(row.email,), language=row.language, message=message, dedupe_key=key),
        )
        return 0
    asked = _is_going(context, row)
    if row.warned_at > context.now - WARNING or asked or is_last_administrator(context, row):
        return 0
    _erase(context, row)
    return 1


def _is_going(context: Context, row: UserRow) -> bool:
    """Whether the account's deletion is under way already."""
    found = select(ErasureRow.id).where(
        ErasureRow.kind == PERSON,
        ErasureRow.subject_id == row.id,
        ErasureRow.state == CONFIRMED,
    )
    return context.session.scalar(found.limit(1)) is not None


def _erase(context: Context, row: UserRow) -> None:
    asked = ErasureRow(
        kind=PERSON,
        subject_id=row.id,
        state=CONFIRMED,
        asked_at=context.now,
        due_at=context.now,
    )
    context.session.add(asked)
    row.is_active = False
    row.session_epoch += 1
    context.session.flush()
    context.later("erase", key=str(asked.id), erasure_id=asked.id)
