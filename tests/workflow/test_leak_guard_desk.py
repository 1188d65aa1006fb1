"""Officers look before they approve; writers learn nothing about others; quotes are hidden."""

import pytest

from matcher.domain.introduction import Side, Stage, Why
from matcher.domain.visibility import TeaserState
from matcher.errors import InvalidForm, NotAllowed
from matcher.store.journal import JournalRow
from matcher.workflow import introduction_leaks, leak_guard, teasers
from tests.workflow import people

TELLING = "Avec 1 247 salariés, la seule usine du Maroc à mouler ce verre cherche un capteur."


@pytest.fixture
def officer(session, acting):
    return acting(people.an_officer(session))


def pending(session, text=TELLING):
    firm = people.a_firm(session, name="Verreries du Rocher Gris")
    return people.an_anonymous_challenge(
        session,
        firm,
        teaser_state=TeaserState.PENDING,
        teaser_title="Un capteur pour le verre",
        teaser_text=text,
    )


def lines(session, action):
    session.flush()
    return session.query(JournalRow).filter_by(action=action).all()


def test_a_teaser_is_shown_with_each_finding_in_its_place(session, officer):
    pending(session)
    (line,) = teasers.waiting(officer)
    assert [part.kind for part in line.text_checked.found] == ["figure", "unique"]
    assert "".join(part.text for part in line.text_checked.parts) == TELLING


def test_an_officer_ticks_that_he_looked_and_says_why(session, officer):
    row = pending(session)
    for given in ({}, {"has_looked": True}, {"note": "Chiffre public"}):
        with pytest.raises(InvalidForm):
            teasers.approve(officer, row.id, row.version, **given)
    assert row.teaser_state is TeaserState.PENDING
    teasers.approve(officer, row.id, row.version, has_looked=True, note="Chiffre public")
    assert row.teaser_state is TeaserState.APPROVED
    (line,) = lines(session, "teaser.approved")
    assert line.after == {"teaser": "approved", "findings": 2, "kinds": {"figure": 1, "unique": 1}}
    assert "1 247" not in str(line.after)


def test_a_teaser_without_findings_needs_no_note(session, officer):
    row = pending(session, "Un industriel du verre cherche un capteur de niveau sans contact.")
    teasers.approve(officer, row.id, row.version)
    assert row.teaser_state is TeaserState.APPROVED


def test_officers_findings_know_every_organisation_and_those_of_writers_only_their_own(
    session, officer
):
    people.a_firm(session, name="Fonderies Zouaghane")
    text = "Nous avons déjà équipé les fonderies zouaghane."
    staff = leak_guard.names_for_staff(officer)
    assert [part.kind for part in leak_guard.checked(text, staff).found] == ["organisation"]
    assert leak_guard.checked_for_writer(text, ["Atelier Bleu"]).found == ()


def test_a_firm_that_joins_or_is_renamed_is_known_at_once(session, officer):
    text = "Essai mené avec les fonderies zouaghane."
    firm = people.a_firm(session, name="Autre Chose")
    assert leak_guard.checked_for_staff(officer, text).found == ()
    firm.name = "Fonderies Zouaghane"
    firm.version += 1
    session.flush()
    assert leak_guard.checked_for_staff(officer, text).found != ()


def test_only_officers_read_findings_that_know_everybody(session, acting):
    member = people.a_firm_member(session, people.a_firm(session))
    with pytest.raises(NotAllowed):
        leak_guard.checked_for_staff(acting(member), "texte")


def test_a_quote_that_must_not_name_its_writer_says_nothing_else_either():
    text = "Chez Aquaverte, M. Karim Orme répond au 0661 23 45 67."
    told = leak_guard.quoted(text, ("Aquaverte",))
    assert not any(word in told for word in ("Aquaverte", "Orme", "0661"))
    assert "Karim Orme" in leak_guard.quoted(text, ())


def test_the_officers_words_are_looked_at_for_each_side(session, officer):
    startup = people.a_startup(session, "Nous mesurons.", organisation={"name": "Aquaverte SARL"})
    challenge = pending(session)
    row = people.an_introduction(session, challenge, startup, Stage.KEPT)
    why = Why(firm="Aquaverte mesure bien.", startup="Les Verreries du Rocher Gris attendent.")
    found = introduction_leaks.checked_words(officer, row.id, why)
    assert [part.kind for part in found[Side.FIRM].found] == ["organisation"]
    assert [part.kind for part in found[Side.STARTUP].found] == ["organisation"]
    with pytest.raises(InvalidForm):
        introduction_leaks.look_at_words(officer, row.id, why, has_looked=False)
    introduction_leaks.look_at_words(officer, row.id, why, has_looked=True)
    (line,) = lines(session, "introduction.findings_seen")
    assert line.after == {"findings": 2, "kinds": {"organisation": 2}}


def test_a_side_may_read_its_own_name(session, officer):
    startup = people.a_startup(session, "Nous mesurons.", organisation={"name": "Aquaverte SARL"})
    row = people.an_introduction(session, pending(session), startup, Stage.KEPT)
    why = Why(firm="Rocher Gris peut essayer.", startup="Aquaverte SARL peut essayer.")
    found = introduction_leaks.checked_words(officer, row.id, why)
    assert not any(each.found for each in found.values())
