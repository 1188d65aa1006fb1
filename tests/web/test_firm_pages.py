"""The firm's room over HTTP: the form with and without htmx, the steps, the shortlist."""

import io
import re

import pytest

from matcher.domain.introduction import Stage
from matcher.domain.people import Role
from matcher.domain.visibility import ChallengeState, TeaserState, Visibility
from matcher.store.challenges import AttachmentRow, ChallengeRow
from matcher.store.introductions import IntroductionRow
from matcher.store.outbox import OutboxRow
from matcher.store.startups import StartupRow
from matcher.workflow.partner_preview import KindFound, Preview
from tests.web.conftest import sign_in
from tests.workflow import people

PROBLEM = (
    "Nos lignes de rinçage rejettent chaque jour quarante mètres cubes d'une eau chargée en "
    "détergents. Nous cherchons une solution capable de recycler cette eau sur place."
)
GOOD = {
    "title": "Recycler nos eaux de rinçage",
    "problem": PROBLEM,
    "visibility": "open",
    "collaboration": "pilot",
    "page": "page-of-the-tests",
}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def firm(signed_in):
    return signed_in(Role.FIRM)


@pytest.fixture
def rows(services):
    """Return what reads all rows of a table now."""

    def read(table):
        with services.database.session(writes=False) as session:
            return session.query(table).all()

    return read


def drafted(firm, rows, **more):
    firm.post("/firm/challenges/save", data=GOOD | more)
    return rows(ChallengeRow)[-1]


def again(row, **more):
    return GOOD | {"challenge_id": row.id, "version": row.version} | more


def test_an_empty_room_says_what_to_do(firm):
    shown = firm.get("/firm").text
    assert "Aucun défi" in shown
    assert "/firm/challenges/new" in shown


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_every_page_is_shown(firm, rows, language):
    firm.get(f"/firm?lang={language}")
    asked = {"requirement_text": "eau", "requirement_importance": "must", "requirement_id": ""}
    row = drafted(firm, rows, **asked)
    for page in ("new", f"{row.id}", f"{row.id}/edit", f"{row.id}/shortlist", f"{row.id}/submit"):
        answer = firm.get(f"/firm/challenges/{page}")
        assert answer.status_code == 200, page
    assert firm.get("/firm").status_code == 200


def test_a_draft_is_saved_and_shown_again(firm, rows):
    answer = firm.post(
        "/firm/challenges/save",
        data=GOOD
        | {
            "sectors": ["agrofood", "environment"],
            "budget_min_dh": "٢٠٠ ٠٠٠",
            "budget_max_dh": "400 000",
            "deadline": "2027-01-31",
            "requirement_text": ["recycler l'eau", "", "tenir dans un conteneur"],
            "requirement_importance": ["must", "must", "nice"],
            "requirement_id": ["", "", ""],
        },
    )
    (row,) = rows(ChallengeRow)
    assert answer.location == f"/firm/challenges/{row.id}/edit"
    assert (row.budget_min_dh, row.budget_max_dh) == (200_000, 400_000)
    assert [(each.position, each.text) for each in row.requirements] == [
        (1, "recycler l'eau"),
        (2, "tenir dans un conteneur"),
    ]
    shown = firm.get(answer.location).text
    assert "Brouillon enregistré" in shown
    assert "tenir dans un conteneur" in shown


def test_nothing_is_kept_of_an_empty_form(firm, rows):
    answer = firm.post("/firm/challenges/save", data={"title": " "})
    assert answer.status_code == 422
    assert "Il n'y a encore rien" in answer.text.replace("&#39;", "'")
    assert rows(ChallengeRow) == []


def test_what_cannot_be_read_comes_back_beside_its_field(firm, rows):
    answer = firm.post(
        "/firm/challenges/save", data=GOOD | {"budget_max_dh": "beaucoup", "title": "x" * 151}
    )
    assert answer.status_code == 422
    assert 'value="beaucoup"' in answer.text
    assert rows(ChallengeRow) == []


