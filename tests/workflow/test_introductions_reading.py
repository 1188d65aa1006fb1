"""What each side may read of an introduction, before and after both said yes."""

from dataclasses import asdict

import pytest

from matcher.domain.introduction import BOTH, Side, Stage, Why
from matcher.domain.visibility import TeaserState
from matcher.errors import NotAllowed, NotFound
from matcher.wording import stages as wording
from matcher.workflow import history, introduction_reading, introductions, matching
from matcher.workflow.naming import names_of, redact
from tests.workflow.introduction_cases import (
    FIRM_NAME,
    FIRM_PHONE,
    STARTUP_NAME,
    STARTUP_PHONE,
    Table,
    a_table,
)
from tests.workflow.people import (
    a_challenge,
    a_firm_member,
    a_sealed_challenge,
    an_anonymous_challenge,
)

SECRET = "Bouskoura"
TIERS = {
    "open": a_challenge,
    "anonymous": an_anonymous_challenge,
    "sealed": a_sealed_challenge,
}


@pytest.fixture(params=TIERS)
def table(request, session, acting, worker) -> Table:
    made = a_table(session, acting, challenge=TIERS[request.param])
    matching.run(worker, made.challenge.id)
    return made


def seen_by(table: Table, side: Side) -> str:
    context = table.as_side(side)
    page = introduction_reading.listed(context, shown="all")
    return repr(introduction_reading.read(context, table.row.id)) + repr(page)


def test_the_firm_reads_no_name_before_both_said_yes(table: Table) -> None:
    table.propose()
    for yes in (None, Side.FIRM):
        if yes:
            introductions.answer(table.as_firm(), table.row.id, table.row.version, yes=True)
        told = seen_by(table, Side.FIRM)
        for hidden in (STARTUP_NAME, "quaverte", STARTUP_PHONE, table.startup_member.email):
            assert hidden not in told
        assert "filtrons les eaux" in told


def test_the_startup_reads_its_tier_and_no_more(table: Table) -> None:
    table.propose()
    tier = table.challenge.visibility
    for yes in (None, Side.STARTUP):
        if yes:
            introductions.answer(table.as_startup(), table.row.id, table.row.version, yes=True)
        told = seen_by(table, Side.STARTUP)
        assert FIRM_PHONE not in told
        assert table.firm_member.email not in told
        assert (FIRM_NAME in told) is (tier == "open")
        assert (SECRET in told) is (tier == "open")
        assert (table.challenge.title in told) is (tier == "open")
        assert ("Traiter une eau industrielle" in told) is (tier == "anonymous")


def test_contacts_in_an_open_challenge_wait_for_both_to_accept(session, acting) -> None:
    table = a_table(session, acting)
    hidden = ("chef@usine.ma", "www.usine-rincage.ma", "+212 522 99 88 77")
    words = f"Écrivez à {hidden[0]}, voir {hidden[1]} ou appelez le {hidden[2]}."
    for name in ("title", "context", "problem", "success_criteria", "constraints"):
        setattr(table.challenge, name, words)
    why = Why(firm="Oui.", startup=words)
    introductions.propose(table.as_officer(), table.row.id, table.row.version, why)
    asked = next(m for m in table.mails() if m.recipients == [table.startup_member.email])
    for contact in hidden:
        assert contact not in seen_by(table, Side.STARTUP)
        assert contact not in repr(asked.payload)
        assert contact in seen_by(table, Side.FIRM)
    for side in sorted(BOTH):
        introductions.answer(table.as_side(side), table.row.id, table.row.version, yes=True)
    assert all(contact in seen_by(table, Side.STARTUP) for contact in hidden)


def test_a_teaser_that_is_not_approved_is_not_shown(session, acting) -> None:
    table = a_table(session, acting, challenge=an_anonymous_challenge)
    table.challenge.teaser_state = TeaserState.REFUSED
    table.propose()
    told = seen_by(table, Side.STARTUP)
    assert "Traiter une eau" not in told
    assert wording.SEALED_TITLES["ar"] in told


def test_both_read_names_contacts_and_all_of_the_challenge_after(table: Table) -> None:
    table.accept_both()
    for side in sorted(BOTH):
        told = seen_by(table, side)
        for shown in (STARTUP_NAME, FIRM_NAME, FIRM_PHONE, STARTUP_PHONE, SECRET):
            assert shown in told


def test_mails_hold_no_name_before_both_said_yes(table: Table) -> None:
    table.propose()
    for mail in table.mails():
        told = repr(mail.payload)
        if mail.recipients == [table.firm_member.email]:
            assert "quaverte" not in told
        else:
            assert "Zellige" not in told
            assert (SECRET in told) is (table.challenge.visibility == "open")


