"""A support body reads a startup that lists firms: which one asks must not show in the list."""

import pytest

from matcher.domain.introduction import Side, Why
from matcher.domain.match import ReasonCode
from matcher.domain.visibility import Visibility
from matcher.workflow import introduction_letters, introduction_reading, introductions, matching
from matcher.workflow.introduction_moves import parties
from matcher.workflow.naming import HIDDEN
from tests.workflow.introduction_cases import STARTUP_NAME, Table, a_trio
from tests.workflow.people import an_anonymous_challenge

FIRMS = ("Betamem", "Minoterie Zagora", "Filtrex")
LIST = f"Nous filtrons les eaux de procédé chez {', '.join(FIRMS)}."
STARTUP = STARTUP_NAME.removesuffix(" SARL")
CERTIFIED = [f"Fournisseur agréé {each}" for each in FIRMS]


@pytest.fixture(params=[Visibility.ANONYMOUS, Visibility.SEALED])
def table(request, session, acting) -> Table:
    """Return three at a table; the challenge is anonymous, or was sealed after they were asked."""
    made = a_trio(session, acting, challenge=an_anonymous_challenge, startup={"tagline": LIST})
    made.startup.certifications = CERTIFIED
    made.startup.capabilities[0].text = LIST
    introductions.propose(made.as_officer(), made.row.id, made.row.version, _words(FIRMS[0]))
    made.challenge.visibility = request.param
    return made


def _words(firm: str) -> Why:
    support = f"Essais à prévoir pour {firm} et {STARTUP}. Elle écrit :\n« {LIST} »"
    return Why("Elle filtre les eaux.", "Votre filtre répond à ce besoin.", support)


def _told(table: Table, worker, firm: str) -> tuple:
    """Return what the support body reads when this firm is the one that asks."""
    table.firm.name, table.firm.website = firm, ""
    table.row.why = _words(firm).packed()
    table.session.flush()
    matching.run(worker, table.challenge.id)
    view = introduction_reading.read(table.as_support(), table.row.id)
    who = parties(worker, table.row)
    introduction_letters.ask(worker, table.row, who, Side.SUPPORT, f"proposed:{firm}")
    letter = table.mails("introduction_proposed_to_support")[-1]
    return view.startup, view.reasons, view.why.support, letter.payload["why"]


def test_a_list_of_firms_reads_alike_whichever_of_them_asks(table, worker):
    first, *others = [_told(table, worker, name) for name in FIRMS]
    for told in others:
        assert told == first
    facts, reasons, page, letter = first
    assert (facts.tagline, facts.certifications) == (LIST, tuple(CERTIFIED))
    for words in (page, letter):
        assert words == f"Essais à prévoir pour {HIDDEN} et {HIDDEN}. Elle écrit :\n« {LIST} »"
    if table.challenge.visibility is Visibility.ANONYMOUS:
        (quote,) = (each.quote for each in reasons if each.code is ReasonCode.CLOSEST_PASSAGE)
        assert "Nous filtrons les eaux" in quote


def test_the_startup_is_not_named_by_its_own_list(table, worker):
    table.startup.tagline = f"{STARTUP} filtre chez {FIRMS[0]}."
    assert _told(table, worker, FIRMS[0])[0].tagline == f"{HIDDEN} filtre chez {FIRMS[0]}."
