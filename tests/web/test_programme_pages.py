"""The pages on which officers keep the programmes."""

import io
import json

import pytest

from matcher.domain.people import Role
from tests.web.conftest import NOW

HOME = "/desk/programmes"


@pytest.fixture
def app(make_app):
    """Return the application with the rooms that these pages need."""
    return make_app(rooms=["home", "account", "programmes"])


@pytest.fixture
def officer(signed_in):
    """Return the browser of an officer, in English."""
    browser = signed_in(Role.OFFICER)
    with browser.session_transaction() as session:
        session["language"] = "en"
    return browser


@pytest.fixture
def draft(officer):
    """Return the address of a draft of the TPME decree."""
    return officer.post(f"{HOME}/of/charte_tpme/draft").location


def saved(officer, address, version=1, **fields):
    return officer.post(address, data={"row_version": version, **fields})


def test_only_officers_come_in(signed_in, client):
    assert client.get(HOME).status_code == 303
    for role in (Role.FIRM, Role.STARTUP, Role.SUPPORT):
        assert signed_in(role).get(HOME).status_code == 403
    assert signed_in(Role.ADMINISTRATOR).get(HOME).status_code == 200


def test_the_list_names_each_programme_and_what_to_look_after(officer):
    shown = officer.get(HOME).text
    assert shown.count(f'href="{HOME}/of/') == 17
    assert shown.count("Not confirmed to run") == 9
    assert "Past its review date" not in shown
    told = officer.get(f"{HOME}/of/istitmar").text
    assert "The programme is in force (no source confirms it)" in told


def test_a_programme_is_shown_with_its_rules_sources_and_versions(officer):
    shown = officer.get(f"{HOME}/of/tatwir_rdi_projet").text
    assert "2 differences" in shown or "differences from the version before" in shown
    assert "Holds today" in shown
    assert "<del" in shown
    assert 'rel="noreferrer noopener"' in shown
    assert 'href="press:' not in shown
    assert officer.get(f"{HOME}/of/nothing").status_code == 404
    assert officer.get(f"{HOME}/of/fac/1999").status_code == 404
    told = json.loads(officer.get(f"{HOME}/of/fac/2024/json").data)
    assert (told["id"], told["version"]) == ("fac", "2024")
    assert 'id = "fac"' in officer.get(f"{HOME}/of/fac/2024/toml").text


def test_the_form_of_a_rule_has_the_fields_of_its_kind_at_any_depth(officer, draft):
    shown = officer.get(f"{draft}/rule/4").text
    for name in ("alternatives-0-0-at_least", "alternatives-1-0-years", "alternatives-2-1-about"):
        assert f'name="{name}"' in shown
    assert 'value="1000000"' in shown
    aid = officer.get(f"{draft}/aid/0").text
    for name in ("rate_pct", "bonuses-0-steps-1-rate_pct", "bonuses-1-steps-0-when-0-fact"):
        assert f'name="{name}"' in aid


def test_rows_are_added_and_taken_away_without_keeping_anything(officer, draft):
    fields = {"id": "calls", "kind": "call", "calls-0-deadline": "2027-01-31"}
    more = saved(officer, f"{draft}/rule/99", **fields, do="add:calls").text
    assert 'name="calls-1-deadline"' in more
    assert 'value="2027-01-31"' in more
    less = saved(officer, f"{draft}/rule/99", **fields, do="drop:calls-0").text
    assert 'name="calls-0-deadline"' not in less
    other = saved(officer, f"{draft}/rule/99", id="a", kind="any_of", do="add:alternatives").text
    assert 'name="alternatives-0-0-kind"' in other
    assert "only_this" not in officer.get(f"{draft}/text").text


def test_a_form_keeps_a_part_or_says_beside_its_field_what_is_wrong(officer, draft):
    fields = {
        "id": "turnover",
        "kind": "between",
        "fact": "firm.turnover_dh",
        "sources": ["aymaz"],
    }
    wrong = saved(officer, f"{draft}/rule/4", **fields, at_least="ten")
    assert wrong.status_code == 422
    assert 'id="at_least-error"' in wrong.text
    assert "“At least” must be a number, 0 or more" in wrong.text
    assert saved(officer, f"{draft}/rule/4", **fields, at_least="2 000 000").status_code == 303
    shown = officer.get(draft).text
    assert "at least 2,000,000" in shown
    assert "Rule changed" in shown
    assert saved(officer, f"{draft}/rule/4", **fields, at_least="1").status_code == 409


