"""Ways on which both sides are asked: to a contract, to a no, or to nothing said in time."""

import pytest

from matcher.domain.introduction import Stage
from matcher.domain.visibility import ChallengeState
from tests.journeys.play import FITS, NEED, said_in, to

SECRET = "L'atelier secret de Bouskoura"


def test_from_a_posted_challenge_to_a_contract(play):
    challenge = play.post()
    assert "Effluents de la laiterie" in play.officer.read("/desk")
    assert FITS.split(".", maxsplit=1)[0] in play.officer.read(f"/desk/challenges/{challenge}")
    play.keep(challenge, play.fits, play.half)
    released = play.release(challenge)
    assert to(released, play.firm)
    assert not to(released, play.startup)
    row = play.introduction(challenge, play.fits)
    shortlist = f"/firm/challenges/{challenge}/shortlist"
    assert "Aquaverte" not in play.firm.read(shortlist)
    play.firm.do(shortlist, f"{row.id}/yes")
    assert play.stage(row.id) is Stage.ACCEPTED_BY_ONE, (
        "nothing is in the way: the startup is asked"
    )
    play.startup.do(f"/introductions/{row.id}/answer", "/accept")
    [letter] = [each for each in play.work(minutes=1) if len(each.to) > 1]
    assert set(letter.to) == {play.firm.user.email, play.startup.user.email}
    for outcome in ("met", "nda", "pilot", "contract"):
        page = f"/introductions/{row.id}"
        play.officer.do(page, "/record", outcome=outcome, note="Compte rendu.")
        assert play.stage(row.id) == outcome
    for side in (play.firm, play.startup):
        assert "Compte rendu." not in side.read(page)
    assert play.stage(play.introduction(challenge, play.half).id) is Stage.RELEASED


def test_a_firm_says_no_to_its_shortlist_and_the_startup_never_knows(play):
    challenge = play.post()
    play.keep(challenge, play.fits)
    play.release(challenge)
    row = play.introduction(challenge, play.fits)
    path = f"/firm/challenges/{challenge}/shortlist"
    answer = play.firm.send(play.firm.form(path, f"{row.id}/no"), reason="", note="Pas utile")
    assert answer.status_code == 422
    play.firm.do(path, f"{row.id}/no", reason="known_already", note="Nous les connaissons.")
    assert play.stage(row.id) is Stage.DECLINED
    letters = play.work(minutes=1)
    assert not to(letters, play.startup)
    assert play.startup.get(f"/introductions/{row.id}").status_code == 404
    assert "Nous les connaissons." in play.officer.read(f"/introductions/{row.id}")


@pytest.mark.parametrize("first", ["firm", "startup"])
def test_a_no_is_passed_on_politely_and_the_other_yes_ends(play, first):
    introduction = play.proposed()
    yes, no = (play.firm, play.startup) if first == "startup" else (play.startup, play.firm)
    yes.do(f"/introductions/{introduction}/answer", "/accept")
    play.work(minutes=1)
    no.do(f"/introductions/{introduction}/answer", "/decline", reason="no_time", note="Trop tôt.")
    assert play.stage(introduction) is Stage.DECLINED
    letters = play.work(minutes=1)
    assert to(letters, yes)
    assert not [each for each in letters if len(each.to) > 1]
    told = said_in(letters) + yes.read(f"/introductions/{introduction}")
    assert "Trop tôt." not in told
    assert no.user.email not in told
    late = yes.client.post(f"/introductions/{introduction}/accept", data={})
    assert late.status_code == 400, "no form without its token"


def test_silence_is_reminded_of_once_then_ends_and_both_are_told(play):
    introduction = play.proposed()
    letters = [each for day in range(6) for each in play.work(days=1)]
    asked = [each for each in to(letters, play.startup) if "/answer" in said_in([each])]
    assert len(asked) == 1, said_in(letters)
    assert play.stage(introduction) is Stage.PROPOSED
    letters = [each for day in range(30) for each in play.work(days=1)]
    assert play.stage(introduction) is Stage.EXPIRED
    assert to(letters, play.firm)
    assert to(letters, play.startup)
    page = play.startup.read(f"/introductions/{introduction}/answer")
    assert "/accept" not in page
    play.officer.do(f"/introductions/{introduction}", "/renew")
    assert play.stage(introduction) is Stage.PROPOSED
    assert to(play.work(minutes=1), play.startup)


