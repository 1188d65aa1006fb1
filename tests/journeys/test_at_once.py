"""Two at the same time, the same twice, and the model away: one decision, and a clear word."""

from io import BytesIO

from benchmarks.load.forms import Forms
from matcher.domain.introduction import Stage
from matcher.domain.visibility import MatchingState
from tests.journeys.play import FITS, to


def test_two_officers_decide_on_the_same_startup_and_one_decision_stands(play):
    challenge = play.post()
    page = f"/desk/challenges/{challenge}"

    def form_of(officer, ending):
        return next(
            each
            for each in Forms(officer.read(page)).found
            if each[0].endswith(ending) and each[1].get("startup") == str(play.fits)
        )

    mine, theirs = form_of(play.officer, "/keep"), form_of(play.other_officer, "/reject")
    assert play.officer.send(mine).status_code == 303
    late = play.other_officer.send(theirs, reason="off_topic")
    assert late.status_code == 409
    assert play.stage(play.introduction(challenge, play.fits).id) is Stage.KEPT
    assert play.officer.send(mine).status_code == 303, "the same click twice is no mistake"


def test_two_officers_release_and_propose_once(play):
    challenge = play.post()
    play.keep(challenge, play.fits)
    page = f"/desk/challenges/{challenge}/release"
    forms = [each.form(page, "/release") for each in (play.officer, play.other_officer)]
    codes = [
        officer.send(form).status_code
        for officer, form in zip((play.officer, play.other_officer), forms, strict=True)
    ]
    assert codes[0] == 303
    assert codes[1] in {303, 409}
    assert len(to(play.work(minutes=1), play.firm)) == 1
    page = f"/introductions/{play.introduction(challenge, play.fits).id}"
    forms = [each.form(page, "/propose") for each in (play.officer, play.other_officer)]
    assert play.officer.send(forms[0]).status_code == 303
    other = play.other_officer.send(forms[1], why_firm="D'autres mots.", why_startup="Autres.")
    assert other.status_code == 409
    assert len(to(play.work(minutes=1), play.startup)) == 1


def test_every_form_of_an_introduction_may_be_sent_twice(play):
    introduction = play.proposed()
    answer = f"/introductions/{introduction}/answer"
    forms = [(each, each.form(answer, "/accept")) for each in (play.firm, play.startup)]
    for browser, form in forms:
        for _ in range(2):
            assert browser.send(form).status_code == 303
    both = [each for each in play.work(minutes=1) if len(each.to) > 1]
    assert len(both) == 1
    page = f"/introductions/{introduction}"
    form = play.officer.form(page, "/record")
    for _ in range(2):
        assert play.officer.send(form, outcome="met", note="Vu.").status_code == 303
    assert play.stage(introduction) is Stage.MET
    stale = play.other_officer.send(form, outcome="pilot", note="Autre.")
    assert stale.status_code in {400, 409}
    assert play.stage(introduction) is Stage.MET


def test_a_page_that_was_open_for_long_says_so(play):
    introduction = play.proposed()
    old = play.startup.form(f"/introductions/{introduction}/answer", "/accept")
    play.officer.do(f"/introductions/{introduction}", "/withdraw", note="Erreur.")
    assert play.startup.send(old).status_code == 409
    assert play.stage(introduction) is Stage.DECLINED


def test_saving_never_waits_for_the_model_and_words_are_used_while_it_is_away(play):
    play.gate.up = False
    challenge = play.post()
    assert play.challenge(challenge).matching is MatchingState.WORDS_ONLY
    words_only = play.officer.read(f"/desk/challenges/{challenge}")
    assert FITS.split(".", maxsplit=1)[0] in words_only
    play.keep(challenge, play.fits)
    play.gate.up = True
    play.work(minutes=11)
    assert play.challenge(challenge).matching is MatchingState.DONE
    assert play.stage(play.introduction(challenge, play.fits).id) is Stage.KEPT
    assert words_only != play.officer.read(f"/desk/challenges/{challenge}")


def test_an_engine_that_fails_keeps_nothing_from_being_saved(play):
    play.gate.fails = RuntimeError("away")
    challenge = play.post()
    page = play.officer.read(f"/desk/challenges/{challenge}")
    assert "Traceback" not in page
    play.gate.fails = None
    play.work(hours=3)
    assert play.challenge(challenge).matching is MatchingState.DONE


def test_startups_of_an_imported_file_are_found_by_the_next_search(play, tmp_path):
    sheet = (
        "name,capabilities,sectors\n"
        'Bassins du Souss,"Contrôle continu de la turbidité et filtration membranaire '
        'des effluents de laiterie.",agrofood\n'
    ).encode()
    challenge = play.post()
    form = play.officer.form("/desk/import", "/desk/import")
    answer = play.officer.send(form, kind="startups", file=(BytesIO(sheet), "startups.csv"))
    assert answer.status_code == 303, answer.get_data(as_text=True)[-2000:]
    assert "Bassins du Souss" not in play.officer.read(f"/desk/challenges/{challenge}")
    play.officer.do(answer.location, "/apply")
    play.work(minutes=1)
    play.work(hours=1)
    assert "Bassins du Souss" in play.officer.read("/desk/directory/startups")
    other = play.post(title="Un autre besoin")
    assert "Bassins du Souss" in play.officer.read(f"/desk/challenges/{other}")
