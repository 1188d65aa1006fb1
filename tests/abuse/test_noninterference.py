"""Non-interference: what a person may not read changes no byte that the person receives.

For every role and every route of the map, in two worlds that differ only in what the role may not
read; new routes are asked by themselves, and new columns must say who reads them.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from matcher.domain.people import Role
from matcher.store.matches import MatchRow, MatchRunRow
from matcher.store.schema import METADATA
from tests.abuse.secret_world import WHO_READS, build, prepared, secret_cells
from tests.abuse.two_worlds import SameChance, Way, everything, told_apart

SHORT = (None, (Role.STARTUP, 1))
LONG = (
    (Role.FIRM, 0),
    (Role.SUPPORT, 0),
    (Role.STARTUP, 0),
    (Role.FIRM, 1),
    (Role.SUPPORT, 1),
    (Role.OFFICER, 0),
    (Role.ADMINISTRATOR, 0),
)
CODES = {
    "facts", "outbox", "places", "tasks", "support_bodies", "aid_facts", "erasures", "journal",
    "plans", "programme_versions", "second_factors", "tokens", "aid_verdicts", "consents",
    "imports", "match_runs", "matches",
}  # fmt: skip
"""Tables of codes, of what is derived from the others, or of what only the agency sees."""
PLAIN = {
    "organisations": {"name_key", "search_text", "region", "sectors", "size"},
    "users": {"email", "email_key", "language"},
    "attachments": {"subject_kind", "media_type", "sha256"},
    "capabilities": {"key"},
    "challenges": {"sectors", "region", "working_languages", "support", "saved_from"},
    "startups": {
        "key", "sectors", "regions", "languages", "refused_sectors", "refused_regions",
        "firm_sizes",
    },
    "conflicts": {"kind"},
    "join_requests": {"language", "state"},
    "interests": {"reason"},
    "introductions": {
        "firm_said", "startup_said", "support_said", "decline_side", "decline_reason",
    },
    "verdicts": {"kind", "reason"},
    "moves": {"side", "reason"},
}  # fmt: skip
"""Columns of codes and keys in the other tables."""


def _user(filled, viewer):
    return filled.person(viewer[0], theirs=bool(viewer[1])) if viewer else None


def _named(viewer):
    return f"{viewer[0]}-{'theirs' if viewer[1] else 'ours'}" if viewer else "nobody"


@pytest.fixture
def ways(tmp_path, monkeypatch):
    """Return a maker of a person's way through a world."""
    opened, chance = [], SameChance(monkeypatch)

    def open_way(name, *said, **more):
        opened.append(Way(build(tmp_path / name, *said, **more), chance))
        return opened[-1]

    yield open_way
    for way in opened:
        way.close()


def _no_byte_changes(ways, viewer, methods=("GET", "POST")):
    user = _user(prepared()[1], viewer)
    boasts = user if viewer and viewer[0] in {Role.STARTUP, Role.FIRM, Role.SUPPORT} else None
    as_it_is = ways("one", changed=False, boasts=boasts)
    otherwise = ways("two", user, boasts=boasts)
    before, after = (everything(way, user, methods) for way in (as_it_is, otherwise))
    assert len(before) > 100
    assert told_apart(before, after) == []


@pytest.mark.parametrize("viewer", SHORT, ids=_named)
def test_what_a_person_may_not_read_changes_no_byte(ways, viewer):
    """Attack: read anything of a text through any route. Expected: every byte stays the same."""
    _no_byte_changes(ways, viewer)


@pytest.mark.abuse_long
@pytest.mark.parametrize("viewer", LONG, ids=_named)
def test_nor_does_it_for_all_others_and_for_the_agency(ways, viewer):
    """The same for the others; for the agency, of what nobody reads: hashes of passwords."""
    is_staff = viewer[0] in {Role.OFFICER, Role.ADMINISTRATOR}
    _no_byte_changes(ways, viewer, ("GET",) if is_staff else ("GET", "POST"))


def test_the_change_is_felt_where_it_may_be(ways):
    """The test above could not fail if the other texts changed nothing: the engine reads them."""
    one, two = ways("one", changed=False), ways("two", _user(prepared()[1], (Role.STARTUP, 1)))
    told = []
    for way in (one, two):
        with way.services.database.session(writes=False) as session:
            runs = select(MatchRow.startup_id, MatchRow.rank).join(
                MatchRunRow, MatchRunRow.id == MatchRow.run_id
            )
            full = runs.where(MatchRunRow.reading == "full").order_by(MatchRow.id)
            told.append([tuple(row) for row in session.execute(full)])
    assert told[0] != told[1]
    officer = one.filled.person(Role.OFFICER)
    path = f"/desk/challenges/{one.filled.ours.challenges['sealed']}"
    assert b"zzsecret" not in one.ask(path, officer)[2]
    assert b"zzsecret" in two.ask(path, officer)[2]


def test_every_column_with_words_says_who_reads_it():
    silent = []
    known = {table.__tablename__: set(columns) for table, columns in WHO_READS.items()}
    known["startups"].add("client_references")
    for table in METADATA.sorted_tables:
        if table.name in CODES:
            continue
        words = {
            column.name
            for column in table.columns
            if type(column.type).__name__ in {"Text", "JSON"} and not column.foreign_keys
        }
        left = words - known.get(table.name, set()) - PLAIN.get(table.name, set())
        silent += [f"{table.name}.{name}" for name in sorted(left)]
    assert not silent, f"Say in WHO_READS who reads, or in PLAIN that they are codes: {silent}"


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_part_of_it_changed_alone_changes_no_byte(tmp_path_factory, data):
    """A property: whichever cells are drawn, the pages of a startup and its e-mails stay."""
    user = prepared()[1].person(Role.STARTUP, theirs=True)
    drawn = []

    def some(session):
        cells = secret_cells(session, user)
        places = st.sets(st.integers(0, len(cells) - 1), min_size=1, max_size=12)
        drawn.extend(sorted(data.draw(places)))
        return [cells[place] for place in drawn]

    folder = tmp_path_factory.mktemp("drawn")
    with pytest.MonkeyPatch.context() as patch:
        chance = SameChance(patch)
        one = Way(build(folder / "one", changed=False), chance)
        two = Way(build(folder / "two", user, cells=some), chance)
        paths = ["/startup", "/startup/suggestions", "/introductions", "/introductions?shown=all"]
        paths += [
            f"/startup/suggestions/{number}" for number in one.filled.ours.challenges.values()
        ]
        for path in paths:
            assert one.ask(path, user) == two.ask(path, user), path
        assert one.letters(user) == two.letters(user)
        one.close()
        two.close()
