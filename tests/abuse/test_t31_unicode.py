"""T31: Arabic, mixed directions, Eastern digits, endless words, emoji, loose accents."""

import re
from html.parser import HTMLParser

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import DateField
from wtforms import Form as PlainForm

from matcher.domain.people import Role
from matcher.domain.programme import FactKind
from matcher.intake import amounts, values
from matcher.intake.ice import ice_digits
from matcher.store.organisations import OrganisationRow
from matcher.store.startups import CapabilityRow
from matcher.text.normalise import fold
from matcher.text.tokens import terms
from matcher.workflow.aid_fields import read_amount
from matcher.workflow.spelling import pattern_of
from tests.abuse.filled_forms import House, forms
from tests.workflow.people import a_startup
from web.forms import Day, Whole
from web.pages.firm.entries import Entered
from web.pages.insights import asked

EASTERN, PERSIAN = (str.maketrans("0123456789", digits) for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"))
ENDLESS = "م" * 2_500 + "W" * 2_500
MIXED = "نستعمل pompes KSB منذ 2019 (fiable à 99,5 %) — مصنع «Atlas» 🏭👍🏽🇲🇦"
LOOSE = "e\u0301te\u0301 a\u0300 Noe\u0308l"
SPELLINGS = (
    ("énergie", "energie"), ("energie", "Énergie"), ("أتمتة", "اتمته"), ("طاقة", "طاقه"),
    ("إنتاج", "انتاج"), ("آلة", "اله"), ("مُراقَبة", "مراقبة"), ("e\u0301nergie", "énergie"),
    ("٢٠٢٦", "2026"), ("مصنـــع", "مصنع"), ("œuvre", "oeuvre"), ("على", "علي"),
)  # fmt: skip


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("unicode"))
    yield house
    house.close()


@pytest.mark.parametrize("digits", [EASTERN, PERSIAN], ids=["٠١٢", "۰۱۲"])
def test_numbers_and_dates_of_forms_are_read_in_any_digits(digits):
    class Probe(PlainForm):
        number = Whole("n", required=False)
        day = Day("d")

    said = {"number": "2026", "day": "2026-06-30"}
    plain, eastern = (
        Probe(MultiDict({name: text.translate(table) for name, text in said.items()})).data
        for table in ({}, digits)
    )
    assert eastern == plain
    assert eastern["number"] == 2026


def test_no_form_has_a_day_of_another_kind():
    """WTForms' own field reads ASCII months only."""
    import importlib
    import pkgutil

    import web.pages

    for module in pkgutil.walk_packages(web.pages.__path__, "web.pages."):
        for made in vars(importlib.import_module(module.name)).values():
            fields = vars(made).values() if isinstance(made, type) else ()
            for each in fields:
                kind = getattr(each, "field_class", None)
                assert kind is None or not issubclass(kind, DateField) or issubclass(kind, Day)


@pytest.mark.parametrize("digits", [EASTERN, PERSIAN], ids=["٠١٢", "۰۱۲"])
def test_a_challenge_an_amount_a_day_and_a_cell_are_too(digits):
    said = {"budget_min_dh": "1000", "budget_max_dh": "2026000", "trl_min": "4",
            "deadline": "2027-06-30"}  # fmt: skip
    drafts = [
        Entered(MultiDict({name: text.translate(table) for name, text in said.items()}))
        for table in ({}, digits)
    ]
    assert not drafts[1].problems
    assert drafts[0].draft == drafts[1].draft
    assert read_amount("2026".translate(digits)) == (2026, "")
    assert asked._day("2026-06-30".translate(digits)) == asked._day("2026-06-30")
    assert values.year("2026".translate(digits)) == 2026
    assert values.trl("7".translate(digits)) == 7
    assert amounts.deadline("30/06/2027".translate(digits)) == "2027-06-30"
    assert ice_digits("001525713000097".translate(digits)) == "001525713000097"


