import io
import os
import zipfile

import docx
import pptx
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from pypdf import PdfReader, PdfWriter

from matcher.errors import DocumentTooLarge, UnreadableDocument
from matcher.text.documents import read_document
from matcher.text.extraction.encodings import decoded
from matcher.text.extraction.limits import Limits
from matcher.text.extraction.pdf import unwrapped


def a_pdf(*contents):
    """Write a PDF by hand, one page for each content stream."""
    kids = " ".join(f"{4 + 2 * page} 0 R" for page in range(len(contents)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(contents)}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for page, content in enumerate(contents):
        font = "/Resources<</Font<</F1 3 0 R>>>>"
        size = len(content.encode("cp1252"))
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]{font}/Contents {5 + 2 * page} 0 R>>",
            f"<</Length {size}>>stream\n{content}\nendstream",
        ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    trailer = f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()


def shown(text, before="0 g"):
    return f"{before} BT /F1 12 Tf 72 720 Td ({text}) Tj ET"


def a_docx(fill):
    document, out = docx.Document(), io.BytesIO()
    fill(document)
    document.save(out)
    return out.getvalue()


def a_zip(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def a_raw_docx(body):
    return a_zip({"word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>"})


def test_a_pdf_gives_the_text_of_its_pages_in_order():
    data = a_pdf(shown("Séchage solaire"), shown("Deuxième page"))
    assert read_document(data, name="besoin.pdf") == "Séchage solaire\nDeuxième page"


@pytest.mark.parametrize(
    "unseen",
    [
        shown("MOT", before="1 g"),
        shown("MOT", before="1 1 1 rg"),
        shown("MOT", before="0 0 0 0 k"),
        "BT 3 Tr /F1 12 Tf 72 500 Td (MOT) Tj ET",
        "BT /F1 0.2 Tf 72 500 Td [(M) 2 (OT)] TJ ET",
        "q 0.01 0 0 0.01 0 0 cm BT /F1 12 Tf 72 500 Td (MOT) Tj ET Q",
    ],
)
def test_text_of_a_pdf_that_no_reader_sees_is_left_out(unseen):
    data = a_pdf(f"{shown('visible')} q {unseen} Q {shown('encore')}")
    text = read_document(data, name="a.pdf")
    assert "MOT" not in text
    assert "visible" in text
    assert "encore" in text


def test_white_text_on_a_dark_ground_is_read():
    data = a_pdf("0 0 0.5 rg 0 600 612 192 re f " + shown("Titre", before="1 g"))
    assert read_document(data, name="a.pdf") == "Titre"


def test_what_a_scanner_recognised_is_read():
    assert read_document(a_pdf("BT 3 Tr /F1 12 Tf 72 500 Td (reconnu) Tj ET")) == "reconnu"


def test_a_pdf_without_text_says_that_it_may_be_a_scan():
    with pytest.raises(UnreadableDocument, match="scan"):
        read_document(a_pdf("0 0 m 9 9 l S"), name="a.pdf")


def test_a_protected_pdf_says_so():
    writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(a_pdf(shown("secret"))))), io.BytesIO()
    writer.encrypt("mot de passe", algorithm="RC4-128")
    writer.write(out)
    with pytest.raises(UnreadableDocument, match="password"):
        read_document(out.getvalue(), name="a.pdf")


def test_too_many_pages_are_refused():
    with pytest.raises(DocumentTooLarge, match="3 pages, more than 2"):
        read_document(a_pdf(*[shown("x")] * 3), name="a.pdf", limits=Limits(pages=2))


def test_lines_that_only_the_page_broke_are_joined():
    text = "Nous voulons sécher les dattes de la coopé-\nrative sans gaz ni fioul\nni charbon"
    one_line = "Nous voulons sécher les dattes de la coopérative sans gaz ni fioul ni charbon"
    assert unwrapped(text) == one_line
    assert unwrapped("Titre\nUne ligne.\n- un point") == "Titre\nUne ligne.\n- un point"


def test_a_word_file_gives_paragraphs_cells_and_text_boxes_in_order():
    def fill(document):
        document.add_paragraph("Séchage des dattes")
        document.add_table(1, 2).cell(0, 1).text = "المياه"
        document.add_paragraph("fin")

    assert read_document(a_docx(fill), name="a.docx") == "Séchage des dattes\nالمياه\nfin"


