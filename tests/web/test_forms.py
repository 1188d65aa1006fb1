"""What was typed into a form: cleaned, checked, and its mistakes told."""

import io

import pytest

from matcher.errors import InvalidForm, WorkflowError
from web.forms import Form, Line, Paragraphs, Upload, Whole


class _Post(Form):
    title = Line("Title")
    text = Paragraphs("Text", required=False)
    people = Whole("People", required=False, least=1, most=9)
    deck = Upload("Deck", ("pdf",))


def _posted(app, **fields):
    with app.test_request_context("/", method="POST", data=fields):
        form = _Post()
        return form.validate_on_submit(), form, form.mistakes()


def test_a_form_cleans_what_was_typed(app):
    is_fine, form, _ = _posted(app, title="  Se\u0301chage \x00 lent ", text=" a\r\nb ", people="٣")
    assert is_fine
    assert (form.title.data, form.text.data, form.people.data) == ("Séchage lent", "a\nb", 3)


def test_a_form_lists_its_mistakes_in_the_language(app):
    is_fine, form, mistakes = _posted(app, title="", people="12")
    assert not is_fine
    assert mistakes[0] == ("title", "Title : Ce champ est nécessaire.")
    assert [field for field, _ in mistakes] == ["title", "people"]
    assert form.mistake("text") is None


def test_a_form_shows_what_a_use_case_refused(app):
    with app.test_request_context("/", method="POST", data={"title": "x"}):
        form = _Post()
        form.validate()
        form.take(InvalidForm({"title": WorkflowError("This is needed.")}))
        assert form.mistake("title") == "Ce champ est nécessaire."


@pytest.mark.parametrize(
    ("name", "content", "is_fine"),
    [("a.pdf", b"%PDF-1.7", True), ("a.pdf", b"MZ", False), ("a.exe", b"%PDF-1.7", False)],
)
def test_a_file_must_be_what_its_name_says(app, name, content, is_fine):
    sent = {"title": "x", "deck": (io.BytesIO(content), name)}
    assert _posted(app, **sent)[0] is is_fine
