"""Introductions of three: three consents, and a support body that may stay out without harm."""

from itertools import permutations

import pytest
from sqlalchemy import select

from matcher.domain.introduction import BOTH, TRIO, DeclineReason, Side, Stage, Why
from matcher.domain.people import Role
from matcher.domain.visibility import TeaserState, Visibility
from matcher.errors import InvalidForm, NotAllowed, NotFound, NotPossible, StalePage
from matcher.store.introductions import MoveRow
from matcher.store.journal import JournalRow
from matcher.workflow import introduction_reading, introductions
from matcher.workflow.introduction_moves import NO, OUT, SILENT, asked_of
from tests.workflow.introduction_cases import (
    FIRM_PHONE,
    STARTUP_NAME,
    STARTUP_PHONE,
    SUPPORT_NAME,
    SUPPORT_PHONE,
    Table,
    a_trio,
    days,
)
from tests.workflow.people import (
    a_person,
    a_sealed_challenge,
    a_support_body,
    an_anonymous_challenge,
)

WORDS = Why("Elle filtre les eaux.", "Votre filtre y répond.", "Vos essais seraient utiles.")


@pytest.fixture
def table(session, acting) -> Table:
    return a_trio(session, acting)


def propose(table: Table) -> None:
    introductions.propose(table.as_officer(), table.row.id, table.row.version, WORDS)


def say(table: Table, side: Side, *, yes: bool = True, at=None, reason="no_time", note="") -> Stage:
    acting = table.as_side(side) if at is None else table.as_side(side, at)
    said = {} if yes else {"reason": reason, "note": note}
    return introductions.answer(acting, table.row.id, table.row.version, yes=yes, **said)


def recipients(table: Table, kind: str) -> list[str]:
    return sorted(address for mail in table.mails(kind) for address in mail.recipients)


def test_a_support_body_is_chosen_before_the_introduction_is_proposed(session, acting) -> None:
    table = a_trio(session, acting, choose=False)
    assert asked_of(table.row) == BOTH
    version = table.row.version
    for _ in range(2):
        introductions.with_support(table.as_officer(), table.row.id, version, table.support.id)
    assert asked_of(table.row) == TRIO
    assert table.row.version == version + 1
    with pytest.raises(StalePage):
        introductions.with_support(table.as_officer(), table.row.id, version, None)
    introductions.with_support(table.as_officer(), table.row.id, table.row.version, None)
    assert table.row.support_id is None
    assert table.mails() == []
    found = select(JournalRow.action).order_by(JournalRow.id)
    assert set(session.scalars(found)) == {"introduction.support_chosen"}


def test_only_officers_choose_and_only_what_is_a_support_body(table: Table) -> None:
    for acting in (table.as_firm(), table.as_startup(), table.as_support(), table.acting(None)):
        with pytest.raises(NotAllowed):
            introductions.with_support(acting, table.row.id, table.row.version, None)
    for number in (table.firm.id, table.startup.id, 987_654):
        with pytest.raises(NotFound):
            introductions.with_support(table.as_officer(), table.row.id, table.row.version, number)
    other = a_support_body(table.session, is_active=False)
    with pytest.raises(NotPossible, match="disabled"):
        introductions.with_support(table.as_officer(), table.row.id, table.row.version, other.id)


@pytest.mark.parametrize("order", list(permutations(Side)))
def test_three_yes_in_any_order_exchange_three_contacts_once(table: Table, order) -> None:
    propose(table)
    seen = table.row.version
    for place, side in enumerate(order):
        assert table.mails("introduction_accepted") == []
        for _ in range(2):
            stage = introductions.answer(table.as_side(side), table.row.id, seen, yes=True)
            assert stage is (Stage.ACCEPTED if place == 2 else Stage.ACCEPTED_BY_ONE)
    (mail,) = table.mails("introduction_accepted")
    assert mail.recipients == [
        table.firm_member.email,
        table.startup_member.email,
        table.support_member.email,
    ]
    assert [mail.payload[side.value]["phone"] for side in Side] == [
        FIRM_PHONE,
        STARTUP_PHONE,
        SUPPORT_PHONE,
    ]
    assert mail.payload["why"] == {"fr": WORDS.firm, "ar": WORDS.startup, "en": WORDS.support}
    assert len(table.moves()) == 1 + 4


