import re

import pytest

from matcher.domain.people import Role

PAGES = ("/", "/how-it-works", "/how-to-join", "/personal-data", "/accessibility")


def token_of(answer):
    return re.search(r'name="csrf_token" value="([^"]+)"', answer.text).group(1)


@pytest.mark.parametrize("path", PAGES)
def test_a_public_page_opens_for_anybody_and_names_no_other_site(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert not re.search(r'(?:src|href)="(?:https?:)?//', answer.text)


def test_a_visitor_who_chooses_arabic_stays_on_the_page_and_reads_arabic(client):
    chosen = client.post(
        "/language",
        data={
            "language": "ar",
            "next": "/how-it-works?",
            "csrf_token": token_of(client.get("/")),
        },
    )
    assert (chosen.status_code, chosen.location) == (303, "/how-it-works")
    assert '<html lang="ar" dir="rtl">' in client.get("/how-it-works").text


def test_choosing_a_language_never_leads_to_another_site(client):
    chosen = client.post(
        "/language",
        data={
            "language": "en",
            "next": "//example.org/",
            "csrf_token": token_of(client.get("/")),
        },
    )
    assert chosen.location == "/"


def test_the_language_that_a_member_chooses_is_kept_with_the_account(signed_in):
    browser = signed_in(Role.FIRM)
    token = token_of(browser.get("/"))
    browser.post("/language", data={"language": "ar", "next": "/", "csrf_token": token})
    assert '<html lang="ar" dir="rtl">' in browser.get("/").text
