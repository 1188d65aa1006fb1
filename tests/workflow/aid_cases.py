"""A firm, its challenge, and a startup with all that programmes may ask; for tests on aid."""

from sqlalchemy import select

from matcher.domain.introduction import Stage
from matcher.domain.visibility import Collaboration
from matcher.store.programmes import AidFactsRow, VerdictOnAidRow
from matcher.workflow import aid_facts
from tests.workflow import people

FIRM = {
    "firm-turnover_dh-least": ["20 000 000"],
    "firm-turnover_dh-most": ["20 000 000"],
    "firm-activity": ["industry"],
    "firm-legal_form": ["sarl"],
    "firm-moroccan_law": ["yes"],
    "firm-public_shareholder": ["no"],
    "firm-large_owner_pct": ["0"],
    "firm-innovative_startup": ["no"],
    "firm-created_on": ["2001-05-01"],
}
"""An industrial firm of twenty million dirhams, as it answers the form."""
PROJECT = {
    "project-purpose": ["product_development"],
    "project-cost_dh": ["10 000 000"],
    "project-own_funds_pct": ["20"],
    "project-jobs_ratio": ["3"],
    "project-listed_branch": ["yes"],
    "project-bonus_province": ["no"],
    "project-priority_activity": ["no"],
    "used-charte_tpme": ["0"],
    "used-tatwir_rdi_projet": ["500 000"],
}
"""A development of ten million dirhams, as its firm answers the form."""
STARTUP = {
    "startup-startup_status": ["yes"],
    "startup-activity": ["industry"],
    "startup-stage": ["seed"],
    "startup-committee_opinion": ["yes"],
}


def a_pair(session, stage=Stage.RELEASED, **said):
    """Return a challenge with its firm's member, and a startup that was shown for it."""
    firm = people.a_firm(session, region="MA-06")
    member = people.a_firm_member(session, firm)
    columns = {"collaboration": Collaboration.CO_DEVELOPMENT, "author_id": member.id} | said
    challenge = people.a_challenge(session, firm, **columns)
    startup = people.a_startup(session, organisation={"region": "MA-01", "founded": 2024}, trl=6)
    introduction = people.an_introduction(session, challenge, startup, stage)
    return challenge, member, startup, introduction


def say(acting, member, challenge=None, *, firm=None, project=None):
    """Have a firm answer both forms."""
    context = acting(member)
    if firm is not None:
        aid_facts.save_my_firm(context, aid_facts.of_my_firm(context).version, firm)
    if project is not None:
        known = aid_facts.of_project(context, challenge.id).version
        aid_facts.save_project(context, challenge.id, known, project)


def line(view, programme_id):
    """Return the line of one programme."""
    [found] = [each for each in view.lines if each.programme.id == programme_id]
    return found


def facts_rows(session):
    return session.scalars(select(AidFactsRow).order_by(AidFactsRow.id)).all()


def verdict_rows(session):
    return session.scalars(select(VerdictOnAidRow).order_by(VerdictOnAidRow.id)).all()
