"""Bring the quotations that staff chose into a report, where the session may open them."""

from __future__ import annotations

from sqlalchemy import Connection

from kiosk.content import known
from kiosk.feedback import desk_report
from kiosk.journal.reading import Opener
from kiosk.reports.wanted import Quoted, Wanted
from kiosk.reports.words import Say, day_in_words


def count(tx: Connection, wanted: Wanted) -> int:
    """Return how many quotations were chosen."""
    return desk_report.figures(tx, wanted.filters).quotes


def opened(tx: Connection, wanted: Wanted, opener: Opener) -> list[Quoted]:
    """Return the quotations chosen, opened, in the report's language."""
    say = Say(wanted.language)
    return [
        Quoted(
            kind=say.text(each.kind),
            unit=say.text(each.unit) if each.unit else "",
            day=day_in_words(each.day, wanted.language),
            text=each.text,
        )
        for each in desk_report.quotes(tx, wanted.filters, known.labels(tx), opener)
    ]
