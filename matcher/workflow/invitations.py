"""Invitations: the way in for everybody, sent by officers, or by members to their colleagues."""

from dataclasses import dataclass
from datetime import datetime

from matcher.domain.people import KIND_OF_ROLE, STAFF, OrganisationKind, Role, User
from matcher.errors import ExpiredLink, InvalidForm, NotAllowed, NotFound, WorkflowError
from matcher.store.organisations import OrganisationRow, TokenRow, UserRow, email_key
from matcher.wording.consents import ACCOUNT
from matcher.workflow import account_fields, account_mail, accounts, consents, passwords, use_limits
from matcher.workflow.agency import NAME
from matcher.workflow.context import Context
from matcher.workflow.tokens import Purpose, find, issue, open_rows, use

_VOID = "void"
"""What marks an invitation that opens nothing and yet stays on its organisation's list: the address
has an account, or was invited elsewhere since, and neither is for its members to know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """An invitation as the person who got it, or those who may withdraw it, read it."""

    id: int
    email: str
    name: str
    role: Role
    organisation: str
    language: str
    sent_at: datetime
    expires_at: datetime
    shortest_password: int


def invite(
    context: Context, email: str, name: str, role: Role, organisation_id: int | None, language: str
) -> None:
    """Invite somebody; an earlier invitation to the same address can no longer be used.

    Officers invite for firms and startups, administrators also for the agency, and members for
    their own organisation. A member is not told that an address has an account; its owner is, and
    the invitation is kept and counted like any other.
    """
    home = _home(context, role, organisation_id)
    email, name = account_fields.address(email), account_fields.line(name)
    account_fields.refuse(
        email=account_fields.address_mistake(email),
        name=account_fields.name_mistake(name),
        language=account_fields.language_mistake(language),
    )
    use_limits.check(context, use_limits.INVITATIONS)
    known = accounts.row_of_address(context, email_key(email))
    wanted = _payload(email, name, role, home.id if home else None, language)
    if known is not None:
        _already_here(context, known, wanted)
        return
    replace_earlier(context, email, wanted["organisation_id"])
    _send(context, wanted)


def invite_colleague(context: Context, email: str, name: str, language: str) -> None:
    """Invite somebody to the own organisation, in the own role."""
    person = context.person()
    if person.role in STAFF:
        context.administrator()
        invite(context, email, name, Role.OFFICER, person.organisation_id, language)
    else:
        invite(context, email, name, person.role, person.organisation_id, language)


def read(context: Context, secret: str) -> Invited:
    """Return the invitation of a link; ExpiredLink when it can no longer be used."""
    row = find(context, Purpose.INVITATION, secret)
    if row.payload.get(_VOID) or not _still_holds(context, row):
        raise ExpiredLink("This link was used already, or it is too old. Ask for a new one.")
    if accounts.row_of_address(context, email_key(str(row.payload["email"]))) is not None:
        raise ExpiredLink("This address has an account already. Sign in with its password.")
    return _invited(context, row)


def accept(
    context: Context, secret: str, name: str, password: str, language: str, agreed_in: str = ""
) -> User:
    """Return the new person: the link in the e-mail has shown that the address is theirs.

    `agreed_in` is the language in which the person read and accepted what is kept, and why.
    """
    invited = read(context, secret)
    name = account_fields.line(name)
    account_fields.refuse(
        name=account_fields.name_mistake(name), language=account_fields.language_mistake(language)
    )
    about = (name, invited.email, invited.organisation)
    passwords.check_new(context.services.settings, password, invited.role, about)
    token = use(context, Purpose.INVITATION, secret)
    row = UserRow(
        organisation_id=token.payload["organisation_id"],
        email=invited.email,
        email_key=email_key(invited.email),
        name=name,
        phone=str(token.payload.get("phone", "")),
        password_hash=passwords.hashed(password),
        role=invited.role,
        language=language,
        confirmed_at=context.now,
        created_at=context.now,
    )
    context.session.add(row)
    context.session.flush()
    context.write("account.opened", "user", row.id, after={"role": row.role.value})
    if agreed_in:
        consents.record(context, ACCOUNT, agreed_in, user_id=row.id)
    return accounts.user_of(context, row)


def pending(context: Context, organisation_id: int | None = None) -> tuple[Invited, ...]:
    """Return open invitations: of an organisation to its members, all of them to officers.

    Members read the same of every address: answered by nobody yet, until it is or is too old.
    """
    person = context.person()
    wanted = organisation_id if person.is_staff else person.organisation_id
    return tuple(
        _invited(context, row)
        for row in open_rows(context, Purpose.INVITATION)
        if (wanted is None or row.payload["organisation_id"] == wanted)
        and not (person.is_staff and row.payload.get(_VOID))
        and _still_holds(context, row)
    )


def withdraw(context: Context, invitation_id: int) -> None:
    """Make an invitation open nothing; one that is spent already stays so."""
    person = context.person()
    row = context.session.get(TokenRow, invitation_id, with_for_update=True)
    if row is None or row.purpose != Purpose.INVITATION or not _may_withdraw(person, row):
        raise NotFound("There is no such invitation.")
    if row.used_at is None:
        row.used_at = context.now
        context.write("invitation.withdrawn", "invitation", row.id)


def send_for_request(
    context: Context, payload: dict[str, object], organisation: OrganisationRow
) -> None:
    """Invite the person of an approved request to join; officers only."""
    context.staff()
    wanted = _payload(
        str(payload["email"]),
        str(payload["name"]),
        Role(organisation.kind.value),
        organisation.id,
        str(payload["language"]),
    )
    replace_earlier(context, str(payload["email"]), organisation.id)
    _send(context, wanted | {"phone": payload["phone"]})


def replace_earlier(context: Context, email: str, organisation_id: object) -> None:
    """Make earlier invitations to this address open nothing; call it before a new one.

    Those to another organisation than this one stay on its list, which tells of no other's.
    """
    for row in open_rows(context, Purpose.INVITATION):
        if email_key(str(row.payload["email"])) != email_key(email):
            continue
        if row.payload["organisation_id"] == organisation_id:
            row.used_at = context.now
        else:
            row.payload = row.payload | {_VOID: True}


def _home(context: Context, role: Role, organisation_id: int | None) -> OrganisationRow | None:
    """Return the organisation that somebody is invited to; NotAllowed when one may not."""
    person = context.person()
    if role in STAFF:
        context.administrator()
    elif not person.is_staff and (person.role, person.organisation_id) != (role, organisation_id):
        raise NotAllowed("You can invite people only to your own organisation.")
    home = context.session.get(OrganisationRow, organisation_id or 0)
    if home is None and role in STAFF:
        return None
    if home is None or not home.is_active or home.kind is not KIND_OF_ROLE[role]:
        raise InvalidForm({"organisation": WorkflowError("Choose an organisation of this kind.")})
    return home


def _still_holds(context: Context, token: TokenRow) -> bool:
    """Whether who invited could still do so: an invitation dies with the right to invite.

    One from the command line was made by nobody, and holds while its organisation is open.
    """
    role, home_id = Role(token.payload["role"]), token.payload["organisation_id"]
    home = context.session.get(OrganisationRow, home_id or 0)
    if home is not None and not home.is_active:
        return False
    if token.created_by is None:
        return True
    row = context.session.get(UserRow, token.created_by)
    inviter = accounts.user_of(context, row) if row is not None else None
    if inviter is None or not inviter.is_active:
        return False
    if role in STAFF:
        return inviter.role is Role.ADMINISTRATOR
    return inviter.is_staff or (inviter.role, inviter.organisation_id) == (role, home_id)


def _already_here(context: Context, known: UserRow, wanted: dict[str, object]) -> None:
    """Write to the owner of the account alone; the inviter's list, limit and journal are as ever.

    A colleague's account is no secret: nothing is kept then.
    """
    if context.person().is_staff:
        raise InvalidForm({"email": WorkflowError("This address has an account already.")})
    if known.organisation_id != wanted["organisation_id"]:
        replace_earlier(context, known.email, wanted["organisation_id"])
        _kept(context, wanted | {_VOID: True})
    account_mail.account_exists(context, known)


def _payload(
    email: str, name: str, role: Role, organisation_id: int | None, language: str
) -> dict[str, object]:
    return {
        "email": email,
        "name": name,
        "role": role.value,
        "organisation_id": organisation_id,
        "language": language,
    }


def _kept(context: Context, payload: dict[str, object]) -> tuple[str, TokenRow]:
    link = issue(context, Purpose.INVITATION, payload=payload)
    context.write(
        "invitation.sent",
        "invitation",
        link[1].id,
        after={"role": payload["role"], "organisation": payload["organisation_id"]},
    )
    return link


def _send(context: Context, payload: dict[str, object]) -> None:
    link = _kept(context, payload)
    name = _organisation_name(context, link[1])
    account_mail.invite(
        context, str(payload["email"]), str(payload["language"]), organisation=name, link=link
    )


def _invited(context: Context, row: TokenRow) -> Invited:
    role = Role(row.payload["role"])
    return Invited(
        id=row.id,
        email=str(row.payload["email"]),
        name=str(row.payload["name"]),
        role=role,
        organisation=_organisation_name(context, row),
        language=str(row.payload["language"]),
        sent_at=row.created_at,
        expires_at=row.expires_at,
        shortest_password=passwords.shortest(role),
    )


def _organisation_name(context: Context, row: TokenRow) -> str:
    home = context.session.get(OrganisationRow, row.payload["organisation_id"] or 0)
    return home.name if home else NAME


def _may_withdraw(person: User, row: TokenRow) -> bool:
    """Whether the person may: officers, but for the agency administrators only; else members."""
    if KIND_OF_ROLE[Role(row.payload["role"])] is OrganisationKind.AGENCY:
        return person.role is Role.ADMINISTRATOR
    return person.is_staff or row.payload["organisation_id"] == person.organisation_id
