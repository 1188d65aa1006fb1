"""Numbers that members see are drawn: they count nothing, and nothing is put in order by them."""

import secrets
from dataclasses import replace
from datetime import timedelta

import pytest

from matcher.store.base import Base
from matcher.store.challenges import AttachmentRow, RequirementRow
from matcher.store.drawn import LARGEST, DrawnId
from matcher.store.introductions import IntroductionRow
from matcher.store.organisations import TokenRow
from matcher.store.startups import InterestRow
from matcher.workflow import (
    attachments,
    challenge_drafts,
    challenges,
    decks,
    exports,
    interests,
    invitations,
    my_data,
)
from matcher.workflow.challenge_views import Asked, Draft
from tests.workflow.introduction_cases import a_table
from tests.workflow.people import (
    NOW,
    a_challenge,
    a_firm,
    a_firm_member,
    a_startup,
    a_startup_member,
    an_introduction,
)
from tests.workflow.test_startup_decks import a_deck

TEXT = "Nous filtrons les eaux de rinçage des ateliers de galvanoplastie."


@pytest.fixture
def falling(monkeypatch):
    """Have each number be smaller than the one before it."""
    numbers = iter(range(1_000_000, 0, -7))
    asked = []

    def drawn(most):
        asked.append(most)
        return next(numbers) - 1

    monkeypatch.setattr(secrets, "randbelow", drawn)
    return asked


def _file(context, challenge_id, name):
    read = attachments.ReadFile(name, name.encode(), TEXT)
    return attachments.add(context, challenge_id, read)


def _deck(context, name):
    return decks.keep(context, replace(a_deck(digest=name), filename=name))


def test_which_tables_have_numbers_that_members_see():
    drawn = {each.class_ for each in Base.registry.mappers if issubclass(each.class_, DrawnId)}
    assert drawn == {AttachmentRow, IntroductionRow, InterestRow, RequirementRow, TokenRow}


def test_the_number_of_ones_second_file_says_nothing_of_files_between(session, acting, falling):
    mine = acting(a_startup_member(session, a_startup(session, TEXT)))
    firm = a_firm(session)
    firms, row = acting(a_firm_member(session, firm)), a_challenge(session, firm)
    numbers = [_deck(mine, "a.pdf"), _file(firms, row.id, "b.pdf"), _deck(mine, "c.pdf")]
    assert numbers == sorted(numbers, reverse=True)
    assert len(set(numbers)) == 3
    assert set(falling) == {LARGEST}
    assert LARGEST < 2**31


def test_a_number_that_is_taken_is_drawn_anew(session, monkeypatch):
    startup = a_startup(session)
    taken = an_introduction(session, a_challenge(session), startup, id=8)
    numbers = iter((7, 7, 40))
    monkeypatch.setattr(secrets, "randbelow", lambda most: next(numbers))
    assert an_introduction(session, a_challenge(session), startup).id == 41
    assert taken.id == 8


def test_files_are_listed_in_time(session, acting, falling):
    firm, startup = a_firm(session), a_startup(session, TEXT)
    member, startups = a_firm_member(session, firm), a_startup_member(session, startup)
    row = a_challenge(session, firm)
    for minute, name in enumerate(("b.pdf", "a.pdf", "c.pdf")):
        at = NOW + timedelta(minutes=minute)
        _file(acting(member, at), row.id, name)
        _deck(acting(startups, at), name)
    shown = [each.filename for each in challenges.attachments_of(acting(member), row.id)]
    assert shown == ["b.pdf", "a.pdf", "c.pdf"]
    assert [each.filename for each in decks.waiting(acting(startups))] == shown


def test_requirements_keep_their_places(session, acting, falling):
    firms = acting(a_firm_member(session))
    asked = tuple(Asked(text=text) for text in ("débit", "turbidité", "entretien"))
    saved = challenge_drafts.start(firms, Draft(title="Eaux", requirements=asked))
    kept = challenges.draft_of(challenges.held(firms, saved.id)).requirements
    assert [each.text for each in kept] == ["débit", "turbidité", "entretien"]
    numbers = [each.id for each in kept]
    assert numbers == sorted(numbers, reverse=True)


def test_introductions_and_invitations_are_told_in_time(session, acting, falling):
    table = a_table(session, acting)
    first = table.row
    first.created_at = NOW - timedelta(days=2)
    later = a_challenge(session, table.firm, title="Plus tard")
    second = an_introduction(session, later, table.startup)
    assert second.id < first.id
    sheet = list(exports._introductions(session))
    assert [each[0] for each in sheet] == [first.id, second.id]
    for day, email in enumerate(("a@essai.ma", "b@essai.ma")):
        at = NOW + timedelta(hours=day)
        invitations.invite_colleague(table.as_firm(at), email, "B.", "fr")
    shown = [each.email for each in invitations.pending(table.as_firm(NOW + timedelta(hours=2)))]
    assert shown == ["b@essai.ma", "a@essai.ma"]


def test_a_copy_of_ones_data_has_no_number_that_counts(session, acting):
    table = a_table(session, acting)
    table.accept_both()
    interests_of = acting(table.startup_member)
    open_one = a_challenge(session)
    interests.say(interests_of, open_one.id, 0, interested=True)
    parts = {part.table: part.rows for part in my_data.mine(interests_of).parts}
    assert parts["moves"]
    assert not any("id" in row for row in parts["moves"])
    assert parts["interests"][0]["id"] > 0
