"""Opposition and correction: what a person may refuse, and what an officer corrects for others."""

from dataclasses import dataclass

from matcher.domain.people import Role
from matcher.domain.startup import Status
from matcher.errors import InvalidForm, NotAllowed, WorkflowError
from matcher.store.organisations import UserRow, email_key
from matcher.store.startups import StartupRow
from matcher.workflow import account_fields, account_mail, accounts, matching, people
from matcher.workflow.context import Context
from matcher.workflow.tokens import Purpose, issue, revoke


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person lets us do. `proposed` is None where there is no profile to propose."""

    suggestions: bool
    proposed: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What is right about a person."""

    name: str
    phone: str
    email: str


def choices(context: Context) -> Choices:
    """Return what the person who acts lets us do."""
    row = accounts.own_row(context)
    profile = _profile(context, row)
    return Choices(row.suggestions_on, profile.status is Status.ACTIVE if profile else None)


def choose(context: Context, wanted: Choices) -> None:
    """Keep what the person refuses: e-mails with suggestions, or being proposed to firms at all.

    A profile that is not proposed stays; introductions that are under way go on.
    """
    row = accounts.own_row(context)
    changed = []
    if row.suggestions_on != wanted.suggestions:
        row.suggestions_on = wanted.suggestions
        changed.append("suggestions_on")
    profile = _profile(context, row)
    if profile is not None and wanted.proposed is not None:
        status = Status.ACTIVE if wanted.proposed else Status.PAUSED
        if profile.status not in (status, Status.WITHDRAWN):
            profile.status = status
            profile.version += 1
            profile.updated_at = context.now
            changed.append("status")
            matching.startup_changed(context, profile.id)
    if changed:
        context.write("data.choices", "user", row.id, after={"fields": changed})


def correct(context: Context, user_id: int, said: Correction) -> bool:
    """Correct a person's name, telephone or address, as an officer; return whether mail was sent.

    A new address is used once its owner confirmed it, so that nobody takes an account over.
    """
    if not people.person(context, user_id).may_manage:
        raise NotAllowed("Only an administrator can change accounts of the agency.")
    row = context.session.get_one(UserRow, user_id, with_for_update=True)
    name, phone = account_fields.line(said.name), account_fields.line(said.phone)
    address = account_fields.address(said.email)
    account_fields.refuse(
        name=account_fields.name_mistake(name),
        phone=account_fields.phone_mistake(phone),
        email=account_fields.address_mistake(address),
    )
    changed = [
        field for field, value in (("name", name), ("phone", phone)) if getattr(row, field) != value
    ]
    row.name, row.phone = name, phone
    moves = email_key(address) != row.email_key
    if moves:
        _ask_address(context, row, address)
        changed.append("email")
    if changed:
        context.write("data.corrected", "user", row.id, after={"fields": changed})
    return moves


def _ask_address(context: Context, row: UserRow, address: str) -> None:
    if accounts.row_of_address(context, email_key(address)) is not None:
        raise InvalidForm({"email": WorkflowError("This address has an account already.")})
    revoke(context, row.id, Purpose.EMAIL)
    link = issue(context, Purpose.EMAIL, user_id=row.id, payload={"email": address})
    account_mail.confirm(context, address, row.language, row.name, link)


def _profile(context: Context, row: UserRow) -> StartupRow | None:
    if row.role is not Role.STARTUP or row.organisation_id is None:
        return None
    return context.session.get(StartupRow, row.organisation_id, with_for_update=True)
