"""Central's front page: there is no screen for citizens, so it leads to the staff's pages."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response as AnyResponse

from kiosk.shell.pages import see

bp = Blueprint("front", __name__)


@bp.get("/")
@bp.get("/home")
def lead_on() -> AnyResponse:
    """Redirect to the staff's overview."""
    return see("staff.overview")
