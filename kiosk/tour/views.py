"""Show the tour."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("tour", __name__, url_prefix="/tour")
