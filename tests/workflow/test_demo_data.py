"""The demo: filled once, taken up where it was cut short, with introductions at several stages."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from matcher import demo_data, demo_introductions
from matcher.domain.introduction import Stage
from matcher.domain.people import Role
from matcher.domain.visibility import ChallengeState, Visibility
from matcher.errors import WorkflowError
from matcher.intake.report import require_whole
from matcher.intake.startups import read_startups
from matcher.reference import sample_startups_path
from matcher.store.challenges import ChallengeRow
from matcher.store.introductions import IntroductionRow, MoveRow
from matcher.store.journal import TaskRow
from matcher.store.matches import MatchRunRow
from matcher.store.organisations import JoinRequestRow, OrganisationRow, UserRow
from matcher.store.startups import StartupRow
from matcher.workflow import demo_accounts
from matcher.workflow.match_reading import PUBLIC
from tests.workflow.people import a_firm

STARTUPS = 120
TABLES = (
    OrganisationRow, UserRow, StartupRow, ChallengeRow, IntroductionRow, MatchRunRow, TaskRow,
)  # fmt: skip


@pytest.fixture(scope="module")
def read():
    return read_startups(sample_startups_path())


@pytest.fixture(autouse=True)
def fewer_startups(monkeypatch, read):
    monkeypatch.setattr(demo_data, "read_startups", lambda path: read)
    monkeypatch.setattr(demo_data, "require_whole", lambda read: require_whole(read)[:STARTUPS])


@pytest.fixture
def demo(services):
    services.settings = services.settings.model_copy(update={"demo": True})
    return services


@pytest.fixture
def told():
    return []


def test_the_demo_holds_all_that_it_promises(demo, told, now):
    demo_data.prepare_demo(demo, told.append, now=now)

    with demo.database.session(writes=False) as session:
        assert counted(session, StartupRow) == STARTUPS
        assert counted(session, ChallengeRow) == 41
        kinds = set(session.scalars(select(ChallengeRow.visibility)))
        assert kinds == set(Visibility)
        entered = session.scalars(
            select(UserRow.role).where(UserRow.email.endswith(demo_accounts.DOMAIN))
        ).all()
        assert sorted(entered) == sorted(Role)
        stages = set(session.scalars(select(IntroductionRow.stage)))
        assert stages >= {
            Stage.RELEASED, Stage.PROPOSED, Stage.ACCEPTED_BY_ONE, Stage.MET,
            Stage.CONTRACT, Stage.DECLINED,
        }  # fmt: skip
        waiting = session.scalars(select(JoinRequestRow.state)).all()
        assert waiting == ["waiting"]
        drafts = session.scalars(
            select(ChallengeRow.firm_id).where(ChallengeRow.state == ChallengeState.DRAFT)
        ).all()
        own = session.scalar(
            select(UserRow.organisation_id).where(
                UserRow.role == Role.FIRM, UserRow.email.endswith(demo_accounts.DOMAIN)
            )
        )
        assert drafts == [own]
    assert len(told) == 4


def test_what_happened_is_spread_over_months_in_its_order(demo, told, now):
    demo_data.prepare_demo(demo, told.append, now=now)

    with demo.database.session(writes=False) as session:
        submitted = dict(
            session.execute(
                select(ChallengeRow.id, ChallengeRow.submitted_at).where(
                    ChallengeRow.submitted_at.is_not(None)
                )
            ).all()
        )
        runs = session.execute(select(MatchRunRow.challenge_id, MatchRunRow.created_at)).all()
        moves = session.execute(
            select(IntroductionRow.challenge_id, MoveRow.at).join(
                IntroductionRow, IntroductionRow.id == MoveRow.introduction_id
            )
        ).all()
    waits = [at - submitted[challenge] for challenge, at in runs]
    assert timedelta() < min(waits) < max(waits) < timedelta(days=2)
    assert {challenge for challenge, _ in runs} == set(submitted)
    first_run = dict(reversed(runs))
    early = [(challenge, at) for challenge, at in moves if not first_run[challenge] < at <= now]
    assert early == []
    assert len({(at.year, at.month) for _, at in moves}) >= 4


def test_no_sealed_challenge_has_a_public_run(demo, told, now):
    demo_data.prepare_demo(demo, told.append, now=now)

    with demo.database.session(writes=False) as session:
        sealed = (
            select(func.count())
            .select_from(MatchRunRow)
            .join(ChallengeRow, ChallengeRow.id == MatchRunRow.challenge_id)
            .where(MatchRunRow.reading == PUBLIC, ChallengeRow.visibility == Visibility.SEALED)
        )
        assert session.scalar(sealed) == 0


def test_a_second_time_changes_nothing(demo, told, now):
    demo_data.prepare_demo(demo, told.append, now=now)
    before = counts(demo)

    demo_data.prepare_demo(demo, told.append, now=now)

    assert counts(demo) == before
    assert len(told) == 4


@pytest.mark.parametrize("broken", ["_add_challenges", "_match", "play"])
def test_one_that_was_cut_short_is_finished(demo, told, now, monkeypatch, broken):
    place = demo_introductions if broken == "play" else demo_data

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(place, broken, cut)
        with pytest.raises(KeyboardInterrupt):
            demo_data.prepare_demo(demo, told.append, now=now)

    demo_data.prepare_demo(demo, told.append, now=now)

    found = counts(demo)
    assert found["startups"] == STARTUPS
    assert found["challenges"] == 41
    assert found["introductions"] > 15


def test_a_database_of_somebody_else_is_left_alone(demo, told, now):
    with demo.database.session() as session:
        a_firm(session)

    with pytest.raises(WorkflowError, match="something else"):
        demo_data.prepare_demo(demo, told.append, now=now)

    assert counts(demo)["organisations"] == 1


def counts(services) -> dict[str, int]:
    with services.database.session(writes=False) as session:
        return {table.__tablename__: counted(session, table) for table in TABLES}


def counted(session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table))
