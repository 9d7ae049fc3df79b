"""Figures of outreach: called at of planned, by community and by kind, and what people answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Connection, and_, func, select

from kiosk.booth.outreach.models import Place, PlaceState, Sheet, SheetAnswer
from kiosk.booth.outreach.states import IS_CURRENT, IS_STATE_OF
from kiosk.counts.filters import Filters
from kiosk.journal.models import same_record


@dataclass
class Progress:
    """Places of one community or kind: how many are planned, and how they stand.

    `called` were called at in any way; `again` have a date for the next call.
    """

    planned: int = 0
    done: int = 0
    refused: int = 0
    absent: int = 0
    again: int = 0
    asked: int = 0
    requests: int = 0

    @property
    def called(self) -> int:
        """Count the places that staff called at, also those where nobody was in."""
        return self.done + self.refused + self.absent

    @property
    def left(self) -> int:
        """Count the places that are still to be called at."""
        return self.planned - self.done - self.refused

    def add(self, other: Progress) -> None:
        """Add the counts of another group."""
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True)
class Figures:
    """Progress in all, by community and by kind."""

    whole: Progress
    by_community: dict[str, Progress]
    by_kind: dict[str, Progress]


def figures(tx: Connection, event: str | None, unit: str | None = None) -> Figures:
    """Count an event's places, or those of all events; with a `unit`, those that it listed."""
    one = func.count()
    has_request, has_date = PlaceState.request.is_not(None), PlaceState.next_day.is_not(None)
    query = (
        select(
            Place.community,
            Place.kind,
            one.label("planned"),
            one.filter(PlaceState.status == "done").label("done"),
            one.filter(PlaceState.status == "refused").label("refused"),
            one.filter(PlaceState.status == "absent").label("absent"),
            one.filter(has_date).label("again"),
            one.filter(PlaceState.is_asked).label("asked"),
            one.filter(has_request).label("requests"),
        )
        .outerjoin(PlaceState, and_(IS_STATE_OF, IS_CURRENT))
        .where(*_meant(event, unit))
        .group_by(Place.community, Place.kind)
        .order_by(Place.community, Place.kind)
    )
    found = Figures(Progress(), {}, {})
    for row in tx.execute(query):
        held = Progress(*row[2:])
        found.whole.add(held)
        found.by_community.setdefault(row.community, Progress()).add(held)
        found.by_kind.setdefault(row.kind, Progress()).add(held)
    return found


def progress(tx: Connection, filters: Filters) -> Progress:
    """Count places in all: those listed at any time, and what was done on the days asked for."""
    always = replace(filters, since=None, until=None)
    planned = select(func.count()).select_from(Place).where(*always.conditions(Place))
    counts = {
        status: func.count().filter(PlaceState.status == status).label(status)
        for status in ("done", "refused", "absent")
    }
    query = (
        select(*counts.values())
        .select_from(Place)
        .join(PlaceState, and_(IS_STATE_OF, IS_CURRENT))
        .where(*filters.conditions(PlaceState))
    )
    held = tx.execute(query).one()
    return Progress(tx.execute(planned).scalar_one(), held.done, held.refused, held.absent)


def _meant(event: str | None, unit: str | None) -> list[ColumnElement[bool]]:
    """Return the conditions on places of an event and a unit, where they are given."""
    wanted = ((Place.event, event), (Place.unit, unit))
    return [column == value for column, value in wanted if value is not None]


@dataclass(frozen=True)
class Counted:
    """How often each option of a survey was chosen, by item and option, among `sheets`."""

    sheets: int
    options: dict[tuple[str, str], int]


def counted(tx: Connection, event: str | None, surveys: Iterable[str]) -> dict[str, Counted]:
    """Count the answers that entered the journal, survey by survey; those without are left out."""
    own = () if event is None else (Sheet.event == event,)
    sheets = {
        row.survey: row.n
        for row in tx.execute(
            select(Sheet.survey, func.count().label("n")).where(*own).group_by(Sheet.survey)
        )
    }
    options: dict[str, dict[tuple[str, str], int]] = {}
    query = (
        select(Sheet.survey, SheetAnswer.item, SheetAnswer.option, func.count().label("n"))
        .join(SheetAnswer, same_record(Sheet, SheetAnswer))
        .where(*own)
        .group_by(Sheet.survey, SheetAnswer.item, SheetAnswer.option)
    )
    for row in tx.execute(query):
        options.setdefault(row.survey, {})[row.item, row.option] = row.n
    return {
        survey: Counted(sheets[survey], options.get(survey, {}))
        for survey in surveys
        if survey in sheets
    }
