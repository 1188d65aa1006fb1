"""Names of files that were sent in: nothing of a path, nothing unseen, an ending that stays."""

import pytest

from matcher.workflow.file_names import LONGEST, clean_name


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("offre.pdf", "offre.pdf"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\moi\Cahier (v2).docx", "Cahier (v2).docx"),
        ("عرض تقني.pptx", "عرض تقني.pptx"),
        ("Résumé d'offre.pdf", "Résumé d_offre.pdf"),
        ("facture\u202efdp.pdf", "facturefdp.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
        ('<b>"x".csv', "_b__x_.csv"),
        (".pdf", "file.pdf"),
        ("???", "file"),
        ("dossier/", "file"),
        ("", "file"),
    ],
)
def test_a_name_is_cleaned(sent, kept):
    assert clean_name(sent) == kept


def test_a_long_name_is_cut_and_keeps_its_ending():
    kept = clean_name("é" * 400 + ".pdf")
    assert len(kept) == LONGEST
    assert kept.endswith("é.pdf")
    assert len(clean_name("a." + "b" * 400)) == LONGEST
