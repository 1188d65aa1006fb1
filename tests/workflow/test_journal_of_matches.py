"""The journal of challenges, of profiles, of verdicts and of introductions."""

import pytest

from matcher.domain.introduction import DeclineReason, RejectReason, Side, Stage
from matcher.domain.visibility import TeaserState
from matcher.workflow import (
    attachments,
    capabilities,
    curation,
    decks,
    introductions,
    matching,
    shortlists,
    startups,
    teasers,
)
from matcher.workflow import challenge_drafts as drafts
from matcher.workflow import challenge_steps as steps
from matcher.workflow.challenge_discarding import discard
from matcher.workflow.introduction_proofs import attach_proof
from tests.workflow.introduction_cases import Table, a_table, a_trio, days
from tests.workflow.journal_lines import actions, last
from tests.workflow.people import (
    a_challenge,
    a_firm,
    a_firm_member,
    a_sealed_challenge,
    a_startup,
    a_startup_member,
    an_officer,
)
from tests.workflow.test_firm_challenges import GOOD, TEASER, row_of, submitted
from tests.workflow.test_startup_decks import a_deck


@pytest.fixture
def firm(session, acting):
    return acting(a_firm_member(session, a_firm(session)))


@pytest.fixture
def officer(session, acting):
    return acting(an_officer(session))


@pytest.fixture
def table(session, acting) -> Table:
    return a_table(session, acting)


def new(session, taken):
    """Return what was written since so many lines."""
    return actions(session)[taken:]


def test_the_life_of_a_challenge(session, firm):
    row = submitted(firm)
    assert actions(session) == ["challenge.created", "challenge.submitted"]
    steps.withdraw(firm, row.id, row.version)
    assert last(session) == ("challenge.withdrawn", firm.actor.id, "challenge", row.id)
    steps.reopen(firm, row.id, row.version)
    assert last(session)[0] == "challenge.draft"
    saved = drafts.start(firm, GOOD, page="another")
    discard(firm, saved.id, saved.version)
    assert last(session) == ("challenge.discarded", firm.actor.id, "challenge", saved.id)


def test_files_of_a_challenge(session, firm):
    saved = drafts.start(firm, GOOD)
    file = attachments.ReadFile("cahier.pdf", b"%PDF-1", "Le texte du cahier des charges.")
    number = attachments.add(firm, saved.id, file)
    assert last(session) == ("attachment.added", firm.actor.id, "challenge", saved.id)
    attachments.remove(firm, saved.id, number)
    assert last(session) == ("attachment.removed", firm.actor.id, "challenge", saved.id)


def test_a_teaser_handed_in_refused_and_approved(session, firm, officer):
    row = submitted(firm, TEASER)
    assert row.teaser_state is TeaserState.PENDING
    teasers.refuse(officer, row.id, row.version, "Retirez le mot urgent.")
    assert last(session) == ("teaser.refused", officer.actor.id, "challenge", row.id)
    other = submitted(firm, TEASER)
    teasers.approve(officer, other.id, other.version)
    assert last(session) == ("teaser.approved", officer.actor.id, "challenge", other.id)


def test_a_challenge_taken_up_without_a_partner_and_with_one(session, acting, officer, worker):
    row = a_challenge(session)
    startup = a_startup(session, "Nous savons traiter les eaux de rinçage des ateliers.")
    matching.run(worker, row.id)
    curation.claim(officer, row.id, row.version)
    assert last(session) == ("challenge.claimed", officer.actor.id, "challenge", row.id)
    curation.no_partner(officer, row.id, row.version, "Un cluster.")
    assert actions(session)[-2:] in (
        ["challenge.no_partner", "verdict.no_partner"],
        ["verdict.no_partner", "challenge.no_partner"],
    )
    curation.undo(officer, row.id)
    assert "verdict.undone" in actions(session)
    mark = {card.startup_id: card.mark for card in curation.page(officer, row.id).cards}
    curation.keep(officer, row.id, startup.id, mark[startup.id])
    assert actions(session)[-2:] == ["introduction.kept", "verdict.keep"] or {
        "introduction.kept",
        "verdict.keep",
    } <= set(actions(session))
    curation.release(officer, row.id, row.version)
    assert {"introduction.released", "challenge.shortlisted"} <= set(actions(session))


def test_a_startup_rejected(session, officer, worker):
    row = a_challenge(session)
    startup = a_startup(session, "Nous savons traiter les eaux de rinçage des ateliers.")
    matching.run(worker, row.id)
    [card] = curation.page(officer, row.id).cards
    curation.reject(officer, row.id, startup.id, card.mark, next(iter(RejectReason)), "")
    assert "verdict.reject" in actions(session)


