"""Why the two should meet: drafted when nobody wrote it, and never more than may be read."""

from dataclasses import replace

import pytest

from matcher.domain.introduction import Stage, Why
from matcher.domain.visibility import Visibility
from matcher.errors import InvalidForm
from matcher.notify.messages import Suggestion, SuggestionsDigest
from matcher.wording.stages import WHYS
from matcher.workflow import (
    challenge_drafts,
    introductions,
    matching,
    outbox,
    suggestions_mail,
)
from matcher.workflow.challenges import draft_of
from tests.workflow.introduction_cases import WHY, Table, a_table, days
from tests.workflow.people import a_startup_member


@pytest.fixture
def table(session, acting) -> Table:
    return a_table(session, acting)


def test_a_proposal_without_words_gets_those_that_are_drafted(table: Table) -> None:
    version = table.row.version
    for _ in range(2):
        introductions.propose(
            table.as_officer(), table.row.id, version, Why(firm="Oui.", startup=" ")
        )
    why = Why.unpacked(table.row.why)
    assert (why.firm, why.startup) == ("Oui.", WHYS["ar"]["none"])


def test_words_that_are_too_long_are_refused(table: Table) -> None:
    long = "m" * (introductions.LONGEST_WHY + 1)
    with pytest.raises(InvalidForm) as refused:
        introductions.propose(
            table.as_officer(), table.row.id, table.row.version, Why(firm="Oui.", startup=long)
        )
    assert set(refused.value.fields) == {"why_startup"}


def test_an_introduction_that_is_renewed_says_why(table: Table) -> None:
    table.propose()
    table.row.stage, table.row.why = Stage.EXPIRED, ""
    introductions.renew(table.as_officer(days(30)), table.row.id, table.row.version)
    why = Why.unpacked(table.row.why)
    assert why.firm
    assert why.startup
    assert all(mail.payload["why"] for mail in table.mails("introduction_proposed_to_startup"))


def test_who_is_introduced_without_an_officers_words_is_told_why(table: Table, worker) -> None:
    matching.run(worker, table.challenge.id)
    table.row.stage = Stage.RELEASED
    introductions.firm_wants(table.as_firm(), table.row.id, table.row.version)
    introductions.answer(table.as_startup(), table.row.id, table.row.version, yes=True)
    (asked,) = table.mails("introduction_proposed_to_startup")
    (accepted,) = table.mails("introduction_accepted")
    assert "filtrons les eaux" in asked.payload["why"]
    assert all("filtrons les eaux" in words for words in accepted.payload["why"].values())


def test_a_startup_that_is_asked_is_not_told_of_the_suggestion_too(session, acting, worker) -> None:
    table = a_table(session, acting, stage=Stage.RELEASED)
    other = a_startup_member(session)
    for startup_id, person in (
        (table.startup.id, table.startup_member),
        (other.organisation_id, other),
    ):
        outbox.post(worker, a_suggestion(table.challenge.id, startup_id, person.email))
    introductions.firm_wants(table.as_firm(), table.row.id, table.row.version)
    states = [mail.state for mail in table.mails("suggestions_digest")]
    assert states == ["cancelled", "waiting"]


def a_suggestion(challenge_id: int, startup_id: int, email: str) -> outbox.Mail:
    item = Suggestion(title="Défi", link="/startup/suggestions/1")
    return outbox.Mail(
        to=(email,),
        language="fr",
        message=SuggestionsDigest(name="", items=(item,), link="/startup/suggestions"),
        dedupe_key=f"suggested:{challenge_id}:{startup_id}",
        about=suggestions_mail.about(challenge_id, startup_id),
        digest=suggestions_mail.DIGEST,
    )


@pytest.mark.parametrize("to", [Visibility.SEALED, Visibility.ANONYMOUS])
def test_a_challenge_that_closes_up_takes_its_words_back(table: Table, to: Visibility) -> None:
    table.propose()
    assert table.mails("introduction_proposed_to_startup")[0].payload["why"] == WHY.startup
    draft = replace(
        draft_of(table.challenge), visibility=to, teaser_title="Une eau", teaser_text="Une eau."
    )
    challenge_drafts.save(table.as_firm(), table.challenge.id, table.challenge.version, draft)
    why = Why.unpacked(table.row.why)
    assert (why.firm, why.startup) == (WHY.firm, WHYS["ar"]["none"])
    first, again = table.mails("introduction_proposed_to_startup")
    assert (first.state, again.state) == ("cancelled", "waiting")
    assert again.payload["why"] == WHYS["ar"]["none"]
    assert again.payload["challenge_summary"] == ""
    (to_firm,) = table.mails("introduction_proposed_to_firm")
    assert to_firm.state == "waiting"


def test_what_both_accepted_stays_as_it_was_said(table: Table) -> None:
    table.accept_both()
    assert introductions.say_less_to_startups(table.as_firm(), table.challenge.id) == 0
    assert Why.unpacked(table.row.why) == WHY
