"""T34: access, correction, opposition and deletion (law 09-08), with every trace looked for."""

import json
import re
import shutil
from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy import select

from matcher.domain.introduction import Stage
from matcher.domain.people import Role
from matcher.domain.startup import Status
from matcher.errors import InvalidForm, NotAllowed
from matcher.retrieval.index import Probe, StartupIndex
from matcher.retrieval.vector_cache import key_of
from matcher.store.challenges import ChallengeRow
from matcher.store.introductions import IntroductionRow
from matcher.store.journal import JournalRow
from matcher.store.organisations import OrganisationRow, TokenRow, UserRow
from matcher.store.outbox import MailState, OutboxRow
from matcher.store.personal import ErasureRow
from matcher.store.startups import StartupRow
from matcher.text.tokens import terms
from matcher.workflow import (
    data_choices,
    erasure,
    erasure_asking,
    erasure_list,
    indexing,
    my_data,
    suggestions_mail,
)
from tests.abuse.rights_house import (
    AFTER,
    CLIENTS,
    EMAIL,
    HOME,
    NAME,
    ORGANISATION,
    PASSWORD,
    PERSON,
    PHONE,
    SENTENCE,
    TITLE,
    a_house,
    fill,
)
from tests.fakes import HashEmbedder
from tests.workflow.journal_lines import actions
from tests.workflow.people import (
    NOW,
    a_person,
)


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """Return the folder of a service in which much has happened, and the numbers in it."""
    var = tmp_path_factory.mktemp("lived") / "var"
    house = a_house(var)
    ids = fill(house)
    house.services.database.close()
    return var, ids


@pytest.fixture
def house(lived, tmp_path):
    """Return a copy of that service, for one test."""
    shutil.copytree(lived[0], tmp_path / "var")
    copy = a_house(tmp_path / "var")
    yield copy
    copy.services.database.close()


@pytest.fixture
def filled(lived):
    return lived[1]


def test_what_is_looked_for_is_there_before(house, filled):
    """Without this, finding nothing afterwards would prove nothing."""
    places = house.traces([*PERSON, *ORGANISATION])
    assert {word for word, _ in places} == {*PERSON, *ORGANISATION}
    assert any("sqlite" in place for _, place in places)
    assert any(word == "Aquaverte" and "sqlite" not in place for word, place in places)
    assert _nearest(house) == f"s{filled['startup']}"
    assert _vectors_of_sentence(house) == 1


def test_a_person_is_deleted_everywhere_and_the_organisation_stays(house, filled):
    """Attack: a person's name, address and telephone are looked for in every file after deletion.

    Expectation: nothing is left; the number stays, and what the organisation wrote.
    """
    with house.services.database.session() as session:
        a_person(session, Role.STARTUP, session.get(OrganisationRow, filled["startup"]))
    asked = house.do(lambda context: erasure_asking.ask(context, PASSWORD), filled["zineb"])
    assert asked.state == erasure.CONFIRMED
    house.work()
    assert house.traces(PERSON) == set()
    with house.services.database.session() as session:
        row = session.get(UserRow, filled["zineb"])
        assert (row.name, row.is_active, row.erased_at) == (f"#{row.id}", False, AFTER)
        told = session.get(StartupRow, filled["startup"]).capabilities[0].text
        assert told == f"{SENTENCE} Écrivez à […], […]."
        assert "[…] connaît le site" in session.get(ChallengeRow, filled["challenge"]).problem
        assert session.get(OrganisationRow, filled["startup"]).name == HOME
        both = session.scalar(select(OutboxRow).where(OutboxRow.dedupe_key == "both"))
        assert both.recipients == ["autre@essai.invalid"]
        assert session.scalar(select(TokenRow.id).where(TokenRow.user_id == row.id)) is None
        assert actions(session).count("erasure.done") == 1
        acted = session.scalars(select(JournalRow).where(JournalRow.user_id == row.id)).all()
        assert acted
        assert {line.subject_id for line in acted} == {row.id}


def test_an_organisation_is_deleted_everywhere(house, filled):
    """Attack: the startup's name, ICE, site and own sentence are looked for, in words and vectors.

    Expectation: no file holds them, and its own sentence finds others only.
    """
    house.do(
        lambda context: erasure_asking.erase_organisation(context, filled["startup"]),
        filled["officer"],
    )
    house.work()
    assert house.traces([*PERSON, *ORGANISATION]) == set()
    assert _nearest(house) != f"s{filled['startup']}"
    assert _vectors_of_sentence(house) == 0
    with house.services.database.session() as session:
        assert session.get(IntroductionRow, filled["met"]).stage is Stage.DECLINED
        assert session.get(StartupRow, filled["startup"]).status is Status.WITHDRAWN
        assert session.get(UserRow, filled["zineb"]).erased_at == AFTER
        told = session.scalars(select(OutboxRow).where(OutboxRow.kind == "introduction_declined"))
        assert [mail.state for mail in told if mail.recipients] == [MailState.SENT]


