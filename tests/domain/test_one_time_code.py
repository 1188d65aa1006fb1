"""One-time codes: the test vectors of the RFCs, and what a telephone is given."""

from datetime import UTC, datetime, timedelta

import pytest

from matcher.domain import one_time_code as codes

SECRET = b"12345678901234567890"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_vectors_of_rfc_6238(seconds, code):
    step = codes.step_at(datetime.fromtimestamp(seconds, UTC))
    assert codes.code_at(SECRET, step, digits=8) == code


@pytest.mark.parametrize(("counter", "code"), [(0, "755224"), (1, "287082"), (9, "520489")])
def test_the_vectors_of_rfc_4226(counter, code):
    assert codes.code_at(SECRET, counter) == code


def test_a_code_counts_a_little_early_and_late_and_once():
    step = codes.step_at(NOW)
    code = codes.code_at(SECRET, step)
    for apart, is_right in ((-60, False), (-30, True), (0, True), (30, True), (60, False)):
        at = NOW + timedelta(seconds=apart)
        assert (codes.matching_step(SECRET, code, at, after=0) == step) is is_right
    assert codes.matching_step(SECRET, code, NOW, after=step) is None
    assert codes.matching_step(SECRET, "", NOW, after=0) is None
    assert codes.matching_step(SECRET, "١٢٣٤٥٦", NOW, after=0) is None


def test_the_secret_is_told_in_two_ways():
    assert codes.spelled(SECRET) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
    link = codes.link(SECRET, "a b@x.ma")
    assert link.startswith("otpauth://totp/Passerelle%3Aa%20b%40x.ma?secret=GEZDGNBVGY3TQOJQ")
