"""What is left out, as lists: each line leads to its page."""

from dataclasses import dataclass

from matcher.workflow import insight_gaps
from matcher.workflow.insight_gaps import Gap, Unanswered
from matcher.workflow.insight_scope import Known, Wanted
from matcher.workflow.naming import region_name, sector_name
from web.charts.tables import Table
from web.context import context
from web.locale import _, date_text, language
from web.pages.insights.figure import Figure, not_said
from web.pages.insights.places import challenge_page, startup_page

PAGE = 25
UNANSWERED, UNSEEN = "without-a-candidate", "never-suggested"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: a name with its link, and the other cells."""

    name: str
    href: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list of things that are left out; `total` counts all of them, `of` the whole."""

    name: str
    lines: tuple[Line, ...]
    page: int
    total: int
    of: int = 0
    challenges: int = 0

    @property
    def pages(self) -> int:
        """How many pages the list has."""
        return max(1, -(-self.total // PAGE))


def listed(name: str, wanted: Wanted, page: int) -> Listed:
    """Return a page of the challenges without a good candidate, or of the unseen startups."""
    if name == UNANSWERED:
        challenges = insight_gaps.unanswered(context(), wanted)
        at = _page(page, len(challenges))
        cut = challenges[(at - 1) * PAGE : at * PAGE]
        return Listed(name, tuple(map(_challenge_line, cut)), at, len(challenges))
    unseen = insight_gaps.unseen(context(), wanted)
    total = len(unseen.startups)
    at = _page(page, total)
    lines = tuple(map(_startup_line, unseen.startups[(at - 1) * PAGE : at * PAGE]))
    return Listed(name, lines, at, total, unseen.of, unseen.challenges)


def _page(asked: int, total: int) -> int:
    return min(max(asked, 1), max(1, -(-total // PAGE)))


def challenges(wanted: Wanted) -> list[Figure]:
    """Return the challenges without a good candidate, all of them, as a table."""
    found = insight_gaps.unanswered(context(), wanted)
    header = (_("Challenge"), _("Firm"), _("Sector"), _("Submitted on"), _("Why"))
    rows = tuple(
        (each.title, *_challenge_line(each).cells[:2], _day(each), _why(each.why)) for each in found
    )
    return [Figure(UNANSWERED, "", "", Table(header, rows), len(found))]


def startups(wanted: Wanted) -> list[Figure]:
    """Return the startups that are never suggested, all of them, as a table."""
    found = insight_gaps.unseen(context(), wanted)
    header = (_("Startup"), _("Region"), _("Sector"))
    rows = tuple((each.name, *_startup_line(each).cells) for each in found.startups)
    return [Figure(UNSEEN, "", "", Table(header, rows), len(found.startups))]


def _challenge_line(each: Unanswered) -> Line:
    return Line(
        each.title or not_said(),
        challenge_page(each.challenge_id),
        (each.firm_name, _sectors(each.sectors), date_text(each.submitted_at), _why(each.why)),
    )


def _startup_line(each: Known) -> Line:
    region = region_name(each.region, language()) if each.region else not_said()
    return Line(each.name, startup_page(each.id), (region, _sectors(each.sectors)))


def _sectors(codes: tuple[str, ...]) -> str:
    return ", ".join(sector_name(code, language()) for code in codes) or not_said()


def _day(each: Unanswered) -> str:
    return each.submitted_at.date().isoformat()


def _why(why: Gap) -> str:
    names = {
        Gap.NO_PARTNER: _("A curator found no suitable partner"),
        Gap.NONE_FOUND: _("No likely or possible match"),
    }
    return str(names[why])
