"""T14: can somebody set, in a form that is theirs, what the form does not offer?"""

import json
import logging

import pytest
from sqlalchemy import select

from matcher.domain.people import Role
from matcher.store.challenges import ChallengeRow
from matcher.store.organisations import OrganisationRow, TokenRow, UserRow
from matcher.store.startups import StartupRow

EXTRA = {"role": "administrator", "organisation_id": "1", "organisation": "1", "is_active": "0",
         "verified": "1", "confirmed_at": "2026-01-01", "session_epoch": "99", "firm_id": "1",
         "state": "curation", "published": "1", "trl_checked": "1", "teaser_state": "approved",
         "officer_id": "1", "is_staff": "1", "id": "1", "password_hash": "x"}  # fmt: skip
TITLE = "Filtrer des effluents"
NOTICE = "Un industriel cherche une filtration membranaire pour des effluents."
MINE = ("role", "organisation_id", "is_active", "session_epoch", "confirmed_at", "password_hash")


@pytest.fixture
def noted(caplog):
    caplog.set_level(logging.WARNING, logger="passerelle.security")

    def read():
        lines = [json.loads(each.message) for each in caplog.records
                 if each.name == "passerelle.security"]  # fmt: skip
        return [line for line in lines if line["event"] == "form.unknown_fields"]

    return read


def row(play, table, number):
    with play.services.database.session(writes=False) as session:
        return session.get_one(table, number)


def told(row_, names):
    return {name: getattr(row_, name) for name in names}


def test_t14_nobody_makes_themselves_an_administrator(play, noted):
    """role=administrator, is_active… in the form of the own account: ignored, and logged."""
    before = told(row(play, UserRow, play.firm.user.id), MINE)
    form = play.firm.form("/account/settings", "/settings/details")
    assert play.firm.send(form, **EXTRA, name="Autre nom").status_code == 303
    after = row(play, UserRow, play.firm.user.id)
    assert told(after, MINE) == before
    assert after.name == "Autre nom", "the form itself was taken"
    [line] = noted()
    assert line["user"] == play.firm.user.id
    assert line["count"] == len(EXTRA)
    assert set(line["fields"]) <= set(EXTRA)
    assert "administrator" not in json.dumps(line)


def test_t14_a_firm_cannot_publish_or_give_away_its_challenge(play, noted):
    """state, firm_id, officer_id and teaser_state in the form of a challenge: ignored, logged."""
    number = play.post(visibility="anonymous", teaser_title=TITLE, teaser_text=NOTICE)
    assert not noted(), "an honest form holds no strangers"
    path = f"/firm/challenges/{number}/edit"
    form = play.firm.form(path, "/firm/challenges/save")
    play.firm.send(form, **EXTRA, do="save")
    after = row(play, ChallengeRow, number)
    assert after.firm_id == play.firm_id
    assert after.officer_id is None
    assert after.teaser_state != "approved"
    assert noted()


def test_t14_a_startup_cannot_check_itself(play, noted):
    """trl_checked, key, version… in the profile's form: ignored, logged."""
    before = row(play, StartupRow, play.fits)
    form = play.startup.form("/startup/profile", "/profile")
    extra = {name: EXTRA[name] for name in EXTRA if name not in form[1]}
    play.startup.send(form, **extra, key="stolen")
    after = row(play, StartupRow, play.fits)
    assert (after.key, after.id) == (before.key, before.id)
    assert row(play, OrganisationRow, play.fits).name == "Aquaverte"
    assert noted()


def test_t14_an_invitation_gives_the_role_that_it_was_made_for(play, noted):
    """role and organisation_id in a colleague's invitation, and in its acceptance: ignored."""
    form = play.firm.form("/account/colleagues", "/colleagues")
    play.firm.send(form, **EXTRA, name="B", email="b@essai.invalid", language="fr")
    with play.services.database.session(writes=False) as session:
        found = (row.payload for row in session.scalars(select(TokenRow)))
        payload = next(each for each in found if each.get("email") == "b@essai.invalid")
    assert (payload["role"], payload["organisation_id"]) == ("firm", play.firm_id)
    [letter] = [each for each in play.work(minutes=1) if "b@essai.invalid" in each.to]
    body = letter.message.get_body(("plain",)).get_content()
    link = body.split("http://localhost", 1)[1].split()[0]
    form = play.second.form(link, link)
    play.second.send(
        form, **EXTRA, name="B", password="trois lanternes au bord du port", consent="yes"
    )
    with play.services.database.session(writes=False) as session:
        made = session.scalars(select(UserRow).where(UserRow.email == "b@essai.invalid")).one()
    assert (made.role, made.organisation_id) == (Role.FIRM, play.firm_id)
    assert len(noted()) == 2


def test_t14_honest_forms_are_not_taken_for_attempts(play, noted):
    """A whole introduction by the forms of the pages leaves no line in the log."""
    introduction = play.proposed()
    for side in (play.firm, play.startup):
        side.do(f"/introductions/{introduction}/answer", "/accept")
    play.officer.do(f"/introductions/{introduction}", "/record", outcome="met", note="Vu.")
    assert noted() == []
