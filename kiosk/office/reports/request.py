"""What a report is asked for, and the material it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from kiosk.content.catalog import Catalog
from kiosk.content.parts import Text
from kiosk.counts.filters import Filters
from kiosk.office.activities.records import ActivityTold
from kiosk.office.overview.figures import Figures

Language = Literal["zh", "en"]


@dataclass(frozen=True, kw_only=True)
class ReportRequest:
    """What a report is about: an event, one unit or all (None), and the days (inclusive)."""

    event: str
    unit: str | None = None
    since: date | None = None
    until: date | None = None
    language: Language = "zh"

    @property
    def filters(self) -> Filters:
        """Return which records count."""
        return Filters(event=self.event, unit=self.unit, since=self.since, until=self.until)


@dataclass(frozen=True)
class Quoted:
    """What a visitor said and staff chose: its kind, the unit, the local day."""

    kind: str
    unit: str
    day: str
    text: str


@dataclass
class Subject:
    """What a report is made of: the pack, the names of units, the entries, the figures."""

    wanted: ReportRequest
    edition: Catalog
    names: dict[str, Text]
    told: list[ActivityTold]
    figures: Figures
    quotes: Sequence[Quoted] = field(default_factory=list)

    @property
    def unit(self) -> Text | None:
        """Return the unit's name where the report is one unit's."""
        return self.names[self.wanted.unit] if self.wanted.unit else None
