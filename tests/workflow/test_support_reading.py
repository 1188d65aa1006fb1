"""Support bodies of a challenge: kept with the run, read by officers, shown to firms on choice."""

from dataclasses import replace

import pytest

from matcher.domain.challenge import Challenge
from matcher.domain.introduction import Stage
from matcher.domain.support import Service, SupportCode
from matcher.errors import NotAllowed, NotFound
from matcher.ranking.support import support_for
from matcher.store.matches import MatchRunRow
from matcher.workflow import curation, matching, support_bodies, support_reading
from tests.workflow import people

ASK = "Le client exige un rapport d'essai d'un laboratoire accrédité sur nos carreaux."


@pytest.fixture
def firm(session):
    return people.a_firm(session)


@pytest.fixture
def officer(session):
    return people.an_officer(session)


@pytest.fixture
def named(gate, monkeypatch):
    """Have the engine of the tests name support bodies as the real one does by words."""
    plain = gate.match

    def match(challenge: Challenge, *, top: int):
        answer = plain(challenge, top=top)
        found = support_for(challenge)
        told = replace(answer.matches, support=found.called, alternatives=found.alternatives)
        return replace(answer, matches=told)

    monkeypatch.setattr(gate, "match", match)


@pytest.fixture
def challenge(session, worker, firm, named):
    row = people.a_challenge(
        session, firm, title="Carreaux", context=ASK, sectors=["building_materials"], language="fr"
    )
    matching.run(worker, row.id)
    return row


def test_an_officer_reads_what_the_run_kept_with_its_words(acting, officer, challenge):
    first, *_ = support_reading.suggested(acting(officer), challenge.id)
    assert (first.key, first.is_called_for, first.organisation_id) == ("cetemco", True, None)
    reason = first.reasons[0]
    assert (reason.code, reason.service) == (SupportCode.SERVICE_ASKED, Service.TESTS_LAB)
    assert reason.quote == ASK
    assert first.label.startswith("CETEMCO, Centre")


def test_a_body_that_takes_part_is_named_with_its_organisation(acting, officer, challenge):
    context = acting(officer)
    support_bodies.bring_in(context)
    first, *_ = support_reading.suggested(context, challenge.id)
    assert first.organisation_id is not None


def test_a_run_made_before_there_were_suggestions_gets_them_at_the_next_search(
    session, worker, acting, officer, challenge
):
    run = session.query(MatchRunRow).filter_by(reading="full").one()
    run.support = []
    session.flush()
    matching.run(worker, challenge.id)
    assert session.query(MatchRunRow).filter_by(reading="full").count() == 1
    assert support_reading.suggested(acting(officer), challenge.id)[0].key == "cetemco"


def test_the_firm_reads_nothing_before_an_officer_shows_it(
    session, acting, officer, firm, challenge
):
    member = people.a_firm_member(session, firm)
    assert support_reading.shown_to_firm(acting(member), challenge.id) == ()
    with pytest.raises(NotAllowed):
        support_reading.suggested(acting(member), challenge.id)


def test_at_release_the_firm_is_shown_what_the_officer_left_ticked(
    session, acting, officer, firm, challenge
):
    startup = people.a_startup(session, "Mesure de carreaux.")
    people.an_introduction(session, challenge, startup, Stage.KEPT)
    curation.release(acting(officer), challenge.id, challenge.version, ["cetemco", "invented"])
    member = people.a_firm_member(session, firm)
    shown = support_reading.shown_to_firm(acting(member), challenge.id)
    assert [each.key for each in shown] == ["cetemco"]
    assert shown[0].reasons[0].quote == ASK


def test_at_release_without_ticks_the_firm_is_shown_none(session, acting, officer, firm, challenge):
    startup = people.a_startup(session, "Mesure de carreaux.")
    people.an_introduction(session, challenge, startup, Stage.KEPT)
    curation.release(acting(officer), challenge.id, challenge.version)
    member = people.a_firm_member(session, firm)
    assert support_reading.shown_to_firm(acting(member), challenge.id) == ()


def test_another_firm_reads_nothing(session, acting, challenge):
    stranger = people.a_firm_member(session, people.a_firm(session))
    with pytest.raises(NotFound):
        support_reading.shown_to_firm(acting(stranger), challenge.id)


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "Essais et analyses de laboratoire"), ("ar", "اختبارات"), ("en", "Laboratory tests")],
)
def test_the_draft_for_no_partner_names_the_body_in_the_firms_language(
    session, acting, officer, challenge, language, said
):
    challenge.language = language
    session.flush()
    draft = support_reading.fallback_draft(acting(officer), challenge.id)
    assert "CETEMCO" in draft
    assert said in draft
    assert ASK in draft


def test_the_draft_names_an_alternative_where_nothing_calls_for_a_body(
    session, worker, acting, officer, firm, named
):
    row = people.a_challenge(
        session, firm, title="Chaleur", context="Récupérer la chaleur.", sectors=["textile"]
    )
    matching.run(worker, row.id)
    (first, *_) = support_reading.suggested(acting(officer), row.id)
    assert (first.key, first.is_called_for) == ("ctth", False)
    assert "CTTH" in support_reading.fallback_draft(acting(officer), row.id)


def test_there_is_no_draft_without_a_body(acting, officer, session, firm):
    row = people.a_challenge(session, firm)
    assert support_reading.fallback_draft(acting(officer), row.id) == ""
