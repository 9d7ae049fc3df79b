"""Which records count: the choice of days, places and packs that every figure and export takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_

from kiosk import clock


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Which records count: from local date `since` to `until` (both inclusive), and whose.

    `pack` is the digest of the content that was on screen.
    """

    event: str | None = None
    since: date | None = None
    until: date | None = None
    unit: str | None = None
    booth: str | None = None
    pack: str | None = None

    def conditions(self, table: Any) -> list[ColumnElement[bool]]:
        """Return the conditions on a read table; `unit` made the record, or is what it is about."""
        held: list[ColumnElement[bool]] = []
        if self.event:
            held.append(table.event == self.event)
        if self.since:
            held.append(table.made_at >= clock.stamp(clock.midnight(self.since)))
        if self.until:
            held.append(table.made_at < clock.stamp(clock.midnight(self.until + timedelta(days=1))))
        if self.unit:
            about = getattr(table, "about_unit", None)
            made = table.unit == self.unit
            held.append(made if about is None else or_(made, about == self.unit))
        if self.booth:
            held.append(table.booth == self.booth)
        if self.pack:
            held.append(table.pack == self.pack)
        return held