def test_each_of_the_three_is_asked_by_one_letter_in_words_it_may_read(table: Table) -> None:
    propose(table)
    firm, startup, support = table.mails()
    assert (firm.kind, firm.payload["support"]) == ("introduction_proposed_to_firm", SUPPORT_NAME)
    assert startup.payload["support"] == SUPPORT_NAME
    assert support.kind == "introduction_proposed_to_support"
    assert support.recipients == [table.support_member.email]
    assert support.payload["why"] == WORDS.support
    assert STARTUP_NAME not in repr(support.payload)
    assert "Aquaverte" not in repr(support.payload)


def test_a_support_body_without_words_gets_drafted_ones(table: Table) -> None:
    introductions.propose(
        table.as_officer(), table.row.id, table.row.version, Why("Pour vous.", "Pour vous.")
    )
    (letter,) = table.mails("introduction_proposed_to_support")
    assert "certification" in letter.payload["why"]


def test_the_introduction_goes_on_as_two_when_the_support_body_declines(table: Table) -> None:
    propose(table)
    say(table, Side.FIRM)
    for _ in range(2):
        stage = say(table, Side.SUPPORT, yes=False, note="Pas ce trimestre.")
        assert stage is Stage.ACCEPTED_BY_ONE
    assert (table.row.support_said, table.row.firm_said) == (NO, "yes")
    told = recipients(table, "introduction_without_support")
    assert told == sorted([table.firm_member.email, table.startup_member.email])
    assert all("trimestre" not in repr(mail.payload) for mail in table.mails())
    assert say(table, Side.STARTUP) is Stage.ACCEPTED
    (mail,) = table.mails("introduction_accepted")
    assert mail.recipients == [table.firm_member.email, table.startup_member.email]
    assert mail.payload["support"] is None
    with pytest.raises(NotPossible):
        say(table, Side.SUPPORT)


def test_a_no_of_the_support_body_after_two_yes_brings_the_two_together(table: Table) -> None:
    propose(table)
    for side in (Side.STARTUP, Side.FIRM):
        say(table, side)
    assert say(table, Side.SUPPORT, yes=False) is Stage.ACCEPTED
    assert len(table.mails("introduction_accepted")) == 1
    last = table.session.scalars(select(JournalRow).order_by(JournalRow.id.desc())).first()
    assert (last.action, last.user_id) == ("introduction.accepted", table.support_member.id)


def test_a_yes_that_the_support_body_takes_back_leaves_nobodys_yes(table: Table) -> None:
    propose(table)
    assert say(table, Side.SUPPORT) is Stage.ACCEPTED_BY_ONE
    assert say(table, Side.SUPPORT, yes=False) is Stage.PROPOSED
    assert table.row.ends_at is not None
    assert asked_of(table.row) == BOTH


@pytest.mark.parametrize("reason", ["", "because"])
def test_a_no_of_the_support_body_needs_a_reason(table: Table, reason: str) -> None:
    propose(table)
    with pytest.raises(InvalidForm):
        say(table, Side.SUPPORT, yes=False, reason=reason)
    assert table.row.support_said == ""


@pytest.mark.parametrize("side", sorted(BOTH))
def test_a_no_of_the_firm_or_the_startup_ends_it_and_is_told_to_the_two_others(
    table: Table, side: Side
) -> None:
    propose(table)
    say(table, Side.SUPPORT)
    assert say(table, side, yes=False, note="Brut") is Stage.DECLINED
    others = [table.as_side(each).actor.email for each in Side if each is not side]
    assert recipients(table, "introduction_declined") == sorted(others)
    introductions.forward_note(table.as_officer(), table.row.id, table.row.version, "Poli")
    notes = [mail.payload["note"] for mail in table.mails("introduction_declined")]
    assert sorted(notes) == ["", "", "Poli", "Poli"]


def test_answers_of_others_do_not_make_a_page_stale_but_a_leaving_does(table: Table) -> None:
    propose(table)
    seen = table.row.version
    say(table, Side.FIRM)
    say(table, Side.SUPPORT, yes=False)
    with pytest.raises(StalePage):
        introductions.answer(table.as_startup(), table.row.id, seen, yes=True)
    assert say(table, Side.STARTUP) is Stage.ACCEPTED


def test_two_colleagues_of_the_support_body_make_one_decision(table: Table) -> None:
    propose(table)
    seen = table.row.version
    colleague = a_person(table.session, Role.SUPPORT, table.support).user()
    say(table, Side.SUPPORT)
    with pytest.raises(StalePage):
        introductions.answer(
            table.acting(colleague), table.row.id, seen, yes=False, reason="no_time"
        )
    assert table.row.support_said == "yes"


