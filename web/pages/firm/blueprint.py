"""The blueprint of the firm's room, and the words that only its templates need."""

from datetime import datetime

from babel.dates import format_time
from flask import Blueprint, current_app

from matcher.workflow.naming import sector_name
from web.locale import language

blueprint = Blueprint("firm", __name__, url_prefix="/firm")


@blueprint.app_template_global()
def sector_label(code: str) -> str:
    """Return what a sector is called in the reader's language."""
    return sector_name(code, language())


@blueprint.app_template_filter()
def time_of_day(moment: datetime) -> str:
    """Return the hour and minute of a moment, at Morocco's time."""
    here = moment.astimezone(current_app.extensions["passerelle.zone"])
    return format_time(here, "HH:mm", locale=language())