def test_a_firm_is_deleted_with_its_challenges(house, filled):
    """Attack: the title and the text of a deleted firm's challenge are looked for everywhere."""
    house.do(
        lambda context: erasure_asking.erase_organisation(context, filled["firm"]),
        filled["officer"],
    )
    house.work()
    words = (TITLE, "Retenir le cadmium", "Laiterie Zellige", 'bains de rinçage"')
    assert house.traces(words) == set()
    assert len(house.embedder.kept["query"]) == 0


def test_the_letter_that_tells_of_the_deletion_is_sent_and_then_emptied(house, filled):
    """Expectation: the person is told, once, and the address does not stay in the outbox."""
    with house.services.database.session() as session:
        a_person(session, Role.STARTUP, session.get(OrganisationRow, filled["startup"]))
    house.do(lambda context: erasure_asking.ask(context, PASSWORD), filled["zineb"])
    house.work()
    with house.services.database.session() as session:
        [letter] = session.scalars(select(OutboxRow).where(OutboxRow.kind == "data_erased"))
        assert letter.sent_at is not None
        assert (letter.recipients, letter.delivered, letter.payload) == ([], [], {})


def test_a_deletion_waits_for_open_introductions_ten_days_at_most(house, filled):
    """Expectation: the last member's deletion waits, says until when, and happens by itself."""
    found = house.do(erasure_asking.prospect, filled["zineb"])
    assert (found.is_last_member, found.open_introductions) == (True, 1)
    asked = house.do(
        lambda context: erasure_asking.ask(context, PASSWORD, with_organisation=True),
        filled["zineb"],
    )
    assert (asked.state, asked.due_at) == (erasure.WAITING, NOW + timedelta(days=10))
    house.work(NOW + timedelta(days=9))
    assert house.traces([HOME])
    house.work(NOW + timedelta(days=10, hours=1))
    assert house.traces([*PERSON, *ORGANISATION]) == set()


def test_a_deletion_that_waits_can_be_taken_back(house, filled):
    house.do(lambda context: erasure_asking.ask(context, PASSWORD), filled["zineb"])
    house.do(erasure_asking.withdraw, filled["zineb"])
    house.work(NOW + timedelta(days=11))
    with house.services.database.session() as session:
        assert session.get(UserRow, filled["zineb"]).name == NAME
        assert session.scalars(select(ErasureRow.state)).all() == [erasure.WITHDRAWN]
        assert "erasure.withdrawn" in actions(session)


def test_a_wrong_password_deletes_nothing(house, filled):
    """Attack: an open browser is found by somebody else, who asks for the deletion."""
    with pytest.raises(InvalidForm):
        house.do(lambda context: erasure_asking.ask(context, "faux"), filled["zineb"])
    with house.services.database.session() as session:
        assert session.scalars(select(ErasureRow)).all() == []


@pytest.mark.parametrize("who", ["zineb", "buyer"])
def test_nobody_deletes_another_one(house, filled, who):
    """Attack: a member asks for the deletion, the copy or the correction of somebody else."""
    said = data_choices.Correction(name="X", phone="", email=EMAIL)
    for act in (
        lambda context: erasure_asking.erase_person(context, filled["officer"]),
        lambda context: erasure_asking.erase_organisation(context, filled["firm"]),
        lambda context: my_data.of(context, filled["officer"]),
        lambda context: data_choices.correct(context, filled["buyer"], said),
        erasure_asking.waiting,
    ):
        with pytest.raises(NotAllowed):
            house.do(act, filled[who])


def test_a_deletion_is_done_again_after_a_restore(house, filled):
    """Attack: a backup from before the deletion is restored. Expectation: nothing comes back."""
    settings = house.services.settings
    house.services.database.close()
    before = (settings.var / "passerelle.sqlite3").read_bytes()
    house.do(
        lambda context: erasure_asking.erase_organisation(context, filled["startup"]),
        filled["officer"],
    )
    house.work()
    listed = erasure_list.place(settings).read_text()
    assert re.fullmatch(
        r'(\{"kind":"\w+","id":\d+,"made":"[\d-]+","erased":"[\d-]+"\}\n){2}', listed
    )

    house.services.database.close()
    for name in ("passerelle.sqlite3-wal", "passerelle.sqlite3-shm"):
        (settings.var / name).unlink(missing_ok=True)
    (settings.var / "passerelle.sqlite3").write_bytes(before)
    assert house.traces([HOME])
    assert house.do(erasure.reapply, at=AFTER) >= 1
    assert house.do(erasure.reapply, at=AFTER) == 0
    house.work(AFTER + timedelta(minutes=1))
    assert house.traces([*PERSON, *ORGANISATION]) == set()
    with house.services.database.session() as session:
        kinds = session.scalars(select(OutboxRow.kind).where(OutboxRow.state == MailState.WAITING))
        assert "data_erased" not in set(kinds)


