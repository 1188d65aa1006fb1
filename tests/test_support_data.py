"""What ships about technical centres and clusters: only what is confirmed, each with its source."""

import tomllib

import pytest

from matcher import reference
from matcher.domain.support import Service, SupportKind
from matcher.errors import ReferenceUnreadable
from matcher.settings import PROJECT_ROOT
from matcher.support_file import Known, read_subjects, read_support
from matcher.text.support_phrases import cue_patterns, pattern_of
from matcher.wording.support import DRAFTS, SERVICES, SUPPORT_KINDS, SUPPORT_REASONS

DATA = PROJECT_ROOT / "data/support"
BODIES = reference.support_bodies()
KNOWN = Known({"textile"}, {"MA-06"})
GOOD = """
kind = "centre"
as_of = 2026-11-22
[[bodies]]
key = "a"
name = "Centre A"
sectors = ["textile"]
services = ["training"]
region = "MA-06"
sources = ["https://example.org"]
"""


def test_nine_centres_and_nineteen_clusters_each_with_a_source():
    kinds = [body.kind for body in BODIES]
    assert (kinds.count(SupportKind.CENTRE), kinds.count(SupportKind.CLUSTER)) == (9, 19)
    assert all(body.sources and all(body.sources) for body in BODIES)


def test_what_nobody_confirmed_does_not_ship():
    by_key = {body.key: body for body in BODIES}
    assert "ce2if" not in by_key
    assert (by_key["amc"].acronym, by_key["cinm"].acronym) == ("", "")
    assert by_key["valbiom"].sectors == ()
    for key in ("ctpc", "ctth", "cmtc", "ctiba", "ceric", "ce3m", "mwc", "mti"):
        assert (by_key[key].city, by_key[key].region) == ("", ""), key


def test_no_file_calls_anyone_a_member_of_the_association():
    for path in DATA.glob("*.toml"):
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("bodies", [])
        for row in rows:
            assert "membre" not in f"{row['name']}".lower()
            assert not {"member", "members", "association"} & set(row)


def test_only_the_centre_for_vehicles_homologates_and_arbitrates():
    for service in (Service.HOMOLOGATION, Service.CLIENT_SUPPLIER_ARBITRATION):
        assert [body.key for body in BODIES if service in body.services] == ["cetiev"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('kind = "centre"', 'kind = "club"', "centre or cluster"),
        ("as_of = 2026-11-22", "", "as_of"),
        ('key = "a"', "", "“key”"),
        ('sources = ["https://example.org"]', "", "“sources” is empty"),
        ('sectors = ["textile"]', 'sectors = ["space"]', "“space” is not a known sector"),
        ('services = ["training"]', 'services = ["magic"]', "“magic” is not a known service"),
        ('region = "MA-06"', 'region = "MA-99"', "“MA-99” is not a known region"),
        ('name = "Centre A"', 'name = "Centre A"\nphone = "1"', "“phone” is not a field"),
        ("[[bodies]]", "[[bodys]]", "is not a field"),
        ("kind =", "kind", "not valid TOML"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(tmp_path, old, new, said):
    path = tmp_path / "centres.toml"
    assert read_support(path, GOOD, KNOWN)[0].name == "Centre A"
    with pytest.raises(ReferenceUnreadable, match=r"centres\.toml") as refused:
        read_support(path, GOOD.replace(old, new), KNOWN)
    assert said in str(refused.value)


def test_subjects_of_an_unknown_body_are_refused(tmp_path):
    with pytest.raises(ReferenceUnreadable, match="nobody"):
        read_subjects(tmp_path / "subjects.toml", '[nobody]\nfr = ["a"]', {"a"})


def test_the_cues_of_the_three_languages_have_the_same_families():
    families = [set(cue_patterns(language)) for language in ("fr", "ar", "en")]
    assert families[0] == families[1] == families[2]
    assert {f"ask_{service}" for service in Service} <= families[0]


def test_a_phrase_bends_as_its_signs_say():
    found = pattern_of(["faire … test*|essayer", "rapport* d_essai|d_analyse", "مختبر معتمد"])
    assert found.search("nous voulons faire enfin bien tester nos casques")
    assert found.search("un rapport d'analyse")
    assert found.search("من المختبر المعتمد")
    assert not found.search("faire a b c d e tester")
    assert not found.search("contrefaire tester")


@pytest.mark.parametrize("words", [SERVICES, SUPPORT_KINDS, SUPPORT_REASONS, DRAFTS])
def test_every_code_has_words_in_three_languages(words):
    assert set(words) == {"fr", "ar", "en"}
    assert set(words["fr"]) == set(words["ar"]) == set(words["en"])
    assert set(SERVICES["fr"]) == set(Service)
