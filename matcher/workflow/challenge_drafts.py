"""Writing a challenge: kept from the first save, and never over somebody else's words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from matcher.domain.visibility import LIVE, ChallengeState, TeaserState, Visibility
from matcher.errors import NotPossible, StalePage
from matcher.store.challenges import ChallengeRow, RequirementRow
from matcher.store.drawn import drawn
from matcher.store.organisations import OrganisationRow
from matcher.text.language import detect
from matcher.workflow import introductions, matching, outbox
from matcher.workflow.challenge_limits import check_limits
from matcher.workflow.challenge_views import Asked, Draft
from matcher.workflow.challenges import (
    EDITABLE,
    PLAIN,
    SUBJECT,
    draft_of,
    firm_of,
    held,
    readable,
    touch,
)
from matcher.workflow.context import Context
from matcher.workflow.engine_texts import full_challenge, full_text, public_challenge

_PAGE = re.compile(r"[A-Za-z0-9_-]{8,64}")
NEW = ("title", "context", "problem", "attached_text", "requirements")
"""A draft is kept once one of these says something."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save. `is_new` says that the draft was made by it."""

    id: int
    version: int
    is_new: bool = False
    is_changed: bool = True


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that was written otherwise in two windows."""

    name: str
    mine: object
    theirs: object


def start(context: Context, draft: Draft, *, page: str = "") -> Saved:
    """Return the new draft of the person's firm; the same page starting twice makes one.

    `page` names the open form; a page that saved already goes on with its draft.
    """
    firm = firm_of(context)
    check_limits(draft)
    known = _started_by(context, firm, page)
    if known is not None:
        return save(context, known.id, known.version, draft, page=page)
    row = ChallengeRow(
        id=drawn(context.session.connection(), ChallengeRow.__table__),
        firm_id=firm.id,
        author_id=context.person().id,
        state=ChallengeState.DRAFT,
        created_at=context.now,
        updated_at=context.now,
        saved_from=_name_of(page),
    )
    context.session.add(row)
    _write(context, row, draft)
    context.session.flush()
    context.write("challenge.created", SUBJECT, row.id, after={"state": row.state.value})
    return Saved(row.id, row.version, is_new=True)


def save(
    context: Context, challenge_id: int, version: int, draft: Draft, *, page: str = ""
) -> Saved:
    """Return the new version of a challenge that now says what the draft says.

    StalePage when another window saved other words since; `differences` tells which. A challenge
    that was submitted is matched anew when what is matched changed, and officers see that it did.
    """
    firm_of(context)
    row = held(context, challenge_id)
    if row.state not in EDITABLE:
        raise NotPossible("This challenge is closed or withdrawn. Reopen it before you change it.")
    check_limits(draft)
    before = draft_of(row)
    if _same(before, draft):
        row.saved_from = _name_of(page) or row.saved_from
        return Saved(row.id, row.version, is_changed=False)
    if row.version != version and not (page and row.saved_from == page):
        raise StalePage(
            "This challenge was changed in another window, or by a colleague. Nothing was "
            "overwritten: compare both texts, then save."
        )
    faces, teaser = _faces(context, row), row.teaser_state
    _write(context, row, draft)
    row.saved_from = _name_of(page)
    touch(context, row)
    if row.state is not ChallengeState.DRAFT:
        _after_submission(context, row, before, faces)
    if _says_less(row, before, teaser):
        context.session.flush()
        introductions.say_less_to_startups(context, row.id)
    return Saved(row.id, row.version)


def differences(context: Context, challenge_id: int, draft: Draft) -> tuple[Difference, ...]:
    """Return the fields in which this draft and what is kept differ."""
    kept = draft_of(readable(context, challenge_id))
    names = (*PLAIN, "sectors", "working_languages")
    found = [
        Difference(name, getattr(draft, name), getattr(kept, name))
        for name in names
        if getattr(draft, name) != getattr(kept, name)
    ]
    if _plain(draft.requirements) != _plain(kept.requirements):
        found.append(Difference("requirements", draft.requirements, kept.requirements))
    return tuple(found)


def is_worth_keeping(draft: Draft) -> bool:
    """Whether a new form says enough to become a draft."""
    return any(getattr(draft, name) for name in NEW)


def _started_by(context: Context, firm: OrganisationRow, page: str) -> ChallengeRow | None:
    if not _name_of(page):
        return None
    return context.session.scalar(
        select(ChallengeRow).where(
            ChallengeRow.firm_id == firm.id,
            ChallengeRow.saved_from == page,
            ChallengeRow.state == ChallengeState.DRAFT,
        )
    )


def _name_of(page: str) -> str:
    return page if _PAGE.fullmatch(page) else ""


def _write(context: Context, row: ChallengeRow, draft: Draft) -> None:
    for name in PLAIN:
        setattr(row, name, getattr(draft, name))
    row.sectors = list(draft.sectors)
    row.working_languages = list(draft.working_languages)
    _write_requirements(row, draft.requirements)
    guess = detect(f"{row.title}. {full_text(row)}")
    row.language = guess.language if guess.confident else context.person().language


def _write_requirements(row: ChallengeRow, asked: Sequence[Asked]) -> None:
    """Keep the ids of requirements that stay; places count from one, without gaps.

    One that comes without its id (from a page that has not seen it kept) is known by its words,
    or else by its place.
    """
    free = {each.id: each for each in row.requirements}
    found = [free.pop(each.id, None) if each.id else None for each in asked]
    for number, each in enumerate(asked):
        if found[number] is None:
            same = [known for known in free.values() if known.text == each.text]
            found[number] = free.pop(same[0].id) if same else None
    for number in range(len(asked)):
        if found[number] is None:
            there = [known for known in free.values() if known.position == number + 1]
            found[number] = free.pop(there[0].id) if there else None
    kept = [requirement or RequirementRow() for requirement in found]
    for place, (requirement, each) in enumerate(zip(kept, asked, strict=True), start=1):
        requirement.position, requirement.text = place, each.text
        requirement.importance = each.importance
    row.requirements = kept


def _faces(context: Context, row: ChallengeRow) -> tuple[str, str]:
    """Return what changes when the text that is matched does, and when what startups read does."""
    firm = context.session.get_one(OrganisationRow, row.firm_id)
    public = public_challenge(row, firm)
    return (
        matching.digest_of(full_challenge(row, firm)),
        matching.digest_of(public) if public else "",
    )


def _after_submission(
    context: Context, row: ChallengeRow, before: Draft, faces: tuple[str, str]
) -> None:
    """Follow a change of a challenge that officers and perhaps startups read already."""
    _teaser_after(row, before)
    now = _faces(context, row)
    if now[0] != faces[0]:
        row.text_version += 1
    if faces[1] and now[1] != faces[1]:
        outbox.withdraw(context, f"challenge:{row.id}")
    if now != faces and row.state in LIVE:
        matching.ask(context, row.id)
    context.write(
        "challenge.edited",
        SUBJECT,
        row.id,
        before={"visibility": before.visibility.value},
        after={
            "visibility": row.visibility.value,
            "text_version": row.text_version,
            "state": row.state.value,
        },
    )


def _says_less(row: ChallengeRow, before: Draft, teaser: TeaserState) -> bool:
    """Whether startups may no longer read what they might of the challenge before it changed."""
    if row.visibility is Visibility.OPEN or before.visibility is Visibility.SEALED:
        return False
    was_approved = teaser is TeaserState.APPROVED
    return row.visibility is not before.visibility or (
        was_approved and row.teaser_state is not TeaserState.APPROVED
    )


def _teaser_after(row: ChallengeRow, before: Draft) -> None:
    """Have an anonymous challenge's teaser wait for an officer again when its words changed."""
    if row.visibility is not Visibility.ANONYMOUS:
        row.teaser_state = TeaserState.NONE
        return
    words = (row.teaser_title, row.teaser_text)
    if words != (before.teaser_title, before.teaser_text) or row.teaser_state is TeaserState.NONE:
        row.teaser_state = TeaserState.PENDING if all(words) else TeaserState.NONE
        row.teaser_reason = ""


def _plain(asked: Sequence[Asked]) -> list[tuple[str, str]]:
    return [(each.text, each.importance.value) for each in asked]


def _same(kept: Draft, draft: Draft) -> bool:
    names = (*PLAIN, "sectors", "working_languages")
    return all(getattr(kept, name) == getattr(draft, name) for name in names) and _plain(
        kept.requirements
    ) == _plain(draft.requirements)