def test_strangers_and_other_support_bodies_do_not_learn_that_it_exists(table: Table) -> None:
    propose(table)
    stranger = a_person(table.session, Role.SUPPORT, a_support_body(table.session)).user()
    with pytest.raises(NotFound):
        introductions.answer(table.acting(stranger), table.row.id, table.row.version, yes=True)
    with pytest.raises(NotFound):
        introduction_reading.read(table.acting(stranger), table.row.id)
    assert introduction_reading.listed(table.acting(stranger)).total == 0


@pytest.mark.parametrize("stage", [Stage.KEPT, Stage.RELEASED])
def test_a_support_body_that_was_not_asked_yet_sees_nothing(table: Table, stage: Stage) -> None:
    table.row.stage = stage
    with pytest.raises(NotFound):
        introduction_reading.read(table.as_support(), table.row.id)
    with pytest.raises(NotFound):
        say(table, Side.SUPPORT)
    assert introduction_reading.listed(table.as_support(), shown="all").total == 0


def test_a_trio_that_waits_for_the_firm_expires_and_is_renewed_for_all_three(table: Table) -> None:
    propose(table)
    say(table, Side.STARTUP)
    say(table, Side.SUPPORT)
    introductions.remind_due(table.as_worker(days(5)))
    assert recipients(table, "introduction_reminder") == [table.firm_member.email]
    assert introductions.expire_due(table.as_worker(days(14))) == 1
    assert table.row.stage is Stage.EXPIRED
    everyone = [table.as_side(side).actor.email for side in Side]
    assert recipients(table, "introduction_expired") == sorted(everyone)
    introductions.renew(table.as_officer(days(20)), table.row.id, table.row.version)
    assert table.row.stage is Stage.PROPOSED
    assert (table.row.firm_said, table.row.startup_said, table.row.support_said) == ("", "", "")
    assert len(table.mails("introduction_proposed_to_support")) == 2


def test_one_that_waits_for_the_support_body_alone_goes_on_as_two(table: Table) -> None:
    propose(table)
    say(table, Side.FIRM, at=days(1))
    say(table, Side.STARTUP, at=days(3))
    introductions.remind_due(table.as_worker(days(6)))
    assert recipients(table, "introduction_reminder") == [table.support_member.email]
    assert introductions.expire_due(table.as_worker(days(15))) == 0
    assert (table.row.stage, table.row.support_said) == (Stage.ACCEPTED, SILENT)
    assert len(table.mails("introduction_without_support")) == 2
    assert len(table.mails("introduction_accepted")) == 1
    assert introductions.expire_due(table.as_worker(days(16))) == 0


def test_a_support_body_that_declined_is_not_asked_again_on_renewal(table: Table) -> None:
    propose(table)
    say(table, Side.SUPPORT, yes=False)
    introductions.remind_due(table.as_worker(days(6)))
    introductions.expire_due(table.as_worker(days(21)))
    assert table.row.stage is Stage.EXPIRED
    introductions.renew(table.as_officer(days(22)), table.row.id, table.row.version)
    assert asked_of(table.row) == BOTH
    assert len(table.mails("introduction_proposed_to_support")) == 1


def test_an_officer_takes_the_support_body_out_and_the_two_go_on(table: Table) -> None:
    propose(table)
    for side in sorted(BOTH):
        say(table, side)
    version = table.row.version
    for _ in range(2):
        introductions.with_support(table.as_officer(), table.row.id, version, None)
    assert (table.row.stage, table.row.support_said) == (Stage.ACCEPTED, OUT)
    assert len(table.mails("introduction_without_support")) == 2
    with pytest.raises(NotPossible):
        introductions.with_support(
            table.as_officer(), table.row.id, table.row.version, table.support.id
        )


def test_nobody_is_taken_out_once_all_accepted(table: Table) -> None:
    propose(table)
    for side in Side:
        say(table, side)
    with pytest.raises(NotPossible):
        introductions.with_support(table.as_officer(), table.row.id, table.row.version, None)
    assert asked_of(table.row) == TRIO


def test_withdrawing_a_trio_tells_all_three_and_stops_their_letters(table: Table) -> None:
    propose(table)
    introductions.withdraw(table.as_officer(), table.row.id, table.row.version)
    everyone = [table.as_side(side).actor.email for side in Side]
    assert recipients(table, "introduction_declined") == sorted(everyone)
    (asked,) = table.mails("introduction_proposed_to_support")
    assert asked.state == "cancelled"