def test_every_field_for_a_number_or_a_day_takes_eastern_digits(house):
    """The same form with the same numbers in both digits gets the same answer."""
    seen = 0
    for form in forms():
        numbers = [e for e in form.fields if e.is_number or e.kind == "date"]
        if not numbers or form.method != "GET":
            continue
        said = {each.name: each.value or ("2026-06-30" if each.kind == "date" else "3")
                for each in numbers}  # fmt: skip
        plain = house.send(form, said)
        eastern = house.send(form, {name: text.translate(EASTERN) for name, text in said.items()})
        assert eastern.status_code == plain.status_code, str(form)
        seen += 1
    for form in forms():
        numbers = {e.name for e in form.fields if e.is_number or e.kind == "date"}
        if not numbers or form.method != "POST":
            continue
        said = {name: values_[0] or "3" for name, values_ in form.data().items() if name in numbers}
        eastern = {name: text.translate(EASTERN) for name, text in said.items()}
        answer = house.send(form, eastern)
        assert answer.status_code < 500, str(form)
        if answer.status_code == 422:
            wrong = set(_wrong_fields(answer.text)) & numbers
            plain = House(house.services.settings.var / f"again{seen}")
            also = set(_wrong_fields(plain.send(form, said).text)) & numbers
            plain.close()
            assert wrong <= also, (str(form), wrong)
        seen += 1
    assert seen > 5


def _wrong_fields(html):
    return re.findall(r'<(?:input|textarea)[^>]*name="([^"]+)"[^>]*aria-invalid="true"', html)


@pytest.mark.parametrize("text", [MIXED, ENDLESS[:4_000], LOOSE, "تحدٍّ 😀\nسطر ثانٍ"])
def test_a_profile_is_kept_and_shown_as_it_was_written(house, text):
    browser = house.browser(Role.STARTUP)
    page = browser.get("/startup/capabilities/new").text
    mark = page.partition('name="mark" value="')[2].partition('"')[0]
    answer = browser.post("/startup/capabilities/new", data={"mark": mark, "text": text})
    assert answer.status_code == 303, answer.text[-800:]
    with house.services.database.session(writes=False) as session:
        kept = session.query(CapabilityRow).order_by(CapabilityRow.id.desc()).first().text
    import unicodedata

    assert kept == unicodedata.normalize("NFC", text)
    officer = house.browser(Role.OFFICER)
    shown = officer.get(f"/desk/directory/startups/{house.world.ours.startup}").text
    assert _Directed.of(shown, kept.split("\n")[0]), "its direction is not its own"


class _Directed(HTMLParser):
    """Finds whether a text stands in an element that says dir=auto, or in <bdi>."""

    def __init__(self, words):
        super().__init__()
        self.words, self.open, self.is_so = words, [], False

    @classmethod
    def of(cls, html, words):
        reader = cls(words)
        reader.feed(html)
        return reader.is_so

    def handle_starttag(self, tag, attrs):
        if tag not in {"br", "input", "link", "meta", "img", "hr", "path", "use", "circle"}:
            self.open.append((tag, dict(attrs).get("dir")))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if self.words in data:
            self.is_so |= any(tag == "bdi" or said == "auto" for tag, said in self.open)


@pytest.mark.parametrize(("written", "asked_for"), SPELLINGS)
def test_words_are_compared_whatever_their_spelling(written, asked_for):
    assert fold(written) == fold(asked_for)


@pytest.mark.parametrize(("written", "asked_for"), SPELLINGS)
def test_the_index_knows_one_term_for_both(written, asked_for):
    assert terms(written, "fr") == terms(asked_for, "fr")


@pytest.mark.parametrize(
    ("written", "asked_for"), [pair for pair in SPELLINGS if "œ" not in pair[0]]
)
def test_officers_find_it_in_every_search(house, written, asked_for):
    import unicodedata

    kept = unicodedata.normalize("NFC", written)
    assert re.search(pattern_of(asked_for), f"x {kept} y")
    with house.services.database.session() as session:
        startup = a_startup(
            session, f"Nous faisons {kept} ici.", organisation={"name": f"Zz {kept}"}
        )
        number, name = startup.id, session.get(OrganisationRow, startup.id).name
    browser = house.browser(Role.OFFICER)
    listed = browser.get("/desk/directory/startups", query_string={"words": f"zz {asked_for}"})
    assert name in listed.text
    challenge = house.world.ours.challenges["curation"]
    found = browser.get(f"/desk/challenges/{challenge}/add", query_string={"words": asked_for})
    assert f'value="{number}"' in found.text


def test_a_pattern_takes_nothing_else():
    assert not re.search(pattern_of("energie"), "synergia")
    assert re.search(pattern_of("a.b"), "xa.bx")
    assert not re.search(pattern_of("a.b"), "xacbx")


def test_dates_of_aid_are_read_in_any_digits():
    from datetime import date

    from matcher.workflow.aid_fields import _day

    assert FactKind.DATE
    today = date(2026, 11, 22)
    assert _day("٢٠٢٦-٠١-٠٢", today) == (date(2026, 1, 2), "")
