"""Every page of every role in English."""

from tests.browser.every_page import ROLES, walk, world_app

make_app = world_app


@ROLES
def test_every_page_is_whole_in_english(new_page, live_server, axe, screenshot, role):
    walk(new_page, live_server, axe, screenshot, role, "en")