def test_a_name_that_a_startup_lets_show_is_shown(session, acting) -> None:
    table = a_table(session, acting, startup={"name_shown": True})
    table.propose()
    told = seen_by(table, Side.FIRM)
    assert STARTUP_NAME in told
    assert table.startup_member.email not in told


@pytest.mark.parametrize("stage", [Stage.SUGGESTED, Stage.KEPT, Stage.RELEASED])
def test_a_startup_knows_of_nothing_before_it_is_asked(table: Table, stage: Stage) -> None:
    table.row.stage = stage
    table.session.flush()
    assert introduction_reading.listed(table.as_startup(), shown="all").lines == ()
    with pytest.raises(NotFound):
        introduction_reading.read(table.as_startup(), table.row.id)


def test_a_startup_never_learns_of_a_firms_no_to_the_shortlist(table: Table) -> None:
    table.row.stage = Stage.RELEASED
    introductions.answer(
        table.as_firm(), table.row.id, table.row.version, yes=False, reason="budget"
    )
    assert introduction_reading.listed(table.as_startup(), shown="all").total == 0
    with pytest.raises(NotFound):
        introduction_reading.read(table.as_startup(), table.row.id)


def test_strangers_and_nobody_read_nothing(table: Table) -> None:
    table.propose()
    stranger = table.acting(a_firm_member(table.session))
    assert introduction_reading.listed(stranger).lines == ()
    with pytest.raises(NotFound):
        introduction_reading.read(stranger, table.row.id)
    with pytest.raises(NotAllowed):
        introduction_reading.read(table.acting(None), table.row.id)


def test_an_officer_reads_load_history_and_drafts_before_proposing(table: Table) -> None:
    part = introduction_reading.read(table.as_officer(), table.row.id).officer
    assert part is not None
    assert part.may_propose
    assert part.obstacle is None
    assert "quaverte" not in part.drafts.firm
    assert part.languages == {Side.FIRM: "fr", Side.STARTUP: "ar"}
    if table.challenge.visibility != "open":
        assert SECRET not in part.drafts.startup
        assert "rinçage" not in part.drafts.startup or "eau" in table.challenge.teaser_text
    table.accept_both()
    load = history.loads(table.as_officer(), [table.startup.id])[table.startup.id]
    assert (load.open, load.accepted, len(load.episodes)) == (1, 1, 1)
    assert asdict(history.firm_load(table.as_officer(), table.firm.id))["open"] == 1


def test_steps_hide_who_and_why_from_the_sides(table: Table) -> None:
    table.propose()
    introductions.answer(
        table.as_firm(), table.row.id, table.row.version, yes=False, reason="budget", note="Brut"
    )
    for side in sorted(BOTH):
        steps = introduction_reading.read(table.as_side(side), table.row.id).steps
        assert all((step.who, step.reason, step.note) == ("", "", "") for step in steps)
    decline = introduction_reading.read(table.as_startup(), table.row.id).decline
    assert decline is not None
    assert (decline.reason, decline.note) == ("budget", "")


@pytest.mark.parametrize(
    "text",
    [
        "Aquaverte Filtration filtre l'eau.",
        "AQUAVERTE-FILTRATION SARL filtre l'eau.",
        "Écrivez à contact@aquaverte.ma ou au +212 661 44 55 66.",
        "Voir https://www.aquaverte.ma/eau pour l'eau.",
    ],
)
def test_redacting_takes_names_and_addresses_out(session, acting, text: str) -> None:
    table = a_table(session, acting)
    home = introduction_reading.parties(table.as_officer(), table.row).organisation
    told = redact(text, names_of(home))
    assert "[…]" in told
    assert "quaverte" not in told.casefold()
    assert "661" not in told


def test_redacting_leaves_other_words_and_numbers_alone() -> None:
    text = "Débit de 12 000 m3/h, norme ISO 9001:2015, budget 1 200 000 DH, 2019-2024."
    assert redact(text, ("Aquaverte",)) == text


def test_redacting_reads_accents_and_arabic() -> None:
    assert redact("L'ÉLECTRO’Sol arrive.", ("Electro Sol",)) == "L'[…] arrive."
    assert redact("تعمل بالأطلس في المصنع", ("أطلس",)).startswith("تعمل […]")


@pytest.mark.parametrize(
    "family",
    [
        wording.STAGES,
        wording.STANDINGS_FIRM,
        wording.STANDINGS_STARTUP,
        wording.STANDINGS_OFFICER,
        wording.DECLINES,
        wording.PASSED_ON,
        wording.REJECTS,
        wording.OUTCOMES,
        wording.DESCRIPTORS,
        wording.WHYS,
    ],
)
def test_every_code_is_worded_in_three_languages(family: dict[str, dict[str, str]]) -> None:
    assert set(family) == {"fr", "ar", "en"}
    assert set(family["fr"]) == set(family["ar"]) == set(family["en"])
    assert all(words.strip() for spoken in family.values() for words in spoken.values())
