"""A new installation: a link from the command line, an account, a first file taken over."""

import io

import pytest

from benchmarks.load.forms import Forms
from matcher.store.organisations import OrganisationRow, UserRow
from matcher.store.startups import StartupRow
from matcher.workflow.context import Context
from matcher.workflow.first_administrator import invite_administrator
from tests.journeys.play import Browser
from tests.journeys.services import services_in
from tests.telephone import Telephone
from tests.workflow.people import NOW
from web.app import create_app

FILE = (
    "id,nom,secteurs,régions,trl,description\n"
    "aw-1,Atlas Eau,Agroalimentaire,Casablanca-Settat,7,Nous filtrons l'eau de rinçage.\n"
    "aw-2,Oasis Textile,Textile et habillement,Fès-Meknès,5,Nous tissons des filtres.\n"
)


@pytest.fixture
def services(tmp_path):
    built = services_in(tmp_path, demo=False)
    yield built
    built.database.close()


def rows(services, table):
    with services.database.session(writes=False) as session:
        return session.query(table).all()


@pytest.mark.parametrize("has_home", [True, False])
def test_from_the_link_of_the_administrator_to_the_first_file(services, has_home):
    with services.database.session() as session:
        acting = Context(session, None, NOW, services)
        path = invite_administrator(acting, "tete@agence.example", "Une personne")
    app = create_app(services=services, clock=lambda: NOW)
    app.config.update(TESTING=True)
    browser = Browser(None, app.test_client())
    answer = browser.do(path, path, password="une longue phrase de passe", consent="yes")
    assert answer.location == "/account/second-factor"
    assert browser.get("/desk/import").location.startswith("/account/sign-in")
    shown = browser.read("/account/second-factor")
    [form] = [each for each in Forms(shown).found if each[0] == "/account/second-factor"]
    codes = browser.send(form, code=Telephone.reading(shown).code(NOW))
    assert codes.status_code == 200
    [agency], [chief] = rows(services, OrganisationRow), rows(services, UserRow)
    assert (agency.name, agency.kind, chief.organisation_id) == ("Maroc PME", "agency", agency.id)
    if not has_home:
        with services.database.session() as session:
            session.get_one(UserRow, chief.id).organisation_id = None
            session.flush()
            session.delete(session.get_one(OrganisationRow, agency.id))
    page = "/desk/import"
    forms = Forms(browser.read(page)).found
    action, fields = next(each for each in forms if "kind" in each[1])
    sent = (io.BytesIO(FILE.encode()), "startups.csv")
    answer = browser.send((action, fields), kind="startups", file=sent)
    assert answer.status_code == 303
    assert rows(services, StartupRow) == []
    browser.do(answer.location, "/apply")
    assert [row.key for row in rows(services, StartupRow)] == ["aw-1", "aw-2"]