def test_somebody_else_who_got_the_same_number_later_is_not_deleted(house, filled):
    """Attack: after a restore a number is given again, and the list still names it."""
    old = NOW.date() - timedelta(days=30)
    erasure_list.add(
        house.services.settings, erasure_list.Erased("person", filled["zineb"], old, old)
    )
    assert house.do(erasure.reapply) == 0


def test_a_line_that_a_crash_cut_off_does_not_hide_the_next_one(house):
    settings = house.services.settings
    one, two = (erasure_list.Erased("person", n, NOW.date(), NOW.date()) for n in (1, 2))
    erasure_list.add(settings, one)
    with erasure_list.place(settings).open("ab") as file:
        file.write(b'{"kind":"per')
    erasure_list.add(settings, two)
    assert erasure_list.lines(settings) == (one, two)


def test_what_a_crash_kept_from_the_list_is_added_by_the_clock(house, filled):
    """Attack: the process is killed between the commit and the line of the list."""
    with house.services.database.session() as session:
        session.get(UserRow, filled["zineb"]).erased_at = NOW
    house.do(erasure_asking.confirm_due)
    [line] = erasure_list.lines(house.services.settings)
    assert (line.kind, line.id) == ("person", filled["zineb"])


def test_the_copy_holds_all_that_is_kept_about_a_person_and_no_secret(house, filled):
    """Expectation: each place where the person appears is in the copy; no hash, nobody else."""
    house.do(lambda context: my_data.download(context, filled["zineb"]), filled["zineb"])
    copy = house.do(my_data.mine, filled["zineb"])
    told = json.loads(copy.as_json())
    assert {"users", "organisations", "startups", "outbox", "join_requests", "interests",
            "attachments", "journal"} <= set(told["kept"])  # fmt: skip
    text = copy.as_json().decode()
    for word in (NAME, EMAIL, PHONE, CLIENTS, SENTENCE):
        assert word in text
    assert "password_hash" not in text
    assert "token_hash" not in text
    assert "autre@essai.invalid" not in text
    with house.services.database.session() as session:
        hashed = session.get(UserRow, filled["zineb"]).password_hash
        assert hashed
        assert hashed not in text
    by_officer = house.do(lambda context: my_data.of(context, filled["zineb"]), filled["officer"])
    assert {part.table for part in by_officer.parts} == {part.table for part in copy.parts}


def test_a_person_who_objects_gets_no_suggestions_and_is_not_proposed(house, filled):
    def addressed(context):
        return {row.id for row in suggestions_mail._people(context, {filled["startup"]})}

    assert house.do(addressed) == {filled["zineb"]}
    house.do(
        lambda context: data_choices.choose(
            context, data_choices.Choices(suggestions=False, proposed=False)
        ),
        filled["zineb"],
    )
    assert house.do(addressed) == set()
    with house.services.database.session() as session:
        assert session.get(StartupRow, filled["startup"]).status is Status.PAUSED
        assert session.scalar(select(JournalRow.after).where(JournalRow.action == "data.choices"))
    house.do(
        lambda context: data_choices.choose(
            context, data_choices.Choices(suggestions=False, proposed=True)
        ),
        filled["zineb"],
    )
    assert house.do(addressed) == set()


def test_an_officer_corrects_a_name_at_once_and_an_address_after_its_owner_confirmed(house, filled):
    """Attack: an officer moves an account to another address. Expectation: a confirmation first."""
    said = data_choices.Correction(name="Zineb Alami", phone="", email="nouvelle@essai.invalid")
    assert house.do(
        lambda context: data_choices.correct(context, filled["zineb"], said), filled["officer"]
    )
    with house.services.database.session() as session:
        row = session.get(UserRow, filled["zineb"])
        assert (row.name, row.phone, row.email) == ("Zineb Alami", "", EMAIL)
        line = session.scalar(select(JournalRow).where(JournalRow.action == "data.corrected"))
        assert line.after == {"fields": ["name", "phone", "email"]}
        assert line.user_id == filled["officer"]


def _nearest(house):
    """Return the key of the startup that its own sentence finds first."""
    with house.services.database.session(writes=False) as session:
        assert indexing.number(session)
    indexing.catch_up(house.services)
    folder = house.services.settings.var / "indexes" / "live"
    index = StartupIndex.open(folder, house.embedder)
    raw = HashEmbedder().queries([SENTENCE])
    [vector] = index.centring.queries(raw, ["fr"])
    probe = Probe(SENTENCE, np.asarray(vector), tuple(terms(SENTENCE, "fr")))
    return index.search([probe], limit=1)[0].startup_id


def _vectors_of_sentence(house):
    keys = [key_of("passage", SENTENCE)]
    return len(house.embedder.kept["passage"].read(keys))
