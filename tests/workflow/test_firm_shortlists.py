"""What a firm reads of its shortlist, of its files, and of the partners that a draft finds."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import update

from matcher.domain.challenge import Challenge
from matcher.domain.introduction import Stage
from matcher.domain.visibility import ChallengeState
from matcher.errors import EmptyChallenge, InvalidForm, NotAllowed, NotFound, UnreadableDocument
from matcher.store.matches import MatchRow
from matcher.workflow import (
    attachments,
    challenges,
    indexed_startups,
    introduction_reading,
    introductions,
    matching,
    shortlists,
)
from matcher.workflow import challenge_drafts as drafts
from matcher.workflow.challenge_views import Draft
from matcher.workflow.context import Services
from matcher.workflow.engine_gate import EngineAnswer
from matcher.workflow.partner_preview import IN_LINE, Previewer, preview
from tests.workflow import people

FOUND = EngineAnswer(None, "", "", "")
TEXT = "Filtrexa recycle les eaux de rinçage. Écrire à contact@filtrexa.ma pour en savoir plus."


@pytest.fixture
def firm(session):
    return people.a_firm(session)


@pytest.fixture
def firm_context(acting, session, firm):
    return acting(people.a_firm_member(session, firm))


@pytest.fixture
def officer_context(acting, session):
    return acting(people.an_officer(session))


@pytest.fixture
def startup(session):
    row = people.a_startup(
        session, TEXT, organisation={"name": "Filtrexa", "website": "https://filtrexa.ma"}
    )
    people.a_startup_member(session, row)
    return row


@pytest.fixture
def challenge(session, firm, startup, worker):
    row = people.a_challenge(
        session, firm, requirements=("recycler les eaux de rinçage", "fonctionner sans électricité")
    )
    matching.run(worker, row.id)
    return row


def released(context, challenge, startup):
    introductions.keep(context, challenge.id, startup.id)
    introductions.release(context, challenge.id, challenge.version)


def test_only_what_was_released_is_read(firm_context, officer_context, challenge, startup):
    introductions.keep(officer_context, challenge.id, startup.id)
    assert shortlists.read(firm_context, challenge.id).candidates == ()
    introductions.release(officer_context, challenge.id, challenge.version)
    (candidate,) = shortlists.read(firm_context, challenge.id).candidates
    assert candidate.may_answer
    assert candidate.standing == "released"


def test_a_candidate_is_not_named_before_both_said_yes(
    firm_context, officer_context, challenge, startup
):
    released(officer_context, challenge, startup)
    (candidate,) = shortlists.read(firm_context, challenge.id).candidates
    assert candidate.name is None
    assert "ilt" not in repr(candidate)
    met, missed = candidate.answers
    assert met.state == "met"
    assert "[…]" in met.quotes[0]
    assert (missed.state, missed.quotes) == ("none", ())


def test_a_startup_that_shows_its_name_is_named(firm_context, officer_context, challenge, startup):
    startup.name_shown = True
    released(officer_context, challenge, startup)
    (candidate,) = shortlists.read(firm_context, challenge.id).candidates
    assert candidate.name == "Filtrexa"
    assert "@" not in repr(candidate)
    (line,) = introduction_reading.listed(firm_context).lines
    read = introduction_reading.read(firm_context, line.id)
    assert "@" not in repr(read)
    assert "filtrexa.ma" not in repr(read)


def test_the_place_of_a_young_startup_is_told_with_its_name_only(
    firm_context, officer_context, challenge, startup, session
):
    session.execute(update(MatchRow).where(MatchRow.startup_id == startup.id).values(is_young=True))
    released(officer_context, challenge, startup)
    (candidate,) = shortlists.read(firm_context, challenge.id).candidates
    assert (candidate.name, candidate.is_young) == (None, False)
    startup.name_shown = True
    (candidate,) = shortlists.read(firm_context, challenge.id).candidates
    assert (candidate.name, candidate.is_young) == ("Filtrexa", True)


def test_nobody_else_reads_a_shortlist(acting, session, officer_context, challenge):
    with pytest.raises(NotFound):
        shortlists.read(acting(people.a_firm_member(session)), challenge.id)
    with pytest.raises(NotAllowed):
        shortlists.read(acting(people.a_startup_member(session)), challenge.id)
    with pytest.raises(NotAllowed):
        shortlists.read(officer_context, challenge.id)


def test_what_is_asked_of_the_firm_comes_with_its_end(
    firm_context, officer_context, challenge, startup
):
    assert shortlists.asked_of_my_firm(firm_context) == ()
    released(officer_context, challenge, startup)
    (asked,) = shortlists.asked_of_my_firm(firm_context)
    assert (asked.kind, asked.count, asked.challenge_id) == ("shortlist", 1, challenge.id)
    assert asked.ends_at > firm_context.now
    (candidate,) = shortlists.read(firm_context, challenge.id).candidates
    introductions.firm_wants(firm_context, candidate.introduction_id, candidate.version)
    assert shortlists.asked_of_my_firm(firm_context) == ()
    assert not shortlists.read(firm_context, challenge.id).awaited


def test_a_no_keeps_its_reason(firm_context, officer_context, challenge, startup):
    released(officer_context, challenge, startup)
    (shown,) = shortlists.read(firm_context, challenge.id).candidates
    introductions.answer(
        firm_context, shown.introduction_id, shown.version, yes=False, reason="budget"
    )
    (after,) = shortlists.read(firm_context, challenge.id).candidates
    assert (after.stage, after.decline_reason) == (Stage.DECLINED, "budget")


def test_no_partner_is_told_with_what_helps_instead(firm_context, challenge, session):
    challenge.state, challenge.fallback = ChallengeState.NO_PARTNER, "Le centre technique du froid"
    session.flush()
    assert shortlists.read(firm_context, challenge.id).fallback == "Le centre technique du froid"
    assert shortlists.asked_of_my_firm(firm_context)[0].kind == "no_partner"


def test_an_unreadable_or_unknown_file_is_refused():
    with pytest.raises(InvalidForm):
        attachments.read_file("virus.exe", b"MZ")
    with pytest.raises(UnreadableDocument):
        attachments.read_file("vide.pdf", b"not a pdf at all")


def test_a_files_text_is_proposed_then_taken_or_left(firm_context, session):
    saved = drafts.start(firm_context, Draft(title="Un défi en cours"))
    file = attachments.ReadFile("cahier.pdf", b"%PDF-1", "Le texte du cahier des charges.")
    number = attachments.add(firm_context, saved.id, file)
    assert attachments.add(firm_context, saved.id, file) == number
    (shown,) = challenges.read(firm_context, saved.id).attachments
    assert shown.proposed == "Le texte du cahier des charges."
    attachments.accept(firm_context, saved.id, number, "Le texte, corrigé.")
    attachments.accept(firm_context, saved.id, number, "Le texte, corrigé.")
    view = challenges.read(firm_context, saved.id)
    assert view.draft.attached_text == "Le texte, corrigé."
    assert view.attachments[0].proposed == ""
    assert attachments.stored(firm_context, saved.id, number).content == b"%PDF-1"
    attachments.remove(firm_context, saved.id, number)
    assert challenges.read(firm_context, saved.id).attachments == ()


def test_files_are_few_and_stay_in_the_firm(firm_context, acting, session):
    saved = drafts.start(firm_context, Draft(title="Un défi en cours"))
    for number in range(attachments.MOST_FILES):
        file = attachments.ReadFile(f"{number}.pdf", b"%%PDF-%d" % number, "texte")
        kept = attachments.add(firm_context, saved.id, file)
    with pytest.raises(InvalidForm):
        attachments.add(firm_context, saved.id, attachments.ReadFile("6.pdf", b"six", "texte"))
    with pytest.raises(NotFound):
        attachments.stored(acting(people.a_firm_member(session)), saved.id, kept)
    attachments.dismiss(firm_context, saved.id, kept)
    assert challenges.read(firm_context, saved.id).attachments[-1].proposed == ""


DRAFT = Draft(
    title="Eaux de rinçage", problem="Nous cherchons à recycler les eaux de rinçage de l'atelier."
)


@pytest.fixture
def asking(session, firm_context, startup, worker, services, challenge):
    for sector in ("environment", "environment", "digital"):
        people.a_startup(session, "Nous savons recycler une eau.", sectors=[sector])
    people.a_startup(session, "Logiciel de paie.", sectors=["digital"])
    matching.run(worker, challenge.id)
    services.engine.refresh(lambda: indexed_startups.startups(session), number=99)
    session.commit()
    return firm_context.actor


def test_partners_are_counted_by_sector_without_names(services, asking):
    found = preview(services, asking, DRAFT)
    assert (found.state, found.words_only) == ("found", False)
    assert [(each.sector, each.count) for each in found.kinds] == [
        ("environment", 2),
        ("agrofood", 1),
        ("digital", 1),
    ]


def test_without_the_model_kinds_are_told_without_numbers(services, asking, gate):
    gate.up = False
    found = preview(services, asking, Draft(title="Autre", problem=DRAFT.problem + " Vite."))
    assert found.words_only
    assert {each.count for each in found.kinds} == {None}


def test_a_short_draft_finds_nobody(services, asking, gate):
    assert preview(services, asking, Draft(title="x")).state == "short"
    gate.fails = EmptyChallenge("no words")
    other = Draft(problem="Encore une autre question, assez longue pour compter, mais vide.")
    assert preview(services, asking, other).state == "short"


def test_an_engine_that_fails_or_is_slow_keeps_nobody_waiting(services, asking, gate):
    gate.fails = RuntimeError("broken")
    other = Draft(problem="Une question assez longue pour que le moteur soit interrogé, et tombe.")
    assert preview(services, asking, other).state == "away"
    gate.fails = None
    go_on = threading.Event()
    match = gate.match

    def slow(challenge, *, top, warned=True):
        go_on.wait(5)
        return match(challenge, top=top, warned=warned)

    gate.match = slow
    assert preview(services, asking, DRAFT, patience=0.05).state == "late"
    go_on.set()
    assert preview(services, asking, DRAFT).state == "found"


def test_who_asks_anew_gives_up_their_own_question_alone(services):
    """Somebody else's question that waits is answered, and a long line is told at once."""
    go_on, asked = threading.Event(), []

    class Slow:
        def match(self, challenge, *, top, warned=True):
            asked.append(challenge)
            go_on.wait(5)
            return FOUND

    slow = Services(services.settings, services.database, Slow(), services.mailer)
    previewer = Previewer()
    with ThreadPoolExecutor(2 * IN_LINE) as people_asking:

        def ask(who, text):
            return people_asking.submit(
                previewer.answer, slow, who, Challenge("", text, "fr"), patience=5
            )

        def until(count):
            end = time.monotonic() + 5
            while previewer.waiting() < count and time.monotonic() < end:
                time.sleep(0.001)

        first = ask(1, "le premier")
        until(1)
        given_up = ask(2, "trop vite")
        until(2)
        others = ask(3, "un autre")
        until(3)
        again = ask(2, "mieux dit")
        assert given_up.result(5) is None
        rest = []
        for who in range(4, IN_LINE + 1):
            rest.append(ask(who, f"question {who}"))
            until(who)
        assert ask(IN_LINE + 1, "une de trop").result(1) is None
        go_on.set()
        assert all(each.result(5) == FOUND for each in (first, others, again, *rest))
    texts = [each.text for each in asked]
    assert texts[:3] == ["le premier", "un autre", "mieux dit"]
    assert texts[3:] == [f"question {who}" for who in range(4, IN_LINE + 1)]


def test_only_a_firm_counts_partners(services, session, asking):
    startup_member = people.a_startup_member(session)
    session.commit()
    with pytest.raises(NotAllowed):
        preview(services, startup_member, DRAFT)
