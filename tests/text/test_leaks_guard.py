"""What the guard finds and what it leaves alone: examples apart from the labelled texts."""

import time
from itertools import pairwise

import pytest

from matcher.text.leaks.findings import Kind
from matcher.text.leaks.guard import find, hide, known_only
from matcher.text.leaks.known_names import KnownNames

NAMES = KnownNames.of(
    [
        "Fonderies Zouaghane",
        "Emballages Nour",
        "Atlas",
        "Ciments Tazrout",
        "تازروت للإسمنت",
        "Cartonnerie du Rocher Gris",
        "Lumibox",
        "CND",
        "TZR",
    ]
)


def kinds(text: str) -> set[str]:
    return {each.kind.value for each in find(text, NAMES)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Écrivez à achats (arobase) boulonnerie (point) ma.", "email"),
        ("info AT plant-north DOT com", "email"),
        ("البريد: contact [آت] moulin [نقطة] ma", "email"),
        ("voir www point moulin tiret sud point ma", "url"),
        ("Le plan est sur moulin-du-sud.ma/plan", "url"),
        ("Appelez le 06.61.23.45.67", "phone"),
        ("هاتف: ٠٦٦١٢٣٤٥٦٧", "phone"),
        ("zéro six, soixante et un, vingt-trois, quarante-cinq, douze", "phone"),
        ("ICE : 001 234 567 000 089", "identifier"),
        ("السجل التجاري رقم 45821", "identifier"),
        ("under patent WO 2019/123456", "identifier"),
        ("La société Menuiseries Ouarzaz SARL cherche", "organisation"),
        ("شركة أطلنطيس للتبريد تبحث", "organisation"),
        ("Chez Ferromag, nous fondons", "organisation"),
        ("Contact : Mme Rajae Lilas", "person"),
        ("المهندسة سلمى النيلي", "person"),
        ("Youssef Peuplier, chef d'atelier", "person"),
        ("Notre usine de Had Soualem", "site"),
        ("المنطقة الصناعية أكزناية", "site"),
        ("Seuls au Maroc à produire de l'iode", "unique"),
        ("the largest tannery in Africa", "unique"),
        ("المصنع الوحيد في المغرب الذي ينتج الخميرة", "unique"),
        ("1 283 salariés", "figure"),
        ("38 % du marché national", "figure"),
        ("تأسست سنة 1952 بمدينة آسفي", "figure"),
    ],
)
def test_what_gives_somebody_away_is_found(text: str, kind: str) -> None:
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "Environ 250 salariés, entre 50 et 200 par poste.",
        "La norme ISO 9001:2015, la loi 09-08 et le règlement (CE) n° 1935/2004.",
        "Les automates Siemens S7-1500 parlent Profinet ; SAP reste.",
        "Le seul problème est le bruit, la première fois que nous lançons un défi.",
        "one of the largest users of water",
        "Le contrôle CND par ultrasons est exclu.",
        "dans le Haut Atlas, sous la neige",
        "Les ports 80 et 443, le 14/03/2025 à 10 h 30, PN 16.",
        "Le four.Le refroidissement vient après.",
        "une SARL familiale, la société de demain",
        "brevet déposé en 2019",
        "شركة ناشئة متخصصة في الروبوتات",
        "المشكل الوحيد هو الضجيج",
        "نور المصابيح خافت، والسيد المدير موافق",
        "عن طريق المنصة، قرب الآلة",
    ],
)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert find(text, NAMES) == ()


@pytest.mark.parametrize(
    "text",
    [
        "les fonderies zouaghane",
        "Fonderie Zouagane",
        "chez Zouaghane",
        "Z0uaghane Fonderies",
        "Ciment Tazroute",
        "ciments-tazrout",
        "تازروت للاسمنت",
        "Nour Emballage",
        "le Rocher Gris",
        "Cartonnerie Rocher Gris",
        "Lumi-Box",
        "L u m i b o x",
        "Lumi\u200bbox",
        "𝐋𝐮𝐦𝐢𝐛𝐨𝐱",
        "le groupe TZR",
        "chez CND",
        "nous fournissons Atlas depuis peu",
    ],
)
def test_a_known_name_is_found_in_other_spellings(text: str) -> None:
    assert "organisation" in kinds(text)


def test_offsets_are_those_of_the_text_as_it_was_given() -> None:
    text = "Notre four ﬁable, chez Lumi\u200bbox cherche. Tél ٠٦ ٦١ ٢٣ ٤٥ ٦٧."
    found = find(text, NAMES)
    assert [text[each.start : each.end] for each in found] == [each.text for each in found]
    assert [each.kind for each in found] == [Kind.ORGANISATION, Kind.PHONE]
    assert found[-1].text.endswith("٦٧")


def test_findings_do_not_overlap_and_the_telling_kind_wins() -> None:
    found = find("écrire à info@lumibox.ma ou lumibox.ma", NAMES)
    assert [each.kind for each in found] == [Kind.EMAIL, Kind.URL]
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_hiding_takes_every_finding_out() -> None:
    text = "Chez Lumibox on compte 1 283 salariés, appelez le 0661 23 45 67."
    told = hide(text, find(text, NAMES))
    assert find(told, NAMES) == ()
    assert told.count("[…]") >= 3


def test_own_names_go_in_any_case_and_other_findings_stay() -> None:
    own = KnownNames.of(own=["Atlas"])
    assert [each.text for each in known_only("un atlas, 1 283 salariés", own)] == ["atlas"]


def test_a_text_of_a_thousand_characters_is_read_at_once() -> None:
    firms = [f"Société {word}ex {place}plast" for word in _words(60) for place in _words(50)]
    names = KnownNames.of(firms).with_own(["Lumibox"])
    text = ("Nous cherchons un capteur de niveau pour des cuves d'acide, à 85 °C. " * 15)[:1_000]
    find(text, names)
    shortest = min(_seconds(f"{text[:-2]} {number}", names) for number in range(5))
    assert shortest < 0.05


def _seconds(text: str, names: KnownNames) -> float:
    start = time.process_time()
    find(text, names)
    return time.process_time() - start


def _words(count: int) -> list[str]:
    return [
        f"{'bdfglmnprtv'[i % 11]}{'aeiou'[i % 5]}{'lmnrst'[i % 6]}{'aou'[i % 3]}{i}"
        for i in range(count)
    ]


def test_an_endless_word_is_told_and_costs_no_time() -> None:
    """Looking for names in one word of 60,000 letters took minutes."""
    began = time.process_time()
    for word in ("m" * 60_000, "m-" * 30_000, "M" * 20_000, "5" * 60_000):
        text = f"Nous filtrons. {word} Écrire à contact@atlas.ma."
        [endless, address] = find(text)
        assert (endless.kind, endless.text) == (Kind.URL, word)
        assert address.kind is Kind.EMAIL
        assert word not in hide(text, known_only(text, NAMES))
    assert time.process_time() - began < 20
