"""The room of introductions."""

from flask import Blueprint

blueprint = Blueprint("introductions", __name__, url_prefix="/introductions")
