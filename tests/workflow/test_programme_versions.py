"""Officers keep versions of programmes: drafts, checks, publishing, reading again, replaying."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from matcher.domain.programme import Case
from matcher.domain.programme_changes import Part
from matcher.domain.programme_facts import Fact, Range
from matcher.domain.programme_verdict import Answer, verdict_on
from matcher.errors import (
    InvalidForm,
    NotAllowed,
    NotFound,
    NotPossible,
    ReferenceUnreadable,
    StalePage,
)
from matcher.programmes.case_writing import case_data
from matcher.programmes.editing import EditedPart
from matcher.programmes.writing import digest
from matcher.store.journal import JournalRow
from matcher.store.programmes import ProgrammeVersionRow, VerdictOnAidRow
from matcher.workflow import programme_drafts as drafts
from matcher.workflow import programme_pages as pages
from matcher.workflow import programme_parts as parts
from matcher.workflow import programme_versions as versions
from matcher.workflow.aid_keeping import answer_data
from matcher.workflow.programme_reading import read_again
from matcher.workflow.programme_replay import Outcome, replay
from matcher.workflow.programme_trying import case_data as case_from_form
from matcher.workflow.programme_trying import try_case
from tests.workflow import people
from tests.workflow.people import NOW

ID = "fac"
TODAY = NOW.date()
WHY = "The call of 2026 is known."
CLUSTER = Case(
    {
        Fact.FIRM_IS_CLUSTER: True,
        Fact.FIRM_CLUSTER_SUPPORT_YEARS: Range(0, 0),
        Fact.PROJECT_COST: Range(3_000_000, 3_000_000),
    },
    {ID: 0},
)


@pytest.fixture
def database(any_database):
    return any_database


@pytest.fixture
def desk(acting, session):
    return acting(people.an_officer(session))


def text_of(desk, draft, old="", new=""):
    found = drafts.read(desk, draft)
    assert old in found.text
    return found.row_version, found.text.replace(old, new, 1) if old else found.text


def a_published(desk, old="", new="", programme_id=ID):
    draft = drafts.draft(desk, programme_id)
    row_version, text = text_of(desk, draft, old, new)
    drafts.save_text(desk, draft, row_version, text)
    return drafts.publish(desk, draft, drafts.read(desk, draft).row_version, WHY)


def test_without_a_published_version_the_files_count(desk):
    held = {each.id: each.version for each in versions.in_force(desk, TODAY)}
    assert held[ID] == "2024"
    assert len(held) == 17
    assert versions.version_of(desk, "tatwir_rdi_projet", "2023").valid_from.year < 2025


def test_a_version_is_drafted_checked_published_and_holds_from_its_day_on(desk):
    draft = drafts.draft(desk, ID)
    assert drafts.draft(desk, ID) == draft, "a programme has one draft"
    assert [each.is_warning for each in drafts.check(desk, draft)] == [True]
    row_version, text = text_of(desk, draft, "ceiling_dh = 2_000_000", "ceiling_dh = 3_000_000")
    drafts.save_text(desk, draft, row_version, text)
    assert drafts.check(desk, draft) == ()
    name = drafts.publish(desk, draft, row_version + 1, WHY)
    assert name == TODAY.isoformat()
    (now,) = [each for each in versions.in_force(desk, TODAY) if each.id == ID]
    assert (now.version, now.aid[0].ceiling_dh) == (name, 3_000_000)
    (before,) = [
        each for each in versions.in_force(desk, TODAY - timedelta(days=1)) if each.id == ID
    ]
    assert before.version == "2024"
    past = versions.history(desk, ID)
    assert [each.kept.programme.version for each in past] == [name, "2024"]
    changed = {(each.part, each.field): (each.before, each.after) for each in past[0].changes}
    assert changed[Part.AID, "ceiling_dh"] == (2_000_000, 3_000_000)
    assert past[0].kept.note == WHY
    assert (past[0].is_in_force, past[1].is_in_force) == (True, False)


def test_a_published_version_is_never_changed(desk, session):
    a_published(desk)
    row = session.scalars(select(ProgrammeVersionRow)).one()
    kept = (row.body, row.sha256, row.version)
    for act in (
        lambda: drafts.save_text(desk, row.id, row.row_version, row.body),
        lambda: drafts.publish(desk, row.id, row.row_version, WHY),
        lambda: drafts.discard(desk, row.id, row.row_version),
        lambda: parts.remove_part(desk, row.id, row.row_version, (EditedPart.RULE, 0)),
        lambda: parts.save_draft(desk, row.id, row.row_version, {}, (EditedPart.RULE, 0)),
    ):
        with pytest.raises(NotPossible):
            act()
    session.refresh(row)
    assert (row.body, row.sha256, row.version) == kept


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        (f'version = "{TODAY}"', 'version = "2024"', ("version",)),
        (f'version = "{TODAY}"', 'version = "a/b"', ("version",)),
        (f"valid_from = {TODAY}", "valid_from = 2020-01-01", ("valid_from",)),
        ('id = "fac"', 'id = "another"', ("programmes", 0, "id")),
        ('kind = "holds"', 'kind = "hold"', ("rules", 0, "kind")),
        ('where = "https', 'where = "javascript', None),
        ("read_on = 2026-11-22", "read_on = 2099-01-01", None),
    ],
)
def test_what_may_not_be_published_is_found_and_refused(acting, session, old, new, place):
    desk = acting(people.an_officer(session), NOW.replace(year=2027))
    new, old = new.replace("2026-03", "2027-03"), old.replace("2026-03", "2027-03")
    draft = drafts.draft(desk, ID)
    row_version, text = text_of(desk, draft, old, new)
    drafts.save_text(desk, draft, row_version, text)
    found = [each for each in drafts.check(desk, draft) if not each.is_warning]
    assert found
    if place:
        assert place in {each.path for each in found}
    with pytest.raises(InvalidForm):
        drafts.publish(desk, draft, row_version + 1, WHY)
    assert not session.scalars(select(ProgrammeVersionRow).filter_by(state="published")).all()


def test_a_note_says_why(desk):
    draft = drafts.draft(desk, ID)
    with pytest.raises(InvalidForm) as caught:
        drafts.publish(desk, draft, 1, "  ")
    assert "note" in caught.value.fields


def test_a_draft_that_somebody_else_saved_is_not_overwritten(desk):
    draft = drafts.draft(desk, ID)
    row_version, text = text_of(desk, draft, "2_000_000", "4_000_000")
    drafts.save_text(desk, draft, row_version, text)
    for act in (
        lambda: drafts.save_text(desk, draft, row_version, text + "# later"),
        lambda: drafts.publish(desk, draft, row_version, WHY),
        lambda: drafts.discard(desk, draft, row_version),
        lambda: parts.remove_part(desk, draft, row_version, (EditedPart.RULE, 0)),
    ):
        with pytest.raises(StalePage):
            act()
    assert "4_000_000" in drafts.read(desk, draft).text


def test_parts_are_added_changed_moved_and_taken_out(desk):
    draft = drafts.draft(desk, ID)
    before = [name for name, _ in parts_in(desk, draft)]
    fields = {"id": ["trl"], "kind": ["between"], "fact": ["project.trl"], "at_least": ["4"]}
    with pytest.raises(InvalidForm) as caught:
        parts.save_draft(desk, draft, 1, fields, (EditedPart.RULE, 99))
    assert set(caught.value.fields) == {"sources"}
    source = next(iter(drafts.read(desk, draft).document["sources"]))
    place = parts.save_draft(desk, draft, 1, {**fields, "sources": [source]}, (EditedPart.RULE, 99))
    assert place == (EditedPart.RULE, len(before))
    parts.move_part(desk, draft, 2, place)
    assert [name for name, _ in parts_in(desk, draft)] == [*before[:-1], "trl", before[-1]]
    parts.remove_part(desk, draft, 3, (EditedPart.RULE, len(before) - 1))
    assert [name for name, _ in parts_in(desk, draft)] == before
    with pytest.raises(NotFound):
        parts.remove_part(desk, draft, 4, (EditedPart.RULE, 99))


def parts_in(desk, draft):
    from matcher.programmes.editing import parts_of

    return parts_of(drafts.read(desk, draft).document, EditedPart.RULE)


def test_sources_read_again_make_a_version_with_the_same_rules(acting, session):
    late = NOW.replace(year=2027, month=9)
    desk, day = acting(people.an_officer(session), late), late.date()
    case_day = CLUSTER, day
    (old,) = [each for each in versions.in_force(desk, day) if each.id == ID]
    assert Fact.PROGRAMME_REVIEW in verdict_on(old, *case_day).missing
    days = (day - timedelta(days=1), day + timedelta(days=200))
    name = read_again(desk, ID, old.version, days, "Read again.")
    newest = session.scalars(select(JournalRow.action).order_by(JournalRow.id.desc())).first()
    assert newest == "programme.read_again"
    (new,) = [each for each in versions.in_force(desk, day) if each.id == ID]
    assert new.version == name
    assert [rule.test for rule in new.rules] == [rule.test for rule in old.rules]
    assert [rule.as_of for rule in new.rules] == [rule.as_of for rule in old.rules]
    assert {rule.review_by for rule in (*new.rules, *new.aid)} == {days[1]}
    assert {source.read_on for rule in new.rules for source in rule.sources} == {days[0]}
    assert Fact.PROGRAMME_REVIEW not in verdict_on(new, *case_day).missing
    with pytest.raises(StalePage):
        read_again(desk, ID, old.version, days, "Again.")
    again = read_again(desk, ID, name, days, "The same day.")
    assert (again, again in {each.version for each in versions.in_force(desk, day)}) == (
        f"{day}.2",
        True,
    )


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ((TODAY + timedelta(days=1), TODAY + timedelta(days=9)), "read_on"),
        ((None, TODAY + timedelta(days=9)), "read_on"),
        ((TODAY, TODAY), "review_by"),
        ((TODAY, TODAY + timedelta(days=1000)), "review_by"),
    ],
)
def test_days_of_reading_that_cannot_be_are_refused(desk, days, field):
    with pytest.raises(InvalidForm) as caught:
        read_again(desk, ID, "2024", days, "Read again.")
    assert set(caught.value.fields) == {field}


def test_a_published_rule_past_its_review_date_gives_no_verdict(desk):
    name = a_published(desk, "review_by = 2027-05-22", "review_by = 2026-06-30")
    programme = versions.version_of(desk, ID, name)
    for days in (1, 30, 400, 4000):
        day = date(2026, 6, 30) + timedelta(days=days)
        found = verdict_on(programme, CLUSTER, day)
        assert found.answer is Answer.CANNOT_SAY
        assert found.aid is None
        assert found.missing[0] is Fact.PROGRAMME_REVIEW
    (line,) = [each for each in pages.listed(desk) if each.programme.id == ID]
    assert line.review_by == date(2026, 6, 30)


def test_a_new_programme_begins_empty_and_is_told_what_it_lacks(desk):
    draft = drafts.new_programme(desk, "new_one", "A new one")
    told = {each.problem.template for each in drafts.check(desk, draft)}
    assert "“%(field)s” is missing" in told
    assert [each.programme_id for each in pages.new_drafts(desk)] == ["new_one"]
    for taken in (ID, "new_one", "Not so", "é", ""):
        with pytest.raises(InvalidForm):
            drafts.new_programme(desk, taken, "Another")
    drafts.discard(desk, draft, 1)
    assert pages.new_drafts(desk) == ()


def test_only_officers_write_and_each_step_is_in_the_journal(acting, session, desk):
    firm = acting(people.a_firm_member(session, people.a_firm(session)))
    for act in (
        lambda: drafts.draft(firm, ID),
        lambda: pages.listed(firm),
        lambda: read_again(firm, ID, "2024", (TODAY, TODAY), "x"),
        lambda: try_case(firm, {}, TODAY),
        lambda: replay(firm, 1),
    ):
        with pytest.raises(NotAllowed):
            act()
    a_published(desk, "2_000_000", "4_000_000")
    gone = drafts.draft(desk, ID)
    drafts.discard(desk, gone, 1)
    lines = session.scalars(select(JournalRow).order_by(JournalRow.id)).all()
    told = [line.action for line in lines if line.action.startswith("programme.")]
    assert told == [
        "programme.draft_opened",
        "programme.draft_saved",
        "programme.published",
        "programme.draft_opened",
        "programme.draft_discarded",
    ]
    published = next(line for line in lines if line.action == "programme.published")
    assert published.after["version"] == TODAY.isoformat()


def a_kept_verdict(session, programme, day):
    found = verdict_on(programme, CLUSTER, day)
    row = VerdictOnAidRow(
        day=day,
        case=case_data(CLUSTER),
        programmes=[[programme.id, programme.version, digest(programme)]],
        answers=[answer_data(found)],
        created_at=NOW,
    )
    session.add(row)
    session.flush()
    return row


def test_an_old_verdict_comes_out_as_it_was_whatever_was_published_since(desk, session):
    first = a_published(desk, "2_000_000", "4_000_000")
    old = a_kept_verdict(session, versions.version_of(desk, ID, "2024"), date(2024, 9, 1))
    mine = a_kept_verdict(session, versions.version_of(desk, ID, first), TODAY)
    a_published(desk, "4_000_000", "5_000_000")
    for row in (old, mine):
        found = replay(desk, row.id)
        assert found.is_same
        assert [line.outcome for line in found.lines] == [Outcome.SAME]
    assert replay(desk, old.id).lines[0].verdict.aid.amount_dh == 2_000_000
    assert found.case == CLUSTER


def test_a_version_that_was_changed_or_is_gone_is_told(desk, session):
    programme = versions.version_of(desk, ID, "2024")
    row = a_kept_verdict(session, programme, date(2024, 9, 1))
    row.programmes = [[ID, "2024", "0" * 64]]
    session.flush()
    assert [line.outcome for line in replay(desk, row.id).lines] == [Outcome.CHANGED]
    row.programmes = [[ID, "1999", digest(programme)]]
    session.flush()
    assert [line.outcome for line in replay(desk, row.id).lines] == [Outcome.GONE]
    row.programmes = [[ID, "2024", digest(programme)]]
    row.answers = [{**row.answers[0], "answer": "not_eligible"}]
    session.flush()
    assert [line.outcome for line in replay(desk, row.id).lines] == [Outcome.DIFFERS]
    with pytest.raises(NotFound):
        replay(desk, 4_000)


def test_a_row_that_somebody_changed_by_hand_is_told(desk, session):
    name = a_published(desk, "2_000_000", "4_000_000")
    kept = a_kept_verdict(session, versions.version_of(desk, ID, name), TODAY)
    row = session.scalars(select(ProgrammeVersionRow)).one()
    row.body = row.body.replace("4_000_000", "9_000_000")
    session.flush()
    assert versions.kept_version(desk, ID, name).is_changed
    assert [line.outcome for line in replay(desk, kept.id).lines] == [Outcome.CHANGED]
    row.body = row.body.replace('id = "fac"', 'id = "jei"')
    session.flush()
    with pytest.raises(ReferenceUnreadable):
        versions.all_versions(desk)


def test_a_case_is_tried_from_a_form_as_from_json(desk):
    fields = {
        "firm.is_cluster": ["yes"],
        "firm.cluster_support_years": ["0"],
        "project.cost_dh": ["3 000 000"],
        "firm.turnover_dh": ["10000000–75000000"],
        "firm.sectors": ["agrofood", "gaming"],
        "used_dh": ["500000"],
        "pair.countries": ["MA ES"],
        "startup.created_on": [""],
    }
    data = case_from_form(fields, ID)
    assert data["firm"]["turnover_dh"] == {"at_least": 10_000_000, "at_most": 75_000_000}
    case, found = try_case(desk, data, date(2024, 9, 1), (ID, "2024"))
    assert case.facts[Fact.PAIR_COUNTRIES] == ("MA", "ES")
    assert [each.answer for each in found] == [Answer.ELIGIBLE]
    assert found[0].aid.amount_dh == 1_500_000
    assert len(try_case(desk, {}, TODAY)[1]) == 17
