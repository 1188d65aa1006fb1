"""One workflow context for each request: committed when the view succeeds, else rolled back."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app, g, request
from flask_login import current_user

from matcher.domain.people import User
from matcher.workflow.context import Context, Services

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_log = logging.getLogger("passerelle.web")


def services() -> Services:
    """Return what the application was built with."""
    built: Services = current_app.extensions["passerelle"]
    return built


def actor() -> User | None:
    """Return the person who is signed in, or None."""
    return current_user.user if current_user.is_authenticated else None


def context() -> Context:
    """Return the workflow context of this request; its session is opened at the first call.

    A request that may write takes its turn as a writer at that moment, so slow work on what was
    sent (reading a document) belongs before the first call.
    """
    if "work" not in g:
        g.work = _opened()
    work: Context = g.work
    return work


@contextmanager
def reading() -> Iterator[Context]:
    """Give a context that writes nothing, for slow work of a request that will write later."""
    built = services()
    with built.database.session(writes=False) as session:
        yield Context(
            session=session,
            actor=None,
            now=current_app.extensions["passerelle.clock"](),
            services=built,
        )


def commit() -> None:
    """Keep what was done so far, then wake the worker; for a view that keeps work but fails.

    Views that succeed need not call it.
    """
    work: Context | None = g.get("work")
    if work is None:
        return
    work.session.commit()
    waiting = list(work.after_commit)
    work.after_commit.clear()
    for nudge in waiting:
        try:
            nudge()
        except Exception as problem:
            _log.warning("A nudge after the commit failed: %s", type(problem).__name__)


def discard(_: BaseException | None = None) -> None:
    """Roll back what was not committed, and close the session."""
    work: Context | None = g.pop("work", None)
    if work is not None:
        work.session.rollback()
        work.session.close()


def _opened() -> Context:
    built = services()
    session = built.database.open(writes=request.method not in _READING)
    return Context(
        session=session,
        actor=actor(),
        now=current_app.extensions["passerelle.clock"](),
        services=built,
    )
