"""Bring the quotations that staff chose into a report, where the session may open them."""

from __future__ import annotations

from sqlalchemy import Connection

from kiosk.booth.feedback import step_report
from kiosk.content import editions
from kiosk.office.reports.request import Quoted, ReportRequest
from kiosk.office.reports.words import Say, day_in_words
from kiosk.sealing.opening import Opener


def count(tx: Connection, wanted: ReportRequest) -> int:
    """Return how many quotations were chosen."""
    return step_report.figures(tx, wanted.filters).quotes


def opened(tx: Connection, wanted: ReportRequest, opener: Opener) -> list[Quoted]:
    """Return the quotations chosen, opened, in the report's language."""
    say = Say(wanted.language)
    return [
        Quoted(
            kind=say.text(each.kind),
            unit=say.text(each.unit) if each.unit else "",
            day=day_in_words(each.day, wanted.language),
            text=each.text,
        )
        for each in step_report.quotes(tx, wanted.filters, editions.labels(tx), opener)
    ]