def test_a_text_that_says_nothing_is_kept_but_not_sent(firm, rows):
    answer = firm.post("/firm/challenges/save", data=GOOD | {"problem": "court", "do": "submit"})
    assert answer.status_code == 422
    assert "Développez le problème" in answer.text
    (row,) = rows(ChallengeRow)
    assert (row.state, row.problem) == (ChallengeState.DRAFT, "court")


def test_a_challenge_is_sent_from_the_form(firm, rows):
    answer = firm.post("/firm/challenges/save", data=GOOD | {"do": "submit"})
    (row,) = rows(ChallengeRow)
    assert answer.location == f"/firm/challenges/{row.id}"
    assert row.state is ChallengeState.SUBMITTED
    assert [each.kind for each in rows(OutboxRow)] == ["challenge_received"]
    assert "Défi envoyé" in firm.get(answer.location).text


def test_the_list_of_requirements_works_without_javascript(firm, rows):
    row = drafted(firm, rows)
    firm.post("/firm/challenges/save", data=again(row, do="propose"))
    (row,) = rows(ChallengeRow)
    proposed = [each.text for each in row.requirements]
    assert proposed
    lines = {
        "requirement_text": ["un", "", "deux", "trois"],
        "requirement_importance": ["must"] * 4,
        "requirement_id": [""] * 4,
    }
    answer = firm.post("/firm/challenges/save", data=again(row, do="up:3", **lines))
    assert answer.location.endswith("#requirements")
    (row,) = rows(ChallengeRow)
    assert [each.text for each in row.requirements] == ["un", "trois", "deux"]
    lines["requirement_id"] = [each.id for each in row.requirements] + [""]
    lines["requirement_text"] = ["un", "trois", "deux", ""]
    answer = firm.post("/firm/challenges/save", data=again(row, do="remove:0", **lines))
    (row,) = rows(ChallengeRow)
    assert [each.text for each in row.requirements] == ["trois", "deux"]
    shown = firm.post("/firm/challenges/save", data=again(row, do="add"), follow_redirects=True)
    assert 'id="requirement-1"' in shown.text


def test_an_autosave_makes_one_draft_and_gives_its_numbers(firm, rows):
    answer = firm.post("/firm/challenges/autosave", data=GOOD, headers=HTMX)
    (row,) = rows(ChallengeRow)
    assert answer.headers["HX-Replace-Url"] == f"/firm/challenges/{row.id}/edit"
    assert f'id="challenge-id" value="{row.id}"' in answer.text
    firm.post("/firm/challenges/autosave", data=GOOD | {"context": "suite"}, headers=HTMX)
    (row,) = rows(ChallengeRow)
    assert row.context == "suite"
    empty = firm.post("/firm/challenges/autosave", data={"title": ""}, headers=HTMX)
    assert empty.status_code == 200
    assert len(rows(ChallengeRow)) == 1


def test_an_autosave_that_fails_says_so_and_keeps_the_rest(firm, rows):
    row = drafted(firm, rows)
    answer = firm.post(
        "/firm/challenges/autosave", data=again(row, deadline="demain"), headers=HTMX
    )
    assert "Non enregistré" in answer.text
    stale = firm.post(
        "/firm/challenges/autosave",
        data=again(row, version=0, page="another-page", title="Mon autre titre"),
        headers=HTMX,
    )
    assert "autre fenêtre" in stale.text
    assert 'id="version" value="0"' in stale.text
    assert rows(ChallengeRow)[0].title == GOOD["title"]


def test_two_windows_are_shown_side_by_side(firm, rows):
    row = drafted(firm, rows)
    firm.post("/firm/challenges/save", data=again(row, title="Le titre de l'autre fenêtre"))
    answer = firm.post(
        "/firm/challenges/save", data=again(row, page="another-page", title="Mon titre à moi")
    )
    assert answer.status_code == 409
    shown = answer.text.replace("&#39;", "'")
    assert "Le titre de l'autre fenêtre" in shown
    assert 'value="Mon titre à moi"' in shown
    assert 'hx-post="/firm/challenges/autosave' not in shown
    assert 'value="add"' not in shown
    version = re.search(r'id="version" value="(\d+)"', shown).group(1)
    firm.post(
        "/firm/challenges/save",
        data=again(row, page="another-page", title="Mon titre à moi", version=version),
    )
    assert rows(ChallengeRow)[0].title == "Mon titre à moi"


