"""Sessions that were signed out of: refused while their cookie could be used, then forgotten."""

from datetime import timedelta

from matcher.store.journal import FactRow
from matcher.workflow import ended_sessions, tasks


def test_an_ended_session_stays_ended_until_its_cookie_is_too_old(session, acting, services, now):
    for _ in range(2):
        ended_sessions.end(acting(), "first")
    assert ended_sessions.is_ended(acting(), "first")
    assert not ended_sessions.is_ended(acting(), "second")
    assert "first" not in session.query(FactRow).one().name
    hours = services.settings.session_hours
    tasks.tidy(acting(at=now + timedelta(hours=hours)))
    assert ended_sessions.is_ended(acting(), "first")
    tasks.tidy(acting(at=now + timedelta(hours=hours + 2)))
    assert not ended_sessions.is_ended(acting(), "first")
