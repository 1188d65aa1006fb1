import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.text.segments import MAX_SENTENCE, passages, sentences

quick = settings(deadline=None, max_examples=200)
TEXT = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("abcE é.…!?؟؛;:,، \n\r\t«»\"')(0123456789-•*\u00a0\u2028عم\u0301"),
    ),
    max_size=900,
)


def pieces(text, spans):
    return [text[span.start : span.end] for span in spans]


def assert_covers(text, spans):
    end = 0
    for span in spans:
        assert end <= span.start < span.end <= len(text)
        assert not text[end : span.start].strip()
        piece = text[span.start : span.end]
        assert piece == piece.strip()
        end = span.end
    assert not text[end:].strip()


@given(TEXT)
@quick
def test_sentences_cover_the_text_in_order_without_overlap(text):
    spans = sentences(text)
    assert_covers(text, spans)
    assert all(span.end - span.start <= MAX_SENTENCE for span in spans)


@given(TEXT, st.integers(1, 60))
@quick
def test_passages_cover_the_text_and_fit(text, most):
    spans = passages(text, max_tokens=most, count_tokens=len)
    assert_covers(text, spans)
    assert all(span.end - span.start <= most for span in spans)


@pytest.mark.parametrize(
    "whole",
    [
        "M. le directeur veut sécher 1.5 t par jour, p. ex. avec du gaz (cf. Fig. 2).",
        "Rebut de 0,7 % à 1.5 %, env. deux fois trop.",
        "Mesurer la presse, l'outil, etc. pendant le coup.",
        "Modèle v2.0 de www.exemple.org, norme NF EN 1.2.3 incluse.",
        "See Fig. 3, i.e. the pump of Dr. No, vs. no. 4.",
        "pas de modif. des outils clients",
        "1. Une caméra pour chaque ligne",
        "Une installation de traitement des eaux usées qui doit\nêtre livrée avant l'été",
    ],
)
def test_abbreviations_decimals_and_wrapped_lines_do_not_end_a_sentence(whole):
    assert pieces(whole, sentences(whole)) == [whole]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Il fuit ! Pourquoi ? On cherche.", ["Il fuit !", "Pourquoi ?", "On cherche."]),
        ("ما الحل؟ نريد ماء؛ والطاقة. شكرا", ["ما الحل؟", "نريد ماء؛", "والطاقة.", "شكرا"]),
        ("ما الحل؟نريد ماء", ["ما الحل؟", "نريد ماء"]),
        ("Besoin :\n- un capteur\n- deux pompes", ["Besoin :", "- un capteur", "- deux pompes"]),
        ("À faire • sécher • trier", ["À faire", "• sécher", "• trier"]),
        ("« Trop cher. » Il a dit non.", ["« Trop cher. »", "Il a dit non."]),
        ("On sèche, on trie, etc. Nous voulons mieux.", None),
        ("  \n\t ", []),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text, expected):
    if expected is None:
        expected = ["On sèche, on trie, etc.", "Nous voulons mieux."]
    assert pieces(text, sentences(text)) == expected


def test_a_run_without_full_stops_is_split_at_the_best_sign_there_is():
    clause = "un capteur de vibration pour chaque presse de la ligne"
    by_semicolon = sentences("; ".join([clause] * 30))
    assert len(by_semicolon) > 1
    text = "; ".join([clause] * 30)
    assert all(piece.endswith((";", "ligne")) for piece in pieces(text, by_semicolon))
    assert len(sentences("x" * 3 * MAX_SENTENCE)) == 3


def test_passages_hold_whole_sentences_and_as_many_as_fit():
    text = "Un deux. Trois quatre. Cinq six."

    def count_words(piece):
        return len(piece.split())

    four = passages(text, max_tokens=4, count_tokens=count_words)
    assert pieces(text, four) == ["Un deux. Trois quatre.", "Cinq six."]
    assert pieces(text, passages(text, max_tokens=9, count_tokens=count_words)) == [text]
    one = passages(text, max_tokens=1, count_tokens=count_words)
    assert pieces(text, one) == ["Un", "deux.", "Trois", "quatre.", "Cinq", "six."]


def test_a_passage_of_no_token_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        passages("texte", max_tokens=0, count_tokens=len)


def test_a_very_long_line_is_split_without_losing_its_way():
    text = "e.g. a. " * 30_000
    assert_covers(text, sentences(text))