def test_text_of_a_word_file_that_no_reader_sees_is_left_out():
    def fill(document):
        paragraph = document.add_paragraph("visible")
        for look in ("hidden", "white", "tiny"):
            run = paragraph.add_run(f" {look}")
            run.font.hidden = True if look == "hidden" else None
            run.font.size = Pt(1) if look == "tiny" else None
            if look == "white":
                run.font.color.rgb = RGBColor(255, 255, 255)
        cell = document.add_table(1, 1).cell(0, 0)
        shading = cell._tc.get_or_add_tcPr().makeelement(qn("w:shd"), {qn("w:fill"): "1F3864"})
        cell._tc.get_or_add_tcPr().append(shading)
        cell.paragraphs[0].add_run("en-tête blanc").font.color.rgb = RGBColor(255, 255, 255)

    assert read_document(a_docx(fill), name="a.docx") == "visible\nen-tête blanc"


def test_slides_are_read_in_order_without_the_hidden_ones():
    deck, out = pptx.Presentation(), io.BytesIO()
    for title in ("Un", "Caché", "Deux"):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = title
        if title == "Caché":
            slide._element.set("show", "0")
    deck.save(out)
    assert read_document(out.getvalue(), name="a.pptx").split() == ["Un", "Deux"]
    with pytest.raises(DocumentTooLarge, match="slides"):
        read_document(out.getvalue(), name="a.pptx", limits=Limits(pages=2))


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>MOT</script>",
        "<style>.MOT{}</style>",
        "<!-- MOT -->",
        "<template>MOT</template>",
        "<div hidden>MOT<br>MOT</div>",
        "<div style='display : none'><b>MOT</b></div>",
        "<p style='visibility:hidden!important'>MOT</p>",
        "<span style='font-size:0'>MOT</span>",
        "<span style='color:#fff'>MOT</span>",
        "<span style='color:#FEFEFE;background:white'>MOT</span>",
        "<div style='background:#000'><span style='color:rgb(0,0,0)'>MOT</span></div>",
        "<font color=white>MOT</font>",
        "<span style='opacity:0'>MOT</span>",
        "<div style='position:absolute;left:-9999px'>MOT</div>",
        "<div style='height:0;overflow:hidden'>MOT</div>",
        "<style>p, .mine { display: none }</style><div class='a mine'>MOT</div>",
    ],
)
def test_text_of_a_page_that_no_reader_sees_is_left_out(hidden):
    page = f"<html><body><div>avant</div>{hidden}<div>après</div></body></html>"
    assert read_document(page.encode(), name="a.html").split() == ["avant", "après"]


def test_a_page_gives_its_visible_text_one_line_a_block():
    page = (
        "<!doctype html><title>Titre</title><p>un <b>deux</b>&nbsp;trois &eacute;t&#233;<p>quatre"
        "<ul><li>cinq<li>six</ul><div style='background:#003'><i style='color:white'>sept</i></div>"
    )
    lines = [line for line in read_document(page.encode()).split("\n") if line]
    assert lines == ["Titre", "un deux trois été", "quatre", "cinq", "six", "sept"]


