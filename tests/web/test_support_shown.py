"""Technical centres and clusters: on the curation page, in "no partner", and at the firm."""

from dataclasses import replace

import pytest

from matcher.domain.introduction import Stage
from matcher.domain.people import Role
from matcher.ranking.support import support_for
from matcher.store.challenges import ChallengeRow
from matcher.store.organisations import OrganisationRow
from matcher.workflow import matching
from matcher.workflow.context import Context
from tests.workflow.gate import FakeGate
from tests.workflow.people import NOW, a_challenge, a_startup, an_introduction

ASK = "Le client exige un rapport d'essai d'un laboratoire accrédité sur nos carreaux."
NAME = "Centre des techniques et matériaux de construction"


class NamingGate(FakeGate):
    """The engine of the tests, which names support bodies as the real one does by words."""

    def match(self, challenge, *, top, warned=True):
        answer = super().match(challenge, top=top, warned=warned)
        found = support_for(challenge)
        told = replace(answer.matches, support=found.called, alternatives=found.alternatives)
        return replace(answer, matches=told)


@pytest.fixture
def challenge(services, users):
    services.engine = NamingGate()
    with services.database.session() as session:
        firm = session.get(OrganisationRow, users[Role.FIRM].organisation_id)
        row = a_challenge(
            session,
            firm,
            title="Carreaux",
            context=ASK,
            sectors=["building_materials"],
            language="fr",
        )
        matching.run(Context(session, None, NOW, services), row.id)
        return row.id


def released(services, challenge_id):
    with services.database.session() as session:
        row = session.get(ChallengeRow, challenge_id)
        startup = a_startup(session, "Mesure de carreaux en ligne.")
        an_introduction(session, row, startup, Stage.KEPT)
        return row.version


@pytest.mark.parametrize(
    ("language", "kind", "service"),
    [
        ("fr", "Centre technique industriel", "Essais et analyses de laboratoire"),
        ("ar", "مركز تقني صناعي", "اختبارات وتحاليل مخبرية"),
        ("en", "Industrial technical centre", "Laboratory tests and analyses"),
    ],
)
def test_the_officer_reads_the_centre_its_reason_and_the_words(
    challenge, signed_in, language, kind, service
):
    officer = signed_in(Role.OFFICER)
    shown = officer.get(f"/desk/challenges/{challenge}?lang={language}").get_data(as_text=True)
    for words in (NAME, kind, service):
        assert words in shown
    assert "laboratoire accrédité sur nos carreaux.</q>" in shown


def test_the_answer_no_partner_starts_with_a_named_alternative(challenge, signed_in):
    officer = signed_in(Role.OFFICER)
    shown = officer.get(f"/desk/challenges/{challenge}/no-partner").get_data(as_text=True)
    draft = shown.split("<textarea", 1)[1].split("</textarea>", 1)[0]
    assert NAME in draft
    assert "Essais et analyses de laboratoire" in draft


def test_what_the_officer_left_ticked_is_read_by_the_firm(challenge, services, signed_in):
    version = released(services, challenge)
    officer = signed_in(Role.OFFICER)
    asked = officer.get(f"/desk/challenges/{challenge}/release").get_data(as_text=True)
    assert 'name="support" value="cetemco" checked' in asked
    firm = signed_in(Role.FIRM)
    assert NAME not in firm.get(f"/firm/challenges/{challenge}").get_data(as_text=True)
    sent = {"version": version, "support": "cetemco"}
    assert officer.post(f"/desk/challenges/{challenge}/release", data=sent).status_code == 303
    for page in ("", "/shortlist"):
        shown = firm.get(f"/firm/challenges/{challenge}{page}").get_data(as_text=True)
        assert NAME in shown
        assert "laboratoire accrédité sur nos carreaux.</q>" in shown


def test_what_the_officer_unticked_is_not(challenge, services, signed_in):
    version = released(services, challenge)
    officer = signed_in(Role.OFFICER)
    officer.post(f"/desk/challenges/{challenge}/release", data={"version": version})
    firm = signed_in(Role.FIRM)
    assert NAME not in firm.get(f"/firm/challenges/{challenge}/shortlist").get_data(as_text=True)
