"""What each of three reads, before and after all said yes, and when the third stays out."""

from dataclasses import asdict

import pytest

from matcher.domain.introduction import BOTH, Side, Stage, Why
from matcher.domain.support import SupportKind
from matcher.errors import NotFound
from matcher.workflow import history, introduction_reading, introductions, matching, shortlists
from matcher.workflow.introduction_moves import OUT
from tests.workflow.introduction_cases import (
    FIRM_NAME,
    FIRM_PHONE,
    STARTUP_NAME,
    STARTUP_PHONE,
    SUPPORT_NAME,
    SUPPORT_PHONE,
    Table,
    a_trio,
    days,
)
from tests.workflow.people import a_challenge, a_support_body, an_anonymous_challenge

SECRET = "Bouskoura"
TIERS = {"open": a_challenge, "anonymous": an_anonymous_challenge}
WORDS = Why(
    firm=f"{STARTUP_NAME} filtre les eaux.",
    startup="Votre filtre répond à ce besoin.",
    support=f"{STARTUP_NAME} et {FIRM_NAME} auront besoin d'essais ; appelez le {STARTUP_PHONE}.",
)


@pytest.fixture(params=TIERS)
def table(request, session, acting, worker) -> Table:
    made = a_trio(session, acting, challenge=TIERS[request.param])
    matching.run(worker, made.challenge.id)
    introductions.propose(made.as_officer(), made.row.id, made.row.version, WORDS)
    return made


def seen_by(table: Table, side: Side) -> str:
    context = table.as_side(side)
    listed = [introduction_reading.listed(context, shown=each) for each in ("all", "open", "ended")]
    return repr(introduction_reading.read(context, table.row.id)) + repr(listed)


def say(table: Table, side: Side, *, yes: bool = True) -> None:
    reason = "" if yes else "budget"
    introductions.answer(
        table.as_side(side), table.row.id, table.row.version, yes=yes, reason=reason
    )


def test_the_support_body_reads_the_public_part_and_no_name_of_the_startup(table: Table) -> None:
    is_open = table.challenge.visibility == "open"
    for yes in (None, *sorted(BOTH)):
        if yes:
            say(table, yes)
        told = seen_by(table, Side.SUPPORT)
        contacts = (FIRM_PHONE, STARTUP_PHONE, table.firm_member.email, table.startup_member.email)
        for hidden in (STARTUP_NAME, "quaverte", "aquaverte.ma", *contacts):
            assert hidden not in told
        assert (FIRM_NAME in told) is is_open
        assert (SECRET in told) is is_open
        assert table.challenge.title in told if is_open else table.challenge.teaser_title in told
        assert "auront besoin d'essais" in told
        assert WORDS.startup not in told


def test_the_letter_to_the_support_body_says_no_more_than_its_page(table: Table) -> None:
    (letter,) = table.mails("introduction_proposed_to_support")
    payload = repr(letter.payload)
    for hidden in (STARTUP_NAME, "quaverte", STARTUP_PHONE, FIRM_PHONE):
        assert hidden not in payload
    if table.challenge.visibility != "open":
        assert FIRM_NAME not in payload
        assert SECRET not in payload


def test_firm_and_startup_read_who_the_third_is_and_not_its_contacts(table: Table) -> None:
    for side in sorted(BOTH):
        told = seen_by(table, side)
        assert SUPPORT_NAME in told
        assert table.support_member.email not in told
        assert SUPPORT_PHONE not in told
        assert WORDS.support not in told


def test_all_three_read_everything_after_three_yes(table: Table) -> None:
    for side in Side:
        say(table, side)
    for side in Side:
        told = seen_by(table, side)
        for shown in (STARTUP_NAME, FIRM_NAME, SUPPORT_NAME, SECRET):
            assert shown in told
        for phone in (FIRM_PHONE, STARTUP_PHONE, SUPPORT_PHONE):
            assert phone in told
        view = introduction_reading.read(table.as_side(side), table.row.id)
        assert [each.side for each in view.contacts] == list(Side)
        assert (view.stage_code, view.standing) == ("trio_accepted", "trio_accepted")


def test_a_support_body_that_stayed_out_learns_nothing_more(table: Table) -> None:
    say(table, Side.SUPPORT, yes=False)
    for side in sorted(BOTH):
        say(table, side)
    introductions.record(
        table.as_officer(), table.row.id, table.row.version, Stage.CONTRACT, "Signé."
    )
    view = introduction_reading.read(table.as_support(), table.row.id)
    assert (view.stage, view.standing) == (Stage.DECLINED, "declined_by_us")
    assert (view.contacts, view.may_answer, view.support.answers) == ((), False, ())
    assert [step.stage for step in view.steps] == [Stage.PROPOSED, Stage.PROPOSED]
    assert view.decline.reason == "budget"
    told = seen_by(table, Side.SUPPORT)
    for hidden in (STARTUP_NAME, STARTUP_PHONE, FIRM_PHONE, "contract"):
        assert hidden not in told
    assert introduction_reading.listed(table.as_support(), shown="open").total == 0
    assert introduction_reading.listed(table.as_support(), shown="ended").total == 1
    for side in sorted(BOTH):
        assert SUPPORT_PHONE not in seen_by(table, side)


