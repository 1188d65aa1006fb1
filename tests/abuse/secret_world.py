"""Two worlds that differ only in what a person may not read, and that person's way through both.

WHO_READS says for every column with words of people who may read them. A new column needs a line.
"""

import shutil
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from types import SimpleNamespace

from sqlalchemy import select

from matcher.domain.introduction import Side, Stage, Why
from matcher.domain.people import OrganisationKind, Role
from matcher.domain.permissions import is_public, is_staff, may_read_challenge
from matcher.domain.visibility import LIVE, ChallengeState, TeaserState, Visibility
from matcher.store.challenges import AttachmentRow, ChallengeRow, RequirementRow
from matcher.store.introductions import IntroductionRow, MoveRow
from matcher.store.matches import VerdictRow
from matcher.store.organisations import JoinRequestRow, OrganisationRow, UserRow
from matcher.store.plans import ConflictRow
from matcher.store.startups import CapabilityRow, InterestRow, StartupRow
from matcher.workflow import curation, introductions, matching, tasks
from matcher.workflow.context import Context
from matcher.workflow.introduction_moves import LEFT, known_to
from matcher.workflow.introduction_names import both_named
from tests.journeys import world
from tests.workflow import people

LATER = world.NOW + timedelta(days=1)
"""When both worlds are looked at: the worker has done all that was due."""
OTHERWISE = "capteurs vibratoires turbines filtration membranaire laiterie effluents"
"""Words that match every startup and every challenge of the world."""
ASKING = ("Betamem", "Minoterie Zagora")
"""Who asks for the startup that lists them: the first, or in the other world the second."""
WHY = Why("Cette startup répond.", "Ce besoin vous correspond.")
_HOLD = frozenset({Role.FIRM, Role.STARTUP, Role.SUPPORT})


@dataclass(frozen=True)
class Ground:
    """Who has to do with whom in the filled world."""

    challenges: dict
    met: set
    """(organisation, challenge): the organisation is asked in an introduction to it."""
    named: set
    """(organisation, challenge): and may read all of it."""
    pairs: set
    """(organisation, other): they may know something of each other through an introduction."""
    answered: set
    people: dict


def ground(session):
    """Return who has to do with whom."""
    rows = {row.id: row for row in session.scalars(select(ChallengeRow))}
    found = Ground(rows, set(), set(), set(), set(), {})
    for user in session.scalars(select(UserRow)):
        found.people.setdefault(user.organisation_id, []).append(user.id)
    found.answered.update(
        map(tuple, session.execute(select(InterestRow.startup_id, InterestRow.challenge_id)))
    )
    for side in Side:
        for row in session.scalars(select(IntroductionRow).where(known_to(side))):
            homes = {
                Side.FIRM: rows[row.challenge_id].firm_id,
                Side.STARTUP: row.startup_id,
                Side.SUPPORT: row.support_id,
            }
            home = homes[side]
            if home is None:
                continue
            found.met.add((home, row.challenge_id))
            left = side is Side.SUPPORT and row.support_said in LEFT
            if both_named(row) and not left:
                found.named.add((home, row.challenge_id))
            found.pairs.update((home, each) for each in homes.values() if each)
    return found


def _home(user):
    return user.organisation_id if user is not None else None


def _challenge(known, row, user):
    """All of a challenge: its firm, those who are introduced to it, startups when it is open."""
    key = (_home(user), row.id)
    if may_read_challenge(user, row.firm_id) or key in known.named:
        return True
    if row.visibility is not Visibility.OPEN or user is None:
        return False
    shown = is_public(row.visibility, row.state, row.teaser_state)
    ended = row.state in {ChallengeState.CLOSED, ChallengeState.NO_PARTNER}
    seen = key in known.met or (key in known.answered and ended)
    return seen or (user.role is Role.STARTUP and shown)


def _teaser(known, row, user):
    """An approved teaser: startups while it is live, and whoever was asked or may read all."""
    if _challenge(known, row, user):
        return True
    if row.visibility is not Visibility.ANONYMOUS or row.teaser_state is not TeaserState.APPROVED:
        return False
    is_startup = user is not None and user.role is Role.STARTUP
    return (is_startup and row.state in LIVE) or (_home(user), row.id) in known.met


def _firm_of(known, row, user):
    return may_read_challenge(user, row.firm_id)


def _requirement(known, row, user):
    return _challenge(known, known.challenges[row.challenge_id], user)


