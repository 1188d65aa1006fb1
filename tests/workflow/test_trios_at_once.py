"""Three people at the same moment, each on a connection of their own, on both databases."""

from itertools import permutations

import pytest

from matcher.domain.introduction import Side, Stage, Why
from matcher.store.introductions import IntroductionRow
from matcher.store.outbox import OutboxRow
from matcher.workflow import introduction_reading, introductions, support_bodies
from matcher.workflow.introduction_moves import NO, SILENT
from tests.workflow.introduction_cases import Table, a_trio, days

WORDS = Why("Pour vous.", "Pour vous.", "Pour vous.")


@pytest.fixture
def database(any_database):
    return any_database


@pytest.fixture
def table(session, acting) -> Table:
    made = a_trio(session, acting)
    introductions.propose(made.as_officer(), made.row.id, made.row.version, WORDS)
    session.commit()
    return made


def test_three_at_the_same_moment_exchange_contacts_once(table: Table, at_once, database) -> None:
    version, row_id = table.row.version, table.row.id
    people = (table.firm_member, table.startup_member, table.support_member)
    told = at_once(
        *[
            (who, lambda work: introductions.answer(work, row_id, version, yes=True))
            for who in people
        ]
    )
    assert sorted(told) == [Stage.ACCEPTED, Stage.ACCEPTED_BY_ONE, Stage.ACCEPTED_BY_ONE]
    with database.session(writes=False) as session:
        assert session.query(OutboxRow).filter_by(kind="introduction_accepted").count() == 1
        assert session.get_one(IntroductionRow, row_id).stage is Stage.ACCEPTED


def test_a_double_click_of_the_support_body_on_no_is_one_no(
    table: Table, at_once, database
) -> None:
    version, row_id = table.row.version, table.row.id
    told = at_once(
        *[
            (
                table.support_member,
                lambda work: introductions.answer(
                    work, row_id, version, yes=False, reason="no_time"
                ),
            )
        ]
        * 3
    )
    assert told == [Stage.PROPOSED] * 3
    with database.session(writes=False) as session:
        kind = "introduction_without_support"
        assert session.query(OutboxRow).filter_by(kind=kind).count() == 2
        assert session.get_one(IntroductionRow, row_id).support_said == NO


@pytest.mark.parametrize("order", list(permutations(Side))[::2])
def test_a_whole_trio_on_each_database(table: Table, order) -> None:
    for side in order:
        assert introduction_reading.listed(table.as_side(side)).lines[0].awaits_me
        introductions.answer(table.as_side(side), table.row.id, table.row.version, yes=True)
    assert table.row.stage is Stage.ACCEPTED
    (line,) = support_bodies.listed(table.as_officer())
    assert (line.members, line.open_introductions) == (1, 1)
    introductions.record(table.as_officer(), table.row.id, table.row.version, Stage.MET)
    for side in Side:
        view = introduction_reading.read(table.as_side(side), table.row.id)
        assert (view.standing, len(view.contacts)) == ("trio_met", 3)


def test_one_that_waits_for_the_third_alone_goes_on_on_each_database(table: Table) -> None:
    for side in (Side.FIRM, Side.STARTUP):
        introductions.answer(table.as_side(side), table.row.id, table.row.version, yes=True)
    introductions.remind_due(table.as_worker(days(6)))
    introductions.expire_due(table.as_worker(days(15)))
    assert (table.row.stage, table.row.support_said) == (Stage.ACCEPTED, SILENT)
    assert introduction_reading.listed(table.as_support(), shown="ended").total == 1
