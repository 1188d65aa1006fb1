"""A firm writes a challenge, submits it, changes it, and ends it."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from matcher.domain.challenge import Importance
from matcher.domain.introduction import Stage
from matcher.domain.visibility import ChallengeState, TeaserState, Visibility
from matcher.errors import InvalidForm, NotAllowed, NotFound, NotPossible, StalePage
from matcher.store.challenges import ChallengeRow, RequirementRow
from matcher.store.journal import JournalRow, TaskRow
from matcher.store.matches import MatchRunRow
from matcher.store.outbox import OutboxRow
from matcher.workflow import challenge_drafts as drafts
from matcher.workflow import challenge_steps as steps
from matcher.workflow import challenges, matching, outbox, teasers
from matcher.workflow.challenge_checks import checks, is_junk, leaks, missing
from matcher.workflow.challenge_discarding import discard
from matcher.workflow.challenge_views import Asked, Draft
from matcher.workflow.engine_texts import PUBLIC
from matcher.workflow.requirements import moved, proposed, with_proposed, without
from tests.workflow import people

PROBLEM = (
    "Nos lignes de rinçage rejettent chaque jour quarante mètres cubes d'une eau chargée en "
    "détergents. Nous cherchons une solution capable de recycler cette eau sur place. "
    "La solution doit tenir dans un conteneur de vingt pieds."
)
GOOD = Draft(
    title="Recycler nos eaux de rinçage",
    problem=PROBLEM,
    visibility=Visibility.OPEN,
    requirements=(Asked("recycler l'eau sur place"), Asked("tenir dans un conteneur")),
)
TEASER = replace(
    GOOD,
    visibility=Visibility.ANONYMOUS,
    teaser_title="Recycler une eau de procédé",
    teaser_text="Une entreprise agroalimentaire cherche à recycler une eau de rinçage sur place.",
)


@pytest.fixture
def firm(session):
    return people.a_firm(
        session, name="Conserveries du Détroit SARL", website="detroit-conserves.ma"
    )


@pytest.fixture
def member(session, firm):
    return people.a_firm_member(session, firm)


@pytest.fixture
def firm_context(acting, member):
    return acting(member)


@pytest.fixture
def officer_context(acting, session):
    return acting(people.an_officer(session))


def row_of(context, challenge_id):
    return context.session.get(ChallengeRow, challenge_id)


def submitted(context, draft=GOOD):
    saved = drafts.start(context, draft)
    steps.submit(context, saved.id, saved.version)
    return row_of(context, saved.id)


def actions(context, challenge_id):
    found = select(JournalRow.action).where(JournalRow.subject_id == challenge_id)
    return list(context.session.scalars(found.order_by(JournalRow.id)))


def test_a_draft_is_kept_and_read_by_colleagues_only(firm_context, acting, session, firm):
    saved = drafts.start(firm_context, GOOD)
    colleague = acting(people.a_firm_member(session, firm))
    view = challenges.read(colleague, saved.id)
    assert view.draft.problem == PROBLEM
    assert view.state is ChallengeState.DRAFT
    assert [each.text for each in view.requirements] == [each.text for each in GOOD.requirements]
    assert challenges.of_my_firm(colleague)[0].id == saved.id
    for other in (people.a_firm_member(session), people.a_startup_member(session)):
        with pytest.raises(NotFound):
            challenges.read(acting(other), saved.id)
    with pytest.raises(NotAllowed):
        drafts.start(acting(people.an_officer(session)), GOOD)


def test_the_same_page_starts_one_draft(firm_context):
    first = drafts.start(firm_context, GOOD, page="a-page-of-mine")
    again = drafts.start(firm_context, replace(GOOD, title="Un autre titre"), page="a-page-of-mine")
    assert again.id == first.id
    assert row_of(firm_context, first.id).title == "Un autre titre"
    other = drafts.start(firm_context, GOOD, page="another-page")
    assert other.id != first.id


def test_another_window_is_never_overwritten(firm_context):
    saved = drafts.start(firm_context, GOOD, page="first-page")
    theirs = replace(GOOD, title="Le titre de l'autre fenêtre")
    drafts.save(firm_context, saved.id, saved.version, theirs, page="second-page")
    mine = replace(GOOD, context="Mon contexte", requirements=GOOD.requirements[:1])
    with pytest.raises(StalePage):
        drafts.save(firm_context, saved.id, saved.version, mine, page="first-page")
    found = {each.name: each for each in drafts.differences(firm_context, saved.id, mine)}
    assert set(found) == {"title", "context", "requirements"}
    assert found["title"].theirs == "Le titre de l'autre fenêtre"
    assert row_of(firm_context, saved.id).context == ""


def test_a_page_that_saved_last_may_save_again_with_an_old_number(firm_context):
    saved = drafts.start(firm_context, GOOD, page="first-page")
    drafts.save(
        firm_context, saved.id, saved.version, replace(GOOD, site="Oujda"), page="first-page"
    )
    last = replace(GOOD, site="Oujda", context="Suite")
    drafts.save(firm_context, saved.id, saved.version, last, page="first-page")
    assert row_of(firm_context, saved.id).context == "Suite"
    with pytest.raises(StalePage):
        drafts.save(firm_context, saved.id, saved.version, GOOD, page="")


def test_the_same_words_twice_are_no_change(firm_context):
    saved = drafts.start(firm_context, GOOD)
    again = drafts.save(firm_context, saved.id, 99, GOOD)
    assert not again.is_changed
    assert again.version == saved.version


def test_requirements_keep_their_ids(firm_context, session):
    saved = drafts.start(firm_context, GOOD)
    first, second = challenges.read(firm_context, saved.id).requirements
    changed = replace(
        GOOD,
        requirements=(
            replace(second, importance=Importance.NICE),
            Asked("un troisième point à tenir"),
            first,
        ),
    )
    drafts.save(firm_context, saved.id, saved.version, changed)
    kept = challenges.read(firm_context, saved.id).requirements
    assert [each.id for each in kept][::2] == [second.id, first.id]
    assert kept[0].importance is Importance.NICE
    rows = session.scalars(select(RequirementRow).order_by(RequirementRow.position)).all()
    assert [each.position for each in rows] == [1, 2, 3]


def test_somebody_elses_requirement_is_never_taken(firm_context, session):
    other = people.a_challenge(session)
    stolen = Asked("une exigence à moi", id=other.requirements[0].id)
    saved = drafts.start(firm_context, replace(GOOD, requirements=(stolen,)))
    assert challenges.read(firm_context, saved.id).requirements[0].id != stolen.id


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "x" * 151}, "title"),
        ({"problem": "x" * 10_001}, "problem"),
        ({"sectors": ("alchemy",)}, "sectors"),
        ({"region": "MA-99"}, "region"),
        ({"trl_min": 12}, "trl_min"),
        ({"budget_min_dh": 5, "budget_max_dh": 4}, "budget_max_dh"),
        ({"budget_max_dh": -1}, "budget_max_dh"),
        ({"deadline": date(2345, 1, 1)}, "deadline"),
        ({"working_languages": ("xx",)}, "working_languages"),
        ({"requirements": (Asked("x" * 401),)}, "requirements"),
        ({"requirements": (Asked("point"),) * 21}, "requirements"),
    ],
)
def test_what_does_not_fit_is_refused_beside_its_field(firm_context, change, field):
    with pytest.raises(InvalidForm) as refused:
        drafts.start(firm_context, replace(GOOD, **change))
    assert list(refused.value.fields) == [field]


def test_submitting_asks_for_matches_and_tells_the_firm(firm_context, session):
    row = submitted(firm_context)
    assert row.state is ChallengeState.SUBMITTED
    assert row.submitted_at == firm_context.now
    assert session.scalars(select(TaskRow.name)).all() == ["match"]
    assert session.scalars(select(OutboxRow.kind)).all() == ["challenge_received"]
    assert actions(firm_context, row.id) == ["challenge.created", "challenge.submitted"]
    assert steps.submit(firm_context, row.id, 1) is ChallengeState.SUBMITTED
    assert len(session.scalars(select(OutboxRow.id)).all()) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"problem": ""}, "problem"),
        ({"problem": "Trop court."}, "problem"),
        ({"problem": "azert qsdfgh wxcvbn " * 20}, "problem"),
        ({"title": ""}, "title"),
        ({"visibility": Visibility.ANONYMOUS}, "teaser_title"),
        ({"deadline": date(2026, 1, 1)}, "deadline"),
    ],
)
def test_what_says_nothing_is_not_submitted(firm_context, change, field):
    saved = drafts.start(firm_context, replace(GOOD, **change))
    with pytest.raises(InvalidForm) as refused:
        steps.submit(firm_context, saved.id, saved.version)
    assert list(refused.value.fields) == [field]
    assert steps.what_is_missing(firm_context, saved.id)[0].blocks


def test_an_edit_after_submission_is_matched_again(firm_context, session):
    row = submitted(firm_context)
    matching.run(firm_context, row.id)
    longer = replace(GOOD, constraints="Sans arrêt de la ligne.")
    drafts.save(firm_context, row.id, row.version, longer)
    assert row.text_version == 2
    assert actions(firm_context, row.id)[-1] == "challenge.edited"
    drafts.save(firm_context, row.id, row.version, replace(longer, site="Tanger"))
    assert row.text_version == 2


def test_sealing_takes_back_all_that_startups_could_read(firm_context, session, worker):
    people.a_startup(session, "Nous recyclons l'eau de rinçage sur place.")
    row = submitted(firm_context)
    matching.run(worker, row.id)
    public = select(MatchRunRow.id).where(MatchRunRow.reading == PUBLIC)
    assert session.scalars(public).all()
    message = steps.ChallengeReceived(challenge_title="x", link="/startup/suggestions")
    mail = outbox.Mail(
        to=("s@essai.invalid",), language="fr", message=message, dedupe_key="k",
        about=f"challenge:{row.id}",
    )  # fmt: skip
    outbox.post(firm_context, mail)
    drafts.save(firm_context, row.id, row.version, replace(GOOD, visibility=Visibility.SEALED))
    assert not session.scalars(public).all()
    rows = session.execute(select(OutboxRow.about, OutboxRow.state))
    states = {row.about: row.state for row in rows}
    assert states == {f"challenge:{row.id}": "cancelled", f"challenge:{row.id}:firm": "waiting"}


def test_a_teaser_waits_for_an_officer_and_again_after_a_change(
    firm_context, officer_context, session
):
    row = submitted(firm_context, TEASER)
    assert row.teaser_state is TeaserState.PENDING
    assert [each.challenge_id for each in teasers.waiting(officer_context)] == [row.id]
    with pytest.raises(NotAllowed):
        teasers.approve(firm_context, row.id, row.version)
    version = row.version
    assert teasers.approve(officer_context, row.id, version) is TeaserState.APPROVED
    assert teasers.approve(officer_context, row.id, version) is TeaserState.APPROVED
    with pytest.raises(StalePage):
        teasers.refuse(officer_context, row.id, version, "Trop précis")
    changed = replace(TEASER, teaser_text=TEASER.teaser_text + " Urgent.")
    drafts.save(firm_context, row.id, row.version, changed)
    assert row.teaser_state is TeaserState.PENDING
    teasers.refuse(officer_context, row.id, row.version, "Retirez le mot urgent.")
    assert row.teaser_reason == "Retirez le mot urgent."
    with pytest.raises(NotPossible):
        teasers.approve(officer_context, row.id, row.version)
    drafts.save(firm_context, row.id, row.version, TEASER)
    assert (row.teaser_state, row.teaser_reason) == (TeaserState.PENDING, "")
    kinds = session.scalars(select(OutboxRow.kind).order_by(OutboxRow.id)).all()
    assert kinds == ["challenge_received", "teaser_approved", "teaser_refused"]


def test_a_teaser_that_tells_who_asks_is_not_approved_unseen(
    firm_context, officer_context, session
):
    row = submitted(firm_context, TEASER)
    row.teaser_text = "Les Conserveries du Détroit cherchent à recycler une eau de rinçage."
    session.flush()
    with pytest.raises(InvalidForm):
        teasers.approve(officer_context, row.id, row.version)
    with pytest.raises(InvalidForm):
        teasers.refuse(officer_context, row.id, row.version, "  ")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Écrire à achat@detroit-conserves.ma", "teaser_contacts"),
        ("Appeler le 0661 12 34 56", "teaser_contacts"),
        ("Voir www.exemple.ma/defi", "teaser_contacts"),
        ("Les conserveries du detroit cherchent une solution", "teaser_names"),
        ("Notre brevet MA 45678 couvre le procédé", "teaser_patent"),
    ],
)
def test_a_leak_in_a_teaser_is_found(firm, text, code):
    assert code in leaks("Recycler une eau", text, firm)


def test_an_honest_teaser_has_no_leak(firm):
    assert leaks(TEASER.teaser_title, TEASER.teaser_text, firm, "Tanger") == ()


def test_withdrawing_ends_what_was_shown_and_may_be_taken_up_again(firm_context, session):
    row = submitted(firm_context)
    shown = people.an_introduction(session, row, people.a_startup(session), Stage.RELEASED)
    steps.withdraw(firm_context, row.id, row.version)
    assert row.state is ChallengeState.WITHDRAWN
    assert shown.stage is Stage.DECLINED
    with pytest.raises(NotPossible):
        drafts.save(firm_context, row.id, row.version, replace(GOOD, title="Un autre titre"))
    assert steps.reopen(firm_context, row.id, row.version) is ChallengeState.DRAFT
    steps.submit(firm_context, row.id, row.version)
    assert row.state is ChallengeState.SUBMITTED


def test_closing_and_reopening(firm_context):
    row = submitted(firm_context)
    with pytest.raises(StalePage):
        steps.close(firm_context, row.id, row.version - 1)
    steps.close(firm_context, row.id, row.version)
    assert row.closed_at == firm_context.now
    steps.close(firm_context, row.id, 1)
    steps.reopen(firm_context, row.id, row.version)
    assert (row.state, row.closed_at) == (ChallengeState.CURATION, None)
    told = [each.code for each in challenges.history(firm_context, row.id)]
    assert told[-2:] == ["challenge.closed", "challenge.curation"]


def test_a_draft_is_deleted_by_its_firm_only_before_it_is_submitted(firm_context, session):
    saved = drafts.start(firm_context, GOOD)
    discard(firm_context, saved.id, saved.version)
    session.flush()
    assert row_of(firm_context, saved.id) is None
    row = submitted(firm_context)
    with pytest.raises(NotPossible):
        discard(firm_context, row.id, row.version)


def test_requirements_are_proposed_from_the_text_once():
    draft = replace(GOOD, requirements=())
    found = proposed(draft)
    assert any("recycler cette eau sur place" in each.text for each in found)
    assert proposed(replace(draft, requirements=found)) == ()
    assert with_proposed(draft).requirements == found
    assert proposed(Draft()) == ()


def test_requirements_are_moved_and_removed_by_place():
    a, b, c = (Asked(text) for text in "abc")
    assert moved((a, b, c), 2, -1) == (a, c, b)
    assert moved((a, b, c), 0, -1) == (a, b, c)
    assert without((a, b, c), 1) == (a, c)


def test_checks_tell_what_is_missing(firm):
    today = date(2026, 3, 2)
    codes = {each.code for each in missing(GOOD, firm, today)}
    assert codes == {"context", "success", "sectors", "region", "trl", "budget", "deadline"}
    vague = replace(GOOD, success_criteria="Que cela marche bien", requirements=())
    codes = {each.code for each in missing(vague, firm, today)}
    assert {"success_measured", "requirements"} <= codes
    wishes = (Asked("ce serait bien", Importance.NICE),)
    assert "requirement_must" in {
        each.code for each in missing(replace(GOOD, requirements=wishes), firm, today)
    }
    darija = replace(GOOD, problem="خاصنا شي حل ديال الماء اللي كيخرج من المعمل ديالنا كل نهار")
    assert "language_darija" in {each.code for each in checks(darija, firm, today)}


@pytest.mark.parametrize(
    "text",
    [
        "azert qsdfgh wxcvbn " * 12,
        "eau eau eau eau eau eau eau eau eau eau eau eau solution",
        "bdfghjk sdfghjkl wxcvbnm qsdfghjk zrtpsdfg mlkjhgfd nbvcxwq ghjklmpt qsdfgh zzzrt dfghj",
    ],
)
def test_junk_is_told_from_words(text):
    assert is_junk(text)


@pytest.mark.parametrize(
    "text",
    [
        PROBLEM,
        "نبحث عن حل لمعالجة مياه الشطف في مصنعنا قرب طنجة مع تقليل استهلاك الماء والطاقة كل يوم",
        "We look for a way to recycle the rinsing water of our plant near Tangier every day.",
    ],
)
def test_honest_text_is_not_junk(text):
    assert not is_junk(text)
