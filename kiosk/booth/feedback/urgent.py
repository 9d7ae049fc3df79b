"""Urgent feedback that nobody has dealt with yet, for the banner of every staff page."""

from __future__ import annotations

from sqlalchemy import Connection, exists, func, not_, select

from kiosk.accounts import sessions
from kiosk.accounts.pages import may_open
from kiosk.booth.feedback.models import Feedback, FeedbackState
from kiosk.content import editions
from kiosk.journal import events
from kiosk.shell import cookies
from kiosk.storage.db import db

RING = "ring"
"""The cookie of a browser that rings."""


def waiting(tx: Connection, event: str | None) -> int:
    """Count the pieces of an event whose kind is urgent and with which nobody took a step."""
    kinds = [each.id for each in editions.labels(tx).feedback.values() if each.is_urgent]
    is_dealt_with = exists().where(
        FeedbackState.of_device == Feedback.device, FeedbackState.form == Feedback.form
    )
    query = select(func.count()).where(
        Feedback.event == event, Feedback.kind.in_(kinds), not_(is_dealt_with)
    )
    return tx.execute(query.select_from(Feedback)).scalar_one()


def waiting_here() -> int | None:
    """Return what waits, for somebody who may open the feedback; None for others."""
    session = sessions.current()
    if session is None or not may_open(session, "staff.feedback"):
        return None
    return waiting(db.reader(), events.choose(db.reader(), session.event))


def is_rung_for() -> bool:
    """Return True if this browser rings for urgent feedback; it does not until staff wish so."""
    return cookies.read(RING) == "yes"
