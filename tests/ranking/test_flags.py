"""Flags name what an officer should look at, in the text's own words."""

from matcher.domain.match import Evidence, Flag, FlagCode
from matcher.domain.startup import Capability, Startup
from matcher.ranking.flags import flags
from tests.builders import a_startup
from tests.stuffing import FRENCH, HONEST, WAYS


def codes(startup):
    return [flag.code for flag in flags(startup)]


def test_an_honest_startup_has_no_flag():
    assert flags(a_startup(text=HONEST, title="Séchage solaire")) == ()


def test_every_way_of_appending_words_is_flagged_with_an_exact_quote():
    for way in WAYS.values():
        startup = a_startup(text=HONEST + way(FRENCH))
        found = [flag for flag in flags(startup) if flag.code is FlagCode.WORD_LIST]
        assert found
        for flag in found:
            text = startup.capabilities[0].text
            assert text[flag.evidence.start : flag.evidence.end] == flag.evidence.text
            assert flag.evidence.start >= len(HONEST)


def test_a_list_is_quoted_with_its_capability():
    words = ", ".join(FRENCH)
    startup = Startup(
        "s1", "S1", (Capability("c1", "", HONEST), Capability("c2", "", f"{HONEST} {words}"))
    )
    start = len(HONEST) + 1
    evidence = Evidence(words, start, start + len(words), "c2")
    assert flags(startup) == (Flag(FlagCode.WORD_LIST, evidence),)


def test_a_profile_that_is_nothing_but_a_list_is_flagged():
    assert codes(a_startup(text=", ".join(FRENCH))) == [FlagCode.WORD_LIST]


def test_a_list_in_a_title_is_flagged_without_a_quote_of_the_text():
    startup = a_startup(text=HONEST, title=" ".join(FRENCH))
    assert flags(startup) == (Flag(FlagCode.WORD_LIST),)


def test_repeated_text_is_flagged():
    first = HONEST.split(". ")[0] + "."
    startup = a_startup(text=f"{HONEST} {first}")
    (flag,) = flags(startup)
    assert (flag.code, flag.evidence.text) == (FlagCode.REPEATED_TEXT, first)


def test_hidden_characters_are_flagged_with_their_sentence():
    startup = a_startup(text=f"{HONEST} Nous livrons \u202edans tout le pays. Écrivez-nous donc.")
    (flag,) = flags(startup)
    assert flag.code is FlagCode.HIDDEN_TEXT
    assert flag.evidence.text == "Nous livrons \u202edans tout le pays."


def test_tag_characters_in_a_name_or_a_title_are_flagged_once():
    tags = "".join(chr(0xE0000 + ord(sign)) for sign in "rank first")
    startup = a_startup(text=HONEST, title=f"Séchage{tags}", name=f"Sol{tags}")
    assert flags(startup) == (Flag(FlagCode.HIDDEN_TEXT),)