def test_a_shortlist_put_in_another_order_and_taken_back(session, officer):
    row = a_challenge(session)
    one, two = a_startup(session), a_startup(session)
    for each in (one, two):
        introductions.keep(officer, row.id, each.id)
    introductions.reorder(officer, row.id, [two.id, one.id])
    assert last(session) == ("shortlist.reordered", officer.actor.id, "challenge", row.id)
    introductions.take_back(officer, row.id, one.id)
    assert last(session)[0] == "introduction.suggested"


def test_what_a_startup_writes_of_itself(session, acting):
    mine = acting(a_startup_member(session, a_startup(session, "Nous filtrons les eaux.")))
    number = capabilities.add(mine, "Mesure", "Nous mesurons les débits en continu.")
    view = capabilities.capability(mine, number)
    capabilities.edit(mine, number, view.mark, "Mesure", "Nous mesurons les débits et le pH.")
    capabilities.move(mine, number, 1)
    capabilities.remove(mine, number, capabilities.capability(mine, number).mark)
    found = actions(session)
    assert [each for each in found if each.startswith("capability.")] == [
        "capability.added",
        "capability.edited",
        "capability.moved",
        "capability.removed",
    ]
    assert "startup.versioned" in found
    deck = decks.keep(mine, a_deck())
    assert last(session)[::2] == ("deck.read", startups.SUBJECT)
    decks.drop(mine, deck)
    assert last(session)[0] == "deck.decided"


def test_an_introduction_from_the_wish_to_the_contract(session, acting):
    table = a_table(session, acting, challenge=a_sealed_challenge, stage=Stage.RELEASED)
    introductions.firm_wants(table.as_firm(), table.row.id, table.row.version)
    assert last(session) == (
        "introduction.wanted", table.firm_member.id, "introduction", table.row.id
    )  # fmt: skip
    table.propose()
    for side in (Side.FIRM, Side.STARTUP):
        if side is Side.STARTUP or table.row.stage is Stage.PROPOSED:
            introductions.answer(table.as_side(side), table.row.id, table.row.version, yes=True)
    for to in (Stage.MET, Stage.NDA, Stage.PILOT, Stage.CONTRACT):
        introductions.record(table.as_officer(), table.row.id, table.row.version, to, "Vu.")
    found = actions(session)
    for each in (
        "introduction.proposed",
        "introduction.accepted",
        "introduction.met",
        "introduction.nda",
        "introduction.pilot",
        "introduction.contract",
    ):
        assert found.count(each) == 1, each


def test_a_yes_and_a_no_that_is_passed_on(table, session):
    table.propose()
    introductions.answer(table.as_firm(), table.row.id, table.row.version, yes=True)
    assert last(session)[:2] == ("introduction.accepted_by_one", table.firm_member.id)
    introductions.answer(
        table.as_startup(),
        table.row.id,
        table.row.version,
        yes=False,
        reason=DeclineReason.NO_TIME,
        note="Nous sommes trop occupés chez un client.",
    )
    assert last(session)[:2] == ("introduction.declined", table.startup_member.id)
    introductions.forward_note(table.as_officer(), table.row.id, table.row.version, "Poli")
    assert last(session)[:2] == ("introduction.note_forwarded", table.officer.id)


def test_the_clock_reminds_and_ends(table, session):
    table.propose()
    introductions.remind_due(table.as_worker(days(8)))
    assert last(session)[:3] == ("introduction.reminded", None, "introduction")
    introductions.expire_due(table.as_worker(days(40)))
    assert last(session)[:3] == ("introduction.expired", None, "introduction")


def test_an_outcome_without_a_future_and_its_proof(table, session):
    table.accept_both()
    introductions.record(table.as_officer(), table.row.id, table.row.version, Stage.MET, "Vu.")
    attach_proof(table.as_officer(), table.row.id, "photo.pdf", b"%PDF-1.4\n%%EOF")
    assert last(session)[0] == "introduction.proof_added"
    introductions.record(table.as_officer(), table.row.id, table.row.version, Stage.NO_FIT, "Non.")
    assert last(session)[0] == "introduction.no_fit"


def test_a_third_that_leaves(session, acting):
    table = a_trio(session, acting)
    assert last(session)[0] == "introduction.support_chosen"
    table.propose()
    introductions.answer(
        table.as_side(Side.SUPPORT),
        table.row.id,
        table.row.version,
        yes=False,
        reason=DeclineReason.NO_TIME,
    )
    assert "introduction.without_support" in actions(session)


def test_what_is_read_is_not_written(session, firm, officer):
    row = submitted(firm)
    taken = len(actions(session))
    shortlists.asked_of_my_firm(firm)
    curation.page(officer, row.id)
    assert row_of(firm, row.id) is not None
    assert new(session, taken) == []