def test_a_draft_is_published_with_a_reason_and_then_stays(officer, draft):
    gone = saved(officer, f"{draft}/rule/0/remove")
    assert gone.status_code == 303
    assert saved(officer, f"{draft}/publish", 2, note=" ").status_code == 422
    assert saved(officer, f"{draft}/publish", 2, note="The decree changed.").status_code == 303
    shown = officer.get(f"{HOME}/of/charte_tpme").text
    assert "The decree changed." in shown
    assert "Rule removed" in shown
    for address in (draft, f"{draft}/text", f"{draft}/rule/0"):
        assert officer.get(address).status_code == 409


def test_what_is_wrong_in_a_draft_leads_to_its_field(officer, draft):
    text = officer.get(f"{draft}/text").text
    assert "[[rules]]" in text
    body = officer.get(f"{HOME}/of/charte_tpme/2025/toml").text
    broken = body.replace("at_least = 1_000_000", 'at_least = "ten"', 1)
    assert saved(officer, f"{draft}/text", text=broken).status_code == 303
    shown = officer.get(draft).text
    assert f"{draft}/rule/4#alternatives-0-0-at_least" in shown
    assert "To be mended before it can be published" in shown
    assert saved(officer, f"{draft}/publish", 2, note="x").status_code == 422
    refused = saved(officer, f"{draft}/text", 2, text="version =")
    assert refused.status_code == 422
    assert "This is not valid TOML" in refused.text


def test_sources_are_read_again_in_one_form(officer):
    address = f"{HOME}/of/charte_tpme/read-again"
    assert "medias24.com" in officer.get(address).text
    said = {"read_on": "2026-11-19", "review_by": "2027-11-19", "note": "Nothing new."}
    assert officer.post(address, data={**said, "version": "2024"}).status_code == 409
    late = officer.post(address, data={**said, "version": "2025", "review_by": "2026-01-01"})
    assert late.status_code == 422
    assert officer.post(address, data={**said, "version": "2025"}).status_code == 303
    shown = officer.get(f"{HOME}/of/charte_tpme").text
    assert NOW.date().isoformat() in shown
    assert "19 November 2027" in shown


def test_a_case_is_tried_from_a_form_or_a_file_and_downloaded(officer):
    case = {"firm": {"is_cluster": True, "cluster_support_years": 0}, "used_dh": {"fac": 500000}}
    case["project"] = {"cost_dh": 3000000}
    asked = {"programme": "fac@2024", "day": "2024-09-01"}

    def sent(content, **more):
        file = (io.BytesIO(content), "case.json")
        return officer.post(f"{HOME}/try", data={**asked, **more, "file": file})

    content = json.dumps(case).encode()
    shown = sent(content).text
    assert "Eligible" in shown
    assert "1,500,000" in shown
    told = json.loads(sent(content, do="json").data)
    assert told["case"] == case
    assert [each["answer"] for each in told["verdicts"]] == ["eligible"]
    for wrong in (b"{", b'{"frim": {}}', b'{"firm": {"activity": "astrology"}}', b"\xff"):
        assert sent(wrong).status_code == 422
    typed = {"firm.is_cluster": "yes", "project.cost_dh": "3 000 000", "firm.headcount": "many"}
    assert officer.post(f"{HOME}/try", data={**asked, **typed}).status_code == 422
    assert officer.post(f"{HOME}/try", data={**asked, "day": "soon"}).status_code == 422


def test_an_address_of_a_source_is_only_a_link_when_it_is_one(officer, draft):
    fields = {"title": "<b>A page</b>", "where": "javascript:alert(1)", "read_on": "2026-11-19"}
    wrong = saved(officer, f"{draft}/source/99", **fields)
    assert wrong.status_code == 422
    assert 'id="where-error"' in wrong.text
    fields["where"] = "https://example.org/page"
    assert saved(officer, f"{draft}/source/99", **fields).status_code == 303
    assert "<b>A page</b>" not in officer.get(f"{draft}/rule/0").text