def _own(known, row, user):
    number = getattr(row, "startup_id", None) or row.id
    return user is not None and user.role in _HOLD and user.organisation_id == number


def _profile(known, row, user):
    number = getattr(row, "startup_id", None) or row.id
    return _own(known, row, user) or (_home(user), number) in known.pairs


def _organisation(known, row, user):
    if _home(user) == row.id or (_home(user), row.id) in known.pairs:
        return True
    posted = (each for each in known.challenges.values() if each.firm_id == row.id)
    return any(_challenge(known, each, user) for each in posted)


def _person(known, row, user):
    return _home(user) == row.organisation_id or (_home(user), row.organisation_id) in known.pairs


def _staff(known, row, user):
    return False


def _author(known, row, user):
    """Own words: Law 09-08 gives everybody a copy of them."""
    return user is not None and row.user_id == user.id


def _nobody(known, row, user):
    return False


def _file(known, row, user):
    return _home(user) == row.organisation_id


def _why(known, row, user):
    return (_home(user), row.challenge_id) in known.met


def _declined(known, row, user):
    homes = {"firm": known.challenges[row.challenge_id].firm_id, "startup": row.startup_id}
    return _home(user) is not None and _home(user) == homes.get(row.decline_side)


WHO_READS: dict[type, dict[str, Callable]] = {
    ChallengeRow: {
        **dict.fromkeys(
            ("title", "context", "problem", "success_criteria", "constraints", "excluded"),
            _challenge,
        ),
        **dict.fromkeys(("attached_text", "site", "budget_max_dh", "budget_min_dh"), _challenge),
        **dict.fromkeys(("teaser_title", "teaser_text"), _teaser),
        **dict.fromkeys(("teaser_reason", "fallback"), _firm_of),
        "language": _challenge,
    },
    RequirementRow: {"text": _requirement},
    AttachmentRow: {"text": _file, "filename": _file},
    OrganisationRow: {
        **dict.fromkeys(("name", "city", "website"), _organisation),
        "ice": _own,
    },
    UserRow: {"name": _person, "phone": _person, "password_hash": _nobody},
    StartupRow: {
        **dict.fromkeys(("tagline", "certifications"), _profile),
        **dict.fromkeys(
            ("references", "capacity", "excluded_firms", "exclusive_with", "min_budget_dh"), _own
        ),
    },
    CapabilityRow: {"title": _profile, "text": _profile},
    InterestRow: {"note": _own},
    IntroductionRow: {"why": _why, "decline_note": _declined},
    MoveRow: {"note": _author},
    VerdictRow: {"note": _staff},
    ConflictRow: {"note": _staff},
    JoinRequestRow: {
        **dict.fromkeys(("organisation_name", "name", "email", "phone", "message"), _staff),
        **dict.fromkeys(("city", "website", "ice", "reason"), _staff),
    },
}
"""Table → column → who outside the agency may read it; the agency may read all of these."""


def secret_cells(session, user):
    """Return (row, column) of all that a person may not read."""
    known = ground(session)
    return [
        (row, column)
        for table, columns in WHO_READS.items()
        for row in session.scalars(select(table).order_by(table.id))
        for column, may_read in columns.items()
        if may_read is _nobody or not (is_staff(user) or may_read(known, row, user))
    ]


def otherwise(value, place):
    """Return another value of the same kind, of another length."""
    if isinstance(value, list):
        return [f"Secret {place}", f"Autre {place}"]
    if isinstance(value, int) or value is None:
        return 7_777 + place
    return f"zzsecret{place} {OTHERWISE} {'mot ' * (place % 5)}"


def change(session, cells):
    """Write something else into these cells; what was derived from them stays for the worker."""
    for place, (row, column) in enumerate(cells):
        if isinstance(row, IntroductionRow) and column == "why":
            row.why = Why(otherwise("", place), otherwise("", place)).packed()
        elif column == "language":
            row.language = "ar" if row.language != "ar" else "en"
        else:
            setattr(row, column, otherwise(getattr(row, column), place))
    session.flush()


@cache
def prepared():
    """Return the file of the filled world, with more of what is hidden, and who is in it."""
    folder = world.scratch()
    services, filled = world.copied(folder)
    with services.database.session() as session:
        for half in (filled.ours, filled.theirs):
            _hide_more(session, services, filled, half)
    services.database.close()
    return folder / world.FILE, filled


