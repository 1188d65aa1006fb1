"""Two people at the same moment, on their own connections: one decision, and a clear word."""

import pytest
from sqlalchemy.orm import Session

from matcher.domain.introduction import Stage, Why
from matcher.errors import NotPossible, StalePage
from matcher.store.introductions import IntroductionRow, MoveRow
from matcher.store.outbox import OutboxRow
from matcher.workflow import introductions
from tests.workflow.introduction_cases import WHY, Table, a_table
from tests.workflow.people import (
    a_challenge,
    a_firm_member,
    an_introduction,
    an_officer,
)


@pytest.fixture
def database(any_database):
    return any_database


@pytest.fixture
def table(session: Session, acting) -> Table:
    made = a_table(session, acting)
    session.commit()
    return made


def test_a_double_click_on_yes(table: Table, at_once, database) -> None:
    _proposed(table)
    version = table.row.version
    told = at_once(*[(table.firm_member, _yes(table.row.id, version))] * 3)
    assert told == [Stage.ACCEPTED_BY_ONE] * 3
    assert _moves(database, table.row.id) == 2


def test_both_sides_at_the_same_moment_exchange_contacts_once(
    table: Table, at_once, database
) -> None:
    _proposed(table)
    version = table.row.version
    told = at_once(
        (table.firm_member, _yes(table.row.id, version)),
        (table.startup_member, _yes(table.row.id, version)),
    )
    assert sorted(told) == [Stage.ACCEPTED, Stage.ACCEPTED_BY_ONE]
    with database.session(writes=False) as session:
        assert session.query(OutboxRow).filter_by(kind="introduction_accepted").count() == 1
        assert session.get_one(IntroductionRow, table.row.id).stage is Stage.ACCEPTED


def test_colleagues_who_disagree(table: Table, at_once, database) -> None:
    _proposed(table)
    colleague = a_firm_member(table.session, table.firm)
    table.session.commit()
    version, row_id = table.row.version, table.row.id
    told = at_once(
        (table.firm_member, _yes(row_id, version)),
        (
            colleague,
            lambda who: introductions.answer(who, row_id, version, yes=False, reason="budget"),
        ),
    )
    assert sum(isinstance(each, StalePage) for each in told) == 1
    assert _moves(database, row_id) == 2


def test_two_officers_with_other_words(table: Table, at_once, database) -> None:
    second = an_officer(table.session)
    table.session.commit()
    version, row_id = table.row.version, table.row.id
    told = at_once(
        (table.officer, lambda who: introductions.propose(who, row_id, version, WHY)),
        (second, lambda who: introductions.propose(who, row_id, version, Why("a", "b"))),
    )
    assert sum(isinstance(each, StalePage) for each in told) == 1
    assert sum(each is Stage.PROPOSED for each in told) == 1
    assert _moves(database, row_id) == 1


def test_two_officers_for_the_last_place_of_a_startup(table: Table, at_once) -> None:
    table.startup.capacity = 1
    other = an_introduction(
        table.session, a_challenge(table.session, table.firm), table.startup, Stage.KEPT
    )
    second = an_officer(table.session)
    table.session.commit()
    first, other_id = table.row.id, other.id
    told = at_once(
        (table.officer, lambda who: introductions.propose(who, first, 1, WHY)),
        (second, lambda who: introductions.propose(who, other_id, 1, WHY)),
    )
    assert sum(isinstance(each, NotPossible) for each in told) == 1
    assert sum(each is Stage.PROPOSED for each in told) == 1


def _proposed(table: Table) -> None:
    table.propose()
    table.session.commit()


def _yes(row_id: int, version: int):
    return lambda who: introductions.answer(who, row_id, version, yes=True)


def _moves(database, row_id: int) -> int:
    with database.session(writes=False) as session:
        return session.query(MoveRow).filter_by(introduction_id=row_id).count()
