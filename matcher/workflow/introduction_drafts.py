"""The officer's words to each side, drafted from the reasons that it may read."""

from collections.abc import Iterable

from matcher.domain.introduction import Side, Why, sides
from matcher.domain.match import ReasonCode
from matcher.domain.support import SupportKind
from matcher.wording.stages import WHYS
from matcher.wording.trios import CLUSTER_DRAFTS, DRAFTS
from matcher.workflow.context import Context
from matcher.workflow.introduction_moves import Parties, in_order
from matcher.workflow.introduction_obstacles import members
from matcher.workflow.match_reading import FULL, PUBLIC, ReasonView, latest_run
from matcher.workflow.naming import names_of
from matcher.workflow.own_words import redact_for, written_by

MOST_LINES = 3
_FORMS = {
    ReasonCode.REQUIREMENT_MET: "met",
    ReasonCode.REQUIREMENT_PARTLY_MET: "partly",
    ReasonCode.CLOSEST_PASSAGE: "closest",
}


def reasons_for(context: Context, who: Parties, side: Side | None) -> tuple[ReasonView, ...]:
    """Return the engine's reasons for a match, from the reading that this side may see."""
    reading = FULL if side in {None, Side.FIRM} else PUBLIC
    run = latest_run(context, who.challenge.id, reading, only=[who.startup.id])
    match = run.match_of(who.startup.id) if run else None
    return match.reasons if match else ()


def draft(context: Context, who: Parties) -> Why:
    """Return words for each side, in its language, for an officer to edit."""
    languages = side_languages(context, who)
    hidden = names_of(who.organisation)
    firm = _lines(reasons_for(context, who, Side.FIRM), languages[Side.FIRM])
    startup = _lines(reasons_for(context, who, Side.STARTUP), languages[Side.STARTUP])
    support = ""
    if who.support is not None:
        words = CLUSTER_DRAFTS if who.support_kind is SupportKind.CLUSTER else DRAFTS
        support = words[languages[Side.SUPPORT]]
    own = written_by(who, Side.FIRM)
    return Why(firm=redact_for(firm, hidden, own), startup=startup, support=support)


def completed(context: Context, who: Parties, why: Why) -> Why:
    """Return these words; for a side without any, those that are drafted for it."""
    support = why.support if who.support is not None else ""
    if why.firm and why.startup and (support or who.support is None):
        return Why(why.firm, why.startup, support)
    drafted = draft(context, who)
    return Why(why.firm or drafted.firm, why.startup or drafted.startup, support or drafted.support)


def side_languages(context: Context, who: Parties) -> dict[Side, str]:
    """Return the language of whoever of each side is written to first."""
    return {
        side: _language(context, who, side) for side in in_order(sides(who.support is not None))
    }


def _language(context: Context, who: Parties, side: Side) -> str:
    people = members(context, who.organisation_of(side).id)
    author = who.challenge.author_id if side is Side.FIRM else None
    for person in people:
        if person.id == author:
            return person.language
    return people[0].language if people else "fr"


def _lines(reasons: Iterable[ReasonView], language: str) -> str:
    words = WHYS[language]
    told = [
        words[_FORMS[reason.code]].format(requirement=reason.requirement, quote=reason.quote)
        for reason in reasons
        if reason.code in _FORMS and reason.quote
    ]
    return "\n\n".join(told[:MOST_LINES]) or words["none"]
