"""Let parties come to a station at given times of a day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from itertools import count
from typing import Any

from sqlalchemy import Connection

from kiosk import clock
from kiosk.booth.checkin import service
from kiosk.booth.checkin.records import Head
from kiosk.booth.checkin.service import CheckedIn, Party
from kiosk.content.catalog import Catalog

DAY = date(2026, 12, 20)
_taps = count(1)


def tap() -> str:
    """Return the id of a form that was not sent yet."""
    return f"{next(_taps):032x}"


def at(clock_time: str, day: date = DAY) -> datetime:
    """Return a local time of the day, with its zone."""
    return datetime.combine(day, time.fromisoformat(clock_time)).astimezone()


@contextmanager
def when(clock_time: str, day: date = DAY) -> Iterator[None]:
    """Let it be this local time."""
    with clock.pretend(at(clock_time, day)):
        yield


def party(people: int = 1, kind: str = "citizen", **given: Any) -> Party:
    """Be some people of one kind."""
    return Party(heads=[Head(kind=kind, people=people)], **given)


def school_class(pupils: int = 40, teachers: int = 2, **given: Any) -> Party:
    """Be a class with its teachers."""
    heads = [Head(kind="pupil", people=pupils), Head(kind="teacher", people=teachers)]
    return Party(heads=heads, under_14=pupils, **given)


def check_in(tx: Connection, catalog: Catalog, who: Party | None = None, **given: Any) -> CheckedIn:
    """Check a party in, one citizen without a name where `who` says nothing else."""
    held = {"tap": tap(), "has_accepted_rules": True} | given
    return service.check_in(tx, catalog, who or party(), **held)
