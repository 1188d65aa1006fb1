"""The directory, e-mails and the journal as officers use them in a browser without scripts."""

import io
import re

import pytest

from matcher.domain.people import OrganisationKind, Role
from matcher.notify.messages import Invitation
from matcher.store.organisations import OrganisationRow
from matcher.store.startups import StartupRow
from matcher.wording.actions import ACTIONS
from matcher.wording.actions import SUBJECTS as SUBJECT_WORDS
from matcher.wording.intake import said
from matcher.wording.intake_files import FILES
from matcher.wording.intake_sentences import ROWS
from matcher.wording.mail import MAIL_KINDS, MAIL_STATES
from matcher.workflow import outbox
from matcher.workflow.context import Context
from matcher.workflow.journal_reading import SUBJECTS
from tests.web.conftest import NOW
from tests.workflow.people import a_challenge, a_firm, a_startup, an_introduction

CSV = "id,nom,description\nx-1,Atlas Eau,Nous filtrons l'eau.\n"


@pytest.fixture
def rows(services, users):
    """Return the ids of a firm and of two startups that look alike."""
    with services.database.session() as session:
        firm = a_firm(session, name="Filature du Nord")
        one = a_startup(session, organisation={"name": "Atlas Capteurs"})
        two = a_startup(session, organisation={"name": "ATLAS CAPTEURS SARL"}, capacity=2)
        challenge = a_challenge(session, firm)
        an_introduction(session, challenge, one)
        an_introduction(session, challenge, two)
        return {"firm": firm.id, "one": one.id, "two": two.id}


@pytest.fixture
def desk(signed_in, rows):
    return signed_in(Role.OFFICER)


def test_lists_are_searched_and_filtered(desk, rows):
    assert "Atlas Capteurs" in desk.get("/desk/directory/startups?words=atlas").text
    assert "Atlas Capteurs" not in desk.get("/desk/directory/startups?words=nulle").text
    assert "Filature du Nord" in desk.get("/desk/directory/firms?sector=agrofood").text
    part = desk.get("/desk/directory/firms?words=filature", headers={"HX-Request": "true"}).text
    assert "Filature" in part
    assert "<html" not in part


def test_every_page_is_there_in_three_languages(desk, rows):
    for path in (
        "/desk/directory/startups",
        "/desk/directory/firms/new",
        "/desk/directory/startups/new",
        f"/desk/directory/firms/{rows['firm']}",
        f"/desk/directory/startups/{rows['one']}",
        f"/desk/directory/firms/{rows['firm']}/edit",
        f"/desk/directory/startups/{rows['one']}/edit",
        f"/desk/directory/{rows['firm']}/disable",
        f"/desk/directory/{rows['one']}/disable",
        "/desk/import",
        "/desk/export",
        "/desk/merge",
        "/desk/merge?kind=firm",
        f"/desk/merge/{rows['one']}/{rows['two']}",
        "/desk/journal",
        "/desk/outbox",
    ):
        for language in ("fr", "ar", "en"):
            assert (
                desk.get(f"{path}{'&' if '?' in path else '?'}lang={language}").status_code == 200
            )


def test_a_firm_is_edited_disabled_and_enabled(desk, rows, services):
    path = f"/desk/directory/firms/{rows['firm']}"
    form = desk.get(f"{path}/edit").text
    version = re.search(r'name="version" value="(\d+)"', form)[1]
    done = desk.post(f"{path}/edit", data={"name": "Filature A", "version": version})
    assert done.status_code == 303
    assert "Filature A" in desk.get(path).text
    assert desk.post(f"{path}/edit", data={"name": "B", "version": version}).status_code == 409
    assert desk.post(f"{path}/edit", data={"name": "", "version": "2"}).status_code == 422
    desk.post(f"/desk/directory/{rows['firm']}/disable", data={"version": "2"})
    with services.database.session(writes=False) as session:
        assert not session.get(OrganisationRow, rows["firm"]).is_active
    desk.post(f"/desk/directory/{rows['firm']}/enable", data={"version": "3"})
    with services.database.session(writes=False) as session:
        assert session.get(OrganisationRow, rows["firm"]).is_active


def test_editing_a_startup_shows_what_is_known_and_keeps_it(desk, rows, services):
    path = f"/desk/directory/startups/{rows['two']}/edit"
    form = desk.get(path).text
    assert re.search(r'id="sectors-\d+"[^>]*value="agrofood" checked', form)
    version = re.search(r'name="version" value="(\d+)"', form)[1]
    data = {"name": "Atlas", "version": version, "status": "paused", "sectors": ["agrofood"]}
    assert desk.post(path, data=data).status_code == 303
    with services.database.session(writes=False) as session:
        assert session.get(StartupRow, rows["two"]).status.value == "paused"


def test_a_startup_like_another_is_added_only_when_sure(desk, rows):
    data = {"name": "Atlas-Capteurs", "texts": "Nous mesurons.\n---\nNous filtrons."}
    assert desk.post("/desk/directory/startups/new", data=data).status_code == 422
    done = desk.post("/desk/directory/startups/new", data=data | {"sure": "yes"})
    assert done.status_code == 303
    assert "Nous filtrons." in desk.get(done.location).text


