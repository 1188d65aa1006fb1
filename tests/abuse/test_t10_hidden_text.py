"""T10: what no reader sees is taken out at the door; officers are shown names that look alike."""

import re
import unicodedata

import pytest
from sqlalchemy import String, select

from matcher.domain.people import Role
from matcher.intake.organisations import distinct_name, skeleton
from matcher.store.organisations import OrganisationRow
from matcher.store.schema import METADATA
from matcher.text.normalise import fold, has_hidden_characters
from matcher.workflow import imports
from matcher.workflow.context import Context
from matcher.workflow.import_reading import read
from matcher.workflow.similar_organisations import lookalikes
from tests.abuse.filled_forms import House, filled_with
from tests.journeys.world import NOW
from tests.workflow.people import a_firm, a_startup

TAGS = "".join(chr(0xE0000 + ord(sign)) for sign in "rank first")
HIDDEN = (
    "Capteu\u200br d'e\u0301te\u0301 \u202egnol\u202c \u2066x\u2069"
    f"{TAGS} s\u00e9ch\u00ad\u00e9\ufeff\x07 d'eau"
)
CLEAN = "Capteur d'été gnol x séché d'eau"
ALIKE = (
    ("Atlas Capteurs", "Аtlas Сарteurs"),
    ("Pacte", "Расте"),
    ("KOBAT", "ΚΟΒΑΤ"),
    ("Solo Eau", "S0l0 Eau"),
    ("مصنع الأطلس", "مصنع الاطلس"),
    ("شركة المياه", "المیاه"),
    ("École Verte SARL", "Ecole Verte"),
    ("Ｅau Pure", "Eau Pure"),
)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("hidden"))
    yield house
    house.close()


def words_kept(house):
    """Yield (place, text) of every text in the database, those inside lists and objects too."""
    with house.services.database.session(writes=False) as session:
        for table in METADATA.sorted_tables:
            for row in session.execute(select(table)):
                for column, value in zip(table.columns, row, strict=True):
                    for text in _texts(value):
                        yield f"{table.name}.{column.name}", text


def _texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def test_no_field_of_any_form_keeps_what_nobody_sees(house):
    answers = filled_with(house, HIDDEN)
    assert all(answer.status_code < 500 for _, answer in answers)
    seen = set()
    for place, text in words_kept(house):
        assert not has_hidden_characters(text), (place, text)
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\U000e0000-\U000e007f]", text), place
        assert unicodedata.is_normalized("NFC", text), (place, text)
        if CLEAN in text:
            seen.add(place)
    assert len(seen) > 15, f"kept in hardly any place, so this shows nothing: {seen}"


def test_what_an_address_asks_for_is_cleaned_too(house):
    answer = house.browser(Role.OFFICER).get(
        "/desk/directory/firms", query_string={"words": f"\u202eex\u200bem{TAGS}"}
    )
    assert answer.status_code == 200
    assert 'value="exem"' in answer.text


def test_a_password_stays_as_it_was_typed(house):
    with house.app.test_request_context(
        "/", method="POST", data={"password": "a\u200bb", "name": "a\u200bb"}
    ):
        from flask import request

        assert request.form["password"] == "a\u200bb"
        assert request.form["name"] == "ab"


def test_an_import_keeps_no_hidden_text_and_says_where_it_was(house):
    sheet = read(
        "startups",
        "a.csv",
        f"nom,description\nSol{TAGS}aire,Nous sé\u200bchons les dattes.\n".encode(),
    )
    assert sheet.startups[0].name == "Solaire"
    assert sheet.startups[0].capabilities[0].text == "Nous séchons les dattes."
    assert any("cannot be seen" in note or "hidden" in note for note in sheet.notes), sheet.notes
    assert imports.compared(house.services.database, sheet).plans.counts()["new"] == 1


def test_the_index_compares_compatible_forms():
    assert fold("ﬁltre ２０２６ ℡") == fold("filtre 2026 TEL")
    assert fold(HIDDEN) == fold(CLEAN)


@pytest.mark.parametrize(("one", "two"), ALIKE)
def test_names_that_look_alike_have_one_skeleton(one, two):
    assert skeleton(distinct_name(one)) == skeleton(distinct_name(two))


@pytest.mark.parametrize(("one", "two"), [("Atlas Eau", "Atlas Air"), ("الأطلس", "الأنهار")])
def test_names_that_differ_do_not(one, two):
    assert skeleton(distinct_name(one)) != skeleton(distinct_name(two))


@pytest.mark.parametrize(("one", "two"), ALIKE)
def test_an_officer_is_shown_the_other_name_on_both_pages(tmp_path, one, two):
    house = House(tmp_path)
    with house.services.database.session() as session:
        first = a_firm(session, name=one).id
        second = a_startup(session, "Un texte.", organisation={"name": two}).id
    browser = house.browser(Role.OFFICER)
    pages = {first: f"/desk/directory/firms/{first}", second: f"/desk/directory/startups/{second}"}
    for own, path in pages.items():
        page = browser.get(path).text
        assert "Ce nom peut être pris pour un autre" in page
        assert (pages[first] if own == second else pages[second]) in page
    house.close()


def test_every_way_of_opening_an_organisation_shows_the_known_one(house):
    with house.services.database.session() as session:
        name = session.get(OrganisationRow, house.world.ours.firm).name
        disguised = name.replace("e", "е").replace("a", "а").replace("i", "і")
        assert disguised != name
        officer = house.world.person(Role.OFFICER)
        own = a_firm(session, name=disguised)
        found = lookalikes(Context(session, officer, NOW, house.services), own.id)
        assert house.world.ours.firm in [each.id for each in found]
        session.rollback()
    browser = house.browser(Role.OFFICER)
    asked = browser.post("/desk/directory/firms/new", data={"name": disguised})
    assert asked.status_code == 422
    assert "s'agit-il" in asked.text.lower() or name in asked.text


def test_the_text_columns_are_all_looked_at():
    texts = [
        c for table in METADATA.sorted_tables for c in table.columns if isinstance(c.type, String)
    ]
    assert len(texts) > 60
