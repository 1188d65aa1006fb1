"""T04: a startup that edits its profile word by word learns no word of what it may not read."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from matcher.domain.people import Role
from matcher.errors import InvalidForm
from matcher.store.challenges import ChallengeRow
from matcher.store.matches import MatchRow
from matcher.store.organisations import UserRow
from matcher.store.outbox import OutboxRow
from matcher.store.startups import CapabilityRow
from matcher.workflow import (
    capabilities,
    indexing,
    matching,
    profile_versions,
    startups,
    suggestions,
)
from matcher.workflow.context import Context
from tests.abuse.secret_world import build
from tests.abuse.two_worlds import SameChance, Way
from tests.journeys import world

LENGTHS = [40, pytest.param(600, marks=pytest.mark.abuse_long)]
DAY = timedelta(days=1)
MOST_SURE = 0.55
"""The area under the curve: 0.5 is guessing."""
_FIT = {"likely": 3, "possible": 2, "by_words": 1, "": 0}


def words(count):
    """Return words of letters that no text of the world holds."""
    letters = "bcdfglmnprstvz"
    made = []
    for place in range(count):
        one, two = divmod(place, len(letters))
        made.append(
            f"zo{letters[one // len(letters)]}a{letters[one % len(letters)]}i{letters[two]}ette"
        )
    return made


def area(inside, outside):
    """Return the chance that a word of the text is seen above one that is not in it."""
    above = sum((one > two) + (one == two) / 2 for one in inside for two in outside)
    return above / (len(inside) * len(outside))


class Prober:
    """A startup with an account: it edits, waits for the next batch, reads all it can."""

    def __init__(self, services, filled, challenge):
        self.services, self.user = services, filled.person(Role.STARTUP)
        self.challenge, self.now = challenge, world.NOW

    def see(self, word):
        """Return a number made of all that the startup can see once its profile says the word."""
        self.now += DAY
        with self.services.database.session() as session:
            mine = Context(session, self.user, self.now, self.services)
            view = startups.profile(mine).capabilities[0]
            capabilities.edit(mine, view.id, view.mark, "", f"Nous savons faire {word}.")
            worker = Context(session, None, self.now, self.services)
            indexing.bring_up_to_date(worker)
            matching.run(worker, self.challenge)
            lines = suggestions.suggested(mine)
            others = suggestions.others(mine)
            letters = session.scalars(
                select(OutboxRow.id)
                .join(UserRow, UserRow.id == self.user.id)
                .where(OutboxRow.recipients.is_not(None))
            ).all()
            seen = sum(10 * _FIT[line.fit] + len(line.reasons) for line in lines)
            places = [place for place, line in enumerate(lines) if line.face.id == self.challenge]
            return (seen + 100 * len(lines) + others.total, -sum(places), len(letters))


def _probed(tmp_path, count, **said):
    """Return the area under the curve for a challenge that holds half of the words."""
    services, filled = world.copied(tmp_path / "probed")
    number = filled.theirs.challenges["accepted"]
    known, unknown = words(count)[::2], words(count)[1::2]
    texts = {name: " ".join(known) if value == "known" else value for name, value in said.items()}
    with services.database.session() as session:
        statement = update(ChallengeRow).where(ChallengeRow.id == number)
        session.execute(statement.values(**texts))
    prober = Prober(services, filled, number)
    inside, outside = ([prober.see(word) for word in half] for half in (known, unknown))
    services.database.close()
    return area(inside, outside)


@pytest.mark.parametrize("count", LENGTHS)
@pytest.mark.parametrize("visibility", ["sealed", "anonymous"])
def test_t04_no_word_of_a_hidden_text_is_recovered(tmp_path, visibility, count):
    """Probe words one by one, a batch for each. Expected: no better than guessing."""
    said = {"visibility": visibility.upper(), "problem": "known", "title": "known"}
    said["visibility"] = {"sealed": "sealed", "anonymous": "anonymous"}[visibility]
    assert _probed(tmp_path, count, **said) <= MOST_SURE


def test_t04_the_measure_recovers_what_may_be_read(tmp_path):
    """The attack works where the words are public: in the teaser, which is all that is read."""
    said = {"visibility": "anonymous", "teaser_text": "known", "problem": "rien"}
    assert _probed(tmp_path, 20, **said) > 0.9


def test_t04_suggestions_stay_until_the_next_batch(tmp_path):
    """Edit within a day. Expected: what is suggested, its bands and reasons stay as they were."""
    services, filled = world.copied(tmp_path / "frozen")
    user = filled.person(Role.STARTUP)
    with services.database.session() as session:
        mine = Context(session, user, world.NOW, services)
        worker = Context(session, None, world.NOW, services)
        live = [filled.ours.challenges["curation"], filled.theirs.challenges["curation"]]
        for number in live:
            matching.run(worker, number)
        before = [(line.face.id, line.fit) for line in suggestions.suggested(mine)]
        text = "Nous savons faire autre chose, des compresseurs et des turbines."
        view = startups.profile(mine).capabilities[0]
        capabilities.edit(mine, view.id, view.mark, "", text)
        indexing.bring_up_to_date(worker)
        for number in live:
            matching.run(worker, number)
        assert [(line.face.id, line.fit) for line in suggestions.suggested(mine)] == before
        later = Context(session, None, world.NOW + DAY, services)
        for number in live:
            matching.run(later, number)
        assert [(line.face.id, line.fit) for line in suggestions.suggested(mine)] != before
    services.database.close()


def test_t04_edits_are_limited(tmp_path):
    """Edit again and again. Expected: a kind refusal beyond a day's worth, until tomorrow."""
    services, filled = world.copied(tmp_path / "limited")
    with services.database.session() as session:
        mine = Context(session, filled.person(Role.STARTUP), world.NOW, services)

        def edit(place):
            view = startups.profile(mine).capabilities[0]
            capabilities.edit(mine, view.id, view.mark, "", f"Nous filtrons l'eau {place} fois.")

        for place in range(profile_versions.MOST_A_DAY):
            edit(place)
        with pytest.raises(InvalidForm) as refused:
            edit(99)
        assert "tomorrow" in str(refused.value.fields["text"])
        session.expire_all()
        mine.now += DAY + timedelta(minutes=1)
        edit(100)
    services.database.close()


def test_t04_no_score_and_no_rank_reaches_a_startup(tmp_path, monkeypatch):
    """Read every page. Expected: other scores, ranks and chances change no byte of them."""
    built = [build(tmp_path / name, changed=False) for name in "ab"]
    with built[1].services.database.session() as session:
        for row in session.scalars(select(MatchRow)):
            row.rank, row.score = 60 - row.rank, 0.87654321
            row.chance = {"value": 0.87654321, "low": 0.8, "high": 0.9}
        assert session.scalars(select(CapabilityRow)).first()
    chance = SameChance(monkeypatch)
    ways = [Way(each, chance) for each in built]
    user = ways[0].filled.person(Role.STARTUP)
    numbers = ways[0].filled.ours.challenges.values()
    for path in ("", "/suggestions", *(f"/suggestions/{number}" for number in numbers)):
        one, two = (way.ask(f"/startup{path}", user) for way in ways)
        assert one == two, path
        assert b"8765" not in two[2]
    for way in ways:
        way.close()
