"""What officers decide on the startups of a challenge."""

import pytest
from sqlalchemy import select

from matcher.domain.introduction import RejectReason, Stage
from matcher.domain.visibility import ChallengeState
from matcher.errors import InvalidForm, NotAllowed, NotFound, NotPossible, StalePage
from matcher.store.challenges import ChallengeRow
from matcher.store.introductions import IntroductionRow
from matcher.store.journal import JournalRow
from matcher.store.matches import VerdictRow
from matcher.store.outbox import OutboxRow
from matcher.store.startups import InterestRow
from matcher.workflow import curation, matching
from tests.workflow.people import (
    NOW,
    a_challenge,
    a_firm,
    a_firm_member,
    a_startup,
    a_startup_member,
    an_introduction,
    an_officer,
)

WATER = "Nous savons traiter les eaux de rinçage des ateliers."
FILTERS = "Nos filtres pour traiter les eaux sont compacts."
POTTERY = "Nous formons des potiers."


@pytest.fixture
def officer(session):
    return an_officer(session, name="Chargée")


@pytest.fixture
def firm(session):
    return a_firm(session, name="Atelier du Nord")


@pytest.fixture
def challenge(session, firm):
    return a_challenge(session, firm)


@pytest.fixture
def startups(session):
    return [a_startup(session, WATER), a_startup(session, FILTERS), a_startup(session, POTTERY)]


@pytest.fixture
def desk(acting, officer, worker, challenge, startups):
    """The officer at work, once the challenge was matched."""
    matching.run(worker, challenge.id)
    return acting(officer)


def stage_of(session, challenge, startup):
    found = select(IntroductionRow.stage).where(
        IntroductionRow.challenge_id == challenge.id, IntroductionRow.startup_id == startup.id
    )
    return session.scalar(found)


def test_the_page_shows_each_requirement_with_the_words_that_answer_it(desk, challenge, startups):
    page = curation.page(desk, challenge.id)
    first = page.cards[0]
    assert first.startup_id == startups[0].id
    assert [(each.requirement, each.state) for each in first.answers] == [
        ("traiter les eaux de rinçage", "met")
    ]
    assert first.answers[0].quotes[0].text == WATER
    assert (page.undecided, page.kept, page.rejected) == (2, 0, 0)
    assert page.may_decide
    assert page.may_say_none
    assert not page.may_release


def test_what_no_word_answers_is_an_unmet_must(session, desk, worker, firm, startups):
    row = a_challenge(session, firm, requirements=("traiter les eaux", "certification nucléaire"))
    matching.run(worker, row.id)
    first = curation.page(desk, row.id).cards[0]
    assert [each.state for each in first.answers] == ["met", "none"]
    assert first.unmet_musts == 1


def test_more_startups_are_shown_when_asked_for(desk, challenge):
    page = curation.page(desk, challenge.id, shown=1)
    assert len(page.cards) == 1
    assert page.more == 1
    assert curation.page(desk, challenge.id, shown=2).more == 0


def test_keeping_puts_a_startup_on_the_shortlist(session, desk, challenge, startups, officer):
    curation.keep(desk, challenge.id, startups[0].id, 0)
    page = curation.page(desk, challenge.id)
    assert [card.startup_id for card in page.shortlist] == [startups[0].id]
    assert page.cards[0].verdict.user_name == "Chargée"
    assert not page.cards[0].verdict.by_hand
    assert page.next_undecided(startups[0].id) == startups[1].id
    assert page.may_release
    assert not page.may_say_none
    row = session.get(ChallengeRow, challenge.id)
    assert (row.state, row.officer_id) == (ChallengeState.CURATION, officer.id)


def test_the_same_decision_sent_twice_is_made_once(session, desk, challenge, startups):
    first = curation.keep(desk, challenge.id, startups[0].id, 0)
    assert curation.keep(desk, challenge.id, startups[0].id, 0) == first
    assert len(session.scalars(select(VerdictRow)).all()) == 1


def test_of_two_officers_the_first_decides(session, acting, desk, challenge, startups):
    curation.keep(desk, challenge.id, startups[0].id, 0)
    other = acting(an_officer(session))
    with pytest.raises(StalePage):
        curation.reject(other, challenge.id, startups[0].id, 0, RejectReason.OFF_TOPIC)
    assert stage_of(session, challenge, startups[0]) is Stage.KEPT


def test_a_kept_startup_can_be_rejected_with_the_page_of_now(session, desk, challenge, startups):
    curation.keep(desk, challenge.id, startups[0].id, 0)
    mark = curation.page(desk, challenge.id).cards[0].mark
    curation.reject(desk, challenge.id, startups[0].id, mark, "conflict", "  Même groupe.  ")
    card = curation.page(desk, challenge.id).cards[0]
    assert (card.verdict.kind, card.verdict.reason, card.verdict.note) == (
        "reject",
        "conflict",
        "Même groupe.",
    )
    assert not card.is_kept
    assert stage_of(session, challenge, startups[0]) is Stage.SUGGESTED


