"""The clock of introductions: one reminder, then an end, and nobody is left without a word."""

import pytest

from matcher.domain.introduction import ASKED, BOTH, CLOCKS, Stage
from matcher.errors import NotPossible
from matcher.workflow import introductions
from matcher.workflow.introduction_moves import YES, start_clock
from tests.workflow.introduction_cases import Table, a_table, days


@pytest.fixture
def table(session, acting) -> Table:
    return a_table(session, acting)


def test_a_proposal_is_reminded_of_once_and_then_ends(table: Table) -> None:
    table.propose()
    introductions.answer(table.as_firm(), table.row.id, table.row.version, yes=True)
    for day, reminders in ((4.9, 0), (5, 1), (6, 1), (13, 1)):
        introductions.remind_due(table.as_worker(days(day)))
        assert introductions.expire_due(table.as_worker(days(day))) == 0
        assert len(table.mails("introduction_reminder")) == reminders
    (reminder,) = table.mails("introduction_reminder")
    assert reminder.recipients == [table.startup_member.email]
    assert introductions.expire_due(table.as_worker(days(14))) == 1
    assert introductions.expire_due(table.as_worker(days(15))) == 0
    assert table.row.stage is Stage.EXPIRED
    told = sorted(mail.recipients[0] for mail in table.mails("introduction_expired"))
    assert told == sorted([table.firm_member.email, table.startup_member.email])


@pytest.mark.parametrize("stage", list(CLOCKS))
def test_every_stage_that_waits_has_a_reminder_and_an_end(table: Table, stage: Stage) -> None:
    table.row.stage = stage
    if stage not in ASKED | {Stage.RELEASED}:
        table.row.firm_said = table.row.startup_said = YES
    start_clock(table.as_officer(), table.row)
    clock = CLOCKS[stage]
    at = days(clock.remind_after.days)
    assert introductions.remind_due(table.as_worker(at)) == 1
    assert introductions.remind_due(table.as_worker(at)) == 0
    assert table.mails()
    assert introductions.expire_due(table.as_worker(days(clock.ends_after.days))) == 1
    assert table.row.stage is Stage.EXPIRED
    assert table.row.ends_at is None


def test_no_end_comes_without_its_reminder(table: Table) -> None:
    table.propose()
    late = table.as_worker(days(40))
    assert introductions.expire_due(late) == 0
    assert introductions.remind_due(late) == 1
    assert introductions.expire_due(late) == 0
    assert introductions.expire_due(table.as_worker(days(48.9))) == 0
    assert introductions.expire_due(table.as_worker(days(49))) == 1


def test_an_expired_one_is_renewed_once(table: Table) -> None:
    table.propose()
    introductions.answer(table.as_firm(), table.row.id, table.row.version, yes=True)
    _let_pass(table, 0)
    version = table.row.version
    for _ in range(2):
        introductions.renew(table.as_officer(days(20)), table.row.id, version)
    assert table.row.stage is Stage.PROPOSED
    assert (table.row.firm_said, table.row.startup_said) == ("", "")
    assert len(table.mails("introduction_proposed_to_firm")) == 2
    _let_pass(table, 20)
    with pytest.raises(NotPossible, match="once"):
        introductions.renew(table.as_officer(days(41)), table.row.id, table.row.version)


def test_news_after_an_end_are_still_recorded(table: Table) -> None:
    table.accept_both()
    introductions.remind_due(table.as_worker(days(14)))
    introductions.expire_due(table.as_worker(days(60)))
    assert table.row.stage is Stage.EXPIRED
    with pytest.raises(NotPossible):
        introductions.renew(table.as_officer(days(61)), table.row.id, table.row.version)
    introductions.record(
        table.as_officer(days(70)), table.row.id, table.row.version, Stage.PILOT, "Appris par mail."
    )
    assert table.row.stage is Stage.PILOT


def test_an_answer_after_the_end_is_refused(table: Table) -> None:
    table.propose()
    _let_pass(table, 0)
    for side in sorted(BOTH):
        with pytest.raises(NotPossible):
            introductions.answer(
                table.as_side(side, days(16)), table.row.id, table.row.version, yes=True
            )


def _let_pass(table: Table, start: int) -> None:
    introductions.remind_due(table.as_worker(days(start + 6)))
    introductions.expire_due(table.as_worker(days(start + 21)))
    assert table.row.stage is Stage.EXPIRED