def test_a_file_is_read_looked_at_and_taken_over(desk, rows, services):
    done = desk.post(
        "/desk/import",
        data={"kind": "startups", "file": (io.BytesIO(CSV.encode()), "startups.csv")},
    )
    assert done.status_code == 303
    assert "Atlas Eau" in desk.get(done.location).text
    applied = desk.post(f"{done.location}/apply", data={})
    assert applied.status_code == 303
    with services.database.session(writes=False) as session:
        assert session.query(StartupRow).filter_by(key="x-1").count() == 1
    assert desk.get(done.location).status_code == 200


def test_a_file_that_cannot_be_read_says_why_in_the_language_of_the_page(desk):
    sent = {"kind": "firms", "file": (io.BytesIO(b"a,b\n1,2\n"), "x.csv")}
    answer = desk.post("/desk/import", data=sent)
    assert answer.status_code == 422
    assert "Il manque une colonne" in answer.text
    assert desk.post("/desk/import", data={"kind": "firms"}).status_code == 422


def test_two_are_merged(desk, rows, services):
    path = f"/desk/merge/{rows['one']}/{rows['two']}"
    version = re.search(r'name="version" value="(\d+)"', desk.get(path).text)[1]
    done = desk.post(path, data={"version": version, "field-name": "going"})
    assert done.status_code == 303
    assert "ATLAS CAPTEURS SARL" in desk.get(done.location).text
    assert desk.get(f"/desk/directory/startups/{rows['two']}").status_code == 200


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_exports_are_files(desk, form):
    made = desk.post(f"/desk/export/startups.{form}")
    assert made.status_code == 200
    assert "attachment" in made.headers["Content-Disposition"]
    assert desk.post("/desk/export/secrets.csv").status_code == 404


def test_e_mails_are_read_stopped_and_filtered(desk, services, users):
    with services.database.session() as session:
        context = Context(session, users[Role.OFFICER], NOW, services)
        invitation = Invitation(organisation="Atlas", link="/invitation/x", expires_at=NOW)
        number = outbox.post(
            context,
            outbox.Mail(to=("a@example.org",), language="fr", message=invitation, dedupe_key="i:1"),
        )
    assert "a@example.org" in desk.get("/desk/outbox?state=waiting").text
    assert "a@example.org" not in desk.get("/desk/outbox?state=sent").text
    assert desk.post(f"/desk/outbox/{number}/resend").status_code == 409
    assert desk.post(f"/desk/outbox/{number}/cancel").status_code == 303


def test_the_journal_is_searched(desk, rows):
    desk.post("/desk/directory/firms/new", data={"name": "Minoterie", "sure": "yes"})
    found = desk.get("/desk/journal?subject=organisation&person=officer").text
    assert "a ajouté une organisation" in found
    assert "Minoterie" in found
    assert "Minoterie" not in desk.get("/desk/journal?person=nobody").text
    link = f"/desk/journal/organisation/{rows['firm']}"
    assert desk.get(link).status_code == 303


def test_every_action_that_is_written_has_its_sentence():
    known = set(ACTIONS["fr"])
    for action in written_actions():
        family, _, code = action.partition(".")
        if code == "*":
            assert any(each.startswith(f"{family}.") for each in known), action
        else:
            assert action in known, action
    assert set(ACTIONS["fr"]) == set(ACTIONS["ar"]) == set(ACTIONS["en"])


def test_every_code_that_is_composed_has_its_sentence():
    from matcher.domain.introduction import Stage
    from matcher.domain.visibility import ChallengeState, TeaserState

    composed = [
        *(f"introduction.{each.value}" for each in Stage),
        *(f"challenge.{each.value}" for each in ChallengeState),
        *(f"teaser.{each.value}" for each in (TeaserState.APPROVED, TeaserState.REFUSED)),
        *(f"verdict.{each}" for each in ("keep", "reject", "no_partner", "undone")),
        *(f"join.{each}" for each in ("asked", "approved", "refused")),
    ]
    assert [each for each in composed if each not in ACTIONS["fr"]] == []


def test_subjects_and_e_mails_have_names():
    for spoken in ("fr", "ar", "en"):
        assert set(SUBJECTS) <= set(SUBJECT_WORDS[spoken])
        assert set(outbox.KINDS) == set(MAIL_KINDS[spoken])
        assert set(outbox.STATES) == set(MAIL_STATES[spoken])


def test_what_a_file_says_keeps_its_places_in_each_language():
    for english, spoken in (ROWS | FILES).items():
        for told in spoken.values():
            assert set(re.findall(r"{\w+}", told)) <= set(re.findall(r"{\w+}", english))
    assert said("'x' is not a TRL", "fr") == "'x' n’est pas un TRL"
    assert said("Something new.", "ar") == "Something new."


def written_actions():
    """Return the codes that the code writes; "family.*" where the rest is composed."""
    import ast
    from pathlib import Path

    found = set()
    for path in Path("matcher").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr != "write" or len(node.args) < 3:
                continue
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                found.add(first.value)
            elif isinstance(first, ast.JoinedStr):
                found.add(f"{first.values[0].value.rstrip('.')}.*")
    return found


def test_an_organisation_of_the_other_kind_is_not_found(desk, rows):
    assert OrganisationKind.FIRM.value == "firm"
    assert desk.get(f"/desk/directory/firms/{rows['one']}").status_code == 404
    assert desk.get("/desk/directory/99999/disable").status_code == 404
