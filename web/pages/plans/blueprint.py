"""The blueprint of the planner."""

from flask import Blueprint

blueprint = Blueprint("plans", __name__, url_prefix="/desk/plans")
