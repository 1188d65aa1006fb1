"""The second factor: set up, asked for, lost, and never reached around."""

from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from matcher.errors import (
    ExpiredLink,
    InvalidForm,
    NotAllowed,
    NotPossible,
    SignInRefused,
    TooManyTries,
    WorkflowError,
)
from matcher.store.factors import SecondFactorRow
from matcher.store.journal import JournalRow, TaskRow
from matcher.store.organisations import UserRow
from matcher.store.outbox import OutboxRow
from matcher.workflow import people, sealing, second_factors
from matcher.workflow.first_administrator import forget_second_factor
from matcher.workflow.second_factors import Step
from tests.telephone import Telephone
from tests.workflow.people import (
    NOW,
    a_firm,
    a_firm_member,
    an_administrator,
    an_officer,
)


@pytest.fixture
def officer(session):
    return an_officer(session)


@pytest.fixture
def equipped(acting, officer):
    """Return an officer's telephone and recovery codes."""
    offer = second_factors.offer(acting(), officer)
    telephone = Telephone.reading(f'"{offer.link}"')
    codes = second_factors.set_up(acting(), officer, offer.sealed, telephone.code(NOW))
    return telephone, codes


def mails(session):
    rows = session.scalars(select(OutboxRow).where(OutboxRow.kind == "second_factor_changed"))
    return [next(what for what in ("added", "reset", "recovered") if row.payload[what])
            for row in rows]  # fmt: skip


def actions(session):
    return [row.action for row in session.scalars(select(JournalRow).order_by(JournalRow.id))]


def test_who_must_have_one(session, acting, services, officer):
    member = a_firm_member(session, a_firm(session))
    chief = an_administrator(session)

    def steps(**settings):
        services.settings = services.settings.model_copy(update=settings)
        return [second_factors.step_of(acting(), each) for each in (officer, chief, member)]

    assert steps(demo=False) == [Step.SET_UP, Step.SET_UP, Step.NONE]
    assert steps(staff_second_factor="optional") == [Step.NONE] * 3
    assert steps(staff_second_factor="required", demo=True) == [Step.NONE] * 3


def test_nothing_is_kept_until_a_first_code_is_right(session, acting, officer):
    offer = second_factors.offer(acting(), officer)
    again = second_factors.offer(acting(), officer, offer.sealed)
    assert (again.spelled, again.link) == (offer.spelled, offer.link)
    assert second_factors.offer(acting(), officer).spelled != offer.spelled
    with pytest.raises(InvalidForm):
        second_factors.set_up(acting(), officer, offer.sealed, "000000")
    assert session.get(SecondFactorRow, officer.id) is None


def test_an_offer_is_for_one_person(session, acting, officer):
    other = an_officer(session)
    offer = second_factors.offer(acting(), other)
    code = Telephone.reading(f'"{offer.link}"').code(NOW)
    for sealed in (offer.sealed, "", "x" * 50, offer.sealed[:-4] + "AAAA"):
        with pytest.raises(ExpiredLink):
            second_factors.set_up(acting(), officer, sealed, code)


def test_the_secret_and_the_codes_are_kept_sealed(session, acting, services, officer, equipped):
    telephone, codes = equipped
    row = session.get_one(SecondFactorRow, officer.id)
    assert telephone.secret not in row.secret.encode()
    assert "secret" not in row.secret
    assert not {code.replace("-", "") for code in codes} & set(row.recovery)
    assert len(set(codes)) == len(row.recovery) == 10
    other = services.settings.model_copy(update={"secret_key": SecretStr("z" * 40)})
    assert sealing.opened(other, "second factor", row.secret) is None
    assert sealing.opened(services.settings, "another use", row.secret) is None
    assert mails(session) == ["added"]
    assert "account.second_factor_added" in actions(session)


def test_it_cannot_be_replaced_by_setting_it_up_again(acting, officer, equipped):
    offer = second_factors.offer(acting(), officer)
    code = Telephone.reading(f'"{offer.link}"').code(NOW)
    with pytest.raises(ExpiredLink):
        second_factors.set_up(acting(), officer, offer.sealed, code)