def test_one_that_was_taken_out_reads_so_without_being_said_to_have_declined(table: Table) -> None:
    introductions.with_support(table.as_officer(), table.row.id, table.row.version, None)
    view = introduction_reading.read(table.as_support(), table.row.id)
    assert (view.standing, view.decline) == ("not_taking_part", None)
    for side in sorted(BOTH):
        told = introduction_reading.read(table.as_side(side), table.row.id)
        assert not told.support.takes_part
        assert told.steps[-1].code == OUT
        assert told.standing == "you_awaited"


def test_who_answered_what_is_told_to_the_three_and_to_officers(table: Table) -> None:
    say(table, Side.STARTUP)
    for context in (table.as_firm(), table.as_startup(), table.as_support(), table.as_officer()):
        answers = introduction_reading.read(context, table.row.id).support.answers
        assert {each.side: each.said for each in answers} == {
            Side.FIRM: "",
            Side.STARTUP: "yes",
            Side.SUPPORT: "",
        }
    say(table, Side.FIRM)
    steps = introduction_reading.read(table.as_support(), table.row.id).steps
    assert [step.side for step in steps] == ["agency", "startup", "firm"]
    assert all((step.who, step.note) == ("", "") for step in steps)


def test_the_list_says_whose_answer_is_awaited(table: Table) -> None:
    def waiting(side: Side) -> bool:
        (line,) = introduction_reading.listed(table.as_side(side)).lines
        return line.awaits_me

    assert all(waiting(side) for side in Side)
    say(table, Side.SUPPORT)
    assert [waiting(side) for side in Side] == [True, True, False]


def test_officers_choose_from_those_of_the_sector_first(session, acting) -> None:
    table = a_trio(session, acting, choose=False)
    table.challenge.sectors = ["agrofood"]
    a_support_body(session, name="AAA, Cluster textile", kind=SupportKind.CLUSTER)
    fitting = a_support_body(session, name="CETIA", sectors=["agrofood"])
    a_support_body(session, name="Fermé", is_active=False)
    part = introduction_reading.read(table.as_officer(), table.row.id).officer.support
    assert part.may_choose
    assert not part.may_release
    assert [each.name for each in part.choices] == ["CETIA", "AAA, Cluster textile", SUPPORT_NAME]
    assert [each.id for each in part.choices if each.is_suggested] == [fitting.id]


def test_the_shortlist_of_the_firm_names_the_third(session, acting) -> None:
    table = a_trio(session, acting, stage=Stage.RELEASED)
    (candidate,) = shortlists.read(table.as_firm(), table.challenge.id).candidates
    assert candidate.support_name == SUPPORT_NAME
    introductions.firm_wants(table.as_firm(), table.row.id, table.row.version)
    (candidate,) = shortlists.read(table.as_firm(), table.challenge.id).candidates
    assert (candidate.stage_code, candidate.standing) == ("trio_accepted_by_one", "others_awaited")


def test_a_trio_counts_as_one_introduction(table: Table) -> None:
    for side in sorted(BOTH):
        say(table, side)
    load = history.loads(table.as_officer(), [table.startup.id])[table.startup.id]
    assert (load.open, load.accepted) == (1, 0)
    say(table, Side.SUPPORT)
    load = history.firm_load(table.as_officer(), table.firm.id)
    assert (load.open, load.accepted, len(load.episodes)) == (1, 1, 1)


def test_a_renewed_trio_waits_for_all_three_again(table: Table) -> None:
    say(table, Side.STARTUP)
    introductions.remind_due(table.as_worker(days(6)))
    introductions.expire_due(table.as_worker(days(21)))
    view = introduction_reading.read(table.as_officer(days(21)), table.row.id)
    assert view.officer.may_renew
    introductions.renew(table.as_officer(days(22)), table.row.id, table.row.version)
    assert introduction_reading.read(table.as_officer(), table.row.id).awaited == set(Side)


def test_a_page_of_an_introduction_of_two_says_nothing_of_a_third(session, acting) -> None:
    table = a_trio(session, acting, choose=False)
    table.propose()
    for context in (table.as_firm(), table.as_startup()):
        view = introduction_reading.read(context, table.row.id)
        assert view.support is None
        assert "trio" not in repr(asdict(view))
    with pytest.raises(NotFound):
        introduction_reading.read(table.as_support(), table.row.id)
