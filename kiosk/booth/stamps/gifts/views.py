"""The page at which the other gift desks of this network ask; no visitor and no phone finds it."""

from __future__ import annotations

from flask import Blueprint, Response, request

from kiosk.booth.stamps.gifts import desks, questions
from kiosk.storage.db import db

bp = Blueprint("gift_desks", __name__)


@bp.post(desks.PATH)
def question() -> Response:
    """Answer a desk whether a ticket was redeemed here, or is being redeemed this moment."""
    request.max_content_length = questions.MOST_BYTES
    with desks.here().throttle.trying("gift desk", str(request.remote_addr)):
        told = desks.answer(db.reader(), request.get_data(cache=False))
    return Response(told, content_type="application/octet-stream")
