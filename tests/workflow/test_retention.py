"""What is kept for a time only is emptied or deleted when that time is over, and not before."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from matcher.domain.data_register import REGISTER, Keeping
from matcher.domain.introduction import Stage
from matcher.domain.people import Role
from matcher.domain.visibility import ChallengeState
from matcher.notify.messages import AccountDisabled
from matcher.store.challenges import AttachmentRow
from matcher.store.imports import ImportRow
from matcher.store.introductions import MoveRow
from matcher.store.journal import FactRow, JournalRow, TaskRow
from matcher.store.organisations import JoinRequestRow, TokenRow, UserRow
from matcher.store.outbox import MailState, OutboxRow
from matcher.store.personal import ErasureRow
from matcher.wording.data_register import KEEPINGS
from matcher.workflow import outbox, retention
from matcher.workflow.erasure import CONFIRMED
from matcher.workflow.outbox import Mail
from matcher.workflow.tokens import Purpose, issue
from tests.workflow.people import (
    NOW,
    a_challenge,
    a_firm_member,
    a_person,
    a_startup,
    an_agency,
    an_introduction,
    an_officer,
)

DAY = timedelta(days=1)


@pytest.fixture
def database(any_database):
    return any_database


@pytest.fixture
def after(acting, services):
    """Return what applies the duty so many days after NOW, and returns the context."""

    def apply(days):
        context = acting(None, NOW + days * DAY)
        retention.apply(context)
        context.session.expire_all()
        return context

    return apply


@pytest.fixture
def kept(services):
    return retention.days(services.settings)


def test_a_link_is_forgotten_a_month_after_it_expired(session, worker, after, kept):
    _secret, row = issue(worker, Purpose.RESET)
    lasts = kept[Keeping.LINK]
    after(lasts)
    assert session.get(TokenRow, row.id) is not None
    after(lasts + 1)
    assert session.get(TokenRow, row.id) is None


def test_counts_of_tries_are_forgotten_the_day_after_the_next(session, after):
    session.add(FactRow(name=f"sign_in:{NOW:%Y-%m-%d}:aa", value={"tries": 3}))
    session.add(FactRow(name="signed_out:bb", value={"until": "2027-01-01T00:00:00+00:00"}))
    session.flush()
    after(1)
    assert session.get(FactRow, f"sign_in:{NOW:%Y-%m-%d}:aa")
    after(2)
    assert session.get(FactRow, f"sign_in:{NOW:%Y-%m-%d}:aa") is None
    assert session.get(FactRow, "signed_out:bb")


def test_an_email_that_went_out_is_emptied_and_its_line_stays(session, worker, after, kept):
    mail = Mail(
        to=("a@essai.invalid",),
        language="fr",
        message=AccountDisabled(name="A"),
        dedupe_key="one",
    )
    first = session.get_one(OutboxRow, outbox.post(worker, mail))
    first.state, first.sent_at = MailState.SENT, NOW
    waiting = session.get_one(
        OutboxRow,
        outbox.post(
            worker,
            Mail(to=("b@essai.invalid",), language="fr", message=mail.message, dedupe_key="two"),
        ),
    )
    after(kept[Keeping.MAIL])
    assert first.recipients
    context = after(kept[Keeping.MAIL] + 1)
    assert (first.recipients, first.payload, first.kind) == ([], {}, "account_disabled")
    assert waiting.recipients == ["b@essai.invalid"]
    context.actor = an_officer(session)
    shown = outbox.mail_for_officers(context, first.id)
    assert (shown.subject, shown.text) == ("", "")


@pytest.mark.parametrize("stage", [Stage.DECLINED, Stage.EXPIRED, Stage.PILOT])
def test_words_around_an_introduction_that_came_to_nothing(session, after, kept, stage):
    row = an_introduction(
        session,
        a_challenge(session),
        a_startup(session),
        stage,
        why="Parce que.",
        decline_note="Non.",
    )
    move = MoveRow(
        introduction_id=row.id, stage_before=Stage.KEPT, stage_after=stage, note="Appelé.", at=NOW
    )
    session.add(move)
    after(kept[Keeping.INTRODUCTION])
    assert (row.why, row.decline_note, move.note) == ("Parce que.", "Non.", "Appelé.")
    after(kept[Keeping.INTRODUCTION] + 1)
    stays = stage is Stage.PILOT
    assert (bool(row.why), bool(row.decline_note), bool(move.note)) == (stays, stays, stays)
    assert move.stage_after is stage


def test_files_of_a_challenge_that_ended(session, after, kept):
    ended = a_challenge(session, state=ChallengeState.CLOSED, closed_at=NOW)
    live = a_challenge(session)
    ids = {each.id: _file(session, "challenge", each.id, each.firm_id) for each in (ended, live)}
    after(kept[Keeping.FILE])
    assert session.get(AttachmentRow, ids[ended.id])
    after(kept[Keeping.FILE] + 1)
    assert session.get(AttachmentRow, ids[ended.id]) is None
    assert session.get(AttachmentRow, ids[live.id])


def test_an_imported_file_and_its_report(session, after, kept):
    file = _file(session, "import", 1, an_agency(session).id)
    row = ImportRow(
        kind="firms",
        attachment_id=file,
        sha256="0",
        fingerprint="0",
        lines=[{"name": "Atlas"}],
        counts={"new": 1},
        created_at=NOW,
    )
    session.add(row)
    session.flush()
    after(kept[Keeping.IMPORT_FILE])
    assert row.lines
    after(kept[Keeping.IMPORT_FILE] + 1)
    assert (row.lines, row.counts) == ([], {"new": 1})
    assert session.get(AttachmentRow, file).content == b""


@pytest.mark.parametrize("state", ["refused", "unconfirmed", "waiting"])
def test_a_request_that_was_refused_or_never_confirmed(session, after, kept, state):
    row = JoinRequestRow(
        kind="firm",
        organisation_name="Atlas",
        name="A",
        email="a@essai.invalid",
        state=state,
        created_at=NOW,
        decided_at=NOW if state == "refused" else None,
    )
    session.add(row)
    session.flush()
    number = row.id
    after(kept[Keeping.REQUEST])
    assert session.get(JoinRequestRow, number)
    after(kept[Keeping.REQUEST] + 1)
    assert (session.get(JoinRequestRow, number) is None) is (state != "waiting")


def test_an_account_that_nobody_uses_is_warned_a_month_before_it_is_deleted(
    session, after, services
):
    quiet = a_person(session, Role.FIRM, signed_in_at=NOW)
    staff = a_person(session, Role.OFFICER, signed_in_at=NOW)
    limit = services.settings.keep_unused_accounts_days
    after(limit - 31)
    assert _warnings(session) == []
    after(limit - 29)
    assert _warnings(session) == [[quiet.email]]
    assert quiet.is_active
    after(limit - 1)
    assert quiet.is_active
    after(limit + 2)
    assert not quiet.is_active
    assert session.scalars(select(ErasureRow.state)).all() == [CONFIRMED]
    assert session.scalar(select(TaskRow.id).where(TaskRow.name == "erase"))
    assert staff.is_active
    after(limit + 3)
    assert len(session.scalars(select(ErasureRow)).all()) == 1


def test_an_account_that_is_used_after_the_warning_stays(session, after, services):
    user = a_firm_member(session)
    row = session.get_one(UserRow, user.id)
    row.signed_in_at = NOW
    limit = services.settings.keep_unused_accounts_days
    after(limit - 29)
    assert row.warned_at
    row.signed_in_at = NOW + (limit - 10) * DAY
    session.flush()
    after(limit + 2)
    assert row.is_active


def test_the_journal_says_how_much_was_deleted_and_nothing_else(session, worker, after, kept):
    issue(worker, Purpose.RESET, payload={"email": "a@essai.invalid"})
    after(kept[Keeping.LINK] + 1)
    [line] = session.scalars(select(JournalRow).where(JournalRow.action == "retention.applied"))
    assert line.after == {"rows": 1}
    after(kept[Keeping.LINK] + 2)
    assert len(session.scalars(select(JournalRow)).all()) == 1


def test_every_time_that_is_told_in_days_has_days(kept):
    told = {code for code, words in KEEPINGS["fr"].items() if "%(days)s" in words}
    assert told == {code.value for code in kept}
    used = {each.keeping for processing in REGISTER for each in processing.tables.values()}
    assert used == set(Keeping)


def _file(session, kind, subject_id, organisation_id):
    row = AttachmentRow(
        subject_kind=kind,
        subject_id=subject_id,
        organisation_id=organisation_id,
        filename="a.pdf",
        media_type="application/pdf",
        size=3,
        sha256="0",
        content=b"abc",
        created_at=NOW,
    )
    session.add(row)
    session.flush()
    return row.id


def _warnings(session):
    rows = session.scalars(select(OutboxRow).where(OutboxRow.kind == "account_unused"))
    return [row.recipients for row in rows]