@pytest.mark.parametrize("encoding", ["cp1256", "utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_arabic_text_is_read_in_the_encodings_met_in_the_field(encoding):
    text = "نريد تجفيف التمور بدون غاز"
    assert read_document(text.encode(encoding), name="a.txt") == text


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-16", "utf-32"])
def test_french_text_is_read_in_the_encodings_met_in_the_field(encoding):
    text = "Séchage des dattes à l’énergie solaire : 5 €"
    assert read_document(text.encode(encoding), name="a.txt") == text


def test_a_page_is_read_in_the_encoding_that_it_declares():
    page = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1256"><p>ماء</p>'
    assert read_document(page.encode("cp1256"), name="a.html") == "ماء"
    assert decoded(b"<meta charset=zip>eau", look_for_declaration=True).endswith("eau")


def test_hidden_characters_and_letter_shapes_do_not_come_out():
    assert read_document("cap\u200bteur ﺍﻟﻤﻴﺎﻩ ﬁn".encode(), name="a.txt") == "capteur المياه fin"


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"", "a.txt", "empty"),
        (b" \n ", "a.txt", "empty"),
        (a_pdf(shown("x")), "a.docx", "named .docx but its content is pdf"),
        (b"texte", "a.pdf", "named .pdf but its content is txt"),
        (b"texte", "a.exe", "choose one of"),
        (b"%PDF-1.7 rien de plus", "a.pdf", "damaged"),
        (b"PK\x03\x04rien", "a.docx", "damaged"),
        (a_zip({"x.txt": "x"}), "a.docx", "archive"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "a.docx", "old or password-protected"),
        (b"\x89PNG\r\n\x1a\n" + bytes(60), "a.pdf", "image"),
        (b"{\\rtf1 texte}", "a.txt", "Rich Text"),
        (bytes(range(256)) * 4, "a.txt", "not a document"),
        ("… — !".encode(), "a.txt", "no text"),
        (a_raw_docx("<w:p><w:r>"), "a.docx", "damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(data, name, why):
    with pytest.raises(UnreadableDocument, match=why) as refused:
        read_document(data, name=name)
    assert name in str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_entities_are_refused(encoding):
    bomb = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">'
        '<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        f"<w:document {W}><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"
    )
    data = a_zip({"word/document.xml": bomb.encode(encoding)})
    with pytest.raises(UnreadableDocument, match="entities"):
        read_document(data, name="a.docx")


def test_a_zip_bomb_is_refused_before_it_is_opened():
    bomb = a_raw_docx("<w:p/>" * 2_000_000)
    assert len(bomb) < 100_000
    with pytest.raises(DocumentTooLarge, match="unpacks"):
        read_document(bomb, name="a.docx")
    with pytest.raises(DocumentTooLarge, match="unpacks"):
        read_document(bomb, name="a.docx", limits=Limits(unpacked_bytes=1_000_000))


def test_too_many_bytes_or_characters_are_refused():
    with pytest.raises(DocumentTooLarge, match="larger than"):
        read_document(b"x" * 101, name="a.txt", limits=Limits(bytes=100))
    with pytest.raises(DocumentTooLarge, match="characters"):
        read_document(b"x" * 101, name="a.txt", limits=Limits(characters=100))


def test_a_document_that_takes_too_long_is_refused_and_its_reader_killed():
    # A hundred and fifty thousand text objects on one page.
    slow = a_pdf("".join(f"BT /F1 12 Tf {x} 0 Td (x) Tj ET " for x in range(150_000)))
    with pytest.raises(DocumentTooLarge, match="too long"):
        read_document(slow, name="a.pdf", limits=Limits(cpu_seconds=1))
    with pytest.raises(DocumentTooLarge, match="too long"):
        read_document(slow, name="a.pdf", limits=Limits(wall_seconds=1))


def test_a_document_that_takes_too_much_memory_is_refused():
    rows = a_raw_docx("".join(f"<w:p><w:r><w:t>{n}</w:t></w:r></w:p>" for n in range(200_000)))
    with pytest.raises((DocumentTooLarge, UnreadableDocument)):
        read_document(rows, name="a.docx", limits=Limits(memory_bytes=120_000_000))


def test_deeply_nested_content_does_no_harm():
    deep = "<div>" * 50_000 + "fond" + "</div>" * 50_000
    assert read_document(deep.encode(), name="a.html") == "fond"
    nested = a_raw_docx(
        "<w:sdt>" * 20_000 + "<w:p><w:r><w:t>fond</w:t></w:r></w:p>" + "</w:sdt>" * 20_000
    )
    assert read_document(nested, name="a.docx") == "fond"


def test_a_file_is_read_by_its_path(tmp_path):
    path = tmp_path / "besoin.txt"
    path.write_text("Sécher les dattes", encoding="utf-8")
    assert read_document(path) == "Sécher les dattes"
    assert read_document(str(path)) == "Sécher les dattes"
    with pytest.raises(UnreadableDocument, match="no file"):
        read_document(tmp_path / "absent.txt")


def test_a_pipe_is_refused_instead_of_waited_for(tmp_path):
    pipe = tmp_path / "tuyau.txt"
    os.mkfifo(pipe)
    with pytest.raises(UnreadableDocument, match="no file"):
        read_document(pipe)
