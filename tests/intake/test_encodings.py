from pathlib import Path

import pytest

from matcher.errors import UnreadableInput
from matcher.intake.encodings import detect_encoding, read_text

FRENCH = (
    "Société ; Créée à Fès en février, l'entreprise conçoit des capteurs « prêts à l'emploi »"
    " pour détecter les fuites — même à très basse pression.\r\nÉtat : modèle validé.\r\n"
)
ARABIC = (
    "الاسم;النص\r\nشركة السقي الذكي;نطور مجسات لرصد تسربات المياه في شبكات الري،"
    " مع تنبيه فوري عبر الهاتف.\r\n"
)
BOTH = (
    "nom;texte\r\nمجسات المغرب;Capteurs de débit connectés, conçus à Salé :"
    " اكتشاف التسربات وتوفير المياه\r\n"
)


def written(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "file.csv"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("text", [FRENCH, ARABIC, BOTH])
@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_unicode_files_are_read_with_or_without_a_mark(tmp_path: Path, text: str, codec: str):
    assert read_text(written(tmp_path, text.encode(codec))) == text


def test_a_big_endian_mark_is_read(tmp_path: Path):
    assert read_text(written(tmp_path, b"\xfe\xff" + ARABIC.encode("utf-16-be"))) == ARABIC


def test_french_without_unicode_is_windows_1252(tmp_path: Path):
    path = written(tmp_path, FRENCH.encode("cp1252"))
    assert detect_encoding(path) == "cp1252"
    assert read_text(path) == FRENCH


@pytest.mark.parametrize("text", [ARABIC, BOTH])
def test_arabic_without_unicode_is_windows_1256(tmp_path: Path, text: str):
    path = written(tmp_path, text.encode("cp1256"))
    assert detect_encoding(path) == "cp1256"
    assert read_text(path) == text


def test_french_in_capitals_is_not_taken_for_arabic(tmp_path: Path):
    text = "SOCIÉTÉ CRÉÉE À FÈS;DÉTECTION DE FUITES, CONTRÔLE QUALITÉ, ÉTUDES GÉNÉRALES\r\n"
    assert read_text(written(tmp_path, text.encode("cp1252"))) == text


def test_few_arabic_words_among_french_accents_are_windows_1256(tmp_path: Path):
    text = "nom;texte\r\nأكواتك;" + "créée à Salé, conçue près de Fès, contrôlée à l'été " * 20
    assert read_text(written(tmp_path, text.encode("cp1256"))) == text


def test_broken_utf8_is_refused_with_its_line_and_byte(tmp_path: Path):
    data = ("nom;texte\n" + "Société;détecte les fuites à distance\n" * 5).encode()
    place = data.index("détecte".encode(), 100) + 1
    with pytest.raises(UnreadableInput, match=rf"line 4 \(byte {place}\)"):
        detect_encoding(written(tmp_path, data[:place] + b"\xff" + data[place + 1 :]))


def test_broken_utf8_is_found_far_into_a_file(tmp_path: Path):
    data = "é".encode() * 1_500_000 + b"\n\xc3"
    with pytest.raises(UnreadableInput, match=r"line 2 \(byte 3,000,001\)"):
        detect_encoding(written(tmp_path, data))


def test_a_letter_across_two_reads_is_no_error(tmp_path: Path):
    data = b"a" + "é".encode() * (1 << 20)
    assert detect_encoding(written(tmp_path, data)) == "utf-8"


def test_half_a_utf16_character_is_refused(tmp_path: Path):
    with pytest.raises(UnreadableInput, match="UTF-16"):
        detect_encoding(written(tmp_path, ARABIC.encode("utf-16") + b"\x0a"))


def test_one_nul_byte_does_not_make_a_file_utf16(tmp_path: Path):
    data = (
        ("nom;texte\n" + "Alpha;détecte les fuites\n" * 10).encode().replace(b"Alpha", b"Al\0ha", 1)
    )
    assert detect_encoding(written(tmp_path, data)) == "utf-8"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7 rest", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 rest", "old Office"),
        (b"\x1f\x8b\x08 rest", "compressed"),
        (bytes(range(256)) * 4, "not a text file"),
    ],
)
def test_files_that_are_not_text_are_refused_by_name(tmp_path: Path, data: bytes, what: str):
    with pytest.raises(UnreadableInput, match=what):
        detect_encoding(written(tmp_path, data))
