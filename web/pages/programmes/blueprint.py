"""The blueprint of the programmes and their versions."""

from flask import Blueprint

blueprint = Blueprint("programmes", __name__, url_prefix="/desk/programmes")
