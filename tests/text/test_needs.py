"""Reading a need in free words: what is sought, its requirements, its facts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain.challenge import Challenge, Facts, Importance, Requirement
from matcher.text.facts import facts_in
from matcher.text.needs import MOST_REQUIREMENTS, complete

FRENCH = (
    "Atelier de teinture à Fès, 12 t/jour, budget 600 kDH. Aujourd'hui l'eau part à l'égout. "
    "Nous cherchons un procédé pour retirer la couleur des bains et réutiliser l'eau au lavage, "
    "si possible sans boues supplémentaires. Contraintes : eau salée à 8 mS/cm ; "
    "surface de 100 m² au plus. "
    "TRL 7 minimum. Critère : couleur divisée par dix."
)
ARABIC = (
    "معمل للصباغة بفاس يعالج 12 طنا يوميا. حاليا تُصرف المياه في الشبكة. "
    "نبحث عن طريقة لإزالة اللون من مياه الصباغة وإعادة استعمالها في الغسل. "
    "القيود: مياه مالحة، ومساحة لا تتعدى 100 متر مربع. الميزانية 600 ألف درهم."
)
ENGLISH = (
    "Dyeing plant in Fez, 12 t/day. Today the water goes to the sewer. "
    "We are looking for a process to remove colour from the baths and to reuse water for washing. "
    "Constraints: salty water at 8 mS/cm; no extra sludge if possible. Budget 600 kMAD, TRL ≥ 7."
)


def read(text, language, **given_fields):
    return complete(Challenge(id="c", text=text, language=language, **given_fields))


def texts(challenge):
    return [requirement.text for requirement in challenge.requirements]


@pytest.mark.parametrize(("text", "language"), [(FRENCH, "fr"), (ARABIC, "ar"), (ENGLISH, "en")])
def test_every_requirement_is_an_exact_substring(text, language):
    challenge = read(text, language)
    assert challenge.requirements
    for requirement in challenge.requirements:
        assert text[requirement.start : requirement.end] == requirement.text


def test_french_requirements_leave_out_context_money_and_measures_of_success():
    found = texts(read(FRENCH, "fr"))
    assert found[0].startswith("un procédé pour retirer la couleur")
    joined = " ".join(found)
    assert "eau salée" in joined
    for context in ("12 t/jour", "kDH", "TRL", "égout", "divisée par dix"):
        assert context not in joined


def test_a_wish_is_told_from_a_must():
    challenge = read(FRENCH, "fr")
    wishes = [each.text for each in challenge.requirements if each.importance is Importance.NICE]
    assert any("boues" in text for text in wishes)
    assert all("retirer la couleur" not in text for text in wishes)


def test_arabic_requirements_come_from_what_is_sought_and_from_the_constraints():
    found = texts(read(ARABIC, "ar"))
    assert found[0].startswith("طريقة لإزالة اللون")
    assert any("مالحة" in text for text in found)
    assert not any("درهم" in text for text in found)


def test_english_requirements_are_split_at_what_is_joined():
    found = texts(read(ENGLISH, "en"))
    assert found[0] == "a process to remove colour from the baths"
    assert any("reuse water for washing" in text for text in found)


@pytest.mark.parametrize(("text", "language"), [(FRENCH, "fr"), (ARABIC, "ar"), (ENGLISH, "en")])
def test_what_is_sought_leaves_out_how_things_are_today(text, language):
    sought = read(text, language).sought
    assert texts(read(text, language))[0] in sought
    assert not any(word in sought for word in ("égout", "الشبكة", "sewer"))


@pytest.mark.parametrize(
    ("text", "language", "trl", "budget", "region"),
    [
        (FRENCH, "fr", 7, 600_000, "MA-03"),
        (ARABIC, "ar", None, 600_000, "MA-03"),
        (ENGLISH, "en", 7, 600_000, "MA-03"),
        ("Budget de 1,5 MDH à Tanger, prix de 3 000 DH par wagon.", "fr", None, 1_500_000, "MA-01"),
        ("Moins de 3 000 DH par wagon.", "fr", None, None, ""),
    ],
)
def test_facts_are_read_from_the_text(text, language, trl, budget, region):
    facts = read(text, language).facts
    assert (facts.trl_min, facts.budget_dh, facts.region) == (trl, budget, region)


def test_what_the_form_says_is_kept():
    given_requirement = Requirement("f1", "sans eau", Importance.NICE)
    facts = Facts(trl_min=4, region="MA-06", budget_dh=1)
    challenge = read(FRENCH, "fr", requirements=(given_requirement,), facts=facts)
    assert challenge.requirements == (given_requirement,)
    assert challenge.facts == facts
    assert "sans eau" in challenge.sought


def test_a_short_text_without_a_cue_is_one_requirement():
    assert texts(read("Détection de fuites sur réseau d'eau", "fr")) == [
        "Détection de fuites sur réseau d'eau"
    ]


def test_what_was_tried_or_is_excluded_is_not_asked_for():
    found = texts(
        read("Nous voulons vendre les pulpes. On ne veut ni compost ni aliment bétail.", "fr")
    )
    assert found == ["vendre les pulpes"]


def test_an_empty_text_asks_for_nothing():
    challenge = read("  \n ", "fr")
    assert challenge.requirements == ()
    assert challenge.sought == ""


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Nous cherchons",
                "à",
                "نبحث عن",
                "We need",
                ";",
                ",",
                ".",
                "\n",
                "eau é",
                "l’huile",
                "(x)",
                "Contraintes :",
                "si possible",
                "et de",
                "0,7",
                "TRL 7",
                "\u200b",
                "e\u0301t\u0065",
                "ال",
                "المطلوب:",
                "🙂",
            ]
        ),
        max_size=30,
    ),
    st.sampled_from(["fr", "ar", "en"]),
)
def test_any_text_gives_exact_requirements_in_order(words, language):
    text = " ".join(words)
    challenge = read(text, language)
    assert len(challenge.requirements) <= MOST_REQUIREMENTS
    spans = [(each.start, each.end) for each in challenge.requirements]
    assert spans == sorted(spans)
    for requirement in challenge.requirements:
        assert requirement.text
        assert text[requirement.start : requirement.end] == requirement.text


@pytest.mark.parametrize(
    ("text", "budget"),
    [
        ("Budget: 6 million dirhams.", 6_000_000),
        ("Budget of 450,000 dirhams", 450_000),
        ("الميزانية: مليون و200 ألف درهم", 1_200_000),
        ("Enveloppe de 1,5 à 2 MDH", 2_000_000),
        (
            "Budget à définir, 25 DH maximum par test sur un lot de plusieurs centaines de pièces",
            None,
        ),
    ],
)
def test_budgets_are_read_as_people_write_them(text, budget):
    assert facts_in(text).budget_dh == budget


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("التكنولوجيا الجديدة للمادة البيضاء", ""),
        ("مصنع بالجديدة", "MA-06"),
        ("Sale of used machines", ""),
        ("Une eau sale et trouble", ""),
        ("Atelier à Salé", "MA-04"),
        ("Usine de Dar Bouazza, Casablanca", "MA-06"),
        ("معمل بالدار البيضاء", "MA-06"),
    ],
)
def test_a_place_is_told_from_an_everyday_word(text, region):
    assert facts_in(text).region == region


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "Notre besoin :\n- détecter les fuites\n- sans fil\n- autonome 5 ans",
            "fr",
            ["détecter les fuites", "sans fil", "autonome 5 ans"],
        ),
        ("We need:\n1. leak detection\n2. no cables\n", "en", ["leak detection", "no cables"]),
        (
            "We want to turn waste heat into electricity, or into steam for the plant.",
            "en",
            ["turn waste heat into electricity, or into steam for the plant"],
        ),
        (
            "Nous cherchons un capteur de fuites à moins de 500 DH. Il doit tenir 5 ans.",
            "fr",
            ["un capteur de fuites à moins de 500 DH", "Il doit tenir 5 ans"],
        ),
        (
            "We need a quiet pump. Ideally it starts as a 100 kW pilot that can be multiplied.",
            "en",
            ["a quiet pump"],
        ),
        ("Nous cherchons une pompe. Nous n'avons pas besoin de caméra.", "fr", ["une pompe"]),
        ("We need a pump. We do not need a camera.", "en", ["a pump"]),
        ("نبحث عن مضخة صغيرة. لا نحتاج إلى كاميرا.", "ar", ["مضخة صغيرة"]),
    ],
)
def test_lists_alternatives_prices_and_refusals_are_read_as_meant(text, language, expected):
    assert texts(read(text, language)) == expected


@pytest.mark.parametrize(
    ("text", "trl"),
    [
        ("Le TRL 9 n'est pas exigé, TRL 4 suffit.", 4),
        ("TRL 9 is not required; TRL 5 or more.", 5),
        ("TRL ≥ 7", 7),
        ("TRL لا يقل عن 6", 6),
    ],
)
def test_a_maturity_that_is_waived_is_not_asked_for(text, trl):
    assert facts_in(text).trl_min == trl


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "Nous cherchons, pour notre usine d'Errachidia, un capteur de fuites d'eau.",
            "fr",
            ["un capteur de fuites d'eau"],
        ),
        (
            "Nous cherchons un capteur de fuites, pour notre usine d'Errachidia.",
            "fr",
            ["un capteur de fuites"],
        ),
        ("We need, in our plant in Kenitra, a quiet pump.", "en", ["a quiet pump"]),
        ("We need a quiet pump, at our workshop in Fez.", "en", ["a quiet pump"]),
        ("نبحث عن جهاز لكشف التسرب، لمصنعنا بالراشيدية.", "ar", ["جهاز لكشف التسرب"]),
        ("المطلوب: لمصنعنا بالراشيدية، جهاز لكشف التسرب.", "ar", ["جهاز لكشف التسرب"]),
    ],
)
def test_where_the_site_is_is_a_fact_and_no_requirement(text, language, expected):
    challenge = read(text, language)
    assert texts(challenge) == expected
    assert challenge.facts.region.startswith("MA-")


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "Nous cherchons un tri, pour notre usine de dattes d'Errachidia.",
            "fr",
            ["un tri, pour notre usine de dattes d'Errachidia"],
        ),
        (
            "We need parts, ready for sale, in two sizes only.",
            "en",
            ["parts, ready for sale", "in two sizes only"],
        ),
        (
            "نبحث عن مضخة صغيرة هادئة، بجودة عالية جدا.",
            "ar",
            ["مضخة صغيرة هادئة", "بجودة عالية جدا"],
        ),
    ],
)
def test_a_clause_that_says_more_than_where_stays(text, language, expected):
    assert texts(read(text, language)) == expected