def test_a_rejection_needs_a_reason(desk, challenge, startups):
    with pytest.raises(InvalidForm) as refused:
        curation.reject(desk, challenge.id, startups[0].id, 0, "")
    assert "reason" in refused.value.fields


def test_undo_takes_the_last_decision_back(session, desk, challenge, startups):
    curation.reject(desk, challenge.id, startups[1].id, 0, RejectReason.OFF_TOPIC)
    kept = curation.keep(desk, challenge.id, startups[0].id, 0)
    assert curation.page(desk, challenge.id).last.id == kept
    assert curation.undo(desk, challenge.id) == startups[0].id
    assert stage_of(session, challenge, startups[0]) is Stage.SUGGESTED
    assert curation.undo(desk, challenge.id, kept) == startups[0].id
    assert curation.page(desk, challenge.id).rejected == 1
    assert curation.undo(desk, challenge.id) == startups[1].id
    with pytest.raises(NotPossible):
        curation.undo(desk, challenge.id)


def test_a_replay_after_an_undo_changes_nothing(desk, challenge, startups):
    curation.keep(desk, challenge.id, startups[0].id, 0)
    curation.undo(desk, challenge.id)
    with pytest.raises(StalePage):
        curation.keep(desk, challenge.id, startups[0].id, 0)


def test_what_was_released_cannot_be_undone_here(desk, challenge, startups):
    kept = curation.keep(desk, challenge.id, startups[0].id, 0)
    version = curation.page(desk, challenge.id).challenge.version
    assert curation.release(desk, challenge.id, version) == 1
    with pytest.raises(NotPossible):
        curation.undo(desk, challenge.id, kept)
    assert curation.page(desk, challenge.id).cards[0].is_released


def test_the_shortlist_can_be_reordered(desk, challenge, startups):
    for startup in startups:
        curation.keep(desk, challenge.id, startup.id, 0)
    one, two, three = (startup.id for startup in startups)

    def order():
        return [card.startup_id for card in curation.page(desk, challenge.id).shortlist]

    curation.shift(desk, challenge.id, three, "first")
    assert order() == [three, one, two]
    curation.shift(desk, challenge.id, one, "down")
    assert order() == [three, two, one]
    curation.shift(desk, challenge.id, one, "up")
    assert order() == [three, one, two]
    curation.reorder(desk, challenge.id, [two, one])
    assert order() == [two, one, three]


def test_a_startup_that_the_engine_did_not_list_is_added_by_hand(desk, challenge, startups):
    potter = startups[2]
    (found,) = curation.look_up(desk, challenge.id, "potiers formons")
    assert (found.startup_id, found.rank, found.kind) == (potter.id, None, "")
    curation.add_by_hand(desk, challenge.id, potter.id, found.mark)
    card = curation.page(desk, challenge.id).card(potter.id)
    assert card.rank is None
    assert card.is_kept
    assert card.verdict.by_hand
    assert curation.look_up(desk, challenge.id, "potiers")[0].kind == "keep"


def test_a_startup_is_looked_up_by_its_name(session, desk, challenge):
    named = a_startup(session, organisation={"name": "Argan 100% Vert"})
    assert [found.startup_id for found in curation.look_up(desk, challenge.id, "100% v")] == [
        named.id
    ]
    assert curation.look_up(desk, challenge.id, "  ") == ()


def test_an_agreement_keeps_a_startup_from_being_added(session, desk, challenge):
    bound = a_startup(session, excluded_firms=["Atelier du Nord"])
    with pytest.raises(NotPossible):
        curation.add_by_hand(desk, challenge.id, bound.id, 0)


def test_an_interested_startup_has_a_card(session, desk, challenge, startups):
    session.add(
        InterestRow(
            challenge_id=challenge.id,
            startup_id=startups[2].id,
            is_interested=True,
            note="Nous avons un atelier pilote.",
            created_at=NOW,
        )
    )
    session.flush()
    card = curation.page(desk, challenge.id).cards[-1]
    assert card.startup_id == startups[2].id
    assert card.interest.is_interested
    assert not card.is_decided


def test_no_partner_tells_the_firm_who_may_help(session, desk, challenge, firm):
    a_firm_member(session, firm, email="chef@essai.invalid")
    version = curation.page(desk, challenge.id).challenge.version
    curation.no_partner(desk, challenge.id, version, " Le centre technique de l'eau. ")
    page = curation.page(desk, challenge.id)
    assert page.challenge.state is ChallengeState.NO_PARTNER
    assert page.challenge.fallback == "Le centre technique de l'eau."
    assert not page.may_decide
    (mail,) = session.scalars(select(OutboxRow))
    assert (mail.kind, mail.recipients) == ("no_partner", ["chef@essai.invalid"])
    assert mail.not_before > NOW
    again = curation.no_partner(desk, challenge.id, version, "Le centre technique de l'eau.")
    assert again == page.last.id


