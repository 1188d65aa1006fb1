"""T05: that a sealed challenge was posted shows nowhere, until an officer acts."""

from itertools import pairwise

import pytest
from sqlalchemy import select

from matcher.domain.people import Role
from matcher.store.organisations import OrganisationRow
from matcher.store.startups import StartupRow
from matcher.workflow import challenge_drafts, matching, tasks
from matcher.workflow.challenge_views import Asked, Draft
from matcher.workflow.context import Context
from tests.abuse.secret_world import DUTIES, LATER, build
from tests.abuse.two_worlds import SameChance, Way, everything, told_apart
from tests.journeys import world
from tests.workflow import people

WORDS = "filtration membranaire effluents laiterie capteurs vibratoires compresseurs turbines"


def _post(built, make, *, again=True):
    """Post a challenge that suits every startup, and have all of it matched and announced."""
    with built.services.database.session() as session:
        if make is not None:
            firm = session.get_one(OrganisationRow, built.filled.ours.firm)
            row = make(session, firm, problem=f"Nous cherchons {WORDS}.", title=WORDS)
            matching.ask(Context(session, None, LATER, built.services), row.id)
        assert session.scalars(select(StartupRow)).first()
    if again:
        tasks.work(built.services, lambda: LATER, duties=DUTIES)


@pytest.fixture
def ways(tmp_path, monkeypatch):
    chance, opened = SameChance(monkeypatch), []

    def open_way(name, make):
        built = build(tmp_path / name, changed=False)
        _post(built, make)
        opened.append(Way(built, chance))
        return opened[-1]

    yield open_way
    for way in opened:
        way.close()


@pytest.mark.parametrize("theirs", [pytest.param(False, marks=pytest.mark.abuse_long), True])
def test_t05_a_sealed_challenge_shows_in_nothing(ways, theirs):
    """Compare pages, counts, badges and e-mails before and after. Expected: the same bytes."""
    before, after = ways("before", None), ways("after", people.a_sealed_challenge)
    user = before.filled.person(Role.STARTUP, theirs=theirs)
    one, two = (everything(way, user, ("GET",)) for way in (before, after))
    assert told_apart(one, two) == []


def test_t05_an_open_challenge_does_show(ways):
    """The comparison would see a difference: an open one is suggested, counted and announced."""
    before, after = ways("before", None), ways("after", people.a_challenge)
    user = before.filled.person(Role.STARTUP)
    for path in ("/startup", "/startup/suggestions"):
        assert before.ask(path, user)[2] != after.ask(path, user)[2]
    assert before.letters(user) != after.letters(user)


def test_t05_numbers_of_challenges_do_not_count_them(tmp_path):
    """Read the numbers in addresses. Expected: they are drawn, so gaps tell of nothing between."""
    services, filled = world.copied(tmp_path / "numbers")
    with services.database.session() as session:
        firm = Context(session, filled.person(Role.FIRM), world.NOW, services)
        made = [
            challenge_drafts.start(
                firm, Draft(title=f"Besoin {place}", requirements=(Asked("laver"),))
            ).id
            for place in range(6)
        ]
    apart = [two - one for one, two in pairwise(made)]
    assert all(abs(step) > 1 for step in apart)
    assert made != sorted(made) or max(made) > 1_000_000
    services.database.close()
