"""The first way in: whoever has the machine makes an administrator, who invites everybody else."""

from matcher.domain.people import Role
from matcher.errors import WorkflowError
from matcher.store.organisations import email_key
from matcher.workflow import account_fields, accounts, second_factors
from matcher.workflow.account_mail import LINKS
from matcher.workflow.agency import agency
from matcher.workflow.context import Context
from matcher.workflow.invitations import replace_earlier
from matcher.workflow.tokens import Purpose, issue


def invite_administrator(context: Context, email: str, name: str, language: str = "fr") -> str:
    """Return the path of a one-use link with which a new administrator chooses a password.

    For the command line alone: no person acts, so no permission is asked, and nothing is sent.
    The agency is made when it is not there yet; an earlier link to the address opens nothing more.
    Raises WorkflowError when the address is not one, or has an account.
    """
    email, name = account_fields.address(email), account_fields.line(name)
    mistakes = [
        each
        for each in (account_fields.address_mistake(email), account_fields.name_mistake(name))
        if each is not None
    ]
    if mistakes:
        raise mistakes[0]
    if accounts.row_of_address(context, email_key(email)) is not None:
        raise WorkflowError("This address has an account already.")
    payload: dict[str, object] = {
        "email": email,
        "name": name,
        "role": Role.ADMINISTRATOR.value,
        "organisation_id": agency(context).id,
        "language": language,
    }
    replace_earlier(context, email, payload["organisation_id"])
    secret, row = issue(context, Purpose.INVITATION, payload=payload)
    context.write("invitation.sent", "invitation", row.id, after={"role": payload["role"]})
    return f"{LINKS[Purpose.INVITATION]}{secret}"


def forget_second_factor(context: Context, email: str) -> None:
    """Forget the telephone of an administrator who lost it when there is no other administrator.

    For the command line alone; the person is told by e-mail. WorkflowError when there is nothing
    to forget.
    """
    row = accounts.row_of_address(context, email_key(account_fields.address(email)))
    if row is None or row.role is not Role.ADMINISTRATOR:
        raise WorkflowError("No administrator has this address.")
    if not second_factors.take_away(context, row):
        raise WorkflowError("This administrator has no second factor.")
