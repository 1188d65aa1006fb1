"""What the planner's templates say in words."""

from markupsafe import Markup, escape

from matcher.domain.plan import Pair
from matcher.workflow.naming import region_name
from matcher.workflow.plan_relaxing import may_be_changed
from matcher.workflow.plan_views import PlanFigures, ProposalView, RelaxationView, Told
from web.locale import _, language, number_text
from web.pages.insights.asked import number, share
from web.pages.plans.blueprint import blueprint
from web.sentences import sentence

ISOLATE, END_ISOLATE = "\u2068", "\u2069"
"""Stand around a name, so that it keeps its own direction within a sentence."""
SAME = 0.005
"""Gini coefficients that differ by less are said to be the same."""


@blueprint.app_template_global()
def plan_said(told: Told) -> str:
    """Return the sentence of a code with the names and numbers that fill it."""
    filled = {name: _filled(name, value) for name, value in told.params.items()}
    return sentence(told.family, told.code, language()).format(**filled)


@blueprint.app_template_global()
def plan_may_change(relaxation: RelaxationView) -> bool:
    """Whether the planner itself can make this change; else it is made elsewhere."""
    return may_be_changed(relaxation)


@blueprint.app_template_global()
def plan_number(value: float) -> str:
    """Return a number with one decimal at most; two below one."""
    return number(value)


@blueprint.app_template_global()
def plan_gini(value: float) -> str:
    """Return a Gini coefficient with two decimals."""
    return number_text(value, "0.00")


@blueprint.app_template_global()
def plan_share(value: float) -> str:
    """Return a share as per cent."""
    return share(value)


@blueprint.app_template_global()
def plan_chance(chance: float) -> str:
    """Return a calibrated chance as a count out of a hundred, for officers only."""
    count = round(100 * chance)
    if count < 1:
        return str(_("Of 100 such, fewer than one comes about"))
    return str(_("Of 100 such, about %(count)s come about", count=count))


@blueprint.app_template_global()
def plan_evenness(figures: PlanFigures) -> str:
    """Return whether startups are seen more evenly after the plan than today."""
    change = figures.gini_after - figures.gini_before
    if abs(change) < SAME:
        return str(_("As even as today"))
    return str(_("More even than today") if change < 0 else _("Less even than today"))


@blueprint.app_template_global()
def pair_key(pair: Pair) -> str:
    """Return a pair as it stands in an address or a form."""
    return f"{pair[0]}-{pair[1]}"


@blueprint.app_template_global()
def proposal_key(proposal: ProposalView) -> str:
    """Return the pair of a proposal as it stands in an address or a form."""
    return pair_key((proposal.challenge_id, proposal.startup_id))


@blueprint.app_template_global()
def pair_words(startup: str, challenge: str) -> Markup:
    """Return a startup and a challenge as one line; each keeps its own direction."""
    return Markup("<bdi>{}</bdi> — <bdi>{}</bdi>").format(escape(startup), escape(challenge))


def _filled(name: str, value: str | float) -> str:
    if name == "region":
        return region_name(str(value), language())
    return f"{ISOLATE}{value}{END_ISOLATE}" if isinstance(value, str) else number(value)
