"""The fixtures of workflow tests do what they promise."""

from matcher.store.organisations import OrganisationRow
from matcher.workflow.engine_texts import full_challenge, startup_of
from tests.workflow.people import a_challenge, a_firm, a_startup, an_officer


def test_the_fake_engine_quotes_exactly(session, gate):
    firm = a_firm(session)
    row = a_challenge(session, firm)
    near = a_startup(session, "Nous vendons du pain. Nous traitons les eaux de rinçage.")
    far = a_startup(session, "Nous vendons du pain.")
    startups = [startup_of(each, session.get(OrganisationRow, each.id)) for each in (near, far)]
    gate.refresh(lambda: startups, number=1)

    answer = gate.match(full_challenge(row, firm), top=5)

    assert [match.startup_id for match in answer.matches.matches] == [near.key]
    evidence = answer.matches.matches[0].reasons[0].evidence
    text = near.capabilities[0].text
    assert text[evidence.start : evidence.end] == evidence.text
    assert evidence.text == "Nous traitons les eaux de rinçage."


def test_a_context_knows_who_acts(session, acting):
    officer = an_officer(session)

    assert acting(officer).staff() == officer
