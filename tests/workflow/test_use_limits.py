"""What an organisation may do so often in a day or a week, and no more."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from matcher.domain.introduction import Stage
from matcher.domain.people import Role
from matcher.errors import TooOften
from matcher.store.journal import JournalRow
from matcher.workflow import challenge_drafts as drafts
from matcher.workflow import challenge_steps as steps
from matcher.workflow import interests, introductions, invitations, use_limits
from matcher.workflow.profile_versions import ACTION, MOST_A_DAY
from tests.workflow import people
from tests.workflow.introduction_cases import a_table
from tests.workflow.people import NOW
from tests.workflow.test_firm_challenges import GOOD

PAGE = Path(__file__).resolve().parents[2] / "docs" / "application.md"


@pytest.fixture
def database(any_database):
    return any_database


def count(session, action):
    found = select(func.count()).select_from(JournalRow).where(JournalRow.action == action)
    return session.scalar(found)


@pytest.fixture
def few(services):
    """Let everything be done twice."""
    for each in use_limits.LIMITS:
        setattr(services.settings, each.setting, 2)


def test_the_table_says_what_the_code_does(services):
    table = PAGE.read_text(encoding="utf-8").partition("## How often")[2].partition("\n## ")[0]
    rows = [line.split("|")[2:6] for line in table.splitlines() if "`PASSERELLE_" in line]
    told = {
        setting.strip(): (int(most), int(hours.split()[0]), tuple(re.findall(r"`(.+?)`", actions)))
        for most, hours, actions, setting in rows
    }
    assert told == {
        f"`PASSERELLE_{each.setting.upper()}`": (
            type(services.settings).model_fields[each.setting].default,
            int(each.period / timedelta(hours=1)),
            each.actions,
        )
        for each in use_limits.LIMITS
    }
    assert f"| {MOST_A_DAY} | 24 hours | `{ACTION}` | none |" in table


def test_challenges_of_a_day_are_the_whole_firms_and_open_again(session, acting, few, now):
    firm = people.a_firm(session, name="Conserveries du Détroit SARL")
    one, other = people.a_firm_member(session, firm), people.a_firm_member(session, firm)
    made = [drafts.start(acting(one), GOOD, page=f"p{each}") for each in range(3)]
    for who, saved in zip((one, other), made, strict=False):
        steps.submit(acting(who), saved.id, saved.version)
    with pytest.raises(TooOften) as refused:
        steps.submit(acting(other, now + timedelta(hours=1)), made[2].id, 1)
    assert refused.value.seconds == 23 * 3600
    assert refused.value.params == {"most": 2, "hours": 24, "wait": 23}
    assert count(session, "challenge.submitted") == 2
    steps.submit(acting(one, now + timedelta(days=1)), made[2].id, made[2].version)
    neighbour = people.a_firm_member(session, people.a_firm(session, name="Minoteries du Rif"))
    theirs = drafts.start(acting(neighbour), GOOD, page="q")
    steps.submit(acting(neighbour), theirs.id, theirs.version)


def test_a_startup_answers_so_often_in_a_day(session, acting, few):
    startup = people.a_startup(session)
    member = people.a_startup_member(session, startup)
    posted = [people.a_challenge(session, people.a_firm(session)).id for _ in range(3)]
    for number in posted[:2]:
        interests.say(acting(member), number, 0, interested=True)
    interests.say(acting(member), posted[0], 1, interested=True)  # said already: not counted
    with pytest.raises(TooOften):
        interests.say(acting(member), posted[2], 0, interested=True)
    assert count(session, "interest.said") == 2


def test_an_organisation_invites_so_many_and_officers_any_number(session, acting, few):
    firm = people.a_firm(session)
    member, officer = people.a_firm_member(session, firm), people.an_officer(session)
    for each in range(2):
        invitations.invite_colleague(acting(member), f"a{each}@essai.invalid", "A", "fr")
    with pytest.raises(TooOften):
        invitations.invite_colleague(acting(member), "b@essai.invalid", "B", "fr")
    for each in range(4):
        address = f"c{each}@essai.invalid"
        invitations.invite(acting(officer), address, "C", Role.FIRM, firm.id, "fr")


def test_a_firm_asks_for_so_many_of_its_shortlists_in_a_week(session, acting, few):
    table = a_table(session, acting)
    table.row.stage = Stage.RELEASED
    for each in range(2):
        session.add(
            JournalRow(
                at=NOW - timedelta(days=6 + each / 2),
                user_id=table.firm_member.id,
                action=use_limits.WISHES.actions[each],
                subject_kind="introduction",
                subject_id=each,
            )
        )
    session.flush()
    with pytest.raises(TooOften) as refused:
        introductions.firm_wants(table.as_firm(), table.row.id, table.row.version)
    assert refused.value.params["wait"] == 12
    later = table.as_firm(NOW + timedelta(days=1))
    introductions.firm_wants(later, table.row.id, table.row.version)


def test_two_at_once_are_counted_both(session, few, at_once):
    firm = people.a_firm(session)
    member = people.a_firm_member(session, firm)
    session.commit()

    def invite(name):
        return lambda work: invitations.invite_colleague(work, f"{name}@essai.invalid", "A", "fr")

    told = at_once(*[(member, invite(f"d{each}")) for each in range(4)])
    refused = [each for each in told if isinstance(each, TooOften)]
    assert len(refused) == 2
