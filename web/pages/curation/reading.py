"""Reading: the queue, a challenge beside its startups, two startups beside each other."""

from flask import request
from werkzeug.wrappers import Response

from matcher.domain.people import Role
from matcher.workflow import curation
from matcher.workflow.curation import Whose
from matcher.workflow.curation_reading import SHOWN
from web.access import signed_in_as
from web.answers import page
from web.context import context
from web.pages.curation.blueprint import blueprint
from web.parameters import takes

_MOST = 200
_PAIR = 2


@blueprint.get("/queue")
@signed_in_as(Role.OFFICER)
@takes("whose", "page")
def queue() -> Response:
    """Show the challenges that wait for decisions, the oldest promise first."""
    asked = request.args.get("whose", "")
    whose = Whose(asked) if asked in set(Whose) else Whose.ALL
    listed = curation.queue(context(), whose, request.args.get("page", 1, type=int))
    return page("curation/queue.html", listed=listed)


@blueprint.get("/challenges/<int:challenge_id>")
@signed_in_as(Role.OFFICER)
@takes("shown", many=("compare",))
def show(challenge_id: int) -> Response:
    """Show a challenge beside its startups; with two of them in `?compare=`, those side by side."""
    pair = request.args.getlist("compare", type=int)[:_PAIR]
    wanted = shown() if len(pair) < _PAIR else _MOST
    work = curation.page(context(), challenge_id, wanted)
    sides = [card for card in map(work.card, pair) if card is not None]
    if len(sides) == _PAIR:
        return page("curation/compare.html", work=work, sides=sides)
    return page("curation/show.html", block="work", work=work, shown=wanted, pair=pair)


@blueprint.get("/challenges/<int:challenge_id>/refusals")
@signed_in_as(Role.OFFICER)
def refusals(challenge_id: int) -> Response:
    """Show the startups that a hard rule kept out."""
    found = curation.refusals(context(), challenge_id)
    return page("curation/refusals.html", block="listed", refused=found, challenge_id=challenge_id)


@blueprint.get("/challenges/<int:challenge_id>/add")
@signed_in_as(Role.OFFICER)
@takes("words")
def look_up(challenge_id: int) -> Response:
    """Look a startup up by name or words, to add it by hand."""
    words = request.args.get("words", "")
    found = curation.look_up(context(), challenge_id, words)
    return page("curation/add.html", found=found, words=words, challenge_id=challenge_id)


def shown() -> int:
    """Return how many startups the page shows: what the address or the form says."""
    wanted = request.values.get("shown", SHOWN, type=int)
    return min(max(wanted, SHOWN), _MOST)
