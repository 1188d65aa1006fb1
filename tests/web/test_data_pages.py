"""The pages of personal data: copy, choices, correction, deletion; agreements; identity numbers."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from sqlalchemy import select

from matcher.domain.people import Role
from matcher.intake import firms, startups
from matcher.store.journal import JournalRow, TaskRow
from matcher.store.organisations import UserRow
from matcher.store.personal import ConsentRow, ErasureRow
from matcher.store.schema import METADATA
from matcher.text.identity_numbers import identity_number
from matcher.wording import consents
from matcher.workflow import passwords
from tests.web.conftest import NOW
from web.forms import Form

JOIN = {
    "kind": "startup",
    "organisation": "Atelier Atlas",
    "name": "Nadia B.",
    "email": "nadia@essai.ma",
    "language": "ar",
}
PASSWORD = "trois lanternes au bord du port"
CONSENT_2026_1 = "549548be022721cd19ec08c9fac0a68a81b2b6056295491a75a6046c1949346f"
ALL = pytest.mark.parametrize("role", list(Role))


@pytest.fixture
def with_password(services, users):
    with services.database.session() as session:
        for row in session.scalars(select(UserRow)):
            row.password_hash = passwords.hashed(PASSWORD)


@ALL
def test_everybody_reads_and_takes_the_own_data(signed_in, services, users, role):
    browser = signed_in(role)
    shown = browser.get("/account/data").get_data(as_text=True)
    assert users[role].email in shown
    answer = browser.post("/account/data/copy")
    assert answer.mimetype == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    [row] = json.loads(answer.get_data())["kept"]["users"]
    assert (row["email"], "password_hash" in row) == (users[role].email, False)
    others = {user.email for other, user in users.items() if other is not role}
    assert not [email for email in others if email in answer.get_data(as_text=True)]
    with services.database.session() as session:
        line = session.scalar(select(JournalRow).where(JournalRow.action == "data.copied"))
        assert (line.user_id, line.subject_id) == (users[role].id, users[role].id)


def test_looking_at_the_page_writes_nothing(signed_in, services):
    signed_in(Role.FIRM).get("/account/data")
    with services.database.session() as session:
        assert session.scalars(select(JournalRow)).all() == []


def test_suggestions_are_refused_with_a_box(signed_in, services, users):
    browser = signed_in(Role.STARTUP)
    assert browser.post("/account/data/choices", data={}).status_code == 303
    with services.database.session() as session:
        assert not session.get(UserRow, users[Role.STARTUP].id).suggestions_on


def test_a_deletion_needs_the_password_and_ends_the_session(
    signed_in, services, users, with_password
):
    browser = signed_in(Role.FIRM)
    assert browser.get("/account/data/delete").status_code == 200
    assert browser.post("/account/data/delete", data={"current": "faux"}).status_code == 422
    with services.database.session() as session:
        assert session.scalars(select(ErasureRow)).all() == []
    answer = browser.post("/account/data/delete", data={"current": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/")
    assert browser.get("/account/data").status_code == 303
    with services.database.session() as session:
        assert not session.get(UserRow, users[Role.FIRM].id).is_active
        assert session.scalars(select(TaskRow.name)).all() == ["erase"]
        [asked] = session.scalars(select(ErasureRow))
        assert asked.kind == "person"


def test_the_last_member_may_take_the_organisation_along(signed_in, services, users, with_password):
    browser = signed_in(Role.FIRM)
    assert 'name="with_organisation"' in browser.get("/account/data/delete").get_data(as_text=True)
    data = {"current": PASSWORD, "with_organisation": "yes"}
    assert browser.post("/account/data/delete", data=data).status_code == 303
    with services.database.session() as session:
        [asked] = session.scalars(select(ErasureRow))
        assert (asked.kind, asked.subject_id) == ("organisation", users[Role.FIRM].organisation_id)


def test_the_only_administrator_stays(signed_in, services, with_password):
    browser = signed_in(Role.ADMINISTRATOR)
    assert browser.post("/account/data/delete", data={"current": PASSWORD}).status_code == 409
    with services.database.session() as session:
        assert session.scalars(select(ErasureRow)).all() == []


def test_an_officer_reads_corrects_and_deletes_for_somebody(signed_in, services, users):
    desk, user = signed_in(Role.OFFICER), users[Role.FIRM]
    place = f"/desk/data/people/{user.id}"
    assert user.email in desk.get(place).get_data(as_text=True)
    assert json.loads(desk.post(f"{place}/copy").get_data())["kept"]["users"]
    said = {"name": "Autre nom", "phone": "", "email": user.email}
    assert desk.post(f"{place}/correct", data=said | {"name": ""}).status_code == 422
    assert desk.post(f"{place}/correct", data=said | {"email": "x"}).status_code == 422
    assert desk.post(f"{place}/correct", data=said).status_code == 303
    assert desk.get(f"{place}/delete").status_code == 200
    assert desk.post(f"{place}/delete").status_code == 303
    with services.database.session() as session:
        row = session.get(UserRow, user.id)
        assert (row.name, row.is_active) == ("Autre nom", False)
        told = session.scalars(select(JournalRow.action).where(JournalRow.subject_id == user.id))
        assert {"data.copied", "data.corrected", "erasure.asked"} <= set(told)


def test_an_officer_does_not_delete_one_of_the_agency(signed_in, users):
    place = f"/desk/data/people/{users[Role.ADMINISTRATOR].id}/delete"
    assert signed_in(Role.OFFICER).post(place).status_code == 403


def test_an_officer_deletes_an_organisation_after_a_question(signed_in, services, users):
    desk, home = signed_in(Role.OFFICER), users[Role.FIRM].organisation_id
    assert desk.get(f"/desk/data/organisations/{home}/delete").status_code == 200
    assert desk.post(f"/desk/data/organisations/{home}/delete").status_code == 303
    agency = users[Role.OFFICER].organisation_id
    assert desk.post(f"/desk/data/organisations/{agency}/delete").status_code == 404
    with services.database.session() as session:
        assert [row.subject_id for row in session.scalars(select(ErasureRow))] == [home]


def test_the_register_names_every_table(signed_in):
    shown = signed_in(Role.OFFICER).get("/desk/data").get_data(as_text=True)
    for table in METADATA.tables:
        assert f">{table}</code>" in shown
    assert "%(days)s" not in shown


def test_who_asks_to_join_agrees_to_a_text_that_is_kept_with_its_version(client, services):
    assert client.post("/account/join?lang=ar", data=JOIN).status_code == 422
    page = client.get("/account/join?lang=ar").get_data(as_text=True)
    assert consents.words(consents.JOIN, "ar") in page
    assert client.post("/account/join", data=JOIN | {"consent": "yes"}).status_code == 303
    with services.database.session() as session:
        [row] = session.scalars(select(ConsentRow))
        told = (row.text, row.text_version, row.language, row.at, row.join_request_id)
        assert told == ("join", consents.CURRENT, "ar", NOW, 1)


def test_a_text_that_is_agreed_to_never_changes_under_its_version():
    """Change a text only with a new version: somebody agreed to these words."""
    told = "\n".join(
        f"{language} {key} {words}"
        for language, texts in sorted(consents.CONSENTS.items())
        for key, words in sorted(texts.items())
        if key.endswith("/2026-1")
    )
    assert hashlib.sha256(told.encode()).hexdigest() == CONSENT_2026_1
    for texts in consents.CONSENTS.values():
        assert {f"{text}/{consents.CURRENT}" for text in (consents.JOIN, consents.ACCOUNT)} <= set(
            texts
        )


@pytest.mark.parametrize(
    "text",
    [
        "Ma carte nationale porte le n° BK 123456.",
        "CIN: AB12345",
        "C.I.N. j123456",
        "My identity card is EE4567",
        "رقم البطاقة الوطنية هو BE123456",
        "Contact : Nadia, BK123456, Casablanca",
    ],
)
def test_a_number_of_an_identity_card_is_found(text):
    assert identity_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "Norme EN 10025, acier S235, brevet MA123456.",
        "ICE 001525713000011, RC 123456",
        "Moteur X1234567, série AB-123456-C, 12 500 DH en 2025.",
        "Tel +212 661445566",
        "",
    ],
)
def test_other_numbers_are_not(text):
    assert identity_number(text) is None


def test_who_writes_one_is_warned_in_any_field(client, signed_in):
    browser = signed_in(Role.FIRM)
    said = {"name": "Nadia BK123456", "phone": "", "language": "en"}
    assert browser.post("/account/settings/details", data=said).status_code == 303
    assert "identity card" in browser.get("/account/settings").get_data(as_text=True)
    assert "identity card" not in browser.get("/account/settings").get_data(as_text=True)


WORDS = re.compile(
    r"\bcin\b|cnie|carte.{0,4}(?:nationale|d.identit)|identity.?card|national.?id|البطاقة الوطنية",
    re.IGNORECASE,
)


def test_the_national_number_is_never_asked_for(app):
    """No form, no field in a template, no column, no heading of a file asks for it."""
    asked = [f"{table}.{column.name}" for table, known in METADATA.tables.items()
             for column in known.columns]  # fmt: skip
    kinds = [*Form.__subclasses__()]
    kinds += [below for kind in kinds for below in kind.__subclasses__()]
    assert len(kinds) > 10
    for kind in kinds:
        for name, field in vars(kind).items():
            if hasattr(field, "field_class"):
                asked += [name, *map(str, field.args)]
    for file in (Path(app.root_path) / "templates").rglob("*.html"):
        fields = re.findall(
            r"\{\{ (?:text|textarea|select|checkbox|file|date)\([^}]*", file.read_text()
        )
        asked += fields
    assert len(asked) > 400
    for module in (firms, startups):
        asked += [
            alias
            for value in vars(module).values()
            if hasattr(value, "aliases")
            for alias in value.aliases
        ]
    assert not [each for each in asked if WORDS.search(each)]
