"""Numbers that no row can have, and the way back after a form with mistakes."""

import pytest

from matcher.domain.people import Role

HUGE = "9" * 23


@pytest.mark.parametrize(
    ("role", "path"),
    [
        (Role.STARTUP, f"/introductions/{HUGE}"),
        (Role.STARTUP, f"/startup/suggestions/{HUGE}"),
        (Role.FIRM, f"/firm/challenges/{HUGE}"),
        (Role.FIRM, "/firm/challenges/4294967296"),
        (Role.OFFICER, f"/desk/challenges/{HUGE}"),
        (Role.FIRM, f"/introductions?page={HUGE}"),
        (Role.OFFICER, f"/desk/outbox?page={HUGE}"),
    ],
)
def test_a_number_that_no_row_can_have_is_not_found(signed_in, role, path):
    assert signed_in(role).get(path).status_code in {200, 404}


def test_a_huge_number_in_a_form_is_refused(signed_in):
    answer = signed_in(Role.OFFICER).post("/desk/challenges/1/keep", data={"startup": HUGE})
    assert answer.status_code in {400, 404}


def test_after_a_form_with_mistakes_the_language_switch_leads_back_to_it(client):
    answer = client.post(
        "/account/sign-in",
        data={},
        headers={"Referer": "http://localhost/account/sign-in?next=%2Fdesk"},
    )
    assert 'name="next" value="/account/sign-in?next=%2Fdesk"' in answer.get_data(as_text=True)
    foreign = client.post(
        "/account/sign-in", data={}, headers={"Referer": "https://elsewhere.example/x"}
    )
    assert 'name="next" value="/"' in foreign.get_data(as_text=True)
