"""What the sides of an introduction are told by e-mail, each in words that it may read."""

from datetime import date

from sqlalchemy import select

from matcher.domain.introduction import ASKED, NAMED, DeclineReason, Side, Why, waits_for
from matcher.domain.visibility import Visibility
from matcher.notify.message import Language, Message
from matcher.notify.messages import (
    Contact,
    IntroductionAccepted,
    IntroductionDeclined,
    IntroductionExpired,
    IntroductionProposedToFirm,
    IntroductionProposedToStartup,
    IntroductionProposedToSupport,
    IntroductionReminder,
    IntroductionWithoutSupport,
    OutcomeAsked,
    ShortlistReleased,
)
from matcher.store.challenges import ChallengeRow
from matcher.store.introductions import IntroductionRow, MoveRow
from matcher.store.organisations import UserRow
from matcher.wording.stages import SEALED_TITLES
from matcher.workflow import outbox, suggestions_mail
from matcher.workflow.context import Context
from matcher.workflow.introduction_moves import YES, Parties, all_said_yes, asked_of, said_yes
from matcher.workflow.introduction_obstacles import members
from matcher.workflow.naming import description, names_of, startup_label
from matcher.workflow.own_words import redact_for, redact_for_support, written_by
from matcher.workflow.public_faces import without_contacts
from matcher.workflow.withheld import has_teaser

LONGEST_SUMMARY = 600


def public_title(row: ChallengeRow, language: str) -> str:
    """Return the title of a challenge as startups may read it, without contacts."""
    if row.visibility is Visibility.OPEN:
        return without_contacts(row.title)
    return (row.teaser_title if has_teaser(row) else "") or SEALED_TITLES[language]


def public_summary(row: ChallengeRow) -> str:
    """Return what startups may read of a challenge; nothing when its teaser is not approved."""
    if row.visibility is Visibility.OPEN:
        told = (without_contacts(part) for part in (row.context, row.problem))
        return "\n\n".join(part for part in told if part.strip())
    return row.teaser_text if has_teaser(row) else ""


def title_for(side: Side, row: IntroductionRow, who: Parties, language: str) -> str:
    """Return the title of the challenge as a side may read it now."""
    if side is Side.FIRM or all_said_yes(row) or row.stage in NAMED:
        return who.challenge.title
    return public_title(who.challenge, language)


def tell_released(context: Context, challenge: ChallengeRow, count: int, answer_by: date) -> None:
    """Tell the firm that startups wait for its answer."""
    for person in members(context, challenge.firm_id):
        _post(
            context,
            person,
            ShortlistReleased(
                name=person.name,
                challenge_title=challenge.title,
                link=f"/firm/challenges/{challenge.id}/shortlist",
                count=count,
                answer_by=answer_by,
            ),
            f"challenge:{challenge.id}",
            f"released:v{challenge.version}",
        )


def ask(
    context: Context, row: IntroductionRow, who: Parties, side: Side, what: str = "proposed"
) -> None:
    """Ask a side whether it wants to meet the others.

    A startup that is asked is no longer told that the same challenge is suggested to it. `what`
    is said once only of each version.
    """
    if side is Side.STARTUP:
        outbox.withdraw(context, suggestions_mail.about(row.challenge_id, row.startup_id))
    why = Why.unpacked(row.why).for_side(side)
    for person in members(context, who.organisation_of(side).id):
        _tell(context, row, person, _proposal(row, who, side, person, why), what)


def ask_in_other_words(context: Context, row: IntroductionRow, who: Parties) -> None:
    """Stop what was written to those who read less now and has not gone out; ask them anew."""
    waiting = waits_for(row.stage, said_yes(row), asked_of(row)) if row.stage in ASKED else ()
    for side, about in ((Side.STARTUP, _about_startup(row)), (Side.SUPPORT, _about_support(row))):
        if outbox.withdraw(context, about) and side in waiting:
            ask(context, row, who, side, f"proposed:challenge:v{who.challenge.version}")


def stop_asking_support(context: Context, row: IntroductionRow) -> None:
    """Stop what was written to the support body and has not gone out."""
    outbox.withdraw(context, _about_support(row))


