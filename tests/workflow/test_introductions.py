"""The life of an introduction: every path of the table, and every move that is refused."""

import pytest
from sqlalchemy import select

from matcher.domain.introduction import (
    BOTH,
    MOVES,
    OPEN,
    OUTCOMES,
    DeclineReason,
    Side,
    Stage,
    next_stages,
)
from matcher.errors import InvalidForm, NotAllowed, NotFound, NotPossible, StalePage
from matcher.store.challenges import AttachmentRow
from matcher.store.journal import JournalRow, TaskRow
from matcher.workflow import indexing, introductions
from matcher.workflow.introduction_moves import NO, YES, Step, move
from tests.workflow.introduction_cases import WHY, Table, a_table, days, other_of
from tests.workflow.people import (
    NOW,
    a_challenge,
    a_firm_member,
    a_sealed_challenge,
    a_startup,
    a_startup_member,
    an_introduction,
)


@pytest.fixture
def table(session, acting) -> Table:
    return a_table(session, acting)


@pytest.mark.parametrize("before", list(Stage))
@pytest.mark.parametrize("both_yes", [False, True])
def test_the_table_decides_every_move(table: Table, before: Stage, both_yes: bool) -> None:
    allowed = next_stages(before, BOTH if both_yes else frozenset())
    assert allowed <= MOVES[before]
    table.row.firm_said = table.row.startup_said = YES if both_yes else ""
    for after in Stage:
        table.row.stage = before
        taken = len(table.moves())
        if after in allowed:
            move(table.as_officer(), table.row, Step(after))
            assert table.row.stage is after
            assert table.moves()[taken:] == [(before, after)]
        else:
            with pytest.raises(NotPossible):
                move(table.as_officer(), table.row, Step(after))
            assert table.row.stage is before
            assert len(table.moves()) == taken


@pytest.mark.parametrize("before", list(Stage))
def test_a_place_that_is_taken_or_freed_reaches_the_index_soon(table: Table, before: Stage) -> None:
    table.row.firm_said = table.row.startup_said = YES
    for after in next_stages(before, BOTH):
        table.row.stage, known = before, indexing.number(table.session)
        move(table.as_officer(), table.row, Step(after))
        is_new = indexing.number(table.session) > known
        assert is_new is ((before in OPEN) is not (after in OPEN))
        if is_new:
            waits = select(TaskRow.not_before).where(TaskRow.name == indexing.REFRESH)
            assert table.session.scalars(waits).all() == [NOW + indexing.SOON]


def test_from_kept_to_contract(table: Table) -> None:
    table.accept_both()
    for outcome in (Stage.MET, Stage.NDA, Stage.PILOT, Stage.CONTRACT):
        introductions.record(
            table.as_officer(), table.row.id, table.row.version, outcome, "Vu sur place."
        )
    assert [after for _, after in table.moves()] == [
        Stage.PROPOSED,
        Stage.ACCEPTED_BY_ONE,
        Stage.ACCEPTED,
        Stage.MET,
        Stage.NDA,
        Stage.PILOT,
        Stage.CONTRACT,
    ]
    actions = [row.action for row in table.session.query(JournalRow).order_by(JournalRow.id)]
    assert actions == [f"introduction.{after.value}" for _, after in table.moves()]
    assert table.row.ends_at is None


def test_the_journal_says_who_when_before_and_after(table: Table) -> None:
    table.propose()
    introductions.answer(
        table.as_startup(days(1)),
        table.row.id,
        table.row.version,
        yes=False,
        reason="budget",
        note="Entre nous : trop cher.",
    )
    last = table.session.query(JournalRow).order_by(JournalRow.id.desc()).first()
    assert (last.user_id, last.at) == (table.startup_member.id, days(1))
    assert last.before == {"stage": "proposed"}
    assert last.after == {"stage": "declined", "side": "startup", "reason": "budget"}


