"""Challenges suggested to a startup: from public words only, answered once, told by e-mail."""

import pytest

from matcher.domain.introduction import Stage
from matcher.domain.visibility import LIVE, ChallengeState, TeaserState, Visibility
from matcher.errors import InvalidForm, NotAllowed, NotFound, NotPossible, StalePage
from matcher.store.journal import JournalRow
from matcher.store.outbox import OutboxRow
from matcher.store.startups import InterestRow
from matcher.workflow import desk, interests, matching, suggestions
from matcher.workflow.public_faces import face
from matcher.workflow.startup_overview import overview
from matcher.workflow.suggestions_mail import announce
from tests.workflow.people import (
    a_challenge,
    a_firm,
    a_firm_member,
    a_sealed_challenge,
    a_startup,
    a_startup_member,
    an_anonymous_challenge,
    an_introduction,
    an_officer,
)

TEXT = "Nous savons traiter les eaux de rinçage. Nous mesurons aussi la pression."


@pytest.fixture
def startup(session):
    return a_startup(session, TEXT)


@pytest.fixture
def member(session, startup):
    return a_startup_member(session, startup)


@pytest.fixture
def mine(acting, member):
    return acting(member)


@pytest.fixture
def matched(worker, startup):
    """Return what matches a challenge, as the worker does."""

    def match(challenge):
        matching.run(worker, challenge.id)
        return challenge

    return match


def _ids(lines):
    return [line.face.id for line in lines]


@pytest.mark.parametrize("someone", [an_officer, a_firm_member])
def test_only_startups_are_suggested_challenges(session, acting, someone, startup, matched):
    challenge = matched(a_challenge(session))
    context = acting(someone(session))
    for use in (
        lambda: suggestions.suggested(context),
        lambda: suggestions.others(context),
        lambda: suggestions.read(context, challenge.id),
        lambda: interests.say(context, challenge.id, 0, interested=True),
        lambda: overview(context),
    ):
        with pytest.raises(NotAllowed):
            use()


def test_an_open_challenge_is_suggested_with_a_sentence_of_the_startup(session, mine, matched):
    challenge = matched(a_challenge(session))
    (line,) = suggestions.suggested(mine)
    assert (line.face.id, line.fit, line.is_waiting) == (challenge.id, "likely", True)
    shown = suggestions.read(mine, challenge.id)
    assert shown.reasons[0].requirement == "traiter les eaux de rinçage"
    assert shown.reasons[0].quote == "Nous savons traiter les eaux de rinçage."
    assert shown.face.needs[0].text == "traiter les eaux de rinçage"


def test_contacts_in_an_open_challenge_are_not_shown(session, mine):
    challenge = a_challenge(
        session, context="Appelez Mme N. au +212 5 22 00 00 00, ou directeur@usine.ma."
    )
    assert dict(face(mine, challenge.id).sections)["context"] == "Appelez Mme N. au […], ou […]."


def test_of_an_anonymous_challenge_only_the_teaser_is_read(session, mine, matched):
    secret = {
        "title": "Secret de titre",
        "context": "Secret de contexte",
        "problem": "Secret de rinçage",
        "site": "Secret de site",
        "region": "MA-06",
        "budget_max_dh": 424242,
        "excluded": "Secret exclu",
    }
    firm = a_firm(session, name="Firme Secret", size="large")
    challenge = matched(
        an_anonymous_challenge(session, firm, requirements=("Secret demandé",), **secret)
    )
    matched(challenge)
    told = repr(
        (
            suggestions.suggested(mine),
            suggestions.others(mine),
            suggestions.read(mine, challenge.id),
            overview(mine),
        )
    )
    assert "Traiter une eau industrielle" in told
    for word in ("Secret", "424242", "large", "MA-06'"):
        assert word not in told.replace(repr(overview(mine).profile), "")
    assert suggestions.others(mine, "secret").total == 0
    assert suggestions.others(mine, "procédé").total == 1


def test_a_sealed_challenge_leaves_no_trace(session, mine, matched):
    challenge = matched(a_sealed_challenge(session))
    assert suggestions.suggested(mine) == ()
    assert suggestions.others(mine).total == 0
    assert suggestions.others(mine, "rinçage").total == 0
    with pytest.raises(NotFound):
        suggestions.read(mine, challenge.id)
    with pytest.raises(NotFound):
        interests.say(mine, challenge.id, 0, interested=True)


@pytest.mark.parametrize("state", [state for state in ChallengeState if state not in LIVE])
def test_only_live_challenges_are_shown(session, mine, matched, state):
    challenge = matched(a_challenge(session))
    challenge.state = state
    session.flush()
    assert suggestions.suggested(mine) == ()
    assert suggestions.others(mine).total == 0
    with pytest.raises(NotFound):
        suggestions.read(mine, challenge.id)
    with pytest.raises(NotFound):
        interests.say(mine, challenge.id, 0, interested=True)


@pytest.mark.parametrize("teaser", [TeaserState.NONE, TeaserState.PENDING, TeaserState.REFUSED])
def test_a_teaser_that_is_not_approved_is_not_shown(session, mine, teaser):
    challenge = an_anonymous_challenge(session, teaser_state=teaser)
    assert suggestions.others(mine).total == 0
    with pytest.raises(NotFound):
        suggestions.read(mine, challenge.id)


def test_other_challenges_come_apart_and_are_searched_by_words(session, mine, matched):
    near = matched(a_challenge(session))
    far = a_challenge(session, title="Peinture", problem="Écailles sur des pièces", requirements=())
    assert _ids(suggestions.suggested(mine)) == [near.id]
    assert _ids(suggestions.others(mine).lines) == [far.id]
    assert _ids(suggestions.others(mine, "ecaill pieces").lines) == [far.id]
    assert _ids(suggestions.others(mine, "rincage").lines) == [near.id]
    assert suggestions.others(mine, "absent").total == 0
    assert suggestions.read(mine, far.id).reasons == ()