def test_a_file_is_read_proposed_and_taken(firm, rows, monkeypatch):
    monkeypatch.setattr(
        "matcher.workflow.attachments.read_document", lambda *_, **__: "Texte du cahier."
    )
    sent = GOOD | {"attachment": (io.BytesIO(b"%PDF-1.7"), "../cahier.pdf")}
    answer = firm.post("/firm/challenges/attach", data=sent)
    (file,) = rows(AttachmentRow)
    assert file.filename == "cahier.pdf"
    assert "Texte du cahier." in firm.get(answer.location).text
    place = f"/firm/challenges/{file.subject_id}/files/{file.id}"
    firm.post(f"{place}/take", data={"text": "Texte corrigé."})
    (row,) = rows(ChallengeRow)
    assert row.attached_text == "Texte corrigé."
    got = firm.get(place)
    assert got.headers["Content-Disposition"].startswith("attachment")
    firm.post(
        "/firm/challenges/save",
        data=again(row, do=f"unfile:{file.id}", attached_text="Texte corrigé."),
    )
    assert rows(AttachmentRow) == []


@pytest.mark.parametrize(("name", "content"), [("x.exe", b"MZ"), ("x.pdf", b"no pdf"), ("", b"")])
def test_a_file_that_cannot_be_read_is_refused_and_the_words_stay(firm, rows, name, content):
    answer = firm.post(
        "/firm/challenges/attach", data=GOOD | {"attachment": (io.BytesIO(content), name)}
    )
    assert answer.status_code == 422
    assert GOOD["title"] in answer.text
    assert rows(AttachmentRow) == []


def test_partners_are_counted_apart_from_saving(firm, rows, monkeypatch):
    found = Preview("found", (KindFound("environment", 5), KindFound("", 1)))
    monkeypatch.setattr("web.pages.firm.writing.preview", lambda *_: found)
    answer = firm.post("/firm/challenges/partners", data=GOOD, headers=HTMX)
    assert "5 startups" in answer.text
    assert rows(ChallengeRow) == []
    assert "5 startups" in firm.post("/firm/challenges/save", data=GOOD | {"do": "count"}).text


def test_partners_without_the_engine_change_nothing(firm):
    answer = firm.post("/firm/challenges/partners", data=GOOD, headers=HTMX)
    assert "ne peuvent pas être comptés" in answer.text


def test_steps_are_asked_then_taken(firm, rows):
    row = drafted(firm, rows)
    assert "Envoyer ce défi" in firm.get(f"/firm/challenges/{row.id}/submit").text
    for step, state in (
        ("submit", ChallengeState.SUBMITTED),
        ("withdraw", ChallengeState.WITHDRAWN),
        ("reopen", ChallengeState.DRAFT),
        ("submit", ChallengeState.SUBMITTED),
        ("close", ChallengeState.CLOSED),
    ):
        (row,) = rows(ChallengeRow)
        answer = firm.post(f"/firm/challenges/{row.id}/{step}", data={"version": row.version})
        assert answer.status_code == 303
        assert rows(ChallengeRow)[0].state is state
        assert firm.get(f"/firm/challenges/{row.id}").status_code == 200
    assert firm.get(f"/firm/challenges/{row.id}/edit").status_code == 303
    assert firm.get(f"/firm/challenges/{row.id}/withdraw").status_code == 303


def test_an_old_page_takes_no_step(firm, rows):
    row = drafted(firm, rows)
    answer = firm.post(f"/firm/challenges/{row.id}/submit", data={"version": row.version + 5})
    assert answer.status_code == 409
    assert firm.post(f"/firm/challenges/{row.id}/discard", data={"version": row.version}).location
    assert rows(ChallengeRow) == []


