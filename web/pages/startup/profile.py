"""The profile of the startup, and what it could add to it."""

from collections.abc import Callable
from typing import Any

from flask import flash, request
from werkzeug.wrappers import Response

from matcher.domain.people import Role
from matcher.domain.startup import Status
from matcher.errors import InvalidForm, StalePage
from matcher.workflow import decks, startups
from matcher.workflow.profile_gaps import gaps
from matcher.workflow.startup_limits import LONGEST, cleaned
from matcher.workflow.startup_views import ProfileDraft, ProfileView
from web.access import signed_in_as
from web.answers import go_to, page
from web.context import context
from web.errors import message_of
from web.locale import _, money_text
from web.pages.startup import words
from web.pages.startup.blueprint import blueprint
from web.pages.startup.checks import checks
from web.pages.startup.forms import ProfileForm, filled


@blueprint.get("/profile")
@signed_in_as(Role.STARTUP)
def profile() -> Response:
    """Show the profile."""
    view = startups.profile(context())
    return _shown(view, ProfileForm(formdata=None, data=filled(view.draft)))


@blueprint.post("/profile")
@signed_in_as(Role.STARTUP)
def save_profile() -> Response:
    """Keep the profile; when a colleague saved in between, show both."""
    form = ProfileForm()
    typed = form.draft()
    if form.validate_on_submit():
        try:
            startups.save_profile(context(), request.form.get("mark", ""), typed)
        except InvalidForm as refused:
            form.take(refused)
        except StalePage as stale:
            view = startups.profile(context())
            apart = _differences(form, view.draft, cleaned(typed))
            return _shown(view, form, status=409, stale=message_of(stale), differences=apart)
        else:
            flash(_("Your profile was saved."), "success")
            return go_to("startup.profile")
    return _shown(startups.profile(context()), form, status=422)


def _shown(view: ProfileView, form: ProfileForm, status: int = 200, **more: Any) -> Response:
    """Return the page; a refused form carries the mark that it came with."""
    sent = request.form.get("mark", "")
    return page(
        "startup/profile.html",
        block="capabilities",
        status=status,
        view=view,
        form=form,
        limits=LONGEST,
        mark=sent if status == 422 and sent else view.mark,
        checks=checks(gaps(view)),
        decks=decks.waiting(context()),
        options=_options(view.draft, form),
        **more,
    )


def _options(known: ProfileDraft, form: ProfileForm) -> dict[str, words.Options]:
    return {
        "sectors": words.sector_options(known.sectors),
        "regions": words.region_options(known.regions, with_all=True),
        "home_region": words.region_options((known.home_region,)),
        "refused_sectors": words.sector_options(known.refused_sectors),
        "refused_regions": words.region_options(known.refused_regions),
        "trl": words.trl_options(),
        "sizes": words.size_options(),
    }


def _differences(
    form: ProfileForm, saved: ProfileDraft, typed: ProfileDraft
) -> list[tuple[str, str, str]]:
    """Return (name of the field, what is kept, what was typed) wherever the two differ."""
    names = [name for name in ProfileDraft.__dataclass_fields__ if name in form]
    return [
        (str(form[name].label.text), _told(name, saved), _told(name, typed))
        for name in names
        if getattr(saved, name) != getattr(typed, name)
    ]


def _told(name: str, draft: ProfileDraft) -> str:
    """Return a field in words."""
    value: Any = getattr(draft, name)
    in_words: dict[str, Callable[[Any], str]] = {
        "sectors": words.sector_words,
        "refused_sectors": words.sector_words,
        "regions": words.region_words,
        "refused_regions": words.region_words,
        "home_region": lambda code: words.region_words([code]),
        "languages": words.language_words,
        "trl": words.trl_words,
        "min_budget_dh": money_text,
        "firm_sizes": words.size_words,
        "name_shown": _name_told,
        "status": _status_told,
    }
    if name in in_words:
        return in_words[name](value)
    if isinstance(value, tuple):
        return "\n".join(value)
    return "" if value is None else str(value)


def _name_told(shown: Any) -> str:
    return str(_("In a shortlist already") if shown else _("After both sides accepted"))


def _status_told(status: Any) -> str:
    return str(_("We take part") if status is Status.ACTIVE else _("We pause"))