def test_an_answer_reaches_the_desk_and_can_be_changed(session, acting, mine, matched):
    challenge = matched(a_challenge(session))
    said = interests.say(mine, challenge.id, 0, interested=True, note="Volontiers.")
    assert interests.say(mine, challenge.id, 0, interested=True, note="Volontiers.") == said
    assert session.query(InterestRow).count() == 1
    assert session.query(JournalRow).filter_by(action="interest.said").count() == 1
    with pytest.raises(StalePage):
        interests.say(mine, challenge.id, 0, interested=False, reason="no_time")
    changed = interests.say(mine, challenge.id, said.version, interested=False, reason="no_time")
    assert (changed.is_interested, changed.reason, changed.note) == (False, "no_time", "")
    assert suggestions.read(mine, challenge.id).version == changed.version


def test_an_interested_startup_is_on_the_desk(session, acting, mine, matched):
    challenge = matched(a_challenge(session, title="Défi à lire"))
    interests.say(mine, challenge.id, 0, interested=True)
    told = repr(list(session.execute(desk._interested(mine)).all()))
    assert "Défi à lire" in told


@pytest.mark.parametrize(
    ("reason", "note", "field"),
    [
        ("", "", "reason"),
        ("because", "", "reason"),
        ("already_solved", "", "reason"),
        ("other", " ", "note"),
        ("no_time", "n" * 1_001, "note"),
    ],
)
def test_a_no_has_a_reason(session, mine, reason, note, field):
    challenge = a_challenge(session)
    with pytest.raises(InvalidForm) as refused:
        interests.say(mine, challenge.id, 0, interested=False, reason=reason, note=note)
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize(
    ("stage", "is_known"),
    [(Stage.KEPT, False), (Stage.RELEASED, False), (Stage.PROPOSED, True), (Stage.ACCEPTED, True)],
)
def test_an_answer_stands_once_the_startup_is_asked(
    session, mine, matched, startup, stage, is_known
):
    challenge = matched(a_challenge(session))
    an_introduction(session, challenge, startup, stage)
    assert suggestions.read(mine, challenge.id).may_answer is not is_known
    if not is_known:
        interests.say(mine, challenge.id, 0, interested=True)
        return
    with pytest.raises(NotPossible):
        interests.say(mine, challenge.id, 0, interested=True)


def test_answered_challenges_come_after_those_that_wait(session, mine, matched):
    first, second = matched(a_challenge(session)), matched(a_challenge(session))
    interests.say(mine, first.id, 0, interested=True)
    assert _ids(suggestions.suggested(mine)) == [second.id, first.id]
    assert _ids(overview(mine).new) == [second.id]
    assert [said.title for said in overview(mine).said] == [first.title]


def test_who_answered_is_told_that_a_challenge_is_closed_but_never_of_a_sealed_one(
    session, mine, matched
):
    challenge = matched(a_challenge(session))
    interests.say(mine, challenge.id, 0, interested=True)
    challenge.state = ChallengeState.CLOSED
    session.flush()
    assert [said.is_open for said in overview(mine).said] == [False]
    challenge.visibility = Visibility.SEALED
    session.flush()
    assert overview(mine).said == ()


def test_what_waits_comes_first_and_a_reason_is_passed_on(session, mine, startup):
    waits = an_introduction(session, a_challenge(session), startup, Stage.PROPOSED)
    ended = an_introduction(
        session, a_challenge(session), startup, Stage.DECLINED,
        firm_said="no", decline_side="firm", decline_reason="budget", decline_note="Confidentiel",
        startup_said="yes",
    )  # fmt: skip
    from matcher.store.introductions import MoveRow

    session.add(
        MoveRow(
            introduction_id=ended.id, stage_before=Stage.KEPT, stage_after=Stage.PROPOSED,
            at=mine.now,
        )
    )  # fmt: skip
    session.flush()
    shown = overview(mine)
    assert [line.id for line in shown.to_answer] == [waits.id]
    assert [(each.line.id, each.decline.reason) for each in shown.ended] == [(ended.id, "budget")]
    assert "Confidentiel" not in repr(shown)


def test_each_person_is_told_of_a_suggestion_once(session, worker, member, startup, matched):
    a_startup_member(session, startup, language="ar")
    a_startup_member(session, startup, confirmed_at=None)
    challenge = matched(a_challenge(session))
    assert announce(worker, challenge.id) == 2
    assert announce(worker, challenge.id) == 0
    rows = session.query(OutboxRow).all()
    assert sorted(row.language for row in rows) == ["ar", "fr"]
    assert {row.digest for row in rows} == {"suggestions"}
    assert {row.about for row in rows} == {f"challenge:{challenge.id}:startup:{startup.id}"}


def test_nobody_is_told_of_what_startups_may_not_read(session, worker, member, matched):
    assert announce(worker, matched(a_sealed_challenge(session)).id) == 0
    assert announce(worker, a_challenge(session).id) == 0


def test_an_anonymous_challenge_is_told_by_its_teaser(session, worker, member, matched):
    challenge = matched(an_anonymous_challenge(session, title="Titre secret"))
    announce(worker, challenge.id)
    told = str([row.payload for row in session.query(OutboxRow)])
    assert "Titre secret" not in told


def test_who_answered_or_was_taken_up_is_not_told(session, worker, mine, startup, matched):
    answered, kept = matched(a_challenge(session)), matched(a_challenge(session))
    interests.say(mine, answered.id, 0, interested=True)
    an_introduction(session, kept, startup, Stage.KEPT)
    assert announce(worker, answered.id) == 0
    assert announce(worker, kept.id) == 0