@pytest.mark.parametrize("first", sorted(BOTH))
def test_contacts_are_exchanged_by_one_mail_to_both(table: Table, first: Side) -> None:
    table.propose()
    for side in (first, other_of(first)):
        assert table.mails("introduction_accepted") == []
        introductions.answer(table.as_side(side), table.row.id, table.row.version, yes=True)
    (mail,) = table.mails("introduction_accepted")
    assert mail.recipients == [table.firm_member.email, table.startup_member.email]
    assert mail.payload["why"] == {"fr": WHY.firm, "ar": WHY.startup}
    assert mail.payload["firm"]["email"] == table.firm_member.email
    assert mail.payload["startup"]["email"] == table.startup_member.email


def test_the_same_yes_twice_is_one_yes(table: Table) -> None:
    table.propose()
    version = table.row.version
    for _ in range(3):
        stage = introductions.answer(table.as_firm(), table.row.id, version, yes=True)
        assert stage is Stage.ACCEPTED_BY_ONE
    assert len(table.moves()) == 2
    introductions.answer(table.as_startup(), table.row.id, table.row.version, yes=True)
    assert introductions.answer(table.as_firm(), table.row.id, version, yes=True) is Stage.ACCEPTED
    assert len(table.mails("introduction_accepted")) == 1


def test_the_other_sides_yes_does_not_make_a_page_stale(table: Table) -> None:
    table.propose()
    seen_by_both = table.row.version
    introductions.answer(table.as_firm(), table.row.id, seen_by_both, yes=True)
    after = introductions.answer(table.as_startup(), table.row.id, seen_by_both, yes=True)
    assert after is Stage.ACCEPTED


def test_two_colleagues_who_disagree_make_one_decision(table: Table) -> None:
    table.propose()
    seen = table.row.version
    colleague = a_firm_member(table.session, table.firm)
    introductions.answer(table.as_firm(), table.row.id, seen, yes=True)
    with pytest.raises(StalePage):
        introductions.answer(
            table.acting(colleague), table.row.id, seen, yes=False, reason="no_time"
        )
    assert table.row.stage is Stage.ACCEPTED_BY_ONE


def test_a_yes_can_be_taken_back_until_the_other_answers(table: Table) -> None:
    table.propose()
    introductions.answer(table.as_firm(), table.row.id, table.row.version, yes=True)
    introductions.answer(
        table.as_firm(), table.row.id, table.row.version, yes=False, reason="no_time"
    )
    assert table.row.stage is Stage.DECLINED
    assert table.row.firm_said == NO


@pytest.mark.parametrize("side", sorted(BOTH))
@pytest.mark.parametrize("reason", list(DeclineReason))
def test_a_no_is_passed_on_politely_without_the_note(
    table: Table, side: Side, reason: DeclineReason
) -> None:
    table.propose()
    for _ in range(2):
        stage = introductions.answer(
            table.as_side(side),
            table.row.id,
            table.row.version,
            yes=False,
            reason=reason,
            note="Note gardée.",
        )
        assert stage is Stage.DECLINED
    (mail,) = table.mails("introduction_declined")
    other = table.as_side(other_of(side)).actor
    assert other is not None
    assert mail.recipients == [other.email]
    assert (mail.payload["reason"], mail.payload["note"]) == (reason.value, "")


def test_a_note_is_passed_on_by_an_officer_only_and_once(table: Table) -> None:
    table.propose()
    introductions.answer(
        table.as_startup(), table.row.id, table.row.version, yes=False, reason="other", note="Brut"
    )
    with pytest.raises(NotAllowed):
        introductions.forward_note(table.as_firm(), table.row.id, table.row.version, "Poli")
    version = table.row.version
    for _ in range(2):
        introductions.forward_note(table.as_officer(), table.row.id, version, "Poli")
    notes = [mail.payload["note"] for mail in table.mails("introduction_declined")]
    assert notes == ["", "Poli"]


def test_a_no_needs_a_reason(table: Table) -> None:
    table.propose()
    with pytest.raises(InvalidForm) as refused:
        introductions.answer(
            table.as_firm(), table.row.id, table.row.version, yes=False, reason="because"
        )
    assert "reason" in refused.value.fields
    assert table.row.stage is Stage.PROPOSED


