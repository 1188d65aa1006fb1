"""The first page of the real application, as anybody sees it."""

import pytest

DIRECTIONS = {"fr": "ltr", "ar": "rtl", "en": "ltr"}


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("language", DIRECTIONS)
def test_anybody_reads_the_first_page(new_page, axe, screenshot, language, javascript):
    page = new_page(language, javascript=javascript, width=360)
    answer = page.goto("/")
    assert answer.status == 200
    assert page.get_attribute("html", "lang") == language
    assert page.get_attribute("html", "dir") == DIRECTIONS[language]
    assert page.locator("h1").count() == 1
    axe.assert_no_violations(page)
    screenshot(page, f"home-{language}-360")
