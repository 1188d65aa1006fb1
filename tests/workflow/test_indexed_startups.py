"""Startups are read anew only where a row of theirs changed, and never missed when one did."""

import pytest
from sqlalchemy import update

from matcher.domain.introduction import Stage
from matcher.store.organisations import OrganisationRow
from matcher.store.startups import CapabilityRow, StartupRow
from matcher.workflow.indexed_startups import StartupReader, startups
from tests.workflow import people


@pytest.fixture
def session(services):
    with services.database.session() as opened:
        people.a_startup(opened, "Des capteurs.", organisation={"name": "Atelier Bleu"})
        people.a_startup(opened, "Des filtres.", organisation={"name": "Atelier Rouge"})
        opened.commit()
        yield opened


def told(session, reader):
    session.expire_all()
    return {each.name: each for each in reader.read(session)}


def test_what_did_not_change_is_the_very_same_object(session):
    reader = StartupReader()
    first, second = told(session, reader), told(session, reader)
    assert sorted(first) == ["Atelier Bleu", "Atelier Rouge"]
    assert all(first[name] is second[name] for name in first)
    assert list(second.values()) == startups(session)


@pytest.mark.parametrize(
    "change",
    [
        update(CapabilityRow).values(text="Un autre texte."),
        update(CapabilityRow).values(title="Un autre titre"),
        update(StartupRow).values(trl=3),
        update(StartupRow).values(refused_sectors=["textile"]),
        update(StartupRow).values(capacity=1),
        update(OrganisationRow).values(website="https://atelier.example"),
        update(OrganisationRow).values(founded=2019),
    ],
)
def test_a_changed_row_is_read_whatever_changed_it(session, change):
    """Not even the numbers of versions are relied on: the rows themselves are looked at."""
    reader = StartupReader()
    before = told(session, reader)
    home = session.query(OrganisationRow).filter_by(name="Atelier Bleu").one()
    table = change.table
    key = table.c.startup_id if "startup_id" in table.c else table.c.id
    session.execute(change.where(key == home.id))
    after = told(session, reader)
    assert after["Atelier Bleu"] != before["Atelier Bleu"]
    assert after["Atelier Rouge"] is before["Atelier Rouge"]
    assert list(after.values()) == startups(session)


def test_who_goes_or_has_no_text_left_is_not_there_and_may_come_back(session):
    reader = StartupReader()
    before = told(session, reader)
    home = session.query(OrganisationRow).filter_by(name="Atelier Bleu").one()
    home.is_active = False
    session.flush()
    assert list(told(session, reader)) == ["Atelier Rouge"]
    home = session.query(OrganisationRow).filter_by(name="Atelier Bleu").one()
    home.is_active = True
    session.flush()
    assert told(session, reader) == before
    session.query(CapabilityRow).filter_by(startup_id=home.id).delete()
    assert list(told(session, reader)) == ["Atelier Rouge"]


def test_an_introduction_under_way_counts(session):
    reader = StartupReader()
    before = told(session, reader)
    firm = people.a_firm(session)
    challenge = people.a_challenge(session, firm)
    row = session.query(StartupRow).join(OrganisationRow, OrganisationRow.id == StartupRow.id)
    startup = row.filter(StartupRow.key == before["Atelier Bleu"].id).one()
    people.an_introduction(session, challenge, startup, Stage.PROPOSED)
    after = told(session, reader)
    assert after["Atelier Bleu"].terms.introductions_open == 1
    assert after["Atelier Rouge"] is before["Atelier Rouge"]