def test_after_both_said_yes_no_answer_is_taken(table: Table) -> None:
    table.accept_both()
    with pytest.raises(NotPossible):
        introductions.answer(
            table.as_firm(), table.row.id, table.row.version, yes=False, reason="budget"
        )


def test_strangers_do_not_learn_that_it_exists(table: Table) -> None:
    table.propose()
    for stranger in (a_firm_member(table.session), a_startup_member(table.session)):
        with pytest.raises(NotFound):
            introductions.answer(table.acting(stranger), table.row.id, table.row.version, yes=True)
    with pytest.raises(NotFound):
        introductions.answer(table.as_officer(), table.row.id, table.row.version, yes=True)


@pytest.mark.parametrize("stage", [Stage.SUGGESTED, Stage.KEPT, Stage.RELEASED])
def test_a_startup_that_was_not_asked_cannot_answer(table: Table, stage: Stage) -> None:
    table.row.stage = stage
    with pytest.raises(NotFound):
        introductions.answer(table.as_startup(), table.row.id, table.row.version, yes=True)


def test_a_firms_yes_to_its_shortlist_asks_the_startup(table: Table) -> None:
    table.row.stage = Stage.RELEASED
    version = table.row.version
    for _ in range(2):
        stage = introductions.firm_wants(table.as_firm(), table.row.id, version)
        assert stage is Stage.ACCEPTED_BY_ONE
    (mail,) = table.mails()
    assert mail.recipients == [table.startup_member.email]
    assert table.moves() == [
        (Stage.RELEASED, Stage.PROPOSED),
        (Stage.PROPOSED, Stage.ACCEPTED_BY_ONE),
    ]


@pytest.mark.parametrize("why_not", ["full", "conflict", "sealed"])
def test_a_firms_yes_waits_for_an_officer_when_something_is_in_the_way(
    session, acting, why_not: str
) -> None:
    made = a_sealed_challenge if why_not == "sealed" else a_challenge
    table = a_table(session, acting, challenge=made, stage=Stage.RELEASED)
    if why_not == "full":
        table.startup.capacity = 0
    if why_not == "conflict":
        table.startup.excluded_firms = ["LAITERIE ZELLIGE"]
    version = table.row.version
    for _ in range(2):
        stage = introductions.firm_wants(table.as_firm(days(1)), table.row.id, version)
        assert stage is Stage.RELEASED
    assert table.mails() == []
    assert table.row.ends_at == days(22)
    if why_not != "conflict":
        introductions.propose(
            table.as_officer(days(2)), table.row.id, table.row.version, WHY, force="Entendu."
        )
        assert table.row.stage is Stage.ACCEPTED_BY_ONE
        assert [mail.recipients for mail in table.mails()] == [[table.startup_member.email]]


def test_a_firms_no_to_its_shortlist_is_not_told_to_the_startup(table: Table) -> None:
    table.row.stage = Stage.RELEASED
    introductions.answer(
        table.as_firm(), table.row.id, table.row.version, yes=False, reason="not_our_field"
    )
    assert table.row.stage is Stage.DECLINED
    assert table.mails() == []


def test_only_officers_propose(table: Table) -> None:
    for context in (table.as_firm(), table.as_startup(), table.acting(None)):
        with pytest.raises(NotAllowed):
            introductions.propose(context, table.row.id, table.row.version, WHY)


def test_a_double_click_proposes_once_and_another_officer_is_told(table: Table) -> None:
    version = table.row.version
    for _ in range(2):
        introductions.propose(table.as_officer(), table.row.id, version, WHY)
    assert len(table.mails()) == 2
    with pytest.raises(StalePage):
        introductions.propose(table.as_officer(), table.row.id, version, "Autre texte")


def test_a_full_startup_is_proposed_only_with_a_note(table: Table) -> None:
    table.startup.capacity = 1
    other = a_challenge(table.session)
    an_introduction(table.session, other, table.startup, Stage.PILOT)
    with pytest.raises(NotPossible, match="1 introductions at a time"):
        table.propose()
    introductions.propose(
        table.as_officer(), table.row.id, table.row.version, WHY, force="Elle est d'accord."
    )
    assert table.row.stage is Stage.PROPOSED


