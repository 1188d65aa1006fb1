"""The application over an empty database with one person for each role."""

import shutil
from datetime import UTC, datetime

import pytest

from matcher.domain.people import KIND_OF_ROLE, Role
from matcher.settings import Settings
from matcher.store.database import connect
from matcher.store.organisations import OrganisationRow, UserRow
from matcher.workflow.context import Services
from web import sessions
from web.access import SignedIn
from web.app import create_app

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class NoEngine:
    """An engine that is away."""

    def encoder_is_up(self):
        return False


class NoMail:
    """A mailer that sends nothing."""


def settings_for(folder, **more):
    return Settings(
        var=folder,
        secret_key="s" * 40,
        database_url=f"sqlite:///{folder / 'web.sqlite3'}",
        **{"demo": True, "rate_limits": False} | more,
    )


@pytest.fixture
def services(empty_sqlite, tmp_path):
    shutil.copyfile(empty_sqlite, tmp_path / "web.sqlite3")
    database = connect(f"sqlite:///{tmp_path / 'web.sqlite3'}")
    yield Services(
        settings=settings_for(tmp_path), database=database, engine=NoEngine(), mailer=NoMail()
    )
    database.close()


@pytest.fixture
def users(services):
    """Return a person for each role; firm and startup each have their organisation."""
    with services.database.session() as session:
        for role in Role:
            organisation = OrganisationRow(
                kind=KIND_OF_ROLE[role], name=f"Organisation {role}", created_at=NOW
            )
            session.add(organisation)
            session.flush()
            session.add(
                UserRow(
                    organisation_id=organisation.id,
                    email=f"{role}@example.org",
                    email_key=f"{role}@example.org",
                    name=f"Test {role}",
                    role=role,
                    confirmed_at=NOW,
                    created_at=NOW,
                )
            )
        session.flush()
        return {row.role: row.user() for row in session.query(UserRow)}


@pytest.fixture
def make_app(services):
    """Return a maker of applications over the services; `config` changes Flask's."""

    def make(*, rooms=None, config=None, **settings):
        if settings:
            services.settings = services.settings.model_copy(update=settings)
        app = create_app(services=services, clock=lambda: NOW, rooms=rooms)
        app.config.update({"TESTING": True, "WTF_CSRF_ENABLED": False} | (config or {}))
        return app

    return make


@pytest.fixture
def app(make_app):
    return make_app()


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def signed_in(app, users):
    """Return a maker of browsers in which the person of a role is signed in."""

    def open_browser(role, of=None):
        browser = (of or app).test_client()
        sign_in(browser, users[role])
        return browser

    return open_browser


def sign_in(browser, user):
    """Put a person's session into a test browser."""
    now = browser.application.extensions["passerelle.clock"]()
    with browser.session_transaction() as session:
        session["_user_id"] = SignedIn(user).get_id()
        session["_fresh"] = True
        sessions.begin(session, now)