def _hide_more(session, services, filled, half):
    """Add an anonymous challenge that nobody is introduced to, a sealed one with a proposal."""
    officer = filled.staff[Role.OFFICER]
    desk = Context(session, officer, world.NOW - timedelta(days=5), services)
    firm = session.get_one(OrganisationRow, half.firm)
    wanted = session.get_one(ChallengeRow, half.challenges["curation"])
    said = {"sectors": firm.sectors, "problem": wanted.problem, "title": wanted.title}
    author = {"author_id": half.people[Role.FIRM].id}
    for name, make in (
        ("veiled", people.an_anonymous_challenge),
        ("sealed_asked", people.a_sealed_challenge),
    ):
        row = make(session, firm, **said | author)
        half.challenges[name] = row.id
        matching.run(desk, row.id)
    row = session.get_one(ChallengeRow, half.challenges["sealed_asked"])
    curation.keep(desk, row.id, half.startup, 0)
    introductions.release(desk, row.id, row.version)
    asked = session.scalars(select(IntroductionRow).where(IntroductionRow.challenge_id == row.id))
    introduction = asked.one()
    introductions.propose(desk, introduction.id, introduction.version, WHY)
    half.introductions["sealed_asked"] = introduction.id


def nothing(context):
    """Do nothing: the map takes seconds to draw and is the agency's alone."""


DUTIES = tasks.DUTIES | {"draw_map": tasks.Duty("tests.abuse.secret_world:nothing")}


def _names_in(cells, kinds):
    """Return what organisations and challenges are called, now and if these cells are changed."""
    for place, (row, column) in enumerate(cells):
        is_home = isinstance(row, OrganisationRow) and row.kind in kinds
        if column in {"name", "title"} and (is_home or isinstance(row, ChallengeRow)):
            yield from (getattr(row, column), otherwise("", place))


def boast(session, filled, user, cells, asking):
    """Have what a person wrote, or reads of a startup, hold those of the names in hidden `cells`.

    «[…]» there, or a place that they move, would tell which of them is the true one. One of ASKING
    asks for the startup and its support body, in an anonymous challenge.
    """
    half = filled.ours if user in filled.ours.people.values() else filled.theirs
    is_firm = user.role is Role.FIRM
    kinds = {OrganisationKind.STARTUP} if is_firm else {OrganisationKind.FIRM}
    names = sorted({*filter(None, _names_in(cells, kinds)), *ASKING})
    served = f"Nous servons {', '.join(names)}."
    if is_firm:
        for code in ("curation", "sealed_asked"):
            session.get_one(ChallengeRow, half.challenges[code]).problem += f" {served}"
    else:
        startup = session.get_one(StartupRow, half.startup)
        startup.tagline, startup.certifications = served, [f"Agréé {each}" for each in names]
        startup.capabilities[0].text += f" {served}"
        half.introductions["listed"] = _asked(session, half, asking, served)
    session.flush()


def _asked(session, half, firm, served):
    """Return an introduction in which a firm that may not be named asks for who lists it."""
    row = people.an_anonymous_challenge(
        session,
        people.a_firm(session, name=firm),
        teaser_text="Une entreprise demande ce que nous servons.",
        requirements=(),
    )
    why = Why("Elle répond.", f"Vous écrivez : « {served} »", f"Elle écrit : « {served} »")
    startup = session.get_one(StartupRow, half.startup)
    said = {"id": 7_000, "support_id": half.support, "why": why.packed()}
    return people.an_introduction(session, row, startup, Stage.PROPOSED, **said).id


def build(folder, user=None, cells=None, changed=True, *, boasts=None, engine=None):
    """Return a world of its own; with what this person may not read `changed`, and all matched.

    In it, the texts of whoever `boasts` hold the names that this person may not read.
    """
    file, filled = prepared()
    folder.mkdir(parents=True)
    shutil.copyfile(file, folder / world.FILE)
    filled, services = deepcopy(filled), world.services_in(folder)
    if engine is not None:
        services.engine = engine(folder)
    with services.database.session() as session:
        hidden = []
        if changed or boasts is not None:
            hidden = secret_cells(session, user or boasts) if cells is None else cells(session)
        if boasts is not None:
            boast(session, filled, boasts, hidden, ASKING[changed])
        if changed:
            change(session, hidden)
        context = Context(session, None, world.NOW, services)
        matching.startup_changed(context, filled.ours.startup)
    tasks.work(services, lambda: LATER, duties=DUTIES)
    with services.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return SimpleNamespace(folder=folder, services=services, filled=filled)