def tell_without_support(context: Context, row: IntroductionRow, who: Parties, side: Side) -> None:
    """Tell the firm or the startup that the two go on without the support body."""
    for person in members(context, who.organisation_of(side).id):
        message = IntroductionWithoutSupport(
            name=person.name,
            challenge_title=title_for(side, row, who, person.language),
            link=_link(row),
            support=who.organisation_of(Side.SUPPORT).name,
        )
        _tell(context, row, person, message, "without_support")


def remind(context: Context, row: IntroductionRow, who: Parties, side: Side) -> None:
    """Remind a side, once, that its answer is awaited."""
    for person in members(context, who.organisation_of(side).id):
        message = IntroductionReminder(
            name=person.name,
            challenge_title=title_for(side, row, who, person.language),
            link=_answer_link(row),
            answer_by=_answer_by(context, row),
        )
        _tell(context, row, person, message, "reminder")


def tell_declined(
    context: Context, row: IntroductionRow, who: Parties, side: Side, note: str = ""
) -> None:
    """Tell a side, politely, that the introduction will not take place."""
    reason = row.decline_reason
    known = DeclineReason(reason) if reason in set(DeclineReason) else DeclineReason.OTHER
    for person in members(context, who.organisation_of(side).id):
        message = IntroductionDeclined(
            name=person.name,
            challenge_title=title_for(side, row, who, person.language),
            link=_link(row),
            reason=known,
            note=note,
        )
        _tell(context, row, person, message, "declined")


def tell_expired(context: Context, row: IntroductionRow, who: Parties, side: Side) -> None:
    """Tell a side that the time for an answer is over."""
    for person in members(context, who.organisation_of(side).id):
        message = IntroductionExpired(
            name=person.name,
            challenge_title=title_for(side, row, who, person.language),
            link=_link(row),
        )
        _tell(context, row, person, message, "expired")


def ask_outcome(context: Context, row: IntroductionRow, who: Parties, side: Side) -> None:
    """Ask a side what came of the introduction."""
    for person in members(context, who.organisation_of(side).id):
        message = OutcomeAsked(
            name=person.name, challenge_title=who.challenge.title, link=_link(row)
        )
        _tell(context, row, person, message, "outcome")


def exchange_contacts(context: Context, row: IntroductionRow, who: Parties) -> None:
    """Post the one e-mail to all that names each to the others, and says why they should meet."""
    firm = contact_person(context, row, who, Side.FIRM)
    startup = contact_person(context, row, who, Side.STARTUP)
    if firm is None or startup is None:
        return
    asks_support = Side.SUPPORT in asked_of(row)
    support = contact_person(context, row, who, Side.SUPPORT) if asks_support else None
    message = IntroductionAccepted(
        challenge_title=who.challenge.title,
        firm=_contact(who, Side.FIRM, firm),
        startup=_contact(who, Side.STARTUP, startup),
        support=_contact(who, Side.SUPPORT, support) if support else None,
        why=_why_for_all(row, firm, startup, support),
    )
    mail = outbox.Mail(
        to=(firm.email, startup.email, *([support.email] if support else [])),
        language=_language(firm),
        message=message,
        dedupe_key=f"introduction:{row.id}:accepted:v{row.version}",
        about=f"introduction:{row.id}",
    )
    outbox.post(context, mail)


def contact_person(
    context: Context, row: IntroductionRow, who: Parties, side: Side
) -> UserRow | None:
    """Return who speaks for a side: whoever said yes, else the challenge's author, else anybody."""
    people = members(context, who.organisation_of(side).id)
    said = context.session.scalar(
        select(MoveRow.user_id)
        .where(MoveRow.introduction_id == row.id, MoveRow.side == side.value, MoveRow.reason == YES)
        .order_by(MoveRow.id.desc())
        .limit(1)
    )
    author = who.challenge.author_id if side is Side.FIRM else None
    for wanted in (said, author):
        for person in people:
            if person.id == wanted:
                return person
    return people[0] if people else None


