"""The agency as an organisation: the one whose people are officers and administrators."""

from sqlalchemy import select

from matcher.domain.people import OrganisationKind
from matcher.store.organisations import OrganisationRow
from matcher.workflow.context import Context

NAME = "Maroc PME"


def agency(context: Context) -> OrganisationRow:
    """Return the agency, the first when there are several; it is made when none is there."""
    found: OrganisationRow | None = context.session.scalar(
        select(OrganisationRow)
        .where(OrganisationRow.kind == OrganisationKind.AGENCY, OrganisationRow.is_active)
        .order_by(OrganisationRow.id)
    )
    if found is not None:
        return found
    made = OrganisationRow(kind=OrganisationKind.AGENCY, name=NAME, created_at=context.now)
    context.session.add(made)
    context.session.flush()
    context.write("organisation.opened", "organisation", made.id, after={"kind": made.kind.value})
    return made
