import pytest

from matcher.domain.taxonomy import bare_name, bare_subject, is_everyday_word, label_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Drâa-Tafilalet", "DRAA TAFILALET"),
        ("L'Oriental", "l’oriental"),
        ("Chimie & environnement", "chimie - Environnement"),
        ("الصناعة", "الصناعه"),
        ("أكادير", "اكادير"),
        ("طـنـجة", "طَنْجة"),
        ("Œuvre", "oeuvre"),
        ("Sa\u200blé", "Salé"),
    ],
)
def test_two_spellings_of_a_label_have_one_key(one, other):
    assert label_key(one) == label_key(other)


def test_different_labels_keep_different_keys():
    assert label_key("Safi") != label_key("Sefrou")
    assert label_key("سلا") != label_key("سطات")


def test_framing_words_do_not_count():
    assert bare_name("Région de Casablanca-Settat") == "casablanca settat"
    assert bare_name("جهة سوس ماسة") == label_key("سوس ماسة")
    assert bare_subject("secteur de l'automobile") == "automobile"


def test_a_label_of_framing_words_alone_keeps_them():
    assert bare_name("Région") == "region"


def test_the_article_counts_in_places_and_not_in_subjects():
    assert bare_name("الجديدة") != bare_name("جديدة")
    assert bare_subject("صناعة السيارات") == bare_subject("سيارات")
    assert bare_subject("النسيج والألبسة") == bare_subject("نسيج ألبسة")


def test_a_word_that_only_begins_like_an_article_is_left_whole():
    assert bare_subject("الري") == label_key("الري")
    assert bare_subject("ألبسة") == label_key("ألبسة")


def test_nothing_gives_nothing():
    assert label_key(" -- ") == ""
    assert bare_name("") == ""


@pytest.mark.parametrize("name", ["الجديدة", "العيون", "Sale", "فأس", "Oriental"])
def test_a_place_that_is_also_a_word_is_known_as_such(name):
    assert is_everyday_word(name)


@pytest.mark.parametrize("name", ["طنجة", "Casablanca", "Béni Mellal"])
def test_a_name_that_means_only_a_place_is_not_an_everyday_word(name):
    assert not is_everyday_word(name)
