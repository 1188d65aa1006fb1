"""The journal of what people agreed to and of the copies that were made for them."""

import pytest

from matcher.domain.people import Role
from matcher.workflow import consents, my_data
from tests.workflow.journal_lines import actions, last
from tests.workflow.people import a_firm, a_person, an_agency, an_officer


@pytest.fixture
def row(session):
    return a_person(session, Role.FIRM, a_firm(session))


def test_a_text_that_is_agreed_to(session, acting, row):
    consents.record(acting(row.user()), "account", "fr", user_id=row.id)
    assert last(session) == ("consent.given", row.id, "user", row.id)


def test_a_copy_is_announced_once_a_day(session, acting, row):
    an_agency(session)
    officer = an_officer(session)
    my_data.announce(acting(officer), row.id)
    assert last(session) == ("data.announced", officer.id, "user", row.id)
    my_data.announce(acting(officer), row.id)
    assert actions(session).count("data.announced") == 1
