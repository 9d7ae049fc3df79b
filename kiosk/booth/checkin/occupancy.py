"""How many people were inside, minute by minute."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select

from kiosk import clock
from kiosk.booth.checkin.models import VisitState


@dataclass(frozen=True)
class Minute:
    """How many people were inside at the end of a minute; `at` is local, with its zone."""

    at: datetime
    inside: int


def by_minute(tx: Connection, event: str, day: date) -> list[Minute]:
    """Return how many people were inside at the end of each minute of a local day.

    It runs from the minute of the first step to that of the last, or to now while somebody is
    inside; who came before midnight counts from the start. Minutes are counted in UTC, so the
    hour that summer time repeats is there twice, and the one that it skips is not.
    """
    begins, ends = (clock.midnight(each) for each in (day, day + timedelta(days=1)))
    inside, per_visit = 0, Counter[str]()
    changes: Counter[int] = Counter()
    query = (
        select(VisitState.visit, VisitState.inside, VisitState.made_at)
        .where(VisitState.event == event, VisitState.made_at < clock.stamp(ends))
        .order_by(VisitState.visit, VisitState.number)
    )
    for row in tx.execute(query):
        change = row.inside - per_visit[row.visit]
        per_visit[row.visit] = row.inside
        moment = clock.parse(row.made_at)
        if moment < begins:
            inside += change
        else:
            changes[int(moment.timestamp() // 60)] += change
    return _minutes(inside, changes, int(begins.timestamp() // 60), int(ends.timestamp() // 60))


def _minutes(inside: int, changes: Counter[int], first: int, end: int) -> list[Minute]:
    """Add changes up, minute by minute since 1970."""
    if not changes and not inside:
        return []
    start = first if inside else min(changes)
    last = max(changes, default=start)
    if inside + sum(changes.values()):
        last = max(last, min(end - 1, int(clock.now().timestamp() // 60)))
    held = []
    for minute in range(start, last + 1):
        inside += changes[minute]
        held.append(Minute(datetime.fromtimestamp(minute * 60).astimezone(), inside))
    return held
