"""Three languages: which one is chosen, and how words, dates and numbers are written."""

from datetime import date, timedelta

import pytest
from babel import Locale
from flask import Blueprint, render_template_string

from matcher.domain.match import Band, ReasonCode
from matcher.domain.people import Role
from tests.web.conftest import NOW
from web.access import public
from web.catalog import FOLDER, catalogs, files, merged, read
from web.locale import (
    LANGUAGES,
    age_text,
    date_text,
    datetime_text,
    direction,
    language,
    money_text,
    ngettext,
    number_text,
)
from web.sentences import FAMILIES

TRANSLATED = ("fr", "ar")


@pytest.fixture
def app(make_app):
    app = make_app(rooms=("home",))
    room = Blueprint("probe", __name__, url_prefix="/probe")

    @room.get("/language")
    @public
    def spoken():
        return f"{language()} {direction()}"

    app.register_blueprint(room)
    return app


def _in(app, spoken):
    return app.test_request_context("/", headers={"Accept-Language": spoken})


@pytest.mark.parametrize(
    ("accepted", "spoken"),
    [
        ("", "fr ltr"),
        ("de", "fr ltr"),
        ("ar-MA,fr;q=0.5", "ar rtl"),
        ("en-GB", "en ltr"),
        ("de,en;q=0.4", "en ltr"),
    ],
)
def test_a_visitor_is_answered_in_the_language_of_the_browser(client, accepted, spoken):
    answer = client.get("/probe/language", headers={"Accept-Language": accepted})
    assert answer.text == spoken


def test_a_link_changes_the_language_and_it_stays(client):
    assert client.get("/probe/language?lang=ar").text == "ar rtl"
    assert client.get("/probe/language").text == "ar rtl"
    assert client.get("/probe/language?lang=xx").text == "ar rtl"


def test_an_account_is_answered_in_its_language_until_another_is_chosen(
    app, users, services, signed_in
):
    from matcher.store.organisations import UserRow

    with services.database.session() as session:
        session.query(UserRow).filter_by(id=users[Role.FIRM].id).update({"language": "en"})
    browser = signed_in(Role.FIRM, of=app)
    arabic = {"Accept-Language": "ar"}
    assert browser.get("/probe/language", headers=arabic).text == "en ltr"
    assert browser.get("/probe/language?lang=fr", headers=arabic).text == "fr ltr"
    assert browser.get("/probe/language", headers=arabic).text == "fr ltr"


def test_dates_and_numbers_are_written_as_the_language_writes_them(app):
    day = date(2026, 11, 20)
    with _in(app, "fr"):
        assert date_text(day) == "20 novembre 2026"
        assert datetime_text(NOW).endswith("10:00:00")
        assert number_text(12345).replace("\u202f", " ") == "12 345"
        assert money_text(250000).replace("\u202f", " ") == "250 000 DH"
    with _in(app, "en"):
        assert date_text(day) == "20 November 2026"
        assert number_text(12345) == "12,345"
    with _in(app, "ar"):
        assert "2026" in date_text(day)
        assert "نونبر" in date_text(day)
        assert "درهم" in money_text(250000)


def test_nothing_is_written_for_nothing(app):
    with _in(app, "fr"):
        nothing = [date_text(None), datetime_text(None), number_text(None), money_text(None)]
        assert [*nothing, age_text(None)] == [""] * 5


@pytest.mark.parametrize(
    ("spoken", "past", "coming"),
    [
        ("fr", "il y a 3 jours", "dans 2 semaines"),
        ("en", "3 days ago", "in 2 weeks"),
        ("ar", "قبل 3 أيام", "خلال أسبوعين"),
    ],
)
def test_ages_are_told_in_words(app, spoken, past, coming):
    with _in(app, spoken):
        assert age_text(NOW - timedelta(days=3)) == past
        assert age_text(NOW + timedelta(days=14)) == coming


