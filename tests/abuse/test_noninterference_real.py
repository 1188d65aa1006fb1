"""Non-interference with the encoder and the ranker that serve, in place of the test engine.

Other startups' profiles stay as they are here: how rare a word is among startups moves scores a
little (docs/security.md says so).
"""

import pytest
from sqlalchemy import select

from matcher import assembly
from matcher.domain.people import Role
from matcher.serving import LiveEngine
from matcher.store.matches import MatchRow, MatchRunRow
from matcher.store.startups import CapabilityRow, StartupRow
from tests.abuse.secret_world import prepared, secret_cells
from tests.abuse.test_noninterference import ways  # noqa: F401 - a fixture
from tests.abuse.two_worlds import everything, told_apart

pytestmark = [pytest.mark.abuse_long, pytest.mark.encoder]


def real(folder):
    """Return the engine that serves, over an index in this folder."""
    return LiveEngine(folder / "live", assembly.embedder(), assembly.ranker)


def _runs(way, reading):
    """Return (challenge, startup, rank, score) of all answers of the engine that serves."""
    with way.services.database.session(writes=False) as session:
        rows = session.execute(
            select(MatchRunRow.challenge_id, MatchRow.startup_id, MatchRow.rank, MatchRow.score)
            .join(MatchRow, MatchRow.run_id == MatchRunRow.id)
            .where(MatchRunRow.reading == reading, MatchRunRow.encoder.startswith("passerelle-"))
            .order_by(MatchRow.id)
        )
        return [tuple(row) for row in rows]


@pytest.mark.parametrize("viewer", [(Role.STARTUP, 0), (Role.STARTUP, 1), (Role.SUPPORT, 0)])
def test_hidden_challenges_change_no_byte_with_the_engine_that_serves(ways, viewer):  # noqa: F811
    """Read every page, in two worlds that differ in what firms keep. Expected: the same bytes."""
    user = prepared()[1].person(viewer[0], theirs=bool(viewer[1]))

    def of_firms(session):
        kept = secret_cells(session, user)
        return [each for each in kept if not isinstance(each[0], (StartupRow, CapabilityRow))]

    one = ways("one", cells=of_firms, changed=False, boasts=user, engine=real)
    two = ways("two", user, cells=of_firms, boasts=user, engine=real)
    before, after = (everything(way, user, ("GET",)) for way in (one, two))
    assert len(before) > 100
    assert told_apart(before, after) == []
    assert _runs(one, "full") != _runs(two, "full"), "the engine reads what was changed"
    assert _runs(one, "public")
    if user.role is Role.STARTUP:
        assert _runs(one, "public") == _runs(two, "public"), "all that startups read is the same"
