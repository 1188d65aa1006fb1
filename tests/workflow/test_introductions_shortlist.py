"""The shortlist: kept, ordered, released."""

import pytest

from matcher.domain.introduction import Stage
from matcher.domain.visibility import ChallengeState
from matcher.errors import NotAllowed, NotFound, NotPossible, StalePage
from matcher.store.introductions import IntroductionRow
from matcher.workflow import introductions
from tests.workflow.introduction_cases import Table, a_table
from tests.workflow.people import a_startup


@pytest.fixture
def table(session, acting) -> Table:
    return a_table(session, acting, stage=Stage.SUGGESTED)


def test_keeping_twice_is_keeping_once(table: Table) -> None:
    first = introductions.keep(table.as_officer(), table.challenge.id, table.startup.id)
    assert introductions.keep(table.as_officer(), table.challenge.id, table.startup.id) == first
    assert table.moves() == [(Stage.SUGGESTED, Stage.KEPT)]


def test_a_startup_that_the_engine_did_not_show_is_kept_too(table: Table) -> None:
    other = a_startup(table.session)
    kept = introductions.keep(table.as_officer(), table.challenge.id, other.id)
    assert table.session.get_one(IntroductionRow, kept).stage is Stage.KEPT
    with pytest.raises(NotFound):
        introductions.keep(table.as_officer(), table.challenge.id, 987_654)


def test_taking_back_is_possible_until_the_release(table: Table) -> None:
    context = table.as_officer()
    for _ in range(2):
        introductions.keep(context, table.challenge.id, table.startup.id)
        introductions.take_back(context, table.challenge.id, table.startup.id)
        introductions.take_back(context, table.challenge.id, table.startup.id)
        assert table.row.stage is Stage.SUGGESTED
    introductions.keep(context, table.challenge.id, table.startup.id)
    introductions.release(context, table.challenge.id, table.challenge.version)
    with pytest.raises(NotPossible):
        introductions.take_back(context, table.challenge.id, table.startup.id)


def test_the_order_is_the_curators(table: Table) -> None:
    ids = [table.startup.id, a_startup(table.session).id, a_startup(table.session).id]
    for each in ids:
        introductions.keep(table.as_officer(), table.challenge.id, each)
    introductions.reorder(table.as_officer(), table.challenge.id, [ids[2], 12_345, ids[0]])
    rows = table.session.query(IntroductionRow).order_by(IntroductionRow.position)
    assert [row.startup_id for row in rows] == [ids[2], ids[0], ids[1]]


def test_a_release_shows_all_kept_to_the_firm_and_tells_it_once(table: Table) -> None:
    context = table.as_officer()
    introductions.keep(context, table.challenge.id, table.startup.id)
    version = table.challenge.version
    assert introductions.release(context, table.challenge.id, version) == 1
    assert introductions.release(context, table.challenge.id, version) == 0
    assert table.challenge.state is ChallengeState.SHORTLISTED
    assert table.row.stage is Stage.RELEASED
    (mail,) = table.mails("shortlist_released")
    assert mail.recipients == [table.firm_member.email]
    assert mail.payload["count"] == 1


def test_an_empty_or_stale_release_is_refused(table: Table) -> None:
    context = table.as_officer()
    with pytest.raises(NotPossible):
        introductions.release(context, table.challenge.id, table.challenge.version)
    introductions.keep(context, table.challenge.id, table.startup.id)
    with pytest.raises(StalePage):
        introductions.release(context, table.challenge.id, table.challenge.version - 1)
    assert table.row.stage is Stage.KEPT


def test_only_officers_make_shortlists(table: Table) -> None:
    ids = (table.challenge.id, table.startup.id)
    for context in (table.as_firm(), table.as_startup()):
        for step in (
            lambda who: introductions.keep(who, *ids),
            lambda who: introductions.take_back(who, *ids),
            lambda who: introductions.reorder(who, ids[0], [ids[1]]),
            lambda who: introductions.release(who, ids[0], 1),
        ):
            with pytest.raises(NotAllowed):
                step(context)
