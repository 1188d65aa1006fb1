"""The blueprint of the pages on aid, which stand under the room of each reader."""

from flask import Blueprint

blueprint = Blueprint("aid", __name__)
