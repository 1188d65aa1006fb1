"""Passwords that leaked: the list that ships, and a full file of an installation's own."""

import hashlib

import pytest

from matcher.domain.people import Role
from matcher.errors import InvalidForm, InvalidSetting
from matcher.settings import Settings
from matcher.workflow import breached_passwords, passwords

SETTINGS = Settings()
HONEST = ("quatre chameaux bleus", "ثلاثة قوارب خضراء صغيرة", "Zx9!kf-Lw2pq#",
          "le vent tourne au nord", "trois lanternes vertes")  # fmt: skip


@pytest.mark.parametrize(
    "password",
    ["1qaz2wsx3edc", "mailcreated5240", "MAILCREATED5240", "leavemealone", "sonyericsson",
     "Leavemealone2026!", "...leavemealone...", "sunshine2026!!", "Sunsh1ne_2026_",
     "12Dragon!!!!!!"],
)  # fmt: skip
def test_what_leaked_is_known_also_with_something_put_around_it(password):
    assert breached_passwords.is_breached(SETTINGS, password)


@pytest.mark.parametrize("password", HONEST)
def test_honest_phrases_are_taken(password):
    assert not breached_passwords.is_breached(SETTINGS, password)


def test_thousands_of_leaked_passwords_of_our_length_are_on_the_list():
    size = (SETTINGS.home / "data" / "passwords" / "common.bin").stat().st_size
    assert size // 4 > 43_000
    assert size <= 250_000


def test_few_of_those_who_chose_well_are_refused_by_chance():
    made = [hashlib.sha256(str(n).encode()).hexdigest()[:20] for n in range(5_000)]
    assert sum(breached_passwords.is_breached(SETTINGS, each) for each in made) <= 2


def test_a_new_password_that_leaked_is_refused_with_its_reason():
    with pytest.raises(InvalidForm) as refused:
        passwords.check_new(SETTINGS, "mailcreated5240", Role.OFFICER, ())
    assert "leaked" in str(refused.value.fields["password"])


@pytest.fixture
def full(tmp_path):
    """Return settings with a file of 20,000 hashes, as Have I Been Pwned writes it."""
    words = [f"leaked {number} somewhere" for number in range(20_000)]
    lines = sorted(
        f"{hashlib.sha1(word.encode()).hexdigest().upper()}:{len(word)}" for word in words
    )
    file = tmp_path / "pwned.txt"
    file.write_bytes("\r\n".join(lines).encode())
    return words, Settings(breached_passwords=file), lines


def test_a_full_file_is_searched_where_it_lies(full):
    words, settings, lines = full
    edges = {line.partition(":")[0] for line in (lines[0], lines[-1])}
    at_the_edges = [w for w in words if hashlib.sha1(w.encode()).hexdigest().upper() in edges]
    for word in [*words[::97], *at_the_edges]:
        assert breached_passwords.is_breached(settings, word), word
    for number in range(200):
        assert not breached_passwords.is_breached(settings, f"not leaked {number} anywhere")


@pytest.mark.parametrize("content", [None, b"", b"password\n123456\n"])
def test_a_file_that_is_not_one_is_told(tmp_path, content):
    file = tmp_path / "wrong.txt"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(InvalidSetting, match="BREACHED_PASSWORDS"):
        breached_passwords.is_breached(Settings(breached_passwords=file), HONEST[0])


def test_the_file_of_a_list_can_be_made_anew():
    packed = breached_passwords.packed(["Ab", "ab", "cd"])
    assert len(packed) == 8
    assert packed[:4] < packed[4:]