@pytest.mark.parametrize(
    "terms",
    [
        {"excluded_firms": ["laiterie-zellige"]},
        {"excluded_firms": ["Laiterie Zellige S.A.R.L."]},
        {"exclusive_with": ["Une autre laiterie"]},
    ],
)
def test_an_agreement_is_never_passed_over(session, acting, terms: dict[str, list[str]]) -> None:
    table = a_table(session, acting, startup=terms)
    with pytest.raises(NotPossible, match="agreement"):
        introductions.propose(
            table.as_officer(), table.row.id, table.row.version, WHY, force="Je force."
        )
    assert table.row.stage is Stage.KEPT


def test_nobody_is_proposed_who_could_not_answer(session, acting) -> None:
    table = a_table(session, acting)
    alone = an_introduction(session, table.challenge, a_startup(session))
    with pytest.raises(NotPossible, match="account"):
        introductions.propose(table.as_officer(), alone.id, alone.version, WHY)


@pytest.mark.parametrize("outcome", [Stage.PILOT, Stage.CONTRACT])
def test_a_pilot_and_a_contract_need_a_proof_or_a_note(table: Table, outcome: Stage) -> None:
    table.accept_both()
    with pytest.raises(InvalidForm):
        introductions.record(table.as_officer(), table.row.id, table.row.version, outcome)
    with pytest.raises(NotFound):
        introductions.record(table.as_officer(), table.row.id, table.row.version, outcome, "", 4321)
    proof = AttachmentRow(
        subject_kind="introduction",
        subject_id=table.row.id,
        organisation_id=table.firm.id,
        filename="preuve.pdf",
        media_type="application/pdf",
        size=1,
        sha256="0",
        content=b"x",
        created_at=NOW,
    )
    table.session.add(proof)
    table.session.flush()
    version = table.row.version
    for _ in range(2):
        introductions.record(
            table.as_officer(), table.row.id, version, outcome, attachment_id=proof.id
        )
    assert table.row.stage is outcome


@pytest.mark.parametrize("stage", [each for each in Stage if each not in OUTCOMES])
def test_only_outcomes_are_recorded(table: Table, stage: Stage) -> None:
    table.accept_both()
    with pytest.raises(NotPossible):
        introductions.record(table.as_officer(), table.row.id, table.row.version, stage, "Note")


def test_nothing_is_recorded_before_both_said_yes(table: Table) -> None:
    table.propose()
    with pytest.raises(NotPossible):
        introductions.record(table.as_officer(), table.row.id, table.row.version, Stage.MET, "Note")


def test_withdrawing_tells_whoever_was_asked(table: Table) -> None:
    table.propose()
    version = table.row.version
    for _ in range(2):
        introductions.withdraw(table.as_officer(), table.row.id, version, "Erreur de défi.")
    assert table.row.stage is Stage.DECLINED
    told = [mail.recipients[0] for mail in table.mails("introduction_declined")]
    assert sorted(told) == sorted([table.firm_member.email, table.startup_member.email])
    assert all(mail.payload["note"] == "" for mail in table.mails("introduction_declined"))


def test_withdrawing_from_a_shortlist_goes_back_to_the_curator(table: Table) -> None:
    table.row.stage = Stage.RELEASED
    introductions.withdraw(table.as_officer(), table.row.id, table.row.version)
    assert table.row.stage is Stage.KEPT
    assert table.mails() == []


def test_a_closed_challenge_ends_what_waits(table: Table) -> None:
    table.propose()
    done = an_introduction(table.session, table.challenge, a_startup(table.session), Stage.MET)
    assert introductions.withdraw_all(table.as_firm(), table.challenge.id) == 1
    assert (table.row.stage, done.stage) == (Stage.DECLINED, Stage.MET)
    told = [mail.recipients for mail in table.mails("introduction_declined")]
    assert told == [[table.startup_member.email]]
