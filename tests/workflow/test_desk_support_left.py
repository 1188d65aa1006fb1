"""A support body that left waits on the officers' desk until one of them acts."""

import pytest
from sqlalchemy import select

from matcher.domain.introduction import BOTH, Side, Stage
from matcher.errors import NotAllowed
from matcher.store.journal import JournalRow
from matcher.workflow import desk, introduction_reading, introductions
from matcher.workflow.desk import Kind
from matcher.workflow.introduction_moves import SILENT
from tests.workflow.introduction_cases import STARTUP_NAME, Table, a_trio, days


@pytest.fixture
def table(session, acting) -> Table:
    made = a_trio(session, acting)
    made.propose()
    return made


def left_on_desk(table: Table) -> list[tuple[int, str]]:
    groups = {group.kind: group for group in desk.today(table.as_officer(days(3))).groups}
    found = groups.get(Kind.SUPPORT_LEFT)
    return [(item.subject_id, item.detail) for item in found.items] if found else []


def declines(table: Table) -> None:
    introductions.answer(
        table.as_support(days(1)), table.row.id, table.row.version, yes=False, reason="no_time"
    )


def test_nothing_waits_while_the_support_body_is_asked_or_takes_part(table: Table) -> None:
    assert left_on_desk(table) == []
    introductions.answer(table.as_support(), table.row.id, table.row.version, yes=True)
    assert left_on_desk(table) == []


def test_a_no_waits_with_its_age_and_goes_when_an_officer_takes_note(table: Table) -> None:
    declines(table)
    assert left_on_desk(table) == [(table.row.id, STARTUP_NAME)]
    (group,) = (
        each
        for each in desk.today(table.as_officer(days(3))).groups
        if each.kind is Kind.SUPPORT_LEFT
    )
    assert (group.items[0].days, group.items[0].days_left) == (2, None)
    part = introduction_reading.read(table.as_officer(), table.row.id).officer
    assert part.support.may_see
    for _ in range(2):
        introductions.see_leaving(table.as_officer(days(1)), table.row.id)
    assert left_on_desk(table) == []
    part = introduction_reading.read(table.as_officer(), table.row.id).officer
    assert not part.support.may_see
    seen = select(JournalRow).where(JournalRow.action == "introduction.leaving_seen")
    assert len(table.session.scalars(seen).all()) == 1


def test_a_note_taken_between_two_answers_makes_no_page_stale(table: Table) -> None:
    declines(table)
    seen = table.row.version
    introductions.answer(table.as_firm(days(1)), table.row.id, seen, yes=True)
    introductions.see_leaving(table.as_officer(days(1)), table.row.id)
    stage = introductions.answer(table.as_startup(days(1)), table.row.id, seen, yes=True)
    assert stage is Stage.ACCEPTED
    for side in sorted(BOTH):
        steps = introduction_reading.read(table.as_side(side), table.row.id).steps
        assert "seen" not in [step.code for step in steps]


def test_no_answer_in_time_waits_too_until_an_outcome_is_recorded(table: Table) -> None:
    for side in sorted(BOTH):
        introductions.answer(table.as_side(side), table.row.id, table.row.version, yes=True)
    introductions.remind_due(table.as_worker(days(6)))
    introductions.expire_due(table.as_worker(days(15)))
    assert (table.row.stage, table.row.support_said) == (Stage.ACCEPTED, SILENT)
    assert left_on_desk(table) == [(table.row.id, STARTUP_NAME)]
    introductions.record(table.as_officer(days(16)), table.row.id, table.row.version, Stage.MET)
    assert left_on_desk(table) == []


def test_what_an_officer_did_or_what_ended_does_not_wait(table: Table) -> None:
    introductions.with_support(table.as_officer(), table.row.id, table.row.version, None)
    assert left_on_desk(table) == []


def test_an_introduction_that_ended_asks_nothing(table: Table) -> None:
    declines(table)
    introductions.answer(
        table.as_firm(days(2)), table.row.id, table.row.version, yes=False, reason="no_time"
    )
    assert left_on_desk(table) == []


@pytest.mark.parametrize("side", sorted(Side))
def test_only_officers_take_note(table: Table, side: Side) -> None:
    declines(table)
    with pytest.raises(NotAllowed):
        introductions.see_leaving(table.as_side(side), table.row.id)
    assert left_on_desk(table) == [(table.row.id, STARTUP_NAME)]