def test_another_firm_reads_nothing(firm, rows, services, app):
    row = drafted(firm, rows)
    with services.database.session() as session:
        stranger = people.a_firm_member(session)
    browser = app.test_client()
    sign_in(browser, stranger)
    for page in ("", "/edit", "/shortlist", "/submit"):
        assert browser.get(f"/firm/challenges/{row.id}{page}").status_code == 404
    answer = browser.post("/firm/challenges/save", data=again(row, title="À moi maintenant"))
    assert answer.status_code == 404


@pytest.fixture
def shown(firm, rows, services, users):
    """Return a challenge with a startup that an officer released."""
    row = drafted(firm, rows)
    with services.database.session() as session:
        challenge = session.get(ChallengeRow, row.id)
        challenge.state = ChallengeState.SHORTLISTED
        startup = people.a_startup(session, organisation={"name": "Filtrexa"})
        people.a_startup_member(session, startup)
        introduction = people.an_introduction(session, challenge, startup, Stage.RELEASED)
        return row.id, introduction.id


def test_a_shortlist_is_answered_without_a_name(firm, rows, shown):
    challenge, introduction = shown
    page = firm.get(f"/firm/challenges/{challenge}/shortlist").text
    assert "Filtrexa" not in page
    assert "Lire la sélection" in firm.get("/firm").text
    place = f"/firm/challenges/{challenge}/shortlist/{introduction}"
    refused = firm.post(f"{place}/no", data={"version": 1, "note": "Un mot à garder"})
    assert refused.status_code == 422
    assert "Un mot à garder" in refused.text
    firm.post(f"{place}/no", data={"version": 1, "reason": "budget"})
    assert rows(IntroductionRow)[0].stage is Stage.DECLINED


def test_a_yes_is_kept_once(firm, rows, shown):
    challenge, introduction = shown
    place = f"/firm/challenges/{challenge}/shortlist/{introduction}/yes"
    assert firm.post(place, data={"version": 1}).status_code == 303
    assert firm.post(place, data={"version": 1}).status_code == 303
    assert rows(IntroductionRow)[0].firm_said == "yes"


def test_a_yes_says_what_follows(firm, services, shown):
    challenge, introduction = shown
    with services.database.session() as session:
        row = session.get(IntroductionRow, introduction)
        session.get(StartupRow, row.startup_id).capacity = 0
    place = f"/firm/challenges/{challenge}/shortlist"
    firm.post(f"{place}/{introduction}/yes", data={"version": 1})
    told = firm.get(place).text
    assert "prend la suite en main" in told
    assert "va être consultée" not in told


def test_officers_approve_or_send_back_a_notice(firm, rows, signed_in):
    teaser = {
        "visibility": "anonymous",
        "teaser_title": "Recycler une eau de procédé",
        "teaser_text": "Une entreprise agroalimentaire cherche à recycler une eau de rinçage.",
    }
    firm.post("/firm/challenges/save", data=GOOD | teaser | {"do": "submit"})
    officer = signed_in(Role.OFFICER)
    (row,) = rows(ChallengeRow)
    assert teaser["teaser_title"] in officer.get("/desk/teasers").text
    refused = officer.post(f"/desk/teasers/{row.id}/refuse", data={"version": row.version})
    assert refused.status_code == 422
    officer.post(
        f"/desk/teasers/{row.id}/refuse", data={"version": row.version, "reason": "Trop précis."}
    )
    assert "Trop précis." in firm.get(f"/firm/challenges/{row.id}").text
    assert "modifier l" in firm.get("/firm").text
    (row,) = rows(ChallengeRow)
    firm.post(
        "/firm/challenges/save", data=again(row, **teaser | {"teaser_title": "Recycler une eau"})
    )
    (row,) = rows(ChallengeRow)
    officer.post(f"/desk/teasers/{row.id}/approve", data={"version": row.version})
    (row,) = rows(ChallengeRow)
    assert (row.teaser_state, row.visibility) == (TeaserState.APPROVED, Visibility.ANONYMOUS)
    assert firm.get("/desk/teasers").status_code == 403