def test_templates_word_codes_and_values(app):
    source = "{{ reason(code) }}|{{ band('likely') }}|{{ day|date }}|{{ text_direction() }}"
    with _in(app, "fr"):
        written = render_template_string(
            source, code=ReasonCode.SHARED_SECTOR, day=date(2026, 1, 2)
        )
    assert written == "Sert le secteur demandé|Partenaire probable|2 janvier 2026|ltr"


@pytest.mark.parametrize("family", FAMILIES)
def test_every_code_of_a_family_is_worded_in_each_language(family):
    spoken = FAMILIES[family]
    assert set(spoken) >= set(LANGUAGES)
    codes = {str(code) for code in spoken["fr"]}
    assert all({str(code) for code in spoken[one]} == codes for one in LANGUAGES)


def test_bands_are_known():
    assert set(FAMILIES["band"]["fr"]) == set(Band)


def _po(folder, language_code, name, *pairs):
    path = folder / language_code / f"{name}.po"
    path.parent.mkdir(exist_ok=True)
    lines = ['msgid ""', 'msgstr ""', '"Content-Type: text/plain; charset=utf-8\\n"', ""]
    for words, translation in pairs:
        lines += [f'msgid "{words}"', f'msgstr "{translation}"', ""]
    path.write_text("\n".join(lines), encoding="utf-8")


def test_the_files_of_a_language_are_one_catalog(tmp_path):
    _po(tmp_path, "fr", "a", ("Hello", "Bonjour"), ("Empty", ""))
    _po(tmp_path, "fr", "b", ("Bye", "Au revoir"), ("Empty", "Vide"), ("Hello", "Salut"))
    french = catalogs(["fr", "en"], tmp_path)["fr"]
    assert [french.gettext(words) for words in ("Hello", "Bye", "Empty")] == [
        "Bonjour",
        "Au revoir",
        "Vide",
    ]
    assert catalogs(["en"], tmp_path)["en"].gettext("Hello") == "Hello"


def test_arabic_has_its_six_plurals(tmp_path):
    path = tmp_path / "ar" / "a.po"
    path.parent.mkdir()
    forms = ["لا يوم", "يوم واحد", "يومان", "%(num)d أيام", "%(num)d يومًا", "%(num)d يوم"]
    plural = "".join(f'msgstr[{place}] "{form}"\n' for place, form in enumerate(forms))
    path.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
        f'msgid "%(num)d day"\nmsgid_plural "%(num)d days"\n{plural}',
        encoding="utf-8",
    )
    arabic = catalogs(["ar"], tmp_path)["ar"]
    counts = (0, 1, 2, 3, 11, 100)
    told = [arabic.ngettext("%(num)d day", "%(num)d days", count) for count in counts]
    assert told == forms


@pytest.mark.parametrize("spoken", TRANSLATED)
def test_no_two_files_translate_the_same_words_differently(spoken):
    whole = merged(spoken)
    for path in files(spoken):
        for message in read(path):
            if any(message.string):
                kept = whole.get(message.id, message.context)
                assert kept.string == message.string, (path.name, message.id)


@pytest.mark.parametrize("spoken", TRANSLATED)
def test_every_translation_keeps_the_places_of_its_words(spoken):
    for path in files(spoken):
        for message in read(path):
            assert not message.fuzzy, (path.name, message.id)
            assert any(message.string), (path.name, message.id)
            if message.python_format and not message.pluralizable:
                assert _places(message.string) == _places(message.id), (path.name, message.id)


def test_both_languages_translate_the_same_words():
    known = {
        spoken: {(message.id, message.context) for path in files(spoken) for message in read(path)}
        for spoken in TRANSLATED
    }
    assert known["fr"] == known["ar"]


def _places(words):
    import re

    return sorted(re.findall(r"%\((\w+)\)", words))


def test_every_language_has_its_files():
    assert {path.name for path in FOLDER.iterdir() if path.is_dir()} >= set(TRANSLATED)
    assert all(Locale.parse(spoken) for spoken in LANGUAGES)


def test_words_without_translation_stay_as_they_are(app):
    with _in(app, "ar"):
        assert ngettext("%(num)d nowhere", "%(num)d nowheres", 2) == "2 nowheres"
