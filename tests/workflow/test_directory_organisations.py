"""What officers find in the directory, and what they change there."""

import pytest

from matcher.domain.introduction import Stage
from matcher.domain.people import OrganisationKind
from matcher.domain.startup import Status
from matcher.domain.visibility import ChallengeState
from matcher.errors import InvalidForm, NotAllowed, NotFound, StalePage
from matcher.store.challenges import ChallengeRow
from matcher.store.introductions import IntroductionRow
from matcher.store.journal import JournalRow, TaskRow
from matcher.store.organisations import OrganisationRow
from matcher.store.startups import StartupRow
from matcher.workflow import accounts, directory, directory_editing, directory_opening
from matcher.workflow.directory_editing import Given, GivenProfile, edited_version
from matcher.workflow.directory_pages import firm, startup
from matcher.workflow.directory_views import PAGE, Wanted
from tests.workflow.people import (
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


def names(listed):
    return [each.name for each in listed.lines]


@pytest.mark.parametrize(
    "words",
    ["electro medical", "ÉLECTRO", "fes", "0012", "agroalimentaire", "electro fes"],
)
def test_a_firm_is_found_without_accents(officer, session, words):
    a_firm(session, name="Électro-Médical", city="Fès", ice="001234567000012")
    a_firm(session, name="Autre", city="Rabat", sectors=["textile"])

    assert names(directory.firms(officer, Wanted(words=words))) == ["Électro-Médical"]


def test_arabic_letters_are_found_however_they_are_written(officer, session):
    a_startup(session, organisation={"name": "شركة الأطلس للمياه"})

    assert directory.startups(officer, Wanted(words="الاطلس")).total == 1
    assert directory.startups(officer, Wanted(words="للمياة")).total == 1


def test_filters_pages_and_order(officer, session):
    for number in range(PAGE + 1):
        a_startup(session, organisation={"name": f"Startup {number:03}"})
    a_startup(session, sectors=["textile"], regions=["MA-03"], status=Status.PAUSED)
    a_startup(session, organisation={"is_active": False})

    found = directory.startups(officer, Wanted(sector="agrofood"), page=2)
    assert (found.total, found.page, found.pages, len(found.lines)) == (PAGE + 2, 2, 2, 2)
    assert directory.startups(officer, Wanted(sector="textile", region="MA-03")).total == 1
    assert directory.startups(officer, Wanted(status="paused")).total == 1
    assert directory.startups(officer, Wanted(state="disabled")).total == 1
    assert directory.startups(officer, Wanted(sort="newest")).lines[0].id > found.lines[0].id


def test_a_list_counts_people_challenges_and_introductions(officer, session):
    home, busy = a_firm(session), a_startup(session, capacity=2)
    a_firm_member(session, home)
    challenge = a_challenge(session, home)
    a_challenge(session, home, state=ChallengeState.DRAFT)
    an_introduction(session, challenge, busy, Stage.PROPOSED)

    line = directory.firms(officer, Wanted()).lines[0]
    assert (line.members, line.challenges, line.open_introductions) == (1, 1, 1)
    line = directory.startups(officer, Wanted()).lines[0]
    assert (line.open_introductions, line.capacity) == (1, 2)


def test_pages_say_all_but_drafts(officer, session):
    home, busy = a_firm(session), a_startup(session, "innovant, innovant, innovant, innovant")
    challenge = a_challenge(session, home)
    a_challenge(session, home, state=ChallengeState.DRAFT)
    an_introduction(session, challenge, busy, Stage.MET)
    a_startup_member(session, busy)

    shown = firm(officer, home.id)
    assert [each.id for each in shown.challenges] == [challenge.id]
    assert [each.other_id for each in shown.introductions] == [busy.id]
    shown = startup(officer, busy.id)
    assert (len(shown.members), shown.load.open) == (1, 1)
    assert shown.profile.capabilities[0].text.startswith("innovant")
    with pytest.raises(NotFound):
        firm(officer, busy.id)


def test_an_edit_is_written_down_and_makes_old_pages_stale(officer, session):
    row = a_firm(session, name="Avant", city="Fès")

    directory_editing.edit_firm(officer, row.id, 1, Given(name="Après", city="Tanger"))

    assert (row.name, row.region, row.version) == ("Après", "MA-01", 2)
    told = session.query(JournalRow).filter_by(action="organisation.edited").one()
    assert (told.before, told.after) == (
        {"region": "MA-06", "sectors": ["agrofood"]},
        {"region": "MA-01", "sectors": [], "fields": ["city", "name"]},
    )  # fmt: skip
    with pytest.raises(StalePage):
        directory_editing.edit_firm(officer, row.id, 1, Given(name="Encore"))


def test_what_cannot_be_is_refused_by_field(officer):
    given = Given(name="", ice="123", website="ftp://x", founded=12, size="giant")

    with pytest.raises(InvalidForm) as refused:
        directory_editing.add_firm(officer, given)

    assert set(refused.value.fields) == {"name", "ice", "website", "founded", "size"}


def test_a_startup_by_hand_is_indexed(officer, session):
    number = directory_editing.add_startup(
        officer,
        Given(name="Neuve", sectors=("Textile et habillement",)),
        GivenProfile(regions=("MA-03",), trl=6, texts=("Nous teignons sans eau.", " ")),
    )

    row = session.get_one(StartupRow, number)
    assert (row.sectors, row.trl, [one.text for one in row.capabilities]) == (
        ["textile"],
        6,
        ["Nous teignons sans eau."],
    )
    assert "refresh_index" in {task.name for task in session.query(TaskRow)}


def test_editing_a_startup_keeps_its_texts(officer, session):
    row = a_startup(session, "Un texte.")
    version = edited_version(1, row.version)

    directory_editing.edit_startup(
        officer, row.id, version, Given(name="Autre nom"), GivenProfile(trl=4, status="paused")
    )

    assert (row.trl, row.status, len(row.capabilities)) == (4, Status.PAUSED, 1)
    with pytest.raises(StalePage):
        directory_editing.edit_startup(officer, row.id, version, Given(name="X"), GivenProfile())


def test_disabling_a_firm_closes_its_challenges_and_its_doors(officer, session):
    home = a_firm(session)
    member = a_firm_member(session, home)
    challenge = a_challenge(session, home)
    waiting = an_introduction(session, challenge, a_startup(session), Stage.PROPOSED)
    agreed = an_introduction(session, challenge, a_startup(session), Stage.ACCEPTED)
    told = directory_opening.consequences(officer, home.id)
    assert (told.members, told.challenges) == (1, 1)
    assert (told.introductions_ended, told.introductions_kept) == (1, 1)

    directory_opening.disable(officer, home.id, 1)
    directory_opening.disable(officer, home.id, 1)

    assert session.get_one(ChallengeRow, challenge.id).state is ChallengeState.CLOSED
    assert session.get_one(IntroductionRow, waiting.id).stage is Stage.DECLINED
    assert session.get_one(IntroductionRow, agreed.id).stage is Stage.ACCEPTED
    assert not accounts.user_by_id(officer, member.id).is_active
    directory_opening.enable(officer, home.id, 2)
    assert accounts.user_by_id(officer, member.id).is_active
    assert session.query(JournalRow).filter_by(action="organisation.disabled").count() == 1


def test_disabling_a_startup_ends_what_waits_and_takes_it_out_of_the_index(officer, session):
    row = a_startup(session)
    asked = an_introduction(session, a_challenge(session), row, Stage.PROPOSED)

    directory_opening.disable(officer, row.id, 1)

    assert session.get_one(IntroductionRow, asked.id).stage is Stage.DECLINED
    assert not session.get_one(OrganisationRow, row.id).is_active
    assert "refresh_index" in {task.name for task in session.query(TaskRow)}


def test_an_organisation_like_the_new_one_is_shown_first(officer, session):
    known = a_firm(session, name="Filature du Nord SA")

    found = directory_editing.similar(
        officer, OrganisationKind.FIRM, Given(name="Filature du Nord")
    )

    assert [each.id for each in found] == [known.id]


def test_only_officers_read_and_write(acting, session):
    home = a_firm(session)
    context = acting(a_firm_member(session, home))

    for step in (
        lambda: directory.firms(context, Wanted()),
        lambda: firm(context, home.id),
        lambda: directory_editing.add_firm(context, Given(name="X")),
        lambda: directory_editing.edit_firm(context, home.id, 1, Given(name="X")),
        lambda: directory_opening.disable(context, home.id, 1),
    ):
        with pytest.raises(NotAllowed):
            step()