def _proposal(row: IntroductionRow, who: Parties, side: Side, person: UserRow, why: str) -> Message:
    answer_by = row.ends_at.date() if row.ends_at else row.updated_at.date()
    support = who.support.name if who.support and Side.SUPPORT in asked_of(row) else ""
    if side is Side.SUPPORT:
        return IntroductionProposedToSupport(
            name=person.name,
            challenge_title=public_title(who.challenge, person.language),
            link=_answer_link(row),
            challenge_summary=shortened(public_summary(who.challenge)),
            startup_summary=description(who.startup, who.organisation, person.language),
            why=redact_for_support(why, hidden_names(who), who),
            answer_by=answer_by,
        )
    if side is Side.FIRM:
        name = startup_label(who.startup, who.organisation, row.stage)
        return IntroductionProposedToFirm(
            name=person.name,
            challenge_title=who.challenge.title,
            link=_answer_link(row),
            startup_summary=name or description(who.startup, who.organisation, person.language),
            why=redact_for(why, () if name else names_of(who.organisation), written_by(who, side)),
            answer_by=answer_by,
            support=support,
        )
    return IntroductionProposedToStartup(
        name=person.name,
        challenge_title=public_title(who.challenge, person.language),
        link=_answer_link(row),
        challenge_summary=shortened(public_summary(who.challenge)),
        why=redact_for(why, hidden_names(who), written_by(who, side)),
        answer_by=answer_by,
        support=support,
    )


def firm_is_shown(row: ChallengeRow) -> bool:
    """Whether startups may read the firm's name before both accepted: in an open challenge."""
    return row.visibility is Visibility.OPEN


def hidden_names(who: Parties) -> tuple[str, ...]:
    """Return the firm's names that the others may not read before all accepted."""
    return () if firm_is_shown(who.challenge) else names_of(who.firm)


def shortened(text: str) -> str:
    """Return the beginning of a text, cut at a word; an ellipsis says that more follows."""
    if len(text) <= LONGEST_SUMMARY:
        return text
    return text[:LONGEST_SUMMARY].rsplit(" ", 1)[0] + " …"


def _why_for_all(
    row: IntroductionRow, firm: UserRow, startup: UserRow, support: UserRow | None
) -> dict[Language, str]:
    """Return the words in each language of the sides; those of one language read the same."""
    why = Why.unpacked(row.why)
    told = {_language(firm): why.firm or why.startup}
    told.setdefault(_language(startup), why.startup or why.firm)
    if support is not None:
        told.setdefault(_language(support), why.support or why.firm)
    return told


def _contact(who: Parties, side: Side, person: UserRow) -> Contact:
    return Contact(
        organisation=who.organisation_of(side).name,
        person=person.name,
        email=person.email,
        phone=person.phone,
    )


def _language(person: UserRow) -> Language:
    if person.language == "ar":
        return "ar"
    return "en" if person.language == "en" else "fr"


def _answer_by(context: Context, row: IntroductionRow) -> date:
    return (row.ends_at or context.now).date()


def _link(row: IntroductionRow) -> str:
    return f"/introductions/{row.id}"


def _answer_link(row: IntroductionRow) -> str:
    return f"/introductions/{row.id}/answer"


def _tell(
    context: Context, row: IntroductionRow, person: UserRow, message: Message, what: str
) -> None:
    abouts = {row.startup_id: _about_startup(row), row.support_id: _about_support(row)}
    about = abouts.get(person.organisation_id, f"introduction:{row.id}")
    _post(context, person, message, about, f"{what}:v{row.version}")


def _about_startup(row: IntroductionRow) -> str:
    """Return what e-mails to the startup are about; withdrawn with all of the introduction's."""
    return f"introduction:{row.id}:startup:{row.startup_id}"


def _about_support(row: IntroductionRow) -> str:
    return f"introduction:{row.id}:support:{row.support_id or 0}"


def _post(context: Context, person: UserRow, message: Message, about: str, what: str) -> None:
    outbox.post(
        context,
        outbox.Mail(
            to=(person.email,),
            language=_language(person),
            message=message,
            dedupe_key=f"{about}:{what}:{person.id}",
            about=about,
        ),
    )
