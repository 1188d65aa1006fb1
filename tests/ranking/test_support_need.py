"""When a challenge calls for a technical centre or a cluster, and in whose words."""

import json

import pytest

from matcher.domain.challenge import Challenge, Facts, Requirement
from matcher.domain.support import Service, SupportCode, SupportKind
from matcher.ranking.support import need_of_support, support_for
from matcher.ranking.support_meaning import Margins
from matcher.settings import PROJECT_ROOT
from matcher.text.needs import complete

CASES = PROJECT_ROOT / "tests/ranking/support_cases"


def need(text, language="fr", margins=None, **facts):
    return need_of_support(complete(Challenge("c", text, language, facts=Facts(**facts))), margins)


def share_right(name, language=None):
    rows = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    right = [
        (SupportKind.CENTRE in need(row["text"], row["language"]).kinds) == row["needs_centre"]
        for row in rows
        if language in (None, row["language"])
    ]
    assert len(right) >= 12
    return sum(right) / len(right)


@pytest.mark.parametrize(
    ("text", "language", "service"),
    [
        ("Le client exige un rapport d'essai d'un laboratoire accrédité.", "fr", "tests_lab"),
        ("Nous devons faire homologuer une remorque.", "fr", "homologation"),
        ("The buyer insists on a third-party certificate for our boots.", "en",
         "product_certification"),
        ("We need the EMC emissions of our meter measured, we have no chamber.", "en", "emc_tests"),
        ("طلب منا الزبون تقريرا رسميا من مختبر معتمد حول مقاومة الشد.", "ar", "tests_lab"),
    ],
)  # fmt: skip
def test_an_ask_calls_for_a_centre_with_its_service_and_its_words(text, language, service):
    found = need(text, language)
    assert found.kinds == {SupportKind.CENTRE}
    quotes = dict(found.services)
    quote = quotes[Service(service)]
    assert text[quote.start : quote.end] == quote.text
    assert quote.source == "text"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Nous sommes certifiés ISO 9001 et cherchons un logiciel de planification.", "fr"),
        ("Nous voulons un système de contrôle qualité par vision sur la ligne.", "fr"),
        ("Nous voulons acheter une machine d'essai de traction d'occasion.", "fr"),
        ("Our test bench fills a disk a day; we need a tool that finds faults in the data.", "en"),
        ("نحن حاصلون على شهادة إيزو 9001 ونبحث عن برنامج لتتبع الطاقة.", "ar"),
    ],
)
def test_a_mention_in_passing_or_a_machine_that_tests_calls_for_nobody(text, language):
    assert need(text, language).kinds == frozenset()


def test_several_firms_together_call_for_a_cluster():
    text = "Nous sommes six conserveurs et voulons mutualiser l'achat de fer-blanc."
    found = need(text)
    assert found.kinds == {SupportKind.CLUSTER}
    assert found.several_firms[0].text == text


def test_one_group_with_several_plants_calls_for_no_cluster():
    assert need("Nos trois usines veulent partager un seul logiciel de stock.").kinds == set()


def test_the_kind_of_collaboration_of_the_form_asks_for_tests_without_words():
    found = need("Valve de régulation pour l'eau chaude.", collaboration="testing")
    assert dict(found.services) == {Service.TESTS_LAB: None}
    (first, *_) = support_for(
        Challenge("c", "Soudure de cuves en acier.", "fr", facts=Facts(collaboration="testing"))
    ).called
    assert (first.body.key, first.reasons[0].code) == ("cerimme", SupportCode.TESTING_DECLARED)


def test_a_requirement_of_the_form_is_quoted_from_where_it_stands():
    asked = "Rapport d'essai d'un laboratoire accrédité exigé par le client"
    challenge = Challenge(
        "c", "Casques de chantier.", "fr", requirements=(Requirement("r1", asked),)
    )
    quote = dict(need_of_support(challenge).services)[Service.TESTS_LAB]
    assert (quote.text, quote.source) == (asked, "r1")


def test_meaning_decides_where_words_waver_and_never_without_any_words():
    words = "Le client conteste la tenue de nos tissus au lavage."
    assert need(words).kinds == set()
    assert SupportKind.CENTRE in need(words, margins=Margins(0.2, -0.2)).kinds
    assert need(words, margins=Margins(-0.2, -0.2)).kinds == set()
    assert need("Bonjour à tous.", margins=Margins(0.2, -0.2)).kinds == set()


def test_the_rules_hold_on_the_cases_that_they_were_tuned_on():
    assert share_right("dev") >= 0.95


def test_most_needs_of_the_samples_call_for_nobody():
    rows = [
        json.loads(line)
        for line in (PROJECT_ROOT / "data/samples/challenges.jsonl").read_text("utf-8").splitlines()
    ]
    called = [row["id"] for row in rows if need(row["text"], row["language"]).kinds]
    assert len(called) <= 0.05 * len(rows), called
