"""Codes of the trade as sentences, out of matcher/wording."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from matcher.wording.actions import ACTIONS, SUBJECTS
from matcher.wording.challenges import CHECKS, EVENTS, NEXT, WHO_SEES
from matcher.wording.data_register import CLASSES, KEEPINGS, PROCESSINGS, PURPOSES, READERS
from matcher.wording.desk import COLLABORATIONS, SECTIONS, STATES, TIERS, WAITING
from matcher.wording.engine import BANDS, FLAGS, NOTES, REASONS, REFUSALS
from matcher.wording.leaks import LEAKS
from matcher.wording.mail import MAIL_KINDS, MAIL_STATES
from matcher.wording.people import JOIN_STATES, KINDS, ROLES
from matcher.wording.plan_changes import (
    CHANGES,
    CONFLICT_KINDS,
    DIFFERENCES,
    FIRST,
    LEFT_OUT,
    MARKS,
)
from matcher.wording.plan_changes import STATES as PLAN_STATES
from matcher.wording.plan_notices import FAILURES, OWN_LIMITS, UNHELD
from matcher.wording.plans import CONSTRAINTS, HELD_BY, RELAXATIONS, WHYS
from matcher.wording.stages import (
    DECLINES,
    OUTCOMES,
    PASSED_ON,
    REJECTS,
    STAGES,
    STANDINGS_FIRM,
    STANDINGS_OFFICER,
    STANDINGS_STARTUP,
)
from matcher.wording.startups import FIRM_SIZES, GAPS, GAPS_CLOSED, STATUSES
from matcher.wording.support import SERVICES, SUPPORT_KINDS, SUPPORT_REASONS
from matcher.wording.trios import ANSWERS, STANDINGS_SUPPORT, STEPS

FAMILIES: dict[str, Mapping[str, Mapping[Any, str]]] = {
    "reason": REASONS,
    "refusal": REFUSALS,
    "band": BANDS,
    "flag": FLAGS,
    "note": NOTES,
    "support_kind": SUPPORT_KINDS,
    "support_service": SERVICES,
    "support_reason": SUPPORT_REASONS,
    "role": ROLES,
    "organisation_kind": KINDS,
    "join_state": JOIN_STATES,
    "stage": STAGES,
    "standing_firm": STANDINGS_FIRM,
    "standing_startup": STANDINGS_STARTUP,
    "standing_support": STANDINGS_SUPPORT,
    "standing_officer": STANDINGS_OFFICER,
    "side_answer": ANSWERS,
    "trio_step": STEPS,
    "decline": DECLINES,
    "passed_on": PASSED_ON,
    "reject": REJECTS,
    "outcome": OUTCOMES,
    "waiting": WAITING,
    "section": SECTIONS,
    "tier": TIERS,
    "challenge_state": STATES,
    "collaboration": COLLABORATIONS,
    "check": CHECKS,
    "challenge_event": EVENTS,
    "challenge_next": NEXT,
    "who_sees": WHO_SEES,
    "gap": GAPS,
    "gap_closed": GAPS_CLOSED,
    "firm_size": FIRM_SIZES,
    "startup_status": STATUSES,
    "leak": LEAKS,
    "journal_action": ACTIONS,
    "subject_kind": SUBJECTS,
    "mail_kind": MAIL_KINDS,
    "mail_state": MAIL_STATES,
    "plan_state": PLAN_STATES,
    "plan_why": WHYS,
    "plan_held_by": HELD_BY,
    "plan_constraint": CONSTRAINTS,
    "plan_relaxation": RELAXATIONS,
    "plan_change": CHANGES,
    "plan_difference": DIFFERENCES,
    "plan_own_limit": OWN_LIMITS,
    "plan_unheld": UNHELD,
    "plan_failure": FAILURES,
    "plan_mark": MARKS,
    "plan_first": FIRST,
    "plan_left_out": LEFT_OUT,
    "conflict_kind": CONFLICT_KINDS,
    "processing": PROCESSINGS,
    "processing_purpose": PURPOSES,
    "data_reader": READERS,
    "data_keeping": KEEPINGS,
    "data_class": CLASSES,
}
"""Name in the templates → language → code → sentence. A new family is one line here."""


def sentence(family: str, code: str | Enum, language: str) -> str:
    """Return the sentence of a code in a language; the code itself when nobody worded it."""
    spoken = FAMILIES[family][language]
    return spoken.get(str(code.value) if isinstance(code, Enum) else code, str(code))
