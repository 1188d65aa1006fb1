"""Every letter in three languages: complete, escaped, and with our links only."""

import re
import string
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from matcher.domain.introduction import DeclineReason
from matcher.notify import messages as m
from matcher.notify.letters import LETTERS, Link, Reached, Say
from matcher.notify.rendering import letter
from matcher.notify.wording.languages import WORDS
from tests.notify.examples import AT, CENTRE, DAY, EXAMPLES, LINK

BASE = "https://passerelle.invalid"
BY_KIND = {message.kind: message for message in EXAMPLES}


def test_there_is_an_example_and_a_structure_for_each_kind():
    assert set(BY_KIND) == set(LETTERS) == set(m.MESSAGES) == set(m.Kind)


@pytest.mark.parametrize("language", WORDS)
def test_each_language_has_exactly_the_sentences_of_each_letter(language):
    for kind, blocks in LETTERS.items():
        needed = {each.sentence for each in blocks if isinstance(each, Say | Link | Reached)}
        sentences = WORDS[language].letters[kind]
        assert set(sentences) == needed | {"subject"}, kind
        placeholders = {
            name for text in sentences.values() for _, name, _, _ in string.Formatter().parse(text)
        } - {None}
        assert placeholders <= m.field_names(kind), kind
    assert set(WORDS[language].declines) == set(DeclineReason)
    assert set(WORDS[language].desk) == set(m.DeskCount)
    assert set(WORDS[language].common) == set(WORDS["fr"].common)


@pytest.mark.parametrize("kind", m.Kind)
def test_the_languages_ask_for_the_same_values(kind):
    def asked(language, sentence):
        return sorted(
            name or ""
            for _, name, _, _ in string.Formatter().parse(WORDS[language].letters[kind][sentence])
        )

    for sentence in WORDS["fr"].letters[kind]:
        named = {tuple(each for each in asked(one, sentence) if each) for one in WORDS}
        assert len(named) == 1, sentence


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("message", EXAMPLES, ids=lambda each: each.kind.value)
def test_a_letter_is_complete_in_both_forms(message, language):
    written = letter(message, language, BASE)

    assert written.subject
    assert "{" not in written.subject + written.text
    if message.kind is not m.Kind.INTRODUCTION_ACCEPTED:
        assert f'<html lang="{language}" dir="{WORDS[language].direction}">' in written.html
    targets = re.findall(r'href="([^"]*)"', written.html)
    assert all(target.startswith(f"{BASE}/") for target in targets)
    assert all(target in written.text for target in targets)
    assert " style=" not in written.html
    assert "<table" not in written.html
    assert "<script" not in written.html


@pytest.mark.parametrize("message", EXAMPLES, ids=lambda each: each.kind.value)
def test_a_message_survives_being_kept(message):
    assert m.message_of(message.kind.value, m.payload_of(message)) == message


def test_what_people_wrote_is_escaped_and_cannot_become_a_link():
    wild = '<a href="https://elsewhere.invalid">x</a> & "y" {name} $body'
    written = letter(m.ChallengeReceived(challenge_title=wild, link=LINK), "fr", BASE)

    assert "<a href=&quot;https://elsewhere" in written.html.replace("&lt;", "<")
    assert 'href="https://elsewhere' not in written.html
    assert "$body" in written.html
    assert "{name}" in written.text


def test_a_title_with_a_line_end_stays_one_line_in_the_subject():
    title = "Eau\r\nBcc: everyone@elsewhere.invalid\u202e"
    written = letter(m.ChallengeReceived(challenge_title=title, link=LINK), "en", BASE)

    assert written.subject.endswith("Eau Bcc: everyone@elsewhere.invalid")


@pytest.mark.parametrize(
    "path",
    ["https://elsewhere.invalid/x", "//elsewhere.invalid", "/a?token=1", "/a b", "a", "/a\n", "/é"],
)
def test_a_link_is_a_plain_path_of_ours(path):
    with pytest.raises(ValidationError):
        m.ConfirmEmail(link=path, expires_at=AT)


