"""Signing in, passwords and the own account."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from matcher.domain.people import Role
from matcher.errors import ExpiredLink, InvalidForm, NotAllowed, SignInRefused
from matcher.settings import Settings
from matcher.store.organisations import OrganisationRow, TokenRow, UserRow
from matcher.store.outbox import OutboxRow
from matcher.workflow import accounts, credentials, passwords
from tests.workflow.people import NOW, a_firm, a_person

RIGHT = "quatre chameaux bleus"
OTHER = "trois lanternes vertes"
SETTINGS = Settings()


def posted(session, kind):
    return session.scalars(
        select(OutboxRow).where(OutboxRow.kind == kind).order_by(OutboxRow.id)
    ).all()


def secret_of(mail):
    return mail.payload["link"].rpartition("/")[2]


@pytest.fixture(scope="module")
def kept():
    return passwords.hashed(RIGHT)


@pytest.fixture
def row(session, kept):
    return a_person(session, Role.FIRM, a_firm(session), password_hash=kept, email="Nadia@Essai.ma")


def test_the_right_password_opens_the_account_whatever_the_case_of_the_address(worker, row):
    user = accounts.sign_in(worker, " nadia@essai.MA ", RIGHT)
    assert user.id == row.id
    assert row.signed_in_at == NOW


def test_unknown_address_wrong_password_and_closed_account_get_the_same_answer(
    session, worker, row, kept
):
    closed = a_person(session, Role.STARTUP, password_hash=kept, is_active=False)
    unconfirmed = a_person(session, Role.STARTUP, password_hash=kept, confirmed_at=None)
    home = a_firm(session, is_active=False)
    of_closed = a_person(session, Role.FIRM, home, password_hash=kept)
    said = set()
    for email, password in (
        ("nobody@essai.ma", RIGHT),
        (row.email, "wrong"),
        (closed.email, RIGHT),
        (unconfirmed.email, RIGHT),
        (of_closed.email, RIGHT),
        ("", ""),
    ):
        with pytest.raises(SignInRefused) as refused:
            accounts.sign_in(worker, email, password)
        said.add((str(refused.value), refused.value.status))
    assert len(said) == 1


def test_an_unknown_address_is_verified_against_a_hash_of_the_same_cost(monkeypatch, worker):
    seen = []
    true = passwords.is_right
    monkeypatch.setattr(
        passwords, "is_right", lambda kept, word: seen.append(kept) or true(kept, word)
    )
    with pytest.raises(SignInRefused):
        accounts.sign_in(worker, "nobody@essai.ma", RIGHT)
    assert seen == [""]
    assert not passwords.is_outdated(passwords._DECOY)


def test_tries_from_one_network_wait_longer_and_longer_and_then_end(acting, row):
    for _ in range(5):
        with pytest.raises(SignInRefused, match="not right"):
            accounts.sign_in(acting(), row.email, "wrong", network="1.2.3.4")
    with pytest.raises(SignInRefused, match="too many"):
        accounts.sign_in(acting(), row.email, RIGHT, network="1.2.3.4")
    assert accounts.sign_in(acting(), row.email, RIGHT, network="5.6.7.8").id == row.id
    assert (
        accounts.sign_in(
            acting(at=NOW + timedelta(minutes=16)), row.email, RIGHT, network="1.2.3.4"
        ).id
        == row.id
    )


def test_unknown_addresses_wait_like_known_ones(acting):
    for _ in range(5):
        with pytest.raises(SignInRefused, match="not right"):
            accounts.sign_in(acting(), "nobody@essai.ma", "wrong", network="1.2.3.4")
    with pytest.raises(SignInRefused, match="too many"):
        accounts.sign_in(acting(), "nobody@essai.ma", "wrong", network="1.2.3.4")


def test_nobody_can_shut_a_person_out_for_long(acting, row):
    for place in range(40):
        with pytest.raises(SignInRefused):
            accounts.sign_in(acting(), row.email, "wrong", network=f"10.0.0.{place}")
    known = accounts.sign_in(acting(), row.email, RIGHT, network="9.9.9.9", known_browser=True)
    assert known.id == row.id


def test_the_wait_for_an_account_is_a_minute_at_most(acting, row):
    for place in range(40):
        with pytest.raises(SignInRefused):
            accounts.sign_in(acting(), row.email, "wrong", network=f"10.0.0.{place}")
    with pytest.raises(SignInRefused, match="too many"):
        accounts.sign_in(acting(), row.email, RIGHT, network="9.9.9.9")
    later = acting(at=NOW + timedelta(seconds=61))
    assert accounts.sign_in(later, row.email, RIGHT, network="9.9.9.9").id == row.id


def test_a_password_kept_with_older_parameters_is_kept_anew(session, worker):
    from argon2 import PasswordHasher

    old = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(RIGHT)
    row = a_person(session, Role.FIRM, password_hash=old)
    accounts.sign_in(worker, row.email, RIGHT)
    assert row.password_hash != old
    assert not passwords.is_outdated(row.password_hash)


@pytest.mark.parametrize(
    "password",
    [
        "trop court",
        "motdepasse2026",
        "Password123456",
        "P@ssw0rd!2026!",
        "azertyuiop123",
        "aaaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "qwertyuiopasdfghjkl",
        "1234567890123456",
        "atelier-atlas-2026",
        "nadia.essai.ma.1",
        "1q2w3e4r5t6y7u",
        "كلمة السر 123456",
        "x" * 300,
    ],
)
def test_easily_guessed_passwords_are_refused(password):
    with pytest.raises(InvalidForm) as refused:
        passwords.check_new(
            SETTINGS, password, Role.FIRM, ("Nadia", "nadia@essai.ma", "Atelier Atlas SARL")
        )
    assert set(refused.value.fields) == {"password"}


@pytest.mark.parametrize(
    "password", [RIGHT, "ثلاثة قوارب خضراء صغيرة", "Zx9!kf-Lw2pq#", "le vent tourne au nord"]
)
def test_long_words_in_any_language_are_taken(password):
    passwords.check_new(SETTINGS, password, Role.FIRM, ("Nadia", "nadia@essai.ma", "Atelier Atlas"))


def test_staff_need_longer_passwords():
    with pytest.raises(InvalidForm):
        passwords.check_new(SETTINGS, "Zx9!kf-Lw2pq#", Role.OFFICER, ())


def test_a_person_changes_name_telephone_language_and_shortcuts(session, acting, row):
    details = accounts.Details(
        name=" Nadia  B. ", phone="+212 5 22 00 00 00", language="ar", shortcuts_on=False
    )
    user = accounts.save_details(acting(row.user()), details)
    assert (user.name, user.language, user.shortcuts_on) == ("Nadia B.", "ar", False)
    assert row.phone == "+212 5 22 00 00 00"


def test_wrong_details_are_named_all_at_once(acting, row):
    details = accounts.Details(name="", phone="call me", language="es", shortcuts_on=True)
    with pytest.raises(InvalidForm) as refused:
        accounts.save_details(acting(row.user()), details)
    assert set(refused.value.fields) == {"name", "phone", "language"}


def test_the_own_page_shows_the_last_times(acting, row):
    accounts.sign_in(acting(), row.email, RIGHT)
    accounts.sign_in(acting(at=NOW + timedelta(days=1)), row.email, RIGHT)
    shown = accounts.my_account(acting(row.user()))
    assert shown.signed_in == (NOW + timedelta(days=1), NOW)
    assert shown.shortest_password == 12


def test_nobody_signed_in_has_no_own_page(worker):
    with pytest.raises(NotAllowed):
        accounts.my_account(worker)


def test_members_of_a_closed_organisation_are_not_active(session, worker, row):
    session.get(OrganisationRow, row.organisation_id).is_active = False
    assert accounts.user_by_id(worker, row.id).is_active is False
    assert accounts.user_by_id(worker, 999_999) is None


def test_changing_the_password_ends_sessions_and_is_told(session, acting, row):
    user = credentials.change_password(acting(row.user()), RIGHT, OTHER)
    assert user.session_epoch == 1
    assert [mail.recipients for mail in posted(session, "password_changed")] == [["Nadia@Essai.ma"]]
    assert accounts.sign_in(acting(), row.email, OTHER).id == row.id
    with pytest.raises(SignInRefused):
        accounts.sign_in(acting(), row.email, RIGHT)


def test_changing_the_password_needs_the_current_one(acting, row):
    with pytest.raises(InvalidForm) as refused:
        credentials.change_password(acting(row.user()), "wrong", OTHER)
    assert set(refused.value.fields) == {"current"}


def test_a_forgotten_password_is_renewed_by_a_link_that_works_once(session, acting, row):
    credentials.ask_reset(acting(), row.email)
    (mail,) = posted(session, "password_reset")
    secret = secret_of(mail)
    assert secret not in [token.token_hash for token in session.scalars(select(TokenRow))]
    assert credentials.reset_length(acting(), secret) == 12
    assert credentials.reset(acting(), secret, OTHER).session_epoch == 1
    with pytest.raises(ExpiredLink):
        credentials.reset(acting(), secret, RIGHT)


def test_a_password_that_is_refused_leaves_the_link_usable(session, acting, row):
    credentials.ask_reset(acting(), row.email)
    secret = secret_of(posted(session, "password_reset")[0])
    with pytest.raises(InvalidForm):
        credentials.reset(acting(), secret, "short")
    credentials.reset(acting(), secret, OTHER)


def test_a_reset_link_is_valid_for_half_an_hour(session, acting, row):
    credentials.ask_reset(acting(), row.email)
    secret = secret_of(posted(session, "password_reset")[0])
    with pytest.raises(ExpiredLink):
        credentials.reset(acting(at=NOW + timedelta(minutes=30)), secret, OTHER)
    credentials.reset(acting(at=NOW + timedelta(minutes=29)), secret, OTHER)


def test_a_reset_link_opens_nothing_else(session, acting, row):
    credentials.ask_reset(acting(), row.email)
    secret = secret_of(posted(session, "password_reset")[0])
    with pytest.raises(ExpiredLink):
        credentials.confirm_address(acting(), secret)


def test_no_link_is_sent_to_unknown_or_closed_accounts_nor_twice_in_a_row(session, acting, row):
    closed = a_person(session, Role.FIRM, is_active=False)
    credentials.ask_reset(acting(), "nobody@essai.ma")
    credentials.ask_reset(acting(), closed.email)
    credentials.ask_reset(acting(), row.email)
    credentials.ask_reset(acting(), row.email)
    assert len(posted(session, "password_reset")) == 1
    credentials.ask_reset(acting(at=NOW + timedelta(minutes=6)), row.email)
    first, second = map(secret_of, posted(session, "password_reset"))
    with pytest.raises(ExpiredLink):
        credentials.reset_length(acting(), first)
    assert credentials.reset_length(acting(), second)


def test_a_reset_lets_a_person_in_who_was_waiting(session, acting, row):
    for _ in range(30):
        with pytest.raises(SignInRefused):
            accounts.sign_in(acting(), row.email, "wrong", network="x")
    credentials.ask_reset(acting(), row.email)
    credentials.reset(acting(), secret_of(posted(session, "password_reset")[0]), OTHER)
    assert accounts.sign_in(acting(), row.email, OTHER, network="mine").id == row.id


def test_a_new_address_counts_once_confirmed_and_the_old_one_is_told(session, acting, row):
    credentials.ask_new_address(acting(row.user()), "new@essai.ma", RIGHT)
    assert accounts.my_account(acting(row.user())).new_email == "new@essai.ma"
    assert row.email == "Nadia@Essai.ma"
    secret = secret_of(posted(session, "confirm_email")[0])
    assert credentials.address_to_confirm(acting(), secret) == "new@essai.ma"
    credentials.confirm_address(acting(), secret)
    assert accounts.sign_in(acting(), "new@essai.ma", RIGHT).id == row.id
    (told,) = posted(session, "email_changed")
    assert told.recipients == ["Nadia@Essai.ma"]
    assert "new@essai.ma" not in str(told.payload)


def test_a_taken_address_looks_the_same_and_its_owner_is_told(session, acting, row):
    other = a_person(session, Role.STARTUP)
    credentials.ask_new_address(acting(row.user()), other.email, RIGHT)
    assert accounts.my_account(acting(row.user())).new_email == other.email
    assert posted(session, "confirm_email") == []
    assert [mail.recipients for mail in posted(session, "account_exists")] == [[other.email]]


@pytest.mark.parametrize("by_reset", [True, False])
def test_a_new_password_ends_the_wait_for_a_new_address(session, acting, row, by_reset):
    credentials.ask_new_address(acting(row.user()), "intrus@essai.ma", RIGHT)
    secret = secret_of(posted(session, "confirm_email")[0])
    if by_reset:
        credentials.ask_reset(acting(), row.email)
        credentials.reset(acting(), secret_of(posted(session, "password_reset")[0]), OTHER)
    else:
        credentials.change_password(acting(row.user()), RIGHT, OTHER)
    with pytest.raises(ExpiredLink):
        credentials.confirm_address(acting(), secret)
    assert row.email != "intrus@essai.ma"


def test_a_new_address_needs_the_password_and_must_be_one(acting, row):
    for email, password, field in (
        ("new@essai.ma", "wrong", "current"),
        ("not an address", RIGHT, "email"),
        ("a@b.ma\nBcc: x@y.ma", RIGHT, "email"),
        ("NADIA@essai.ma", RIGHT, "email"),
    ):
        with pytest.raises(InvalidForm) as refused:
            credentials.ask_new_address(acting(row.user()), email, password)
        assert set(refused.value.fields) == {field}


def test_no_secret_reaches_the_journal(session, acting, row):
    from matcher.store.journal import JournalRow

    credentials.ask_reset(acting(), row.email)
    secret = secret_of(posted(session, "password_reset")[0])
    credentials.reset(acting(), secret, OTHER)
    session.flush()
    written = [str((line.before, line.after)) for line in session.scalars(select(JournalRow))]
    assert not any(each in line for line in written for each in (secret, OTHER, row.email))
    assert session.get(UserRow, row.id).password_hash not in written
