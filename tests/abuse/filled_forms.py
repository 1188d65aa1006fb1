"""Every form of every page, found on the pages themselves, and ways to fill them in.

A new form, or a new field of an old one, is found by itself.
"""

import tempfile
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from matcher.domain.people import Role
from tests.journeys import world
from tests.journeys.routes import routes
from tests.web.conftest import sign_in
from web.app import create_app

WORDS = {"text", "search", "tel", "url", ""}
FREE = {"text", "search", "textarea"}
SAID = {"email": "essai@essai.invalid", "number": "3", "date": "2027-06-30", "tel": "0522000000"}
NOT_FOLLOWED = {"home.choose_language", "account.demo_switch", "account.sign_out"}
SHARED = {"introductions", "account"}
TRAPS = {"subject_line"}
"""Fields that people do not see: who fills them is taken for a machine."""
AGREED = {"consent"}
"""What must be ticked before anything is kept."""


@dataclass
class Field:
    name: str
    kind: str
    value: str = ""
    is_number: bool = False
    is_ticked: bool = False
    is_one_of: bool = False
    """Whether it is chosen from a list: options, or boxes of which one or several are ticked."""

    @property
    def is_free(self):
        """Whether people may write what they like in it."""
        return (
            self.kind in FREE
            and not self.is_number
            and not ("website" in self.name or self.name in TRAPS)
        )


@dataclass
class Form:
    page: str
    role: Role | None
    action: str
    method: str
    fields: list[Field] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    """Where buttons of their own send the same fields."""

    def __str__(self):
        return f"{self.method} {self.action} on {self.page} as {self.role}"

    def data(self, said=None):
        """Return what a browser would send, with other words in some fields."""
        sent = {}
        for each in self.fields:
            is_left = each.kind == "tick" and not each.is_ticked and each.name not in AGREED
            if each.kind in {"file", "password"} or each.name in TRAPS or is_left:
                continue
            value = each.value
            if not value and each.kind in FREE | set(SAID):
                value = "3" if each.is_number else SAID.get(each.kind, "Un texte d'essai.")
                value = "" if "website" in each.name or "ice" in each.name else value
            sent.setdefault(each.name, []).append(value)
        for name, value in (said or {}).items():
            sent[name] = [value] * len(sent.get(name, [value]))
        return sent

    @property
    def free(self):
        return list(dict.fromkeys(each.name for each in self.fields if each.is_free))


class _Reader(HTMLParser):
    """Reads the forms of a page."""

    def __init__(self, page, role):
        super().__init__()
        self.page, self.role, self.forms = page, role, []
        self._form = self._area = self._choice = None

    def handle_starttag(self, tag, attrs):
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = said.get("action") or self.page
            self._form = Form(self.page, self.role, action, said.get("method", "get").upper())
            self.forms.append(self._form)
        elif self._form is not None:
            self._inside(tag, said)

    def _inside(self, tag, said):
        name = said.get("name", "")
        if tag == "input" and name:
            self._input(name, said)
        elif tag == "textarea" and name:
            self._area = Field(name, "textarea")
            self._form.fields.append(self._area)
        elif tag == "select" and name:
            self._choice = Field(name, "choice", is_one_of=True)
            self._form.fields.append(self._choice)
        elif tag == "option" and self._choice is not None:
            if "selected" in said or not self._choice.value:
                self._choice.value = said.get("value", "")
        elif tag == "button" and "formaction" in said:
            self._form.others.append(said["formaction"])
        elif tag == "button" and name and not any(f.name == name for f in self._form.fields):
            self._form.fields.append(Field(name, "button", said.get("value", "")))

    def _input(self, name, said):
        kind = said.get("type", "text") or "text"
        is_number = said.get("inputmode") == "numeric" or kind == "number"
        kind = "tick" if kind in {"checkbox", "radio"} else kind
        known = next((f for f in self._form.fields if f.name == name and f.kind == "tick"), None)
        if kind == "tick" and said.get("type") == "radio" and known is not None:
            if "checked" in said:
                known.value = said.get("value", "")
            return
        is_radio = said.get("type") == "radio"
        ticked, is_one_of = "checked" in said or is_radio, is_radio or known is not None
        made = Field(name, kind, said.get("value", ""), is_number, ticked, is_one_of)
        self._form.fields.append(made)

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            self._choice = None

    def handle_data(self, data):
        if self._area is not None:
            self._area.value += data


class House:
    """The application on the filled world, and who is who in it."""

    def __init__(self, folder, **settings):
        self.services, self.world = world.copied(Path(folder), **settings)
        self.app = create_app(services=self.services, clock=lambda: world.NOW)
        self.app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)

    def browser(self, role):
        browser = self.app.test_client()
        if role is not None:
            sign_in(browser, self.world.person(role))
        return browser

    def pages(self):
        """Yield (path, role) of every page that opens without a secret of a letter."""
        for route in routes():
            if route.method != "GET" or route.room in {"health", "patterns"}:
                continue
            if "secret" in route.arguments:
                continue
            path = self.app.url_map.bind("").build(
                route.endpoint, route.values(self.world.ours), method="GET"
            )
            roles = [role for role in Role if role in route.access] or [None]
            for role in roles if route.room in SHARED else roles[:1]:
                yield path, role
        yield from self._in_other_states()

    def _in_other_states(self):
        """Yield the pages of introductions and challenges that stand elsewhere on their way."""
        ours = self.world.ours
        for number in ours.introductions.values():
            for role in (Role.OFFICER, Role.FIRM, Role.STARTUP):
                yield f"/introductions/{number}", role
        for number in ours.challenges.values():
            yield f"/desk/challenges/{number}", Role.OFFICER
            yield f"/firm/challenges/{number}", Role.FIRM

    def send(self, form, said=None, files=None):
        """Return the answer to a form."""
        browser, data = self.browser(form.role), form.data(said)
        path = urlsplit(form.action)._replace(query="").geturl() or form.page
        if form.method == "GET":
            return browser.get(path, query_string=data)
        return browser.post(path, data=data | (files or {}))

    def leaves(self, form):
        """Whether the form is one of those on every page: language, role, sign out."""
        rule = self.app.url_map.bind("").match(urlsplit(form.action).path, method=form.method)
        return rule[0] in NOT_FOLLOWED

    def close(self):
        self.services.database.close()


@cache
def forms():
    """Return every form that somebody can send, once for each place and each set of fields."""
    house = House(tempfile.mkdtemp(dir=world.scratch()))
    found = {}
    for path, role in house.pages():
        answer = house.browser(role).get(path)
        if answer.mimetype != "text/html" or answer.status_code != 200:
            continue
        reader = _Reader(path, role)
        reader.feed(answer.text)
        for form in reader.forms:
            names = tuple(sorted({each.name for each in form.fields}))
            if not house.leaves(form):
                found.setdefault((form.method, form.action, names), form)
    house.close()
    return tuple(found.values())


def filled_with(house, words):
    """Fill words into every free field of every form; return the answers.

    All fields at once; where that is refused, each alone, so that what can be kept is kept.
    """
    answers = []
    for form in forms():
        if not form.free:
            continue
        every = house.send(form, dict.fromkeys(form.free, words))
        answers.append((form, every))
        if every.status_code >= 400:
            answers += [(form, house.send(form, {name: words})) for name in form.free]
    return answers
