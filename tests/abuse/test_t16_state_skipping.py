"""T16: can a step be skipped, taken twice, or decided by two people at once?"""

from sqlalchemy import select

from matcher.domain.introduction import Stage
from matcher.store.introductions import MoveRow
from matcher.store.outbox import OutboxRow
from tests.journeys.play import to

TITLE = "Filtrer des effluents"
NOTICE = "Un industriel cherche une filtration membranaire pour des effluents."


def letters_of(play, kind):
    with play.services.database.session(writes=False) as session:
        return session.scalars(select(OutboxRow).where(OutboxRow.kind == kind)).all()


def moves(play, introduction):
    with play.services.database.session(writes=False) as session:
        wanted = select(MoveRow).where(MoveRow.introduction_id == introduction)
        return [row.stage_after for row in session.scalars(wanted.order_by(MoveRow.id))]


def test_t16_nobody_is_introduced_without_both_consents(play):
    """An officer records a meeting, and a side accepts for both, before both said yes: 409."""
    introduction = play.proposed()
    page = play.officer.form(f"/introductions/{introduction}", "/withdraw")
    token = {"csrf_token": page[1]["csrf_token"], "version": page[1]["version"]}
    for outcome in ("met", "nda", "pilot", "contract"):
        path = f"/introductions/{introduction}/record"
        answer = play.officer.client.post(path, data=token | {"outcome": outcome, "note": "Vu."})
        assert answer.status_code in {409, 422}, outcome
    yes = play.firm.form(f"/introductions/{introduction}/answer", "/accept")
    for _ in range(3):
        play.firm.send(yes)
    assert play.stage(introduction) is Stage.ACCEPTED_BY_ONE
    assert not letters_of(play, "introduction_accepted")
    assert not [each for each in play.work(minutes=1) if len(each.to) > 1]


def test_t16_nothing_is_published_without_review(play):
    """An anonymous challenge is handed in with its teaser: no startup sees it before an officer."""
    number = play.post(visibility="anonymous", teaser_title=TITLE, teaser_text=NOTICE)
    assert play.startup.get(f"/startup/suggestions/{number}").status_code == 404
    form = play.firm.form("/account/settings", "/settings/details")
    approve = f"/desk/teasers/{number}/approve"
    refused = play.firm.client.post(approve, data={"csrf_token": form[1]["csrf_token"]})
    assert refused.status_code == 403
    assert play.startup.get(f"/startup/suggestions/{number}").status_code == 404
    play.officer.do("/desk/teasers", f"/{number}/approve")
    assert play.startup.get(f"/startup/suggestions/{number}").status_code == 200


def test_t16_a_stage_cannot_be_jumped_over(play):
    """A startup that was kept but not released is proposed with the form of another page: 409."""
    number = play.post()
    play.keep(number, play.fits)
    row = play.introduction(number, play.fits)
    token = play.officer.form("/account/settings", "/settings/details")[1]["csrf_token"]
    said = {"csrf_token": token, "version": str(row.version), "outcome": "contract", "note": "x"}
    answer = play.officer.client.post(f"/introductions/{row.id}/record", data=said)
    assert answer.status_code in {409, 422}
    assert play.stage(row.id) is Stage.KEPT


def test_t16_two_officers_decide_at_once_and_one_decision_stands(play):
    """Both send the form of the same page: the second gets 409, and each side one letter."""
    number = play.post()
    play.keep(number, play.fits)
    play.release(number)
    row = play.introduction(number, play.fits)
    page = f"/introductions/{row.id}"
    mine, theirs = (each.form(page, "/propose") for each in (play.officer, play.other_officer))
    assert play.officer.send(mine).status_code == 303
    assert play.other_officer.send(theirs, why_firm="Autre.").status_code == 409
    letters = play.work(minutes=1)
    for side in (play.firm, play.startup):
        assert len(to(letters, side)) == 1
    keys = [row.dedupe_key for row in letters_of(play, "introduction_proposed_to_startup")]
    assert len(keys) == len(set(keys)) == 1


def test_t16_a_double_click_and_a_replay_change_nothing_more(play):
    """The same answer twice, and again after the end: one move, one letter; 409 in the end."""
    introduction = play.proposed()
    path = f"/introductions/{introduction}/answer"
    forms = [
        (each, each.form(path, "/accept"), each.form(path, "/decline"))
        for each in (play.firm, play.startup)
    ]
    for side, yes, _ in forms:
        assert [side.send(yes).status_code for _ in range(2)] == [303, 303]
    assert play.stage(introduction) is Stage.ACCEPTED
    both = [each for each in play.work(minutes=1) if len(each.to) > 1]
    assert len(both) == 1
    assert moves(play, introduction).count(Stage.ACCEPTED) == 1
    for side, _, no in forms:
        assert side.send(no, reason="no_time").status_code == 409
    assert play.stage(introduction) is Stage.ACCEPTED
    assert not play.work(minutes=1)
