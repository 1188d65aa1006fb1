"""What administrators are told of attacks on accounts; written by the worker, so no page tells."""

from sqlalchemy import select

from matcher.domain.people import Role
from matcher.notify.messages import AccountAttacked
from matcher.store.organisations import UserRow
from matcher.workflow import outbox
from matcher.workflow.context import Context

TASK = "tell_of_attack"


def notice(context: Context, user_id: int | None, network: str = "") -> None:
    """Have the administrators told; the same work is left behind for an unknown address."""
    context.later(TASK, key=f"{user_id}|{network}", user_id=user_id or 0, network=network)


def tell(context: Context, *, user_id: int, network: str) -> None:
    """Write to the active administrators, once a day for an account or a network."""
    row = context.session.get(UserRow, user_id) if user_id else None
    if row is None and not network:
        return
    about = f"user:{user_id}" if row else f"network:{network}"
    context.write("account.attacked", "user", row.id if row else None)
    message = AccountAttacked(
        account=row.name if row else "",
        network=network,
        link=f"/desk/people/{user_id}" if row else "/desk/people",
    )
    for chief in context.session.scalars(
        select(UserRow).where(UserRow.role == Role.ADMINISTRATOR, UserRow.is_active)
    ):
        key = f"attacked:{about}:{context.now:%Y-%m-%d}:{chief.id}"
        outbox.post(
            context,
            outbox.Mail(
                to=(chief.email,), language=chief.language, message=message, dedupe_key=key
            ),
        )
