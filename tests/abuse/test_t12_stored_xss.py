"""T12: script written into every field of every form is shown as text, wherever it is shown."""

import re
from html.parser import HTMLParser

import pytest

from matcher.domain.people import Role
from tests.abuse.filled_forms import House, filled_with, forms
from web.security import web_link

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</title></textarea><script>alert(1)</script>",
    '<a href="javascript:alert(1)">cliquez</a>',
    "<IFRAME SRC=javascript:alert(1)>",
    "مرحبا <img src=x onerror=alert(1)> بكم",
    '[lien](javascript:alert(1)) ![i](x" onerror="alert(1))',
    "{{ 7*7 }} {% raw %} ${7*7} #{7*7}",
    '<!--<img src="--><img src=x onerror=alert(1)//">',
)
ALL = " ".join(PAYLOADS)
MARK = "onerror=alert(1)"
NEVER = {"iframe", "object", "embed", "base", "math", "marquee", "frame"}
SCHEMES = ("javascript:alert(1)//x.ma", "JaVaScRiPt:alert(1).ma", "javascript:1.ma",
           "data:text/html,<script>alert(1)</script>.ma", "vbscript:x.ma", "file:///etc/x.ma",
           "java\u200bscript:alert(1)//x.ma", "\x01javascript:alert(1)//x.ma")  # fmt: skip


class _Intruders(HTMLParser):
    """Finds elements and attributes that run something, or that we never write."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        said = {name: (value or "") for name, value in attrs}
        where = f"<{tag} {said}>"[:200]
        if tag in NEVER or (tag == "script" and not (said.get("nonce") or said.get("src"))):
            self.found.append(where)
        if tag == "img" and said.get("src") == "x":
            self.found.append(where)
        for name, value in said.items():
            plain = re.sub(r"[\s\x00-\x1f]", "", value).lower()
            is_link = name in {"href", "src", "action", "formaction", "xlink:href", "hx-get"}
            runs = is_link and plain.startswith(("javascript:", "vbscript:", "data:text"))
            if name.startswith("on") or runs or name == "style":
                self.found.append(where)


def intruders(html):
    """Return what in a page would run, or break out of its place."""
    reader = _Intruders()
    reader.feed(html)
    return reader.found


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("xss"))
    yield house
    house.close()


@pytest.fixture(scope="module")
def answers(house):
    return filled_with(house, ALL)


def test_the_pages_have_forms_with_fields_to_fill():
    assert len({name for form in forms() for name in form.free}) > 30


def test_the_finder_finds_what_runs():
    for payload in PAYLOADS[:6]:
        assert intruders(f'<p title="x">{payload}</p>'), payload


def test_no_form_fails_or_echoes_what_runs(answers):
    for form, answer in answers:
        assert answer.status_code < 500, (str(form), answer.status_code)
        if answer.mimetype == "text/html":
            assert not intruders(answer.text), str(form)


@pytest.fixture(scope="module")
def walk(house, answers):
    """Return each page as its role reads it once everything was filled in."""
    return [(path, role, house.browser(role).get(path)) for path, role in house.pages()]


def test_what_was_kept_is_text_on_every_page_that_shows_it(answers, walk):
    kept = sum(answer.status_code in {200, 303} for _, answer in answers)
    assert kept > 20, "hardly anything was kept, so this shows nothing"
    shown = set()
    for path, role, answer in walk:
        assert answer.status_code < 500, (path, role)
        if answer.mimetype == "text/html" and answer.status_code == 200:
            assert not intruders(answer.text), (path, role)
            if MARK in answer.text:
                shown.add(path)
    assert len(shown) > 10, f"it is shown on hardly any page: {shown}"


def test_words_of_templates_are_not_worked_out(walk):
    for path, _, answer in walk:
        assert "{% raw %}" in answer.text or "7*7" not in answer.text, path


def test_the_policy_runs_nothing_inline_on_any_page(walk):
    for path, _, answer in walk:
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy, path
        for wanted in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "'nonce-"):
            assert wanted in policy, path
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("sites"))
    yield house
    house.close()


@pytest.mark.parametrize("written", SCHEMES)
def test_a_site_of_another_scheme_is_refused_by_every_form(untouched, written):
    # Not the page that merges two: there a site is chosen of what is kept, never written.
    asked = [form for form in forms() if any(each.name == "website" for each in form.fields)]
    assert len(asked) >= 6
    for form in asked:
        answer = untouched.send(form, {"website": written})
        assert answer.status_code == 422, (str(form), answer.status_code)
        assert not intruders(answer.text)


@pytest.mark.parametrize("written", [*SCHEMES, "//evil", "https://a@b.ma", 'https://x.ma/"><b>'])
def test_a_site_that_came_otherwise_is_no_link(written):
    assert not web_link(written).lower().startswith(("javascript", "data", "vbscript", "file"))
    assert '"' not in web_link(written)
    assert "@" not in web_link(written)


def test_a_site_is_a_link_that_vouches_for_nothing(untouched):
    firm = untouched.world.ours.firm
    page = untouched.browser(Role.OFFICER).get(f"/desk/directory/firms/{firm}").text
    link = re.search(r"<a href=\"https://www\.exemple\.ma\"[^>]*>", page)
    assert link, "the site is not shown"
    assert 'rel="noopener nofollow noreferrer"' in link[0]