def test_no_partner_is_told_after_ten_minutes_with_who_may_help(play):
    challenge = play.post()
    page = f"/desk/challenges/{challenge}/no-partner"
    refused = play.officer.send(play.officer.form(page, "/no-partner"), fallback="")
    assert refused.status_code == 422
    play.officer.do(page, "/no-partner", fallback="Le centre technique peut vous aider.")
    assert not to(play.work(minutes=1), play.firm)
    told = to(play.work(minutes=10), play.firm)
    assert "Le centre technique peut vous aider." in said_in(told)
    assert play.challenge(challenge).state is ChallengeState.NO_PARTNER
    assert "Le centre technique" in play.firm.read(f"/firm/challenges/{challenge}")


def test_a_sealed_challenge_leaves_no_trace_until_both_accept(play):
    challenge = play.post(visibility="sealed", context=SECRET)
    seen = [play.startup.read(path) for path in ("/startup", "/startup/suggestions")]
    assert not any("Effluents" in page or "laiterie" in page for page in seen)
    assert play.startup.get(f"/startup/suggestions/{challenge}").status_code == 404
    play.keep(challenge, play.fits)
    play.release(challenge)
    introduction, letters = play.propose(challenge, play.fits)
    asked = play.startup.read(f"/introductions/{introduction}/answer")
    for hidden in (SECRET, NEED, "Zellige", "Effluents de la laiterie"):
        assert hidden not in asked + said_in(to(letters, play.startup))
    for side in (play.startup, play.firm):
        side.do(f"/introductions/{introduction}/answer", "/accept")
    assert "Bouskoura" in play.startup.read(f"/introductions/{introduction}")
    assert play.second.get(f"/introductions/{introduction}").status_code == 404


def test_an_anonymous_challenge_is_suggested_by_its_approved_notice(play):
    notice = "Un industriel cherche une filtration membranaire pour des effluents."
    challenge = play.post(
        visibility="anonymous",
        context=SECRET,
        teaser_title="Filtrer des effluents",
        teaser_text=notice,
    )
    path = f"/startup/suggestions/{challenge}"
    assert play.startup.get(path).status_code == 404
    play.officer.do("/desk/teasers", f"/{challenge}/approve")
    letters = play.work(days=1)
    page = play.startup.read(path)
    assert notice in page
    for hidden in (SECRET, NEED, "Zellige", "Effluents de la laiterie"):
        assert hidden not in page + said_in(to(letters, play.startup))
    play.startup.do(path, path, answer="yes", interested="yes")
    assert "Aquaverte" in play.officer.read(f"/desk/challenges/{challenge}")
    play.firm.do(f"/firm/challenges/{challenge}/withdraw", "/withdraw")
    play.work(minutes=1)
    assert notice not in play.startup.read("/startup/suggestions")


def test_a_withdrawn_challenge_ends_what_waits_and_says_so(play):
    introduction = play.proposed()
    challenge = play.post(title="Autre besoin")
    play.keep(challenge, play.fits)
    page = f"/firm/challenges/{challenge}"
    play.firm.do(f"{page}/withdraw", "/withdraw")
    assert play.officer.get(f"/desk/challenges/{challenge}").status_code in {200, 404}
    assert play.startup.get(f"/startup/suggestions/{challenge}").status_code == 404
    assert play.stage(introduction) is Stage.PROPOSED, "the other challenge goes on"
    play.officer.do(f"/introductions/{introduction}", "/withdraw", note="Doublon.")
    letters = play.work(minutes=1)
    assert to(letters, play.startup)
    assert to(letters, play.firm)
    assert "Doublon." not in said_in(letters)
