"""The blueprint of the figures and of the map."""

from flask import Blueprint

blueprint = Blueprint("insights", __name__, url_prefix="/desk")
