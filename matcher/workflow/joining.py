"""Asking to join: the public form, its confirmation by e-mail, and what officers decide."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from matcher.domain.people import OrganisationKind
from matcher.errors import ExpiredLink, InvalidForm, NotFound, NotPossible, WorkflowError
from matcher.intake.ice import ice_digits, ice_problem
from matcher.intake.organisations import distinct_name
from matcher.store.organisations import JoinRequestRow, OrganisationRow, email_key
from matcher.store.startups import StartupRow
from matcher.wording.consents import JOIN
from matcher.workflow import account_fields, account_mail, accounts, consents, invitations
from matcher.workflow.context import Context
from matcher.workflow.organisation_facts import is_a_site
from matcher.workflow.similar_organisations import Similar, similar_organisations
from matcher.workflow.tokens import Purpose, find, issue, use

UNCONFIRMED = "unconfirmed"
WAITING = "waiting"
APPROVED = "approved"
REFUSED = "refused"
JOINERS = (OrganisationKind.FIRM, OrganisationKind.STARTUP)
MESSAGE_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What the public form holds; `trap` is a field that people do not see, and leave empty.

    `agreed_in` is the language in which the person read and accepted what is kept, and why.
    """

    kind: str
    organisation: str
    name: str
    email: str
    language: str
    ice: str = ""
    city: str = ""
    website: str = ""
    phone: str = ""
    message: str = ""
    trap: str = ""
    agreed_in: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request to join as officers read it."""

    id: int
    kind: OrganisationKind
    organisation: str
    ice: str
    city: str
    website: str
    name: str
    email: str
    phone: str
    language: str
    message: str
    state: str
    reason: str
    created_at: datetime
    decided_at: datetime | None
    organisation_id: int | None


@dataclass(frozen=True, slots=True)
class RequestPage:
    """A request with the organisations that it may stand for, the most alike first."""

    request: Request
    similar: tuple[Similar, ...]
    has_account: bool


def ask(context: Context, asking: Asking) -> None:
    """Keep a request to join, and ask its address to confirm it.

    An address with an account gets an e-mail that says so; the page tells nothing of either.
    """
    row = _checked(context, asking)
    if asking.trap:
        return
    known = accounts.row_of_address(context, email_key(row.email))
    if known is not None:
        account_mail.account_exists(context, known)
        return
    if _waits_already(context, row.email):
        return
    context.session.add(row)
    context.session.flush()
    if asking.agreed_in:
        consents.record(context, JOIN, asking.agreed_in, join_request_id=row.id)
    link = issue(context, Purpose.JOIN, payload={"request": row.id})
    account_mail.confirm(context, row.email, row.language, row.name, link)


def organisation_to_confirm(context: Context, secret: str) -> str:
    """Return the name of the organisation that a link asks for; ExpiredLink when it is spent."""
    token = find(context, Purpose.JOIN, secret)
    return context.session.get_one(JoinRequestRow, token.payload["request"]).organisation_name


def confirm(context: Context, secret: str) -> None:
    """Hand a request to the officers: somebody reads its address."""
    token = use(context, Purpose.JOIN, secret)
    row = context.session.get_one(JoinRequestRow, token.payload["request"], with_for_update=True)
    if row.state != UNCONFIRMED or _waits_already(context, row.email):
        raise ExpiredLink("This request was confirmed already. You will get an answer by e-mail.")
    row.state = WAITING
    context.write("join.asked", "join_request", row.id, after={"state": WAITING})
    account_mail.request_received(context, row)


def requests(context: Context, state: str = WAITING) -> tuple[Request, ...]:
    """Return the requests in a state, the longest waiting first; officers only."""
    context.staff()
    rows = context.session.scalars(
        select(JoinRequestRow)
        .where(JoinRequestRow.state == state)
        .order_by(JoinRequestRow.created_at, JoinRequestRow.id)
        .limit(200)
    )
    return tuple(_request(row) for row in rows)


def request(context: Context, request_id: int) -> RequestPage:
    """Return one request, with the organisations like it; officers only."""
    context.staff()
    row = _row(context, request_id)
    known = accounts.row_of_address(context, email_key(row.email))
    alike = similar_organisations(context, row.kind, row.organisation_name, row.ice)
    return RequestPage(_request(row), alike, known is not None)


def approve(context: Context, request_id: int, organisation_id: int | None = None) -> int:
    """Return the organisation that the person is invited to: a new one, or the one that is named.

    Approving twice gives the same answer and one e-mail.
    """
    context.staff()
    row = _row(context, request_id, held=True)
    if row.state == APPROVED and row.organisation_id is not None:
        return row.organisation_id
    _still_waits(row)
    if accounts.row_of_address(context, email_key(row.email)) is not None:
        raise NotPossible(
            "This address has an account already. Refuse the request, and say so in the reason."
        )
    home = (
        _opened(context, row) if organisation_id is None else _joined(context, row, organisation_id)
    )
    row.organisation_id = home.id
    _decided(context, row, APPROVED)
    person = {"email": row.email, "name": row.name, "language": row.language, "phone": row.phone}
    invitations.send_for_request(context, dict(person), home)
    return home.id


def refuse(context: Context, request_id: int, reason: str) -> None:
    """Refuse a request; the person gets the reason by e-mail."""
    context.staff()
    row = _row(context, request_id, held=True)
    if row.state == REFUSED:
        return
    _still_waits(row)
    said = account_fields.line(reason)
    account_fields.refuse(reason=account_fields.name_mistake(said, MESSAGE_CHARACTERS))
    row.reason = said
    _decided(context, row, REFUSED)
    account_mail.request_refused(context, row)


def _checked(context: Context, asking: Asking) -> JoinRequestRow:
    """Return the row of a form; InvalidForm names everything that is wrong with it."""
    line = account_fields.line
    row = JoinRequestRow(
        organisation_name=line(asking.organisation),
        ice=ice_digits(asking.ice),
        city=line(asking.city),
        website=line(asking.website),
        name=line(asking.name),
        email=account_fields.address(asking.email),
        phone=line(asking.phone),
        language=asking.language,
        message=asking.message.strip(),
        state=UNCONFIRMED,
        created_at=context.now,
    )
    account_fields.refuse(
        kind=None if asking.kind in JOINERS else WorkflowError("Choose what you are."),
        organisation=account_fields.name_mistake(row.organisation_name, 200),
        ice=_ice_mistake(row.ice),
        city=account_fields.too_long(row.city, 100),
        website=_website_mistake(row.website),
        name=account_fields.name_mistake(row.name),
        email=account_fields.address_mistake(row.email),
        phone=account_fields.phone_mistake(row.phone),
        language=account_fields.language_mistake(row.language),
        message=account_fields.too_long(row.message, MESSAGE_CHARACTERS),
    )
    row.kind = OrganisationKind(asking.kind)
    return row


def _ice_mistake(digits: str) -> WorkflowError | None:
    if digits and ice_problem(digits) is not None:
        return WorkflowError("This is not an ICE. Write its 15 digits, or leave it empty.")
    return None


def _website_mistake(website: str) -> WorkflowError | None:
    if website and not is_a_site(website):
        return WorkflowError("This is not a web address. Write it like www.example.com.")
    return account_fields.too_long(website, 300)


def _waits_already(context: Context, email: str) -> bool:
    waiting = select(JoinRequestRow.id).where(
        func.lower(JoinRequestRow.email) == email.lower(), JoinRequestRow.state == WAITING
    )
    return context.session.scalar(waiting.limit(1)) is not None


def _row(context: Context, request_id: int, *, held: bool = False) -> JoinRequestRow:
    row = context.session.get(JoinRequestRow, request_id, with_for_update=held or None)
    if row is None:
        raise NotFound("There is no such request.")
    return row


def _still_waits(row: JoinRequestRow) -> None:
    if row.state != WAITING:
        raise NotPossible("This request was decided already. Load the page again to see how.")


def _opened(context: Context, row: JoinRequestRow) -> OrganisationRow:
    """Return a new organisation, made of what the request says."""
    home = OrganisationRow(
        kind=row.kind,
        name=row.organisation_name,
        name_key=distinct_name(row.organisation_name),
        ice=row.ice,
        city=row.city,
        website=row.website,
        created_at=context.now,
    )
    context.session.add(home)
    context.session.flush()
    if row.kind is OrganisationKind.STARTUP:
        profile = StartupRow(
            id=home.id, key=f"s{home.id}", created_at=context.now, updated_at=context.now
        )
        context.session.add(profile)
    context.write("organisation.opened", "organisation", home.id, after={"kind": row.kind.value})
    return home


def _joined(context: Context, row: JoinRequestRow, organisation_id: int) -> OrganisationRow:
    home = context.session.get(OrganisationRow, organisation_id)
    if home is None or home.kind is not row.kind or not home.is_active or home.merged_into:
        raise InvalidForm({"organisation": WorkflowError("Choose an organisation of this kind.")})
    return home


def _decided(context: Context, row: JoinRequestRow, state: str) -> None:
    row.state, row.decided_at, row.decided_by = state, context.now, context.staff().id
    context.write(
        f"join.{state}",
        "join_request",
        row.id,
        before={"state": WAITING},
        after={"state": state, "organisation": row.organisation_id},
    )


def _request(row: JoinRequestRow) -> Request:
    return Request(
        id=row.id,
        kind=row.kind,
        organisation=row.organisation_name,
        ice=row.ice,
        city=row.city,
        website=row.website,
        name=row.name,
        email=row.email,
        phone=row.phone,
        language=row.language,
        message=row.message,
        state=row.state,
        reason=row.reason,
        created_at=row.created_at,
        decided_at=row.decided_at,
        organisation_id=row.organisation_id,
    )
