"""An officer at the planner, and a worker who solves when told to."""

import html
import re

from matcher.workflow import plan_solving
from tests.web.conftest import NOW

PARTIAL = {"HX-Request": "true"}
ASKED = {
    "per_firm": "4",
    "per_officer": "30",
    "per_startup": "1",
    "least": "0",
    "most": "1",
    "exposure_floor": "0",
    "keep_of_best": "0",
    "certainty_cap": "100",
    "region": ["", "", ""],
    "region_least": ["", "", ""],
}
FIRMS, STARTUPS = 3, 4


class Desk:
    """An officer at the planner, and a worker who solves when told to."""

    def __init__(self, browser, services):
        self.browser, self.services = browser, services

    def get(self, path, **more):
        return self.browser.get(path, **more)

    def shown(self, path, status=200):
        answer = self.browser.get(path)
        assert answer.status_code == status, path
        return html.unescape(answer.get_data(as_text=True)).translate({0x2068: None, 0x2069: None})

    def ask(self, **said):
        """Ask for a plan by the form; return its address."""
        answer = self.browser.post("/desk/plans/new", data=ASKED | said)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return answer.location

    def solve(self, address):
        """Have the worker work out a plan; return its address."""
        number = int(address.rpartition("/")[2])
        plan_solving.solve_in_the_background(self.services, NOW, plan_id=number)
        return address

    def planned(self, **said):
        return self.solve(self.ask(**said))

    def post(self, path, **data):
        return self.browser.post(path, data=data)

    def mark(self, address, pair, how):
        """Mark a pair and have the new plan worked out; return its address."""
        challenge, startup = pair.split("-")
        found = re.search(r'name="version" value="(\d+)"', self.shown(address))
        answer = self.post(
            f"{address}/mark", version=found[1], challenge=challenge, startup=startup, how=how
        )
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return self.solve(answer.location)

    def pairs(self, address):
        """Return the pairs of a plan, as they stand in its form."""
        return re.findall(r'id="pair-(\d+-\d+)"', self.shown(address))
