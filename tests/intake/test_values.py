import datetime as dt

import pytest

from matcher.domain.startup import Status
from matcher.intake import values
from matcher.intake.amounts import budget_dh, deadline, yes_or_no
from matcher.intake.ice import ice_key, ice_problem, with_leading_zeros
from matcher.intake.values import BadValue


@pytest.mark.parametrize("ice", ["001561191000066", "002136093000040"])
def test_a_right_ice_has_no_problem(ice: str):
    assert ice_problem(ice) is None
    assert ice_key(ice[:13]) == ice[13:]


@pytest.mark.parametrize(
    ("ice", "problem"),
    [
        ("001561191000065", "should be 66"),
        ("00156119100006", "14 digits"),
        ("0015611910000660", "16 digits"),
        ("00156119100006A", "other than digits"),
        ("000000000000000", "no company"),
        ("٠٠١٥٦١١٩١٠٠٠٠٦٦", "other than digits"),
    ],
)
def test_a_wrong_ice_is_named(ice: str, problem: str):
    assert problem in str(ice_problem(ice))


def test_every_single_wrong_digit_is_caught():
    right = "002136093000040"
    for place, digit in enumerate(right):
        for other in "0123456789".replace(digit, ""):
            assert ice_problem(right[:place] + other + right[place + 1 :]) is not None


@pytest.mark.parametrize(
    "written", ["001561191000066", "001 561 191 000 066", "٠٠١٥٦١١٩١٠٠٠٠٦٦", "ICE: 001561191000066"]
)
def test_an_ice_is_read_whatever_its_spacing_and_digits(written: str):
    assert values.ice(written) == ("001561191000066", False)


def test_leading_zeros_that_a_spreadsheet_dropped_come_back():
    assert values.ice(1561191000066) == ("001561191000066", True)
    assert with_leading_zeros("01561191000066") is None
    assert with_leading_zeros("1561191000065") is None


@pytest.mark.parametrize("nothing", ["", None, "-", "n/a", "N/A", "néant", "Non renseigné"])
def test_signs_for_nothing_are_nothing(nothing: object):
    assert values.ice(nothing) == ("", False)
    assert values.trl(nothing) is None
    assert values.status(nothing) is None


@pytest.mark.parametrize(
    "written", ["7", 7, "٧", "۷", "TRL 7", "TRL7", "trl-7", "7/9", "7 / 9", "7,0"]
)
def test_a_trl_is_read_in_its_usual_forms(written: object):
    assert values.trl(written) == 7


@pytest.mark.parametrize(
    "written",
    ["0", "10", "70", "-3", "6-7", "7.5", "sept", True, 7.5, dt.date(2026, 9, 7), "9" * 5000],
)
def test_a_trl_outside_one_to_nine_is_refused(written: object):
    with pytest.raises(BadValue):
        values.trl(written)


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("Actif", Status.ACTIVE),
        ("ACTIVE", Status.ACTIVE),
        ("نشطة", Status.ACTIVE),
        ("En pause", Status.PAUSED),
        ("Retirée", Status.WITHDRAWN),
        ("غير نشط", Status.WITHDRAWN),
    ],
)
def test_a_status_is_read_in_three_languages(written: str, status: Status):
    assert values.status(written) is status


def test_an_unknown_status_is_refused():
    with pytest.raises(BadValue, match="not a status"):
        values.status("peut-être")


def test_languages_are_codes_whatever_they_are_called():
    assert values.languages("Français, anglais et arabe") == ("fr", "en", "ar")
    assert values.languages("العربية والفرنسية") == ("ar", "fr")
    assert values.languages(["EN", "english"]) == ("en",)
    assert values.languages("ar+en") == ("ar", "en")
    with pytest.raises(BadValue, match="klingon"):
        values.languages("klingon")


def test_a_sector_with_a_comma_stays_one_sector():
    found = values.several("Électronique, Signal & Télécommunications; Eau | eau", ";|")
    assert found == ("Électronique, Signal & Télécommunications", "Eau")


@pytest.mark.parametrize(
    "cell", ["#N/A", "#REF!", "#VALEUR!", "#div/0!", "a\0b", "\ud800", [1], {}]
)
def test_what_cannot_be_text_is_refused(cell: object):
    with pytest.raises(BadValue):
        values.as_text(cell)


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "FILE:///etc/passwd"]
)
def test_only_web_addresses_are_taken_for_websites(address: str):
    with pytest.raises(BadValue):
        values.website(address)


def test_ordinary_websites_are_kept():
    assert values.website("www.exemple.ma") == "www.exemple.ma"
    assert values.website("https://exemple.ma:8080/x") == "https://exemple.ma:8080/x"
    assert values.website("exemple.ma:8080") == "exemple.ma:8080"


def test_names_lose_what_is_hidden_and_gain_one_spelling():
    assert values.short_text("Socie\u0301te\u0301\u200b \u202eAtlas\t\n X") == "Société Atlas X"


def test_an_id_with_hidden_characters_is_refused():
    with pytest.raises(BadValue):
        values.identifier("a\u200bb")


@pytest.mark.parametrize(
    ("written", "dirhams"),
    [
        (500000, 500_000),
        ("500 000 DH", 500_000),
        ("500\u202f000 MAD", 500_000),
        ("500.000 DH", 500_000),
        ("0,5 MDH", 500_000),
        ("1.5 million MAD", 1_500_000),
        ("200 à 500 kDH", 500_000),
        ("٣٠٠ ألف درهم", 300_000),
        ("entre 1 et 2 MDH", 2_000_000),
        ("à définir", None),
        ("", None),
    ],
)
def test_a_budget_is_read_in_dirhams(written: object, dirhams: int | None):
    assert budget_dh(written) == dirhams


@pytest.mark.parametrize("written", ["50 000 €", "10 000 USD", "beaucoup", -5, True])
def test_a_budget_that_is_not_in_dirhams_is_refused(written: object):
    with pytest.raises(BadValue):
        budget_dh(written)


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2026-03-31", "2026-03-31"),
        ("31/03/2026", "2026-03-31"),
        ("٣١/٠٣/٢٠٢٦", "2026-03-31"),
        (46112, "2026-03-31"),
        (dt.datetime(2026, 3, 31, tzinfo=dt.UTC), "2026-03-31"),
        ("sous quatre mois", "sous quatre mois"),
        ("31/31/2026", "31/31/2026"),
    ],
)
def test_a_deadline_is_a_date_where_one_is_understood(written: object, date: str):
    assert deadline(written) == date


def test_yes_and_no_in_three_languages():
    assert [yes_or_no(word) for word in ("Oui", "نعم", True, "x")] == [True] * 4
    assert [yes_or_no(word) for word in ("non", "لا", False, "")] == [False] * 4
    with pytest.raises(BadValue):
        yes_or_no("parfois")
