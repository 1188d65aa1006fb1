"""A house whose challenges were all matched, and an officer at its planner."""

import pytest

from matcher.domain.people import Role
from matcher.store.organisations import OrganisationRow
from matcher.workflow import matching
from matcher.workflow.context import Context
from tests.web.conftest import NOW
from tests.web.plans.desk import FIRMS, STARTUPS, Desk
from tests.workflow.gate import FakeGate
from tests.workflow.people import a_challenge, a_firm, a_firm_member, a_person, a_startup

WATER = "Nous savons traiter les eaux de rinçage des ateliers."


@pytest.fixture
def filled(services, users):
    """Return the ids of firms, their challenges and startups, once all challenges were matched."""
    services.engine = FakeGate()
    made = {"firms": [], "challenges": [], "startups": []}
    with services.database.session() as session:
        for number in range(FIRMS):
            firm = a_firm(session, name=f"Atelier {number + 1}")
            a_firm_member(session, firm)
            row = a_challenge(session, firm, title=f"Eaux de rinçage {number + 1}")
            made["firms"].append(firm.id)
            made["challenges"].append(row.id)
        for number in range(STARTUPS):
            home = {"name": f"Filtrex {number + 1}", "region": "MA-06"}
            row = a_startup(session, WATER, organisation=home)
            a_person(session, Role.STARTUP, session.get_one(OrganisationRow, row.id))
            made["startups"].append(row.id)
        for challenge in made["challenges"]:
            matching.run(Context(session, None, NOW, services), challenge)
    return made


@pytest.fixture
def desk(filled, signed_in, services):
    return Desk(signed_in(Role.OFFICER), services)