def test_an_introduction_speaks_both_languages_with_both_contacts():
    written = letter(BY_KIND[m.Kind.INTRODUCTION_ACCEPTED], "fr", BASE)

    assert "Mise en relation" in written.subject
    assert "ربط اتصال" in written.subject
    assert written.text.count("a@firm.invalid") == 2
    assert written.text.count("b@startup.invalid") == 2
    assert written.text.count("Vos procédés se répondent.") == 1
    assert written.text.count("حلولكم متكاملة.") == 1
    assert '<section lang="fr" dir="ltr">' in written.html
    assert '<section lang="ar" dir="rtl">' in written.html


def test_two_sides_of_one_language_read_one_part():
    both = BY_KIND[m.Kind.INTRODUCTION_ACCEPTED]
    alike = m.IntroductionAccepted(
        challenge_title="Eau", firm=both.firm, startup=both.startup, why={"en": "You fit."}
    )

    assert letter(alike, "en", BASE).text.count("b@startup.invalid") == 1


@pytest.mark.parametrize("language", WORDS)
def test_a_letter_to_three_has_three_contacts_and_one_to_two_says_nothing_of_a_third(language):
    both = BY_KIND[m.Kind.INTRODUCTION_ACCEPTED]
    alike = {"challenge_title": "Eau", "firm": both.firm, "startup": both.startup}
    two = letter(m.IntroductionAccepted(**alike, why={language: "Oui."}), language, BASE).text
    three = m.IntroductionAccepted(**alike, support=CENTRE, why={language: "Oui."})
    written = letter(three, language, BASE).text
    sentences = WORDS[language].letters[both.kind]

    assert "c@centre.invalid" in written
    assert sentences["of_support"] in written
    assert sentences["accepted_by_three"] in written
    assert sentences["accepted"] not in written
    assert sentences["accepted"] in two
    assert sentences["of_support"] not in two
    assert sentences["accepted_by_three"] not in two


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("support", ["", "Centre technique A"])
def test_a_proposal_says_that_a_support_body_is_asked_too_when_there_is_one(language, support):
    about = {"challenge_title": "Eau", "link": LINK, "why": "Oui", "answer_by": DAY}
    for message in (
        m.IntroductionProposedToFirm(**about, startup_summary="Filtration", support=support),
        m.IntroductionProposedToStartup(**about, challenge_summary="Eau", support=support),
    ):
        written, sentences = (
            letter(message, language, BASE).text,
            WORDS[language].letters[message.kind],
        )
        assert (sentences["support"] in written) is bool(support)
        assert (sentences["unnamed_three"] in written) is bool(support)
        assert (sentences["unnamed"] in written) is not bool(support)
        assert ("Centre technique A" in written) is bool(support)


def test_a_proposal_names_neither_side():
    for kind in (
        m.Kind.INTRODUCTION_PROPOSED_TO_FIRM,
        m.Kind.INTRODUCTION_PROPOSED_TO_STARTUP,
        m.Kind.INTRODUCTION_PROPOSED_TO_SUPPORT,
    ):
        named = {"organisation", "firm", "startup", "contact", "email"}
        assert not named & m.field_names(kind)


@pytest.mark.parametrize(
    ("language", "moment"),
    [("fr", "6 juillet 2026, 15:30"), ("ar", "6 يوليوز 2026, 15:30"), ("en", "6 July 2026, 15:30")],
)
def test_moments_are_told_in_the_time_of_morocco(language, moment):
    reset = m.PasswordReset(link=LINK, expires_at=datetime(2026, 7, 6, 14, 30, tzinfo=UTC))
    assert moment in letter(reset, language, BASE).text


def test_the_reason_of_a_refusal_is_passed_on_politely():
    declined = BY_KIND[m.Kind.INTRODUCTION_DECLINED]
    assert WORDS["fr"].declines[DeclineReason.BUDGET] in letter(declined, "fr", BASE).text
    assert "Un mot de plus." in letter(declined, "fr", BASE).text
    silent = m.IntroductionDeclined(challenge_title="Eau", link=LINK, reason=DeclineReason.OTHER)
    assert "Précision" not in letter(silent, "fr", BASE).text


def test_links_that_open_an_account_are_hidden():
    reset = BY_KIND[m.Kind.PASSWORD_RESET]
    hidden = m.without_secrets(reset.kind, m.payload_of(reset))

    assert LINK not in letter(m.message_of(reset.kind, hidden), "fr", BASE).text
    assert letter(m.message_of(reset.kind, hidden), "fr", BASE).text
