"""passerelle administrator: the first way into a new installation."""

import json

import click


@click.command()
@click.argument("email")
@click.option("--name", default="", help="The person's name; needed for a new account.")
@click.option(
    "--language",
    type=click.Choice(["fr", "ar", "en"]),
    default="fr",
    show_default=True,
    help="The person's language.",
)
@click.option(
    "--reset-second-factor",
    "reset",
    is_flag=True,
    help="Print no link: forget the telephone of the administrator EMAIL, who lost it.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
def administrator(email: str, name: str, language: str, *, reset: bool, as_json: bool) -> None:
    """Print a link, good once and for two weeks, with which EMAIL becomes an administrator.

    Give it to that person by a safe way; nothing is sent. The administrator sets up a second factor
    and invites the others.
    """
    from datetime import UTC, datetime

    from matcher.assembly_web import require_current, services_for
    from matcher.settings import require_service, settings
    from matcher.workflow.context import Context
    from matcher.workflow.first_administrator import forget_second_factor, invite_administrator

    chosen = settings()
    require_service(chosen)
    services = services_for(chosen)
    require_current(services)
    with services.database.session() as session:
        context = Context(session, None, datetime.now(UTC), services)
        if reset:
            forget_second_factor(context, email)
            click.echo(json.dumps({"reset": True}) if as_json else "Reset.")
            return
        path = invite_administrator(context, email, name, language)
    link = f"{chosen.base_url}{path}"
    click.echo(json.dumps({"link": link}) if as_json else link)
