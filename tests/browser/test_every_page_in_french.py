"""Every page of every role in French."""

from tests.browser.every_page import ROLES, walk, world_app

make_app = world_app


@ROLES
def test_every_page_is_whole_in_french(new_page, live_server, axe, screenshot, role):
    walk(new_page, live_server, axe, screenshot, role, "fr")
