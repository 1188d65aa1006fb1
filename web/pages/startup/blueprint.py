"""The blueprint of the startup's room; the other modules of this folder add the pages."""

from flask import Blueprint

blueprint = Blueprint("startup", __name__, url_prefix="/startup")