def test_no_partner_can_be_undone_before_the_mail_left(session, desk, challenge, firm):
    a_firm_member(session, firm)
    version = curation.page(desk, challenge.id).challenge.version
    curation.no_partner(desk, challenge.id, version, "Un cluster.")
    assert curation.undo(desk, challenge.id) is None
    session.expire_all()
    assert session.scalar(select(OutboxRow.state)) == "cancelled"
    page = curation.page(desk, challenge.id)
    assert (page.challenge.state, page.challenge.fallback) == (ChallengeState.CURATION, "")


def test_no_partner_needs_a_fallback_and_an_empty_shortlist(desk, challenge, startups):
    version = challenge.version
    with pytest.raises(InvalidForm):
        curation.no_partner(desk, challenge.id, version, " ")
    curation.keep(desk, challenge.id, startups[0].id, 0)
    version = curation.page(desk, challenge.id).challenge.version
    with pytest.raises(NotPossible):
        curation.no_partner(desk, challenge.id, version, "Un cluster.")


def test_a_challenge_is_taken_by_one_officer(session, acting, desk, challenge, officer):
    version = challenge.version
    curation.claim(desk, challenge.id, version)
    curation.claim(desk, challenge.id, version)
    assert challenge.state is ChallengeState.CURATION
    with pytest.raises(StalePage):
        curation.claim(acting(an_officer(session)), challenge.id, version)
    assert challenge.officer_id == officer.id


def test_the_queue_begins_with_the_oldest_promise(session, desk, challenge, firm, officer):
    older = a_challenge(session, firm, submitted_at=NOW.replace(month=2, day=10), title="Vieux")
    a_challenge(session, firm, state=ChallengeState.DRAFT)
    curation.claim(desk, challenge.id, challenge.version)
    queue = curation.queue(desk)
    assert [line.id for line in queue.lines] == [older.id, challenge.id]
    assert queue.lines[0].days_left == -5
    assert queue.lines[1].matches == 2
    assert queue.counts == {"all": 2, "mine": 1, "nobody": 1}
    assert [line.id for line in curation.queue(desk, curation.Whose.MINE).lines] == [challenge.id]
    assert curation.following(desk, older.id) == challenge.id
    assert curation.following(desk, challenge.id) == older.id


def test_drafts_are_not_for_officers(session, desk, firm):
    draft = a_challenge(session, firm, state=ChallengeState.DRAFT)
    with pytest.raises(NotFound):
        curation.page(desk, draft.id)


def test_a_closed_challenge_takes_no_decision(session, desk, challenge, startups):
    challenge.state = ChallengeState.CLOSED
    session.flush()
    with pytest.raises(NotPossible):
        curation.keep(desk, challenge.id, startups[0].id, 0)


def test_others_may_neither_read_nor_decide(session, acting, challenge, startups, firm):
    for person in (a_firm_member(session, firm), a_startup_member(session, startups[0]), None):
        context = acting(person)
        for use in (
            lambda c=context: curation.page(c, challenge.id),
            lambda c=context: curation.queue(c),
            lambda c=context: curation.refusals(c, challenge.id),
            lambda c=context: curation.look_up(c, challenge.id, "eaux"),
            lambda c=context: curation.keep(c, challenge.id, startups[0].id, 0),
            lambda c=context: curation.reject(c, challenge.id, startups[0].id, 0, "other"),
            lambda c=context: curation.undo(c, challenge.id),
            lambda c=context: curation.no_partner(c, challenge.id, 1, "x"),
            lambda c=context: curation.claim(c, challenge.id, 1),
            lambda c=context: curation.release(c, challenge.id, 1),
        ):
            with pytest.raises(NotAllowed):
                use()


def test_refused_startups_are_told_with_the_rule(session, desk, worker, firm):
    late = a_startup(session, WATER, trl=2)
    matching.startup_changed(worker, late.id)
    row = a_challenge(session, firm, trl_min=6)
    matching.run(worker, row.id)
    assert [(each.startup_id, each.code) for each in curation.refusals(desk, row.id)] == [
        (late.id, "trl_too_low")
    ]


def test_load_and_history_of_both_sides_are_on_the_page(session, desk, challenge, startups):
    other = a_challenge(session, title="Autre besoin")
    an_introduction(session, other, startups[0], Stage.PROPOSED)
    startups[0].capacity = 1
    session.flush()
    card = curation.page(desk, challenge.id).cards[0]
    assert card.load.is_full
    assert card.load.episodes[0].challenge_title == "Autre besoin"


def test_decisions_are_in_the_journal_without_the_note(session, desk, challenge, startups):
    curation.reject(desk, challenge.id, startups[0].id, 0, "other", "Un secret de l'atelier.")
    curation.undo(desk, challenge.id)
    lines = session.scalars(select(JournalRow)).all()
    assert {"verdict.reject", "verdict.undone"} <= {line.action for line in lines}
    assert "secret" not in str([(line.before, line.after) for line in lines])
