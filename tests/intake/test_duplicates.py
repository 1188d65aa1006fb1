import random

import pytest

from matcher.domain.startup import Startup
from matcher.intake.duplicates import DuplicatePair, near_duplicates
from matcher.intake.organisations import distinct_name


def named(*names: str) -> list[Startup]:
    return [Startup(id=f"s{place}", name=name, capabilities=()) for place, name in enumerate(names)]


def test_the_same_ice_is_reported():
    startups = [
        Startup(id="a", name="Alpha", capabilities=(), ice="001561191000066"),
        Startup(id="b", name="Beta", capabilities=(), ice="002136093000040"),
        Startup(id="c", name="Gamma", capabilities=(), ice="001561191000066"),
        Startup(id="d", name="Delta", capabilities=()),
        Startup(id="e", name="Epsilon", capabilities=()),
    ]
    assert near_duplicates(startups) == [DuplicatePair("a", "c", "same_ice", 1.0)]


def test_two_establishments_of_one_company_are_reported():
    startups = [
        Startup(id="a", name="Alpha", capabilities=(), ice="001561191000066"),
        Startup(id="b", name="Beta", capabilities=(), ice="001561191000163"),
    ]
    (pair,) = near_duplicates(startups)
    assert (pair.why, pair.score) == ("same_ice", 0.95)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Atlas Capteurs", "ATLAS CAPTEURS S.A.R.L. AU"),
        ("Société Atlas Capteurs SARL", "Atlas-Capteurs"),
        ("Énergie Verte SAS", "energie verte"),
        ("GreenTech S.A.", "GREEN TECH"),
        ("شركة الأطلس للطاقة ش.م.م", "الاطلس للطاقه"),
        ("Atlas Capteurs", "Capteurs Atlas"),
    ],
)
def test_names_that_differ_by_form_alone_are_the_same(one: str, other: str):
    assert near_duplicates(named(one, "Autre chose", other)) == [
        DuplicatePair("s0", "s2", "similar_name", 1.0)
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Agridata Solutions", "Agridatta Solutions"),
        ("Hydrosense Maroc", "Hydrosens Maroc"),
        ("الأطلس للطاقة الشمسية", "الأطلس لطاقة الشمسية"),
        ("Xolarmetrics", "Solarmetrics"),
    ],
)
def test_a_slip_of_spelling_is_reported(one: str, other: str):
    (pair,) = near_duplicates(named(one, "Autre chose", other))
    assert pair.why == "similar_name"
    assert 0.9 <= pair.score < 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Agritech 2", "Agritech 3"),
        ("Ikos", "Ikor"),
        ("Solar Sud", "Solar Nord"),
        ("SARL", "SAS"),
        ("Medit SA", "Medic SA"),
    ],
)
def test_different_names_are_left_alone(one: str, other: str):
    assert near_duplicates(named(one, other)) == []


@pytest.mark.parametrize("disguise", ["C\u043esumar", "СОЅUM\u0410R", "C0sumar"])
def test_a_name_in_look_alike_letters_is_reported_as_such(disguise: str):
    (pair,) = near_duplicates(named("Cosumar", disguise))
    assert pair.why == "confusable_name"


def test_a_group_of_equals_is_a_chain_not_every_pair():
    pairs = near_duplicates(named(*["Alpha Beta"] * 100))
    assert [(pair.first_id, pair.second_id) for pair in pairs] == [
        (f"s{place}", f"s{place + 1}") for place in range(99)
    ]


def test_a_pair_comes_once_with_its_strongest_reason():
    startups = [
        Startup(id=name, name="Alpha", capabilities=(), ice="001561191000066") for name in "ab"
    ]
    assert [pair.why for pair in near_duplicates(startups)] == ["same_ice"]


def test_many_names_with_one_beginning_still_find_a_slip():
    rng = random.Random(7)
    names = ["Startup " + "".join(rng.choices("abcdefghijklmnop", k=10)) for _ in range(5_000)]
    slip = names[123][:-3] + "z" + names[123][-2:]
    found = {(pair.first_id, pair.second_id) for pair in near_duplicates(named(*names, slip))}
    assert ("s123", "s5000") in found


def test_a_legal_form_inside_a_name_stays():
    assert distinct_name("Casa SA Nord") == "casa sa nord"
    assert distinct_name("Sté IKOS S.A.") == "ikos"
    assert distinct_name("S.A.R.L.") == "sarl"