def test_the_firms_yes_to_two_does_not_count_for_three(session, acting) -> None:
    table = a_trio(session, acting, choose=False, stage=Stage.RELEASED)
    table.startup.capacity = 0
    introductions.firm_wants(table.as_firm(), table.row.id, table.row.version)
    introductions.with_support(
        table.as_officer(days(1)), table.row.id, table.row.version, table.support.id
    )
    introductions.propose(
        table.as_officer(days(1)), table.row.id, table.row.version, WORDS, force="Entendu."
    )
    assert (table.row.stage, table.row.firm_said) == (Stage.PROPOSED, "")
    assert len(table.mails("introduction_proposed_to_firm")) == 1


def test_the_firms_yes_to_a_shortlist_that_shows_the_support_body_asks_the_two_others(
    session, acting
) -> None:
    table = a_trio(session, acting, stage=Stage.RELEASED)
    stage = introductions.firm_wants(table.as_firm(), table.row.id, table.row.version)
    assert stage is Stage.ACCEPTED_BY_ONE
    others = [table.startup_member.email, table.support_member.email]
    assert [mail.recipients[0] for mail in table.mails()] == others


@pytest.mark.parametrize("which", ["sealed", "unapproved"])
def test_a_trio_is_refused_where_the_support_body_may_read_nothing(
    session, acting, which: str
) -> None:
    made = a_sealed_challenge if which == "sealed" else an_anonymous_challenge
    table = a_trio(session, acting, challenge=made, choose=False)
    if which == "unapproved":
        table.challenge.teaser_state = TeaserState.PENDING
    with pytest.raises(NotPossible, match="read nothing"):
        introductions.with_support(
            table.as_officer(), table.row.id, table.row.version, table.support.id
        )
    officers = introduction_reading.read(table.as_officer(), table.row.id).officer
    assert officers.support.refusal is not None
    assert officers.support.choices == ()


def test_a_challenge_that_closes_itself_later_holds_the_proposal_back(table: Table) -> None:
    table.challenge.visibility = Visibility.SEALED
    with pytest.raises(NotPossible, match="read nothing"):
        propose(table)
    introductions.with_support(table.as_officer(), table.row.id, table.row.version, None)
    propose(table)
    assert len(table.mails()) == 2


def test_a_support_body_that_nobody_speaks_for_cannot_be_asked(session, acting) -> None:
    table = a_trio(session, acting, member=False)
    with pytest.raises(NotPossible, match="account"):
        propose(table)
    assert introduction_reading.read(table.as_officer(), table.row.id).officer.obstacle is not None


def test_saying_less_to_startups_says_less_to_the_support_body(session, acting) -> None:
    table = a_trio(session, acting, challenge=an_anonymous_challenge)
    propose(table)
    table.challenge.teaser_state = TeaserState.PENDING
    table.challenge.version += 1
    assert introductions.say_less_to_startups(table.as_officer(), table.challenge.id) == 1
    first, second = table.mails("introduction_proposed_to_support")
    assert (first.state, second.payload["challenge_summary"]) == ("cancelled", "")
    assert "eau" not in repr(second.payload).lower()


def test_what_came_of_a_trio_is_asked_of_all_three_and_recorded_after_three_yes(
    table: Table,
) -> None:
    propose(table)
    for side in sorted(BOTH):
        say(table, side)
    with pytest.raises(NotPossible):
        introductions.record(table.as_officer(), table.row.id, table.row.version, Stage.MET)
    say(table, Side.SUPPORT)
    introductions.remind_due(table.as_worker(days(14)))
    assert len(table.mails("outcome_asked")) == 3
    introductions.record(table.as_officer(), table.row.id, table.row.version, Stage.MET)
    assert table.row.stage is Stage.MET


@pytest.mark.parametrize("reason", list(DeclineReason))
def test_the_reason_of_the_support_bodys_no_is_kept_for_officers(
    table: Table, reason: DeclineReason
) -> None:
    propose(table)
    say(table, Side.SUPPORT, yes=False, reason=reason, note="Entre nous.")
    support = introduction_reading.read(table.as_officer(), table.row.id).support
    assert (support.reason, support.note) == (reason, "Entre nous.")
    for side in sorted(BOTH):
        view = introduction_reading.read(table.as_side(side), table.row.id)
        assert "Entre nous." not in repr(view)
        assert (view.support.reason, view.support.takes_part) == ("", False)
        assert [step.code for step in view.steps][-1] == NO
    moves = table.session.scalars(select(MoveRow).order_by(MoveRow.id.desc())).all()
    assert moves[0].user_id == table.support_member.id
