"""Two organisations become one, and nothing is left hanging."""

import pytest
from sqlalchemy import select, text

from matcher.domain.introduction import Stage
from matcher.domain.people import OrganisationKind
from matcher.errors import NotAllowed, NotPossible, StalePage
from matcher.store.introductions import IntroductionRow, MoveRow
from matcher.store.journal import JournalRow
from matcher.store.organisations import OrganisationRow, UserRow
from matcher.store.schema import METADATA
from matcher.store.startups import CapabilityRow, InterestRow, StartupRow
from matcher.workflow import matching, merging
from tests.workflow.people import (
    NOW,
    a_challenge,
    a_firm,
    a_firm_member,
    a_startup,
    a_startup_member,
    an_introduction,
    an_officer,
)


@pytest.fixture
def officer(acting, session):
    return acting(an_officer(session))


def merged(context, kept, going, **choices):
    shown = merging.side_by_side(context, kept, going)
    return merging.merge(context, kept, going, shown.version, choices)


def references(session, number):
    """Return the columns that still name an organisation or a startup."""
    found = set()
    for table in METADATA.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.name in ("organisations", "startups"):
                column = key.parent
                if session.execute(select(column).where(column == number)).first():
                    found.add(f"{table.name}.{column.name}")
    return found


def test_alike_names_and_companies_are_candidates(officer, session):
    first = a_startup(session, organisation={"name": "Atlas Capteurs SARL"})
    second = a_startup(session, organisation={"name": "ATLAS CAPTEURS"})
    a_startup(session, organisation={"name": "Tout autre chose"})

    found = merging.candidates(officer, OrganisationKind.STARTUP)

    assert [(one.first_id, one.second_id) for one in found.pairs] == [(first.id, second.id)]


def test_all_of_a_startup_moves_and_nothing_dangles(officer, session, worker, gate):
    kept = a_startup(session, "Nous filtrons les eaux.", organisation={"name": "Un"})
    going = a_startup(session, "Nous filtrons les eaux.", "Nous mesurons.", capacity=3)
    a_startup_member(session, going)
    challenge, other = a_challenge(session), a_challenge(session)
    an_introduction(session, challenge, going, Stage.MET)
    session.add(
        InterestRow(challenge_id=other.id, startup_id=going.id, is_interested=True, created_at=NOW)
    )
    matching.run(worker, challenge.id)
    kept_id, going_id = kept.id, going.id

    merged(officer, kept_id, going_id)

    assert references(session, going_id) == {"startups.id"}
    assert session.execute(text("PRAGMA foreign_key_check")).all() == []
    row = session.get_one(StartupRow, kept_id)
    assert [one.text for one in row.capabilities] == ["Nous filtrons les eaux.", "Nous mesurons."]
    assert row.capacity == 3
    gone = session.get_one(OrganisationRow, going_id)
    assert (gone.merged_into, gone.is_active) == (kept_id, False)
    assert session.query(UserRow).filter_by(organisation_id=kept_id).count() == 1
    assert session.query(CapabilityRow).filter_by(startup_id=going_id).count() == 0


def test_the_further_introduction_stays_and_the_other_is_noted(officer, session):
    kept, going = a_startup(session), a_startup(session)
    challenge = a_challenge(session)
    lesser = an_introduction(session, challenge, kept, Stage.DECLINED)
    session.add(
        MoveRow(
            introduction_id=lesser.id,
            stage_before=Stage.PROPOSED,
            stage_after=Stage.DECLINED,
            at=NOW,
        )
    )
    further = an_introduction(session, challenge, going, Stage.PILOT)
    ids = lesser.id, further.id

    shown = merging.side_by_side(officer, kept.id, going.id)
    assert [(one.stays, one.goes) for one in shown.conflicts] == [(Stage.PILOT, Stage.DECLINED)]
    merged(officer, kept.id, going.id)

    left = session.query(IntroductionRow).one()
    assert (left.id, left.startup_id, left.stage) == (ids[1], kept.id, Stage.PILOT)
    noted = session.query(JournalRow).filter_by(action="introduction.merged").one()
    assert noted.before["stage"] == "declined"
    assert noted.before["steps"][0][0] == "declined"


def test_the_officer_chooses_each_field(officer, session):
    kept = a_firm(session, name="Filature A", city="Fès", website="")
    going = a_firm(session, name="Filature B", city="Meknès", website="https://b.example")

    shown = merging.side_by_side(officer, kept.id, going.id)
    proposed = {one.name: one.choice for one in shown.fields}
    assert (proposed["city"], proposed["website"]) == ("kept", "going")
    merged(officer, kept.id, going.id, city="going")

    row = session.get_one(OrganisationRow, kept.id)
    assert (row.name, row.city, row.website) == ("Filature A", "Meknès", "https://b.example")
    told = session.query(JournalRow).filter_by(action="organisation.merged").one()
    assert told.before["merged"] == going.id
    assert told.after["fields"] == ["city", "website"]


def test_challenges_and_people_of_a_firm_move_and_agreements_are_carried(officer, session):
    kept, going = a_firm(session, name="Filature A"), a_firm(session, name="Filature B SARL")
    bound = a_startup(session, excluded_firms=["FILATURE B"])
    a_firm_member(session, going)
    challenge = a_challenge(session, going)

    moved = merged(officer, kept.id, going.id)

    assert moved.challenges == [challenge.id]
    assert references(session, going.id) == set()
    assert session.get_one(StartupRow, bound.id).excluded_firms == ["FILATURE B", "Filature A"]


def test_twice_is_once_and_an_old_page_is_refused(officer, session):
    kept, going = a_firm(session), a_firm(session)
    version = merging.side_by_side(officer, kept.id, going.id).version
    with pytest.raises(StalePage):
        merging.merge(officer, kept.id, going.id, version - 1, {})

    merging.merge(officer, kept.id, going.id, version, {})
    merging.merge(officer, kept.id, going.id, version, {})

    assert session.query(JournalRow).filter_by(action="organisation.merged").count() == 1


def test_a_firm_and_a_startup_are_never_one(officer, session):
    with pytest.raises(NotPossible):
        merging.side_by_side(officer, a_firm(session).id, a_startup(session).id)


def test_members_cannot_merge(acting, session):
    firm = a_firm(session)
    context = acting(a_firm_member(session, firm))

    with pytest.raises(NotAllowed):
        merging.merge(context, firm.id, a_firm(session).id, 2, {})
