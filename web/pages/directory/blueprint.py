"""The room of the directory; its modules add their pages to this."""

from flask import Blueprint

blueprint = Blueprint("directory", __name__, url_prefix="/desk")
