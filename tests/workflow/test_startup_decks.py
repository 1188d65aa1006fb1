"""A deck read into a draft of capabilities, which its startup decides on."""

import io
import zipfile

import pytest

from matcher.errors import InvalidForm, NotFound
from matcher.store.challenges import AttachmentRow
from matcher.workflow import decks, startups
from matcher.workflow.deck_parts import parts_of
from tests.workflow.people import a_startup, a_startup_member

TEXT = """Atelier des Eaux

Traitement sur site
Nous traitons les eaux de rinçage dans un conteneur posé chez le client.
• Une membrane retient les huiles en continu.
12

Mesure en continu
Des capteurs suivent chaque cuve et préviennent l’exploitant avant un dépassement.

Contact
Écrivez à bonjour@exemple.ma ou appelez le +212 5 22 00 00 00.
Merci à toutes et à tous de votre attention, et à très bientôt chez vous.
"""


def a_docx(*paragraphs):
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>',
        )
    return file.getvalue()


def a_deck(text=TEXT, digest="a"):
    return decks.ReadDeck("presentation.pdf", 10, digest * 64, text)


@pytest.fixture
def startup(session):
    return a_startup(session, "Ce que nous faisons déjà.")


@pytest.fixture
def mine(session, acting, startup):
    return acting(a_startup_member(session, startup))


def test_headings_make_parts_and_noise_goes():
    parts = parts_of(TEXT)
    assert [part.title for part in parts] == ["Traitement sur site", "Mesure en continu"]
    assert parts[0].text == (
        "Nous traitons les eaux de rinçage dans un conteneur posé chez le client.\n"
        "Une membrane retient les huiles en continu."
    )


@pytest.mark.parametrize("text", ["", "Titre", "Page 1\n\n2/9\n\nMerci", "x " * 5])
def test_a_text_that_says_nothing_has_no_parts(text):
    assert parts_of(text) == ()


def test_what_is_said_twice_makes_one_part():
    assert len(parts_of(f"{TEXT}\n{TEXT}")) == 2


def test_an_arabic_deck_is_read():
    parts = parts_of(
        "معالجة المياه\nنعالج مياه الشطف في موقع الزبون داخل حاوية صغيرة دون توقف.\n\nشكرا"
    )
    assert [part.title for part in parts] == ["معالجة المياه"]


def test_a_document_is_read_for_what_it_says():
    content = a_docx(
        "Traitement sur site", "Nous traitons les eaux de rinçage chez le client, en continu."
    )
    deck = decks.read_deck("C:\\dossier\\Notre offre.docx", content)
    assert deck.filename == "Notre offre.docx"
    assert [part.title for part in parts_of(deck.text)] == ["Traitement sur site"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("offre.txt", b"Texte", "PDF, PPTX or DOCX"),
        ("offre.pdf", b"", "empty"),
        ("offre.pdf", b"%PDF-1.7 nothing", "cannot be read"),
        ("offre.pptx", a_docx("Un texte."), "not what its name says"),
        ("offre.docx", a_docx(), "no text"),
        ("offre.docx", b"x" * (decks.LARGEST + 1), "too large"),
        ("offre.docx", b"\xd0\xcf\x11\xe0" + b"x" * 100, "password"),
    ],
)
def test_a_refused_file_is_told_in_plain_words(name, content, words):
    with pytest.raises(InvalidForm) as refused:
        decks.read_deck(name, content)
    assert words in str(refused.value.fields["deck"])


def test_a_draft_is_accepted_as_the_person_left_it(mine, session):
    deck_id = decks.keep(mine, a_deck())
    assert decks.keep(mine, a_deck()) == deck_id
    assert [draft.id for draft in decks.waiting(mine)] == [deck_id]
    assert len(startups.profile(mine).capabilities) == 1
    made = decks.accept(mine, deck_id, [("Mesure", "Nous mesurons les cuves.")])
    assert len(made) == 1
    assert decks.accept(mine, deck_id, [("Mesure", "Nous mesurons les cuves.")]) == []
    assert [each.title for each in startups.profile(mine).capabilities] == ["", "Mesure"]
    assert session.query(AttachmentRow).count() == 0


def test_a_draft_is_dropped(mine):
    deck_id = decks.keep(mine, a_deck())
    decks.drop(mine, deck_id)
    decks.drop(mine, deck_id)
    assert decks.waiting(mine) == ()
    with pytest.raises(NotFound):
        decks.draft(mine, deck_id)


def test_one_wrong_part_keeps_the_draft(mine):
    deck_id = decks.keep(mine, a_deck())
    with pytest.raises(InvalidForm):
        decks.accept(mine, deck_id, [("", "Nous mesurons."), ("", "")])
    assert decks.draft(mine, deck_id).id == deck_id


def test_a_deck_without_a_capability_is_refused(mine):
    with pytest.raises(InvalidForm):
        decks.keep(mine, a_deck("Merci"))


def test_drafts_have_an_end(mine):
    for digest in "abcde":
        decks.keep(mine, a_deck(digest=digest))
    with pytest.raises(InvalidForm):
        decks.keep(mine, a_deck(digest="f"))


def test_the_draft_of_another_startup_is_not_there(mine, session, acting):
    deck_id = decks.keep(mine, a_deck())
    other = acting(a_startup_member(session, a_startup(session)))
    with pytest.raises(NotFound):
        decks.draft(other, deck_id)
    assert decks.accept(other, deck_id, [("", "Pris.")]) == []
    decks.drop(other, deck_id)
    assert decks.draft(mine, deck_id).id == deck_id