def test_a_code_opens_once(acting, officer, equipped):
    telephone, _ = equipped
    later = acting(at=NOW + timedelta(minutes=2))
    code = telephone.code(later.now)
    second_factors.check(later, officer.id, f" {code[:3]} {code[3:]} ")
    with pytest.raises(SignInRefused):
        second_factors.check(later, officer.id, code)
    arabic = telephone.code(later.now).translate({ord("0") + n: "٠١٢٣٤٥٦٧٨٩"[n] for n in range(10)})
    second_factors.check(later, officer.id, arabic)


def test_the_code_of_the_set_up_is_used_up(acting, officer):
    offer = second_factors.offer(acting(), officer)
    code = Telephone.reading(f'"{offer.link}"').code(NOW)
    second_factors.set_up(acting(), officer, offer.sealed, code)
    with pytest.raises(SignInRefused):
        second_factors.check(acting(), officer.id, code)


def test_a_recovery_code_opens_once_and_the_owner_is_told(session, acting, officer, equipped):
    _, codes = equipped
    second_factors.check(acting(), officer.id, codes[3].upper().replace("-", " "))
    with pytest.raises(SignInRefused):
        second_factors.check(acting(), officer.id, codes[3])
    assert second_factors.standing(acting(), officer).recovery_left == 9
    assert mails(session) == ["added", "recovered"]


def test_guessing_codes_is_slowed_and_told(session, acting, officer, equipped):
    telephone, codes = equipped
    for _ in range(5):
        with pytest.raises(SignInRefused) as refused:
            second_factors.check(acting(), officer.id, "000000")
        assert not isinstance(refused.value, TooManyTries)
    for said in (telephone.code(NOW), codes[0]):
        with pytest.raises(TooManyTries) as held:
            second_factors.check(acting(), officer.id, said)
    assert held.value.seconds > 0
    waiting = session.query(TaskRow).filter_by(name="tell_of_attack").one()
    assert waiting.payload["user_id"] == officer.id
    assert actions(session).count("account.second_factor_refused") == 5


def test_new_recovery_codes_need_the_telephone_and_end_the_old_ones(acting, officer, equipped):
    telephone, old = equipped
    me = acting(officer)
    with pytest.raises(InvalidForm):
        second_factors.new_recovery_codes(me, officer, old[0])
    new = second_factors.new_recovery_codes(me, officer, telephone.code(NOW))
    assert len(new) == 10
    with pytest.raises(SignInRefused):
        second_factors.check(acting(), officer.id, old[0])
    second_factors.check(acting(), officer.id, new[0])


def test_another_administrator_resets_it(session, acting, officer, equipped):
    chief = an_administrator(session)
    epoch = session.get_one(UserRow, officer.id).session_epoch
    with pytest.raises(NotAllowed):
        people.reset_second_factor(acting(an_officer(session)), officer.id)
    with pytest.raises(NotPossible):
        people.reset_second_factor(acting(officer), officer.id)
    assert people.reset_second_factor(acting(chief), officer.id)
    assert not people.reset_second_factor(acting(chief), officer.id)
    assert session.get_one(UserRow, officer.id).session_epoch == epoch + 1
    assert mails(session) == ["added", "reset"]
    assert "account.second_factor_reset" in actions(session)
    assert session.get(SecondFactorRow, officer.id) is None


def test_the_last_administrator_resets_it_on_the_machine(session, acting, worker):
    chief = an_administrator(session)
    offer = second_factors.offer(acting(), chief)
    code = Telephone.reading(f'"{offer.link}"').code(NOW)
    second_factors.set_up(acting(), chief, offer.sealed, code)
    forget_second_factor(worker, chief.email)
    assert session.get(SecondFactorRow, chief.id) is None
    for email in (chief.email, "nobody@x.ma", a_firm_member(session, a_firm(session)).email):
        with pytest.raises(WorkflowError):
            forget_second_factor(worker, email)


def test_a_new_secret_key_leaves_the_recovery_codes(acting, services, officer, equipped):
    telephone, codes = equipped
    key = SecretStr("another " * 6)
    services.settings = services.settings.model_copy(update={"secret_key": key})
    later = acting(at=NOW + timedelta(minutes=2))
    with pytest.raises(SignInRefused):
        second_factors.check(later, officer.id, telephone.code(later.now))
    second_factors.check(later, officer.id, codes[0])
