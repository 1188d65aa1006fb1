"""Hard rules: each is named, and silence never excludes."""

import pytest

from matcher.domain.challenge import Facts
from matcher.domain.match import RefusalCode
from matcher.ranking.eligibility import refusal
from tests.builders import a_startup


@pytest.mark.parametrize(
    ("startup", "facts", "expected"),
    [
        ({"trl": 5}, Facts(trl_min=6), RefusalCode.TRL_TOO_LOW),
        ({"trl": 6}, Facts(trl_min=6), None),
        ({}, Facts(trl_min=9), None),
        ({"trl": 1}, Facts(), None),
        (
            {"regions": ("MA-12",)},
            Facts(region="MA-06", on_site=True),
            RefusalCode.REGION_NOT_SERVED,
        ),
        ({"regions": ("MA-12",)}, Facts(region="MA-06"), None),
        ({"regions": ("Casablanca",)}, Facts(region="MA-06", on_site=True), None),
        ({}, Facts(region="MA-06", on_site=True), None),
        ({"languages": ("fr",)}, Facts(languages=("ar", "en")), RefusalCode.NO_COMMON_LANGUAGE),
        ({"languages": ("Français",)}, Facts(languages=("fr",)), None),
        ({}, Facts(languages=("ar",)), None),
    ],
)
def test_each_rule_speaks_only_when_both_sides_said_something(startup, facts, expected):
    assert refusal(a_startup(**startup), facts) is expected
