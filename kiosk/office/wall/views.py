"""The wall's page, for a second screen. It begins no sitting and ends none."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TypeVar

from flask import Blueprint, Response

from kiosk import clock
from kiosk.content import editions
from kiosk.counts.filters import Filters
from kiosk.errors import NotAllowed, StorageFailed
from kiosk.journal import events
from kiosk.office.overview.counting import show_on
from kiosk.office.wall import figures, service
from kiosk.shell import guard, sitting
from kiosk.shell.pages import render
from kiosk.storage.db import db

bp = Blueprint("wall", __name__)

A_MOMENT = 0.15
"""Seconds that a page may take to count; what is left follows with the next minute's."""
TOPICS, NOTICES, MOST_TOPICS = 4, 3, 12
"""Topics and notices on one slide, and topics in all."""
Part = TypeVar("Part")


@bp.get("/wall")
def wall() -> Response:
    """Show the day's figures, what people know now, quotations and notices, slide by slide."""
    if not guard.is_trusted():
        raise NotAllowed(
            "大屏只能在本机打开，或者通过 TLS。",
            "The wall opens only on this machine, or over TLS.",
        )
    sitting.show_as(sitting.View())
    reader = db.reader()
    known = editions.packs(reader)
    with suppress(StorageFailed):  # A full disk shows what was counted before.
        show_on(known, seconds=A_MOMENT)
    event, today = events.choose(reader, None) or "", clock.today()
    filters = Filters(event=event, since=today, until=today)
    lines = service.shown(reader, event)
    return render(
        "wall/wall.html",
        numbers=figures.numbers(reader, filters),
        topics=_cut(figures.learned(reader, filters, known)[:MOST_TOPICS], TOPICS),
        notices=_cut([each for each in lines if each.kind == "notice"], NOTICES),
        quotes=[each for each in lines if each.kind == "quote"],
        now=clock.local_now(),
    )


def _cut(parts: Sequence[Part], most: int) -> list[Sequence[Part]]:
    """Share parts out over slides, as evenly as may be."""
    slides = -(-len(parts) // most)
    size = -(-len(parts) // slides) if slides else 1
    return [parts[place : place + size] for place in range(0, len(parts), size)]
