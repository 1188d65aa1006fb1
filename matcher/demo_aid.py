"""What the demo's firm and startup said for programmes, so that their pages show amounts."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.domain.people import Role
from matcher.domain.visibility import ChallengeState
from matcher.store.challenges import ChallengeRow
from matcher.store.organisations import UserRow
from matcher.workflow import aid_facts
from matcher.workflow.aid_fields import Answers
from matcher.workflow.context import Context, Services

COST_DH = 6_000_000
"""What the firm's project costs; the budget of its challenge says the same."""
FIRM: Answers = {
    "firm-turnover_dh-least": ["60000000"],
    "firm-turnover_dh-most": ["60000000"],
    "firm-activity": ["industry"],
    "firm-legal_form": ["sarl"],
    "firm-moroccan_law": ["yes"],
    "firm-public_shareholder": ["no"],
    "firm-large_owner_pct": ["0"],
    "firm-created_on": ["2004-03-15"],
    "firm-innovative_startup": ["no"],
    "firm-is_cluster": ["no"],
    "used-marocpme_mascir": ["0"],
}
PROJECT: Answers = {
    "project-purpose": ["product_development"],
    "project-cost_dh": [str(COST_DH)],
    "project-own_funds_pct": ["30"],
    "project-jobs_ratio": ["3"],
    "project-listed_branch": ["yes"],
    "project-bonus_province": ["no"],
    "project-priority_activity": ["no"],
    "used-charte_tpme": ["0"],
    "used-tatwir_rdi_projet": ["0"],
}
STARTUP: Answers = {
    "startup-activity": ["industry"],
    "startup-stage": ["seed"],
    "startup-startup_status": ["yes"],
    "project-purpose": ["pilot_industrialisation"],
    "project-cost_dh": ["3000000"],
    "project-innovative": ["yes"],
    "used-tatwir_startup": ["0"],
}
_STATES = (ChallengeState.SHORTLISTED, ChallengeState.CURATION, ChallengeState.SUBMITTED)


def play(session: Session, services: Services, now: datetime, names: dict[Role, str]) -> None:
    """Have the demo's firm and startup answer; one project of the firm, the rest is left to say."""
    firm = _as(session, services, now, names[Role.FIRM])
    if firm is not None:
        aid_facts.save_my_firm(firm, aid_facts.of_my_firm(firm).version, FIRM)
        challenge = _challenge(session, firm.person().organisation_id)
        if challenge is not None:
            known = aid_facts.of_project(firm, challenge).version
            aid_facts.save_project(firm, challenge, known, PROJECT)
            session.get_one(ChallengeRow, challenge).budget_max_dh = COST_DH
    startup = _as(session, services, now, names[Role.STARTUP])
    if startup is not None:
        aid_facts.save_my_startup(startup, aid_facts.of_my_startup(startup).version, STARTUP)


def _as(session: Session, services: Services, now: datetime, name: str) -> Context | None:
    row = session.scalar(select(UserRow).where(UserRow.name == name).limit(1))
    return None if row is None else Context(session, row.user(), now, services)


def _challenge(session: Session, firm_id: int | None) -> int | None:
    """Return the challenge of a firm that went furthest."""
    rows = session.execute(
        select(ChallengeRow.id, ChallengeRow.state).where(
            ChallengeRow.firm_id == firm_id, ChallengeRow.state.in_(_STATES)
        )
    ).all()
    ordered = sorted(rows, key=lambda row: (_STATES.index(row[1]), row[0]))
    return int(ordered[0][0]) if ordered else None
