"""Puts together what the application and the worker stand on."""

from matcher.errors import InvalidSetting
from matcher.notify.mailer import Agency, DemoMailer, Mailer, SmtpMailer
from matcher.notify.smtp import SmtpSettings
from matcher.retrieval.embedding import Progress
from matcher.serving import engine_for
from matcher.settings import Settings
from matcher.store import migration
from matcher.store.database import Database, connect
from matcher.workflow.context import Services

DEMO_SENDER = "passerelle@demo.invalid"


def services_for(
    settings: Settings, *, progress: Progress | None = None, in_background: bool = False
) -> Services:
    """Return the services of this process. Nothing is loaded before it is used.

    The database is opened, not migrated: `matcher.store.migration.upgrade` does that. `progress`
    is told how far the engine is when it embeds startups. In the background it reads texts only
    while nobody waits for an answer of another process.
    """
    return Services(
        settings=settings,
        database=connect(settings.database_url),
        engine=engine_for(settings, progress=progress, in_background=in_background),
        mailer=_mailer(settings),
    )


def services_on(settings: Settings, database: Database) -> Services:
    """Return services over a database that is open, for work that sends no e-mail."""
    sender = settings.smtp_sender or DEMO_SENDER
    mailer = DemoMailer(Agency(sender, settings.base_url))
    return Services(settings, database, engine_for(settings), mailer)


def upgrade(services: Services) -> None:
    """Bring the database to the shape that this version needs."""
    migration.upgrade(services.database)


def require_current(services: Services) -> None:
    """Raise InvalidSetting when the database has not the shape that this version needs.

    OtherSchema when its revision is not known: then no upgrade helps.
    """
    migration.check_known(services.database)
    if not migration.is_current(services.database):
        raise InvalidSetting(
            "The database is new, or of another version. Run passerelle database upgrade first; "
            "keep a copy of it before."
        )


def _mailer(settings: Settings) -> Mailer:
    """Return what sends e-mails; without a mail server, a demo keeps them in its outbox."""
    if settings.demo and not settings.smtp_host:
        sender = settings.smtp_sender or DEMO_SENDER
        return DemoMailer(Agency(sender, settings.base_url))
    if not settings.smtp_host or not settings.smtp_sender:
        raise InvalidSetting(
            "Set PASSERELLE_SMTP_HOST and PASSERELLE_SMTP_SENDER, or start with --demo. "
            "See docs/settings.md."
        )
    return SmtpMailer(
        Agency(settings.smtp_sender, settings.base_url),
        SmtpSettings(
            settings.smtp_host,
            settings.smtp_port,
            settings.smtp_user,
            settings.smtp_password.get_secret_value(),
            starttls=settings.smtp_starttls,
        ),
    )
